"""Surveys as people have them: other names, other words, other dates, typing errors, exports pasted twice."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sojourn as sj
from sojourn import analyse
from sojourn.core.answers import NEVER, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import rfc3339
from sojourn.measure import (
    csat,
    doubts,
    nps,
    question_list,
    read_answers,
    read_questions,
    with_registry,
    write_questions,
)
from sojourn.measure.twins import twins

LIKED = Question("liked", "How satisfied are you with us?", "likert_1_5", "high", role="satisfaction")
WAITING = Question("waiting", "How long was the wait?", "likert_1_5", "high", role="satisfaction")
WORDS = (("sehr unzufrieden", 1.0), ("unzufrieden", 2.0), ("teils", 3.0), ("zufrieden", 4.0), ("sehr zufrieden", 5.0))


def codes(found: Any) -> list[object]:
    return [each["code"] for each in found.notes]


@pytest.mark.parametrize(
    "name", ["respondent_id", "Respondent ID", "RespondentId", "user_id", "customer_no", "participant", "Kundennummer"]
)
def test_usual_names_of_customers_are_known_and_an_export_pasted_twice_counts_once(name: str) -> None:
    table = {name: [f"p{number}" for number in range(40)] * 2, "liked": [1 + number % 5 for number in range(40)] * 2}
    found = read_answers(table, questions={"liked": LIKED})
    assert (len(found), found.replaced) == (40, 40)
    told = next(each for each in found.notes if each["code"] == "answers.customer_taken")
    assert name in str(told["message"])
    assert csat(found).scores[0].n == 40


@pytest.mark.parametrize("name", ["response_id", "ID"])
def test_a_sheet_stands_for_the_customer_where_nothing_better_is_there(name: str) -> None:
    found = read_answers({name: ["r1", "r2", "r1"], "liked": [1, 2, 1]}, questions={"liked": LIKED})
    assert (len(found), found.replaced) == (2, 1)
    assert "answers.no_customer" in codes(found)


def test_a_column_of_kinds_is_no_customer() -> None:
    found = read_answers({"member": ["yes", "no"] * 50, "liked": [1, 2] * 50}, questions={"liked": LIKED})
    assert len(np.unique(found.person)) == 100
    assert set(found.groups) == {"member"}


def test_that_nobody_says_who_answered_is_said() -> None:
    found = read_answers({"liked": [4] * 40, "shop": ["A"] * 40}, questions={"liked": LIKED})
    told = next(each for each in found.notes if each["code"] == "answers.no_customer")
    assert "every row counts as a customer of its own" in str(told["message"])
    assert "--column customer=NAME" in str(csat(found))
    assert "answers.no_customer" not in codes(
        read_answers({"customer": ["a"], "liked": [4]}, questions={"liked": LIKED})
    )


@pytest.mark.parametrize(
    ("columns", "code", "hint"),
    [
        ({"customers": "who"}, "answers.unknown_role", "did you mean customer?"),
        ({"zzz": "who"}, "answers.unknown_role", "a column is one of answer, customer"),
        ({"customer": "whoo"}, "answers.no_column", "did you mean who?"),
    ],
)
def test_a_role_that_nothing_has_is_refused(columns: dict[str, str], code: str, hint: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_answers({"who": ["a"], "liked": [4]}, questions={"liked": LIKED}, columns=columns)
    assert caught.value.code == code
    assert hint in str(caught.value.hint)


def test_a_column_may_be_said_to_hold_a_question() -> None:
    found = read_answers({"customer": ["a"], "Q7": [4]}, questions={"liked": LIKED}, columns={"liked": "Q7"})
    assert found.value.tolist() == [4]


def sheets(n: int, items: int, seed: int = 0) -> dict[str, list[Any]]:
    """Draw sheets of people with a mood, answered over sixty days."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(0, 1, n)
    drawn = np.clip(np.rint(3 + mood[:, None] + rng.normal(0, 0.8, (n, items))), 1, 5).astype(int)
    days = [f"2026-0{1 + day // 28}-{1 + day % 28:02}" for day in np.sort(rng.integers(0, 60, n)).tolist()]
    return {"at": days, **{f"q{item}": drawn[:, item].tolist() for item in range(items)}}


def asked(items: int) -> dict[str, Question]:
    return {f"q{item}": Question(f"q{item}", "?", "likert_1_5", "high", role="satisfaction") for item in range(items)}


@pytest.mark.parametrize("items", [2, 3, 4, 6])
@pytest.mark.parametrize("timed", [True, False])
def test_an_export_pasted_twice_is_named_though_it_has_days_only(items: int, timed: bool) -> None:
    table = sheets(120, items)
    if not timed:
        del table["at"]
    assert twins(read_answers(table, questions=asked(items))) is None
    twice = {name: [*column, *column[:119], 1 if name != "at" else "2026-05-01"] for name, column in table.items()}
    found = twins(read_answers(twice, questions=asked(items)))
    assert found is not None
    assert 119 <= found.sheets <= 200
    assert "answers.duplicate_sheets" in [each["code"] for each in doubts(read_answers(twice, questions=asked(items)))]


