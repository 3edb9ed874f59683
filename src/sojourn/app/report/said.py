"""The report's sections on what customers say: their scores, and what matters to them beside how it was done."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from types import MappingProxyType

from sojourn import measure
from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.results import count, interval, percent

from .page import PHONE, Section
from .questions import Answer, drawing, numbers

SCORES = (measure.csat, measure.nps, measure.ces)
"""Scores that are worked out where a question asks for them."""

KINDS = MappingProxyType({"csat": "satisfaction", "nps": "recommending", "ces": "ease"})
"""What each score is about."""


def said(answers: Answers) -> Answer | None:
    """What do people say? None where no question asks for a score."""
    found = [result for score in SCORES if (result := _asked(score, answers)) is not None]
    if not found:
        return None
    sentences = []
    for result in found:
        for score in result.scores:
            if score.by is not None or score.estimate is None or score.shown != "full":
                continue
            what = escape(score.wording or score.question)
            if result.kind == "nps":
                words = f"<strong>{score.estimate:+.0f}</strong> ({score.low:+.0f} to {score.high:+.0f})"
                words = f"the net promoter score is {words.replace('-', '−')}"
            else:
                good = "satisfied" if result.kind == "csat" else "find it easy"
                words = f"<strong>{interval(score.estimate, score.low, score.high)}</strong> are {good}"
                words = words.replace("are find", "find")
            sentences.append(f"<li>“{what}”: {words} <span class=q>({count(score.n)} customers)</span></li>")
    lead = _who(answers)
    body = f"<ul>{''.join(sentences)}</ul>" if sentences else ""
    caption = "Each dot is what those said who answered, with its 95 % interval; where few answered there is no dot."
    body += "".join(
        drawing(result.chart(), caption if place == 0 else "", narrow=result.chart(width=PHONE))
        for place, result in enumerate(found)
    )
    body += "".join(numbers(result, of=KINDS[result.kind] if len(found) > 1 else "") for result in found)
    return Section("said", "What do people say?", lead, body), []


def quadrants(answers: Answers, names: Mapping[str, str]) -> Answer | None:
    """Is what matters done well? None where nobody was asked both.

    Args:
        names: what the things asked about are called.
    """
    try:
        found = measure.quadrants_of(answers)
    except InvalidInput:
        return None
    gap = found.clear_gap or next((point for point in found.points if point.name == found.largest_gap), None)
    titled = {point.name: names.get(point.name, point.name) for point in found.points}
    if len(set(titled.values())) == len(titled):
        found = replace(
            found,
            points=tuple(replace(point, name=titled[point.name]) for point in found.points),
            largest_gap=titled.get(found.largest_gap or ""),
        )
    lead = (
        "How important customers say a thing is, and how well they say it was done. A point whose ellipse meets a line"
        " of the cross is not decided. The lines stand at the means of what was asked about, so some thing always lies"
        " on the wrong side."
    )
    if gap is not None and not gap.clear:
        lead += " No gap is clear: of nothing asked about is it decided that it was done worse than it matters."
    elif gap is not None and gap.gap is not None and gap.gap > 0:
        lead += (
            f" The largest gap is at <strong>{escape(titled[gap.name])}</strong>: how it was done falls short of how"
            f" much it matters by {gap.gap:.2f} points."
        )
    elif gap is not None:
        lead += " Nothing asked about was done worse than it matters."
    body = drawing(found.chart(), "", narrow=found.chart(width=PHONE - 40)) + numbers(found)
    return Section("quadrants", "Is what matters done well?", lead, body), []


def _asked(score: object, answers: Answers) -> measure.Scores | None:
    """Work a score out; None where no question is of that kind."""
    try:
        return score(answers)  # type: ignore[operator, no-any-return]  # one of SCORES
    except InvalidInput:
        return None


def _who(answers: Answers) -> str:
    """Say how many of those asked answered."""
    if not answers.asked:
        people = len(set(answers.person.tolist()))
        return (
            f"{count(people)} customers answered; how many were asked is not known, so the others may think otherwise."
        )
    share = percent((answers.responded or 0) / answers.asked)
    groups: dict[tuple[int, int], list[str]] = {}
    for name, counts in answers.asked_by.items():
        # A survey may have questions that few of those who answer it are asked, or answer.
        back = len(set(answers.person[answers.question == answers.questions.index(name)].tolist()))
        fewer = f" {percent(back / counts[0])}" if back < counts[1] else ""
        groups.setdefault(counts, []).append(f"{escape(name)}{fewer}")
    own = [f"{percent(back / sent)} of {count(sent)} ({', '.join(names)})" for (sent, back), names in groups.items()]
    if len(set(answers.asked_by.values())) > 1:
        return (
            f"Of those who were sent each survey, <strong>{' and '.join(own)}</strong> answered. Intervals cover"
            " chance; they do not cover those who kept silent, and the delighted and the angry answer more."
        )
    return (
        f"{count(answers.responded)} of {count(answers.asked)} customers who were sent a survey answered:"
        f" <strong>{share}</strong>. Intervals cover chance; they do not cover those who kept silent, and the delighted"
        " and the angry answer more."
    )
