"""Stated importance, and stated beside derived."""

from types import MappingProxyType

import numpy as np
import pytest

from sojourn import measure
from sojourn.core.answers import NEVER, Answers, Question
from sojourn.core.errors import InvalidInput


def long(
    columns: dict[str, list[float | None]], *, scale: str = "likert_1_5", role: str = "importance",
    person: list[int] | None = None, good: str = "high",
) -> Answers:  # fmt: skip
    """Make long answers of columns, one row a sheet; each question is about its own name."""
    sheets = len(next(iter(columns.values())))
    who = person or list(range(sheets))
    rows = [
        (place, who[sheet], sheet, value)
        for place, values in enumerate(columns.values())
        for sheet, value in enumerate(values)
        if value is not None
    ]
    n = len(rows)
    return Answers(
        questions=tuple(columns),
        question=np.array([row[0] for row in rows], np.int32),
        person=np.array([row[1] for row in rows], np.int64),
        case=np.array([row[2] for row in rows], np.int64),
        value=np.array([row[3] for row in rows], np.float64),
        text=np.full(n, None, np.object_),
        scale=np.full(n, None, np.object_),
        at=np.full(n, NEVER, np.int64),
        weight=np.ones(n),
        registry=MappingProxyType(
            {name: Question(name, f"About {name}?", scale, good, None, role, name) for name in columns}
        ),
    )


def test_a_rating_is_a_mean_between_the_ends_of_its_scale() -> None:
    found = measure.stated_importance(long({"a": [5, 4] * 20, "b": [2, 1] * 20}))
    a, b = found.items
    assert (a.estimate, b.estimate) == (4.5, 1.5)
    assert (a.importance, b.importance) == (0.875, 0.125)
    assert (a.rank, b.rank) == (1, 2)
    assert a.low is not None and a.high is not None and 4.3 < a.low < 4.5 < a.high < 4.7
    assert found.method == "rating"
    assert (found.n, a.n, a.answers) == (40, 40, 40)


def test_where_low_says_more_the_scale_is_turned() -> None:
    found = measure.stated_importance(long({"a": [1, 2] * 20, "b": [5, 5] * 20}, good="low"))
    assert [each.estimate for each in found.items] == [4.5, 1]


def test_points_are_shared_out_sheet_by_sheet() -> None:
    sheets: dict[str, list[float | None]] = {"a": [60, 30] * 20, "b": [40, 20] * 20, "c": [None, 0] * 20}
    found = measure.stated_importance(long(sheets, scale="constant_sum"))
    assert [each.estimate for each in found.items] == pytest.approx([0.6, 0.4, 0])
    assert [each.importance for each in found.items] == pytest.approx([1, 2 / 3, 0])
    assert "stated.uneven_points" in found.warnings
    none: dict[str, list[float | None]] = {"a": [60, 0] * 20, "b": [40, 0] * 20}
    assert "stated.no_points" in measure.stated_importance(long(none, scale="constant_sum")).warnings


