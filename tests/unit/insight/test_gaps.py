"""Gaps and needs on a map: what is short, met or not decided, for whom, and where to work first."""

import json
from dataclasses import replace

import numpy as np
import pytest

import sojourn as sj
from sojourn import analyse, insight, maps, measure
from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.insight.gaps_parts import StepGap

MAP = """
format: journey-map/1
id: desk
title: A desk
personas: [{id: one, name: One}]
outcomes: [{id: back, name: Comes back, good: true, event_match: {event: came.back}}]
phases: [{id: here, name: Here, moment: during}]
steps:
  - id: ask
    phase: here
    does: Asks
    touchpoints: [{id: counter, name: Counter, event_match: {event: asked}}]
    moment_of_truth: {flag: expert, why: It is said, stake: 4}
    metrics: {importance: {stated: 5}, satisfaction: {metric: csat, question: ask, target: 0.9}}
  - id: sign
    phase: here
    does: Signs
    touchpoints: [{id: pad, name: Pad, event_match: {event: signed}}]
    metrics: {satisfaction: {metric: nps, question: sign, target: 0.2}}
    attributes: [{id: pen, name: Pen, question: pen, target: 3}]
"""
REGISTRY = {
    "ask": Question("ask", "How was the counter?", "likert_1_5", "high", role="satisfaction", about="ask"),
    "matters": Question("matters", "How important is it?", "likert_1_5", "high", role="importance", about="counter"),
    "sign": Question("sign", "Would you recommend us?", "nps", "high", role="recommend", about="sign"),
    "pen": Question("pen", "How was the pen?", "likert_1_5", "high"),
}


def world(n: int = 120) -> sj.Journeys:
    """Make customers of three groups, the third of them too small to be shown."""
    rows: list[dict[str, object]] = []
    for who in range(n):
        group = "tiny" if who < 6 else "north" if who % 2 else "south"
        said = {"ask": 4 if group == "north" or who % 4 == 0 else 2, "matters": 5, "sign": 10 if who % 3 else 5,
                "pen": 3 + who % 2}  # fmt: skip
        events: list[tuple[int, str, dict[str, object]]] = [(1, "asked", {}), (2, "signed", {})]
        if who % 5 == 0:
            events = [(1, "signed", {}), (2, "asked", {})]
        events += [(3 + place, "survey.answered", {"question": name, "answer": float(value)})
                   for place, (name, value) in enumerate(said.items())]  # fmt: skip
        rows += [
            {
                "customer": f"c{who:03}",
                "time": f"2024-01-01T10:{minute:02}:00Z",
                "event": event,
                "segment": group,
                **more,
            }
            for minute, event, more in events
        ]
    names = ("customer", "time", "event", "segment", "question", "answer")
    return sj.journeys({name: [row.get(name) for row in rows] for name in names})


@pytest.fixture(scope="module")
def found() -> insight.GapsResult:
    wanted = maps.parse_map(
        MAP.replace("does: Asks", "does: Asks\n    feels: {score: 2}").replace("id: desk", "id: new")
    )
    return insight.gaps(
        maps.parse_map(MAP), world(), registry=REGISTRY, against=wanted, competitors={"ask": 0.95}
    )  # fmt: skip


def one(found: insight.GapsResult, kind: str, step: str, about: str | None = None) -> insight.StepGap:
    rows = [each for each in found.gaps if (each.kind, each.step) == (kind, step) and about in (None, each.about)]
    assert len(rows) == 1, rows
    return rows[0]


def test_the_target_is_held_against_a_share_a_score_and_a_mean(found: insight.GapsResult) -> None:
    asked = one(found, "target", "ask")
    assert (asked.unit, asked.wanted, asked.verdict, asked.n) == ("share", 0.9, "short", 120)
    assert asked.got is not None and asked.gap == pytest.approx(0.9 - asked.got)
    assert asked.flagged
    signed = one(found, "target", "sign", "satisfaction")
    assert (signed.unit, signed.range) == ("net", 2.0)
    assert signed.got == pytest.approx(80 / 120 - 40 / 120)
    pen = one(found, "target", "sign", "Pen")
    assert (pen.unit, pen.wanted, pen.got, pen.verdict) == ("points", 3, 3.5, "met")


def test_importance_is_paired_by_customer(found: insight.GapsResult) -> None:
    asked = one(found, "importance", "ask")
    assert asked.wanted == 5.0 and asked.got is not None and asked.gap == pytest.approx(5 - asked.got)
    assert asked.n == 120 and asked.verdict == "short"


