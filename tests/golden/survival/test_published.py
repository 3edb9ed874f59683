"""Curves, means and tests of published waits, asked of events the way anybody would: held to the printed figures."""

import json
from pathlib import Path
from typing import Any

import pytest

from sojourn import analyse
from tests.factories.questions import MINUTE, ask
from tests.oracles.cases import Event

DATA = json.loads((Path(__file__).parent / "waits.json").read_text("utf-8"))


def question(name: str, **options: Any) -> analyse.SurvivalResult:
    """Make a journey of each wait: it starts at 0, and what was not seen to end was seen so long."""
    events, longest = [], max(wait[1] for wait in DATA[name]["waits"])
    for number, (group, length, ended, *more) in enumerate(DATA[name]["waits"]):
        cells = more[0] if more else 0.0
        props = {"order": group, "number": 0 if cells <= 2.30 else 1 if cells <= 3.0 else 2}
        # All are observed until the same instant: who was seen for less began later.
        began = 0 if ended else (longest - length) * MINUTE
        events.append(Event(f"c{number:02}", began, "see", props))
        if ended:
            events.append(Event(f"c{number:02}", began + length * MINUTE, "pay", props))
    events.append(Event("z", longest * MINUTE, "ask", {}))
    return analyse.survival(ask(events), start="see", end="pay", breakdown="order", **options)


def group(result: analyse.SurvivalResult, value: str) -> analyse.SurvivalGroup:
    return next(each for each in result.groups or () if each.value == value)


def test_remission_with_6_mp_stays_as_kleinbaum_and_klein_print_it() -> None:
    steps = group(question("leukaemia"), "6-MP").steps
    assert [(step.seconds / 60, step.at_risk, step.reached) for step in steps] == [
        (6, 21, 3), (7, 17, 1), (10, 15, 1), (13, 12, 1), (16, 11, 1), (22, 7, 1), (23, 6, 1),
    ]  # fmt: skip
    still = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert [step.waiting for step in steps] == pytest.approx(still, abs=5e-5)


def test_limits_are_those_that_stata_prints() -> None:
    first = group(question("leukaemia"), "placebo").steps[0]
    assert (first.at_risk, first.waiting) == (21, pytest.approx(0.9048, abs=5e-5))
    assert 1 - (first.share_high or 0) == pytest.approx(0.6700, abs=5e-5)
    assert 1 - (first.share_low or 0) == pytest.approx(0.9753, abs=5e-5)


def test_medians_of_remission_are_23_and_8_weeks() -> None:
    result = question("leukaemia")
    assert [(group(result, name).median.seconds or 0) / 60 for name in ("6-MP", "placebo")] == [23, 8]
    placebo = group(result, "placebo").median
    assert [(each or 0) / 60 for each in (placebo.low_seconds, placebo.high_seconds)] == [4, 11]


def test_the_log_rank_test_of_remission_is_16_79() -> None:
    test = question("leukaemia").test
    assert test is not None
    assert {each.value: (each.observed, pytest.approx(each.expected, abs=0.005)) for each in test.groups} == {
        "6-MP": (9, 19.25),
        "placebo": (21, 10.75),
    }
    assert (test.chi_square, test.degrees) == (pytest.approx(16.79, abs=0.005), 1)
    assert test.p_value == pytest.approx(4.17e-5, abs=5e-8)


def test_inside_three_ranges_of_white_blood_cells_it_is_10_14() -> None:
    test = question("leukaemia", strata="number").test
    assert test is not None
    assert (test.chi_square, test.degrees) == (pytest.approx(10.14, abs=0.005), 1)


def test_weighed_by_who_is_still_in_remission_it_is_14_5() -> None:
    test = question("leukaemia", rho=1).test
    assert test is not None
    assert test.chi_square == pytest.approx(14.5, abs=0.05)


@pytest.mark.parametrize(
    ("name", "chi", "expected"),
    [("maintenance", 3.40, [10.69, 7.31]), ("ovarian", 1.06, [5.23, 6.77])],
    ids=["maintenance", "ovarian"],
)
def test_other_published_waits_are_tested_as_printed(name: str, chi: float, expected: list[float]) -> None:
    test = question(name).test
    assert test is not None
    assert test.chi_square == pytest.approx(chi, abs=0.005)
    ordered = sorted(test.groups, key=lambda each: each.value or "")
    assert [each.expected for each in ordered] == pytest.approx(expected, abs=0.005)


def test_the_restricted_mean_of_remission_without_maintenance_is_as_printed() -> None:
    result = question("maintenance", mean_within="161m")
    for name, mean, error in (("maintained", 52.6, 19.83), ("not", 22.7, 4.18)):
        found = group(result, name)
        assert (found.mean_seconds or 0) / 60 == pytest.approx(mean, abs=0.06)
        width = ((found.mean_high_seconds or 0) - (found.mean_low_seconds or 0)) / 60
        assert width / 2 / 1.96 == pytest.approx(error, abs=0.01)
