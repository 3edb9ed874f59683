"""Analyses in an awkward place: what they are asked is what another analysis is, but something happens meanwhile."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sojourn.core.analysis import Analysis, Engine, Journeys, MemberAnalysis
from sojourn.core.journeys import Basis, JourneyBatch

PATIENCE = 120.0
"""Seconds that something waits for its end."""


@dataclass(frozen=True)
class Doomed:
    """Reduce batches as another analysis does; whoever is first says where it runs, and waits to be killed.

    Attributes:
        marker: a file that says the ids of the processes from the first one's up.
    """

    asked: Analysis[Any, Any]
    marker: str

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed."""
        return self.asked.columns

    def partial(self, batch: JourneyBatch) -> Any:
        """Reduce one batch, if nothing comes between."""
        try:
            with open(self.marker, "x") as file:
                file.write(" ".join(map(str, ancestors())))
        except FileExistsError:
            return self.asked.partial(batch)
        time.sleep(PATIENCE)
        raise AssertionError("nobody came to kill this process")

    def merge(self, a: Any, b: Any) -> Any:
        """Put two partials together."""
        return self.asked.merge(a, b)

    def finish(self, partial: Any, basis: Basis) -> Any:
        """Make the result."""
        return self.asked.finish(partial, basis)


@dataclass(frozen=True)
class Slow:
    """Reduce batches as another analysis does; whoever is first goes to sleep, so that Spark tries its task again.

    Attributes:
        marker: a file that says that somebody sleeps.
        woken: a file that is there once nobody does any more.
    """

    asked: Analysis[Any, Any]
    marker: str
    woken: str

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed."""
        return self.asked.columns

    def partial(self, batch: JourneyBatch) -> Any:
        """Reduce one batch, sooner or later."""
        try:
            with open(self.marker, "x"):
                pass
        except FileExistsError:
            return self.asked.partial(batch)
        time.sleep(2 * PATIENCE)
        Path(self.woken).touch()
        return self.asked.partial(batch)

    def merge(self, a: Any, b: Any) -> Any:
        """Put two partials together."""
        return self.asked.merge(a, b)

    def finish(self, partial: Any, basis: Basis) -> Any:
        """Make the result."""
        return self.asked.finish(partial, basis)


@dataclass(frozen=True)
class Gated:
    """Reduce batches as another analysis does, when the gate is open.

    Attributes:
        begun: a file that says that somebody waits.
        gate: a file that is there once it is open.
    """

    asked: Analysis[Any, Any]
    begun: str
    gate: str

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed."""
        return self.asked.columns

    def partial(self, batch: JourneyBatch) -> Any:
        """Reduce one batch, once that is allowed."""
        Path(self.begun).touch()
        until = time.monotonic() + PATIENCE
        while not Path(self.gate).exists():
            assert time.monotonic() < until, "nobody opened the gate"
            time.sleep(0.02)
        return self.asked.partial(batch)

    def merge(self, a: Any, b: Any) -> Any:
        """Put two partials together."""
        return self.asked.merge(a, b)

    def finish(self, partial: Any, basis: Basis) -> Any:
        """Make the result."""
        return self.asked.finish(partial, basis)


@dataclass
class Wrapping:
    """An engine that asks another one, with something around each analysis."""

    engine: Engine
    around: Callable[[Any], Any]
    asked: list[type] = field(default_factory=list)

    def run(self, journeys: Journeys, analysis: Analysis[Any, Any]) -> Any:
        """Answer a question."""
        self.asked.append(type(analysis))
        return self.engine.run(journeys, self.around(analysis))

    def members(self, journeys: Journeys, analysis: MemberAnalysis) -> Any:
        """Give the units behind a result."""
        return self.engine.members(journeys, analysis)


def ancestors() -> list[int]:
    """Give the ids of this process and those it comes from."""
    found, process = [], os.getpid()
    while process > 1:
        found.append(process)
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return found
