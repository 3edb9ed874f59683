"""Ask every question of the report and write its page."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn import maps
from sojourn.app.rendering import holdable
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput
from sojourn.core.results import count

from . import contents, questions
from .decision import heard, known_of
from .decisive import decisive
from .designed import designed
from .focus import content_of
from .focus_page import in_short, last_page
from .named import in_words_of
from .page import Card, Section, page
from .plan import ReportPlan, commands, complete
from .planned import budgets, planned
from .said import quadrants
from .said import said as what_was_said

MOST_CARDS = 6
NOTHING_KNOWN: Mapping[str, Question] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was written.

    Attributes:
        path: the page.
        findings: what it says to look at first, as plain text: claim and evidence.
    """

    path: Path
    findings: tuple[tuple[str, str], ...]


def write_report(
    path: str | Path,
    journeys: Journeys,
    *,
    plan: ReportPlan,
    map: maps.JourneyMap | None = None,
    registry: Mapping[str, Question] = NOTHING_KNOWN,
    description: Mapping[str, Any],
    made: datetime,
    workspace: str,
    said: Callable[[str], None] = lambda _: None,
) -> Report:
    """Write one self-contained HTML page about some journeys.

    It is written aside and renamed, so that a page is whole or not there. A question that cannot be answered from these
    events says so in its place; the others stand.

    Args:
        map: the journey as it is designed, to hold journeys against; without one there is no page on where to focus.
        registry: what is known of questions, by id.
        description: what `describe` says of the workspace.
        made: the instant to date the page with.
        workspace: how the reader names the workspace on a command line.
        said: told what is being asked, for a progress line.

    Raises:
        InvalidInput: there are no events to report on.
    """
    if not journeys.source.rows:
        raise InvalidInput(
            "there are no events to report on", code="no-events", hint="import some: sojourn import FILE"
        )
    said("what is in the data")
    plan = complete(plan, journeys, description.get("properties", ()))
    sections: list[Section] = [contents.data(journeys, description)]
    cards: list[Card] = []
    if map is not None:
        said("the map")
        known = known_of(map, journeys, registry=registry, budget=plan.budget)
        section, cards = designed(map, known.overlay)
        sections.insert(0, section)
    for name, ask in (
        ("paths", questions.paths),
        ("funnel", questions.funnel),
        ("drop-off", questions.dropoff),
        ("times", questions.timing),
        ("retention", questions.retention),
        ("differences between groups", questions.differences),
    ):
        said(name)
        section, found = ask(journeys, plan)
        sections.append(section)
        cards += found
    answers = heard(journeys, map, registry)
    if answers is not None:
        said("what people say")
        names = {} if map is None else {step.id: step.does for step in map.steps}
        for told_by in (what_was_said(answers), quadrants(answers, names)):
            if told_by is not None:
                sections.append(told_by[0])
                cards += told_by[1]
    last: list[Section] = []
    summary = ""
    if map is not None:
        said("where to focus")
        answer = content_of(known)
        summary = in_short(answer)
        plans = [planned(known.plan, answer.promise)] if known.plan is not None else []
        plans += [budgets(known.curve)] if known.curve is not None else []
        for section, told in (decisive(known.moments), *plans):
            sections.append(section)
            cards += told
        last = [last_page(answer)]
        cards = in_words_of(map, cards, told=[step.title for step in answer.steps])
    sections += [contents.reading(commands(plan, workspace)), *last]
    text = page(
        title=plan.title,
        subtitle=_subtitle(journeys, description),
        tags=["Simulated data"] if plan.simulated else [],
        figures=contents.figures(journeys, description),
        summary=summary,
        cards=cards[:MOST_CARDS],
        sections=sections,
        footer=[
            *(escape(line) for line in plan.origin),
            f"Written by Sojourn on {made.day} {made:%B %Y}. Intervals are 95 %. What goes together is not a cause.",
        ],
    )
    target = Path(path)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with aside.open("w", encoding="utf-8") as out:
        out.write(holdable(text))
        out.flush()
        os.fsync(out.fileno())
    aside.replace(target)
    return Report(target, tuple((card.title, card.evidence) for card in cards[:MOST_CARDS]))


def _subtitle(journeys: Journeys, description: Mapping[str, Any]) -> str:
    """Say which journeys these are."""
    source = journeys.source
    first, last = journeys.observed_from, journeys.observed_until
    assert first is not None and last is not None, "a source with events has a span"
    start, end = contents.day(first, journeys.time_zone), contents.day(last, journeys.time_zone)
    filtered = f", where <code>{escape(journeys.where)}</code>" if journeys.where else ""
    return (
        f"The journeys of {count(source.customers)} customers from {start} to {end}, from {count(source.rows)} events"
        f"{filtered}."
    )
