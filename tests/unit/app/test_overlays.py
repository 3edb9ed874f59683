"""What is laid over a map: what was lived, and the moments of truth that were found in it."""

import pytest

from sojourn import maps
from sojourn.app.overlays import overlay_of
from tests.unit.insight.test_moments import MAP, REGISTRY, world


@pytest.fixture(scope="module")
def journeys():
    return world(600)


def test_moments_and_priorities_lie_beside_what_was_lived_and_each_mark_once(journeys) -> None:
    laid, left_out = overlay_of(maps.parse_map(MAP), journeys, registry=REGISTRY, draws=50)
    assert left_out == ()
    measures = {mark.measure for mark in laid.marks}
    assert {"reach", "satisfaction", "moment", "breaking_point", "criticality", "priority", "stake"} <= measures
    (moment,) = laid.of("moment", step="try")
    assert moment.label == "both"
    importance = [mark.at.step for mark in laid.marks if mark.measure == "importance"]
    assert len(importance) == len(set(importance))
    drawn = maps.draw_map(maps.parse_map(MAP), overlay=laid)
    assert "moment of truth, people and data agree" in drawn.svg
    assert maps.read_overlay(laid.to_dict()).marks == laid.marks


def test_they_can_be_left_out(journeys) -> None:
    laid, _ = overlay_of(maps.parse_map(MAP), journeys, registry=REGISTRY, moments=False)
    assert not {"moment", "breaking_point", "criticality"} & {mark.measure for mark in laid.marks}


def test_without_a_good_outcome_in_events_nothing_is_at_stake_and_leaving_is_still_judged(journeys) -> None:
    bare = MAP.replace(", event_match: {event: came.back}", "")
    laid, left_out = overlay_of(maps.parse_map(bare), journeys, registry=REGISTRY, draws=0)
    assert left_out == ()
    assert laid.of("breaking_point", step="try")
    assert not laid.of("stake", step="try")
