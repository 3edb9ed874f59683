"""What a path of touches is, and paths as they are cut from journeys or come ready."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import JourneyBatch, Labels, Numbers

from .attempts import LONGEST
from .steps import MONEY, Matcher

Places = NDArray[np.int64]
Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

REPEATS: Mapping[str, int] = MappingProxyType({"keep": 0, "collapse": 1, "distinct": 2})
ENDED, OPEN, CONVERTED = 0, 1, 2
_TOUCH, CONVERSION, _KEY = 1, 2, 4
_LARGEST = 9_000_000_000_000
"""Amounts whose millionths fit 63 bits."""


@dataclass(frozen=True, slots=True)
class ReadyPath:
    """Journeys that went along one path.

    Attributes:
        path: channels in order.
        conversions, nulls: how many of them converted, and how many did not.
        value: of the conversions, in all.
    """

    path: tuple[str, ...]
    conversions: int = 1
    nulls: int = 0
    value: float = 0.0

    def __post_init__(self) -> None:
        if self.conversions < 0 or self.nulls < 0:
            raise InvalidInput(
                f"{' > '.join(self.path)!r} has {min(self.conversions, self.nulls)} journeys",
                code="bad-path",
                hint="conversions and nulls are counts, 0 or more",
            )
        if not np.isfinite(self.value) or abs(self.value) > _LARGEST:
            raise InvalidInput(
                f"{' > '.join(self.path)!r} has the value {self.value}", code="bad-path", hint="values are amounts"
            )
        if self.value and not self.conversions:
            raise InvalidInput(
                f"{' > '.join(self.path)!r} has a value and no conversion",
                code="bad-path",
                hint="the value is that of its conversions",
            )


@dataclass(frozen=True, slots=True, eq=False)
class CutPaths:
    """Paths of touches; p paths, t touches.

    Attributes:
        starts: (p + 1,) int64, path i is touches starts[i] to starts[i + 1].
        state: (p,) uint8: ended, open, converted. A conversion without touches is a path without touches.
        times: (p,) int64, how many journeys went along it.
        value: (p,) int64, of its conversions in all, in millionths; None when nobody asked.
        key: (p,) int64, the touch last before the first key event, -1 for none.
        channel: (t,) int32. time: (t,) int64, empty when nobody asked.
        journey, end, row: (p,) int64 journey, (p,) and (t,) int64 events of the batch; empty for ready paths.
    """

    starts: Places
    state: NDArray[np.uint8]
    times: Places
    value: Places | None
    key: Places
    channel: NDArray[np.int32]
    time: Places
    journey: Places
    end: Places
    row: Places

    @property
    def lengths(self) -> Places:
        """Touches of each path."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True, eq=False)
