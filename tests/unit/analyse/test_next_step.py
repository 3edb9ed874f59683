"""What comes next: held to plain dicts however journeys are cut, and to worlds in which the answer is known."""

import importlib.util
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse, kernels
from sojourn.app import rendering
from sojourn.core.errors import ConfigurationError, InvalidInput
from sojourn.core.journeys import Basis, Cases
from tests.factories.journeys import MINUTE, START, batch
from tests.factories.predictions import SESSIONS, coin, journeys_of, second_order
from tests.factories.questions import inside
from tests.oracles import prediction as oracle

BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)
NAMES = ("a", "b", "c")
STATUS = ("unknown", "open", "timed_out", "ended")

worlds = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), min_size=1, max_size=8), st.integers(0, 3),
        st.integers(0, 1),
    ),
    max_size=8,
)  # fmt: skip
World = list[tuple[list[tuple[int, int]], int, int]]


def made(world: World) -> tuple[Any, list[dict[str, Any]]]:
    """Make the batch, and the same for the oracle."""
    lived = [sorted(journey, key=lambda each: each[0]) for journey, _, _ in world]
    customers = np.cumsum([step for *_, step in world]).tolist()
    whole = batch(
        [[(code, minute) for minute, code in journey] for journey in lived],
        customers=customers,
        status=[status for _, status, _ in world],
    )
    plain = [
        {
            "status": STATUS[status],
            "events": [(START + minute * MINUTE, NAMES[code]) for minute, code in journey],
        }
        for journey, (_, status, _) in zip(lived, world, strict=True)
    ]
    return whole, plain


@given(
    world=worlds,
    window=st.none() | st.integers(0, 5),
    cut=st.integers(0, 10),
    length=st.integers(1, 5),
    border=st.integers(0, 8),
    room=st.sampled_from([1, 3, 1 << 22]),
)
def test_pasts_are_counted_as_the_oracle_does_however_journeys_are_cut(
    world: World, window: int | None, cut: int, length: int, border: int, room: int
) -> None:
    whole, plain = made(world)
    until = START + 9 * MINUTE
    asking = inside("next_step_decisions").Asking(None if window is None else window * MINUTE, until)
    counting = inside("next_step_counts").CountContexts(len(NAMES), asking, START + cut * MINUTE, length)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside("next_step_counts"), "MOST", room)
        one = counting.partial(whole)
        first, rest = made(world[:border])[0], made(world[border:])[0]
        two = counting.merge(counting.partial(first), counting.partial(rest))
    asked = oracle.decisions(plain, asking.window)
    assert two.length == one.length
    assert two.keys.tolist() == one.keys.tolist()
    assert two.counts.tolist() == one.counts.tolist()
    assert tuple(one.tally.tolist()) == tuple(two.tally.tolist()) == oracle.tally(asked, START + cut * MINUTE, until)
    counts = oracle.after_pasts(asked, START + cut * MINUTE, one.length)
    held: dict[tuple[str, ...], dict[str, int]] = {}
    for many in range(one.length + 1):
        shorter = one.shorter(many)
        for key, number in zip(shorter.keys.tolist(), shorter.counts.tolist(), strict=True):
            codes = [(key >> shorter.bits * (place + 1)) & ((1 << shorter.bits) - 1) for place in range(many)][::-1]
            if 0 in codes:
                continue
            answer = key & ((1 << shorter.bits) - 1)
            past = tuple(NAMES[code - 1] for code in codes)
            held.setdefault(past, {})[oracle.NOTHING if answer == 0 else NAMES[answer - 1]] = number
    assert held == {past: dict(here) for past, here in counts.items() if len(past) <= one.length}


