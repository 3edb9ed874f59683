"""Feelings: held to fits that leave each sheet out, and to answers worked out by hand."""

import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import measure
from sojourn.app import rendering
from sojourn.core.answers import Answers, Question
from sojourn.core.errors import ConfigurationError, InvalidInput
from sojourn.measure.feeling_predicts import left_out
from tests.oracles import kano as oracle

FACES = st.integers(-2, 2)


def question(name: str, scale: str = "faces", *, about: str | None = None, role: str | None = "feeling") -> Question:
    """Make a question."""
    return Question(name, f"How was {about or name}?", scale, "high", about=about, role=role)


BOOKING, SHOW = question("f1", about="booking"), question("f2", about="show")
WHOLE = question("all", "nps", role="outcome")


def sheets(
    rows: list[tuple[object, ...]], *columns: str, asked: tuple[Question, ...] = (BOOKING, SHOW, WHOLE)
) -> Answers:
    """Make answers from sheets."""
    table = {name: [row[place] for row in rows] for place, name in enumerate(("customer", *columns))}
    return measure.read_answers(table, questions={each.id: each for each in asked})


@given(st.sampled_from(["likert_1_5", "likert_1_7", "nps", "sam_1_9", "faces"]), st.data())
def test_a_turned_scale_gives_turned_feelings(scale: str, data: st.DataObject) -> None:
    found = measure.SCALES[scale]
    value = data.draw(st.integers(int(found.low), int(found.high)))
    turned = found.low + found.high - value
    high, low = measure.feeling([value], scale), measure.feeling([turned], scale, good="low")
    assert high == pytest.approx(low)
    assert -2 <= high[0] <= 2


def test_what_is_off_a_scale_or_has_no_feeling_is_refused() -> None:
    for values, scale, code in (([6], "likert_1_5", "answer.out_of_scale"), ([1], "constant_sum", "feeling.scale")):
        with pytest.raises(InvalidInput) as refused:
            measure.feeling(values, scale)
        assert refused.value.code == code
    assert math.isnan(measure.feeling([None], "faces")[0])


@given(st.lists(FACES, min_size=1, max_size=12))
def test_peak_and_end_are_those_of_the_oracle(steps: list[int]) -> None:
    found = measure.feeling_journey([float(each) for each in steps])
    assert (found.peak_step, found.peak_end) == oracle.peak_end(steps)
    assert found.mean == pytest.approx(sum(steps) / len(steps))


def test_a_journey_without_steps_is_refused() -> None:
    for steps in ([], [1.0, math.nan]):
        with pytest.raises(InvalidInput) as refused:
            measure.feeling_journey(steps)
        assert refused.value.code == "feeling.no_steps"


@given(st.floats(-2, 2), st.integers(10, 500), st.floats(-2, 2))
def test_the_score_lies_between_what_was_measured_and_what_was_supposed(mean: float, n: int, supposed: float) -> None:
    found = measure.feeling_step(mean, n, supposed)
    assert found.score is not None
    assert min(mean, supposed) - 1e-9 <= found.score <= max(mean, supposed) + 1e-9
    assert found.measured == mean and found.hypothesis == supposed


@given(st.lists(st.tuples(FACES, FACES), min_size=3, max_size=25))
def test_leaving_out_is_fitting_without(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs, float).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return
    missed = float((left_out(x, y) ** 2).sum())
    n = len(y)
    nothing = float((((y - y.mean()) * n / (n - 1)) ** 2).sum())
    assert 1 - missed / nothing == pytest.approx(oracle.left_out_r2(x.tolist(), y.tolist()), abs=1e-6)


def test_steps_are_means_of_customers_in_the_order_of_the_register() -> None:
    rows = [(n, -1 if n % 2 else 1, 2, 5) for n in range(40)]
    found = measure.feelings(sheets(rows, "f1", "f2", "all"), hypotheses={"show": 0})
    assert [(each.step, each.measured.value, each.measured.n) for each in found.steps] == [
        ("booking", 0.0, 40), ("show", 2.0, 40),
    ]  # fmt: skip
    assert found.steps[1].score.hypothesis == 0
    assert found.steps[1].score.score == pytest.approx(80 / 45)
    assert found.journeys[0].peak == "show"
    assert found.predicts is None  # everybody gave the whole the same rating
    assert "feeling.not_compared" in {entry["code"] for entry in found.notes}


def test_what_tells_the_whole_better_is_tried() -> None:
    chance = np.random.Generator(np.random.PCG64(4))
    rows = []
    for number in range(200):
        first, last = (int(each) for each in chance.integers(-2, 3, 2))
        rows.append((number, first, last, int(np.clip(round(5 + 2 * last + chance.normal(0, 0.5)), 0, 10))))
    found = measure.feelings(sheets(rows, "f1", "f2", "all")).predicts
    assert found is not None
    assert (found.better, found.n, found.answers) == ("peak_end", 200, 200)
    assert found.low is not None and found.high is not None
    assert found.low <= found.difference <= found.high < 0
    assert found.difference == pytest.approx(found.mean_r2 - found.peak_end_r2)


def test_few_customers_are_hidden_and_the_hypothesis_stands_alone() -> None:
    found = measure.feelings(
        sheets([(n, 2, None, None) for n in range(9)], "f1", "f2", "all"), hypotheses={"booking": -1}
    )
    assert (found.steps[0].measured.value, found.steps[0].measured.reason) == (None, "small")
    assert found.steps[0].score.score == -1
    assert found.journeys[0].without == ()


