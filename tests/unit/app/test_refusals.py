from pathlib import Path

import pyarrow.csv
import pytest

from sojourn.app import refusals
from sojourn.app.workspace import Workspace
from sojourn.app.workspace_new import create
from sojourn.core.errors import InvalidInput


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Make a workspace whose import refused three of ten rows."""
    rows = [f"c{n},2024-01-01T00:00:0{n}Z,seen" for n in range(7)]
    rows += ["c7,someday,seen", "c8,never,seen", ",2024-01-01,seen"]
    (tmp_path / "log.csv").write_text("\n".join(["customer,time,event", *rows]) + "\n")
    made = create(tmp_path / "shop")
    assert made.import_files(tmp_path / "log.csv", tolerance=1).refused == 3
    return made


def test_refused_rows_are_counted_by_reason_and_listed(workspace: Workspace) -> None:
    found = workspace.dead_letters(limit=2)
    assert (found.total, dict(found.by_code)) == (3, {"bad_time": 2, "no_customer": 1})
    assert [letter["row"] for letter in found.letters] == [9, 10]
    reasons, listing = found.tables()
    assert reasons.rows == (("bad_time", "2"), ("no_customer", "1"))
    assert listing.rows[0] == ("log.csv", "9", "time", "someday", "'someday' is not a time")


def test_what_would_be_right_is_said_once(workspace: Workspace) -> None:
    listing = workspace.dead_letters().tables()[1]
    assert len(listing.rows) == 3 and len(listing.notes) == 2


def test_one_reason_can_be_asked_for(workspace: Workspace) -> None:
    assert [letter["code"] for letter in workspace.dead_letters(code="no_customer").letters] == ["no_customer"]


@pytest.mark.parametrize(("code", "rows"), [(None, 3), ("bad_time", 2)])
def test_all_are_written_to_a_file(workspace: Workspace, tmp_path: Path, code: str | None, rows: int) -> None:
    assert refusals.write(workspace.path, tmp_path / "refused.csv", code=code) == rows
    assert pyarrow.csv.read_csv(tmp_path / "refused.csv").num_rows == rows


def test_a_form_that_is_not_known_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="in what form"):
        refusals.write(workspace.path, tmp_path / "refused.xlsx")


def test_nothing_refused_says_so(tmp_path: Path) -> None:
    (only,) = refusals.listed(tmp_path).tables()
    assert (only.title, only.rows) == ("No row was refused", ())


def test_rows_of_a_file_that_was_mended_are_listed_only_on_demand(workspace: Workspace, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(log.read_text().replace("someday", "2024-01-02").replace("never", "2024-01-03"))
    assert workspace.import_files(log).refused == 1
    found = workspace.dead_letters()
    assert (found.total, found.superseded, dict(found.by_code)) == (1, 3, {"no_customer": 1})
    assert found.tables()[0].title == "1 row was refused"
    assert found.tables()[0].notes[0].startswith("3 rows of files that were imported again since: --all")
    assert workspace.dead_letters(everything=True).total == 4
    assert sum(workspace.describe().facts.dead_letters.values()) == 1
    assert refusals.write(workspace.path, tmp_path / "one.csv") == 1
    assert refusals.write(workspace.path, tmp_path / "all.csv", everything=True) == 4


def test_a_file_of_the_same_name_elsewhere_mends_nothing(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "log.csv").write_text("customer,time,event\nz,2024-01-01,seen\n")
    workspace.import_files(tmp_path / "other" / "log.csv")
    assert workspace.dead_letters().total == 3


def test_a_reason_may_be_written_with_hyphens_and_an_unknown_one_is_refused(workspace: Workspace) -> None:
    assert len(workspace.dead_letters(code="bad-time").letters) == 2
    with pytest.raises(InvalidInput, match=r"'bad-tme' is no reason.* bad_time, ") as error:
        workspace.dead_letters(code="bad-tme")
    assert error.value.hint == "did you mean bad_time?"
