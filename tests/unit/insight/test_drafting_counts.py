"""What a draft counts, held against counting by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.core.journeys import JourneyBatch, JourneyStatus, Labels, Numbers
from sojourn.insight.drafting_counts import Label, Look, Places, Walk, Walked
from tests.oracles import drafting as oracle

NAMES = ("see", "fill", "pay", "ask")
LABELS = tuple(Label(name) for name in NAMES)
few = settings(max_examples=40)
journeys = st.lists(
    st.lists(st.tuples(st.sampled_from([0, 500_000, 2_000_000, 60_000_000]), st.sampled_from(NAMES)), max_size=8),
    max_size=6,
).map(lambda many: [timed(each) for each in many if each])


def timed(steps: list[tuple[int, str]]) -> oracle.Journey:
    """Give times that pass by the given waits."""
    time, found = 0, []
    for wait, name in steps:
        time += wait
        found.append((time, name))
    return found


def batch_of(many: list[oracle.Journey], *, status: int = JourneyStatus.TIMED_OUT) -> JourneyBatch:
    flat = [event for journey in many for event in journey]
    return JourneyBatch(
        offsets=np.cumsum([0, *(len(journey) for journey in many)]).astype(np.int64),
        customer=np.arange(len(many), dtype=np.int64),
        status=np.full(len(many), status, np.uint8),
        time=np.array([time for time, _ in flat], np.int64),
        event=np.array([NAMES.index(name) for _, name in flat], np.uint8),
        channel=np.array([NAMES.index(name) % 2 for _, name in flat], np.uint8),
    )


@few
@given(many=journeys, cut=st.integers(0, 6))
def test_places_are_those_of_the_oracle_however_journeys_are_split(many: list[oracle.Journey], cut: int) -> None:
    spec = Places(LABELS, NAMES, 2)
    found = spec.merge(spec.partial(batch_of(many[:cut])), spec.partial(batch_of(many[cut:])))
    expected = oracle.places(many, NAMES)
    for key in ("both", "before", "apart", "together"):
        assert getattr(found, key).tolist() == expected[key], key
    assert found.journeys == len(many)
    assert found.through[:, 2].tolist() == [0, 0, 0, 0]
    assert found.through.sum() == sum(map(len, many))


@few
@given(many=journeys, cut=st.integers(0, 6), joined=st.booleans())
def test_walks_are_those_of_the_oracle_however_journeys_are_split(
    many: list[oracle.Journey], cut: int, joined: bool
) -> None:
    steps = (("see",), ("fill", "pay")) if joined else (("fill",), ("see",), ("ask",))
    spec = Walk(tuple(tuple(Label(name) for name in names) for names in steps), NAMES)
    found = spec.merge(spec.partial(batch_of(many[:cut])), spec.partial(batch_of(many[cut:])))
    expected = oracle.walk(many, steps)
    waits = sorted(tuple(row) for row in found.waits.T.tolist())
    for key in ("reach", "visits", "starts", "ends", "moves", "passed", "passed_with"):
        assert getattr(found, key).tolist() == expected[key], key
    assert waits == expected["waits"]


def test_open_journeys_do_not_end() -> None:
    many = [[(0, "see"), (1, "pay")], [(0, "see")]]
    spec = Walk(((LABELS[0],), (LABELS[2],)), NAMES)
    found: Walked = spec.partial(batch_of(many, status=JourneyStatus.OPEN))
    assert found.ends.tolist() == [0, 0] and found.closed == 0 and found.journeys == 2
    assert found.reach.tolist() == [2, 1] and found.reach_closed.tolist() == [0, 0]


def test_values_money_and_silences_are_looked_at() -> None:
    batch = batch_of([[(0, "see"), (60_000_000, "pay"), (60_000_000, "pay")], [(0, "see")]])
    labels = Labels(np.array([0, 1, 1, -1], np.int32), ("a", "b"))
    amounts = Numbers(np.array([5, 7, 0, 9], np.int64), np.array([False, True, True, True]))
    batch = JourneyBatch(
        batch.offsets, batch.customer, batch.status, batch.time, batch.event, batch.channel,
        {"kind": labels, "value": amounts},
    )  # fmt: skip
    spec = Look(NAMES, frozenset({"kind"}), frozenset({"value"}))
    assert spec.columns == {"kind", "value"}
    found = spec.finish(spec.merge(spec.partial(batch), spec.partial(batch)), None)  # type: ignore[arg-type]
    assert dict(found.values) == {("see", "kind", "a"): 2, ("pay", "kind", "b"): 4}
    assert found.paid.tolist() == [2, 0, 2, 0]
    assert found.events.tolist() == [4, 0, 4, 0]
    assert found.silences.sum() == 2 and found.customers == 4
    assert found.silence(0.975) == pytest.approx(60_000_000, rel=0.1)


def test_nobody_is_silent_in_journeys_of_one_event() -> None:
    spec = Look(NAMES, frozenset(), frozenset())
    assert spec.partial(batch_of([[(0, "see")], [(0, "pay")]])).silence(0.975) is None


def test_a_label_of_a_property_that_is_not_there_has_no_event() -> None:
    spec = Places((Label("see", "kind", "a"), LABELS[0]), NAMES, 2)
    assert spec.columns == {"kind"}
    assert np.diagonal(spec.partial(batch_of([[(0, "see")]])).both).tolist() == [0, 1]
    assert str(Label("see", "kind", "a")) == "see[kind=a]"
