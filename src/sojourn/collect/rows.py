"""Rows on their way from a file to events, and the plan by which they are judged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import Array
from .model import Mapping, Refusal
from .times import Clock


@dataclass(frozen=True, slots=True)
class Raw:
    """Rows as a format gave them, before anything was decided.

    Args:
        columns: by name, all of one length; text, or typed where the file is.
        rows: (n,) int64 row numbers.
        refused: rows that could not even be read; they are not in `columns`.
        whole: text of each row to be hashed and shown instead of its columns, or None.
        rest: JSON text of what stands in no column, or None.
        rows_read: records, refused ones included.
    """

    columns: dict[str, Array]
    rows: NDArray[np.int64]
    refused: tuple[Refusal, ...]
    rows_read: int
    whole: Array | None = None
    rest: Array | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides how rows are read: fixed before the first one."""

    file: str
    mapping: Mapping
    types: dict[str, str]
    now: int
    earliest: int
    allow_future: bool
    zone: str | None

    def clock(self, column: str) -> Clock:
        """Give the clock of a column: its own zone before the file's."""
        return Clock(dict(self.mapping.zones).get(column, self.zone), self.mapping.date_order)
