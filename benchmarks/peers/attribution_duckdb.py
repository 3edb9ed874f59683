"""Attribution in DuckDB: SQL over a table in memory, channels coded as one byte.

The best forms rely on rows standing by customer and recorded order: running sums and `lag` then stream without sorting,
one range of customers a thread. The `_any_order` twins rely on nothing but `seq`, the place of an event within its
customer, as one would write it in SQL.
"""

import itertools
import os
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benchmarks import chain
from benchmarks.questions import CONVERSION, Answer
from benchmarks.world import CHANNELS

START, CONVERTED, NOTHING = len(CHANNELS), len(CHANNELS), len(CHANNELS) + 1
TO, WIDE = len(CHANNELS) + 2, 16


class Engine:
    """A database in memory and the questions of attribution."""

    version = f"duckdb {duckdb.__version__}"

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": len(os.sched_getaffinity(0))})

    def load(self, folder: Path) -> None:
        """Copy events.parquet into a table; n numbers the rows, h is null without a channel."""
        names = ", ".join(f"'{name}'" for name in CHANNELS)
        self.connection.execute(f"CREATE TYPE channel_name AS ENUM ({names})")
        self.connection.execute(
            f"""CREATE TABLE ev AS SELECT customer::INTEGER c, seq::SMALLINT s,
            enum_code(channel::channel_name)::UTINYINT h, event = '{CONVERSION}' v, row_number() OVER () n
            FROM read_parquet('{folder / "events.parquet"}')"""
        )
        self.customers = self._rows("SELECT max(c) + 1 FROM ev")[0][0]

    def _rows(self, sql: str) -> list[Any]:
        return self.connection.execute(sql).fetchall()

    def _streams(self, columns: str, beside: str = "*") -> str:
        """Write a query for each range of customers, joined: columns over rows that know whether a path begins, and
        what is said of rows with these."""
        threads = len(os.sched_getaffinity(0))
        cuts = [self.customers * k // threads for k in range(threads + 1)]
        return " UNION ALL ".join(
            f"""SELECT {beside} FROM (SELECT {columns} FROM (
            SELECT n, s, c, h, v, s = 0 OR lag(v) OVER () b, NOT v AND h IS NOT NULL t
            FROM ev WHERE c >= {low} AND c < {high}))"""
            for low, high in itertools.pairwise(cuts)
        )

    _LATEST = f"""max(CASE WHEN t THEN n * {WIDE} + h WHEN b THEN n * {WIDE} + {START} END)
        OVER (ROWS UNBOUNDED PRECEDING)"""

    def last(self) -> Answer:
        """Carry the place and channel of the latest touch along, and count what conversions find."""
        rows = self._rows(
            f"""SELECT m % {WIDE} k, count(*) FROM ({self._streams(f"v, {self._LATEST} m")})
            WHERE v GROUP BY k ORDER BY k"""
        )
        return {"channels": [[CHANNELS[code], float(n)] for code, n in rows if code != START]}

    def linear(self) -> Answer:
        """Number paths by a running count, count the touches of each channel on each, and add up their shares."""
        numbered = self._streams("c, v, h, t, sum(b::INTEGER) OVER (ROWS UNBOUNDED PRECEDING) k")
        own = ", ".join(f"count(*) FILTER (t AND h = {code}) c{code}" for code in range(len(CHANNELS)))
        shares = ", ".join(f"sum(c{code} / m)" for code in range(len(CHANNELS)))
        rows = self._rows(
            f"""SELECT {shares} FROM (
            SELECT bool_or(v) sold, count(*) FILTER (t) m, {own} FROM ({numbered}) GROUP BY c, k)
            WHERE sold AND m > 0"""
        )
        return {"channels": [[name, w] for name, w in zip(CHANNELS, rows[0], strict=True) if w]}

    def markov(self) -> Answer:
        """Carry the latest touch along, count moves between it and the next, and solve the chain."""
        beside = f"*, CASE WHEN b THEN {START} ELSE lag(now) OVER () END was, lead(s) OVER () following"
        latest = self._streams(f"s, b, t, h, v, {self._LATEST} % {WIDE} now", beside)
        rows = self._rows(
            f"""WITH w AS ({latest})
            SELECT was, CASE WHEN t THEN h ELSE {CONVERTED} END too, count(*) FROM w
            WHERE t OR (v AND was <> {START}) GROUP BY ALL
            UNION ALL SELECT now, {NOTHING}, count(*) FROM w
            WHERE coalesce(following, 0) = 0 AND NOT v AND now <> {START} GROUP BY ALL"""
        )
        return self._solved(rows)

    _PATHS = """p AS (SELECT c, s, h, v, sum(v::INTEGER) OVER w - v::INTEGER k FROM ev
        WINDOW w AS (PARTITION BY c ORDER BY s ROWS UNBOUNDED PRECEDING)),
        e AS (SELECT c, k FROM p WHERE v),
        t AS (SELECT c, k, s, h FROM p WHERE NOT v AND h IS NOT NULL)"""

    def last_any_order(self) -> Answer:
        """Take the channel with the largest place of each path that converts."""
        rows = self._rows(
            f"""WITH {self._PATHS}, l AS (SELECT arg_max(h, s) h FROM t JOIN e USING (c, k) GROUP BY c, k)
            SELECT h, count(*) FROM l GROUP BY h ORDER BY h"""
        )
        return {"channels": [[CHANNELS[code], float(n)] for code, n in rows]}

    def linear_any_order(self) -> Answer:
        """Give each touch of a path that converts one over their number."""
        rows = self._rows(
            f"""WITH {self._PATHS}, l AS (SELECT h, 1 / count(*) OVER (PARTITION BY c, k) w FROM t JOIN e USING (c, k))
            SELECT h, sum(w) FROM l GROUP BY h ORDER BY h"""
        )
        return {"channels": [[CHANNELS[code], w] for code, w in rows]}

    def markov_any_order(self) -> Answer:
        """Look one touch back in a sorted window a path, count moves, and solve the chain."""
        rows = self._rows(
            f"""WITH {self._PATHS},
            m AS (SELECT c, k, h, lag(h) OVER w was, lead(h) OVER w following FROM t
                WINDOW w AS (PARTITION BY c, k ORDER BY s))
            SELECT coalesce(was, {START}), h, count(*) FROM m GROUP BY ALL
            UNION ALL SELECT m.h, CASE WHEN e.c IS NULL THEN {NOTHING} ELSE {CONVERTED} END, count(*)
            FROM m LEFT JOIN e USING (c, k) WHERE following IS NULL GROUP BY ALL"""
        )
        return self._solved(rows)

    def _solved(self, rows: list[tuple[int, int, int]]) -> Answer:
        counts = np.zeros((len(CHANNELS) + 1, TO), np.int64)
        for state, to, n in rows:
            counts[state, to] += n
        return chain.answer(counts, CHANNELS)
