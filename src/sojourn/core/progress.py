"""How far a question has come, told to whoever wants to show it."""

from typing import Protocol


class Progress(Protocol):
    """Is told how much of a pass over the events is done.

    A question may need several passes; each counts from 0 to its total again. Calls come from the thread that asked, in
    order, the first with 0 and the last with all; an error it raises ends the question.
    """

    def __call__(self, done: int, total: int, /) -> None:
        """Take that `done` of `total` events have been looked at."""
        ...