def test_best_and_worst_are_counted_by_how_often_a_thing_was_shown() -> None:
    who = [sheet // 2 for sheet in range(80)]
    found = measure.stated_importance(
        long({"a": [1, 1] * 40, "b": [-1, None] * 40, "c": [0, -1] * 40}, scale="best_worst", person=who)
    )
    assert [each.estimate for each in found.items] == [1, -1, -0.5]
    assert [each.importance for each in found.items] == [1, 0, 0.25]
    assert [each.n for each in found.items] == [40, 40, 40]


@pytest.mark.parametrize(("n", "shown"), [(9, "hidden"), (10, "interval"), (29, "interval"), (30, "full")])
def test_few_answers_are_hidden_or_not_ranked(n: int, shown: str) -> None:
    found = measure.stated_importance(long({"a": [4, 5, 3] * 10, "b": ([3, 4, 5] * 10)[:n] + [None] * (30 - n)}))
    b = found.items[1]
    assert b.shown == shown
    assert (b.rank is None) == (shown != "full")
    assert (b.estimate is None) == (shown == "hidden")
    assert ("too few" in str(found)) == (shown == "hidden")


def test_what_cannot_be_compared_is_refused() -> None:
    answers = long({"a": [4, 5] * 20, "b": [4, 5] * 20})
    mixed = {**answers.registry, "b": Question("b", "", "nps", "high", None, "importance", "b")}
    for changed, code in (
        (measure.with_registry(answers, mixed), "stated.mixed_scales"),
        (long({"a": [1, 0] * 20}, scale="yes_no"), "stated.scale"),
        (long({"a": [1, 2] * 20}, role="satisfaction"), "stated.no_questions"),
    ):
        with pytest.raises(InvalidInput) as refused:
            measure.stated_importance(changed)
        assert refused.value.code == code


def test_a_direction_is_stored_and_never_guessed() -> None:
    answers = long({"a": [4, 5] * 20})
    unknown = Answers(
        answers.questions, answers.question, answers.person, answers.case, answers.value, answers.text,
        np.full(len(answers), "likert_1_5", np.object_), answers.at, answers.weight,
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        measure.stated_importance(unknown, ["a"])
    assert refused.value.code == "question.direction_missing"
    assert measure.stated_importance(unknown, ["a"], good="high").items[0].estimate == 4.5


def four_cases(n: int = 300) -> tuple[measure.Stated, measure.Drivers]:
    """Make one thing of each kind: matters, hidden, price of entry, matters less."""
    rng = np.random.default_rng(3)
    data = {name: rng.integers(1, 6, n).astype(np.float64) for name in ("both", "hidden", "entry", "neither")}
    data["y"] = data["both"] + data["hidden"] + 0.02 * data["entry"] + rng.normal(size=n)
    spoken = {"both": 4, "hidden": 2, "entry": 4, "neither": 2}
    columns: dict[str, list[float | None]] = {
        name: list(np.clip(mean + rng.integers(-1, 2, n), 1, 5).astype(float)) for name, mean in spoken.items()
    }
    return measure.stated_importance(long(columns)), measure.drivers(data, "y", list(spoken), bootstrap=200)


def test_stated_and_derived_part_ways_in_two_directions() -> None:
    stated, derived = four_cases()
    found = measure.stated_beside_derived(stated, derived)
    assert {each.name: each.kind for each in found.things} == {
        "both": "agreed_high",
        "hidden": "hidden_driver",
        "entry": "price_of_entry",
        "neither": "agreed_low",
    }
    assert found.alone == ()
    assert found.to_dict()["derived"]["r2"] == derived.r2
    drawn = str(found.chart().to_dict()) + str(found.chart(width=320).to_dict())
    assert "price of entry" in drawn
    assert "hidden driver" in str(found)


def test_what_is_not_usable_decides_nothing() -> None:
    stated, _ = four_cases()
    rng = np.random.default_rng(0)
    noise = {name: rng.normal(size=100) for name in ("both", "hidden", "entry", "neither", "y")}
    derived = measure.drivers(noise, "y", ["both", "hidden", "entry", "neither"], bootstrap=50)
    found = measure.stated_beside_derived(stated, derived)
    assert {each.kind for each in found.things} == {None}
    assert found.warnings == ("importance.not_usable",)


def test_pairs_may_be_named_and_what_stands_alone_is_told() -> None:
    stated, derived = four_cases()
    found = measure.stated_beside_derived(stated, derived, pairs={"both": "hidden"})
    assert [(each.driver, each.question) for each in found.things] == [("both", "hidden")]
    assert set(found.alone) == {"hidden", "entry", "neither", "both"}
    with pytest.raises(InvalidInput) as refused:
        measure.stated_beside_derived(stated, derived, pairs={"both": "sound"})
    assert refused.value.code == "importance.no_pairs"


def test_sheets_hold_what_one_customer_said_in_one_journey() -> None:
    answers = long({"y": [9, 7, None], "a": [5, None, 2]}, person=[0, 0, 1])
    found = measure.sheets(answers, "y", ["a"])
    assert found.columns["y"].tolist() == [9, 7]
    assert found.columns["a"][0] == 5 and np.isnan(found.columns["a"][1])
    assert found.person is not None and found.person.tolist() == [0, 0]
    assert [each["code"] for each in found.notes] == ["answered_share.unknown", "drivers.without_outcome"]
    with pytest.raises(InvalidInput, match="nobody answered"):
        measure.sheets(answers, "y", ["b"])
