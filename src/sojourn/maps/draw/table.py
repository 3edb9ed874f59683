"""What a map says, lane by lane and step by step, as text: for pages, and for whoever hears them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ..model import AcquisitionLine, JourneyMap, Step, answers, without_contact
from ..nesting import Inside, facts
from ..overlay import Mark, Measure, Overlay
from . import words
from .lanes import figures
from .lanes.does import ends_of
from .lanes.stages import name_of
from .lanes.ways import ways_of
from .ranked import NO_RANKS, Ranks

Tone = Literal["", "strong", "quiet", "say", "pain", "gain", "measured"]


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a cell, how it is meant, and the channel whose sign stands before it."""

    text: str
    tone: Tone = ""
    channel: str | None = None


Say = Callable[[JourneyMap, Step], Iterable[Said]]
"""Says what a lane says of a step."""


@dataclass(frozen=True, slots=True)
class Row:
    """One lane: its name, and what it says of each step."""

    key: str
    name: str
    cells: Mapping[str, tuple[Said, ...]]


def rows(
    drawn: JourneyMap,
    overlay: Overlay | None = None,
    nested: Mapping[str, Inside] | None = None,
    plan: Ranks = NO_RANKS,
) -> list[Row]:
    """List the lanes that say something, in the order of the drawing."""
    made = [
        _row(drawn, "inside", "Map inside", lambda _, step: _inside(step, nested)),
        _row(drawn, "answers", "We answer", _answers),
        _row(drawn, "touchpoints", "Touchpoints", lambda map, step: _touchpoints(map, step, overlay)),
        _row(drawn, "ways", "Then", _ways),
        _row(drawn, "feels", "Feels", _feels),
        _row(drawn, "thinks", "Thinks", lambda _, step: [Said(words.quoted(step.thinks, drawn.language), "say")]),
        _row(
            drawn, "wants", "Wants", lambda _, step: [Said(words.said(step.wants)), Said(words.said(step.wants_next))]
        ),
        _row(drawn, "pains", "Pains, gains", _pains),
        _row(drawn, "frontstage", "Frontstage", _work("frontstage")),
        _row(drawn, "backstage", "Backstage", _work("backstage")),
        _row(drawn, "support", "Support", _work("support")),
    ]
    if overlay is not None:
        made += _measured(drawn, overlay)
    made.append(_row(drawn, "opportunities", "Opportunities", lambda map, step: _opportunities(map, step, plan)))
    return [row for row in made if any(row.cells.values())]


def _row(drawn: JourneyMap, key: str, name: str, say: Say) -> Row:
    cells = {step.id: tuple(line for line in say(drawn, step) if line.text) for step in drawn.steps}
    return Row(key, name, cells)


def _inside(step: Step, nested: Mapping[str, Inside] | None) -> list[Said]:
    if step.map is None:
        return []
    told = None if nested is None else nested.get(step.map)
    if told is None:
        return [Said(words.plain(step.map), "strong"), Said("" if nested is None else "Map not found", "quiet")]
    return [Said(told.title, "strong"), *(Said(line[:1].upper() + line[1:]) for line in facts(told))]


BEGINS: Mapping[str, str] = MappingProxyType({"push": "the company begins", "pull": "the customer begins"})
"""Who begins a contact, in plain words."""


def remarks(drawn: JourneyMap, step: Step) -> list[str]:
    """Say what is particular about a step."""
    first, last = ends_of(drawn)
    found = (
        (step.id == first, "first contact"), (step.id == last, "last contact"), (step.entry, "some begin here"),
        (step.optional, "optional"), (step.breaking_point, "breaking point"),
        (without_contact(drawn, step), "no contact"),
    )  # fmt: skip
    return [said for holds, said in found if holds]


def _ways(drawn: JourneyMap, step: Step) -> list[Said]:
    """Say the ways that are not simply on to the next step."""
    numbers = {each.id: number for number, each in enumerate(drawn.steps, start=1)}
    outcomes = {each.id: each.name for each in drawn.outcomes}
    said = []
    for link in ways_of(drawn):
        if link.from_ != step.id:
            continue
        when = f"{words.plain(link.when)}: " if link.when else ""
        if link.to in outcomes:
            said.append(Said(f"{when}ends: {outcomes[link.to]}"))
        elif link.to in numbers and numbers[link.to] <= numbers[step.id]:
            said.append(Said(f"{when}back to step {numbers[link.to]}"))
        elif link.to in numbers and (when or numbers[link.to] > numbers[step.id] + 1):
            said.append(Said(f"{when}{'may skip' if link.kind == 'skip' else 'on'} to step {numbers[link.to]}"))
    return said