def test_the_other_map_s_feeling_and_the_competitor_are_wanted(found: insight.GapsResult) -> None:
    assert one(found, "state", "ask").wanted == 2
    rival = one(found, "competitor", "ask")
    assert rival.wanted == 0.95 and rival.verdict == "short"


def test_deviations_of_the_plan_are_listed_by_kind(found: insight.GapsResult) -> None:
    rows = found.of("plan")
    assert {each.about for each in rows} <= {"missing", "failed", "ad hoc", "out of order"}
    assert rows and all(each.low is not None and each.gap is not None and each.low <= each.gap for each in rows)


def test_small_segments_are_hidden_and_cannot_be_worked_out(found: insight.GapsResult) -> None:
    rows = found.of("segment", "ask")
    assert "tiny" not in {each.segment for each in rows} | {each.other for each in rows}
    assert len(rows) <= 1


def test_segments_are_held_against_the_best() -> None:
    lived = world(120)
    big = insight.gaps(maps.parse_map(MAP), lived, registry=REGISTRY)
    every = insight.gaps(maps.parse_map(MAP), lived, registry=REGISTRY, hidden_below=5, thin_below=5)
    (row,) = [each for each in every.of("segment", "ask") if each.segment == "south"]
    assert row.other == "north" and row.verdict == "short" and row.p_adjusted is not None
    assert not {each.segment for each in big.gaps} & {"tiny"}


def test_staff_are_held_against_customers() -> None:
    n = 40
    staff = Answers(
        questions=("ask",), question=np.zeros(n, np.int32), person=np.arange(n), case=np.arange(n),
        value=np.full(n, 5.0), text=np.full(n, None, np.object_), scale=np.full(n, None, np.object_),
        at=np.zeros(n, np.int64), weight=np.ones(n),
    )  # fmt: skip
    told = insight.gaps(maps.parse_map(MAP), world(), registry=REGISTRY, staff=staff)
    row = one(told, "staff", "ask")
    assert (row.wanted, row.n, row.verdict) == (1.0, 40, "short")


def test_few_answers_hold_no_numbers() -> None:
    few = insight.gaps(maps.parse_map(MAP), world(8), registry=REGISTRY)
    row = one(few, "target", "ask")
    assert (row.verdict, row.gap, row.got, row.shown) == ("too few", None, None, "hidden")
    thin = one(insight.gaps(maps.parse_map(MAP), world(20), registry=REGISTRY), "target", "ask")
    assert thin.shown == "interval" and not thin.flagged
    drawn = json.dumps(insight.gaps(maps.parse_map(MAP), world(20), registry=REGISTRY).chart().to_dict())
    assert '"gap": null' in drawn


def test_the_document_rows_tables_and_chart_agree(found: insight.GapsResult) -> None:
    told = found.to_dict()
    assert told["analysis"] == "gaps" and len(told["gaps"]) == len(found.rows()) == found.to_arrow().num_rows
    text = str(found)
    for title in ("To the target", "Importance to rating", "Not as planned", "Competitor to us"):
        assert title in text
    assert found.chart().to_dict()["vconcat"]


def test_without_answers_only_the_plan_is_left() -> None:
    plain = sj.journeys({"customer": ["a", "b"], "time": ["2024-01-01", "2024-01-02"], "event": ["asked", "signed"]})
    told = insight.gaps(maps.parse_map(MAP), plain, registry=REGISTRY)
    assert {each.kind for each in told.gaps} <= {"plan"}
    assert "gaps.no_answers" in {each["code"] for each in told.notes}
    assert str(told) and told.chart().to_dict()