def test_segments_are_protected() -> None:
    rows = [(n, 1, 1, 5, "a" if n < 40 else "b" if n < 60 else "c") for n in range(64)]
    found = measure.feelings(sheets(rows, "f1", "f2", "all", "segment"), by="segment")
    assert [(each.segment, each.measured.shown) for each in found.steps[:3]] == [
        ("a", "full"), ("b", "hidden"), ("c", "hidden"),
    ]  # fmt: skip
    assert rendering.svg(found.chart())
    assert any("b, c" in line for line in found.chart().spec["title"]["subtitle"])


def test_questions_that_are_not_there_are_refused() -> None:
    answers = sheets([(n, 1, 1, 5) for n in range(12)], "f1", "f2", "all")
    for options, code in (
        ({"questions": ["f9"]}, "feeling.no_questions"),
        ({"overall": "f9"}, "feeling.no_questions"),
        ({"by": "city"}, "answers.unknown_group"),
        ({"hypotheses": {"show": 3}}, "feeling.hypothesis"),
        ({"scorer": Length()}, "feeling.no_questions"),
    ):
        with pytest.raises(InvalidInput) as refused:
            measure.feelings(answers, **options)  # type: ignore[arg-type]
        assert refused.value.code == code
    plain = sheets([(1, 5)], "all", asked=(question("all", "nps", role=None),))
    with pytest.raises(InvalidInput) as refused:
        measure.feelings(plain)
    assert refused.value.code == "feeling.no_questions"


class Length:
    """Score a text by whether it is short: a scorer that knows any language, and no feeling."""

    def score(self, text: str, lang: str) -> tuple[float, float]:
        """Give 1 for short, −1 for long."""
        return (1.0 if len(text) < 12 else -1.0), 0.1


def written(texts: list[str | None]) -> Answers:
    """Make answers that are text."""
    table = {"customer": list(range(len(texts))), "question": ["f1"] * len(texts), "text": texts}
    return measure.read_answers(table, questions={"f1": BOOKING})


def labels(n: int, *, slip: int = 0) -> dict[str, list[object]]:
    """Make labelled sentences that the scorer agrees with, but for some."""
    texts = ["short" if place % 2 else "rather a long sentence" for place in range(n)]
    feelings = [(2 if place % 2 else -2) * (-1 if place < slip else 1) for place in range(n)]
    return {"text": texts, "feeling": feelings, "lang": ["en"] * n}


def test_a_scorer_is_drawn_only_after_it_agreed() -> None:
    answers = written(["fine"] * 30 + ["such a very long comment"] * 10)
    good = measure.agreement_with_labels(Length(), labels(200))
    assert (good.good, good.n, good.r) == (True, 200, pytest.approx(1.0))
    shown = measure.feelings(answers, scorer=Length(), agreement=good).steps[0].measured
    assert (shown.value, shown.shown) == (pytest.approx(1.0), "full")
    few = measure.agreement_with_labels(Length(), labels(199))
    weak = measure.agreement_with_labels(Length(), labels(400, slip=110))
    assert few.warnings == ("text.too_few_labels",) and "200 labels" in str(few)
    assert weak.warnings == ("text.weak_agreement",) and weak.r is not None and 0.4 < weak.r < 0.5
    for agreement in (None, few, weak):
        found = measure.feelings(answers, scorer=Length(), agreement=agreement)
        assert (found.steps[0].measured.value, found.steps[0].measured.reason) == (None, "unproven")
        assert found.journeys[0].score is None
        assert "text.unproven" in {entry["code"] for entry in found.notes}
        assert "not proven" in str(found)
        assert rendering.svg(found.chart())


def test_texts_in_another_language_are_left_out() -> None:
    table = {
        "customer": list(range(60)), "question": ["f1"] * 60, "text": ["fine"] * 60,
        "lang": ["en-GB"] * 35 + ["fr"] * 20 + [None] * 5,
    }  # fmt: skip
    answers = measure.read_answers(table, questions={"f1": BOOKING})
    good = measure.agreement_with_labels(Length(), labels(200))
    found = measure.feelings(answers, scorer=Length(), agreement=good)
    assert found.steps[0].measured.n == 40
    assert [entry["answers"] for entry in found.notes if entry["code"] == "text.other_language"] == [20]


def test_labels_of_other_languages_and_rows_that_are_none_do_not_count() -> None:
    table = labels(200)
    table["lang"][:50] = ["fr"] * 50
    table["lang"][50] = "en-GB"
    table["feeling"][60] = 7
    table["text"][61] = None
    found = measure.agreement_with_labels(Length(), table)
    assert found.n == 148
    assert [(each.row, each.code) for each in found.refused] == [(61, "answer.out_of_scale"), (62, "answer.empty")]
    same = measure.agreement_with_labels(Length(), {"text": ["a", "b", "c"], "feeling": [1, 2, 0]})
    assert same.r is None and "text.one_value" in same.warnings


def test_empty_texts_are_no_texts_and_scores_have_a_range() -> None:
    found = measure.text_feeling(["fine", " ", None], scorer=Length())
    assert found.empty == 2
    assert found.feeling[0] == 2 and np.isnan(found.feeling[1:]).all()

    class Wild:
        def score(self, text: str, lang: str) -> tuple[float, float]:
            return 3.0, 0.0

    with pytest.raises(InvalidInput) as refused:
        measure.text_feeling(["fine"], scorer=Wild())
    assert refused.value.code == "text.bad_score"


def test_vader_knows_english_only_and_states_no_deviation() -> None:
    mean, deviation = measure.Vader().score("The book was good.", "en-GB")
    assert mean == pytest.approx(0.4404) and math.isnan(deviation)
    with pytest.raises(InvalidInput) as refused:
        measure.Vader().score("Le livre est bon.", "fr")
    assert refused.value.code == "text.language"


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    with pytest.raises(ConfigurationError) as refused:
        measure.text_feeling(["fine"])
    assert refused.value.code == "extra-missing"
    assert refused.value.hint is not None and "sojourn[text]" in refused.value.hint
