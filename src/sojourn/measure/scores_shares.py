"""How many of those who were asked answered: of each question its own survey."""

from collections.abc import Iterator, Mapping, Sequence

from sojourn.core.answers import Answers
from sojourn.core.results import count, note, percent
from sojourn.core.statistics import wilson

Shares = Mapping[str, tuple[int, int]]
"""Customers who were sent the survey of a question, and how many of those answered it, by question."""


def share_of_all(answers: Answers, questions: Sequence[str]) -> tuple[int, int] | None:
    """Give the share that holds for all of some questions; where they are of several surveys, that of any survey."""
    found = {answers.share_of(name) for name in questions}
    if len(found) == 1:
        return found.pop()
    return None if not answers.asked or answers.responded is None else (answers.asked, answers.responded)


def answered_share(answers: Answers) -> Mapping[str, object]:
    """Say how many of those who were sent any survey answered."""
    return _said(share_of_all(answers, ()))


def answered_shares(answers: Answers, questions: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """Say how many of those who were asked answered: once where it is the same for all questions, else of each."""
    found = {name: answers.share_of(name) for name in questions}
    if len(set(found.values())) <= 1:
        yield _said(next(iter(found.values()), None))
        return
    for name, share in found.items():
        yield _said(share, name)


def said_shortly(shares: Shares) -> str:
    """Say it in a line below a chart; nothing where nobody knows."""
    different = dict.fromkeys(shares.values())
    if len(different) == 1:
        return str(_said(next(iter(different)))["message"])
    parts = [f"{name} {percent(responded / asked)} of {count(asked)}" for name, (asked, responded) in shares.items()]
    return f"answered of those who were sent the survey: {', '.join(parts)}" if parts else ""


def _said(share: tuple[int, int] | None, question: str | None = None) -> Mapping[str, object]:
    """Say it of counts."""
    of = f"{question}: " if question else ""
    named = {"question": question} if question else {}
    if share is None:
        return note(
            "answered_share.unknown",
            f"{of}how many were asked is not known, so nobody can say how many kept silent: --asked N says it, or "
            "survey.sent events",
            **named,
        )
    asked, responded = share
    low, high = wilson(responded, asked)
    return note(
        "answered_share.all",
        f"{of}{responded:,} of {count(asked)} customers who were sent {'its' if question else 'a'} survey answered "
        f"{'it' if question else 'one'} ({percent(responded / asked)}); the others may think otherwise",
        asked=asked,
        responded=responded,
        share=responded / asked,
        low=low,
        high=high,
        **named,
    )
