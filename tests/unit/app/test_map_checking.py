"""What the events of a workspace say to the rules of maps."""

from sojourn.app.map_checking import event_summary
from sojourn.core.expectation import Rule
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
