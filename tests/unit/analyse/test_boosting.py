"""Gradient-boosted trees: what is said of a row does not depend on who is asked about besides."""

import numpy as np
import pytest

from tests.factories.questions import inside


@pytest.mark.parametrize("classes", [2, 3, 12])
def test_a_row_alone_gets_the_chances_it_gets_among_others(classes: int) -> None:
    rng = np.random.default_rng(classes)
    features = rng.normal(size=(600, 3))
    answer = np.minimum(np.abs(features[:, 0] * classes / 2).astype(np.int64), classes - 1)
    made = inside("boosting").boosted(
        features[:500], answer[:500], np.zeros(3, np.bool_), (features[500:], answer[500:] * 0), rounds=8, seed=1
    )
    among = made.shares(features)
    alone = np.concatenate([made.shares(features[row : row + 1]) for row in range(60)])
    assert alone.tobytes() == among[:60].tobytes()
    assert among == pytest.approx(made.model.predict_proba(features), abs=1e-15)
