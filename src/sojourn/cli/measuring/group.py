"""What `sojourn measure` offers."""

import click

from ..commands import Entry, LazyGroup

SCORES, IMPORTANCE, FEELING, QUESTIONS = "Scores", "What matters", "Feeling and visits", "Questions"

ENTRIES: dict[str, Entry] = {}


@click.group(
    "measure", cls=LazyGroup, entries=ENTRIES, short_help="Work out what customers say: scores, drivers, wishes"
)
def measure() -> None:
    """Answers to surveys become numbers with their uncertainty: how satisfied people are, and what goes with it.

    Answers come from the events of a workspace (`survey.answered`), from a file of events, or from a file of answers.
    """
