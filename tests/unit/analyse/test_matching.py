"""Matching: held to a look at one event after the other, over both kinds of source."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.expectation import Condition, Expectation, ExpectedStep, Measure, Outcome, Point, Rule
from sojourn.core.journeys import Source
from sojourn.stores.index import open_index
from sojourn.stores.memory import MemorySource
from tests.factories.questions import inside
from tests.factories.workspaces import bring
from tests.oracles import matching as oracle

DAY = datetime(2026, 3, 1, tzinfo=UTC)
TIMES = (DAY, DAY + timedelta(microseconds=1), DAY - timedelta(hours=1))
HELD: dict[str, tuple[Any, ...]] = {
    "value": (None, 0.0, 1.0, 25.5, 0.1, -3.000001),
    "pieces": (None, 0, 1, 2, 2**53 + 1, -(2**63)),
    "weight": (None, 0.0, 1.0, 2.5, 1e300, float(2**53), float("nan")),
    "city": (None, "Lyon", "\u00e9t\u00e9", "e\u0301te\u0301", "true", "1", ""),
    "member": (None, True, False),
    "due": (None, *TIMES),
}
VALUES = {name: st.sampled_from(values) for name, values in HELD.items()}
ASKED = (True, False, 0, 1, 1.0, 2, 2.5, 0.1, 25.5, 2**53 + 1, 2**70, float("inf"), float("nan"),
         "Lyon", "e\u0301te\u0301", "\u00e9t\u00e9", "e", "true", "1", "web", "", "2026-03-01",
         "2026-03-01T01:00:00+01:00", "2026-03-01T00:00:00.000001Z", "2026-02-28T23:00:00")  # fmt: skip
NAMES = ("a", "b", "\u00e9t\u00e9", "e\u0301te\u0301", "x")
NUMBERS = st.lists(st.sampled_from(ASKED), min_size=1, max_size=3)

conditions = st.one_of(
    st.builds(
        lambda name, operator, values: Condition(name, operator, tuple(values)),
        st.sampled_from([*VALUES, "channel", "nowhere"]),
        st.sampled_from(["is", "not"]),
        NUMBERS,
    ),
    st.builds(
        lambda name, operator, value: Condition(name, operator, (value,)),
        st.sampled_from([*VALUES, "channel", "nowhere"]),
        st.sampled_from(["gt", "gte", "lt", "lte"]),
        st.sampled_from(ASKED),
    ),
    st.builds(
        lambda name, value: Condition(name, "exists", (value,)),
        st.sampled_from([*VALUES, "channel", "nowhere"]),
        st.booleans(),
    ),
    st.builds(
        lambda name, value: Condition(name, "prefix", (value,)),
        st.sampled_from([*VALUES, "channel", "nowhere"]),
        st.sampled_from(["L", "e\u0301te\u0301", "e", "", "w", "1"]),
    ),
)
rules = st.builds(
    lambda events, where: Rule(tuple(events), tuple(where)),
    st.lists(st.sampled_from([*NAMES, "nobody"]), min_size=1, max_size=2),
    st.lists(conditions, max_size=2),
)
points = st.builds(
    lambda done, failed: Point("p", "P", tuple(done), tuple(failed)),
    st.lists(rules, min_size=1, max_size=2),
    st.lists(rules, max_size=2),
)


@st.composite
def expectations(draw: st.DrawFn) -> Expectation:
    steps = [
        ExpectedStep(f"s{number}", f"S{number}", tuple(found))
        for number, found in enumerate(draw(st.lists(st.lists(points, min_size=1, max_size=2), max_size=3)))
    ]
    outcomes = [
        Outcome(f"o{number}", f"O{number}", tuple(found))
        for number, found in enumerate(draw(st.lists(st.lists(rules, max_size=2), max_size=2)))
    ]
    watch = draw(st.one_of(st.none(), st.lists(rules, max_size=2).map(tuple)))
    ends = (0,) if steps else ()
    return Expectation(
        "t",
        tuple(steps),
        (),
        ends,
        ends,
        outcomes=tuple(outcomes),
        watch=watch,
        ignored=draw(st.booleans()),
        map_id=draw(st.sampled_from([None, "m"])),
    )


events = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from([None, "web", "shop"]), st.fixed_dictionaries(VALUES)),
    max_size=12,
)


def memory(found: Sequence[Any]) -> MemorySource:
    """Events in their order, all of one customer."""
    types: dict[str, Any] = {
        "value": pa.float64(),
        "pieces": pa.int64(),
        "weight": pa.float64(),
        "city": pa.string(),
        "member": pa.bool_(),
        "due": pa.timestamp("us", "UTC"),
    }
    columns = {name: pa.array([row[2][name] for row in found], kind) for name, kind in types.items()}
    return MemorySource.from_table(
        pa.table(
            {
                "customer": pa.array(["c"] * len(found), pa.string()),
                "time": pa.array(range(len(found)), pa.timestamp("us", "UTC")),
                "event": pa.array([row[0] for row in found], pa.string()),
                "channel": pa.array([row[1] for row in found], pa.string()),
                **columns,
            }
        )
    )


def plain(value: Any, name: str) -> Any:
    """A value as the oracle holds it."""
    if value is None:
        return None
    if name == "value":
        return ("money", Fraction(str(value)))
    if name == "due":
        return ("time", (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
    return value


def events_for_oracle(found: Sequence[Any]) -> list[Any]:
    return [
        (name, channel, {key: plain(value, key) for key, value in properties.items()})
        for name, channel, properties in found
    ]


def matched(source: Source, expectation: Expectation) -> tuple[Any, Any]:
    """The matcher, and everything in one batch."""
    made = inside("matching").matcher(expectation, source.events, source.channels, source.properties)
    (span,) = source.ranges(most=1, at_least=1_000_000)
    return made, source.read(span, made.columns)


def said(made: Any, symbol: int) -> Any:
    """A symbol in the oracle's words."""
    if symbol < 0:
        return {-1: "ad hoc", -2: "left out"}[symbol]
    meaning = made.meanings[symbol]
    return meaning.steps, meaning.point, meaning.failed


