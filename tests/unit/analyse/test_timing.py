"""Timing: held to a look at every start and every end, and to a reply counted by hand."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.app import in_place, rendering
from sojourn.core import quantiles
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, Cases
from tests.factories.attempts import CONDITIONS, UNTIL, World, asked, windows, worlds
from tests.factories.journeys import MINUTE, START, batch, shop
from tests.factories.questions import inside
from tests.factories.replies import body, near
from tests.oracles import timing as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-funnel"
BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)

questions = st.fixed_dictionaries(
    {
        "start": st.sampled_from(list(CONDITIONS)),
        "end": st.sampled_from(list(CONDITIONS)),
        "pairing": st.sampled_from(["first", "every"]),
        "ties": st.sampled_from(["either", "recorded", "apart"]),
        "within": windows,
    }
)


def spec(question: dict[str, Any]) -> analyse.Timing:
    within = question["within"]
    made: analyse.Timing = inside("timing")._spec(
        asked(),
        question["start"],
        question["end"],
        question["pairing"],
        None if within is None else f"{within}m",
        question["ties"],
    )
    return made


def expected(world: World, question: dict[str, Any]) -> list[Any]:
    within = question["within"]
    return oracle.times(
        world.plain(),
        CONDITIONS[question["start"]],
        CONDITIONS[question["end"]],
        pairing=question["pairing"],
        ties=question["ties"],
        within=None if within is None else within * MINUTE,
        until=START + UNTIL * MINUTE,
    )


@given(world=worlds(), question=questions)
def test_members_are_the_pairs_the_oracle_finds(world: World, question: dict[str, Any]) -> None:
    journeys = world.plain()
    rows = spec(question).members(world.batch(read_only=True))
    never = np.datetime64("NaT").astype(np.int64)
    assert list(zip(*(rows[name].tolist() for name in ("customer", "state")), strict=True)) == [
        (world.customers[number], state) for number, _, _, state in expected(world, question)
    ]
    for name, place in (("start", 1), ("end", 2)):
        assert rows[name].astype(np.int64).tolist() == [
            never if found[place] is None else journeys[found[0]]["events"][found[place]][0]
            for found in expected(world, question)
        ]


@given(world=worlds(), question=questions, cuts=st.sets(st.integers(1, 4)), sketched=st.booleans())
def test_any_split_merges_to_what_the_oracle_counts(
    world: World, question: dict[str, Any], cuts: set[int], sketched: bool
) -> None:
    asking = spec(question)
    edges = sorted({0, len(world.journeys), *(cut for cut in cuts if cut < len(world.journeys))})
    with pytest.MonkeyPatch.context() as patch:
        if sketched:
            patch.setattr(inside("sketches"), "EXACT", 0)
            patch.setattr(quantiles, "EXACT", 0)
        partial = asking.partial(world.part(0, 0).batch())
        for low, high in pairwise(edges):
            partial = asking.merge(partial, asking.partial(world.part(low, high).batch()))
        result = body(asking.finish(partial, BASIS).to_dict())
    summary = oracle.summary(world.plain(), expected(world, question))
    if sketched:
        for key in ("median_seconds", "quantiles_seconds"):
            assert (result.pop(key) is None) == (summary.pop(key) is None)
    assert {key: result[key] for key in summary} == near(summary)
    assert result["starts"] == result["paired"] + result["expired"] + result["censored"]


def test_the_shop_gives_the_reply_of_the_documentation() -> None:
    golden = json.loads((GOLDEN / "shop-timing.json").read_text("utf-8"))
    options = golden["options"]
    result = analyse.timing(
        in_place.journeys(shop()), start=options["from"], end=options["to"], within=options["within"]
    )
    assert list(result.to_dict()) == list(golden["expected"])
    assert result.to_dict() == near(golden["expected"])


@pytest.mark.parametrize(("names", "code"), [(300, np.uint16), (70_000, np.uint32)])
def test_names_of_any_number_can_be_asked_for(names: int, code: Any) -> None:
    made = batch([[names - 1, 0, 2], [0, names - 1]], names=names, read_only=True)
    matcher = inside("steps").Matcher(names, (((names - 1, ()),), ((2, ()),)), (), {})
    step = inside("steps").step("x")
    asking = analyse.Timing(step, step, "first", "either", None, START, matcher)
    assert made.event.dtype == code
    result = asking.finish(asking.partial(made), BASIS)
    assert (result.paired, result.censored, result.median_seconds) == (1, 1, 120.0)


@pytest.mark.parametrize("pairing", ["first", "every"])
def test_one_giant_journey_is_paired(pairing: str) -> None:
    question = {"start": "a", "end": "b", "pairing": pairing, "ties": "either", "within": None}
    result = spec(question).finish(spec(question).partial(batch([[0, 1] * 20_000])), BASIS)
    assert result.paired == (20_000 if pairing == "every" else 1)


def test_times_of_a_century_are_summed_without_overflow() -> None:
    century = 100 * 365 * 24 * 60
    made = batch([[(0, 0), (1, century)]] * 4_000)
    question = {"start": "a", "end": "b", "pairing": "first", "ties": "either", "within": None}
    asking = spec(question)
    assert asking.finish(asking.partial(made), BASIS).mean_seconds == century * 60.0


def test_nothing_has_no_times() -> None:
    question = {"start": "nobody", "end": "b", "pairing": "first", "ties": "either", "within": None}
    result = spec(question).finish(spec(question).partial(batch([])), BASIS)
    assert (result.starts, result.mean_seconds, result.quantiles_seconds, result.histogram) == (0, None, None, ())
    assert [entry["code"] for entry in result.notes] == ["unknown_event"]
    assert rendering.svg(result.chart()).startswith("<svg")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"start": "a?", "end": "b"}, "bad-step"),
        ({"start": "a", "end": "b", "pairing": "last"}, "bad-pairing"),
        ({"start": "a", "end": "b", "ties": "no"}, "bad-ties"),
        ({"start": "a", "end": "b[colour=red]"}, "unknown-property"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        analyse.timing(in_place.journeys(shop()), **options)
    assert caught.value.code == code


def test_tables_and_chart_show_the_distribution() -> None:
    result = analyse.timing(in_place.journeys(shop()), start="site.visited", end="order.paid", within="7d")
    text = str(result)
    assert "got there" in text and "may still" in text and "7h 15m" in text
    drawn = rendering.svg(result.chart())
    assert "half 7h 15m" in drawn
    members = analyse.timing_members(in_place.journeys(shop()), start="site.visited", end="order.paid", within="7d")
    assert members["state"].to_pylist().count("paired") == result.paired
