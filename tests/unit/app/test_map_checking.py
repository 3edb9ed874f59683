"""What the events of a workspace say to the rules of maps."""

from datetime import date

import sojourn as sj
from sojourn import maps
from sojourn.app.map_checking import event_summary
from sojourn.core.expectation import Rule
from sojourn.maps.check.examples import EXAMPLES, around
from tests.factories.questions import ask
from tests.factories.walks import journey_map, step, tied, touchpoint
from tests.oracles.cases import Event

DAY = 86_400_000_000


def test_rules_are_tried_on_the_last_days_before_the_last_event():
    world = [Event("a", 0, "old", {}), Event("a", 10 * DAY, "edge", {}), Event("a", 10 * DAY + 1, "in", {})]
    world += [Event("b", 100 * DAY, "last", {})]
    checked = journey_map(step("s", touchpoint("t", "old", "in")), tied("last"))
    found = event_summary(ask(world), [checked])
    assert (found.days, found.total, dict(found.names)) == (90, 2, {"in": 1, "last": 1})
    assert found.matches == {Rule(("old",)): 0, Rule(("in",)): 1, Rule(("last",)): 1}


def test_without_events_nothing_matches():
    found = event_summary(ask([]), [journey_map(tied("a"))])
    assert (found.total, found.matches) == (0, {Rule(("a",)): 0})


def test_pictures_are_looked_for_beside_the_file_of_a_map(tmp_path):
    text = around(EXAMPLES["M306"].wrong)
    (tmp_path / "map.yaml").write_text(text)
    read = sj.read_map(tmp_path / "map.yaml")
    assert "M306" in [each.rule for each in sj.check_map(read, today=date(2026, 11, 21))]
    (tmp_path / "stage.jpg").write_bytes(b"\xff\xd8\xff")
    assert "M306" not in [each.rule for each in sj.check_map(read, today=date(2026, 11, 21))]
    assert "M306" not in [each.rule for each in sj.check_map(maps.parse_map(text), today=date(2026, 11, 21))]
