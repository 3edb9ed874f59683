"""Reading answers: long and wide, what is kept, what is refused and why, and what a file can have wrong with it."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.answers import NEVER, Question
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.measure import between, read_answers, with_registry
from tests.oracles import scores as oracle

KNOWN = {
    "nps": Question("nps", "Would you recommend us?", "nps", "high", role="recommend"),
    "entry": Question("entry", "How was getting in?", "likert_1_5", "high", role="satisfaction"),
    "again": Question("again", "Would you come again?", "yes_no", "high", role="outcome"),
    "mood": Question("mood", "How do you feel?", "faces", "high", role="feeling"),
}


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_one_row_an_answer(tmp_path: Path) -> None:
    path = written(
        tmp_path / "answers.csv",
        "answer,customer,at,question,value,text,segment,shop,weight\n"
        "r1,ann,2026-03-01T10:00:00Z,nps,9,,new,A,1\n"
        "r2,bob,2026-03-02,nps,3,too slow,old,B,2.5\n"
        "r3,ann,2026-03-03T00:00+01:00,entry,4,,new,A,1\n",
    )
    found = read_answers(path, questions=KNOWN)
    assert found.questions == ("entry", "nps")
    assert found.value.tolist() == [9, 3, 4]
    assert found.person.tolist() == [0, 1, 0]
    assert found.text.tolist() == [None, "too slow", None]
    assert found.weight.tolist() == [1, 2.5, 1]
    assert found.at[0] == 1_772_359_200_000_000
    assert found.groups["segment"].tolist() == ["new", "old", "new"]
    assert found.groups["shop"].tolist() == ["A", "B", "A"]
    assert [each["code"] for each in found.notes] == ["answers.not_answered", "answers.other_columns"]
    assert found.name is not None
    assert found.name.tolist() == ["r1", "r2", "r3"]
    assert found.source == str(path)
    assert not found.refused


def test_one_row_a_sheet(tmp_path: Path) -> None:
    path = written(
        tmp_path / "sheets.csv",
        "sheet;customer;at;nps;entry;again;comment;remark\nS1;ann;2026-03-01;9 - very likely;4,0;ja;nice;x\n"
        "S2;bob;2026-03-02;10;;No;;\n;;;;;;;\n",
    )
    found = read_answers(path, questions=KNOWN, columns={"answer": "sheet"})
    assert dict(zip(found.questions, np.bincount(found.question), strict=True)) == {"again": 2, "entry": 1, "nps": 2}
    by = {(found.questions[q], p): v for q, p, v in zip(found.question, found.person, found.value, strict=True)}
    assert by == {("nps", 0): 9, ("nps", 1): 10, ("entry", 0): 4, ("again", 0): 1, ("again", 1): 0}
    assert found.groups["comment"].tolist().count("nice") == 3
    assert not found.refused


def test_every_bad_row_says_where_and_what_would_be_right(tmp_path: Path) -> None:
    path = written(
        tmp_path / "bad.csv",
        "answer,customer,at,question,value,weight\n"
        "r1,a,2026-03-01,nps,11,1\n"
        "r2,b,2026-03-01,nps,,1\n"
        "r3,c,2026-03-01,npz,9,1\n"
        "r4,d,01/03/2026,nps,9,1\n"
        "r5,e,2026-03-01,nps,9,-1\n"
        "r6,f,2026-03-01,nps,9\n"
        "r7,g,2026-03-01,nps,nine,1\n"
        "r8,h,2026-03-01,nps,9,1\n"
        "r9,i,2026-03-01,,9,1\n",
    )
    found = read_answers(path, questions=KNOWN)
    assert len(found) == 1
    assert [(each["row"], each["column"], each["code"]) for each in found.refused] == [
        (2, "value", "answer.out_of_scale"),
        (3, "value", "answer.empty"),
        (4, "question", "answer.unknown_question"),
        (5, "at", "answer.bad_time"),
        (6, "weight", "answer.bad_weight"),
        (7, None, "answer.uneven"),
        (8, "value", "answer.out_of_scale"),
        (10, "question", "answer.unknown_question"),
    ]
    assert found.refused[0]["message"] == (
        "bad.csv, row 2, column value: 11; on nps a whole number from 0 to 10 is an answer"
    )
    assert "did you mean nps?" in str(found.refused[2]["message"])
    assert all(each["file"] == "bad.csv" for each in found.refused)
    assert found.notes[-1]["rows"] == 8
    assert found.notes[-1]["codes"]["answer.out_of_scale"] == 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("question", "cell", "value"),
    [
        ("nps", "9", 9), ("nps", " 9,0 ", 9), ("nps", "9 - very likely", 9), ("nps", "9 – very likely", 9),
        ("nps", "9/10", 9), ("nps", "(10) certainly", 10), ("nps", "not at all (0)", 0), ("nps", 7, 7),
        ("nps", "9/7", None), ("nps", "9 10", None), ("nps", "5-6", None), ("nps", "10 - of 10", None),
        ("nps", "1e1", None), ("nps", "yes", None), ("nps", 9.5, None), ("nps", "−1", None), ("nps", True, 1),
        ("again", "YES", 1), ("again", "nein", 0), ("again", True, 1), ("again", "maybe", None),
        ("mood", "😀", 2), ("mood", ":(", -1), ("mood", "−2", -2), ("mood", "neutral", 0), ("entry", "6", None),
    ],
)  # fmt: skip
def test_only_what_cannot_be_meant_otherwise_is_a_number(question: str, cell: Any, value: float | None) -> None:
    found = read_answers({"question": [question], "value": [cell]}, questions=KNOWN)
    assert found.value.tolist() == ([] if value is None else [value])
    assert [each["code"] for each in found.refused] == ([] if value is not None else ["answer.out_of_scale"])


def test_without_a_register_everything_is_kept_and_words_are_text() -> None:
    found = read_answers({"question": ["a", "b", "b"], "value": ["12", "very slow", None], "text": [None, None, "x"]})
    assert found.value.tolist()[0] == 12
    assert np.isnan(found.value[1:]).all()
    assert found.text.tolist() == [None, "very slow", "x"]
    assert not found.refused


def test_a_scale_that_the_table_names_is_held_to() -> None:
    found = read_answers({"question": ["a", "a"], "value": [3, 9], "scale": ["likert_1_5", "likert_1_5"]})
    assert found.value.tolist() == [3]
    assert found.refused[0]["code"] == "answer.out_of_scale"


def test_the_latest_answer_counts_and_the_others_are_counted() -> None:
    table = {
        "customer": ["ann", "ann", "ann", "bob", None, None],
        "at": ["2026-03-02", "2026-03-01", "2026-03-02", None, None, None],
        "question": ["nps"] * 6,
        "value": [1, 2, 3, 4, 5, 6],
    }
    found = read_answers(table)
    assert found.value.tolist() == [3, 4, 5, 6]
    assert found.replaced == 2
    assert (found.at == NEVER).tolist() == [False, True, True, True]
    assert [each["code"] for each in found.notes] == ["answers.replaced"]
    apart = read_answers({**table, "case": ["x", "y", "z", "x", "x", "x"]})
    assert apart.value.tolist() == [1, 2, 3, 4, 6]
    assert apart.replaced == 1


CELLS = st.tuples(
    st.sampled_from([None, "ann", "bob"]),
    st.sampled_from([None, "c1", "c2"]),
    st.sampled_from(["p", "q"]),
    st.integers(1, 3),
    st.integers(0, 10),
)


@given(st.lists(CELLS, max_size=25))
def test_what_counts_is_what_the_slow_way_keeps(rows: list[tuple[str | None, str | None, str, int, int]]) -> None:
    names = ("customer", "case", "question", "at", "value")
    table = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    table["at"] = [f"2026-03-0{row[3]}" for row in rows]
    found = read_answers(table)
    kept = oracle.latest(rows)
    assert found.value.tolist() == [value for _, value in kept]
    assert found.replaced == len(rows) - len(kept)
    people = {}
    for (place, _), person in zip(kept, found.person.tolist(), strict=True):
        customer, case = rows[place][:2]
        key = customer if customer is not None else ("case", case) if case is not None else ("row", place)
        assert people.setdefault(key, person) == person
    assert len(set(people.values())) == len(people)


def test_the_same_answers_from_arrow_parquet_and_a_file(tmp_path: Path) -> None:
    table = pa.table(
        {
            "customer": ["a", "b"],
            "at": pa.array([1_772_359_200_000_000, None], pa.timestamp("us", "UTC")),
            "question": ["nps", "nps"],
            "value": pa.array([9, 10], pa.int8()),
        }
    )
    pq.write_table(table, tmp_path / "answers.parquet")
    given = [read_answers(table), read_answers(tmp_path / "answers.parquet"), read_answers(table.to_pydict())]
    for found in given:
        assert found.value.tolist() == [9, 10]
        assert found.at.tolist() == [1_772_359_200_000_000, NEVER]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", "answers.no_heading", "heading"),
        ("\n1,2\n", "answers.no_heading", "heading"),
        ("a,a\n1,2\n", "answers.repeated_column", "two columns a"),
        ('question,value\nnps,"9\n', "unreadable-file", "row 2"),
        ("who,score\nann,9\n", "answers.no_question", "who, score"),
    ],
    ids=["empty", "no heading", "column twice", "open quote", "no question"],
)
def test_a_file_that_is_no_table_of_answers(tmp_path: Path, text: str, code: str, told: str) -> None:
    path = written(tmp_path / "x.csv", text)
    with pytest.raises(InvalidInput, match=told) as caught:
        read_answers(path, questions=KNOWN)
    assert caught.value.code == code


def test_encodings_are_told_and_never_guessed(tmp_path: Path) -> None:
    text = "question,value,text\nnps,9,très bien\n"
    path = written(tmp_path / "x.csv", text, "cp1252")
    with pytest.raises(InvalidInput, match="row 2") as caught:
        read_answers(path)
    assert caught.value.code == "bad-encoding"
    assert read_answers(path, encoding="cp1252").text.tolist() == ["très bien"]
    assert read_answers(written(tmp_path / "y.csv", "\ufeff" + text)).text.tolist() == ["très bien"]
    assert read_answers(written(tmp_path / "z.csv", "\ufeff" + text, "utf-16-le")).text.tolist() == ["très bien"]
    with pytest.raises(InvalidInput) as caught:
        read_answers(path, encoding="nonsense")
    assert caught.value.code == "unknown-encoding"
    with pytest.raises(InvalidInput) as caught:
        read_answers(written(tmp_path / "w.csv", text, "utf-16-be"))
    assert caught.value.code == "bad-encoding"


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_answers(tmp_path / "none.csv")
    (tmp_path / "x.parquet").write_bytes(b"no")
    with pytest.raises(InvalidInput) as caught:
        read_answers(tmp_path / "x.parquet")
    assert caught.value.code == "unreadable-file"
    for columns in ({"customer": "who"}, {"value": "score"}):
        with pytest.raises(InvalidInput) as caught:
            read_answers({"question": ["a"], "value": [1]}, columns=columns)
        assert caught.value.code == "answers.no_column"
    with pytest.raises(InvalidInput) as caught:
        read_answers(7)
    assert caught.value.code == "answers.no_table"
    with pytest.raises(InvalidInput) as caught:
        read_answers({"question": ["a"], "value": [1, 2]})
    assert caught.value.code == "answers.uneven"


def test_a_register_joined_later_leaves_out_what_is_off_its_scale() -> None:
    found = with_registry(
        read_answers({"question": ["entry"] * 3, "value": [1, 5, 7], "segment": ["a", "b", "c"]}), KNOWN
    )
    assert found.value.tolist() == [1, 5]
    assert found.scale.tolist() == ["likert_1_5"] * 2
    assert found.groups["segment"].tolist() == ["a", "b"]
    assert found.notes[-1]["code"] == "answer.out_of_scale"
    assert found.notes[-1]["answers"] == 1


def test_answers_between_two_instants() -> None:
    found = read_answers(
        {"question": ["a"] * 3, "value": [1, 2, 3], "at": ["2026-03-01", "2026-03-02", None], "answer": ["x", "y", "z"]}
    )
    day = int(found.at[1])
    assert between(found, None, None) is found
    assert between(found, day, None).value.tolist() == [2]
    late = between(found, None, day)
    assert late.value.tolist() == [1]
    assert late.name is not None
    assert late.name.tolist() == ["x"]