@given(found=events, expectation=expectations())
def test_events_mean_what_the_oracle_says(found: list[Any], expectation: Expectation) -> None:
    made, batch = matched(memory(found), expectation)
    plainly = events_for_oracle(found)
    assert [said(made, symbol) for symbol in made.symbols(batch).tolist()] == [
        oracle.meaning(event, expectation) for event in plainly
    ]
    assert made.outcomes(batch).tolist() == [oracle.outcome(event, expectation) for event in plainly]


@given(found=events, asked=st.lists(rules, max_size=3))
def test_an_event_fits_rules_when_the_oracle_says_so(found: list[Any], asked: list[Rule]) -> None:
    measured = Expectation(
        "t", (ExpectedStep("s", "S", (), measures=(Measure("wait", tuple(asked)),)),), (), (0,), (0,)
    )  # fmt: skip
    made, batch = matched(memory(found), measured)
    assert made.fits(asked, batch).tolist() == [
        any(oracle.fits(event, rule) for rule in asked) for event in events_for_oracle(found)
    ]


@pytest.mark.parametrize("name", [*HELD, "channel", "nowhere"])
def test_every_condition_holds_for_the_values_the_oracle_says(name: str) -> None:
    values = {"channel": (None, "web", "shop"), "nowhere": (None,)}.get(name) or HELD[name]
    found = [("a", v if name == "channel" else None, row(**({name: v} if name in HELD else {}))) for v in values]
    every = [Condition(name, "exists", (True,)), Condition(name, "exists", (False,))]
    every += [
        Condition(name, operator, (asked,))  # type: ignore[arg-type]
        for operator in ("is", "not", "gt", "gte", "lt", "lte", "prefix")
        for asked in ASKED
        if operator != "prefix" or isinstance(asked, str)
    ]
    made, batch = matched(memory(found), one_step(Rule(("a",), tuple(every))))
    plainly = events_for_oracle(found)
    for condition in every:
        asked_rule = Rule(("a",), (condition,))
        assert made.fits([asked_rule], batch).tolist() == [oracle.fits(each, asked_rule) for each in plainly], condition


def one_step(*found: Rule, **more: Any) -> Expectation:
    """An expectation of one step with one point."""
    step = ExpectedStep("s", "S", (Point("p", "P", tuple(found)),))
    return replace(Expectation("t", (step,), (), (0,), (0,)), **more)


def test_an_index_gives_the_same_meanings_as_a_table(tmp_path: Path) -> None:
    found = [
        {"value": 25.5, "pieces": 2, "city": "Lyon", "member": True, "due": DAY, "weight": 2.5},
        {"value": 25.500001, "pieces": 3, "city": "true", "member": False, "due": TIMES[1], "weight": 2.0},
        {"value": None, "pieces": None, "city": None, "member": None, "due": None, "weight": None},
    ]
    rows = [
        {"customer": "c", "time": 1_700_000_000_000_000 + number, "event": "a", "channel": "web", **each}
        for number, each in enumerate(found)
    ]
    workspace = tmp_path / "w"
    bring(workspace, [{name: value for name, value in row.items() if name != "weight"} for row in rows])
    index = open_index(workspace)
    table = memory([("a", "web", row) for row in found])
    for where, expected in (
        (Condition("value", "lte", (25.5,)), [True, False, False]),
        (Condition("value", "is", (25.500001,)), [False, True, False]),
        (Condition("pieces", "gt", (2.5,)), [False, True, False]),
        (Condition("pieces", "is", (2.0,)), [True, False, False]),
        (Condition("pieces", "is", ("2",)), [False, False, False]),
        (Condition("city", "is", ("true",)), [False, True, False]),
        (Condition("city", "is", (True,)), [False, False, False]),
        (Condition("city", "not", ("true",)), [True, False, False]),
        (Condition("member", "is", (True,)), [True, False, False]),
        (Condition("member", "not", (1,)), [True, True, False]),
        (Condition("member", "is", ("true",)), [False, False, False]),
        (Condition("due", "gt", ("2026-03-01T01:00:00+01:00",)), [False, True, False]),
        (Condition("due", "is", ("2026-03-01",)), [True, False, False]),
        (Condition("city", "exists", (False,)), [False, False, True]),
        (Condition("due", "exists", (True,)), [True, True, False]),
        (Condition("channel", "is", ("web",)), [True, True, True]),
    ):
        for source in (index, table):
            made, batch = matched(source, one_step(Rule(("a",), (where,))))
            assert (made.symbols(batch) == 0).tolist() == expected, (where, type(source).__name__)