@given(world=worlds, window=st.none() | st.integers(0, 5), length=st.integers(1, 5), seen=st.integers(1, 4))
def test_shares_are_the_mixture_of_the_oracle(world: World, window: int | None, length: int, seen: int) -> None:
    whole, plain = made(world)
    until = START + 9 * MINUTE
    asking = inside("next_step_decisions").Asking(None if window is None else window * MINUTE, until)
    counting = inside("next_step_counts").CountContexts(len(NAMES), asking, until + 1, length)
    counted = counting.partial(whole)
    asked = [each for each in oracle.decisions(plain, asking.window) if each["answer"] is not None]
    counts = oracle.after_pasts(asked, until + 1, length)
    if not counts:
        return
    chain = inside("next_step_contexts").Contexts.of(counted, length=length, seen=seen, rest=False)
    answers = [oracle.NOTHING if code == 0 else NAMES[code - 1] for code in chain.answers.codes.tolist()]
    found = asking.decisions(whole)
    assert found.answer.tolist() == [
        0 if each["answer"] == oracle.NOTHING else NAMES.index(each["answer"]) + 1 for each in asked
    ]
    assert (found.asked.tolist(), found.known.tolist()) == (
        [each["asked"] for each in asked], [each["known"] for each in asked],
    )  # fmt: skip
    pasts = inside("next_step_decisions").contexts(whole, found.at, counted.bits, counted.length)
    for row, each in zip(chain.shares(pasts), asked, strict=True):
        expected = oracle.shares(counts, each["past"], answers, length, seen)
        assert row.tolist() == pytest.approx([expected[answer] for answer in answers])


def test_the_kernel_takes_any_width_of_codes_and_no_events() -> None:
    none = np.zeros(0, np.int64)
    for kind in (np.uint8, np.uint16, np.uint32):
        keys, counts, tally = kernels.count_contexts(
            np.zeros(1, np.int64), np.zeros(0, np.uint8), none, np.zeros(0, kind), 5, 10, 10, 3, 5
        )
        assert (len(keys), len(counts), tally.tolist()) == (0, 0, [0, 0, 0, 0])
        events = np.arange(20_000) % 250
        keys, counts, tally = kernels.count_contexts(
            np.array([0, 20_000]),
            np.zeros(1, np.uint8),
            np.arange(20_000),
            events.astype(kind),
            -1,
            99_999,
            99_999,
            8,
            5,
        )
        # 250 pasts that go round, and four at the beginning that are not as long.
        assert (len(keys), int(counts.sum()), tally.tolist()) == (254, 19_999, [19_999, 0, 0, 1])


@pytest.mark.parametrize("names", [40, 400])
def test_more_different_pasts_than_a_table_holds_are_counted_all_the_same(names: int) -> None:
    rng = np.random.default_rng(names)
    event = rng.integers(0, names, 400_000).astype(np.uint16)
    offsets = np.append(np.arange(0, 400_000, 25), 400_000)
    keys, counts, tally = kernels.count_contexts(
        offsets, np.zeros(len(offsets) - 1, np.uint8), np.arange(400_000), event, -1, 900_000, 900_000, 9, 3
    )
    code = event.astype(np.int64) + 1
    place = np.arange(400_000) % 25
    back = [np.where(place >= many, np.roll(code, many), 0) for many in range(3)]
    every = ((back[2] << 27) | (back[1] << 18) | (back[0] << 9) | np.roll(code, -1))[place < 24]
    found, number = np.unique(every, return_counts=True)
    assert len(found) > 131_072
    np.testing.assert_array_equal(keys, found)
    np.testing.assert_array_equal(counts, number)
    assert int(tally[0]) == len(every)


@given(
    one=st.dictionaries(st.integers(1, 30), st.integers(1, 5)),
    other=st.dictionaries(st.integers(1, 30), st.integers(1, 5)),
)
def test_counts_are_added_up_by_key(one: dict[int, int], other: dict[int, int]) -> None:
    lists = [
        np.array(values, np.int64)
        for each in (one, other)
        for values in (sorted(each), [each[k] for k in sorted(each)])
    ]
    keys, counts = kernels.merge_contexts(*lists)
    both = {key: one.get(key, 0) + other.get(key, 0) for key in sorted({*one, *other})}
    assert dict(zip(keys.tolist(), counts.tolist(), strict=True)) == both and keys.tolist() == sorted(both)
    assert kernels.count_merged(lists[0], lists[2]) == len(both)


