"""How far a question has come, told to whoever wants to show it."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

Part = TypeVar("Part")


class Progress(Protocol):
    """Is told how much of a pass is done: over the events, or over draws and worlds that are worked out one by one.

    A question may need several passes; each counts from 0 to its total again. A cluster counts the tasks of a job, each
    job in a pass of its own, and may say the same again while they run. Calls come from the thread that asked, in
    order, the first with 0 and the last with all; an error it raises ends the question.
    """

    def __call__(self, done: int, total: int, /) -> None:
        """Take that `done` of `total` are done."""
        ...


def followed(parts: Iterable[Part], total: int, progress: Progress | None) -> Iterator[Part]:
    """Give the parts of a piece of work one by one, and tell how many are done; nobody is told where nobody asked.

    Args:
        total: how many there are; where work stops before, the pass has no end.
    """
    if progress is None:
        yield from parts
        return
    progress(0, total)
    for done, part in enumerate(parts, start=1):
        yield part
        progress(done, total)
