"""A drafted map written out: steps in words, points of contact with their events, ways with their shares."""

from dataclasses import dataclass, replace
from datetime import date

from sojourn import maps
from sojourn.core.analysis import Journeys
from sojourn.core.durations import UNITS
from sojourn.core.expectation import Condition
from sojourn.core.instants import rfc3339
from sojourn.core.journeys import Cases
from sojourn.core.words import counted

from .drafting_counts import Label, Walked
from .drafting_shape import Ways
from .drafting_words import PLACES, said

SOURCE, COMPANY = "events", "company"

_LEAST = 0.05
"""Share of a label's events from which a channel is a point of contact of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """What makes a step.

    Attributes:
        labels: kinds of events of which one does, most frequent first.
        through: for each label how many events came through each channel; the last number is those without one.
        slips: kinds of events that mean it went wrong.
    """

    labels: tuple[Label, ...]
    through: tuple[tuple[int, ...], ...]
    slips: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything a draft is written from."""

    journeys: Journeys
    customers: int
    groups: tuple[Group, ...]
    watched: tuple[Label, ...]
    walked: Walked
    shape: Ways
    anchor: int | None
    today: date
    title: str
    persona: str
    phases: tuple[str, ...]


def drawn_map(drawn: Drawn) -> maps.JourneyMap:
    """Write the draft as a map; every step says from how many journeys it is known and that it is to be confirmed."""
    slugs = maps.Slugs((SOURCE, COMPANY))
    ident = slugs.make(drawn.title, otherwise="journey")
    persona = maps.Persona(id=slugs.make(drawn.persona, otherwise="customer"), name=drawn.persona)
    phases = _phases(drawn, slugs)
    ids = [slugs.make(_does(group), otherwise="step") for group in drawn.groups]
    steps = tuple(
        _step(drawn, place, ids[place], phases[sum(place > cut for cut in drawn.shape.cuts)].id, slugs)
        for place in range(len(ids))
    )
    outcomes, links = _outcomes(drawn, ids, slugs)
    loops = tuple(
        maps.Link(from_=ids[late], to=ids[early], kind="loop", share=_rounded(share))
        for late, early, share in drawn.shape.loops
    )
    first, last = (rfc3339(each) or "" for each in (drawn.journeys.observed_from, drawn.journeys.observed_until))
    whole = {phase.moment for phase in phases} == {"before", "during", "after"}
    return maps.JourneyMap(
        id=ident,
        title=drawn.title,
        scope="end_to_end" if whole else "typical_path",
        review=maps.Review(last=drawn.today.isoformat(), every="P3M"),
        case=_case(drawn.journeys.cases),
        sources=(
            maps.Source(
                id=SOURCE,
                type="event_log",
                title=f"Events of {counted(drawn.customers, drawn.journeys.source.subject)}",
                n=drawn.customers,
                period=f"{first[:10]} to {last[:10]}",
            ),
        ),
        personas=(persona,),
        actors=(maps.Actor(id=COMPANY, kind="provider", name="Our company"),),
        outcomes=outcomes,
        phases=phases,
        steps=steps,
        links=(*links, *loops),
        watch=tuple(_rule(label) for label in drawn.watched),
    )


def _phases(drawn: Drawn, slugs: maps.Slugs) -> tuple[maps.Phase, ...]:
    """Name the phases as was asked, else by when they lie to what the customer came for."""
    count = len(drawn.shape.cuts) + 1
    names = drawn.phases if len(drawn.phases) == count else ()
    if not names and count == 2:
        bought = drawn.anchor is not None and drawn.anchor <= drawn.shape.cuts[0]
        names = ("During", "After") if bought else ("Before", "During")
    if not names and count > 3:
        names = tuple(f"Phase {number + 1}" for number in range(count))
    names = names or (("Journey",) if count == 1 else ("Before", "During", "After"))
    told = zip(names, maps.moments(names), strict=True)
    return tuple(maps.Phase(id=slugs.make(name, otherwise="phase"), name=name, moment=moment) for name, moment in told)


def _does(group: Group) -> str:
    """Say what the customer does; of several kinds of events, one or another."""
    told = [said(label.event, value=label.value).does for label in group.labels]
    first, *others = dict.fromkeys(told)
    return ", or ".join([first, *(f"{each[:1].lower()}{each[1:]}" for each in others)])