def test_the_rule_with_most_conditions_wins_then_the_earlier_one() -> None:
    loose, tight = Rule(("a",)), Rule(("a",), (Condition("pieces", "exists", (True,)),))
    steps = tuple(
        ExpectedStep(f"s{n}", "S", (Point("p", "P", (rule,)),)) for n, rule in enumerate([loose, tight, loose])
    )
    made, batch = matched(memory([("a", None, row(pieces=1)), ("a", None, row())]), Expectation(
        "t", steps, (), (0,), (2,), map_id="m"
    ))  # fmt: skip
    assert [said(made, symbol) for symbol in made.symbols(batch).tolist()] == [((1,), 0, False), ((0,), 0, False)]


def test_only_a_path_without_a_map_has_one_event_in_several_steps() -> None:
    steps = tuple(ExpectedStep(f"s{n}", "S", (Point("p", "P", (Rule((name,)),)),)) for n, name in enumerate("aba"))
    path = Expectation("a > b > a", steps, (), (0,), (2,))
    made, batch = matched(memory([("a", None, row()), ("b", None, row())]), path)
    assert [made.meanings[symbol].steps for symbol in made.symbols(batch).tolist()] == [(0, 2), (1,)]
    made, batch = matched(memory([("a", None, row()), ("b", None, row())]), replace(path, map_id="m"))
    assert [made.meanings[symbol].steps for symbol in made.symbols(batch).tolist()] == [(0,), (1,)]


def test_conditions_on_one_and_on_true_are_two_conditions() -> None:
    steps = tuple(
        ExpectedStep(f"s{n}", "S", (Point("p", "P", (Rule(("a",), (Condition("member", "is", (value,)),)),)),))
        for n, value in enumerate((1, True))
    )
    made, batch = matched(memory([("a", None, row(member=True))]), Expectation("t", steps, (), (0,), (1,)))
    assert [said(made, symbol) for symbol in made.symbols(batch).tolist()] == [((1,), 0, False)]


@pytest.mark.parametrize(
    ("rule", "code", "message"),
    [
        pytest.param(
            Rule(("aa",)), "unknown_event", "no event is called 'aa'; the nearest name is 'a'", id="event"
        ),
        pytest.param(
            Rule(("a",), (Condition("piece", "is", (1,)),)),
            "unknown_property",
            "events have no property 'piece'; the nearest name is 'pieces'",
            id="property",
        ),
        pytest.param(
            Rule(("a",), (Condition("pieces", "is", ("1",)),)),
            "other_type",
            "'pieces' is of type int64 and is never compared with '1'",
            id="type",
        ),
    ],
)  # fmt: skip
def test_what_is_looked_for_in_vain_is_noted(rule: Rule, code: str, message: str) -> None:
    made, batch = matched(memory([("a", None, row(pieces=1))]), one_step(rule))
    assert [(each["code"], each["message"]) for each in made.notes] == [(code, message)]
    assert made.symbols(batch).tolist() == [-1]


def test_names_are_equal_after_composing_their_characters_and_are_then_not_noted() -> None:
    made, batch = matched(memory([("e\u0301te\u0301", None, row())]), one_step(Rule(("\u00e9t\u00e9",))))
    assert (made.symbols(batch).tolist(), made.notes) == ([0], ())


@pytest.mark.parametrize("names", [pytest.param(300, id="uint16"), pytest.param(70_000, id="uint32")])
def test_many_names_are_looked_up_in_wide_codes(names: int) -> None:
    made = inside("matching").matcher(
        one_step(Rule((f"n{names - 1}",))), [f"n{i}" for i in range(names)], (), {}
    )  # fmt: skip
    source = memory([("a", None, row()), ("b", None, row())])
    (span,) = source.ranges(most=1, at_least=1)
    batch = source.read(span, frozenset())
    wide = replace(batch, event=np.array([names - 1, 0], np.uint16 if names < 65_536 else np.uint32))
    assert made.symbols(wide).tolist() == [0, -1]


def row(**given_values: Any) -> dict[str, Any]:
    """Properties of an event, null where nothing is said."""
    return dict.fromkeys(VALUES) | given_values
