from datetime import UTC, datetime
from pathlib import Path

import pyarrow.csv
import pytest

from sojourn.app.describing import sparkline
from sojourn.app.workspace import Workspace, create
from sojourn.core.clock import FixedClock
from sojourn.core.errors import NotFound
from tests.factories.journeys import shop

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
    assert whole.notes[0] == "from 2024-03-04 to 2024-03-15, 12 days"
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