def test_twins_in_another_order_are_named_by_their_days() -> None:
    table = sheets(120, 4)
    order = np.random.default_rng(1).permutation(240)
    mixed = {name: [(column * 2)[place] for place in order] for name, column in table.items()}
    found = twins(read_answers(mixed, questions=asked(4)))
    assert found is not None
    assert found.why.startswith("on the same day")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("items", [1, 2, 3])
def test_short_sheets_are_not_accused(items: int, seed: int) -> None:
    table = sheets(400, items, seed)
    assert twins(read_answers(table, questions=asked(items))) is None
    one_day = {**table, "at": ["2026-03-01"] * 400}
    assert twins(read_answers(one_day, questions=asked(items))) is None
    rows = sorted(zip(*(table[f"q{item}"] for item in range(items)), strict=True))
    ordered = {f"q{item}": [row[item] for row in rows] for item in range(items)}
    assert twins(read_answers(ordered, questions=asked(items))) is None


def test_a_question_that_nobody_answered_is_named() -> None:
    register = {"liked": LIKED, "q_waiting": Question("q_waiting", "?", "likert_1_5", "high", role="satisfaction")}
    found = read_answers({"customer": ["a"], "liked": [4], "waiting": [5]}, questions=register)
    told = next(each for each in found.notes if each["code"] == "answers.not_answered")
    assert told["questions"] == ["q_waiting"]
    assert "q_waiting (did you mean the column waiting?)" in str(told["message"])