def _answers(drawn: JourneyMap, step: Step) -> list[Said]:
    """Say what is done for a customer's action, and who does it."""
    said = []
    for found in answers(drawn, step):
        what, who = words.answer(found)
        said += [Said(what, "strong" if isinstance(found, AcquisitionLine) else ""), Said(who, "quiet")]
    return said


def _touchpoints(drawn: JourneyMap, step: Step, overlay: Overlay | None) -> list[Said]:
    chosen = step.choice
    if without_contact(drawn, step) and not step.touchpoints:
        return [Said("No contact", "quiet")]
    said = []
    for point in step.touchpoints:
        expected = chosen is not None and chosen.expected == point.id
        channel = point.channel if isinstance(point.channel, str) else "other"
        said.append(Said(point.name + (", expected" if expected else ""), "strong" if expected else "", channel))
        about = words.listed(
            (
                words.channel(point.channel), BEGINS.get(point.trigger or "", ""),
                "optional" if point.optional else "", "paid" if point.control == "paid" else "",
            )
        )  # fmt: skip
        said.append(Said(about, "quiet"))
        if overlay is not None:
            marks = overlay.of("branch", step=step.id, touchpoint=point.id)
            said += [Said(figures.sentence(mark, overlay, "taken by"), "measured") for mark in marks]
    if chosen is not None:
        options = {point.id: point.name for point in step.touchpoints}
        names = words.listed(options.get(each, words.plain(each)) for each in chosen.options)
        said.insert(0, Said(f"One of: {names}", "quiet"))
        for mark in () if overlay is None else overlay.of("branch", step=step.id):
            if mark.at.option and overlay is not None:
                taken = " or ".join(words.plain(option) for option in mark.at.option.split("|"))
                said.append(Said(figures.sentence(mark, overlay, f"{taken}: taken by"), "measured"))
    if overlay is not None:
        said.append(Said(figures.several(overlay, step.id), "quiet"))
    return said


def _feels(drawn: JourneyMap, step: Step) -> list[Said]:
    names = {persona.id: persona.name for persona in drawn.personas}
    said = []
    for felt in step.feels:
        whose = words.whose(felt, step.feels, names)
        said.append(
            Said(
                (f"{whose}: " if whose else "")
                + words.listed((*felt.words, words.signed(felt.score) if felt.score is not None else ""))
            )
        )
        said.append(
            Said({"hypothesis": "assumed", "partial": "partly researched"}.get(felt.evidence, "researched"), "quiet")
        )
    if step.moment_of_truth is not None:
        said.append(
            Said(f"Moment of truth{f': {step.moment_of_truth.why}' if step.moment_of_truth.why else ''}", "strong")
        )
    return said


def _pains(drawn: JourneyMap, step: Step) -> list[Said]:
    return [*(Said(each.text, "pain") for each in step.pains), *(Said(each.text, "gain") for each in step.gains)]


def _work(stage: str) -> Say:
    def say(drawn: JourneyMap, step: Step) -> list[Said]:
        said = []
        for work in getattr(step, stage):
            said.append(Said(work.does))
            where = name_of(drawn, "departments", work.department) or name_of(drawn, "actors", work.actor)
            said.append(Said(words.listed((where, name_of(drawn, "systems", work.system))), "quiet"))
        if stage == "backstage" and step.handover is not None and not step.handover.keeps_context:
            said.append(Said("Context is lost", "pain"))
        return said

    return say


def _opportunities(drawn: JourneyMap, step: Step, plan: Ranks) -> list[Said]:
    said = []
    for each in drawn.opportunities:
        if each.steps[:1] != (step.id,):
            continue
        said.append(Said(each.text))
        for one in drawn.initiatives:
            if each.id in one.meets:
                found = plan.get(one.id)
                place = f"{found.rank}. " if found is not None and found.rank is not None else ""
                said.append(Said(f"→ {place}{one.title}", "strong"))
                said += [Said(found.said(), "quiet")] if found is not None else []
    return said


