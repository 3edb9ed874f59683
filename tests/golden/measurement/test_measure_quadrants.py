"""Importance–performance held to the cases of the specification."""

from typing import Any

import pytest

from sojourn import measure
from tests.golden.measurement.vectors import cases, named, same


@pytest.mark.parametrize("case", cases("measure.importance_performance"), ids=named)
def test_quadrants_hold_to_the_cases(case: dict[str, Any]) -> None:
    found = measure.importance_performance(**case["input"])
    first = found.points[0]
    told = {
        **found.to_dict(),
        "quadrant": dict(found.quadrant),
        "gap": {each.name: each.gap for each in found.points},
        "half_width": {"importance": first.importance_half, "performance": first.performance_half},
    }
    same(told, case["expected"], case["tolerance"])
