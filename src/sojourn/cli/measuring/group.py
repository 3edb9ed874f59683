"""What `sojourn measure` offers."""

import click

from ..commands import Entry, LazyGroup

SCORES, IMPORTANCE, FEELING, QUESTIONS = "Scores", "What matters", "Feeling and visits", "Questions"

ENTRIES: dict[str, Entry] = {
    "nps": Entry(".measuring.scores", "nps", SCORES, "Work out the net promoter score"),
    "csat": Entry(".measuring.scores", "csat", SCORES, "Work out how satisfied customers are"),
    "ces": Entry(".measuring.scores", "ces", SCORES, "Work out how easy customers found it"),
    "questions": Entry(
        ".measuring.questions",
        "questions",
        QUESTIONS,
        "List the questions that are known, and those that were answered",
    ),
    "sample-size": Entry(
        ".measuring.questions", "sample_size", QUESTIONS, "Say how many answers a net promoter score takes"
    ),
    "drivers": Entry(".measuring.importance", "drivers", IMPORTANCE, "Split what goes with an outcome among ratings"),
    "importance": Entry(".measuring.importance", "importance", IMPORTANCE, "Say what customers say matters to them"),
    "ipa": Entry(
        ".measuring.importance", "ipa", IMPORTANCE, "Sort things by how much they matter and how well they are done"
    ),
    "kano": Entry(
        ".measuring.feelings", "kano", IMPORTANCE, "Say which features delight, and which are taken for granted"
    ),
    "contrast": Entry(
        ".measuring.feelings", "contrast", IMPORTANCE, "Hold what low ratings go with against what high ones do"
    ),
    "feeling": Entry(
        ".measuring.feelings",
        "feeling",
        FEELING,
        "Say how people felt at each step, from ratings or from what they wrote",
    ),
    "visits": Entry(".measuring.visits", "visits", FEELING, "Score mystery visits, or calls that were listened to"),
}


@click.group(
    "measure", cls=LazyGroup, entries=ENTRIES, short_help="Work out what customers say: scores, drivers, wishes"
)
def measure() -> None:
    """Answers to surveys become numbers with their uncertainty: how satisfied people are, and what goes with it.

    Answers come from the events of a workspace (`survey.answered`), from a file of events, or from a file of answers.
    """
