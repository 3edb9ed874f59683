"""Compare replies: whole numbers and texts exactly, doubles to 1e-9."""

from typing import Any

import pytest


def near(value: Any) -> Any:
    """Let doubles inside a document differ by rounding."""
    if isinstance(value, dict):
        return {key: near(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [near(inner) for inner in value]
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value


def body(document: dict[str, Any]) -> dict[str, Any]:
    """Leave the envelope out."""
    return {key: value for key, value in document.items() if key not in ("analysis", "format", "basis", "notes")}
