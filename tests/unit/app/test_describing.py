from datetime import UTC, datetime
from pathlib import Path

import pyarrow.csv
import pytest

from sojourn.app.describing import sparkline
from sojourn.app.importing import Options
from sojourn.app.workspace import Workspace
from sojourn.app.workspace_new import create
from sojourn.core.clock import FixedClock
from sojourn.core.errors import NotFound
from tests.factories.journeys import shop
from tests.factories.workspaces import bring

LATER = FixedClock(datetime(2024, 6, 1, tzinfo=UTC))
EARLIER = FixedClock(datetime(2024, 3, 10, tzinfo=UTC))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Make a workspace of the small shop."""
    pyarrow.csv.write_csv(shop(), tmp_path / "shop.csv")
    made = create(tmp_path / "shop")
    assert made.import_files(tmp_path / "shop.csv").accepted == 15
    return made


def test_a_description_says_how_much_and_since_when(workspace: Workspace) -> None:
    whole, events, channels, properties = workspace.describe(clock=LATER).tables()
    assert whole.title == "shop: 15 events of 5 customers"
    assert whole.notes[0] == "from 2024-03-04 to 2024-03-15, 12 days, in time zone UTC"
    assert events.rows[0] == ("site.visited", "7", "46.7 %", "5", "2024-03-04", "2024-03-15")
    assert [row[0] for row in channels.rows] == ["none", "email", "search", "social"]
    assert "value" in [row[0] for row in properties.rows]


def test_events_after_now_are_suspicious(workspace: Workspace) -> None:
    codes = {each.code for each in workspace.describe(clock=EARLIER).facts.suspicions}
    assert codes - {each.code for each in workspace.describe(clock=LATER).facts.suspicions}


def test_a_description_is_json_and_html_too(workspace: Workspace) -> None:
    found = workspace.describe(clock=LATER)
    assert (found.to_dict()["name"], found.to_dict()["events"]) == ("shop", 15)
    assert "<table" in found._repr_html_() and "site.visited" in str(found)


def test_an_empty_workspace_has_nothing_to_describe(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing has been imported"):
        create(tmp_path / "new").describe()


@pytest.mark.parametrize(
    ("counts", "bars"),
    [((0, 4, 8), " ▅█"), ((1,) * 120, "█" * 60), ((0, 0), "  "), ((0,) * 61 + (6,), " " * 30 + "█")],
)
def test_counts_are_drawn_as_bars(counts: tuple[int, ...], bars: str) -> None:
    assert sparkline(counts) == bars


def test_days_are_those_of_the_workspaces_time_zone(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "customer,time,event\na,2024-03-30T23:30:00Z,x\nb,2024-03-31T23:30:00Z,x\nc,2024-04-01T10:00:00Z,x\n"
        "c,2024-04-03T22:30:00Z,x\nc,2024-04-04T22:30:00Z,x\n"
    )
    made = create(tmp_path / "shop", time_zone="Europe/Berlin")
    made.import_files(tmp_path / "log.csv")
    found = made.describe(clock=LATER)
    assert found.facts.days == (1, 2, 0, 0, 1, 1)
    assert found.tables()[0].notes[0] == "from 2024-03-31 to 2024-04-05, 6 days, in time zone Europe/Berlin"
    assert "no events for 2 days from 2024-04-02" in found.tables()[0].notes
    assert found.to_dict()["gaps"] == [{"first": "2024-04-02T00:00:00+02:00", "days": 2}]
    assert found.tables()[1].rows[0][-2:] == ("2024-03-31", "2024-04-05")


def test_one_is_no_plural_and_a_file_counts_once_however_often_it_was_tried(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event\na,2024-03-30T23:30:00Z,x\n")
    made = create(tmp_path / "shop")
    for _ in range(3):
        made.import_files(tmp_path / "log.csv")
    whole = made.describe(clock=LATER).tables()[0]
    assert whole.title == "shop: 1 event of 1 customer"
    assert whole.notes[0] == "from 2024-03-30 to 2024-03-30, 1 day, in time zone UTC"
    assert whole.notes[-1] == "brought in by 1 import of 1 file"


def test_values_are_shown_in_one_line_and_money_as_money(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        'customer,time,event,value,text\na,2024-03-30,x,1000,"one\ntwo"\nb,2024-03-31,x,2.5,"one\ntwo"\n'
    )
    made = create(tmp_path / "shop")
    made.import_files(tmp_path / "log.csv")
    shown = {row[0]: row[-1] for row in made.describe(clock=LATER).tables()[-1].rows}
    assert shown["value"] == "2.50 to 1,000.00"
    assert shown["text"] == "one\\ntwo 100 %"


def test_a_first_import_that_was_stopped_left_nothing_to_describe(tmp_path: Path) -> None:
    def stop(point: str) -> None:
        if point == "before-commit":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(tmp_path / "shop", [{"customer": "a", "time": 1_704_067_200_000_000, "event": "x", "city": "Rome"}],
              options=Options(faults=stop))  # fmt: skip
    create(tmp_path / "shop")
    with pytest.raises(NotFound, match="nothing has been imported"):
        Workspace(tmp_path / "shop").describe(clock=LATER)
    assert not Workspace(tmp_path / "shop").has_events()