def test_needs_are_a_list_for_each_segment_with_the_columns_that_planning_reads() -> None:
    told = insight.needs(maps.parse_map(MAP), world(), registry=REGISTRY, hidden_below=5, thin_below=10, draws=50)
    assert told.to_arrow().column_names == [
        "map", "step", "phase", "segment", "criticality", "criticality_low", "criticality_high", "moment", "evidence",
        "satisfaction", "target", "range", "gap", "gap_low", "gap_high", "verdict", "leaving", "priority",
        "target_from", "target_segment", "target_map",
    ]  # fmt: skip
    assert told.segments() == (None, "north", "south", "tiny")
    (first, *_) = told.order()
    assert first.step == "ask" and first.moment
    assert first.criticality == pytest.approx(100 * (1.0 * 1.0 * 0.8) ** (1 / 3))
    assert first.target == 1.0, "the best own segment goes beyond the map's target"
    assert (first.target_from, first.target_segment) == ("segment", "north")
    assert "reachable: 100.0 % at" in str(told) and "is what the best segment, north, reaches (the map's" in str(told)
    beaten = insight.needs(
        maps.parse_map(MAP), world(), registry=REGISTRY, competitors={"ask": 0.99}, hidden_below=5, thin_below=10,
        draws=50,
    )  # fmt: skip
    assert beaten.order()[0].target_from == "competitor" and "is what a competitor reaches" in str(beaten)
    assert first.priority is not None and first.satisfaction is not None and first.criticality is not None
    assert first.priority == pytest.approx(first.criticality * (1.0 - first.satisfaction) * 1.5)
    assert told.order("north") == ()
    assert told.chart().to_dict() and "for south" in str(told)


def test_an_unknown_part_leaves_no_priority() -> None:
    told = insight.needs(maps.parse_map(MAP.replace(", stake: 4", "")), world(), registry=REGISTRY, draws=0)
    assert all(each.criticality is None or each.step == "ask" for each in told.needs)
    signed = [each for each in told.needs if each.step == "sign"]
    assert all(each.priority is None for each in signed)
    assert all(each.evidence == "research" for each in signed if each.segment is None)
    assert replace(told).segments()[0] is None


def test_priorities_are_marks_of_everybody() -> None:
    told = insight.needs(maps.parse_map(MAP), world(), registry=REGISTRY, hidden_below=5, thin_below=10, draws=0)
    (mark,) = told.marks()
    assert (mark.measure, mark.at.step, mark.value) == ("priority", "ask", told.order()[0].priority)


@pytest.mark.parametrize(
    ("competitors", "code", "told"),
    [
        ({"ask": 80}, "competitor.out_of_range", "for 80 % write 0.8"),
        ({"ask": -0.1}, "competitor.out_of_range", "a share from 0 to 1"),
        ({"ask": float("nan")}, "competitor.out_of_range", "a share from 0 to 1"),
        ({"sign": 40}, "competitor.out_of_range", "a net promoter score"),
        ({"asks": 0.8}, "competitor.unknown_step", "did you mean ask?"),
    ],
)
def test_what_no_competitor_can_score_is_refused(competitors: dict[str, float], code: str, told: str) -> None:
    for ask in (insight.gaps, insight.needs):
        with pytest.raises(InvalidInput) as refused:
            ask(maps.parse_map(MAP), world(), registry=REGISTRY, competitors=competitors)
        assert refused.value.code == code
        assert told in str(refused.value.hint)


def test_a_competitor_with_a_negative_net_promoter_score_is_taken() -> None:
    taken = insight.gaps(maps.parse_map(MAP), world(), registry=REGISTRY, competitors={"sign": -0.1})
    assert one(taken, "competitor", "sign").wanted == -0.1


def test_missing_steps_are_one_sentence_and_no_bars() -> None:
    def gap(step: str, about: str, share: float) -> StepGap:
        return StepGap(
            kind="plan", step=step, name=step.title(), about=about, segment=None, other=None, unit="share", range=1.0,
            wanted=0.0, got=share, gap=share, low=share - 0.01, high=share + 0.01, verdict="short", p=None,
            p_adjusted=None, n=1_000, shown="full",
        )  # fmt: skip

    whole = insight.gaps(maps.parse_map(MAP), world(), registry=REGISTRY)
    found = replace(whole, gaps=(gap("ask", "missing", 0.2), gap("pay", "missing", 0.5), gap("pay", "failed", 0.1)))
    table = next(each for each in found.tables() if "Not as planned" in each.title)
    assert [row[1] for row in table.rows] == ["failed"]
    assert any("“Ask” in 20.0 %, “Pay” in 50.0 %" in each for each in table.notes)
    assert "Missing of 1,000 journeys: “Ask” (20.0 %) to “Pay” (50.0 %)." in str(found.chart().spec)
    assert "Pay: missing" not in str(found.chart().spec)
    assert [each["about"] for each in found.rows()] == ["missing", "missing", "failed"]