@given(
    counts=st.dictionaries(st.integers(1, 2**20), st.sampled_from([1, 2, 300, 2**50]), max_size=20),
    kept=st.sampled_from([1, 3, 12, 19, 40]),
)
def test_shorter_pasts_are_added_up_by_what_is_left_of_their_keys(counts: dict[int, int], kept: int) -> None:
    held = np.array(sorted(counts), np.int64), np.array([counts[key] for key in sorted(counts)], np.int64)
    keys, numbers = kernels.shorten_contexts(*held, kept)
    left: dict[int, int] = {}
    for key, number in counts.items():
        left[key % 2**kept] = left.get(key % 2**kept, 0) + number
    assert dict(zip(keys.tolist(), numbers.tolist(), strict=True)) == left and keys.tolist() == sorted(left)


def test_many_names_leave_room_for_fewer_events() -> None:
    asking = inside("next_step_decisions").Asking(None, 10)
    counted = inside("next_step_counts").CountContexts(70_000, asking, 10, 5).partial(batch([[1, 2, 3]]))
    assert (counted.bits, counted.length) == (17, 2)


def test_a_world_of_the_second_order_is_told_by_two_events_not_by_one() -> None:
    found = analyse.next_step(second_order(1_200, 3), model="markov")
    assert (found.use, found.verdict) == ("markov", "better")
    one, more = (next(each for each in found.scores if each.model == name) for name in ("order_1", "markov"))
    # Of nine answers the first is a coin, eight are right four times of five.
    assert more.first.low is not None and more.first.high is not None
    assert more.first.low < (8 * 0.8 + 0.5) / 9 < more.first.high and one.first.value < 0.6
    told = (-8 * (0.8 * math.log(0.8) + 0.2 * math.log(0.2)) + math.log(2)) / 9
    assert more.log_loss.value == pytest.approx(told, abs=0.02)
    assert found.used.calibration.error < 0.04
    second = found.back[2].gain
    assert second is not None and second.above_zero


def test_a_coin_is_told_by_nothing() -> None:
    found = analyse.next_step(coin(900, 4, cases=SESSIONS), length=3)
    assert (found.use, found.verdict) == ("common", "no_better")
    assert "use the most common" in str(found)


def test_without_a_time_to_wait_quick_answers_are_said_to_count_more() -> None:
    world = coin(300, 2)
    found = analyse.next_step(world, model="markov")
    (told,) = [each for each in found.notes if each["code"] == "quick_answers"]
    assert (told["straddling"], told["open"]) == (found.straddling, found.open)
    assert found.learned + found.straddling + found.after + found.open >= found.tested
    waited = analyse.next_step(world, model="markov", within="1d")
    assert not [each for each in waited.notes if each["code"] == "quick_answers"]


def test_what_is_learned_does_not_know_the_future() -> None:
    world = second_order(600, 5)
    whole = analyse.next_step(world, model="markov", cut="2024-05-01")
    counts = analyse.next_step(world, model="markov", cut="2024-05-01").to_dict()
    assert counts == whole.to_dict()
    # All after the cut is left out: what was learned is the same.
    shorter = inside("next_step_counts").CountContexts
    asking = inside("next_step_decisions").Asking
    source, split = world.source, whole.cut
    until = source.observed_until
    full, _ = world.engine.run(world, shorter(len(source.events), asking(None, until), split, 5))
    from dataclasses import replace

    early = replace(world, until=split)
    cut, _ = world.engine.run(early, shorter(len(source.events), asking(None, split - 1), split, 5))
    assert full.keys.tolist() == cut.keys.tolist()
    assert full.counts.tolist() == cut.counts.tolist()


