"""Conformance: held to a search of all ways, and to replies counted by hand."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Condition, Expectation, ExpectedStep, Point, Rule
from sojourn.core.journeys import Basis, Cases
from tests.factories.expectations import NAMES, as_batch, lived, mapped, paths
from tests.factories.journeys import batch
from tests.factories.questions import inside
from tests.factories.replies import near
from tests.oracles import conformance as oracle

BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)


def spec(expected: Expectation, names: tuple[str, ...] = NAMES, channels: tuple[str, ...] = ()) -> analyse.Conformance:
    matcher = inside("matching").matcher(expected, names, channels, {})
    return analyse.Conformance(
        expected,
        matcher,
        inside("conformance_graph").graph(expected),
        inside("conformance_words").words(expected, matcher, names),
        names,
    )


def read(text: str) -> Expectation:
    """Read a path, unless it is one that says nothing or two things."""
    try:
        return analyse.expectation(text)
    except InvalidInput:
        assume(False)
        raise


def holds(expected: Expectation, journeys: list[dict[str, Any]], cuts: set[int]) -> None:
    """Hold what the engine counts, in any parts, equal to what the oracle finds."""
    question = spec(expected)
    edges = sorted({0, len(journeys), *(cut for cut in cuts if cut < len(journeys))})
    # Batches hold whole customers.
    edges = [
        edge
        for edge in edges
        if edge in (0, len(journeys)) or journeys[edge]["customer"] != journeys[edge - 1]["customer"]
    ]
    partial = question.partial(as_batch([]))
    for low, high in pairwise(edges):
        partial = question.merge(partial, question.partial(as_batch(journeys[low:high])))
    result = question.finish(partial, BASIS)
    found, wanted = result.to_dict(), oracle.summary(expected, journeys)
    plain = ("journeys", "outside_journeys", "open_journeys", "conforming", "conforming_so_far", "fitness")
    for key in (*plain, "mean_fitness", "cost_histogram", "steps"):
        assert found[key] == near(wanted[key]), key
    assert {
        each["type"]: {key: each[key] for key in ("count", "journeys", "customers")} for each in found["deviations"]
    } == wanted["deviations"]
    assert {(each["event"], each["kind"]): (each["count"], each["journeys"]) for each in found["ad_hoc"]} == wanted[
        "ad_hoc"
    ]
    named: dict[Any, Any] = wanted["breaks"]
    if not expected.visits:
        assert {
            (each["from"], each["to"]): (each["count"], each["journeys"], each["customers"]) for each in found["breaks"]
        } == named
    assert sum(each["count"] for each in found["breaks"]) == sum(number for number, *_ in named.values())
    assert {(each["step"], each["from"], each["to"]): each["count"] for each in found["switches"]} == {
        (step, f"p{start}", f"p{end}"): number for (step, start, end), number in wanted["switches"].items()
    }


@given(text=paths(), journeys=lived(), cuts=st.sets(st.integers(1, 5)))
def test_a_path_in_text_gives_what_the_oracle_counts(text: str, journeys: list[dict[str, Any]], cuts: set[int]) -> None:
    holds(read(text), journeys, cuts)


@given(expected=mapped(), journeys=lived(), cuts=st.sets(st.integers(1, 5)))
def test_what_a_map_expects_gives_what_the_oracle_counts(
    expected: Expectation, journeys: list[dict[str, Any]], cuts: set[int]
) -> None:
    holds(expected, journeys, cuts)


@given(expected=st.one_of(paths().map(read), mapped()), journeys=lived())
def test_members_are_the_journeys_that_were_counted(expected: Expectation, journeys: list[dict[str, Any]]) -> None:
    rows = spec(expected).members(as_batch(journeys, read_only=True))
    found = [oracle.hold(expected, journey) for journey in journeys]
    held = [each for each in found if each is not None]
    assert rows["customer"].tolist() == [each["customer"] for each in held]
    assert rows["cost"].tolist() == [each["cost"] for each in held]
    assert rows["conforming"].tolist() == [each["cost"] == 0 for each in held]
    assert rows["visits"].tolist() == [len(each["visits"]) for each in held]
    assert rows["status"].tolist() == ["open" if each["open"] else "closed" for each in held]
    for kind in ("missing", "failed", "ad_hoc", "out_of_order"):
        assert rows[kind].tolist() == [sum(entry[0] == kind for entry in each["deviations"]) for each in held]


@given(text=paths(), journey=lived())
def test_the_moves_are_the_first_of_the_cheapest(text: str, journey: list[dict[str, Any]]) -> None:
    expected = read(text)
    question = spec(expected)
    for each in journey:
        found = oracle.hold(expected, each)
        codes, book = coded(question, each)
        *_, moves, total = question.align(
            book, np.array([0, len(codes)]), np.zeros(1, np.int64), codes, np.ones(1, np.int64), room=1000
        )
        assert total == len(moves)
        # Runs of unplanned events are one to the kernel.
        assert [(kind, step) for _, kind, step in moves.tolist()] == [
            move
            for number, move in enumerate(found["moves"])
            if not (move == (oracle.EXTRA, -1) and follows_unplanned(found, number))
        ]


def follows_unplanned(found: dict[str, Any], number: int) -> bool:
    """Say whether a move is an unplanned event straight after another one."""
    visit = found["chosen"][number][2]
    return visit > 0 and not found["visits"][visit]["steps"] and not found["visits"][visit - 1]["steps"]


def coded(question: analyse.Conformance, journey: dict[str, Any]) -> tuple[Any, Any]:
    """Write the visits of one journey of a path in text as codes."""
    book, _ = inside("conformance_words").codebook(
        question.words, np.zeros(0, np.uint32), np.zeros((0, question.words.words), np.uint64)
    )
    blank = 3 * len(question.words.kind)
    codes: list[int] = []
    for name in journey["events"]:
        symbol = int(question.words.kind[NAMES.index(name)])
        code = blank if symbol < 0 else 3 * NAMES.index(name) + int(question.words.failed[symbol])
        if code != blank or codes[-1:] != [blank]:
            codes.append(code)
    return np.array([*codes, *[blank + 1] * journey["open"]], np.uint32), book


@pytest.mark.parametrize("names", [255, 256, 300, 70_000], ids=str)
def test_any_number_of_names_gives_the_same_breaks(names: int) -> None:
    expected = analyse.expectation("a > b? > c")
    journeys = [
        {"events": list(word), "open": word == "ac", "customer": place // 2}
        for place, word in enumerate(["abc", "acb", "ca", "ac", "dd", "abdc", "b"])
    ]
    question = spec(expected, (*NAMES, *(f"n{number}" for number in range(names - len(NAMES)))))
    result = question.finish(question.partial(as_batch(journeys, names=names)), BASIS)
    wanted = oracle.summary(expected, journeys)
    assert {(each.start, each.end): (each.count, each.journeys, each.customers) for each in result.breaks} == wanted[
        "breaks"
    ]
    assert [each.to_dict() for each in result.steps] == wanted["steps"]


@pytest.mark.parametrize("size", [2, 31, 32, 33, 70])
def test_a_step_may_want_any_number_of_points(size: int) -> None:
    names = tuple(f"e{number}" for number in range(2 * size))
    points = tuple(
        Point(f"p{number}", f"p{number}", (Rule((names[2 * number],)),), (Rule((names[2 * number + 1],)),))
        for number in range(size)
    )
    expected = Expectation(
        "wide", (ExpectedStep("s", "s", points, one_of=False),), (), (0,), (0,), visits=True, map_id="wide"
    )
    rng = np.random.default_rng(size)
    events = [rng.integers(0, 2 * size, count).tolist() for count in (1, 2, size, 2 * size, 6 * size, 6 * size)]
    events.append(list(range(0, 2 * size, 2)))
    question = spec(expected, names)
    result = question.finish(question.partial(batch([*events, *events], names=len(names))), BASIS)
    journeys = [
        {"events": [names[code] for code in each], "open": False, "customer": place}
        for place, each in enumerate([*events, *events])
    ]
    found, wanted = result.to_dict(), oracle.summary(expected, journeys)
    assert (found["cost_histogram"], found["steps"]) == (wanted["cost_histogram"], wanted["steps"])
    assert {each["type"]: each["count"] for each in found["deviations"]} == {
        kind: counts["count"] for kind, counts in wanted["deviations"].items()
    }
    single = [entry for each in journeys for entry in oracle.hold(expected, each)["deviations"]]
    for point in found["points"]:
        for kind in ("missing", "failed"):
            assert point[kind] == sum(entry[0] == kind and entry[2] == point["point"] for entry in single)


@given(expected=mapped(), journeys=lived())
def test_conditions_tell_events_apart_as_names_do(expected: Expectation, journeys: list[dict[str, Any]]) -> None:
    def by_channel(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(Rule(("e",), (Condition("channel", "is", rule.events),)) for rule in rules)

    asked = replace(
        expected,
        steps=tuple(
            replace(
                step,
                points=tuple(
                    replace(point, rules=by_channel(point.rules), failures=by_channel(point.failures))
                    for point in step.points
                ),
            )
            for step in expected.steps
        ),
        watch=None if expected.watch is None else by_channel(expected.watch),
    )
    named = as_batch(journeys)
    same = replace(named, event=np.zeros(named.events, np.uint8), channel=named.event)
    plain, conditional = spec(expected), spec(asked, ("e",), NAMES)
    one = plain.finish(plain.partial(named), BASIS)
    other = conditional.finish(conditional.partial(same), BASIS)
    assert one.steps == other.steps
    assert one.deviations == other.deviations
    assert (one.cost_histogram, one.worst_cost, one.points, one.switches) == (
        other.cost_histogram,
        other.worst_cost,
        other.points,
        other.switches,
    )
    if expected.visits:
        assert sum(each.count for each in one.breaks) == sum(each.count for each in other.breaks)