def test_a_target_of_delight_is_held_against_the_best_answers_alone() -> None:
    """4 and 5 of five satisfy; only 5 delights. What the best segment has is no target of delight."""
    plain = "metrics: {importance: {stated: 5}, satisfaction: {metric: csat, question: ask, target: 0.9}}"
    assert plain in MAP
    read = maps.parse_map(MAP.replace(plain, plain.replace("target: 0.9", "target: 0.25, kind: delight")))
    rows = world()
    found = insight.gaps(read, rows, registry=REGISTRY, competitors={"ask": 0.2})
    asked = one(found, "target", "ask")
    assert (asked.unit, asked.wanted, asked.got, asked.n, asked.verdict) == ("share", 0.25, 0.0, 120, "short")
    needs = insight.needs(read, rows, registry=REGISTRY, competitors={"ask": 0.2}, draws=0)
    assert {each.target for each in needs.needs if each.step == "ask"} == {0.25}
    assert next(each.satisfaction for each in needs.needs if each.step == "ask") == 0.0
    step = insight.moments(read, rows, registry=REGISTRY, draws=0).step("ask")
    assert step.satisfaction is not None and step.satisfaction.value == 0.0
    marks = insight.evidence(read, rows, registry=REGISTRY).marks
    liked = next(each for each in marks if each.at.step == "ask" and each.measure == "satisfaction")
    assert (liked.value, liked.met) == (0.0, "missed")


def test_points_given_out_are_read_as_stated_importance_reads_them() -> None:
    """A sheet's share of the points it gave away, empties having got none: one definition in both places."""
    rng = np.random.Generator(np.random.PCG64(5))
    registry = {
        name: Question(name, name, "constant_sum", "high", role="importance", about=about)
        for name, about in (("p_ask", "ask"), ("p_sign", "sign"), ("p_price", "price"))
    }
    rows: list[dict[str, object]] = []
    for who in range(80):
        given = dict(zip(registry, rng.multinomial(100 if who % 3 else 10, [0.2, 0.3, 0.5]).tolist(), strict=True))
        events = [(1, "asked", {}), (2, "signed", {})]
        events += [(3 + place, "survey.answered", {"question": name, "answer": float(points)})
                   for place, (name, points) in enumerate(given.items()) if points]  # fmt: skip
        rows += [{"customer": f"c{who:02}", "time": f"2024-01-01T10:{minute:02}:00Z", "event": event, **more}
                 for minute, event, more in events]  # fmt: skip
    names = ("customer", "time", "event", "question", "answer")
    lived = sj.journeys({name: [row.get(name) for row in rows] for name in names})
    answers = analyse.answers(lived)
    assert answers is not None
    stated = measure.stated_importance(measure.with_registry(answers, registry))
    wanted = {each.name: each for each in stated.items}
    found = insight.importances(maps.parse_map(MAP), answers, registry, insight.Limits()).step
    for step, name in (("ask", "p_ask"), ("sign", "p_sign")):
        assert found[step].stated == pytest.approx(wanted[name].importance) and found[step].n == wanted[name].n


def test_customers_with_several_journeys_are_said() -> None:
    from sojourn.core.journeys import Cases

    read = maps.parse_map(MAP)
    rows = [("c1", "2024-01-01", "asked"), ("c1", "2024-03-01", "signed"), ("c2", "2024-01-01", "asked")]
    rows += [(f"d{who}", "2024-01-01", "signed") for who in range(20)]
    names = ("customer", "time", "event")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    twice = sj.journeys(columns, cases=Cases(by="gap", gap=7 * 86_400_000_000))
    for found in (insight.gaps(read, twice), insight.moments(read, twice, draws=0)):
        told = next(each for each in found.notes if each["code"] == "repeated_customers")
        assert (told["journeys"], told["customers"]) == (23, 22)
    once = sj.journeys(columns)
    for found in (insight.gaps(read, once), insight.moments(read, once, draws=0)):
        assert "repeated_customers" not in found.warnings


def test_results_say_what_they_rest_on(found: insight.GapsResult) -> None:
    told = found.to_dict()
    assert (found.n, told["n"]) == (120, 120) and found.period is not None and told["period"] == list(found.period)
    assert "Wilson" in found.method and set(found.warnings) == {each["code"] for each in found.notes}
    moments = insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, draws=0)
    told = moments.to_dict()
    assert (told["n"], told["warnings"]) == (120, list(moments.warnings)) and told["period"] and told["method"]
