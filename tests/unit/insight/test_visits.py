"""Mystery visits: held to rules read aloud in fractions, and to files counted by hand."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import insight, measure
from sojourn.app import rendering
from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput
from tests.oracles import observation as oracle

KINDS = ("must_be", "expected", "delight")
values = st.sampled_from([None, Fraction(0), Fraction(1, 2), Fraction(1)])
CRITERIA = {
    "criterion": ["hello", "scan", "name"],
    "touchpoint": ["entry", "entry", "entry"],
    "text": ["Greeted", "Ticket read", "By name"],
    "kind": ["must_be", "expected", "delight"],
    "weight": [1, 3, 1],
}


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 5), values), min_size=1, max_size=8))
def test_a_visit_is_what_the_rule_says(criteria: list[tuple[str, int, Fraction | None]]) -> None:
    kinds, weights = [kind for kind, _, _ in criteria], [weight for _, weight, _ in criteria]
    row = [value for _, _, value in criteria]
    grid = [{"kind": kind, "weight": weight} for kind, weight, _ in criteria]
    found = insight.grid_score(grid, [[None if value is None else float(value) for value in row]])
    wanted = oracle.score(row, weights)
    assert found.score[0] == (None if wanted is None else pytest.approx(float(wanted)))
    assert found.visit[0] == oracle.class_of(row, kinds, weights)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30))
def test_kappa_is_that_of_the_oracle(pairs: list[tuple[int, int]]) -> None:
    table = [[sum(pair == (row, column) for pair in pairs) for column in range(3)] for row in range(3)]
    found = insight.agreement(table)
    wanted = oracle.kappa([one for one, _ in pairs], [other for _, other in pairs])
    assert found.kappa == (None if wanted is None else pytest.approx(float(wanted)))
    assert found.n == len(pairs)
    assert ("agreement.one_category" in found.warnings) == (wanted is None)
    assert insight.agreement([list(row) for row in zip(*table, strict=True)]).kappa == pytest.approx(found.kappa)


def test_five_visits_have_an_interval_and_four_have_none() -> None:
    grid = [{"kind": "expected", "weight": 1}, {"kind": "expected", "weight": 1}]
    four = insight.grid_score(grid, [[1, 1], [1, 0], [1, 0.5], [0, 0]])
    assert four.interval is None and four.note == "fewer than 5 visits"
    five = insight.grid_score(grid, [[1, 1], [1, 0], [1, 0.5], [0, 0], [1, 1]])
    assert five.interval is not None and five.mean is not None
    # By hand: q = 1, ½, ¾, 0, 1; mean 0.65, s = 0.41833, t(4) = 2.776445.
    assert five.mean == pytest.approx(0.65)
    assert five.interval[0] == pytest.approx(0.65 - 2.776445105 * 0.418330013 / 5**0.5, abs=1e-8)
    assert five.interval[1] == 1.0


def test_grids_and_tables_that_are_none_are_refused() -> None:
    for grid, rows in (
        ([{"kind": "nice", "weight": 1}], [[1]]),
        ([{"kind": "expected", "weight": 0}], [[1]]),
        ([{"kind": "expected", "weight": 1}], [[1, 1]]),
        ([{"kind": "expected", "weight": 1}], [[2]]),
    ):
        with pytest.raises(InvalidInput) as refused:
            insight.grid_score(grid, rows)
        assert refused.value.code == "observation.bad_grid"
    for table in ([[1, 2]], [[-1, 0], [0, 1]]):
        with pytest.raises(InvalidInput) as refused:
            insight.agreement(table)
        assert refused.value.code == "agreement.bad_table"
    assert insight.agreement([[0, 0], [0, 0]]).n == 0
    assert insight.journey_score([]) is None


def seen(*rows: tuple[str, str, str, str | None]) -> dict[str, list[object]]:
    """Make a table of observations: visit, observer, criterion, value."""
    return {
        "visit": [row[0] for row in rows],
        "at": ["2026-04-01"] * len(rows),
        "touchpoint": ["entry"] * len(rows),
        "observer": [row[1] for row in rows],
        "criterion": [row[2] for row in rows],
        "value": [row[3] for row in rows],
    }


def test_rows_that_are_none_are_refused_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "seen.csv"
    path.write_text(
        "visit,at,touchpoint,observer,criterion,value,staff\n"
        "v1,2026-04-01,entry,n,hello,yes,Ada\n"
        "v1,2026-04-01,entry,n,moon,yes,Ada\n"
        "v1,2026-04-01,bar,n,hello,yes,Ada\n"
        "v1,2026-04-01,entry,n,scan,maybe,Ada\n"
        "v1,yesterday,entry,n,scan,yes,Ada\n"
        ",2026-04-01,entry,n,scan,yes,Ada\n"
        "v1,2026-04-01,entry,n,scan,,Ada\n"
        "v1,2026-04-01,entry,n,hello,no,Ada\n",
        "utf-8",
    )
    found = insight.read_observations(path, CRITERIA)
    assert [(each.file, each.row, each.column, each.code) for each in found.refused] == [
        ("seen.csv", 3, "criterion", "observation.unknown_criterion"),
        ("seen.csv", 4, "touchpoint", "observation.wrong_touchpoint"),
        ("seen.csv", 5, "value", "observation.bad_value"),
        ("seen.csv", 6, "at", "observation.bad_time"),
        ("seen.csv", 7, "visit", "observation.incomplete"),
    ]
    assert dict(found.seen[0].values) == {"hello": 0.0, "scan": None}
    codes = {str(entry["code"]) for entry in found.notes}
    assert codes == {"observation.refused", "observation.replaced", "columns.ignored", "criteria.number"}


def test_nothing_of_staff_or_observers_reaches_a_result(tmp_path: Path) -> None:
    table = {**seen(("v1", "Grace", "hello", "yes")), "staff": ["Ada"]}
    found = insight.visits(insight.read_observations(table, CRITERIA))
    told = f"{found} {found.to_dict()} {found.rows()} {found.chart().spec}"
    assert "Ada" not in told and "Grace" not in told


def test_criteria_that_are_none_are_refused() -> None:
    criteria = {
        "criterion": ["a", "b", "a", None, "c"],
        "touchpoint": ["entry"] * 5,
        "text": ["A", "B", "A again", "D", "C"],
        "kind": ["must-be", "nice", None, None, None],
        "weight": [None, 1, 1, 1, -1],
    }
    found = insight.read_observations(seen(("v1", "n", "a", "yes")), criteria)
    assert [(each.row, each.code) for each in found.refused] == [
        (2, "criteria.bad_kind"), (3, "criteria.repeated"), (4, "criteria.incomplete"), (5, "criteria.bad_weight"),
    ]  # fmt: skip
    assert [(each.kind, each.weight) for each in found.criteria] == [("must_be", 1.0)]
    with pytest.raises(InvalidInput) as refused:
        insight.read_observations(seen(), {"criterion": [], "touchpoint": [], "text": []})
    assert refused.value.code == "observation.no_criteria"


def test_two_observers_make_one_visit_and_an_agreement() -> None:
    rows = []
    for number in range(6):
        for observer in ("n", "s"):
            for place, criterion in enumerate(("hello", "scan", "name")):
                same = "yes" if (number + place) % 2 else "no"
                rows.append((f"v{number}", observer, criterion, "partly" if observer == "s" and number == 0 else same))
    found = insight.visits(insight.read_observations(seen(*rows), CRITERIA)).touchpoints[0]
    assert (found.n, found.pairs, found.observers) == (6, 6, 2)
    first, second = (
        [{"no": 0, "partly": 1, "yes": 2}[str(value)] for _, observer, _, value in rows if observer == who]
        for who in ("n", "s")
    )
    wanted = oracle.kappa(first, second)
    assert wanted is not None and found.kappa == pytest.approx(float(wanted))
    assert found.kappa_low is not None and found.kappa_high is not None and found.kappa is not None
    assert found.kappa_low < found.kappa < found.kappa_high <= 1
    assert found.same == pytest.approx(15 / 18)


def test_a_must_be_that_two_observers_saw_apart_is_missed_only_if_both_missed_it() -> None:
    rows = [("v1", who, criterion, "yes") for who in ("n", "s") for criterion in ("scan", "name")]
    split = insight.read_observations(seen(*rows, ("v1", "n", "hello", "no"), ("v1", "s", "hello", "yes")), CRITERIA)
    both = insight.read_observations(seen(*rows, ("v1", "n", "hello", "no"), ("v1", "s", "hello", "no")), CRITERIA)
    kinds = [
        next(kind.name for kind in insight.visits(each).touchpoints[0].classes if kind.visits) for each in (split, both)
    ]
    assert kinds == ["delighted", "disappointing"]


def test_criticality_of_what_nobody_visited_is_refused() -> None:
    given_visits = insight.read_observations(seen(("v1", "n", "hello", "yes")), CRITERIA)
    assert insight.visits(given_visits, criticality={"entry": 10}).journey == 1.0
    for criticality, code in (
        ({"bar": 1.0}, "observation.unknown_touchpoint"),
        ({"entry": -1.0}, "observation.bad_criticality"),
    ):
        with pytest.raises(InvalidInput) as refused:
            insight.visits(given_visits, criticality=criticality)
        assert refused.value.code == code


def said(segments: list[str]) -> Answers:
    """Make answers of customers about the entry, and about the whole."""
    asked = {
        "sat": Question("sat", "Satisfied?", "likert_1_5", "high", role="satisfaction", about="entry"),
        "easy": Question("easy", "Easy?", "likert_1_7", "high", role="effort", about="entry"),
        "hope": Question("hope", "What did you hope for?", "likert_1_5", "high", role="expectation", about="entry"),
        "rec": Question("rec", "Recommend?", "nps", "high", role="recommend"),
    }
    n = len(segments)
    table = {
        "customer": list(range(n)), "segment": segments, "sat": [5, 2] * (n // 2), "easy": [6] * n, "hope": [4] * n,
        "rec": [10, 0] * (n // 2),
    }  # fmt: skip
    return measure.read_answers(table, questions=asked)


def test_the_delivered_grid_lays_visits_beside_answers() -> None:
    found_visits = insight.visits(insight.read_observations(seen(("v1", "n", "hello", "yes")), CRITERIA))
    grid = insight.satisfaction_delivered(found_visits, said(["a"] * 40 + ["b"] * 40), by="segment")
    assert [(cell.touchpoint, cell.segment) for cell in grid.cells] == [
        ("entry", "a"), ("entry", "b"), ("the whole journey", "a"), ("the whole journey", "b"),
    ]  # fmt: skip
    first, whole = grid.cells[0], grid.cells[2]
    assert first.seen is not None and first.seen.score == 1.0
    assert first.csat is not None and (first.csat.value, first.csat.n) == (0.5, 40)
    assert first.ces is not None and first.ces.value == 1.0
    assert first.desired == 4.0
    assert whole.nps is not None and whole.nps.value == 0.0
    assert rendering.svg(grid.chart())
    assert "Satisfaction delivered" in str(grid)
    assert grid.to_arrow().num_rows == 4
    assert insight.satisfaction_delivered(found_visits, said(["a"] * 40), desired={"entry": 5}).cells[0].desired == 5


def test_few_customers_are_hidden_in_the_delivered_grid() -> None:
    found_visits = insight.visits(insight.read_observations(seen(("v1", "n", "hello", "yes")), CRITERIA))
    grid = insight.satisfaction_delivered(found_visits, said(["a"] * 60 + ["b"] * 20 + ["c"] * 4), by="segment")
    cells = {cell.segment: cell.csat for cell in grid.cells if cell.touchpoint == "entry"}
    assert {name: cell.reason for name, cell in cells.items() if cell is not None} == {
        "a": None, "b": "protects another", "c": "small",
    }  # fmt: skip
    assert cells["b"] is not None and cells["b"].value is None and cells["b"].low is None
    assert "protects another" in str(grid)


def test_questions_about_nothing_that_was_visited_are_refused() -> None:
    found_visits = insight.visits(insight.read_observations(seen(("v1", "n", "hello", "yes")), CRITERIA))
    asked = {"q": Question("q", "?", "likert_1_5", "high", role="satisfaction", about="moon")}
    answers = measure.read_answers({"customer": [1], "q": [5]}, questions=asked)
    with pytest.raises(InvalidInput) as refused:
        insight.satisfaction_delivered(found_visits, answers)
    assert refused.value.code == "delivered.no_questions"
    with pytest.raises(InvalidInput) as refused:
        insight.satisfaction_delivered(found_visits, answers, by="city")
    assert refused.value.code == "answers.unknown_group"


SEEN = {
    "visit": ["v1", "v1", "v2"],
    "at": ["17.03.2026", "01.03.2026", "02.03.2026"],
    "touchpoint": ["entry"] * 3,
    "observer": ["o"] * 3,
    "criterion": ["hello", "scan", "scan"],
    "value": ["Ja", "teilweise", "non"],
}


def test_visits_are_read_in_other_languages_and_with_their_dates() -> None:
    seen = insight.read_observations(SEEN, CRITERIA)
    assert not seen.refused
    assert [dict(each.values) for each in seen.seen] == [{"hello": 1.0, "scan": 0.5}, {"scan": 0.0}]
    doubtful = {**SEEN, "at": ["01.03.2026"] * 3}
    assert len(insight.read_observations(doubtful, CRITERIA, date_order="mdy").seen) == 2


def test_where_no_visit_is_left_the_error_says_how_many_rows_and_why() -> None:
    told = r"3 rows refused \(observation.bad_time 3\). The first: row 1, column at"
    with pytest.raises(InvalidInput, match=told) as caught:
        insight.read_observations({**SEEN, "at": ["01.03.2026"] * 3}, CRITERIA)
    assert caught.value.code == "observation.none"
    assert "--date-order dmy or mdy" in caught.value.message
    with pytest.raises(InvalidInput, match="there are no observations"):
        insight.read_observations({name: [] for name in SEEN}, CRITERIA)
