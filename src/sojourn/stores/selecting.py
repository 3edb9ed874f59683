"""Answer `where` for ranges of a source: read what the expression needs, ask DuckDB, remember what was compiled."""

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import JourneyBatch, Labels, Range, Source

if TYPE_CHECKING:
    from .filters import Filter

_COMBINATIONS = 65_536


class Selector:
    """Says for each event of a range whether an expression holds.

    An expression over names only (event, channel, labels) is answered once for every combination of names and then
    looked up row by row; every other is answered on the rows themselves.

    Args:
        one_dictionary: a property's labels are the same in every range; else nothing is remembered of them.
    """

    def __init__(self, source: Source, *, one_dictionary: bool = True) -> None:
        self._source = source
        self._one_dictionary = one_dictionary
        self._lock = Lock()
        self._filters: dict[str, Filter] = {}
        self._database: Any = None
        self._answers: dict[str, NDArray[np.bool_]] = {}

    def select(self, span: Range, where: str) -> NDArray[np.bool_]:
        """Say for each event of a range whether `where` holds; null is no.

        Raises:
            InvalidInput: the expression cannot be read, or names what is not there.
        """
        chosen = self._filter(where)
        extra = frozenset(name for name in chosen.columns if name in self._source.properties)
        batch = self._source.read(span, extra)
        coded = self._codes(batch, chosen)
        if coded:
            return self._looked_up(chosen, coded)
        return chosen.mask(self._table(span, batch, chosen.columns), among=self._database)

    def _filter(self, where: str) -> "Filter":
        import pyarrow as pa  # noqa: PLC0415 - start-up

        from .arrays import INSTANT, arrow_kind  # noqa: PLC0415 - start-up
        from .filters import compile_filter, sealed_database  # noqa: PLC0415 - start-up: brings DuckDB

        with self._lock:
            if where not in self._filters:
                known: dict[str, Any] = {name: arrow_kind(kind) for name, kind in self._source.properties.items()}
                known |= {"event": pa.string(), "channel": pa.string(), "customer": pa.string()}
                known["time"] = INSTANT
                self._filters[where] = compile_filter(where, known)
            if self._database is None:
                self._database = sealed_database()
            return self._filters[where]

    def _codes(self, batch: JourneyBatch, chosen: "Filter") -> list[tuple[str, NDArray[Any], Any]] | None:
        """Give (column, codes, names) for each column when all are names and their combinations are few."""
        coded: list[tuple[str, NDArray[Any], Any]] = []
        combinations = 1
        for name in sorted(chosen.columns):
            if name == "event":
                coded.append((name, batch.event, self._source.events))
            elif name == "channel":
                coded.append((name, batch.channel, self._source.channels))
            else:
                column = batch.columns.get(name)
                if not isinstance(column, Labels) or self._source.properties[name] != "string":
                    return None
                coded.append((name, column.codes, column.labels))
            combinations *= len(coded[-1][2]) + 1
            if combinations > _COMBINATIONS:
                return None
        return coded

    def _looked_up(self, chosen: "Filter", coded: list[tuple[str, NDArray[Any], Any]]) -> NDArray[np.bool_]:
        """Answer every combination of names once, and look each row up."""
        shape = tuple(len(names) + 1 for _, _, names in coded)
        key = f"{chosen.expression}\0{shape}"
        with self._lock:
            if key not in self._answers or not self._one_dictionary:
                self._answers[key] = _answer_combinations(chosen, coded, shape)
            answers = self._answers[key]
        place = np.zeros(len(coded[0][1]), dtype=np.int64)
        for (_, codes, names), size in zip(coded, shape, strict=True):
            wide = codes.astype(np.int64)
            np.minimum(wide, len(names), out=wide)
            wide[wide < 0] = len(names)
            place = place * size + wide
        return answers[place]

    def _table(self, span: Range, batch: JourneyBatch, columns: frozenset[str]) -> Any:
        import pyarrow as pa  # noqa: PLC0415 - start-up

        from .arrays import INSTANT, arrow_of, coded  # noqa: PLC0415 - start-up

        arrays: dict[str, Any] = {}
        for name in sorted(columns):
            if name == "event":
                arrays[name] = coded(batch.event, pa.array(self._source.events, pa.string()))
            elif name == "channel":
                arrays[name] = coded(batch.channel, pa.array(self._source.channels, pa.string()))
            elif name == "time":
                arrays[name] = pa.array(batch.time).cast(INSTANT)
            elif name == "customer":
                people = np.arange(span.last - span.first, dtype=np.int64)
                rows = np.repeat(people, np.diff(batch.offsets))
                arrays[name] = pa.DictionaryArray.from_arrays(rows, self._source.identifiers(span, people))
            else:
                arrays[name] = arrow_of(batch.columns[name], self._source.properties[name])
        if not arrays:
            arrays["event"] = pa.nulls(batch.events, pa.string())
        return pa.table(arrays)


def _answer_combinations(
    chosen: "Filter", coded: list[tuple[str, NDArray[Any], Any]], shape: tuple[int, ...]
) -> NDArray[np.bool_]:
    import pyarrow as pa  # noqa: PLC0415 - start-up

    from .arrays import taken  # noqa: PLC0415 - start-up

    grids = np.unravel_index(np.arange(int(np.prod(shape))), shape)
    arrays = {
        name: taken(pa.array([*names, None], pa.string()), grid)
        for (name, _, names), grid in zip(coded, grids, strict=True)
    }
    return chosen.mask(pa.table(arrays))