class PathRule:
    """What a path of touches is.

    Unit: a journey as the case rule cuts it, by default everything a customer did. What lies in another journey is
        never seen.
    Touch: an event of the `touch` set (any, when none is named) with a channel, that is not a conversion.
    Conversion: takes the touches since the one before it, in recorded order, that are at most `lookback` old; exactly
        as old still counts. One without touches is unattributed.
    Other touches form paths without a conversion, cut at conversions and where a touch lies more than `lookback` after
        the first of its path. So each touch lies in one path.
    Open: a path without a conversion after which its journey had none and is not over, whose first touch is younger
        than `lookback` at the end of the observed span.
    Repeats: `keep` all; `collapse` touches of one channel that follow each other to the last of them; `distinct`, each
        channel once, at its last touch. Everything else is decided on the path as it was before, but which touch came
        last before a key event on what is left.
    Key event: the first of a path at or after its first touch.

    Attributes:
        matcher: conditions 0 conversion, 1 key event, 2 touch.
        any_touch: every event may be a touch.
        lookback: microseconds, None for any age.
        observed_until: the last instant for which data are complete; None when there are no data.
        value: the property whose sum is shared out; its kind; the property that names the currency.
    """

    matcher: Matcher
    any_touch: bool
    channels: tuple[str, ...]
    lookback: int | None
    repeats: str
    observed_until: int | None
    value: str | None
    kind: str | None
    currency: str | None

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        asked = [name for name in (self.value, self.currency) if name is not None]
        return self.matcher.columns.union(asked)

    def cut(self, batch: JourneyBatch, *, times: bool = False) -> CutPaths:
        """Cut the journeys of a batch into paths; `times` asks for the times of touches."""
        codes, roles = self.roles(batch)
        starts, journey, state, end, key, channel, row = kernels.cut_paths(
            batch.offsets,
            batch.status,
            batch.time,
            codes,
            roles,
            batch.channel,
            len(self.channels),
            self.oldest,
            self.observed_until or 0,
            REPEATS[self.repeats],
        )
        value = None
        if self.value is not None:
            value = np.zeros(len(state), np.int64)
            converted = np.flatnonzero(end >= 0)
            value[converted] = self._amounts(batch, end[converted])
        return CutPaths(
            starts, state, np.ones(len(state), np.int64), value, key, channel,
            batch.time[row] if times else np.zeros(0, np.int64), journey, end, row,
        )  # fmt: skip

    @property
    def oldest(self) -> int:
        """The longest age that counts, -1 for any."""
        return -1 if self.lookback is None else min(self.lookback, LONGEST)

    def roles(self, batch: JourneyBatch) -> tuple[Codes, NDArray[np.uint8]]:
        """Give a code for each event, and by code what such an event may be."""
        lookup = self.matcher.lookup(batch)
        return lookup.codes, np.array([self._role(met) for met in lookup.classes], np.uint8)[lookup.table]

    def currencies(self, batch: JourneyBatch, paths: CutPaths) -> frozenset[str]:
        """Name the currencies of conversions with a value."""
        column = None if self.currency is None or self.value is None else batch.columns[self.currency]
        if not isinstance(column, Labels) or self.value is None:
            return frozenset()
        amounts = batch.columns[self.value]
        rows = paths.end[paths.end >= 0]
        if isinstance(amounts, Numbers) and amounts.valid is not None:
            rows = rows[amounts.valid[rows]]
        return frozenset(column.labels[code] for code in np.unique(column.codes[rows]).tolist() if code >= 0)

    def _role(self, met: tuple[int, ...]) -> int:
        """Say what an event may be that meets some of the conditions."""
        return CONVERSION * (0 in met) + _KEY * (1 in met) + _TOUCH * (self.any_touch or 2 in met)

    def _amounts(self, batch: JourneyBatch, rows: Places) -> Places:
        """Give the value of events in millionths; none is 0.

        Raises:
            InvalidInput: the property holds no numbers, or one too large to be an amount.
        """
        found, valid = self._numbers(batch.columns[self.value or ""], rows)
        if self.kind == "money":
            return np.where(valid, found, 0).astype(np.int64, copy=False)
        plain = np.where(valid, found, 0)
        if len(plain) and not bool(np.all(np.abs(plain) <= _LARGEST)):
            raise InvalidInput(
                f"{self.value!r} holds a value above {_LARGEST:,} or none at all", code="not-a-number",
                hint="keep amounts with --where",
            )  # fmt: skip
        if plain.dtype.kind == "f":
            return np.asarray(np.rint(plain * MONEY), np.int64)
        return np.asarray(plain * MONEY, np.int64)

    def _numbers(
        self, column: Labels | Numbers, rows: Places
    ) -> tuple[Places | NDArray[np.float64], NDArray[np.bool_]]:
        """Read the numbers of events, and which have one; texts as far as they are numbers, such as 1e3.

        Raises:
            InvalidInput: a text that is none.
        """
        if isinstance(column, Numbers):
            return column.values[rows], np.ones(len(rows), np.bool_) if column.valid is None else column.valid[rows]
        codes = column.codes[rows]
        read = np.zeros(len(column.labels) + 1)  # the last is that of no text, which has the code -1
        for code in np.unique(codes[codes >= 0]).tolist():
            try:
                read[code] = float(column.labels[code])
            except ValueError:
                raise InvalidInput(
                    f"{self.value!r} holds string such as {column.labels[code]!r}, which cannot be added up",
                    code="not-a-number",
                    hint="name a column of amounts",
                ) from None
        return read[codes], codes >= 0


def laid_out(paths: Iterable[ReadyPath], repeats: str) -> tuple[CutPaths, tuple[str, ...]]:
    """Lay ready paths out, those of journeys that converted before those of journeys that did not, by row.

    Returns:
        the paths, and the names of the channels by code.
    """
    codes: dict[str, int] = {}
    channel: list[int] = []
    starts, state, times, value = [0], [], [], []
    for path in paths:
        walked = _without_repeats([codes.setdefault(name, len(codes)) for name in path.path], repeats)
        for kind, many, worth in ((CONVERTED, path.conversions, path.value), (ENDED, path.nulls, 0.0)):
            if many and (walked or kind == CONVERTED):
                channel.extend(walked)
                starts.append(len(channel))
                state.append(kind)
                times.append(many)
                value.append(round(worth * MONEY))
    nothing = np.zeros(0, np.int64)
    made = CutPaths(
        np.array(starts, np.int64), np.array(state, np.uint8), np.array(times, np.int64), np.array(value, np.int64),
        np.full(len(state), -1, np.int64), np.array(channel, np.int32), nothing, nothing, nothing, nothing,
    )  # fmt: skip
    return made, tuple(codes)


def _without_repeats(path: list[int], repeats: str) -> list[int]:
    """Leave repeats out as asked."""
    if repeats == "collapse":
        return [code for place, code in enumerate(path) if path[place + 1 : place + 2] != [code]]
    if repeats == "distinct":
        return [code for place, code in enumerate(path) if code not in path[place + 1 :]]
    return path
