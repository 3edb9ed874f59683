"""ClickHouse's engine as a library: SQL over a Memory table, beside a MergeTree one for finding single customers.

`follows` relies on rows standing by customer and recorded order within the stored blocks; `follows_any_order` does
not. `windowFunnel` sorts for itself: its clock is time * 2048 + seq, so that ties keep the recorded order (`seq` stays
under 2,048), and its window is wide enough by just the last 2,047.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from chdb import __version__ as version
from chdb import session

from benchmarks.questions import MONDAY_US, PERIODS, START, STEPS, TOP, WEEK_US, WITHIN_US, Answer
from benchmarks.world import EVENTS

NAMES = len(EVENTS)
TICKS = 2048
NOBODY = 4_000_000_000


class Engine:
    """A session with its tables and the four questions."""

    version = f"chdb {version}"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="bench-chdb-")
        self._session = session.Session(self._folder.name)

    def _rows(self, sql: str) -> list[Any]:
        return [json.loads(line) for line in str(self._session.query(sql, "JSONCompactEachRow")).splitlines()]

    def load(self, folder: Path) -> None:
        """Copy events.parquet into both tables, coding names by their place in EVENTS."""
        names = "[" + ", ".join(f"'{name}'" for name in EVENTS) + "]"
        columns = "c UInt32, s UInt16, t Int64, e UInt8, x UInt64, n UInt32"
        self._rows("CREATE DATABASE bench ENGINE = Atomic")
        self._rows(f"CREATE TABLE bench.sorted ({columns}) ENGINE = MergeTree ORDER BY (c, s)")
        self._rows(
            f"""INSERT INTO bench.sorted
            SELECT customer::UInt32 c, seq::UInt16 s, toUnixTimestamp64Micro(time) t,
                   (indexOf({names}, event::String) - 1)::UInt8 e, (t - {MONDAY_US})::UInt64 * {TICKS} + s x, 0 n
            FROM file('{folder / "events.parquet"}')"""
        )
        self._rows("OPTIMIZE TABLE bench.sorted FINAL")
        self._rows(f"CREATE TABLE bench.ev ({columns}) ENGINE = Memory")
        self._rows(
            """INSERT INTO bench.ev SELECT c, s, t, e, x, rowNumberInAllBlocks() FROM bench.sorted ORDER BY c, s
            SETTINGS max_insert_threads = 1, max_threads = 1"""
        )
        # Where one stored block meets the next, a row cannot see its neighbour: those few pairs are kept apart.
        self._rows("CREATE TABLE bench.seams (k UInt16, d Int64) ENGINE = Memory")
        self._rows(
            f"""INSERT INTO bench.seams
            WITH heads AS (SELECT n, c, e, t FROM bench.ev WHERE rowNumberInBlock() = 0),
            tails AS (SELECT n + 1 after, c, e, t FROM bench.ev WHERE after IN (SELECT n FROM heads))
            SELECT tails.e * {NAMES} + heads.e, heads.t - tails.t
            FROM heads JOIN tails ON heads.n = tails.after AND heads.c = tails.c"""
        )

    def funnel(self) -> Answer:
        """Use the function made for it."""
        steps = ", ".join(f"e = {step}" for step in STEPS)
        counts = ", ".join(f"countIf(depth > {k})" for k in range(len(STEPS)))
        rows = self._rows(
            f"""SELECT {counts} FROM (
            SELECT windowFunnel({WITHIN_US * TICKS + TICKS - 1})(x, {steps}) depth
            FROM bench.ev WHERE e IN {STEPS} GROUP BY c)"""
        )
        return {"reached": [int(n) for n in rows[0]]}

    def follows(self) -> Answer:
        """Pair each row with the one above it within its stored block, and add the seams."""
        return self._edges(
            f"""SELECT k, sum(n), sum(d) / sum(n) FROM (
            SELECT p * {NAMES} + e k, count() n, sum(d) d FROM (
                SELECT e, neighbor(e, -1) p, neighbor(c, -1, {NOBODY}::UInt32) pc, t - neighbor(t, -1) d, c
                FROM bench.ev)
            WHERE pc = c GROUP BY k
            UNION ALL SELECT k, 1 n, d FROM bench.seams)
            GROUP BY k ORDER BY k SETTINGS allow_deprecated_error_prone_window_functions = 1"""
        )

    def follows_any_order(self) -> Answer:
        """Look one event ahead in a sorted window a customer."""
        return self._edges(
            f"""SELECT e * {NAMES} + p k, count(), avg(d) FROM (
            SELECT e, leadInFrame(e, 1, 255) OVER w p, leadInFrame(t) OVER w - t d FROM bench.ev
            WINDOW w AS (PARTITION BY c ORDER BY t, s ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING))
            WHERE p < 255 GROUP BY k ORDER BY k"""
        )

    def _edges(self, sql: str) -> Answer:
        return {"edges": [[int(k) // NAMES, int(k) % NAMES, int(n), d / 1e6] for k, n, d in self._rows(sql)]}

    def variants(self) -> Answer:
        """Combine a hash of (place, event) over a customer; then fetch one customer of each of the best by key."""
        best = self._rows(
            f"""WITH v AS (SELECT h, count() k, any(c) c FROM (
            SELECT c, groupBitXor(intHash64(s * {NAMES} + e)) h FROM bench.ev GROUP BY c) GROUP BY h)
            SELECT k, c, count() OVER () FROM v ORDER BY k DESC LIMIT {TOP}"""
        )
        wanted = ", ".join(str(row[1]) for row in best)
        paths = dict(
            self._rows(
                f"""SELECT c, arrayMap(p -> p.2, arraySort(groupArray((s, e)))) FROM bench.sorted
                WHERE c IN ({wanted}) GROUP BY c"""
            )
        )
        return {"distinct": int(best[0][2]), "top": [[int(k), paths[c]] for k, c, _ in best]}

    def variants_any_order(self) -> Answer:
        """List each customer's events in order, and count equal lists."""
        rows = self._rows(
            f"""SELECT p, count() k, count() OVER () FROM (
            SELECT arrayMap(x -> x.3, arraySort(groupArray((t, s, e)))) p FROM bench.ev GROUP BY c)
            GROUP BY p ORDER BY k DESC LIMIT {TOP}"""
        )
        return {"distinct": int(rows[0][2]), "top": [[int(k), path] for path, k, _ in rows]}

    def retention(self) -> Answer:
        """Keep the distinct weeks of each customer, then count them from the first."""
        rows = self._rows(
            f"""WITH d AS (
            SELECT groupArray(intDiv(t - {MONDAY_US}, {WEEK_US})::UInt16) w FROM bench.ev WHERE e = {START} GROUP BY c)
            SELECT arrayMin(w) b, arrayJoin(arrayDistinct(w)) - b k, count() FROM d WHERE k <= {PERIODS}
            GROUP BY b, k ORDER BY b, k"""
        )
        return {"cells": [[int(value) for value in row] for row in rows]}

    def retention_any_order(self) -> Answer:
        """Join the distinct weeks of each customer to the first of them."""
        week = f"intDiv(t - {MONDAY_US}, {WEEK_US})"
        rows = self._rows(
            f"""WITH w AS (SELECT DISTINCT c, {week} w FROM bench.ev WHERE e = {START}),
            born AS (SELECT c, min(w) b FROM w GROUP BY c)
            SELECT b, w - b k, count() FROM w JOIN born USING (c) WHERE k <= {PERIODS} GROUP BY b, k ORDER BY b, k"""
        )
        return {"cells": [[int(value) for value in row] for row in rows]}
