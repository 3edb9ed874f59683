"""Gradient-boosted trees, by scikit-learn where it is installed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import ConfigurationError

Floats = NDArray[np.float64]

ROUNDS = 300
"""Trees at most; a later slice of training time says when to stop."""

_PATIENCE = 15


def check_boosting() -> None:
    """Refuse early where scikit-learn is not installed.

    Raises:
        ConfigurationError: it is not (`extra-missing`).
    """
    from importlib.util import find_spec  # noqa: PLC0415 - start-up

    if find_spec("sklearn") is None:
        raise ConfigurationError(
            "gradient-boosted trees are made by scikit-learn, which is not installed",
            code="extra-missing",
            hint="install it with: pip install 'sojourn[predict]', or ask for the simpler models: --model markov",
        )


def boosted(
    features: Floats,
    answer: NDArray[np.int64],
    labelled: NDArray[np.bool_],
    later: tuple[Floats, NDArray[np.int64]],
    *,
    rounds: int = ROUNDS,
    seed: int,
) -> Any:
    """Learn trees, until they no longer get better on a later slice of time.

    Args:
        features: (n, f) float64, not a number where nothing is known.
        answer: (n,) classes.
        labelled: (f,) bool, the columns that are places of values and no amounts.
        later: the same of the later slice; classes that are not in `answer` must not be in it.
        rounds: trees at most, for each class.

    Returns:
        A classifier of scikit-learn: `classes_`, `predict_proba`, `n_iter_`.

    Raises:
        ConfigurationError: scikit-learn is not installed.

    Source: Friedman, Annals of Statistics 29 (2001); Ke and others, Advances in Neural Information Processing Systems
    30 (2017), for histograms.
    """
    check_boosting()
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - an extra, and slow to import

    model = HistGradientBoostingClassifier(
        learning_rate=0.08,
        max_iter=rounds,
        max_leaf_nodes=15,
        min_samples_leaf=20,
        l2_regularization=1.0,
        categorical_features=labelled,
        early_stopping=True,
        n_iter_no_change=_PATIENCE,
        random_state=seed % 2**32,
    )
    model.fit(features, answer, X_val=later[0], y_val=later[1])
    return model
