"""Gaps and needs of answers that count differently, held against the slow twin and against copies of answers."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sojourn as sj
from sojourn import insight, maps
from sojourn.core.errors import InvalidInput
from tests.oracles import gaps as slow
from tests.oracles.gaps import Said

from .test_gaps import MAP, REGISTRY, one

WEIGHTS = (0.0, 0.5, 1.0, 1.0, 2.5)
Customer = tuple[str, int, int, int, float, float]
"""Segment; rating, importance, pen, each 1 to 5; weight of the rating and the pen, weight of the importance."""

customers = st.lists(
    st.tuples(
        st.sampled_from(["north", "south"]), *[st.integers(1, 5)] * 3, *[st.sampled_from(WEIGHTS)] * 2
    ),
    min_size=24, max_size=48,
)  # fmt: skip


def lived(people: Sequence[Customer]) -> sj.Journeys:
    rows: list[dict[str, object]] = []
    for number, (segment, ask, matters, pen, weight, other) in enumerate(people):
        said = (("ask", ask, weight), ("matters", matters, other), ("pen", pen, weight))
        events: list[tuple[str, dict[str, object]]] = [("asked", {}), ("signed", {})]
        events += [("survey.answered", {"question": name, "answer": float(value), "count": own})
                   for name, value, own in said]  # fmt: skip
        rows += [
            {"customer": f"c{number:03}", "time": f"2024-01-01T10:{minute:02}:00Z", "event": event,
             "segment": segment, **more}
            for minute, (event, more) in enumerate(events)
        ]  # fmt: skip
    names = ("customer", "time", "event", "segment", "question", "answer", "count")
    return sj.journeys({name: [row.get(name) for row in rows] for name in names})


def told(people: Sequence[Customer]) -> insight.GapsResult:
    return insight.gaps(
        maps.parse_map(MAP), lived(people), registry=REGISTRY, weight="count", hidden_below=5, thin_below=5
    )


def said(people: Sequence[Customer], place: int, weight: int, segment: str | None = None) -> list[Said]:
    return [
        Said(str(number), float(each[place]), float(each[weight]))
        for number, each in enumerate(people)
        if segment in (None, each[0])
    ]


def numbers(row: insight.StepGap) -> tuple[float | None, ...]:
    return row.wanted, row.got, row.gap, row.low, row.high, row.n


def counting(answers: Sequence[Said]) -> int:
    return sum(each.weight > 0 for each in answers)


@settings(max_examples=40)
@given(people=customers)
def test_weighted_gaps_are_those_of_the_slow_twin(people: list[Customer]) -> None:
    asked, matters, pens = said(people, 1, 4), said(people, 2, 5), said(people, 3, 4)
    both = [a for a, b in zip(asked, matters, strict=True) if a.weight and b.weight]
    assume(min(counting(asked), counting(matters), len(both)) >= 6)
    parts = {name: said(people, 1, 4, name) for name in ("north", "south")}
    found = told(people)

    def satisfied(value: float) -> bool:
        return value >= 4

    target = one(found, "target", "ask")
    assert numbers(target) == pytest.approx(slow.to_target_of_a_share(asked, 0.9, satisfied), rel=1e-7, abs=1e-7)
    assert numbers(one(found, "target", "sign")) == pytest.approx(slow.to_target_of_a_mean(pens, 3), rel=1e-7, abs=1e-7)
    paired = one(found, "importance", "ask")
    assert numbers(paired) == pytest.approx(slow.importance_to_rating(matters, asked), rel=1e-7, abs=1e-7)
    rows = {each.segment: each for each in found.of("segment", "ask")}
    if min(map(counting, parts.values())) >= 5:
        expected = slow.to_best_segment(parts, satisfied)
        (name,) = expected
        if expected[name].gap > 0:
            assert numbers(rows[name]) == pytest.approx(expected[name], rel=1e-7, abs=1e-7)
    else:
        assert not rows, "a segment with too few answers that count is not shown, whatever their weight"


@settings(max_examples=10)
@given(people=customers, times=st.sampled_from([0.25, 3.0, 1000.0]))
def test_only_the_ratio_of_weights_matters_and_equal_ones_change_nothing(people: list[Customer], times: float) -> None:
    assume(sum(each[4] > 0 for each in people) >= 6 and sum(each[5] > 0 for each in people) >= 6)
    scaled = [(*each[:4], each[4] * times, each[5] * times) for each in people]
    for row, other in zip(told(people).gaps, told(scaled).gaps, strict=True):
        assert numbers(row) == pytest.approx(numbers(other), rel=1e-9, abs=1e-9)
    even = [(*each[:4], 1.0, 1.0) for each in people]
    plain = insight.gaps(maps.parse_map(MAP), lived(people), registry=REGISTRY, hidden_below=5, thin_below=5)
    assert [each.to_dict() for each in told(even).gaps] == [each.to_dict() for each in plain.gaps]


def world(n: int = 200) -> list[Customer]:
    """Make customers of whom the contented answer twice as often as they should."""
    return [
        ("north" if who % 2 else "south", 5 if who % 4 else 2, 4, 3, 1.0 if who % 4 else 2.0, 1.0) for who in range(n)
    ]


def test_weights_move_levels_and_widen_intervals_but_make_nobody_more() -> None:
    people = world()
    plain = insight.gaps(maps.parse_map(MAP), lived(people), registry=REGISTRY)
    weighed = insight.gaps(maps.parse_map(MAP), lived(people), registry=REGISTRY, weight="count")
    before, after = one(plain, "target", "ask"), one(weighed, "target", "ask")
    assert (before.got, after.got) == (pytest.approx(0.75), pytest.approx(150 / 250))
    assert before.n == after.n == 200
    assert after.low is not None and after.high is not None and before.low is not None and before.high is not None
    share = 0.6 * 0.4 / (0.75 * 0.25)
    assert (after.high - after.low) ** 2 > share * (before.high - before.low) ** 2, "worth fewer answers than there are"
    assert {each.about for each in plain.of("plan")} == {each.about for each in weighed.of("plan")}


def test_needs_take_the_weights_of_gaps_and_of_criticality() -> None:
    people = [(*each[:2], 5 if each[1] == 5 else 2, *each[3:5], each[4]) for each in world()]
    plain = insight.needs(maps.parse_map(MAP), lived(people), registry=REGISTRY, draws=50)
    weighed = insight.needs(maps.parse_map(MAP), lived(people), registry=REGISTRY, draws=50, weight="count")
    row, other = (next(each for each in found.needs if each.step == "ask" and each.segment is None)
                  for found in (plain, weighed))  # fmt: skip
    assert (row.satisfaction, other.satisfaction) == (pytest.approx(0.75), pytest.approx(0.6))
    assert other.gap == pytest.approx((other.target or 0) - 0.6)
    (asked, matters) = (found.moments.step("ask").critical for found in (plain, weighed))
    # Importance 5 of those who are content and 2 of the others, from 0 to 1.
    assert asked.stated == pytest.approx(0.75 + 0.25 * 0.25)
    assert matters.stated == pytest.approx(0.6 + 0.4 * 0.25)
    assert matters.low is not None and matters.value is not None and matters.high is not None
    assert matters.low <= matters.value <= matters.high


@pytest.mark.parametrize("weights", [[0.0] * 4, [1.0, -1.0, 1.0, 1.0]], ids=["all 0", "one below 0"])
def test_weights_that_say_nothing_are_refused(weights: list[float]) -> None:
    people = [("north", 4, 4, 3, weight, weight) for weight in weights]
    for ask in (insight.gaps, insight.needs):
        with pytest.raises(InvalidInput) as refused:
            ask(maps.parse_map(MAP), lived(people), registry=REGISTRY, weight="count")
        assert refused.value.code == "answers.bad_weight"


def test_a_weight_that_events_do_not_have_is_refused() -> None:
    with pytest.raises(InvalidInput, match="heavy"):
        insight.gaps(maps.parse_map(MAP), lived(world(20)), registry=REGISTRY, weight="heavy")


def test_groups_of_any_property_are_held_against_the_best_and_one_that_is_not_there_is_refused() -> None:
    people = world()
    names = ("customer", "time", "event", "team", "question", "answer")
    rows: dict[str, list[object]] = {name: [] for name in names}
    for number, (segment, ask, *_) in enumerate(people):
        for minute, event in enumerate(("asked", "survey.answered")):
            said = event == "survey.answered"
            told_ = (f"c{number}", f"2024-01-01T10:0{minute}:00Z", event, segment, "ask" if said else None,
                     float(ask) if said else None)  # fmt: skip
            for name, value in zip(rows, told_, strict=True):
                rows[name].append(value)
    lived_ = sj.journeys(rows)
    found = insight.gaps(maps.parse_map(MAP), lived_, registry=REGISTRY, segment="team")
    assert {(each.other, each.segment) for each in found.of("segment", "ask")} == {("north", "south")}
    needs = insight.needs(maps.parse_map(MAP), lived_, registry=REGISTRY, segment="team", draws=0)
    assert needs.segments() == (None, "north", "south")
    with pytest.raises(InvalidInput, match="tribe"):
        insight.gaps(maps.parse_map(MAP), lived_, registry=REGISTRY, segment="tribe")
    assert insight.gaps(maps.parse_map(MAP), lived_, registry=REGISTRY).of("segment") == ()
