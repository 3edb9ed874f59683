"""Gradient-boosted trees, by scikit-learn where it is installed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import ConfigurationError

Floats = NDArray[np.float64]

ROUNDS = 200
"""Trees at most; a later slice of training time says when to stop."""

_PATIENCE = 15


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees that were learned.

    One thread learns and asks them: a machine that does other work besides would otherwise wait for its own threads.

    Attributes:
        model: a classifier of scikit-learn.
    """

    model: Any

    @property
    def rounds(self) -> int:
        """How many trees there are for each class."""
        return int(self.model.n_iter_)

    @property
    def classes(self) -> NDArray[np.int64]:
        """The classes that were seen, ascending."""
        return np.asarray(self.model.classes_, np.int64)

    def shares(self, features: Floats) -> Floats:
        """Give (n, classes) chances."""
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with scikit-learn

        if not len(features):
            return np.zeros((0, len(self.classes)))
        if len(self.classes) == 1:  # of one class alone scikit-learn gives two columns all the same
            return np.ones((len(features), 1))
        with threadpool_limits(1, user_api="openmp"):
            if len(self.classes) == 2:
                return np.asarray(self.model.predict_proba(features), np.float64)
            # Row by row in memory: else a row that stands alone is added up in another order than one among others.
            raw = np.ascontiguousarray(self.model.decision_function(features), np.float64)
        shares = np.exp(raw - raw.max(1, keepdims=True))
        return np.asarray(shares / shares.sum(1, keepdims=True))


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
    rate: float = 0.08,
    seed: int,
) -> "Trees":
    """Learn trees, as many as are best on a later slice of time, and then once more from both.

    Args:
        features: (n, f) float64, not a number where nothing is known.
        answer: (n,) classes.
        labelled: (f,) bool, the columns that are places of values and no amounts.
        later: the same of the later slice; classes that are not in `answer` must not be in it.
        rounds: trees at most, for each class.
        rate: how much of what a tree says is taken.

    Raises:
        ConfigurationError: scikit-learn is not installed.

    Source: Friedman, Annals of Statistics 29 (2001); Ke and others, Advances in Neural Information Processing Systems
    30 (2017), for histograms.
    """
    check_boosting()
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - an extra, and slow to import
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with it

    def grown(most: int, **stopping: Any) -> Any:
        return HistGradientBoostingClassifier(
            learning_rate=rate,
            max_iter=most,
            max_leaf_nodes=15,
            min_samples_leaf=20,
            l2_regularization=1.0,
            categorical_features=labelled,
            random_state=seed % 2**32,
            **stopping,
        )

    with threadpool_limits(1, user_api="openmp"):
        tried = grown(rounds, early_stopping=True, n_iter_no_change=_PATIENCE)
        tried.fit(features, answer, X_val=later[0], y_val=later[1])
        # Once it is known when to stop, what is fresher is learned from too.
        best = max(int(np.argmax(tried.validation_score_)), 1)
        model = grown(best, early_stopping=False)
        model.fit(np.vstack([features, later[0]]), np.concatenate([answer, later[1]]))
    return Trees(model)
