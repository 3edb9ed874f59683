"""Conformance as people and programs get it: documents, tables, the story of one journey, the drawing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sojourn as sj
from sojourn import analyse
from sojourn.app import in_place, rendering
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation, ExpectedStep, Measure, Move, Outcome, Point, Rule
from sojourn.core.journeys import Cases
from tests.factories.journeys import events_table, shop
from tests.factories.replies import near

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-conformance"
DEVIATIONS = json.loads((GOLDEN / "deviations.json").read_text("utf-8"))
PATH = "site.visited > basket.filled > order.paid"
DAY = 86_400_000_000


def told(*rows: tuple[str, str]) -> Any:
    """Make a table of (customer, event), an hour apart in January 2024."""
    return events_table(
        [
            (who, f"2024-01-{1 + place // 24:02}T{place % 24:02}:00:00Z", what, None, None)
            for place, (who, what) in enumerate(rows)
        ]
    )


def step(name: str, *points: Point, **options: Any) -> ExpectedStep:
    return ExpectedStep(name, name.title(), points, **options)


def point(name: str, *events: str, failures: tuple[str, ...] = ()) -> Point:
    return Point(name, name.title(), (Rule(events or (name,)),), (Rule(failures),) if failures else ())


def mapped(*steps: ExpectedStep, **options: Any) -> Expectation:
    line = tuple(Move(place, place + 1) for place in range(len(steps) - 1))
    return Expectation("A map", steps, line, (0,), (len(steps) - 1,), visits=True, watch=(), map_id="a-map", **options)


@pytest.mark.parametrize("place", range(2), ids=["line", "loops"])
def test_deviations_are_those_that_were_enumerated(place: int) -> None:
    journeys = in_place.journeys(events_table([(*row, None, None) for row in DEVIATIONS["rows"]]))
    path, wanted = DEVIATIONS["vary"][place]["expect"], DEVIATIONS["expected"][place]
    found = analyse.conformance(journeys, path).to_dict()
    for key in ("conforming", "fitness", "mean_fitness", "steps", "ad_hoc"):
        assert found[key] == near(wanted[key])
    assert {each["type"]: each["count"] for each in found["deviations"]} == wanted["deviations"]
    assert [{key: each[key] for key in ("from", "to", "count")} for each in found["breaks"]] == wanted["breaks"]
    rows = analyse.conformance_members(journeys, path).to_pylist()
    kinds = ("missing", "failed", "ad_hoc", "out_of_order")
    assert [(row["customer"], row["cost"], *(row[kind] for kind in kinds)) for row in rows] == [
        (each["customer"], each["cost"], *(sum(entry[0] == kind for entry in each["deviations"]) for kind in kinds))
        for each in wanted["journeys"]
    ]


def test_tables_and_chart_show_what_deviates() -> None:
    result = analyse.conformance(in_place.journeys(shop(), gap="30m"), PATH)
    text = str(result)
    assert "1 of 6 closed journeys conform: 16.7 % (3.0–56.4); 1 of 1 open ones do so far; fitness 72.7 %." in text
    assert "57.1 % (25.0–84.2)" in text and "help.opened  not expected" in text
    assert "site.visited   (end)" in text
    assert [row["step"] for row in result.rows()] == ["site.visited", "basket.filled", "order.paid"]
    drawn = rendering.svg(result.chart())
    assert drawn.startswith("<svg") and "out of order" in drawn and "basket.filled" in drawn
    assert repr(result).startswith("<ConformanceResult: 7 journeys held against")


def test_a_drawing_shows_as_many_steps_as_a_page_holds() -> None:
    path = " > ".join(["site.visited"] * 61)
    spec = analyse.conformance(in_place.journeys(shop()), path).chart().to_dict()
    assert spec["title"]["subtitle"][-1] == "The first 60 of 61 steps"
    assert len(spec["vconcat"][0]["layer"][1]["data"]["values"]) == 60


def test_names_nobody_used_are_noted_with_the_nearest() -> None:
    result = analyse.conformance(in_place.journeys(shop()), "site.visited > order.payed")
    assert [(each["code"], each["event"], each["nearest"]) for each in result.notes] == [
        ("unknown_event", "order.payed", "order.paid")
    ]
    assert "no event is called 'order.payed'" in str(result)


def test_no_journeys_at_all_are_said_in_words() -> None:
    result = analyse.conformance(in_place.journeys(shop(), where="value > 1000"), PATH)
    found = result.to_dict()
    assert (found["journeys"], found["fitness"], found["conforming_share"], found["breaks"]) == (0, None, None, [])
    assert "not known" in str(result)
    assert "never expected" in rendering.svg(result.chart())


def test_journeys_without_an_event_that_is_looked_at_are_counted_apart() -> None:
    journeys = in_place.journeys(told(("a", "x"), ("b", "one"), ("b", "x"), ("b", "two")))
    result = analyse.conformance(journeys, "one > two", ignore_unknown=True)
    assert (result.journeys, result.outside_journeys, result.conforming) == (1, 1, 1)
    assert "1 journey without an event that is looked at: not held." in str(result)
    assert analyse.conformance(journeys, "one > two").outside_journeys == 0


def test_the_rule_of_the_map_cuts_journeys_unless_another_was_given() -> None:
    held = replace(mapped(step("one", point("one"))), cases=Cases("gap", gap=1_800_000_000))
    table = told(("a", "one"), ("a", "one"))
    assert analyse.conformance(in_place.journeys(table), held).journeys == 2
    assert analyse.conformance(in_place.journeys(table, gap="1d"), held).journeys == 1
    keyed = replace(held, cases=Cases("key", key="visit"))
    with pytest.raises(InvalidInput, match="by the property 'visit'") as caught:
        analyse.conformance(in_place.journeys(table), keyed)
    assert caught.value.code == "unknown-property"


def test_a_journey_by_key_is_open_until_an_outcome() -> None:
    table = told(("a", "one"), ("a", "won"), ("a", "one"))
    table = table.append_column("visit", [[1, 1, 2]])
    held = mapped(
        step("one", point("one")),
        step("two", point("two")),
        outcomes=(Outcome("won", "Won", (Rule(("won",)),)),),
        cases=Cases("key", key="visit"),
    )
    result = analyse.conformance(in_place.journeys(table), held)
    assert (result.journeys, result.open_journeys, result.conforming_so_far) == (2, 1, 1)
    assert result.deviations.of("missing").count == 1
    without = analyse.conformance(in_place.journeys(table), replace(held, outcomes=()))
    assert (without.open_journeys, without.deviations.of("missing").count) == (0, 2)


def test_a_journey_that_was_under_way_when_the_span_began_is_counted_apart() -> None:
    rows = [("a", "one"), ("a", "two"), ("b", "two"), ("c", "one"), ("c", "two"), ("d", "one"), *[("e", "one")] * 30]
    journeys = in_place.journeys(told(*rows), gap="5h", since="2024-01-01T01:00Z")
    result = analyse.conformance(journeys, "one > two")
    # a and b begin with `two` within five hours, and c and d with `one`, which is a beginning.
    assert (result.under_way_journeys, result.journeys) == (2, 3)
    assert analyse.conformance(in_place.journeys(told(*rows), gap="5h"), "one > two").under_way_journeys == 0


def test_a_second_channel_in_one_visit_is_a_switch_and_no_deviation() -> None:
    held = mapped(step("arrive", point("desk"), point("kiosk"), expected="kiosk"), step("meet", point("meet")))
    journeys = in_place.journeys(told(("a", "desk"), ("a", "kiosk"), ("a", "meet"), ("b", "kiosk"), ("b", "meet")))
    result = analyse.conformance(journeys, held)
    assert (result.conforming, result.cost) == (2, 0)
    assert [each.to_dict() for each in result.switches] == [
        {"step": "arrive", "from": "desk", "to": "kiosk", "count": 1, "journeys": 1, "customers": 1}
    ]
    assert "1 change of channel inside a visit: no deviation." in str(result)


def test_a_visit_lacks_the_points_it_should_have_had() -> None:
    points = [point("ticket"), point("bag"), Point("bar", "Bar", (Rule(("bar",)),), required=False)]
    held = mapped(step("enter", *points, one_of=False), step("leave", point("leave")))
    rows = [
        ("a", "bag"),
        ("a", "ticket"),
        ("a", "leave"),
        ("b", "ticket"),
        ("b", "leave"),
        ("c", "bar"),
        ("c", "leave"),
    ]
    result = analyse.conformance(in_place.journeys(told(*rows)), held)
    assert [(each["cost"], each["journeys"]) for each in result.to_dict()["cost_histogram"]] == [(0, 1), (1, 1), (2, 1)]
    assert [(each.point, each.missing) for each in result.points] == [("ticket", 1), ("bag", 2), ("bar", 0)]
    assert result.deviations.of("missing").count == 3
    assert [each.missing_journeys for each in result.steps] == [2, 0]


def test_what_was_followed_through_the_map_comes_with_it() -> None:
    journeys = in_place.journeys(told(("a", "one"), ("a", "two"), ("b", "one")))
    held = mapped(step("one", point("one")), step("two", point("two")))
    result = analyse.conformance(journeys, held)
    assert result.passage is not None
    assert result.to_dict()["passage"]["steps"][1]["journeys"] == 1
    assert [each.start for each in result.breaks] == ["one"]
    assert "One   (end)" in str(result)
    assert analyse.conformance(journeys, "one > two").to_dict()["passage"] is None


def test_one_journey_is_told_as_a_story() -> None:
    wait = Measure("wait", (Rule(("one",)),), (Rule(("two",)),), target=1800.0)
    score = Measure("score", (Rule(("two",)),), property="value", target=3.0)
    held = mapped(
        step("one", point("one"), point("uno"), expected="uno"),
        step("two", point("two", failures=("not.two",)), measures=(wait, score)),
        step("three", point("three"), point("drei"), one_of=False),
        step("four", point("four")),
    )
    held = replace(held, watch=(Rule(("help",)),))
    rows = [("a", name) for name in ("help", "one", "uno", "not.two", "two", "three", "one")]
    result = analyse.conformance(in_place.journeys(told(*rows)), held)
    assert str(result).splitlines() == [
        "steps reached    3 of 4 observable",
        "missing 2 · ad hoc 2 · out of order 0 · failed 1 · channel switch 1",
        "missing          Four",
        "missing point    three: Drei",
        "ad hoc           help",
        "                 one",
        "made good        Two",
        "switched         one: one → uno",
        "channel used     One: One, Uno (expected Uno)",
        "told again       not tied to events",
        "wait             3 h   target 30 min   not met",
        "score            not recorded   target 3",
    ]


def test_lewis_is_told_as_the_map_says() -> None:
    bank = Path(sj.__file__).parent / "samples" / "maps" / "bank.yaml"
    from sojourn import maps

    result = analyse.conformance(in_place.journeys(GOLDEN / "lewis.jsonl"), maps.expect(maps.read_map(bank)))
    assert str(result) + "\n" == (GOLDEN / "lewis.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (Expectation("empty", (), (), (), ()), "nothing-observable"),
        (
            Expectation("torn", (step("one", point("one")), step("two", point("two"))), (), (0,), (1,)),
            "bad-expectation",
        ),
        (mapped(*(step(f"s{place}", point("x")) for place in range(2001))), "too-many-steps"),
    ],
    ids=["empty", "torn", "long"],
)
def test_what_nothing_can_be_held_against_is_refused(held: Expectation, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        analyse.conformance(in_place.journeys(shop()), held)
    assert caught.value.code == code
