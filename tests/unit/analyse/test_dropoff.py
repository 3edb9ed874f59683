"""Dropoff: held to a walk on from the step, and to a reply counted by hand."""

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
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, Cases
from tests.factories.attempts import NAMES, World, asked, plainly, questions, worded, worlds
from tests.factories.journeys import events_table, shop
from tests.factories.questions import inside
from tests.factories.replies import near
from tests.oracles import dropoff as oracle
from tests.oracles import funnel as funnels

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-funnel"
BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)
STEPS = ["site.visited", "basket.filled", "order.paid"]


@st.composite
def dropoffs(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """Make the options of a funnel of at least two steps, and one that is not the last."""
    options = draw(questions().filter(lambda each: len(each["steps"]) > 1))
    places = [i for i, name in enumerate(options["steps"][:-1]) if not name.endswith("?")]
    return options, draw(st.sampled_from(places))


def spec(options: dict[str, Any], at: int, *, top: int = 10, min_support: int = 1) -> analyse.Dropoff:
    words = worded(options)
    chosen = inside("attempts").attempts(asked(), words.pop("steps"), **words)
    return analyse.Dropoff(chosen, at, NAMES, top, min_support)


@given(
    world=worlds(),
    asking=dropoffs(),
    top=st.integers(1, 3),
    min_support=st.integers(1, 2),
    cuts=st.sets(st.integers(1, 4)),
)
def test_any_split_merges_to_what_the_oracle_counts(
    world: World, asking: tuple[dict[str, Any], int], top: int, min_support: int, cuts: set[int]
) -> None:
    options, at = asking
    question = spec(options, at, top=top, min_support=min_support)
    edges = sorted({0, len(world.journeys), *(cut for cut in cuts if cut < len(world.journeys))})
    partial = question.partial(world.part(0, 0).batch())
    for low, high in pairwise(edges):
        partial = question.merge(partial, question.partial(world.part(low, high).batch()))
    result = question.finish(partial, BASIS)
    wanted = oracle.summary(plainly(options), world.plain(), at, top=top, min_support=min_support)
    compared = {each.event: each.to_dict() for each in result.compared}
    found = result.to_dict()
    assert {key: found[key] for key in wanted if key != "compare"} == near(
        {key: value for key, value in wanted.items() if key != "compare"}
    )
    assert compared.keys() == {row["event"] for row in wanted["compare"]}
    for row in wanted["compare"]:
        assert {key: compared[row["event"]][key] for key in row} == near(row)
    assert (
        found["dropped"]
        == found["stopped"]["dropped"] + sum(e["dropped"] for e in found["next"]) + found["other"]["dropped"]
    )


@given(world=worlds(), asking=dropoffs())
def test_members_are_those_the_oracle_finds(world: World, asking: tuple[dict[str, Any], int]) -> None:
    options, at = asking
    question, journeys = plainly(options), world.plain()
    rows = spec(options, at).members(world.batch(read_only=True))
    found = oracle.fates(question, journeys, at)
    number = funnels.required(question).index(at)
    assert rows["customer"].tolist() == [world.customers[unit.journey] for unit, *_ in found]
    assert rows["state"].tolist() == [state for _, state, *_ in found]
    events = [journeys[unit.journey]["events"] for unit, *_ in found]
    assert rows["next"].tolist() == [
        None if row[2] is None else each[row[2]][1] for row, each in zip(found, events, strict=True)
    ]
    assert rows["reached"].astype(np.int64).tolist() == [
        each[row[0].chain[number]][0] for row, each in zip(found, events, strict=True)
    ]
    assert rows["next_time"].astype(np.int64).tolist() == [
        np.datetime64("NaT").astype(np.int64) if row[2] is None else each[row[2]][0]
        for row, each in zip(found, events, strict=True)
    ]


@given(world=worlds(), asking=dropoffs())
def test_the_funnel_counts_the_same_units(world: World, asking: tuple[dict[str, Any], int]) -> None:
    options, at = asking
    one = spec(options, at)
    other = analyse.Funnel(one.attempts, (), None, 10)
    dropped = one.finish(one.partial(world.batch()), BASIS)
    step = other.finish(other.partial(world.batch()), BASIS).steps[at]
    assert (dropped.dropped, dropped.open, dropped.converted) == (step.dropped, step.open, step.converted)


def test_the_shop_gives_the_reply_of_the_documentation() -> None:
    golden = json.loads((GOLDEN / "shop-dropoff.json").read_text("utf-8"))
    options = dict(golden["options"])
    result = analyse.dropoff(in_place.journeys(shop()), options.pop("steps"), **options).to_dict()
    assert list(result) == list(golden["expected"])
    assert list(result["compare"][0]) == list(golden["expected"]["compare"][0])
    assert result == near(golden["expected"])


def test_the_last_step_but_one_is_the_default() -> None:
    steps = ["site.visited", "basket.filled", "help.opened?", "order.paid"]
    result = analyse.dropoff(in_place.journeys(shop()), steps, within="7d", min_support=1)
    assert (result.at, result.after, result.instead_of) == (2, "basket.filled", "order.paid")
    assert result.steps[2] == "help.opened?"
    assert result.compared == ()


def test_an_event_of_the_attempt_itself_is_not_what_came_next() -> None:
    rows = [(who, "2024-01-01T00:00:00Z", name, None, None) for who, name in (("u", "b"), ("u", "a"), ("v", "z"))]
    result = analyse.dropoff(in_place.journeys(events_table(rows)), ["a", "b", "c"])
    assert (result.dropped, result.stopped, result.next) == (1, 1, ())


def test_q_values_are_taken_over_all_tested_events_before_the_list_is_cut() -> None:
    rows = []
    for i in range(60):
        who, day = f"c{i:02d}", "2024-01-01T"
        extra = ["x"] if i < 28 else ["y"] if i % 3 else []
        names = ["a", *extra] if i < 30 else ["a", *extra, "b"]
        rows += [(who, f"{day}00:{minute:02d}:00Z", name, None, None) for minute, name in enumerate(names)]
    journeys = in_place.journeys(events_table(rows))
    cut = analyse.dropoff(journeys, ["a", "b"], top=1, min_support=5)
    whole = analyse.dropoff(journeys, ["a", "b"], min_support=5)
    assert len(cut.to_dict()["compare"]) == 1 and len(whole.to_dict()["compare"]) == 2
    assert cut.to_dict()["compare"][0] == whole.to_dict()["compare"][0]
    assert cut.to_dict()["next"][0]["event"] == "x"


@pytest.mark.parametrize(
    ("steps", "options", "code"),
    [
        (["a"], {}, "no-step"),
        (["a", "b"], {"at": 2}, "bad-at"),
        (["a", "b?", "c"], {"at": 2}, "bad-at"),
        (["a", "b"], {"at": 0}, "bad-at"),
        (["a", "b"], {"top": 0}, "bad-top"),
        (["a", "b"], {"min_support": 0}, "bad-top"),
    ],
)
def test_what_cannot_be_asked_is_refused(steps: list[str], options: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        analyse.dropoff(in_place.journeys(shop()), steps, **options)
    assert caught.value.code == code


def test_nobody_who_left_is_said_in_words() -> None:
    result = analyse.dropoff(in_place.journeys(shop()), ["nothing", "order.paid"])
    assert (result.dropped, result.to_dict()["stopped"]["share"]) == (0, None)
    assert "not known" in str(result)
    assert rendering.svg(result.chart()).startswith("<svg")


def test_tables_rows_and_chart_show_what_came_next() -> None:
    result = analyse.dropoff(in_place.journeys(shop()), STEPS, within="7d", min_support=1)
    text = str(result)
    assert "100.0 % (20.7–100.0)" in text and "+100.0 (−3.1 to +100.0)" in text
    assert [row["kind"] for row in result.rows()] == ["event", "stopped", "other"]
    assert "help.opened" in rendering.svg(result.chart())
    members = analyse.dropoff_members(in_place.journeys(shop()), STEPS, within="7d")
    assert members["next"].drop_null().to_pylist() == ["help.opened"]
    assert members["state"].to_pylist().count("dropped") == result.dropped


def leavers(pause: int) -> analyse.DropoffResult:
    """Let 40 leave, of whom half ask for help on the next day, and 40 go on after so many seconds."""
    rows = []
    for i in range(80):
        who = f"c{i:02d}"
        rows.append((who, "2024-01-01T00:00:00Z", "a", None, None))
        if i < 40:
            rows += [(who, "2024-01-02T00:00:00Z", "help", None, None)] * (i % 2)
        else:
            rows.append((who, f"2024-01-01T{pause // 3600:02}:{pause // 60 % 60:02}:{pause % 60:02}Z", "b", None, None))
    rows.append(("end", "2024-02-01T00:00:00Z", "z", None, None))
    return analyse.dropoff(in_place.journeys(events_table(rows)), ["a", "b"], within="10d")


def test_what_leavers_did_in_days_is_not_compared_with_what_others_did_in_seconds() -> None:
    result = leavers(60)
    assert (result.converted_median_seconds, result.dropped_median_seconds) == (60.0, 864_000.0)
    assert result.to_dict()["comparable"] is False
    assert [row["event"] for row in result.to_dict()["compare"]] == ["help"]
    spec = result.chart().to_dict()
    assert "vconcat" not in spec
    assert spec["title"]["subtitle"][1] == (
        "Other events are not compared: those who went on took 1m, those who left were looked at for 10d (medians)"
    )
    assert result.tables()[1].notes[0].startswith("Not comparable: those who went on took 1m, those")


def test_one_hundredth_of_the_time_is_enough_to_compare_and_both_times_are_said() -> None:
    result = leavers(8_640)
    assert result.comparable is True
    spec = result.chart().to_dict()
    assert "took 2h 24m, those who left were looked at for 10d" in spec["vconcat"][1]["title"]["subtitle"][1]
    assert "looked at for 10d (medians)" in result.tables()[1].notes[0]
    assert leavers(8_639).comparable is False


def test_without_anybody_on_one_side_nothing_is_said_to_be_comparable() -> None:
    result = analyse.dropoff(in_place.journeys(shop()), ["site.visited", "nothing"])
    assert (result.comparable, result.converted_median_seconds) == (None, None)
