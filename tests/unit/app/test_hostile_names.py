"""Names of events come from outside: whatever they hold, every chart of every analysis is drawn and stays a drawing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

import sojourn as sj
from sojourn import analyse
from sojourn.app import rendering
from sojourn.core.charts import Chart, vega_lite
from sojourn.core.expectation import Expectation, ExpectedStep, Measure, Move, Outcome, Point, Rule
from sojourn.core.results import Result

SURROGATE = chr(0xD800)
NAMES: Mapping[str, str] = {
    "escape": "see\x1b[2J",
    "tab up": "see\x0b",
    "U+FFFE": "see\ufffe",
    "U+FFFF": "see\uffff",
    "zero": "see\x00",
    "right to left": "see\u202egnp",
    "double quote": 'see"',
    "quote": "see'",
    "backslash": "see\\",
    "backslash and quote": 'see\\"+ 1 +"',
    "escape in words": "see\\u001b \\x1b \\0",
    "template": "see ${1}` + `",
    "markup": 'see</script><script>alert("1")</script>&amp;]]>',
    "long of pairs": "\U0001f600" * 60,
}
ALL = "".join(NAMES[each] for each in NAMES if each != "long of pairs")
ONES = (*(NAMES[each] for each in ("escape", "backslash and quote", "long of pairs")), ALL)
"""Names for charts, which take longer to draw: the rest stand in one."""

STEPS = ("a", "b", "c")


def journeys(name: str) -> sj.Journeys:
    """Give 60 customers who see, pay and come back, all under names made of one."""
    rows = [
        {
            "customer": f"{name} {who}",
            "time": f"2024-03-{day + 1:02}T{who % 24:02}:00:00Z",
            "event": name + step,
            "channel": name,
            "plan": name + "ab"[who % 2],
            "value": 2.5,
        }
        for who in range(60)
        for day, step in enumerate(STEPS[: 1 + who % 3] + STEPS[: who % 2])
    ]
    return sj.journeys(rows)


def expected(name: str) -> Expectation:
    steps = tuple(
        ExpectedStep(name + each, name + each, (Point(each, name, (Rule((name + each,)),)),)) for each in STEPS
    )
    wait = Measure(name, (Rule((name + "a",)),), (Rule((name + "b",)),), target=3600)
    held = Expectation(name, (replace(steps[0], measures=(wait,)), *steps[1:]), (Move(0, 1), Move(1, 2)), (0,), (2,))
    return replace(held, outcomes=(Outcome(name, name, (Rule((name + "c",)),)), Outcome("lost", name)))


def step(name: str) -> Any:
    return analyse.Step((analyse.Term(name),))


ASKED: Mapping[str, Callable[[sj.Journeys, str], Result]] = {
    "funnel": lambda held, name: analyse.funnel(held, [step(name + each) for each in STEPS]),
    "funnel by": lambda held, name: analyse.funnel(held, [step(name + each) for each in STEPS[:2]], breakdown="plan"),
    "dropoff": lambda held, name: analyse.dropoff(held, [step(name + each) for each in STEPS[:2]], at=1),
    "retention": lambda held, name: analyse.retention(held, start=name + "a", returning=name + "b", period="day"),
    "retention by": lambda held, name: analyse.retention(
        held, start=name + "a", returning=name + "b", period="day", breakdown="plan"
    ),
    "rolling": lambda held, name: analyse.retention(held, start=name + "a", returning=name + "b", rolling="1d"),
    "value": lambda held, name: analyse.cohort_value(held, start=name + "a", period="day"),
    "sessions": lambda held, _: analyse.sessions(held),
    "graph": lambda held, _: analyse.follows(held),
    "variants": lambda held, _: analyse.variants(held),
    "paths": lambda held, _: analyse.paths(held),
    "paths from": lambda held, name: analyse.paths(held, start=name + "a"),
    "survival": lambda held, name: analyse.survival(
        held, start=step(name + "a"), end=step(name + "b"), competing=step(name + "c"), breakdown="plan"
    ),
    "timing": lambda held, name: analyse.timing(held, start=step(name + "a"), end=step(name + "b")),
    "compared": lambda held, name: analyse.compare_funnels(
        held, [str(step(name + each)) for each in STEPS[:2]], by="plan", a=name + "a", b=name + "b"
    ),
    "compared values": lambda held, name: analyse.compare_values(
        analyse.funnel(held, [step(name + each) for each in STEPS[:2]], breakdown="plan"), name + "a", name + "b"
    ),
    "conformance": lambda held, name: analyse.conformance(held, expected(name)),
    "passage": lambda held, name: analyse.passage(held, expected(name)),
}


@pytest.mark.parametrize("kind", ASKED)
def test_every_chart_is_drawn_whatever_names_hold(kind: str) -> None:
    for name in ONES:
        drawn = rendering.svg(ASKED[kind](journeys(name), name).chart())
        parts = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(drawn).iter()}
        assert not parts & {"script", "foreignObject", "image", "a"}


PLACES: Mapping[str, Callable[[dict[str, Any], str], None]] = {
    "data": lambda body, name: body["data"]["values"][0].update(a=name),
    "title": lambda body, name: body["encoding"]["x"].update(title=name),
    "tooltip": lambda body, name: body["encoding"].update(tooltip=[{"field": "n", "title": name}]),
    "domain": lambda body, name: body["encoding"]["y"].update(scale={"domain": [name]}),
    "label": lambda body, name: body["encoding"]["y"].update(axis={"labelExpr": json.dumps(name)}),
    "param": lambda body, name: body.update(
        params=[{"name": "names", "value": [name]}],
        encoding={**body["encoding"], "y": {**body["encoding"]["y"], "axis": {"labelExpr": "names[0]"}}},
    ),
    "calculation": lambda body, name: body.update(transform=[{"calculate": json.dumps(name), "as": "a"}]),
    "filter": lambda body, name: body.update(transform=[{"filter": {"or": [f"datum.n != {json.dumps(name)}"]}}]),
}


def placed(place: str, name: str) -> Chart:
    body: dict[str, Any] = {
        "data": {"values": [{"a": "see", "n": 1}]},
        "mark": "bar",
        "encoding": {"y": {"field": "a", "type": "nominal"}, "x": {"field": "n", "type": "quantitative"}},
    }
    PLACES[place](body, name)
    return vega_lite(body, title="A chart")


@pytest.mark.parametrize("place", PLACES)
def test_no_text_of_a_chart_ends_the_process(place: str) -> None:
    for name in (*NAMES.values(), f"see{SURROGATE}"):
        ElementTree.fromstring(rendering.svg(placed(place, name)))


@pytest.mark.parametrize(
    "written",
    [
        r"\u001b",
        r"\x1b",
        r"\u{1b}",
        r"\u{00001B}",
        r"\33",
        r"\uFFFE",
        r"\u{FFFF}",
        r"\0",
        "\x1b",
        r"\\\u001b",
        "\\\x1b",
    ],
    ids=lambda text: text.encode("unicode_escape").decode(),
)
def test_escapes_in_expressions_are_shown_not_obeyed(written: str) -> None:
    chart = placed("data", "see")
    chart.spec["encoding"]["y"]["axis"] = {"labelExpr": f"'a{written}z'"}
    drawn = rendering.svg(chart)
    ElementTree.fromstring(drawn)
    assert "\\x" in drawn


def test_a_character_that_is_spelt_as_two_halves_is_drawn() -> None:
    chart = placed("data", "see")
    chart.spec["encoding"]["y"]["axis"] = {"labelExpr": r"'\ud83d\ude00'"}
    assert ">\U0001f600<" in rendering.svg(chart)


def test_expressions_without_such_escapes_stay_as_they_are() -> None:
    chart = placed("data", "see")
    chart.spec["encoding"]["y"]["axis"] = {"labelExpr": r"'a\u00e9\'\\x1b' + datum.value"}
    assert ">aé'\\x1bsee<" in rendering.svg(chart)


def test_a_page_holds_whatever_names_hold() -> None:
    for name in ONES:
        page = rendering.page(analyse.variants(journeys(name)))
        assert "<script" not in page
        page.encode()
