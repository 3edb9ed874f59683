"""Attribution in ClickHouse's engine: a customer's events as an array, split after each conversion.

Relies on nothing but `seq`, the place of an event within its customer.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from chdb import __version__ as version
from chdb import session

from benchmarks import chain
from benchmarks.questions import CONVERSION, Answer
from benchmarks.world import CHANNELS, NO_CHANNEL

START, CONVERTED, NOTHING = len(CHANNELS), len(CHANNELS), len(CHANNELS) + 1
TO = len(CHANNELS) + 2
SOLD = 254
"""Stands for the conversion in the array of a customer's channels."""


class Engine:
    """A session with its table and the questions of attribution."""

    version = f"chdb {version}"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="bench-chdb-")
        self._session = session.Session(self._folder.name)

    def _rows(self, sql: str) -> list[Any]:
        return [json.loads(line) for line in str(self._session.query(sql, "JSONCompactEachRow")).splitlines()]

    def load(self, folder: Path) -> None:
        """Copy what is a touch or a conversion into a table, coding channels by their place in CHANNELS."""
        names = "[" + ", ".join(f"'{name}'" for name in CHANNELS) + "]"
        self._rows("CREATE DATABASE bench ENGINE = Atomic")
        self._rows("CREATE TABLE bench.ev (c UInt32, s UInt16, h UInt8) ENGINE = Memory")
        self._rows(
            f"""INSERT INTO bench.ev SELECT customer::UInt32, seq::UInt16,
            if(event::String = '{CONVERSION}', {SOLD},
               if(channel IS NULL, {NO_CHANNEL}, indexOf({names}, assumeNotNull(channel::Nullable(String))) - 1))::UInt8
            FROM file('{folder / "events.parquet"}')"""
        )

    _PATHS = f"""arrayJoin(arrayReverseSplit(x -> x = {SOLD}, arrayFilter(x -> x <> {NO_CHANNEL},
        arrayMap(x -> (x % 256)::UInt8, arraySort(groupArray(s::UInt32 * 256 + h)))))) p FROM bench.ev GROUP BY c"""

    def last(self) -> Answer:
        """Take the channel before each conversion."""
        rows = self._rows(
            f"""SELECT p[-2] h, count() FROM (SELECT {self._PATHS}) WHERE p[-1] = {SOLD} AND length(p) > 1
            GROUP BY h ORDER BY h"""
        )
        return {"channels": [[CHANNELS[code], float(n)] for code, n in rows]}

    def linear(self) -> Answer:
        """Give each touch before a conversion one over their number."""
        rows = self._rows(
            f"""SELECT arrayJoin(arrayPopBack(p)) h, sum(1 / (length(p) - 1)) FROM (SELECT {self._PATHS})
            WHERE p[-1] = {SOLD} GROUP BY h ORDER BY h"""
        )
        return {"channels": [[CHANNELS[code], float(w)] for code, w in rows]}

    def markov(self) -> Answer:
        """Pair the channels of each path with the next, count pairs, and solve the chain."""
        rows = self._rows(
            f"""SELECT arrayJoin(arrayZip(arrayPushFront(q, {START}), arrayPushBack(q, z))) move, count() FROM (
            SELECT if(p[-1] = {SOLD}, arrayPopBack(p), p) q, if(p[-1] = {SOLD}, {CONVERTED}, {NOTHING})::UInt8 z
            FROM (SELECT {self._PATHS})) WHERE length(q) > 0 GROUP BY move"""
        )
        counts = np.zeros((len(CHANNELS) + 1, TO), np.int64)
        for (state, to), n in rows:
            counts[state, to] += int(n)
        return chain.answer(counts, CHANNELS)
