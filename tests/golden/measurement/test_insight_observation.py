"""Observation grids, the agreement of observers, and journey scores: held to worked examples."""

from collections.abc import Mapping
from typing import Any

import pytest

from sojourn import insight

from .vectors import cases, named, same


@pytest.mark.parametrize("case", cases("insight.grid_score"), ids=named)
def test_grid_score(case: Mapping[str, Any]) -> None:
    same(insight.grid_score(**case["input"]).to_dict(), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.agreement"), ids=named)
def test_agreement(case: Mapping[str, Any]) -> None:
    same(insight.agreement(case["input"]["table"]).to_dict(), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.journey_score"), ids=named)
def test_journey_score(case: Mapping[str, Any]) -> None:
    same({"score": insight.journey_score(**case["input"])}, case["expected"], case["tolerance"])
