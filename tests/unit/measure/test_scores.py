"""Net promoter score, satisfaction and effort: questions found, groups compared, what is hidden, how it is shown."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.small import Limits
from sojourn.measure import ces, csat, nps, read_answers, trend
from tests.oracles import scores as oracle

KNOWN = {
    "nps": Question("nps", "Would you recommend us?", "nps", "high", role="recommend"),
    "entry": Question("entry", "How was getting in?", "likert_1_5", "high", role="satisfaction"),
    "effort": Question("effort", "How much effort was it?", "likert_1_5", "low", role="effort"),
    "easy": Question("easy", "It was easy", "likert_1_7", "high", role="effort"),
    "mood": Question("mood", "?", "faces", "high", role="feeling"),
    "kano": Question("kano", "?", "kano_functional", "high"),
}


def given_by(groups: dict[str, int], value: Any, question: str = "nps") -> Answers:
    """Make so many answers of each group; value takes the group and a number."""
    labels = [name for name, number in groups.items() for _ in range(number)]
    values = [value(name, place) for name, number in groups.items() for place in range(number)]
    table = {"question": [question] * len(labels), "value": values, "segment": labels}
    return read_answers(table, questions=KNOWN)


def test_groups_are_held_against_all_others_and_p_is_adjusted() -> None:
    answers = given_by({"a": 80, "b": 80, "c": 80}, lambda name, place: 10 if name == "a" or place % 2 else 6)
    found = nps(answers, by="segment")
    everybody, a, b, c = found.scores
    assert (everybody.n, everybody.by, everybody.group) == (240, None, None)
    assert a.estimate == 100
    assert (a.verdict, b.verdict, c.verdict) == ("above", "below", "below")
    assert a.p_value is not None
    assert a.q_value is not None
    assert a.q_value >= a.p_value
    assert found.compared == 3


def test_two_groups_are_one_test() -> None:
    answers = given_by({"a": 60, "b": 60}, lambda name, place: 10 if place % 3 or name == "a" else 5)
    found = nps(answers, by="segment")
    assert found.compared == 1
    _, a, b = found.scores
    assert (a.q_value, a.p_value) == (a.p_value, b.p_value)
    assert a.difference == pytest.approx(-(b.difference or 0))


def test_small_groups_are_neither_ranked_nor_compared() -> None:
    answers = given_by({"a": 60, "b": 20, "c": 12, "d": 6}, lambda name, place: 10 if place % 2 else 5)
    found = nps(answers, by="segment")
    by = {score.group: score for score in found.scores}
    assert {name: score.shown for name, score in by.items() if name} == {
        "a": "full", "b": "interval", "c": "hidden", "d": "hidden",
    }  # fmt: skip
    assert (by["c"].reason, by["d"].reason) == ("protects another", "small")
    for name in ("c", "d"):
        row = by[name].to_dict("nps")
        told = ("nps", "low", "high", "promoters", "passives", "detractors", "n_eff", "difference", "p_value")
        assert not [key for key in told if row[key] is not None]
    assert by["b"].verdict is None
    assert by["b"].estimate is not None
    assert found.notes[-1]["code"] == "hidden"
    drawn = found.chart().to_dict()["data"]["values"]
    assert [each["value"] is None for each in drawn] == [False, False, True, True, True]
    assert [each["low"] is None for each in drawn] == [False, False, False, True, True]
    printed = str(found)
    assert printed.count("too few answers") == 1
    assert printed.count("hidden to protect others") == 1
    assert "between" in printed


def test_nothing_of_too_few_is_told_at_all() -> None:
    answers = given_by({"a": 5, "b": 4}, lambda name, place: 10)
    assert {score.shown for score in nps(answers, by="segment").scores} == {"hidden"}
    more = given_by({"a": 50, "b": 40}, lambda name, place: 10)
    assert nps(more, by="segment", limits=Limits(45, 60)).scores[2].shown == "hidden"


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 10)), min_size=1, max_size=60))
def test_scores_of_groups_are_those_of_the_slow_way(rows: list[tuple[str, int, int]]) -> None:
    table = {
        "question": ["nps"] * len(rows),
        "segment": [row[0] for row in rows],
        "customer": [f"{row[0]}{row[1]}" for row in rows],
        "case": list(range(len(rows))),
        "value": [row[2] for row in rows],
    }
    found = nps(read_answers(table, questions=KNOWN), by="segment", limits=Limits(5, 5))
    for score in found.scores:
        mine = [row for row in rows if score.by is None or row[0] == score.group]
        assert score.answers == len(mine)
        assert score.n == len({row[:2] for row in mine})
        if score.shown != "hidden":
            values, who = [row[2] for row in mine], [row[:2] for row in mine]
            wanted = oracle.net_promoters(values, who, [1.0] * len(mine))
            assert (score.estimate, score.low, score.high) == tuple(pytest.approx(each, abs=1e-9) for each in wanted)


def test_effort_is_read_in_its_own_direction() -> None:
    table = {"question": ["effort"] * 40 + ["easy"] * 40, "value": [1, 2, 4, 5] * 10 + [7, 6, 5, 2] * 10}
    found = ces(read_answers(table, questions=KNOWN))
    rows = {score.question: score for score in found.scores}
    assert (rows["effort"].estimate, rows["effort"].mean) == (0.5, 3)
    assert (rows["easy"].estimate, rows["easy"].mean) == (0.75, 5)


def test_a_question_says_how_many_of_the_best_answers_count() -> None:
    table = {"question": ["entry"] * 40, "value": [5, 4, 4, 3] * 10}
    assert csat(read_answers(table, questions=KNOWN)).scores[0].estimate == 0.75
    strict = {"entry": replace(KNOWN["entry"], top=1)}
    assert csat(read_answers(table, questions=strict)).scores[0].estimate == 0.25


def test_an_nps_question_needs_no_register() -> None:
    table = {
        "question": ["q"] * 40 + ["other"] * 40,
        "value": [10, 3] * 20 + [1] * 40,
        "scale": ["nps"] * 40 + [None] * 40,
    }
    found = nps(read_answers(table))
    assert [score.question for score in found.scores] == ["q"]
    assert nps(read_answers({"question": ["q"] * 40, "value": [10] * 40}), "q").scores[0].estimate == 100


REFUSED: list[tuple[str, Any, str, tuple[str, ...]]] = [
    ("a question nobody answered", lambda a: nps(a, "npz"), "question.not_answered", ("npz",)),
    ("no direction", lambda a: csat(a, "fresh"), "question.direction_missing", ("fresh",)),
    ("the wrong scale for nps", lambda a: nps(a, "entry"), "question.wrong_scale", ("entry",)),
    ("the wrong scale for csat", lambda a: csat(a, "kano"), "question.wrong_scale", ("kano",)),
    ("no effort in faces", lambda a: ces(a, "mood"), "question.wrong_scale", ("mood",)),
    ("no such column", lambda a: nps(a, by="shoe"), "answers.no_group", ()),
    ("too many groups", lambda a: nps(a, by="till"), "answers.many_groups", ()),
    ("an unknown method", lambda a: nps(a, method="guess"), "nps.unknown_method", ()),
    ("no times", lambda a: trend(a), "trend.no_times", ()),
]


@pytest.mark.parametrize(("ask", "code", "names"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_cannot_be_asked_is_refused_with_names(ask: Any, code: str, names: tuple[str, ...]) -> None:
    questions = ["nps", "entry", "kano", "mood"] * 75
    table = {"question": questions, "value": [1.0] * 300, "till": [str(number) for number in range(300)]}
    answers = read_answers(table, questions=KNOWN)
    fresh = read_answers({"question": ["fresh"] * 30, "value": [4] * 30})
    with pytest.raises(InvalidInput) as caught:
        ask(fresh if code == "question.direction_missing" else answers)
    assert caught.value.code == code
    assert getattr(caught.value, "names", ()) == names
    assert caught.value.hint


def test_no_question_for_a_score_is_told() -> None:
    answers = read_answers({"question": ["mood"] * 30, "value": [1] * 30}, questions=KNOWN)
    for ask in (nps, csat, ces):
        with pytest.raises(InvalidInput) as caught:
            ask(answers)
        assert caught.value.code == "question.none"
    unregistered = read_answers({"question": ["a"] * 3, "value": [1] * 3, "scale": ["likert_1_5"] * 3})
    with pytest.raises(InvalidInput) as caught:
        csat(unregistered)
    assert caught.value.code == "question.direction_missing"
    with pytest.raises(InvalidInput) as caught:
        nps(read_answers({"question": [], "value": []}))
    assert caught.value.code == "answers.none"


def test_the_answered_share_stands_with_every_score() -> None:
    answers = given_by({"a": 60}, lambda name, place: 9)
    assert nps(answers).notes[0]["code"] == "answered_share.unknown"
    asked = replace(answers, asked=400, responded=60)
    told = nps(asked)
    assert told.notes[0]["share"] == 0.15
    assert "60 of 400 customers" in str(told)
    assert "60 of 400 customers" in str(told.chart().to_dict()["title"]["subtitle"])
    assert told.warnings[0] == "answered_share.all"


def test_a_population_narrows_the_interval_and_ends_it() -> None:
    answers = given_by({"a": 60}, lambda name, place: 9 if place % 2 else 3)
    plain, some, all_of_them = nps(answers), nps(answers, population=100), nps(answers, population=60)
    assert (some.scores[0].high or 0) < (plain.scores[0].high or 0)
    assert (all_of_them.scores[0].low, all_of_them.scores[0].estimate) == (None, 0)
    assert "+0.0" in str(all_of_them) or "0.0" in str(all_of_them)
    all_of_them.chart()


def test_answers_off_the_scale_of_events_are_left_out_and_counted() -> None:
    raw = read_answers({"question": ["nps"] * 32, "value": [9] * 31 + [70]})
    found = nps(raw, "nps")
    assert found.scores[0].n == 31
    assert found.notes[-1]["code"] == "answer.out_of_scale"


def test_a_result_shows_itself_everywhere() -> None:
    answers = given_by({"a": 60, "b": 40}, lambda name, place: 5 if place % 3 else 2, "entry")
    found = csat(answers, by="segment")
    document = found.to_dict()
    assert list(document)[:4] == ["analysis", "format", "basis", "notes"]
    assert document["analysis"] == "csat"
    assert document["limits"] == {"hidden_below": 10, "thin_below": 30}
    assert found.to_arrow().num_rows == 3
    assert found.rows()[0]["mean_low"] is not None
    assert "Satisfied" in repr(found)
    several = csat(read_answers({"question": ["entry", "mood"] * 40, "value": [2, 1] * 40}, questions={
        **KNOWN, "mood": replace(KNOWN["mood"], role="satisfaction")}))  # fmt: skip
    assert [each["name"] for each in several.chart().to_dict()["data"]["values"]] == ["How was getting in?", "?"]


def test_a_trend_marks_signals_and_hides_small_periods() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for month in range(1, 13):
        number = 4 if month == 5 else 120
        good = 0.95 if month == 9 else 0.6
        rows += [(f"2026-{month:02}-15T12:00:00Z", 5 if rng.random() < good else 2) for _ in range(number)]
    table = {"question": ["entry"] * len(rows), "at": [row[0] for row in rows], "value": [row[1] for row in rows]}
    found = trend(read_answers(table, questions=KNOWN), "csat", period="month", time_zone="Europe/Paris")
    (series,) = found.series
    assert [point.period for point in series.points[:2]] == ["Jan 2026", "Feb 2026"]
    assert series.points[4].reason == "small"
    assert sum(point.reason == "protects another" for point in series.points) == 1
    assert series.points[8].signal == "outside"
    assert [point.signal for point in series.points].count("outside") == 1
    assert not series.points[0].whole
    assert series.points[1].whole
    assert not series.points[-1].whole
    assert series.detectable is not None
    hidden = {f"{1 + number:02}" for number, point in enumerate(series.points) if point.shown == "hidden"}
    assert series.centre == pytest.approx(np.mean([value == 5 for at, value in rows if at[5:7] not in hidden]))
    values = found.chart().to_dict()["data"]["values"]
    assert [each["state"] for each in values].count("above") == 1
    assert found.to_dict()["series"][0]["signals"] == [8]
    assert "outside the limits" in str(found)
    assert found.to_arrow().num_rows == 12


def test_periods_are_those_of_the_time_zone_and_empty_ones_stay() -> None:
    table = {
        "question": ["nps"] * 60,
        "value": [9, 3] * 30,
        "at": ["2025-12-31T23:30:00Z"] * 30 + ["2026-03-01T00:00:00Z"] * 30,
    }
    answers = read_answers(table, questions=KNOWN)
    paris = trend(answers, period="month", time_zone="Europe/Paris").series[0].points
    assert [(point.period, point.n) for point in paris] == [("Jan 2026", 30), ("Feb 2026", 0), ("Mar 2026", 30)]
    utc = trend(answers, period="month").series[0].points
    assert utc[0].period == "Dec 2025"
    names = {
        each: trend(answers, period=each).series[0].points[0].period for each in ("day", "week", "quarter", "year")
    }  # type: ignore[arg-type]
    assert names == {"day": "2025-12-31", "week": "2026 W01", "quarter": "Q4 2025", "year": "2025"}
    with pytest.raises(InvalidInput) as caught:
        trend(answers, period="moon")  # type: ignore[arg-type]
    assert caught.value.code == "trend.unknown_period"


def test_one_period_has_no_limits() -> None:
    table = {"question": ["nps"] * 40, "value": [9, 3] * 20, "at": ["2026-03-01"] * 39 + [None]}
    found = trend(read_answers(table, questions=KNOWN))
    assert found.series[0].centre is None
    assert found.series[0].points[0].limit_low is None
    assert any(each["code"] == "trend.without_time" for each in found.notes)
    found.chart()


def test_a_narrow_chart_says_what_is_drawn_above_its_dots() -> None:
    answers = given_by({"a": 60, "b": 40}, lambda name, place: 5 if place % 3 else 2, "entry")
    spec = csat(answers, by="segment").chart(width=300).to_dict()
    assert spec["width"] == 300
    assert spec["encoding"]["y"]["axis"] is None
    assert isinstance(spec["title"]["text"], list)
    assert max(map(len, spec["title"]["subtitle"])) <= 50
