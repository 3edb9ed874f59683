"""Scores, intervals, differences and reading, held to the published numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sojourn import measure
from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.statistics import newcombe, wilson

from .vectors import cases, named, same

SCALES = {(0, 10): "nps", (1, 5): "likert_1_5", (1, 7): "likert_1_7"}


@pytest.mark.parametrize("case", cases("core.wilson"), ids=named)
def test_wilson(case: dict[str, Any]) -> None:
    x, n = case["input"]["x"], case["input"]["n"]
    low, high = wilson(x, n, level=case["input"]["level"])
    same({"estimate": x / n, "low": low, "high": high}, _floats(case), case["tolerance"])


@pytest.mark.parametrize("case", cases("core.newcombe"), ids=named)
def test_newcombe(case: dict[str, Any]) -> None:
    x1, n1, x2, n2 = (case["input"][name] for name in ("x1", "n1", "x2", "n2"))
    low, high = newcombe(x1, n1, x2, n2)
    same({"difference": x1 / n1 - x2 / n2, "low": low, "high": high}, _floats(case), case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.two_rates"), ids=named)
def test_two_rates(case: dict[str, Any]) -> None:
    found = measure.two_rates(**case["input"])
    same({"method": found.method, "z": found.z, "p": found.p}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.adjust_p"), ids=named)
def test_adjust_p(case: dict[str, Any]) -> None:
    same({"adjusted": measure.adjust_p(case["input"]["p"])}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.effective_n"), ids=named)
def test_effective_n(case: dict[str, Any]) -> None:
    found = measure.effective_n(**case["input"])
    told = {name: getattr(found, name) for name in ("n", "answers", "n_eff", "design_effect", "variance")}
    same(told, _floats(case), case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.nps"), ids=named)
def test_nps(case: dict[str, Any]) -> None:
    given = case["input"]
    if "values" in given:
        values, weights = given["values"], given["weights"]
    else:
        values = [10] * given["promoters"] + [8] * given["passives"] + [3] * given["detractors"]
        weights = None
    answers = _answers(values, "nps", weight=weights)
    row = measure.nps(answers).scores[0].to_dict("nps")
    parts = measure.promoters_of(values, weight=weights)
    row |= {"adjusted": parts.adjusted}
    for method in ("wald", "score"):
        other = measure.nps(answers, method=method).scores[0]
        row |= {f"{method}_low": other.low, f"{method}_high": other.high}
    same(row, _floats(case), case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.nps_difference"), ids=named)
def test_nps_difference(case: dict[str, Any]) -> None:
    found = measure.nps_difference(case["input"]["first"], case["input"]["second"])
    same({name: getattr(found, name) for name in case["expected"]}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.nps_sample_size"), ids=named)
def test_nps_sample_size(case: dict[str, Any]) -> None:
    same({"n": measure.nps_sample_size(**case["input"])}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.csat", "measure.ces"), ids=named)
def test_satisfaction_and_effort(case: dict[str, Any]) -> None:
    given, expected = case["input"], case["expected"]
    kind = case["function"].removeprefix("measure.")
    ask = {"csat": measure.csat, "ces": measure.ces}[kind]
    if "good" in given and "customers" in given:
        answers = _answers(given["good"], "yes_no", customer=given["customers"], good="high", role=kind)
    else:
        low = given["scale"][0]
        values = [low + place for place, number in enumerate(given["counts"]) for _ in range(number)]
        scale = SCALES[tuple(given["scale"])]
        answers = _answers(values, scale, good=given.get("good"), top=given.get("top"), role=kind)
    if "error" in expected:
        with pytest.raises(InvalidInput) as caught:
            ask(answers)
        assert caught.value.code == expected["error"]
        return
    same(ask(answers).scores[0].to_dict(kind), _floats(case), case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.read_answers"), ids=named)
def test_read_answers(case: dict[str, Any]) -> None:
    given = case["input"]
    names, values = zip(*given["rows"], strict=True)
    table = {"answer": list(names), "question": [given["question"]] * len(names), "value": list(values)}
    known = Question(given["question"], "How likely?", given["scale"], "high")
    found = measure.read_answers(table, questions={given["question"]: known})
    assert found.name is not None
    same({"kept": found.name.tolist(), "refused": found.refused}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.visibility"), ids=named)
def test_visibility(case: dict[str, Any]) -> None:
    found = measure.visibility(case["input"]["customers"])
    same({"shown": found.shown, "reason": found.reason}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.control_limits"), ids=named)
def test_control_limits(case: dict[str, Any]) -> None:
    found = measure.control_limits(**case["input"])
    told = {"centre": found.centre, "limits": found.limits, "signals": found.signals}
    same(told, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.detectable"), ids=named)
def test_detectable(case: dict[str, Any]) -> None:
    given = case["input"]
    change = measure.detectable(given["variance"], given["n"], level=given["level"], power=given["power"])
    same({"change": change}, case["expected"], case["tolerance"])


def _answers(
    values: Sequence[float],
    scale: str,
    *,
    customer: Sequence[str] | None = None,
    weight: Sequence[float] | None = None,
    good: str | None = "high",
    top: int | None = None,
    role: str | None = None,
) -> Answers:
    """Make answers to one question, all of them on one scale; without a direction it stays unregistered."""
    table: dict[str, Any] = {"question": ["q"] * len(values), "value": list(values), "scale": [scale] * len(values)}
    if customer is not None:
        # Each answer was given in another journey: all of them count.
        table |= {"customer": list(customer), "case": list(range(len(values)))}
    if weight is not None:
        table["weight"] = list(weight)
    roles = {"csat": "satisfaction", "ces": "effort", None: "recommend"}
    known = {} if good is None else {"q": Question("q", "?", scale, good, top=top, role=roles[role])}
    return measure.read_answers(table, questions=known)


def _floats(case: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is expected, whole limits and scores as numbers that may be off by the tolerance."""
    counts = ("n", "answers")
    return {
        key: float(value) if isinstance(value, int) and key not in counts else value
        for key, value in case["expected"].items()
    }
