"""The register of questions: read, written, refused."""

from pathlib import Path

import pytest

from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput
from sojourn.measure import QuestionsRefused, question_list, read_answers, read_questions, write_questions

GOOD = "question,wording,scale,good,top,role,about,lang\n"


def register(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_register_is_read_and_written_as_it_is(tmp_path: Path) -> None:
    given = {
        "effort": Question("effort", 'How much effort, "honestly"?', "likert_1_5", "low", 2, "effort", "buy", "en"),
        "nps": Question("nps", "Would you, yes or no; recommend us?", "nps", "high", role="recommend"),
    }
    path = tmp_path / "questions.csv"
    write_questions(path, given)
    assert read_questions(path) == given
    write_questions(path, {})
    assert read_questions(path) == {}
    assert [each.name for each in tmp_path.iterdir()] == ["questions.csv"]


def test_scales_with_a_direction_of_their_own_need_none(tmp_path: Path) -> None:
    path = register(tmp_path, GOOD + "nps,?,nps,,,,,\nk,?,kano_functional,,,,,\nb,,best_worst,high,,,,\n\n")
    found = read_questions(path)
    assert [(each.good, each.wording) for each in found.values()] == [("high", "?"), ("high", "?"), ("high", "b")]


@pytest.mark.parametrize("scale", ["likert_1_5", "likert_1_7", "faces", "sam_1_9", "yes_no"])
def test_a_direction_is_never_guessed(tmp_path: Path, scale: str) -> None:
    path = register(tmp_path, GOOD + f"a,?,{scale},,,,,\nb,?,{scale},,,,,\nc,?,{scale},low,,,,\n")
    with pytest.raises(QuestionsRefused, match=r"questions\.csv: questions a, b have no stored direction") as caught:
        read_questions(path)
    assert caught.value.code == "question.direction_missing"
    assert caught.value.names == ("a", "b")


@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        ("a,?,likert_1_6,high,,,,", "question.unknown_scale", "row 2, column scale: 'likert_1_6'"),
        ("a,?,,high,,,,", "question.unknown_scale", "no scale"),
        ("a,?,likert_1_5,up,,,,", "question.bad_direction", "column good: 'up'"),
        ("a,?,nps,low,,,,", "question.bad_direction", "column good"),
        ("a,?,likert_1_5,high,5,,,", "question.bad_top", "column top"),
        ("a,?,likert_1_5,high,1.5,,,", "question.bad_top", "column top"),
        ("a,?,likert_1_5,high,x,,,", "question.bad_top", "column top"),
        ("a,?,likert_1_5,high,,satisfied,,", "question.unknown_role", "column role"),
        ("a,?,likert_1_5,high,,,,\na,?,likert_1_5,low,,,,de", "question.contradicts", "row 3"),
        ("a,?,likert_1_5,high", "question.uneven", "row 2"),
    ],
)
def test_a_row_that_cannot_be_used_says_where(tmp_path: Path, row: str, code: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as caught:
        read_questions(register(tmp_path, GOOD + row + "\n"))
    assert caught.value.code == code
    assert caught.value.hint


def test_a_question_may_be_worded_in_several_languages(tmp_path: Path) -> None:
    path = register(tmp_path, GOOD + "a,How was it?,likert_1_5,high,,,,en\na,Wie war es?,likert_1_5,high,,,,de\n")
    assert read_questions(path)["a"].lang == "en"


@pytest.mark.parametrize("missing", ["question", "scale"])
def test_columns_that_are_needed(missing: str) -> None:
    table = {"question": ["a"], "wording": ["?"], "scale": ["nps"]}
    del table[missing]
    with pytest.raises(InvalidInput, match=f"no column {missing}") as caught:
        read_questions(table)
    assert caught.value.code == "question.no_column"


def test_the_list_puts_first_what_waits_for_registration() -> None:
    known = {"a": Question("a", "?", "likert_1_5", "high")}
    answers = read_answers(
        {"customer": ["x", "y", "y"], "question": ["a", "b", "a"], "value": [1, 9, 5], "scale": [None, "nps", None]}
    )
    found = question_list(answers, known)
    assert [(each.question, each.registered, each.scale, each.customers) for each in found.questions] == [
        ("b", False, "nps", 1),
        ("a", True, "likert_1_5", 2),
    ]
    assert found.notes[-1]["code"] == "questions.unregistered"
    assert found.to_dict()["analysis"] == "questions"
    assert found.chart().to_dict()["data"]["values"][0]["known"] is False
    assert "not registered" in str(found)
    assert question_list(None, known).questions[0].customers == 0
