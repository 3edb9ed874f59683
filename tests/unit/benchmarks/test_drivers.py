"""The forms that weights of drivers are measured beside give the same weights."""

import numpy as np
import pytest
from benchmarks import drivers


@pytest.mark.parametrize("form", ["sweep", "solve"])
def test_every_form_gives_the_same_weights(form: str) -> None:
    given = drivers.matrices(4)[:130]
    expected = drivers.with_sojourn(given)
    assert expected.shape == (130, 4)
    assert np.allclose(drivers.FORMS[form](given), expected, atol=1e-12)
    assert np.allclose(
        expected.sum(axis=1),
        [m[-1, :-1] @ np.linalg.solve(m[:-1, :-1], m[:-1, -1]) for m in given],
    )
