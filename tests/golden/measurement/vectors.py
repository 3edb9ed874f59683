"""The numbers that measurement, insight and planning are held to: a list of cases, each with its source."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
"""Each: id, function, input, expected, tolerance (absolute), source, verified. `{"error": code}` means a refusal."""


def cases(*functions: str) -> list[dict[str, Any]]:
    """Give the cases of some functions; a function that has none is a slip of the test."""
    found = [case for case in CASES if case["function"] in functions]
    missing = set(functions) - {case["function"] for case in found}
    assert not missing, missing
    return found


def named(case: Mapping[str, Any]) -> str:
    """Name a case, for the list of tests."""
    return str(case["id"])


def same(found: Any, expected: Any, tolerance: float, where: str = "") -> None:
    """Hold what was found to what is expected: only the keys that are expected, numbers within the tolerance."""
    if isinstance(expected, Mapping):
        for key, value in expected.items():
            assert key in found, f"{where}.{key} is missing"
            same(found[key], value, tolerance, f"{where}.{key}")
    elif isinstance(expected, Sequence) and not isinstance(expected, str):
        assert len(found) == len(expected), f"{where}: {found} against {expected}"
        for place, value in enumerate(expected):
            same(found[place], value, tolerance, f"{where}[{place}]")
    elif isinstance(expected, float) or (isinstance(expected, int) and isinstance(found, float)):
        assert found is not None and math.isclose(found, expected, rel_tol=0, abs_tol=max(tolerance, 1e-12)), (
            f"{where}: {found} against {expected}"
        )
    else:
        assert found == expected, f"{where}: {found!r} against {expected!r}"
