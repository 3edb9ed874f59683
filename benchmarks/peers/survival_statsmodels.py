"""Survival with statsmodels: its curve with standard errors, over waits that numpy finds.

Cutting waits out of events is no part of the package; it is done as in `survival_pandas`, and is in the times.
"""

from importlib.metadata import version
from typing import Any

import numpy as np
from statsmodels.duration.survfunc import SurvfuncRight

from benchmarks import waits
from benchmarks.peers import survival_pandas
from benchmarks.questions import Answer


class Engine(survival_pandas.Engine):
    """A frame in memory and the question of survival."""

    version = f"statsmodels {version('statsmodels')}"

    def survival(self) -> Answer:
        """Estimate the curve with the package."""
        length, there = self._waits()
        # It takes no wait of nought: all are made longer by a tenth of a microsecond, which changes no order.
        found: Any = SurvfuncRight(length + 0.1, there.astype(np.int64))
        return waits.read(np.rint(found.surv_times).astype(np.int64), found.surv_prob, len(length), int(there.sum()))
