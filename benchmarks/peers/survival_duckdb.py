"""Survival in DuckDB: SQL over a table in memory.

`survival` relies on rows standing by customer and recorded order, so that an as-of join may run on row numbers;
`survival_any_order` relies on `seq` alone.
"""

import os
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benchmarks import waits
from benchmarks.questions import CONVERSION, STARTED, Answer


class Engine:
    """A database in memory and the question of survival."""

    version = f"duckdb {duckdb.__version__}"

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": len(os.sched_getaffinity(0))})

    def load(self, folder: Path) -> None:
        """Copy events.parquet into a table; an event is 1 where the clock starts and 2 where it stops."""
        self.connection.execute(
            f"""CREATE TABLE ev AS SELECT customer::INTEGER c, seq::SMALLINT s, epoch_us("time") t,
            ((event = '{STARTED}')::UTINYINT + 2 * (event = '{CONVERSION}')::UTINYINT)::UTINYINT e,
            (row_number() OVER ())::INTEGER n
            FROM read_parquet('{folder / "events.parquet"}')"""
        )

    def survival(self) -> Answer:
        """Join each customer's first start to the next stop."""
        return self._curve(
            """SELECT s.c, s.t began, p.t stopped, coalesce(p.c = s.c, false) there
            FROM (SELECT c, min(n) n, arg_min(t, n) t FROM ev WHERE e = 1 GROUP BY c) s
            ASOF LEFT JOIN (SELECT c, n, t FROM ev WHERE e = 2) p ON s.n <= p.n"""
        )

    def survival_any_order(self) -> Answer:
        """Find each customer's first start, join every stop after it, and keep the first."""
        return self._curve(
            """SELECT s.c, any_value(s.t) began, arg_min(p.t, p.s) stopped, count(p.s) > 0 there
            FROM (SELECT c, min(s) s, arg_min(t, s) t FROM ev WHERE e = 1 GROUP BY c) s
            LEFT JOIN (SELECT c, s, t FROM ev WHERE e = 2) p ON s.c = p.c AND p.s > s.s GROUP BY s.c"""
        )

    def _curve(self, sql: str) -> Answer:
        """Count waits by length, and multiply along in numpy: a running product of SQL takes longer."""
        found: dict[str, Any] = self.connection.execute(
            f"""SELECT CASE WHEN there THEN stopped ELSE (SELECT max(t) FROM ev) END - began length,
            count(*) leaving, count(*) FILTER (there) ended FROM ({sql}) GROUP BY length ORDER BY length"""
        ).fetchnumpy()
        leaving, ended = found["leaving"], found["ended"]
        at_risk = leaving.sum() - np.concatenate(([0], np.cumsum(leaving)[:-1]))
        waiting = np.cumprod(1 - ended / at_risk)
        return waits.read(np.asarray(found["length"]), waiting, int(leaving.sum()), int(ended.sum()))
