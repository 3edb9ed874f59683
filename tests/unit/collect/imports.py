"""Import bytes as a user would: look, infer, read; and give back all that came of it."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from sojourn import collect

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Imported:
    """What came of a file."""

    inspection: collect.Inspection
    inference: collect.Inference
    chunks: list[collect.Chunk]

    @property
    def mapping(self):
        return self.inference.mapping

    @property
    def events(self):
        return [row for chunk in self.chunks for row in chunk.events.to_pylist()]

    @property
    def refused(self):
        return [refusal for chunk in self.chunks for refusal in chunk.refused]

    @property
    def rows(self):
        return sum(chunk.rows for chunk in self.chunks)

    @property
    def keys(self):
        return [(row["key_hi"], row["key_lo"]) for row in self.events]

    def column(self, name):
        return [row.get(name) for row in self.events]

    def type_of(self, name):
        return self.chunks[0].events.schema.field(name).type


def run(content, *, name="file", default_zone=None, options=None, **given):
    """Import text or bytes; `given` are fields of the mapping and `options` those of `read`."""
    data = content.encode() if isinstance(content, str) else content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        source = collect.Source(path, name=name)
        mapping = collect.Mapping(**({"source": "test"} | given))
        inspection = collect.inspect(source, mapping)
        inference = collect.infer(inspection, mapping, default_zone=default_zone)
        chunks = list(
            collect.read(
                source,
                inference.mapping,
                inspection=inspection,
                **({"now": NOW, "default_zone": default_zone} | (options or {})),
            )
        )
    return Imported(inspection, inference, chunks)


def micros(moment):
    """Count microseconds since 1970."""
    return pa.scalar(moment, pa.timestamp("us", "UTC")).value


def utc(*parts):
    """Make a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)
