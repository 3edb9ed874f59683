"""Moments of truth on a map and lived journeys: a small world in which it is known what should be found."""

import json
from dataclasses import replace

import numpy as np
import pytest

import sojourn as sj
from sojourn import insight, maps
from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput

MAP = """
format: journey-map/1
id: shop
title: A shop
personas: [{id: one, name: One}]
outcomes:
  - {id: back, name: Comes back, good: true, event_match: {event: came.back}}
  - {id: gone, name: Left, good: false}
phases: [{id: here, name: Here, moment: during}]
steps:
  - {id: look, phase: here, does: Looks, feels: {score: 1},
     touchpoints: [{id: window, name: Window, event_match: {event: looked}}]}
  - id: try
    phase: here
    does: Tries
    feels: {score: -1}
    touchpoints: [{id: cabin, name: Cabin, event_match: {event: tried}}]
    moment_of_truth: {flag: expert, why: They see themselves}
    metrics: {importance: {stated: 3}, satisfaction: {metric: csat, question: cabin, target: 0.9}}
  - {id: walk, phase: here, does: Walks to the till, kind: no_contact}
  - id: pay
    phase: here
    does: Pays
    touchpoints: [{id: till, name: Till, event_match: {event: paid}}]
    moment_of_truth: {flag: expert, why: It is said}
    metrics: {importance: {stated: 5}, satisfaction: {metric: csat, question: till}}
  - {id: wave, phase: here, does: Waves, touchpoints: [{id: door, name: Door, event_match: {event: waved}}]}
initiatives:
  - {id: mirror, title: A mirror, effect: [{kind: transition, steps: [try, pay], to: [0.8, 0.9, 0.95]}]}
"""
REGISTRY = {
    "cabin": Question("cabin", "How was the cabin?", "likert_1_5", "high", role="satisfaction", about="try"),
    "till": Question("till", "How was the till?", "likert_1_5", "low", role="satisfaction", about="pay"),
    "why": Question("why", "Why did you leave?", "yes_no", "high", about="cabin"),
}


