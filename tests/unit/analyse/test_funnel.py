"""Funnel: held to every attempt there is, to replies counted by hand, and to its own sums."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.app import in_place, rendering
from sojourn.core import quantiles
from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant
from sojourn.core.journeys import Basis, Cases
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.attempts import World, asked, plainly, questions, worded, worlds
from tests.factories.journeys import batch, events_table, shop
from tests.factories.questions import ask, fine_ranges, inside
from tests.factories.questions import worlds as scattered
from tests.factories.replies import near
from tests.oracles import funnel as oracle
from tests.oracles.cases import Event

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-funnel"
BASIS = Basis("customer", Cases("gap"), 0, 0, 0, 0, None, None, None)
OWN = ("event", "label")


def spec(options: dict[str, Any], *, breakdown: str | None = None, top: int = 10) -> analyse.Funnel:
    journeys = asked()
    chosen = inside("attempts").attempts(
        journeys, options["steps"], **{k: v for k, v in worded(options).items() if k != "steps"}
    )
    return analyse.Funnel(chosen, tuple(journeys.source.channels), breakdown, top)


def counted(steps: Any) -> list[dict[str, Any]]:
    return [{key: value for key, value in step.to_dict().items() if key not in OWN} for step in steps]


def answer(asking: analyse.Funnel, world: World) -> analyse.FunnelResult:
    """Count customer by customer, and add up."""
    count = len(world.journeys)
    edges = [i for i in range(count + 1) if i in (0, count) or world.customers[i - 1] != world.customers[i]]
    parts = [asking.partial(world.part(a, b).batch()) for a, b in pairwise(edges)] or [asking.partial(world.batch())]
    partial = parts[0]
    for part in parts[1:]:
        partial = asking.merge(partial, part)
    return asking.finish(partial, BASIS)


@given(world=worlds(), options=questions())
def test_members_are_the_attempts_the_oracle_finds(world: World, options: dict[str, Any]) -> None:
    question, journeys = plainly(options), world.plain()
    found = oracle.units(question, journeys)
    rows = spec(options).members(world.batch(read_only=True))
    place = oracle.required(question)
    assert rows["customer"].tolist() == [world.customers[unit.journey] for unit in found]
    assert rows["furthest"].tolist() == [place[len(unit.chain) - 1] + 1 for unit in found]
    whole = len(place)
    assert rows["state"].tolist() == [
        "converted" if len(unit.chain) == whole else "open" if unit.open else "dropped" for unit in found
    ]
    for listed in range(len(options["steps"])):
        taken = rows[f"step_{listed + 1}"].astype(np.int64)
        number = sum(i < listed for i in place)
        expected = []
        for unit in found:
            event = unit.optional.get(listed) if listed not in place else dict(enumerate(unit.chain)).get(number)
            expected.append(
                np.datetime64("NaT").astype(np.int64) if event is None else journeys[unit.journey]["events"][event][0]
            )
        assert taken.tolist() == expected


@given(world=worlds(), options=questions(), cuts=st.lists(st.integers(0, 5), max_size=3))
def test_any_split_merges_to_what_the_oracle_counts(world: World, options: dict[str, Any], cuts: list[int]) -> None:
    question, journeys = plainly(options), world.plain()
    asking = spec(options)
    edges = [cut for cut in sorted({0, *cuts, len(journeys)}) if cut <= len(journeys)]
    edges = [e for e in edges if e in (0, len(journeys)) or world.customers[e - 1] != world.customers[e]]
    partial = asking.partial(world.part(0, edges[1] if len(edges) > 1 else 0).batch())
    for low, high in pairwise(edges[1:]):
        partial = asking.merge(partial, asking.partial(world.part(low, high).batch()))
    result = asking.finish(partial, BASIS)
    found = oracle.units(question, journeys)
    assert counted(result.steps) == near(oracle.steps(question, journeys, found))
    if result.matured is not None:
        assert (result.matured.entered, result.matured.converted) == oracle.matured(question, found)


@given(world=worlds(), options=questions(), top=st.integers(1, 3))
def test_groups_are_the_funnels_of_their_units(world: World, options: dict[str, Any], top: int) -> None:
    question, journeys = plainly(options), world.plain()
    asking = spec(options, breakdown="channel", top=top)
    result = answer(asking, world)
    if (again := asking.again(result)) is not None:
        result = answer(again, world)
    by_value: dict[Any, list[oracle.Unit]] = {}
    for unit in oracle.units(question, journeys):
        by_value.setdefault(journeys[unit.journey]["events"][unit.chain[0]][2], []).append(unit)
    ranked = sorted(by_value, key=lambda value: (-len(by_value[value]), value is not None, value or ""))
    assert result.groups is not None
    assert [group.value for group in result.groups if group.kind == "value"] == ranked[:top]
    rest = [unit for value in ranked[top:] for unit in by_value[value]]
    wanted = [by_value[value] for value in ranked[:top]] + ([rest] if rest else [])
    for group, units in zip(result.groups, wanted, strict=True):
        units.sort(key=lambda unit: unit.journey)
        assert counted(group.steps) == near(oracle.steps(question, journeys, units))
    assert sum(group.entered for group in result.groups) == result.entered


def close(document: Any, expected: Any) -> None:
    """Compare two replies, the order of keys included."""
    assert json.dumps(keys(document)) == json.dumps(keys(expected))
    assert document == near(expected)


def keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: keys(inner) for key, inner in value.items()}
    return [keys(inner) for inner in value] if isinstance(value, list) else None


def test_the_shop_gives_the_reply_of_the_documentation() -> None:
    golden = json.loads((GOLDEN / "shop-funnel.json").read_text("utf-8"))
    result = analyse.funnel(in_place.journeys(shop()), golden["options"]["steps"], within=golden["options"]["within"])
    close(result.to_dict(), golden["expected"])


@pytest.mark.parametrize("case", ["orders", "ties", "repeated-step", "windows", "open", "exclude-optional", "70-steps"])
def test_answers_worked_by_direct_counting(case: str) -> None:
    golden = json.loads((GOLDEN / f"{case}.json").read_text("utf-8"))
    table = events_table([(who, when, what, None, None) for who, when, what in golden["rows"]])
    for vary, expected in zip(golden["vary"], golden["expected"], strict=True):
        options = {**golden["options"], **vary}
        journeys = in_place.journeys(table, until=options.pop("until", None))
        result = analyse.funnel(journeys, options.pop("steps"), **options).to_dict()
        for key, value in expected.items():
            found = result[key] if key in ("entered", "matured") else [step[key] for step in result["steps"]]
            assert found == near(value), (case, vary, key)


@pytest.mark.parametrize("case", ["orders", "ties", "repeated-step", "windows", "open", "exclude-optional"])
def test_the_oracle_gives_the_answers_worked_by_direct_counting(case: str) -> None:
    golden = json.loads((GOLDEN / f"{case}.json").read_text("utf-8"))
    people: dict[str, list[tuple[int, str, None]]] = {}
    for who, when, what in golden["rows"]:
        people.setdefault(who, []).append((instant(when), what, None))
    journeys = [{"customer": who, "closed": False, "events": events} for who, events in people.items()]
    for vary, expected in zip(golden["vary"], golden["expected"], strict=True):
        options = {**golden["options"], **vary}
        moves = options.get("step_within")
        last = max(event[0] for journey in journeys for event in journey["events"])
        question = oracle.Question(
            steps=[({(name.rstrip("?"), None)}, name.endswith("?")) for name in options["steps"]],
            within=None if "within" not in options else microseconds(options["within"]),
            step_within=None if moves is None else tuple(map(microseconds, moves)),
            order=options.get("order", "ordered"),
            ties=options.get("ties", "either"),
            reentry=options.get("reentry", "best"),
            exclude=[({(x["event"], None)}, x["after"], x["before"]) for x in options.get("exclude", [])],
            until=instant(options["until"]) - 1 if "until" in options else last,
        )
        rows = oracle.steps(question, journeys, oracle.units(question, journeys))
        for key in ("reached", "converted", "dropped", "open", "median_seconds"):
            if key in expected:
                assert [row[key] for row in rows] == near(expected[key]), (case, vary, key)


@given(world=worlds(), options=questions())
def test_required_steps_never_gain_and_everybody_is_accounted_for(world: World, options: dict[str, Any]) -> None:
    asking = spec(options)
    result = asking.finish(asking.partial(world.batch()), BASIS)
    needed = [step for step in result.steps if not step.optional]
    assert all(a.reached >= b.reached for a, b in pairwise(needed))
    assert all(step.reached == (step.converted or 0) + (step.dropped or 0) + (step.open or 0) for step in needed)
    assert result.entered == result.converted + result.dropped + result.open
    assert all(step.customers <= step.reached for step in result.steps)


@given(world=worlds(), options=questions())
def test_times_turn_to_sketches_when_there_are_many(world: World, options: dict[str, Any]) -> None:
    asking = spec(options, breakdown="channel", top=1)
    exact = asking.finish(asking.partial(world.batch()), BASIS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside("sketches"), "EXACT", 0)
        patch.setattr(quantiles, "EXACT", 0)
        halves = [asking.partial(world.batch()), asking.partial(world.part(0, 0).batch())]
        sketch = asking.finish(asking.merge(halves[1], halves[0]), BASIS)
    pairs = [(exact.steps, sketch.steps)]
    assert exact.groups is not None and sketch.groups is not None
    pairs += [(a.steps, b.steps) for a, b in zip(exact.groups, sketch.groups, strict=True)]
    for before, after in pairs:
        for a, b in zip(before, after, strict=True):
            assert (a.reached, a.open, a.mean_seconds) == (b.reached, b.open, b.mean_seconds)
            assert (a.median_seconds is None) == (b.median_seconds is None)
            assert b.median_seconds == pytest.approx(a.median_seconds or 0.0, rel=0.01) or b.median_seconds is None


@pytest.mark.parametrize(("names", "code"), [(4, np.uint8), (300, np.uint16), (70_000, np.uint32)])
def test_names_of_any_number_can_be_steps(names: int, code: Any) -> None:
    made = batch([[names - 1, 0, 2], [names - 1, 2, 0]], names=names, read_only=True)
    assert made.event.dtype == code
    asking = wide(names, [f"e{names - 1}", "e0", "e2"])
    assert [step.reached for step in asking.finish(asking.partial(made), BASIS).steps] == [2, 2, 1]


@pytest.mark.parametrize("order", ["ordered", "strict"])
@pytest.mark.parametrize("ties", ["recorded", "apart"])
def test_a_hundred_different_steps_are_followed(order: str, ties: str) -> None:
    asking = wide(100, [f"e{i}" for i in range(100)], order=order, ties=ties)
    made = batch([list(range(100)), list(range(99))], names=100)
    assert [step.reached for step in asking.finish(asking.partial(made), BASIS).steps] == [2] * 99 + [1]


@pytest.mark.parametrize("minutes", [0, 1])
def test_a_hundred_equal_steps_need_a_hundred_events(minutes: int) -> None:
    asking = wide(1, ["e0"] * 100)
    made = batch([[(0, i * minutes) for i in range(count)] for count in (100, 99, 250)], names=1)
    assert [step.reached for step in asking.finish(asking.partial(made), BASIS).steps] == [3] * 99 + [2]


@pytest.mark.parametrize("reentry", ["best", "first", "every"])
@pytest.mark.parametrize("order", ["ordered", "strict", "any"])
def test_one_giant_journey_is_followed(order: str, reentry: str) -> None:
    asking = wide(3, ["e0", "e1", "e2"], order=order, reentry=reentry)
    made = batch([[i % 3 for i in range(30_000)]], names=3)
    every = 10_000 if reentry == "every" else 1
    assert [step.reached for step in asking.finish(asking.partial(made), BASIS).steps] == [every] * 3


@given(
    events=scattered,
    parts=st.integers(1, 4),
    threads=st.integers(1, 3),
    breakdown=st.sampled_from([None, "order"]),
    gap=st.sampled_from([None, 15]),
)
def test_parts_and_threads_change_nothing(
    events: list[Event], parts: int, threads: int, breakdown: str | None, gap: int | None
) -> None:
    rule = Cases() if gap is None else Cases("gap", gap=gap * 60_000_000)
    options: dict[str, Any] = {"within": "50m", "breakdown": breakdown, "top": 1}
    steps = ["see", "fill[order=x]|fill[number=7]?", "pay"]
    whole = analyse.funnel(ask(events, cases=rule), steps, **options)
    with fine_ranges():
        pieces = analyse.funnel(ask(events, parts=parts, threads=threads, cases=rule), steps, **options)
        members = analyse.funnel_members(ask(events, parts=parts, cases=rule), steps, **options)
    assert pieces.to_dict() == whole.to_dict()
    assert members.num_rows == whole.entered
    assert len(set(members["customer"].to_pylist())) == whole.steps[0].customers


def test_an_empty_batch_adds_nothing() -> None:
    for order in ("ordered", "strict", "any"):
        asking = wide(3, ["e0", "e1"], order=order)
        result = asking.finish(asking.partial(batch([], names=3)), BASIS)
        assert (result.entered, result.steps[0].rate, result.steps[1].rate) == (0, None, None)
        assert len(asking.members(batch([], names=3))["customer"]) == 0


def test_names_nobody_used_give_zeros_and_a_note() -> None:
    result = analyse.funnel(in_place.journeys(shop()), ["site.visited", "basket.filed", "order.paid"], within="7d")
    assert [step.reached for step in result.steps] == [5, 0, 0]
    (entry,) = result.to_dict()["notes"]
    assert (entry["code"], entry["event"], entry["nearest"]) == ("unknown_event", "basket.filed", "basket.filled")


def test_units_are_what_the_case_rule_cuts() -> None:
    result = analyse.funnel(in_place.journeys(shop(), gap="30m"), ["site.visited", "order.paid"])
    assert (result.unit, result.entered, result.steps[0].customers, result.converted) == ("session", 7, 5, 3)
    assert result.steps[1].customers == 2


def test_properties_of_any_type_can_be_asked_for() -> None:
    journeys = in_place.journeys(shop())
    paid = [analyse.funnel(journeys, [f"order.paid[{w}]"]).entered for w in ("value=40", "value=25.0", "value=1")]
    assert paid == [1, 1, 0]
    email = analyse.funnel(journeys, ["site.visited[channel=email]", "order.paid"])
    assert [step.reached for step in email.steps] == [3, 2]
    assert email.steps[0].event == "site.visited[channel=email]"


def test_members_are_those_the_numbers_count() -> None:
    options: dict[str, Any] = {"within": "7d", "breakdown": "channel"}
    journeys = in_place.journeys(shop())
    steps = ["site.visited", "basket.filled?", "order.paid"]
    result, rows = analyse.funnel(journeys, steps, **options), analyse.funnel_members(journeys, steps, **options)
    states = rows["state"].to_pylist()
    assert (states.count("converted"), states.count("open"), states.count("dropped")) == (
        result.converted,
        result.open,
        result.dropped,
    )
    assert [rows[f"step_{i}"].drop_null().length() for i in (1, 2, 3)] == [step.reached for step in result.steps]
    assert rows.column_names[:5] == ["customer", "journey_start", "furthest", "state", "value"]


@pytest.mark.parametrize(
    ("steps", "options", "code"),
    [
        ([], {}, "no-step"),
        (["a?", "b"], {}, "bad-step"),
        (["a", "b?"], {}, "bad-step"),
        (["a["], {}, "bad-step"),
        (["a"], {"order": "loose"}, "bad-order"),
        (["a"], {"ties": "maybe"}, "bad-ties"),
        (["a"], {"reentry": "last"}, "bad-reentry"),
        (["a", "b"], {"order": "strict", "ties": "either"}, "bad-ties"),
        (["a", "b"], {"order": "any", "ties": "either"}, "bad-ties"),
        (["a", "b"], {"order": "any", "step_within": "1d"}, "bad-order"),
        (["a", "b"], {"order": "any", "exclude": ["x:1-2"]}, "bad-order"),
        (["a", "b?", "c"], {"order": "any"}, "bad-order"),
        (["a|b", "b"], {"order": "any"}, "bad-order"),
        (["a", "b"], {"step_within": "1d,2d"}, "bad-step-within"),
        (["a", "b"], {"within": "a while"}, "bad-duration"),
        (["a", "b"], {"exclude": ["x"]}, "bad-exclusion"),
        (["a", "b"], {"exclude": ["x:2-1"]}, "bad-exclusion"),
        (["a", "b?", "c"], {"exclude": ["x:1-2"]}, "bad-exclusion"),
        (["a", "b"], {"exclude": [{"event": "x"}]}, "bad-exclusion"),
        (["a[colour=red]"], {}, "unknown-property"),
        (["a[value=dear]"], {}, "bad-step"),
        (["a"], {"breakdown": "colour"}, "unknown-property"),
        (["a"], {"top": 0}, "bad-top"),
    ],
)
def test_what_cannot_be_asked_is_refused(steps: list[str], options: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        analyse.funnel(in_place.journeys(shop()), steps, **options)
    assert caught.value.code == code


def test_tables_say_estimate_interval_and_number() -> None:
    result = analyse.funnel(in_place.journeys(shop()), ["site.visited", "basket.filled", "order.paid"], within="7d")
    text = str(result)
    assert "80.0 % (37.6–96.4)" in text and "4m 30s" in text
    assert "2 customers may still go on" in text


def test_rows_are_flat() -> None:
    result = analyse.funnel(in_place.journeys(shop()), ["site.visited", "order.paid"], within="7d", breakdown="channel")
    rows = result.rows()
    assert len(rows) == 6 and {"value", "kind", "p10_seconds", "median_seconds"} <= rows[0].keys()
    assert result.to_arrow().num_rows == 6


@pytest.mark.parametrize("breakdown", [None, "channel"])
@pytest.mark.parametrize("steps", [["site.visited", "basket.filled?", "order.paid"], ["nothing", "order.paid"]])
def test_the_chart_can_be_drawn(steps: list[str], breakdown: str | None) -> None:
    result = analyse.funnel(in_place.journeys(shop()), steps, within="7d", breakdown=breakdown)
    assert rendering.svg(result.chart()).startswith("<svg")


def wide(names: int, steps: list[str], **options: Any) -> analyse.Funnel:
    """Ask about a source with events e00000, e00001, …; steps are written e0, e1, …."""
    known = MemorySource.from_table(
        pa.table(
            {
                "customer": ["z"] * names,
                "time": pa.array(range(names), pa.timestamp("us", "UTC")),
                "event": [f"e{i:05d}" for i in range(names)],
            }
        )
    )
    chosen = inside("attempts").attempts(
        Journeys(known, LocalEngine(1)),
        [f"e{int(step[1:]):05d}" for step in steps],
        **{"within": None, "step_within": None, "order": "ordered", "ties": None, "reentry": "best", "exclude": ()}
        | options,
    )
    return analyse.Funnel(chosen, (), None, 10)


def test_who_first_began_a_window_ago_and_tried_again_is_matured_and_open() -> None:
    rows = [
        ("u", "2024-01-01T00:00:00Z", "a", None, None),
        ("u", "2024-01-30T00:00:00Z", "a", None, None),
        ("v", "2024-01-31T00:00:00Z", "z", None, None),
    ]
    result = analyse.funnel(in_place.journeys(events_table(rows)), ["a", "b"], within="7d")
    assert result.matured is not None
    assert (result.entered, result.open, result.matured.entered) == (1, 1, 1)
    said = result.tables()[0].notes
    assert said[0] == "1 customer may still go on: an attempt of theirs still has time."
    assert said[1].startswith("Of the 1 who first began at least 7d before the end, 0.0 %")
    assert said[1].endswith("converted so far.")


def test_a_breakdown_known_at_no_opening_event_is_noted() -> None:
    def asked(first: str | None) -> analyse.FunnelResult:
        rows = [
            ("u", "2024-01-01T00:00:00Z", "a", first, None),
            ("u", "2024-01-01T00:01:00Z", "b", "shop", None),
            ("v", "2024-01-01T00:00:00Z", "a", None, None),
        ]
        return analyse.funnel(in_place.journeys(events_table(rows)), ["a", "b"], breakdown="channel")

    (note,) = asked(None).notes
    assert (note["code"], note["property"], note["units"]) == ("breakdown_unknown", "channel", 2)
    assert "for 2 of 2 units; another step may carry it" in note["message"]
    assert note["message"] in str(asked(None))
    assert asked("web").notes == ()