def test_an_event_without_a_name_is_told() -> None:
    with pytest.raises(InvalidInput, match="an event without a name"):
        analyse.next_after(coin(20, 1), "a >")


def test_one_answer_alone_is_nothing_to_predict() -> None:
    rows = [(who, (who * 30 + place) * MINUTE, "see") for who in range(200) for place in range(4)]
    with pytest.raises(InvalidInput) as refused:
        analyse.next_step(journeys_of(rows))
    assert refused.value.code == "one-answer" and "see" in str(refused.value)
    with pytest.raises(InvalidInput) as refused:
        analyse.next_step(journeys_of(rows), within="0s")
    assert refused.value.code == "one-answer" and "nothing more" in str(refused.value)


def test_trees_that_know_one_answer_from_their_earliest_time_say_so() -> None:
    """The second kind of event comes when trees have learned: it has its share of all others, and nothing breaks."""
    rows = [
        (who, (who * 30 + place) * MINUTE, "ask" if who >= 220 and place % 2 else "see")
        for who in range(300)
        for place in range(4)
    ]
    found = analyse.next_step(journeys_of(rows))
    assert found.scores[-1].model == "boosted" and np.isfinite(found.scores[-1].log_loss.value)


def test_what_came_after_is_counted_with_intervals() -> None:
    world = coin(300, 6, cases=SESSIONS)
    found = analyse.next_after(world, "a > b")
    assert found.times == sum(each.times for each in found.events)
    assert any(each.event is None for each in found.events)
    assert all(each.share_low < each.share < each.share_high for each in found.events)
    assert analyse.next_after(world, ["a", "b"]).to_dict() == found.to_dict()
    assert [each["code"] for each in analyse.next_after(world, "a > nobody").notes] == ["unknown_event"]
    assert [each["code"] for each in analyse.next_after(world, "pay > pay > pay > pay > pay").notes] == ["never_seen"]
    rendering.svg(found.chart())
    assert analyse.next_after(world, "a > b", top=1).tables()[0].rows[-1][0].endswith("others")
    with pytest.raises(InvalidInput, match="6 events"):
        analyse.next_after(world, "a > a > a > a > a > a")


def test_who_is_on_the_way_is_told_what_comes_next() -> None:
    world = second_order(600, 7)
    found = analyse.next_step(world, model="markov")
    rows = analyse.next_step_members(world, found).to_pylist()
    assert len(rows) == 600
    assert all(row["chance_1"] >= row["chance_2"] >= row["chance_3"] for row in rows)
    # Sessions that closed are not on the way.
    sessions = coin(400, 7, cases=SESSIONS)
    closed = analyse.next_step(sessions, model="order_1")
    assert analyse.next_step_members(sessions, closed).num_rows <= 1


def test_results_are_drawn_and_told() -> None:
    found = analyse.next_step(second_order(600, 8))
    assert len(found.scores) == 4
    assert {"verdict", "use", "scores", "compared", "back", "drivers"} <= found.to_dict().keys()
    assert "How far back" in str(found)
    assert len(found.rows()) == 4
    rendering.svg(found.chart())


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"model": "oracle"}, "bad-model"),
        ({"length": 6}, "bad-length"),
        ({"test": 0.9}, "bad-test"),
        ({"sample": 5}, "bad-sample"),
        ({"cut": "2030-01-01"}, "too-few-steps"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        analyse.next_step(second_order(50, 9), **{"model": "markov", **options})
    assert refused.value.code == code


def test_a_missing_extra_is_named_and_plain_models_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "sklearn" else found(name))
    world = second_order(300, 10)
    with pytest.raises(ConfigurationError) as refused:
        analyse.next_step(world)
    assert "pip install 'sojourn[predict]'" in (refused.value.hint or "")
    assert analyse.next_step(world, model="markov").use == "markov"
