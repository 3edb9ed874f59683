"""How the work of an import or a rebuild is cut: stretches of customers, each bounded in size, along the old parts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .index_build import PART_EVENTS, IndexBuild
from .journey_index import Part
from .parts import PartArrays, assembled, restricted, stretches


@dataclass(frozen=True, slots=True)
class Stretch:
    """Partitions of customers, and the old part that covers them; `whole` says that it covers no others."""

    first: int
    last: int
    old: Part | None
    whole: bool = True

    def pass_on(self, build: IndexBuild) -> None:
        """Take over what is in the index for it, where nothing is new."""
        if self.old is not None:
            if self.whole and not build.recode:
                build.keep(self.old)
            else:
                self.write(build, None)

    def write(self, build: IndexBuild, fresh: PartArrays | None) -> None:
        """Write a part of what is in the index for it and what is new."""
        pieces = [] if self.old is None else [restricted(build.old_arrays(self.old), self.first, self.last)]
        if fresh is not None:
            pieces.append(fresh)
        if any(len(piece.time) for piece in pieces):
            build.write(assembled(pieces), first_partition=self.first)


def plan_stretches(build: IndexBuild, counts: NDArray[np.int64]) -> list[Stretch]:
    """Cut the work into stretches: along old parts, and finer where much is new."""
    plan = []
    for first, last, old in build.stretches():
        pieces = stretches(counts[first:last], most=PART_EVENTS)
        whole = len(pieces) == 1
        plan += [Stretch(first + a, first + b, old, whole) for a, b in pieces]
    return plan
