"""Kano, penalty and reward, feelings: held to published and worked examples."""

from collections.abc import Mapping
from typing import Any

import pytest

from sojourn import measure

from .vectors import cases, named, same


@pytest.mark.parametrize("case", cases("measure.kano"), ids=named)
def test_kano(case: Mapping[str, Any]) -> None:
    found = measure.kano(**case["input"]).features[0]
    same(found.to_dict(), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.kano_table"), ids=named)
def test_kano_table(case: Mapping[str, Any]) -> None:
    same(measure.kano_table(case["input"]["answers"]), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.penalty_reward"), ids=named)
def test_penalty_reward(case: Mapping[str, Any]) -> None:
    given = dict(case["input"])
    if "error" in case["expected"]:
        with pytest.raises(measure.ContrastRefused) as refused:
            measure.penalty_reward(given.pop("data"), **given)
        error = refused.value
        found = {"error": error.code, "names": list(error.names), "low": error.low, "high": error.high}
        same(found, case["expected"], case["tolerance"])
    else:
        same(measure.penalty_reward(given.pop("data"), **given).to_dict(), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.feeling"), ids=named)
def test_feeling(case: Mapping[str, Any]) -> None:
    found = {scale: measure.feeling(values, scale).tolist() for scale, values in case["input"]["scales"].items()}
    same({"scores": found}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.feeling_step"), ids=named)
def test_feeling_step(case: Mapping[str, Any]) -> None:
    same(measure.feeling_step(**case["input"]).to_dict(), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.feeling_journey"), ids=named)
def test_feeling_journey(case: Mapping[str, Any]) -> None:
    same(measure.feeling_journey(**case["input"]).to_dict(), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("measure.text_feeling"), ids=named)
def test_text_feeling(case: Mapping[str, Any]) -> None:
    found = measure.text_feeling(case["input"]["texts"], lang=case["input"]["language"])
    told = {"compound": found.compound.tolist(), "feeling": found.feeling.tolist()}
    same(told, case["expected"], case["tolerance"])
