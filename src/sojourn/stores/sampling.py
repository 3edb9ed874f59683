"""What properties hold, found from a sample of the record."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .journey_index import JourneyIndex
from .json_columns import text_of_key
from .lake import Lake
from .lake_files import reading
from .layout import Layout

SAMPLE = 200_000
TOP = 5


@dataclass(frozen=True, slots=True)
class PropertyFacts:
    """What a property holds, in the sample.

    Attributes:
        kind: bool, int64, double, timestamp, string or money.
        nulls: share of events without a value.
        distinct: how many different values.
        top: the most frequent values as text, with their share of all events.
        least, most: bounds of what can be ordered, as text.
    """

    name: str
    kind: str
    nulls: float
    distinct: int
    top: tuple[tuple[str, float], ...]
    least: str | None
    most: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "name": self.name,
            "kind": self.kind,
            "nulls": self.nulls,
            "distinct": self.distinct,
            "top": [{"value": value, "share": share} for value, share in self.top],
            "least": self.least,
            "most": self.most,
        }


def property_facts(index: JourneyIndex, layout: Layout) -> tuple[tuple[PropertyFacts, ...], int]:
    """Look at every property in a sample of about 200,000 events.

    Rows lie in the order of a hash of the customer, so whole row groups are a fair sample of customers.

    Returns:
        The facts by name, and how many rows were looked at.
    """
    names = sorted(index.properties)
    if not names or index.rows == 0:
        return (), 0
    snapshot = Lake(layout.lake).snapshot(index.manifest.lake_version)
    wanted = [name for name in names if name in snapshot.schema.names]
    if len(wanted) < len(names):
        wanted.append("properties")
    tables: list[pa.Table] = []
    rows = 0
    order = np.random.default_rng(0).permutation(len(snapshot.files))  # the same files each time
    for place in order.tolist():
        path = layout.lake / snapshot.files[place].path
        with reading(path), pq.ParquetFile(path) as file:
            metadata = file.metadata
            there = [name for name in wanted if name in metadata.schema.names]
            table = file.read_row_group(0, columns=there)
            rows += metadata.row_group(0).num_rows
        for name in wanted:
            if name not in there:
                nulls = pa.nulls(metadata.row_group(0).num_rows, snapshot.schema.field(name).type)
                table = table.append_column(name, nulls)
        tables.append(table.select(wanted))
        if rows >= SAMPLE:
            break
    sample = pa.concat_tables(tables)
    found = []
    for name in names:
        values = sample[name] if name in snapshot.schema.names else text_of_key(sample["properties"], name)
        found.append(_facts(name, index.properties[name], values))
    return tuple(found), rows


def _facts(name: str, kind: str, values: Any) -> PropertyFacts:
    rows = len(values)
    counted = pc.value_counts(values.drop_null()) if hasattr(values, "drop_null") else pc.value_counts(values)
    counts = counted.field("counts").to_numpy(zero_copy_only=False)
    best = np.argsort(-counts, kind="stable")[:TOP]
    texts = counted.field("values").take(pa.array(best)).cast(pa.string()).to_pylist() if len(best) else []
    low = high = None
    if kind in ("int64", "double", "timestamp", "money") and len(counts):
        bounds = pc.min_max(values)
        low, high = (bounds[side].cast(pa.string()).as_py() for side in ("min", "max"))
    return PropertyFacts(
        name=name,
        kind=kind,
        nulls=values.null_count / rows if rows else 0.0,
        distinct=len(counts),
        top=tuple((text, int(counts[place]) / rows) for text, place in zip(texts, best.tolist(), strict=True)),
        least=low,
        most=high,
    )
