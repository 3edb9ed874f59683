"""Drivers held to published numbers: R's swiss and mtcars, and cases worked out by hand."""

from typing import Any

import pytest

from sojourn import measure
from tests.golden.measurement.vectors import cases, named, same


def told(found: measure.Drivers) -> dict[str, Any]:
    """Lay a result out as the cases do: by field, then by driver."""
    fields = found.to_dict()
    rows = fields.pop("drivers")
    return {**fields, **{key: {row["name"]: row[key] for row in rows} for key in rows[0]}}


@pytest.mark.parametrize("case", cases("measure.drivers"), ids=named)
def test_drivers_hold_to_published_numbers(case: dict[str, Any]) -> None:
    expected = dict(case["expected"])
    code = expected.pop("error", None)
    if code is None:
        same(told(measure.drivers(**case["input"])), expected, case["tolerance"])
        return
    with pytest.raises(measure.DriversRefused) as refused:
        measure.drivers(**case["input"])
    assert refused.value.code == code
    same({"names": list(refused.value.names), "n": refused.value.n, "needed": refused.value.needed}, expected, 0)