def _step(drawn: Drawn, place: int, ident: str, phase: str, slugs: maps.Slugs) -> maps.Step:
    group, walked = drawn.groups[place], drawn.walked
    points = [
        point
        for label, through in zip(group.labels, group.through, strict=True)
        for point in _touchpoints(drawn, label, through, ident, slugs)
    ]
    points.sort(key=lambda each: -each[0])
    failing = tuple(_rule(slip, status="failed") for slip in group.slips)
    first = points[0][1]
    held = [_with(first, failing), *(point for _, point in points[1:])]
    reach, visits = int(walked.reach[place]), int(walked.visits[place])
    often = f", {visits / reach:.1f} times each" if reach and visits >= 1.1 * reach else ""
    share = f"{100 * reach / max(1, walked.journeys):.0f} %"
    come = "comes" if walked.journeys == 1 else "come"
    choice = None
    if len(held) > 1:
        choice = maps.Choice(options=tuple(each.id for each in held), expected=held[0].id)
    return maps.Step(
        id=ident,
        phase=phase,
        does=_does(group),
        optional=place in drawn.shape.optional,
        entry=place in drawn.shape.entry,
        choice=choice,
        touchpoints=tuple(held),
        breaking_point=True if place == _breaking(drawn) else None,
        evidence="partial",
        source=(SOURCE,),
        note=f"To be confirmed: {share} of {counted(walked.journeys, 'journey')} {come} here{often}.",
    )


def _breaking(drawn: Drawn) -> int | None:
    """Find the step where most are lost on the way to where customers bind themselves."""
    lost = [
        (int(drawn.walked.ends[at]), -at) for at, _ in drawn.shape.ends if drawn.anchor is None or at < drawn.anchor
    ]
    return -max(lost)[1] if lost else None


def _touchpoints(
    drawn: Drawn, label: Label, through: tuple[int, ...], step: str, slugs: maps.Slugs
) -> list[tuple[int, maps.Touchpoint]]:
    """Make one point of contact for each channel that is used, with how many events came through it."""
    total = sum(through)
    names = drawn.journeys.source.channels
    used = sorted(((n, names[at]) for at, n in enumerate(through[:-1]) if n >= _LEAST * total and n), reverse=True)
    if len(used) < 2 or through[-1] >= _LEAST * total:
        return [(total, _touchpoint(label, used[0][1] if used else None, step, slugs, alone=True))]
    return [(n, _touchpoint(label, channel, step, slugs, alone=False)) for n, channel in used]


def _touchpoint(label: Label, raw: str | None, step: str, slugs: maps.Slugs, *, alone: bool) -> maps.Touchpoint:
    channel = None if raw is None else maps.channel_of(raw.replace("_", " "))
    known = channel if isinstance(channel, str) else None
    told = said(label.event, channel=known, value=label.value)
    name = told.thing
    if not alone:
        name = f"{name} {PLACES.get(known or '', (raw or '').replace('_', ' '))}"
    return maps.Touchpoint(
        id=slugs.make(f"{step[:30]}_{raw or 'contact'}", otherwise="contact"),
        name=name,
        channel=channel,
        place=None if known is None else "physical" if known in maps.PHYSICAL else "digital",
        trigger="push" if told.push else "pull",
        purpose="informative" if told.looks and not told.buys else "transactional",
        control="paid" if label.event.split(".")[0] in ("ad", "advert", "advertisement") else None,
        actor=COMPANY,
        event_match=(_rule(label, channel=None if alone else raw),),
    )


def _with(point: maps.Touchpoint, rules: tuple[maps.EventRule, ...]) -> maps.Touchpoint:
    return replace(point, event_match=(*point.event_match, *rules))


def _rule(label: Label, *, channel: str | None = None, status: str = "done") -> maps.EventRule:
    where = [] if label.property is None else [Condition(label.property, "is", (label.value or "",))]
    where += [] if channel is None else [Condition("channel", "is", (channel,))]
    return maps.EventRule(event=(label.event,), where=tuple(where), status=status)


def _outcomes(
    drawn: Drawn, ids: list[str], slugs: maps.Slugs
) -> tuple[tuple[maps.MapOutcome, ...], tuple[maps.Link, ...]]:
    """Name how journeys turn out: customers bind themselves, leave before, or go no further after."""
    found: list[maps.MapOutcome] = []
    links: list[maps.Link] = []
    if drawn.anchor is not None:
        group = drawn.groups[drawn.anchor]
        rules = tuple(_rule(label) for label in group.labels)
        found.append(
            maps.MapOutcome(
                id=slugs.make("reached", otherwise="reached"), name=_does(group), good=True, event_match=rules
            )
        )
    lost = [(at, share) for at, share in drawn.shape.ends if drawn.anchor is None or at < drawn.anchor]
    over = [each for each in drawn.shape.ends if each not in lost]
    for name, good, ends in (("Leaves", False, lost), ("Goes no further", None, over)):
        if ends:
            ident = slugs.make(name, otherwise="ends")
            found.append(maps.MapOutcome(id=ident, name=name, good=good))
            links += [maps.Link(from_=ids[at], to=ident, kind="end", share=_rounded(share)) for at, share in ends]
    return tuple(found), tuple(links)


def _rounded(share: float) -> float:
    """Give a share in whole percents."""
    return round(share, 2)


def _case(cases: Cases) -> maps.CaseRule | None:
    """Write how journeys are cut, where a map can say it."""
    if cases.by == "key":
        return maps.CaseRule(key=cases.key)
    if cases.by != "gap":
        return None
    days, rest = divmod(cases.gap, UNITS["d"])
    seconds = rest // UNITS["s"]
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds % 60, "S")) if n)
    return maps.CaseRule(gap=f"P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}")
