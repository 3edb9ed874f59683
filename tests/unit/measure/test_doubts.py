"""Bad surveys are named, and nothing is changed by naming them."""

from typing import Any

import numpy as np
import pytest

from sojourn.core.answers import Answers, Question
from sojourn.measure import csat, doubts, nps, read_answers, straight_lines, without_straight_lines

ITEMS = tuple(f"item{number}" for number in range(1, 7))
REGISTER = {name: Question(name, name, "likert_1_5", "high", role="satisfaction") for name in ITEMS}


def sheets(rows: list[list[Any]], register: dict[str, Question] | None = None, **columns: list[Any]) -> Answers:
    """Make sheets of six items."""
    register = register or REGISTER
    table = {name: [row[place] for row in rows] for place, name in enumerate(register)}
    return read_answers(
        {"customer": [f"c{number}" for number in range(len(rows))], **table, **columns}, questions=register
    )


def honest(n: int, seed: int = 0) -> list[list[int]]:
    """Draw sheets of people with a mood: items go together."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(0, 1, n)
    return np.clip(np.rint(3 + mood[:, None] + rng.normal(0, 0.8, (n, 6))), 1, 5).astype(int).tolist()


def codes(answers: Answers) -> list[object]:
    return [each["code"] for each in doubts(answers)]


def test_honest_answers_raise_no_doubt() -> None:
    rows = [row for row in honest(200) if len(set(row)) > 1]
    assert codes(sheets(rows)) == []


def test_straight_lines_are_counted_and_left_out_on_request() -> None:
    rows = [row for row in honest(60) if len(set(row)) > 1]
    answers = sheets([*rows, *[[5] * 6] * 7])
    told = next(each for each in doubts(answers) if each["code"] == "answers.straight_lines")
    assert (told["sheets"], told["of"]) == (7, len(rows) + 7)
    assert straight_lines(answers).sum() == 42
    kept = without_straight_lines(answers)
    assert len(kept) == len(answers) - 42
    assert kept.notes[-1]["code"] == "answers.straight_lines_left_out"
    found = csat(answers, "item1", straight_lines=False)
    assert found.scores[0].n == len(rows)
    assert csat(answers, "item1").scores[0].n == len(rows) + 7
    assert without_straight_lines(kept) is kept


def test_equal_answers_to_opposite_questions_are_a_straight_line_too() -> None:
    register = {**REGISTER, "item6": Question("item6", "How much trouble?", "likert_1_5", "low", role="effort")}
    answers = sheets([[4] * 6] * 3, register)
    assert straight_lines(answers).all()


def test_four_equal_answers_are_no_straight_line() -> None:
    register = {name: REGISTER[name] for name in ITEMS[:4]}
    assert not straight_lines(sheets([[4] * 4] * 3, register)).any()


@pytest.mark.parametrize("scale", ["likert_1_7", "nps", "sam_1_9"])
def test_a_wider_scale_that_nobody_uses_is_suspect(scale: str) -> None:
    register = {**REGISTER, "item1": Question("item1", "?", scale, "high", role="satisfaction")}
    assert "scale.suspect" in codes(sheets(honest(80), register))


def test_a_question_that_goes_against_the_others_is_named_and_not_turned() -> None:
    rows = [[6 - row[0], *row[1:]] for row in honest(120)]
    answers = sheets(rows)
    told = [each for each in doubts(answers) if each["code"] == "scale.reversed"]
    assert [each["question"] for each in told] == ["item1"]
    assert answers.value[answers.question == answers.questions.index("item1")].tolist() == [row[0] for row in rows]
    turned = {**REGISTER, "item1": Question("item1", "?", "likert_1_5", "low", role="effort")}
    assert "scale.reversed" not in codes(sheets(rows, turned))


def test_one_answer_for_all_says_nothing() -> None:
    assert "answers.constant" in codes(sheets([[5, *row[1:]] for row in honest(40)]))
    assert "answers.constant" not in codes(sheets([[5, *row[1:]] for row in honest(20)]))


def test_sheets_that_repeat_to_the_letter_are_named() -> None:
    rows = honest(40)
    times = [f"2026-03-01T10:{number:02}:13Z" for number in range(40)]
    assert "answers.duplicate_sheets" not in codes(sheets(rows, at=times))
    twice = sheets(rows + rows[:3], at=times + times[:3])
    told = next(each for each in doubts(twice) if each["code"] == "answers.duplicate_sheets")
    assert told["sheets"] == 3
    days = ["2026-03-01"] * 43
    assert "answers.duplicate_sheets" not in codes(sheets(rows + rows[:3], at=days))


def test_replaced_and_unread_answers_are_printed() -> None:
    from dataclasses import replace

    answers = replace(sheets(honest(40)), replaced=3, unread=2)
    assert codes(answers)[-2:] == ["answers.replaced", "answers.unread"]
    printed = str(csat(answers, "item1"))
    for sentence in ("3 answers replaced", "2 answers left out"):
        assert sentence in printed


def test_few_answers_are_not_shown() -> None:
    answers = sheets(honest(9))
    found = csat(answers, "item1").scores[0]
    assert (found.estimate, found.low, found.mean, found.n, found.shown, found.reason) == (
        None, None, None, 9, "hidden", "small",
    )  # fmt: skip
    assert "too few answers" in str(csat(answers, "item1"))
    assert nps(read_answers({"question": ["q"] * 12, "value": [9] * 12, "scale": ["nps"] * 12})).scores[0].shown == (
        "interval"
    )
