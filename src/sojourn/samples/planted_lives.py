"""What customers of a planted world lived through."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

SEGMENTS = ("casual", "fan", "devoted")


@dataclass(frozen=True, slots=True)
class Lives:
    """What customers lived through, a row a journey; m steps.

    Attributes:
        reached: how many steps each came through, 1 to m.
        rating: (n, m) answers 1 to 5, 0 where none was given.
    """

    segment: Codes
    reached: npt.NDArray[np.int64]
    rating: Codes
    treated: Flags
    back: Flags
