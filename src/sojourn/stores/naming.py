"""A dictionary of names that only grows: a code never changes its name."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


class Names:
    """Names in order of their first appearance, and the code of each."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._codes: dict[str, int] = {}
        for name in names:
            self._codes.setdefault(name, len(self._codes))

    def __len__(self) -> int:
        return len(self._codes)

    def listed(self) -> list[str]:
        """Give the names by code."""
        return list(self._codes)

    def code(self, values: Any) -> NDArray[np.int32]:
        """Code a text column, learning what is new; -1 at nulls.

        Args:
            values: a pyarrow string or dictionary array.
        """
        if not pa.types.is_dictionary(values.type):
            values = values.dictionary_encode()
        used = pc.unique(values.indices).drop_null().to_numpy(zero_copy_only=False)
        places = np.full(len(values.dictionary) + 1, -1, dtype=np.int32)
        for place in np.sort(used).tolist():
            name = values.dictionary[place].as_py()
            if name is not None:
                places[place] = self._codes.setdefault(name, len(self._codes))
        codes = values.indices.cast(pa.int32())
        rows = (pc.fill_null(codes, -1) if codes.null_count else codes).to_numpy(zero_copy_only=False)
        found: NDArray[np.int32] = places[rows]
        return found