def lived(n: int = 1200, *, seed: int = 4) -> list[dict[str, object]]:
    """Make a shop: who likes the cabin comes back; the regulars like the till and come back, for reasons of theirs.

    On the till's scale 1 is best.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    rows: list[dict[str, object]] = []

    def add(who: int, day: int, event: str, **more: object) -> None:
        rows.append({"customer": f"c{who:04}", "time": f"2024-{1 + day // 28:02}-{1 + day % 28:02}T10:00:00Z",
                     "event": event, **more})  # fmt: skip

    for who in range(n):
        regular = bool(rng.random() < 0.5)
        segment = {"segment": "regular" if regular else "new"}
        add(who, 0, "looked", **segment)
        arm = "treatment" if rng.random() < 0.5 else "control"
        add(who, 0, "experiment.assigned", experiment="mirror", arm=arm, **segment)
        add(who, 1, "tried", **segment)
        liked = bool(rng.random() < 0.6)
        cabin = int(rng.choice([4, 5] if liked else [1, 2]))
        add(who, 2, "survey.answered", question="cabin", answer=float(cabin), scale="likert_1_5", **segment)
        if rng.random() < 0.4:
            add(who, 3, "survey.answered", question="why", answer_text=str(rng.choice(["queue", "size"])), **segment)
            continue
        add(who, 4, "paid", **segment)
        till = int(rng.choice([1, 2] if rng.random() < (0.9 if regular else 0.2) else [4, 5]))
        add(who, 5, "survey.answered", question="till", answer=float(till), scale="likert_1_5", **segment)
        add(who, 6, "waved", **segment)
        chance = 0.1 + 0.4 * liked + 0.3 * regular + (0.1 if arm == "treatment" else 0)
        if rng.random() < chance:
            add(who, 20, "came.back", **segment)
    add(n, 200, "looked")
    return rows


def world(n: int = 1200, *, seed: int = 4) -> sj.Journeys:
    """Make journeys of the shop."""
    return journeys_of(lived(n, seed=seed))


def journeys_of(rows: list[dict[str, object]], *more: str) -> sj.Journeys:
    """Make journeys of rows; those that lack a column are null there."""
    names = (
        *more,
        "customer",
        "time",
        "event",
        "segment",
        "question",
        "answer",
        "scale",
        "answer_text",
        "experiment",
        "arm",
    )
    return sj.journeys({name: [row.get(name) for row in rows] for name in names})


@pytest.fixture(scope="module")
def found() -> insight.MomentsResult:
    return insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, draws=200)


def test_what_was_planted_is_found_and_what_only_looks_so_is_not(found: insight.MomentsResult) -> None:
    assert "try" in found.moments
    assert {"stake", "breaking_point"} <= set(found.signals["try"])
    assert found.step("try").flag == "both"
    assert "pay" not in found.moments
    till = found.step("pay").rated
    assert till is not None and till.stake is not None
    assert till.stake.raw is not None and till.stake.raw > 0.1
    assert till.stake.adjusted is not None and abs(till.stake.adjusted) < 0.1
    assert "segment" in till.stake.equal
    assert found.step("pay").flag == "expert"


def test_counts_are_those_of_a_recount(found: insight.MomentsResult) -> None:
    rows = lived()
    back = {row["customer"] for row in rows if row["event"] == "came.back"}
    for step, question, low_is_good in (("try", "cabin", False), ("pay", "till", True)):
        said = {row["customer"]: float(str(row["answer"])) for row in rows if row.get("question") == question}
        well = [who for who, answer in said.items() if (answer <= 2 if low_is_good else answer >= 4)]
        badly = [who for who, answer in said.items() if (answer >= 4 if low_is_good else answer <= 2)]
        rated = found.step(step).rated
        assert rated is not None and rated.stake is not None
        stake = rated.stake
        assert (stake.good.n, stake.good.followed) == (len(well), len(back & {*well}))
        assert (stake.bad.n, stake.bad.followed) == (len(badly), len(back & {*badly}))
        assert rated.open == rated.middle == rated.before_contact == 0


def test_without_the_segment_the_plain_comparison_is_misled() -> None:
    plain = insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, groups=(), draws=0)
    till = plain.step("pay").rated
    assert till is not None and till.stake is not None
    assert (till.stake.counts[0] or 0) > 0.1
    assert plain.step("pay").critical.low is None


def test_a_scale_on_which_low_is_good_is_read_that_way(found: insight.MomentsResult) -> None:
    till = found.step("pay")
    assert till.satisfaction is not None and till.satisfaction.value is not None
    assert 0.45 < till.satisfaction.value < 0.65


def test_criticality_has_its_parts_and_an_interval(found: insight.MomentsResult) -> None:
    critical = found.step("try").critical
    assert (critical.stated, critical.basis) == (0.5, "data")
    assert critical.importance is not None and critical.reach is not None and critical.stake is not None
    assert critical.value == pytest.approx(100 * (critical.importance * critical.reach * critical.stake) ** (1 / 3))
    assert critical.low is not None and critical.high is not None and critical.value is not None
    assert critical.low < critical.value < critical.high
    assert found.step("look").critical.value is None


def test_equal_seeds_give_equal_results(found: insight.MomentsResult) -> None:
    again = insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, draws=200)
    assert json.dumps(again.to_dict()) == json.dumps(found.to_dict())
    other = insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, draws=200, seed=1)
    assert other.step("try").critical.low != found.step("try").critical.low


def test_the_hypothesis_stands_beside_the_measurement(found: insight.MomentsResult) -> None:
    tried = found.step("try")
    assert tried.expected == -1
    assert tried.feeling is not None and tried.feeling.value is not None
    assert 0 < tried.feeling.value < 1
    assert found.step("look").feeling is None and found.step("look").state == "not_asked"
    assert found.step("walk").state == "not_asked" and not found.step("walk").contact


def test_an_experiment_on_the_step_is_named(found: insight.MomentsResult) -> None:
    (tried,) = found.step("try").experiments
    assert (tried.experiment, tried.arm, tried.other) == ("mirror", "treatment", "control")
    assert tried.difference is not None and tried.low is not None and tried.high is not None
    assert tried.low < tried.difference < tried.high
    assert tried.ratio_p is None and not tried.refused
    assert "experiment.split_unknown" in {each["code"] for each in found.notes}


def test_a_split_that_was_not_meant_is_refused() -> None:
    meant = {"mirror": {"treatment": 0.9, "control": 0.1}}
    told = insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, meant=meant, draws=0)
    (tried,) = told.step("try").experiments
    assert tried.refused and tried.difference is None and tried.ratio_p is not None and tried.ratio_p < 0.001
    fair = insight.moments(
        maps.parse_map(MAP), world(), registry=REGISTRY, meant={"mirror": {"treatment": 1, "control": 1}}, draws=0
    )
    assert not fair.step("try").experiments[0].refused


def test_reasons_stand_beside_a_breaking_point(found: insight.MomentsResult) -> None:
    tried = found.step("try")
    assert tried.leaving is not None and tried.leaving.held
    assert {reason for reason, _ in tried.reasons} == {"queue", "size"}
    assert found.breaking_points == ("try",)


def test_few_answers_are_not_judged_and_show_nothing() -> None:
    few = insight.moments(maps.parse_map(MAP), world(24), registry=REGISTRY, draws=0)
    tried = few.step("try")
    assert tried.rated is not None and tried.rated.stake is None
    assert tried.signals["stake"] is None and tried.signals["reaction"] is None
    assert "stake.too_few" in {each["code"] for each in few.notes}
    told = few.to_dict()["steps"][1]["stake"]
    assert told["state"] == "too_few" and "raw" not in told


def test_no_registry_is_said_and_nothing_is_guessed() -> None:
    told = insight.moments(maps.parse_map(MAP), world(200), draws=0)
    assert told.step("try").state == "no_direction"
    assert told.step("try").feeling is None and told.step("try").rated is None
    assert "question.direction_missing" in {each["code"] for each in told.notes}


def test_a_mark_without_a_signal_stays_and_is_told() -> None:
    calm = maps.parse_map(
        MAP.replace("metrics: {importance: {stated: 5}, satisfaction: {metric: csat, question: till}}", "")
    )
    told = insight.moments(calm, world(300), registry={}, draws=0)
    paid = told.step("pay")
    assert paid.unsupported == (not any(paid.signals.values()))
    assert paid.flag == "expert"
    if paid.unsupported:
        assert "moment.unsupported" in {each["code"] for each in told.notes}


def test_no_surveys_and_no_outcome_are_said_in_words() -> None:
    plain = sj.journeys({
        "customer": ["a", "a", "b"], "time": ["2024-01-01", "2024-01-02", "2024-01-01"],
        "event": ["looked", "tried", "looked"],
    })  # fmt: skip
    untied = maps.parse_map(MAP.replace(", event_match: {event: came.back}}", "}"))
    told = insight.moments(untied, plain)
    codes = {each["code"] for each in told.notes}
    assert {"moments.no_outcome", "moments.no_answers"} <= codes
    assert told.moments == () and told.good is None
    assert str(told) and told.chart().to_dict() and told.rows()


def test_marks_lie_over_the_map_and_come_back_from_json(found: insight.MomentsResult) -> None:
    shop = maps.parse_map(MAP)
    overlay = insight.evidence(shop, world(200), registry=REGISTRY)
    overlay = replace(overlay, marks=(*overlay.marks, *found.marks()))
    assert maps.read_overlay(json.loads(json.dumps(overlay.to_dict()))).marks == overlay.marks
    (mark,) = overlay.of("moment", step="try")
    assert mark.label == "both"
    assert dict(mark.details)["stake"] == 1 and dict(mark.details)["first_or_last"] == 0
    (broken,) = overlay.of("breaking_point", step="try")
    assert (
        broken.target is None
        and broken.middle == found.median_leaving
        and dict(broken.details).keys() == {"queue", "size"}
    )


def test_tables_say_that_association_is_not_cause(found: insight.MomentsResult) -> None:
    text = str(found)
    assert "no measure of what a better step would change" in text
    assert "held equal: earlier ratings and segment" in text
    assert "An experiment says" in text
    for word in ("drives", "costs us", "because of"):
        assert word not in text


def test_what_is_doubtful_about_answers_is_told() -> None:
    rows = [{**row, "answer": 4.0 if row.get("question") == "cabin" else row.get("answer")} for row in lived(100)]
    rows.append({"customer": "c0001", "time": "2024-02-01T10:00:00Z", "event": "survey.answered", "question": "till",
                 "answer": 9.0})  # fmt: skip
    names = ("customer", "time", "event", "question", "answer")
    alike = sj.journeys({name: [row.get(name) for row in rows] for name in names})
    told = insight.moments(maps.parse_map(MAP), alike, registry=REGISTRY, draws=0)
    assert {"answers.constant", "answer.out_of_scale"} <= {each["code"] for each in told.notes}
    gaps = insight.gaps(maps.parse_map(MAP), alike, registry=REGISTRY)
    assert "answers.constant" in {each["code"] for each in gaps.notes}


def test_bad_options_are_refused() -> None:
    with pytest.raises(InvalidInput):
        insight.moments(maps.parse_map(MAP), world(40), draws=-1)
    with pytest.raises(InvalidInput):
        insight.moments(maps.parse_map(MAP), world(40), registry=REGISTRY, groups=("no_such",))
    with pytest.raises(InvalidInput):
        insight.moments(maps.parse_map(MAP), world(40), registry=REGISTRY, good="gone")


def test_a_good_outcome_that_is_neither_outcome_nor_event_is_refused() -> None:
    with pytest.raises(InvalidInput, match="outcomes back") as refused:
        insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, good="came.bak", draws=0)
    assert refused.value.code == "moments.unknown_outcome"
    assert refused.value.hint == "did you mean came.back?"


def test_who_was_assigned_to_both_arms_counts_in_the_first_and_one_arm_alone_is_told() -> None:
    def shop(arms: tuple[str, ...], twice: int) -> sj.Journeys:
        rows = [(f"c{who:02}", "2024-01-01T09:00Z", "looked", None, None) for who in range(60)]
        rows += [(f"c{who:02}", "2024-01-01T10:00Z", "experiment.assigned", "mirror", arms[who % len(arms)])
                 for who in range(60)]  # fmt: skip
        rows += [(f"c{who:02}", "2024-01-02T10:00Z", "experiment.assigned", "mirror", arms[1 - who % 2])
                 for who in range(twice)]  # fmt: skip
        rows += [("c00", "2024-12-31T10:00Z", "came.back", None, None)]
        names = ("customer", "time", "event", "experiment", "arm")
        return sj.journeys({name: [row[place] for row in rows] for place, name in enumerate(names)})

    def told(journeys: sj.Journeys) -> dict[object, str]:
        found = insight.moments(maps.parse_map(MAP), journeys, draws=0)
        return {each["code"]: str(each["message"]) for each in found.notes}

    assert "12 customers of “mirror” were assigned" in told(shop(("control", "on"), 12))["experiment.assigned_twice"]
    assert "fewer than 10 customers" in told(shop(("control", "on"), 3))["experiment.assigned_twice"]
    assert "no other arm" in told(shop(("on",), 0))["experiment.one_arm"]
    assert not {"experiment.assigned_twice", "experiment.one_arm"} & told(shop(("control", "on"), 0)).keys()


def test_stakes_read_texts_that_say_numbers_as_scores_do() -> None:
    rows = lived(600)
    spoken = [{**row, "answer": f"{row['answer']:.0f}/5" if row.get("answer") is not None else None} for row in rows]
    read = maps.parse_map(MAP)
    found, same = (insight.moments(read, journeys_of(each), registry=REGISTRY, draws=0) for each in (rows, spoken))
    for step in ("try", "pay"):
        one, other = found.step(step), same.step(step)
        assert one.rated.stake is not None
        assert other.rated.stake == one.rated.stake
        assert other.satisfaction == one.satisfaction
        assert other.feeling == one.feeling


def test_stakes_count_answers_by_their_weight() -> None:
    rows = [{**row, "weight": 3.0 if str(row["customer"]).endswith("7") else 1.0} for row in lived(600)]
    tripled = [
        {**row, "customer": f"{row['customer']}{copy}"} for row in rows for copy in range(3)
        if copy == 0 or row["weight"] == 3.0
    ]  # fmt: skip
    shop = maps.parse_map(MAP)
    weighed = insight.moments(shop, journeys_of(rows, "weight"), registry=REGISTRY, draws=0, weight="weight")
    copied = insight.moments(shop, journeys_of(tripled), registry=REGISTRY, draws=0)
    plain = insight.moments(shop, journeys_of(rows), registry=REGISTRY, draws=0)
    for step in ("try", "pay"):
        one, other, none = (each.step(step).rated.stake for each in (weighed, copied, plain))
        assert one.raw == pytest.approx(other.raw)
        assert one.adjusted == pytest.approx(other.adjusted)
        assert one.coefficients == pytest.approx(other.coefficients, abs=1e-6)
        assert one.raw != none.raw
        # Customers are not made more by their weight, and the interval knows it.
        assert one.customers == none.customers < other.customers
        assert one.high - one.low > other.high - other.low
        assert weighed.step(step).satisfaction.value == pytest.approx(copied.step(step).satisfaction.value)


def test_each_signal_has_the_number_behind_it(found: insight.MomentsResult) -> None:
    """Reaction and leverage with their intervals, in the document, in rows and in tables."""
    told = {each["step"]: each for each in found.to_dict()["steps"]}
    strong = told["try"]["reaction"]
    said = [abs(float(str(row["answer"])) - 3) for row in lived() if row.get("question") == "cabin"]
    assert strong["n"] == len(said)
    assert strong["mean_abs"] == pytest.approx(np.mean(said)) and strong["extreme"] == pytest.approx(
        np.mean([each == 2 for each in said])
    )
    assert strong["mean_abs_low"] < strong["mean_abs"] < strong["mean_abs_high"]
    assert strong["extreme_low"] < strong["extreme"] < strong["extreme_high"]
    assert told["look"]["reaction"] is None
    assert told["try"]["leverage_low"] < told["try"]["leverage"] < told["try"]["leverage_high"]
    row = next(each for each in found.rows() if each["step"] == "try")
    assert (row["reaction_mean"], row["reaction_extreme"]) == (strong["mean_abs"], strong["extreme"])
    assert row["leverage_low"] == told["try"]["leverage_low"]
    printed = str(found)
    assert f"{strong['mean_abs']:.2f} ({strong['mean_abs_low']:.2f}–{strong['mean_abs_high']:.2f})" in printed
    assert "At ±2 (95 %)" in printed


def test_without_draws_leverage_has_no_interval() -> None:
    plain = insight.moments(maps.parse_map(MAP), world(), registry=REGISTRY, draws=0)
    assert plain.step("try").leverage is not None and plain.step("try").leverage_low is None