def test_words_are_answers_where_the_register_says_so(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    spelt = "|".join(f"{word}={value:g}" for word, value in WORDS)
    path.write_text(f"question,scale,good,role,words\nliked,likert_1_5,high,satisfaction,{spelt}\n", "utf-8")
    register = read_questions(path)
    assert register["liked"].words == WORDS
    assert register["liked"].wording == "liked"
    write_questions(path, register)
    assert read_questions(path) == register
    found = read_answers({"customer": [1, 2, 3], "liked": ["Zufrieden", " sehr zufrieden ", "2"]}, questions=register)
    assert found.value.tolist() == [4, 5, 2]
    events = read_answers({"customer": [1, 2], "question": ["liked"] * 2, "value": ["teils", "?"]})
    assert with_registry(events, register).value[0] == 3
    assert np.isnan(with_registry(events, register).value[1])
    refused = read_answers({"customer": [1], "liked": ["prima"]}, questions=register).refused[0]
    assert "or one of sehr unzufrieden" in str(refused["message"])


def test_words_of_several_languages_are_put_together(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    path.write_text(
        "question,lang,scale,good,words\nliked,en,likert_1_5,high,good=5\nliked,de,likert_1_5,high,gut=5\n", "utf-8"
    )
    assert read_questions(path)["liked"].words == (("good", 5.0), ("gut", 5.0))


def test_the_error_says_how_words_can_be_brought() -> None:
    refused = read_answers({"customer": [1], "liked": ["satisfied"]}, questions={"liked": LIKED}).refused[0]
    assert "in a column words: satisfied=5|…" in str(refused["message"])


@pytest.mark.parametrize("cell", ["gut", "gut=6", "=5", "gut=", "gut=x"])
def test_words_that_mean_nothing_are_refused(cell: str) -> None:
    with pytest.raises(InvalidInput, match="column words") as caught:
        read_questions({"question": ["a"], "scale": ["likert_1_5"], "good": ["high"], "words": [cell]})
    assert caught.value.code == "question.bad_words"


def test_headings_may_be_the_wording() -> None:
    register = {"liked": LIKED, "waiting": WAITING}
    table = {"customer": ["a"], " how satisfied are you with us? ": [4], "How long was the wait?": [2]}
    found = read_answers(table, questions=register)
    assert dict(zip(found.questions, found.value.tolist(), strict=True)) == {"liked": 4, "waiting": 2}
    long = read_answers({"customer": ["a"], "question": [LIKED.wording], "value": [4]}, questions=register)
    assert long.questions == ("liked",)


@pytest.mark.parametrize(("scale", "ends"), [("likert_1_10", (1, 10)), ("likert_0_10", (0, 10))])
def test_satisfaction_to_ten(scale: str, ends: tuple[int, int]) -> None:
    question = Question("s", "?", scale, "high", role="satisfaction")
    values = [8, 9, 10, 7, *ends] * 10
    found = read_answers({"customer": list(range(60)), "s": values}, questions={"s": question})
    assert csat(found).scores[0].estimate == pytest.approx(sum(value >= 8 for value in values) / 60)
    over = read_answers({"customer": [1], "s": [11]}, questions={"s": question}).refused
    assert [each["code"] for each in over] == ["answer.out_of_scale"]


def test_another_scale_is_told_what_to_do() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_questions({"question": ["a"], "scale": ["likert_1_6"], "good": ["high"]})
    assert "column words" in str(caught.value.hint)


def test_reasons_are_words() -> None:
    register = read_questions({"question": ["why"], "scale": ["choice"], "role": ["reason"], "about": ["pay"]})
    found = read_answers({"customer": [1, 2, 3], "why": ["account", "price", 7]}, questions=register)
    assert found.text.tolist() == ["account", "price", "7"]
    assert np.isnan(found.value).all()
    coded = with_registry(read_answers({"customer": [1], "question": ["why"], "value": [7]}), register)
    assert coded.text.tolist() == ["7"]
    assert question_list(found, register).questions[0].texts == 3
    with pytest.raises(InvalidInput, match="there is no csat"):
        csat(found, "why")


@pytest.mark.parametrize(
    ("cells", "order", "days"),
    [
        (["17.03.2026", "01.03.2026"], None, ["2026-03-17", "2026-03-01"]),
        (["3/17/2026 9:30", "1/3/2026 10:00"], None, ["2026-03-17T09:30", "2026-01-03T10:00"]),
        (["01.03.2026"], "dmy", ["2026-03-01"]),
        (["01/03/2026"], "mdy", ["2026-01-03"]),
        (["01.03.2026", "02.04.2026"], None, None),
        (["17.03.2026", "3/17/2026", "01.03.2026"], None, ["2026-03-17", "2026-03-17", None]),
        (["31.02.2026"], "dmy", None),
    ],
)
def test_dates_as_people_write_them(cells: list[str], order: Any, days: list[str | None] | None) -> None:
    table = {"customer": list(range(len(cells))), "at": cells, "liked": [4] * len(cells)}
    found = read_answers(table, questions={"liked": LIKED}, date_order=order)
    wanted = [day for day in days or [] if day is not None]
    assert [str(rfc3339(at))[: len(day)] for at, day in zip(found.at.tolist(), wanted, strict=True)] == wanted
    assert NEVER not in found.at.tolist()
    for each in found.refused:
        assert "--date-order dmy or mdy" in str(each["message"])


def test_where_nothing_is_left_the_reasons_are_told() -> None:
    found = read_answers(
        {"customer": [1, 2], "at": ["01.03.2026", "02.03.2026"], "liked": [4, 5]}, questions={"liked": LIKED}
    )
    with pytest.raises(
        InvalidInput, match=r"2 rows refused \(answer.bad_time 2\). The first: the table, row 1, column at"
    ) as caught:
        csat(found)
    assert caught.value.code == "answers.all_refused"


def test_that_nobody_knows_how_many_were_asked_is_one_note_and_not_in_the_chart() -> None:
    found = nps(
        read_answers({"customer": list(range(40)), "question": ["q"] * 40, "value": [9] * 40, "scale": ["nps"] * 40})
    )
    assert str(found).count("how many were asked is not known") == 1
    assert "--asked N" in str(found)
    assert "not known" not in str(found.chart().to_dict()["title"])


def test_answers_among_events_are_read_as_in_a_file() -> None:
    said = ["9/10", "9 - very likely", "9,0", "nine", "[9]", "true", "9.5", "8"]
    journeys = sj.journeys(
        {
            "customer": [f"c{place}" for place in range(len(said))],
            "time": ["2024-01-01T10:00Z"] * len(said),
            "event": ["survey.answered"] * len(said),
            "question": ["nps"] * len(said),
            "answer": said,
        }
    )
    found = analyse.answers(journeys)
    assert found is not None
    known = {"nps": Question("nps", "", "nps", "high", words=(("nine", 9.0),))}
    read = with_registry(found, {"nps": replace(known["nps"], words=())})
    assert sorted(read.value[~np.isnan(read.value)].tolist()) == [8.0, 9.0, 9.0, 9.0]
    told = {each["code"]: each for each in read.notes}
    assert told["answers.no_number"]["answers"] == 3
    assert "'nine'" in str(told["answers.no_number"]["message"])
    assert told["answer.out_of_scale"]["answers"] == 1
    assert len(with_registry(read, {}).notes) == 2
    read = with_registry(found, known)
    assert sorted(read.value[~np.isnan(read.value)].tolist()) == [8.0, 9.0, 9.0, 9.0, 9.0]


def test_yes_and_no_among_events_are_read() -> None:
    for said in (["true", "false", "Yes"], [True, False, True]):
        journeys = sj.journeys(
            {
                "customer": ["a", "b", "c"],
                "time": ["2024-01-01T10:00Z"] * 3,
                "event": ["survey.answered"] * 3,
                "question": ["solved"] * 3,
                "answer": said,
            }
        )
        found = analyse.answers(journeys)
        assert found is not None
        read = with_registry(found, {"solved": Question("solved", "", "yes_no", "high")})
        assert sorted(read.value.tolist()) == [0.0, 1.0, 1.0]
        assert not read.notes


def test_a_file_whose_answers_all_lie_off_the_scale_says_why_none_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("customer,question,value\na,nps,9.5\nb,nps,9.5\n", encoding="utf-8")
    read = read_answers(tmp_path / "a.csv", questions={"nps": Question("nps", "", "nps", "high")})
    assert not len(read)
    assert "9.5; on nps a whole number from 0 to 10 is an answer" in str(read.notes)
