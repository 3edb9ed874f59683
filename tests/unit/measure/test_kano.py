"""Kano: held to the table read aloud, to an exact test in fractions, and to answers counted by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import measure
from sojourn.app import rendering
from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.small import Limits
from tests.oracles import kano as oracle

LETTERS = "MOAIRQ"
WORDS = ["like", "must-be", "neutral", "live-with", "dislike"]
counts = st.dictionaries(st.sampled_from(LETTERS), st.integers(0, 60)).filter(lambda each: sum(each.values()) >= 10)


def table(
    rows: list[tuple[object, ...]], *, columns: str = "customer feature functional dysfunctional"
) -> dict[str, list[object]]:
    """Make a table of pairs."""
    return {name: [row[place] for row in rows] for place, name in enumerate(columns.split())}


def many(
    feature: str, functional: object, dysfunctional: object, n: int, *, first: int = 0
) -> list[tuple[object, ...]]:
    """Let n customers answer alike."""
    return [(f"c{first + number}", feature, functional, dysfunctional) for number in range(n)]


def test_the_table_is_what_the_answers_say() -> None:
    found = measure.kano_table()["table"]
    assert found == [[oracle.category(down, across) for across in range(1, 6)] for down in range(1, 6)]


def test_the_table_takes_answers_in_any_order_and_no_others() -> None:
    assert measure.kano_table(["dislike", "like"])["table"] == [["Q", "R"], ["O", "Q"]]
    with pytest.raises(InvalidInput) as refused:
        measure.kano_table(["like", "love"])
    assert refused.value.code == "kano.unknown_answer"


@given(counts)
def test_numbers_are_those_of_the_oracle(given_counts: dict[str, int]) -> None:
    cell = measure.kano(counts=given_counts).features[0]
    first, second = oracle.largest_two(given_counts)
    assert (cell.first, cell.second) == (first, second)
    p = oracle.exact_p(given_counts.get(first, 0), given_counts.get(second, 0))
    assert cell.p == pytest.approx(p, rel=1e-9)
    told = oracle.better_worse(given_counts)
    if told is None:
        assert cell.better is None and cell.worse is None
    else:
        assert (cell.better, cell.worse) == (pytest.approx(float(told[0])), pytest.approx(float(told[1])))
        assert cell.better_low is not None and cell.better_high is not None and cell.better is not None
        assert 0 <= cell.better_low <= cell.better <= cell.better_high <= 1
        assert cell.worse_low is not None and cell.worse_high is not None and cell.worse is not None
        assert -1 <= cell.worse_low <= cell.worse <= cell.worse_high <= 0
    if abs(p - 0.1) > 1e-9:
        assert cell.category == (first if p < 0.1 else None)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=10, max_size=60))
def test_a_table_counts_what_its_pairs_are(pairs: list[tuple[int, int]]) -> None:
    rows = [(number, "ticket", *pair) for number, pair in enumerate(pairs)]
    cell = measure.kano(table(rows)).features[0]
    letters = [oracle.category(*pair) for pair in pairs]
    assert {letter: cell.counts[letter] for letter in LETTERS} == {each: letters.count(each) for each in LETTERS}
    assert ("kano.contradictory" in cell.warnings) == (letters.count("Q") > len(letters) / 10)


def test_words_and_numbers_mean_the_same() -> None:
    numbers = table([(n, "x", 1 + n % 5, 1 + n // 5) for n in range(25)])
    words = table([(n, "x", WORDS[n % 5].upper(), WORDS[n // 5].replace("-", "_")) for n in range(25)])
    assert measure.kano(numbers).to_dict() == measure.kano(words).to_dict()


def test_a_customer_counts_once_a_feature_and_the_last_pair_counts() -> None:
    found = measure.kano(table([("c0", "x", "like", "like"), *many("x", 2, 5, 12)]))
    assert found.replaced == 1
    assert found.features[0].counts["M"] == 12
    assert found.features[0].n == found.n == 12


def test_rows_that_are_no_pair_are_refused_with_their_place(tmp_path: Path) -> None:
    good = "".join(f"c{n},ticket,must-be,dislike\n" for n in range(11))
    path = tmp_path / "pairs.csv"
    path.write_text(
        f"customer,feature,functional,dysfunctional\na,ticket,6,1\nb,ticket,like,\nc,,1,1\nd,x\n{good}", "utf-8"
    )
    found = measure.kano(path)
    assert [(each.row, each.column, each.code) for each in found.refused] == [
        (5, None, "table.uneven_row"),
        (2, "functional", "answer.out_of_scale"),
        (4, "feature", "answer.unknown_question"),
    ]
    assert {each.file for each in found.refused} == {"pairs.csv"}
    assert found.incomplete == 1
    assert found.features[0].n == 11


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        measure.kano({"customer": ["a"], "feature": ["x"], "functional": [1]})
    assert refused.value.code == "table.column_missing"


def test_few_customers_are_hidden_counts_and_all() -> None:
    cell = measure.kano(table(many("x", 1, 5, 9))).features[0]
    assert (cell.shown, cell.reason, dict(cell.counts), cell.better, cell.category) == (
        "hidden",
        "small",
        {},
        None,
        None,
    )
    assert measure.kano(table(many("x", 1, 5, 10))).features[0].shown == "interval"
    assert measure.kano(table(many("x", 1, 5, 30))).features[0].shown == "full"
    assert measure.kano(table(many("x", 1, 5, 12)), limits=Limits(15, 40)).features[0].shown == "hidden"


def test_a_hidden_segment_does_not_follow_from_the_total() -> None:
    columns = "customer feature functional dysfunctional segment"
    rows = [
        (f"{segment}{n}", "x", 1, 5, segment) for segment, size in (("a", 40), ("b", 20), ("c", 4)) for n in range(size)
    ]
    found = measure.kano(table(rows, columns=columns), by="segment")
    assert [(cell.segment, cell.shown, cell.reason) for cell in found.features] == [
        ("a", "full", None),
        ("b", "hidden", "protects another"),
        ("c", "hidden", "small"),
    ]


def test_weights_decide_and_counts_stay_customers() -> None:
    columns = "customer feature functional dysfunctional weight"
    rows = [(f"m{n}", "x", 2, 5, 1.0) for n in range(40)] + [(f"i{n}", "x", 3, 3, 5.0) for n in range(20)]
    cell = measure.kano(table(rows, columns=columns)).features[0]
    assert (cell.counts["M"], cell.counts["I"], cell.n) == (40, 20, 60)
    assert cell.first == "I"
    assert cell.n_eff == pytest.approx((40 + 100) ** 2 / (40 + 500))
    assert cell.worse == pytest.approx(-40 / 140)


def answers(rows: list[tuple[object, ...]], about: dict[str, tuple[str, str | None]]) -> Answers:
    """Make answers: customer, question, value; and for each question its scale and what it is about."""
    questions = {name: Question(name, name, scale, "high", about=of) for name, (scale, of) in about.items()}
    return measure.read_answers(table(rows, columns="customer question value"), questions=questions)


def test_survey_answers_are_paired_by_what_they_are_about() -> None:
    about = {
        "w1": ("kano_functional", "wallet"),
        "w2": ("kano_dysfunctional", "wallet"),
        "p1": ("kano_functional", "photos"),
    }
    rows = [(n, name, value) for n in range(12) for name, value in (("w1", "must-be"), ("w2", 5), ("p1", 1))]
    found = measure.kano(answers([*rows, (99, "w1", 2)], about))
    assert [(cell.feature, cell.n) for cell in found.features] == [("wallet", 12)]
    assert found.features[0].counts["M"] == 12
    assert found.incomplete == 13
    assert "kano.unpaired" in {entry["code"] for entry in found.notes}


def test_answers_without_kano_questions_are_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        measure.kano(answers([(1, "q", 5)], {"q": ("likert_1_5", None)}))
    assert refused.value.code == "kano.no_questions"
    with pytest.raises(InvalidInput) as refused:
        measure.kano(answers([(1, "q", 5)], {"q": ("kano_functional", "x")}), by="city")
    assert refused.value.code == "answers.unknown_group"


def test_letters_and_numbers_that_are_none_are_refused() -> None:
    for given_counts, code in (
        ({"X": 1}, "kano.unknown_category"),
        ({"A": -1}, "kano.bad_count"),
        ({"A": 1.5}, "kano.bad_count"),
    ):
        with pytest.raises(InvalidInput) as refused:
            measure.kano(counts=given_counts)
        assert refused.value.code == code
    with pytest.raises(InvalidInput) as refused:
        measure.kano()
    assert refused.value.code == "kano.no_answers"


def test_the_drawing_fills_what_is_decided_and_leaves_out_what_is_hidden() -> None:
    rows = [
        *many("must", 2, 5, 40),
        *many("either", 2, 5, 20),
        *many("either", 3, 3, 20, first=20),
        *many("few", 1, 5, 5),
    ]
    found = measure.kano(table(rows))
    chart = found.chart()
    assert rendering.svg(chart).startswith("<svg")
    drawn = {value["name"]: value["decided"] for value in chart.spec["data"]["values"]}
    assert drawn == {"must": True, "either": False}
    assert any("1" in line for line in chart.spec["title"]["subtitle"] if line.startswith("Not drawn"))
    assert "no clear category: must-be or indifferent" in str(found)


def test_a_thin_point_is_not_told_by_its_lines() -> None:
    found = measure.kano(table([*many("x", 2, 5, 15), *many("x", 3, 3, 4, first=15)]))
    drawn = found.chart().spec["data"]["values"][0]
    assert found.features[0].shown == "interval"
    assert not drawn["full"]
    assert drawn["x"] == pytest.approx((drawn["x_low"] + drawn["x_high"]) / 2)
    assert drawn["x"] != pytest.approx(15 / 19)


def test_nothing_to_draw_is_drawn_too() -> None:
    assert rendering.svg(measure.kano(table(many("few", 1, 5, 5))).chart())


def test_a_page_of_answers_from_a_file_names_no_events() -> None:
    found = measure.kano(table(many("must", 2, 5, 40)))
    page = rendering.page(found)
    assert "What each feature is to customers" in page
    assert "observed from" not in page