_MEASURES: tuple[tuple[Measure, str], ...] = (
    ("reach", "Reach"),
    ("leaving", "Leave"),
    ("wait", "Wait"),
    ("number", "Measured"),
    ("satisfaction", "Satisfied"),
    ("feeling", "Measured feeling"),
    ("importance", "Importance"),
    ("stake", "Stake"),
    ("criticality", "Criticality"),
    ("priority", "Priority"),
    ("breaking_point", "Breaking point"),
    ("missing", "Missing"),
    ("failed", "Failed"),
    ("ad_hoc", "Not planned"),
    ("out_of_order", "Out of order"),
)


def _measured(drawn: JourneyMap, overlay: Overlay) -> list[Row]:
    """Say the evidence: estimate, interval, n; or why there is none."""
    made = []
    for measure, name in _MEASURES:
        cells: dict[str, tuple[Said, ...]] = {}
        for step in drawn.steps:
            mark = figures.found(overlay, measure, step.id)
            cells[step.id] = () if mark is None else _mark(overlay, mark)
        made.append(Row(f"data-{measure}", name, cells))
    going = {
        step.id: tuple(
            Said(line, tone)
            for mark in overlay.of("conversion", step=step.id)
            if mark.at.to is not None
            for line, tone in _onward(drawn, overlay, mark)
        )
        for step in drawn.steps
    }
    made.insert(1, Row("data-ways", "Go on", going))
    made.append(Row("data-moment", "Moment of truth", {step.id: _moment(overlay, step) for step in drawn.steps}))
    return made


_SIGNALS: Mapping[str, str] = MappingProxyType(
    {
        "stake": "much at stake",
        "reaction": "strong reaction",
        "leverage": "much depends on it",
        "breaking_point": "breaking point",
        "first_or_last": "first or last contact",
    }
)


def _moment(overlay: Overlay, step: Step) -> tuple[Said, ...]:
    """Say who calls a step a moment of truth, and which signals in the data speak for it."""
    mark = figures.found(overlay, "moment", step.id)
    if mark is None:
        return ()
    who = {"data": "Shown by data", "both": "People and data agree", "expert": "People say so"}
    head = who.get(mark.label or "", figures.CANDIDATE.capitalize())
    held = [_SIGNALS.get(name, words.plain(name)) for name, found in mark.details if found == 1]
    unjudged = [_SIGNALS.get(name, words.plain(name)) for name, found in mark.details if found == -1]
    lines = [Said(head, "strong"), Said(words.listed(held) or figures.UNSUPPORTED.capitalize(), "measured")]
    if unjudged:
        lines.append(Said(f"not judged: {words.listed(unjudged)}", "quiet"))
    return tuple(lines)


def _onward(drawn: JourneyMap, overlay: Overlay, mark: Mark) -> list[tuple[str, Tone]]:
    """Say how many go one way, with the interval and n."""
    estimate = figures.point(mark)
    share = estimate or figures.instead(mark, overlay)
    first: tuple[str, Tone] = (f"{share} to {_name(drawn, mark.at.to)}", "measured")
    within = figures.interval(mark)
    behind = words.listed((f"({within})" if within else "", figures.counted(mark))) if estimate else ""
    return [first, (behind, "quiet")] if behind else [first]


def _mark(overlay: Overlay, mark: Mark) -> tuple[Said, ...]:
    number = figures.point(mark)
    if not number:
        return (Said(figures.instead(mark, overlay), "quiet"),)
    within = figures.interval(mark)
    about = words.listed((f"({within})" if within else "", figures.counted(mark)))
    lines = [Said(number, "measured"), Said(about, "quiet")]
    if mark.target is not None:
        wanted = f"{mark.target * 100:.0f} %" if mark.unit == "share" else figures.said(mark, mark.target)
        verdict = {"met": "met", "missed": "missed", "undecided": "not decided"}.get(mark.met or "", "")
        lines.append(Said(words.listed((f"target {wanted}", verdict)), "quiet"))
    if mark.middle is not None:
        lines.append(Said(f"middle of all steps {figures.said(mark, mark.middle)}", "quiet"))
    if mark.measure == "importance":
        lines.append(Said(figures.WHO.get(mark.label or "", ""), "quiet"))
    before = "they say: " if mark.measure == "breaking_point" else ""
    lines += [Said(f"{before}{name}, {count:,}", "quiet") for name, count in mark.details[:3]]
    return tuple(line for line in lines if line.text)


def _name(drawn: JourneyMap, ident: str | None) -> str:
    place = next((number for number, step in enumerate(drawn.steps, start=1) if step.id == ident), None)
    outcome = next((each.name for each in drawn.outcomes if each.id == ident), ident or "")
    return f"step {place}" if place is not None else outcome
