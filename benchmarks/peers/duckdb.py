"""DuckDB: SQL over a table in memory with names coded as one byte.

`funnel` and `follows` rely on rows standing by customer and recorded order, as the file has them: only then can
as-of joins run on row numbers, and `lag` stream without sorting. The `_any_order` twins are what one would write
without that knowledge, and without the tricks of the other two questions' best forms.
"""

import itertools
import os
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.questions import MONDAY_US, PERIODS, START, STEPS, TOP, WEEK_US, WITHIN_US, Answer
from benchmarks.world import EVENTS

NAMES = len(EVENTS)
WEEK = f"((t - {MONDAY_US}) // {WEEK_US})::SMALLINT"
WEEKS = 520  # the longest world spans ten years at most; checked at loading


class Engine:
    """A database in memory and the four questions."""

    version = f"duckdb {duckdb.__version__}"

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": len(os.sched_getaffinity(0))})

    def load(self, folder: Path) -> None:
        """Copy events.parquet into a table, coding names by their place in EVENTS."""
        names = ", ".join(f"'{name}'" for name in EVENTS)
        self.connection.execute(f"CREATE TYPE event_name AS ENUM ({names})")
        self.connection.execute(
            f"""CREATE TABLE ev AS
            SELECT customer::INTEGER c, epoch_us("time") t, seq::SMALLINT s, enum_code(event::event_name)::UTINYINT e,
                   (row_number() OVER ())::INTEGER n
            FROM read_parquet('{folder / "events.parquet"}')"""
        )
        self.customers, weeks = self._rows(f"SELECT max(c) + 1, max({WEEK}) FROM ev")[0]
        assert weeks < WEEKS

    def _rows(self, sql: str) -> list[Any]:
        return self.connection.execute(sql).fetchall()

    def funnel(self) -> Answer:
        """Join each step to the latest attempt before it, an as-of join on rows; drop strangers and latecomers."""
        live = [f"a0 AS MATERIALIZED (SELECT c, n, t begun FROM ev WHERE e = {STEPS[0]})"]
        live += [
            f"""a{k} AS MATERIALIZED (
            SELECT x.c, x.n, p.begun FROM (SELECT c, n, t FROM ev WHERE e = {step}) x ASOF JOIN a{k - 1} p ON x.n >= p.n
            WHERE x.c = p.c AND x.t - p.begun <= {WITHIN_US})"""
            for k, step in enumerate(STEPS)
            if k > 0
        ]
        counts = [f"(SELECT bit_count(bitstring_agg(c, 0, {self.customers})) FROM a{k})" for k in range(len(STEPS))]
        row = self._rows(f"WITH {', '.join(live)} SELECT {', '.join(counts)}")[0]
        return {"reached": [n or 0 for n in row]}

    def funnel_any_order(self) -> Answer:
        """Carry the latest start through one running maximum a step."""
        window = "WINDOW w AS (PARTITION BY c ORDER BY t, s ROWS UNBOUNDED PRECEDING)"
        source = f"(SELECT c, t, s, e, t s0 FROM ev WHERE e IN {STEPS})"
        for k, step in enumerate(STEPS[:-1]):
            source = f"(SELECT *, max(CASE WHEN e = {step} THEN s{k} END) OVER w s{k + 1} FROM {source} {window})"
        depth = " ".join(
            f"WHEN e = {STEPS[k]} AND t - s{k} <= {WITHIN_US} THEN {k + 1}" for k in range(len(STEPS) - 1, -1, -1)
        )
        deepest = f"SELECT max(CASE {depth} END) d FROM {source} GROUP BY c"
        counts = ", ".join(f"count(*) FILTER (d >= {k + 1})" for k in range(len(STEPS)))
        return {"reached": list(self._rows(f"SELECT {counts} FROM ({deepest})")[0])}

    def follows(self) -> Answer:
        """Stream `lag` over the rows: one stream a thread, each over a range of customers."""
        threads = len(os.sched_getaffinity(0))
        cuts = [self.customers * k // threads for k in range(threads + 1)]
        streams = " UNION ALL ".join(
            f"""SELECT s, e, lag(e) OVER ()::INTEGER p, t - lag(t) OVER () d
            FROM ev WHERE c >= {low} AND c < {high}"""
            for low, high in itertools.pairwise(cuts)
        )
        return self._edges(
            f"SELECT p * {NAMES} + e k, count(*), avg(d) FROM ({streams}) WHERE s > 0 GROUP BY k ORDER BY k"
        )

    def follows_any_order(self) -> Answer:
        """Look one event ahead in a sorted window a customer."""
        pairs = """SELECT e, lead(e) OVER w p, lead(t) OVER w - t d FROM ev
        WINDOW w AS (PARTITION BY c ORDER BY t, s)"""
        return self._edges(
            f"""SELECT e::INTEGER * {NAMES} + p k, count(*), avg(d) FROM ({pairs})
            WHERE p IS NOT NULL GROUP BY k ORDER BY k"""
        )

    def _edges(self, sql: str) -> Answer:
        return {"edges": [[k // NAMES, k % NAMES, n, d / 1e6] for k, n, d in self._rows(sql)]}

    def variants(self) -> Answer:
        """Combine a hash of (place, event) over a customer; equal hashes are equal sequences."""
        rows = self._rows(
            f"""WITH h AS (SELECT c, bit_xor(hash(s::INTEGER * {NAMES} + e)) h FROM ev GROUP BY c),
            v AS (SELECT h, count(*) k, min(c) c FROM h GROUP BY h),
            best AS (SELECT * FROM v ORDER BY k DESC LIMIT {TOP})
            SELECT (SELECT count(*) FROM v), k, list(e ORDER BY s) FROM best JOIN ev USING (c) GROUP BY best.c, k
            ORDER BY k DESC"""
        )
        return {"distinct": rows[0][0], "top": [[k, path] for _, k, path in rows]}

    def variants_any_order(self) -> Answer:
        """List each customer's events in order, and count equal lists."""
        rows = self._rows(
            f"""WITH v AS (
            SELECT p, count(*) k FROM (SELECT list(e ORDER BY t, s) p FROM ev GROUP BY c) GROUP BY p)
            SELECT (SELECT count(*) FROM v), k, p FROM v ORDER BY k DESC LIMIT {TOP}"""
        )
        return {"distinct": rows[0][0], "top": [[k, path] for _, k, path in rows]}

    def retention(self) -> Answer:
        """Keep a bit string of weeks for each customer, group equal ones, then read off the bits."""
        rows = self._rows(
            f"""WITH m AS (
            SELECT min({WEEK}) b, bitstring_agg({WEEK}, 0, {WEEKS}) m FROM ev WHERE e = {START} GROUP BY c),
            g AS (SELECT b, m, count(*) n FROM m GROUP BY ALL)
            SELECT b, k, sum(n)::BIGINT FROM g, range({PERIODS + 1}) r(k)
            WHERE b + k <= {WEEKS} AND get_bit(m, (b + k)::INTEGER) = 1 GROUP BY ALL ORDER BY ALL"""
        )
        return {"cells": [list(row) for row in rows]}

    def retention_any_order(self) -> Answer:
        """Join the distinct weeks of each customer to the first of them."""
        rows = self._rows(
            f"""WITH w AS (SELECT DISTINCT c, {WEEK} w FROM ev WHERE e = {START}),
            born AS (SELECT c, min(w) b FROM w GROUP BY c)
            SELECT b, w - b k, count(*) FROM w JOIN born USING (c) WHERE k <= {PERIODS} GROUP BY ALL ORDER BY ALL"""
        )
        return {"cells": [list(row) for row in rows]}
