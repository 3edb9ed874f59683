"""What cannot be reckoned with is refused in words, and what can be read is read."""

from collections.abc import Callable

import numpy as np
import pytest

from sojourn import analyse, insight, measure
from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput

GOOD = [1, 1, 0, 0] * 30
FOLLOWED = [1, 1, 0, 1] * 30

NAN = float("nan")


def chain() -> analyse.Chain:
    return analyse.chain_of([("a", "booked", 0.4), ("a", "lost", 0.6)], start="a", outcomes=["booked", "lost"])


def contact(**parts: float) -> insight.Contact:
    return insight.Contact(**{"name": "entry", "importance": 0.5, "reach": 0.5, "stake": 0.5} | parts)  # type: ignore[arg-type]


def shortfall(**parts: float) -> insight.Shortfall:
    given = {"step": "entry", "criticality": 50.0, "target": 0.8, "satisfaction": 0.5} | parts
    return insight.Shortfall(**given)  # type: ignore[arg-type]


REFUSED: dict[str, tuple[str, Callable[[], object]]] = {
    "a share of nobody": ("gap.bad_rate", lambda: insight.gap("target", wanted=0.5, got=insight.Rate(0, 0))),
    "more than all": ("gap.bad_rate", lambda: insight.gap("target", wanted=0.5, got=insight.Rate(11, 10))),
    "a percentage": ("gap.out_of_range", lambda: insight.gap("target", wanted=80, got=insight.Rate(5, 10))),
    "no number wanted": ("gap.out_of_range", lambda: insight.gap("target", wanted=NAN, got=insight.Rate(5, 10))),
    "a mean of nobody": ("gap.bad_mean", lambda: insight.gap("target", wanted=4, got=insight.Mean(3, 1, 0))),
    "no answers": ("gap.no_answers", lambda: insight.gap("target", wanted=4, got=np.array([]))),
    "more left than came": ("breaking.bad_counts", lambda: insight.breaking_points({"entry": (11, 10)})),
    "a scale without length": ("priority.bad_input", lambda: insight.priority([shortfall(range=0)])),
    "a stake that is none": ("criticality.out_of_range", lambda: insight.criticality([contact(stake=NAN)])),
    "an outcome there is not": ("leverage.no_outcome", lambda: insight.leverage(chain(), good=["zzz"])),
    "part of an outcome": ("leverage.no_outcome", lambda: insight.leverage(chain(), good="book")),
    "rows of several lengths": ("agreement.bad_table", lambda: insight.agreement([[1, 2], [3]])),
    "a table of words": ("agreement.bad_table", lambda: insight.agreement([["a", "b"], ["c", "d"]])),  # type: ignore[list-item]
    "a rating in the middle": ("stake.not_yes_no", lambda: insight.stake([1, 2, 0], [1, 0, 0])),
    "words for ratings": ("stake.not_yes_no", lambda: insight.stake(["good", "bad"], [1, 0])),
    "uneven columns": ("stake.uneven", lambda: insight.stake([1, 0, 1], [1, 0])),
    "weights below nothing": ("answers.bad_weight", lambda: insight.stake([1, 0], [1, 0], weight=[-1, 1])),
    "a share below nothing": (
        "chain.bad_share",
        lambda: analyse.chain_of([("a", "x", 1.5), ("a", "y", -0.5)], start="a", outcomes=["x", "y"]),
    ),
    "a share that is none": (
        "chain.bad_share",
        lambda: analyse.chain_of([("a", "x", NAN), ("a", "y", 0.5)], start="a", outcomes=["x", "y"]),
    ),
    "an end of no scale": ("feeling.good", lambda: measure.feeling([1.0], "likert_1_5", good="hgih")),
    "a hypothesis below nothing": ("feeling.kappa", lambda: measure.feeling_step(1.0, 5, 0.0, kappa=-5)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused(what: str) -> None:
    code, ask = REFUSED[what]
    with pytest.raises(InvalidInput) as caught:
        ask()
    assert caught.value.code == code


def _columns() -> dict[str, tuple[object, object]]:
    pandas = pytest.importorskip("pandas")
    truth = (np.array(GOOD, bool), np.array(FOLLOWED, bool))
    return {
        "true and false": truth,
        "lists": (GOOD, FOLLOWED),
        "lists of truth": (truth[0].tolist(), truth[1].tolist()),
        "integers": (np.array(GOOD), np.array(FOLLOWED)),
        "numbers": (np.array(GOOD, float), np.array(FOLLOWED, float)),
        "columns": (pandas.Series(GOOD), pandas.Series(FOLLOWED, index=range(5, 5 + len(FOLLOWED)))),
        "objects": (truth[0].astype(object), truth[1].astype(object)),
    }


def test_a_stake_does_not_hang_on_how_yes_and_no_are_written() -> None:
    columns = _columns()
    good, followed = columns["true and false"]
    person = [f"c{place // 2}" for place in range(len(GOOD))]
    equal = [("segment", ["ab"[place % 2] for place in range(len(GOOD))])]
    wanted = insight.stake(good, followed, person=person, equal=equal)
    assert wanted.raw == pytest.approx(0.5)
    for name, (one, other) in columns.items():
        assert insight.stake(one, other, person=person, equal=equal) == wanted, name


def test_a_single_outcome_may_be_named_as_such() -> None:
    assert insight.leverage(chain(), good="booked") == insight.leverage(chain(), good=["booked"])


def test_numbers_of_numpy_are_numbers() -> None:
    plain = insight.gap("target", wanted=1, got=insight.Rate(5, 10))
    assert insight.gap("target", wanted=np.int64(1), got=insight.Rate(np.int64(5), np.int64(10))) == plain


def test_a_matrix_that_answers_cannot_have_is_refused() -> None:
    for matrix in (
        [[1, 1.2], [1.2, 1]],
        [[1, 0.2], [0.4, 1]],
        [[2, 0.2], [0.2, 1]],
        [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]],
        [[1, NAN], [NAN, 1]],
    ):
        with pytest.raises(InvalidInput) as caught:
            measure.drivers(correlation=matrix, outcome=0)
        assert caught.value.code == "drivers.no_matrix"


def ratings(rows: int = 200) -> dict[str, list[float]]:
    rng = np.random.Generator(np.random.PCG64(8))
    first, second = rng.integers(1, 6, (2, rows))
    whole = first + second + rng.normal(size=rows)
    return {"first": first.tolist(), "second": second.tolist(), "whole": whole.tolist()}


def test_ratings_off_their_scale_are_no_high_ratings() -> None:
    table = ratings()
    table["first"] = [2 * value for value in table["first"]]
    with pytest.raises(measure.ContrastRefused) as caught:
        measure.penalty_reward(table, "whole", ["first", "second"])
    assert (caught.value.code, caught.value.names) == ("answer.out_of_scale", ("first",))


def test_the_scale_that_is_taken_for_granted_is_named() -> None:
    assumed = measure.penalty_reward(ratings(), "whole", ["first", "second"])
    told = measure.penalty_reward(ratings(), "whole", ["first", "second"], scale="likert_1_5")
    assert [note["code"] for note in assumed.notes if note["code"] == "contrast.scale_assumed"]
    assert not [note["code"] for note in told.notes if note["code"] == "contrast.scale_assumed"]
    assert assumed.drivers == told.drivers


def test_rows_that_weigh_nothing_are_not_there() -> None:
    table = ratings()
    more = {name: [*values, *[3.0] * 50] for name, values in table.items()}
    weight = [1.0] * 200 + [0.0] * 50
    plain = measure.penalty_reward(table, "whole", ["first", "second"], scale="likert_1_5")
    weighed = measure.penalty_reward(more, "whole", ["first", "second"], scale="likert_1_5", weight=weight)
    assert (weighed.drivers, weighed.n, weighed.dropped) == (plain.drivers, plain.n, plain.dropped)
    one = measure.drivers(table, "whole", ["first", "second"], bootstrap=0)
    other = measure.drivers(more, "whole", ["first", "second"], weight=weight, bootstrap=0)
    assert [each.weight for each in other.drivers] == pytest.approx([each.weight for each in one.drivers])
    assert (other.n, other.answers, other.dropped) == (one.n, one.answers, one.dropped)


def answers(segment: list[str | None], weight: list[float], value: list[float] | None = None) -> Answers:
    rows = len(segment)
    return measure.read_answers(
        {
            "question": ["nps"] * rows,
            "scale": ["nps"] * rows,
            "value": value or [place % 11 for place in range(rows)],
            "customer": [str(place) for place in range(rows)],
            "segment": segment,
            "weight": weight,
        }
    )


def test_a_group_that_weighs_nothing_is_named_and_hidden() -> None:
    found = measure.nps(answers(["a"] * 60 + ["b"] * 60 + ["c"] * 40, [1.0] * 120 + [0.0] * 40), by="segment")
    groups = {score.group: (score.shown, score.n) for score in found.scores if score.by is not None}
    assert groups == {"a": ("full", 60), "b": ("full", 60), "c": ("hidden", 0)}
    assert found.scores[0].n == 120


def test_the_few_of_whom_the_group_is_not_known_are_not_told_by_comparing() -> None:
    """All others of a group hold them: without them they would be what is left of everybody."""
    found = measure.nps(answers(["a"] * 60 + ["b"] * 60 + ["c"] * 40 + [None] * 5, [1.0] * 165), by="segment")
    by = {score.group: score for score in found.scores if score.by is not None}
    assert by[None].shown == "hidden"
    value = np.array([place % 11 for place in range(165)], float)

    def counts(rows: np.ndarray) -> list[int]:
        return [int((rows >= 9).sum()), int(((rows > 6) & (rows < 9)).sum()), int((rows <= 6).sum())]

    wanted = measure.nps_difference(counts(value[:60]), counts(value[60:]))
    assert by["a"].difference == pytest.approx(wanted.difference)
