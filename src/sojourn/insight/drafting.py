"""A first map drafted from what customers really do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zlib import crc32

import numpy as np

from sojourn import analyse, maps
from sojourn.core.analysis import Journeys
from sojourn.core.durations import UNITS, short
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from sojourn.core.words import counted

from .drafting_counts import Everyone, Label, Look, Looked, Placed, Places, Walk, Walked
from .drafting_map import Drawn, Group, drawn_map
from .drafting_phases import named_phases, phase_note
from .drafting_shape import alternatives, candidates, ordered, split, ways
from .drafting_words import said

LEARNT = 50_000
"""The most customers that a draft is learnt from; as many others at most are held out."""

FEWEST = 100
"""Customers below which none are held out."""

MOST_NAMES = 60
"""The most names of events that are looked at, the most frequent ones."""

_GAPS = ("30m", "2h", "6h", "1d", "3d", "7d", "14d", "30d", "60d", "90d", "180d", "365d")


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted map, and how it came about.

    Attributes:
        map: the draft; everything in it is to be confirmed.
        summary: one line that says what it rests on.
        notes: how it was made, what was left out, and how well it fits, as sentences.
        fitness: how well it fits customers it was not learnt from, 0 to 1; None when there were too few.
        held_out: how many those were.
    """

    map: maps.JourneyMap
    summary: str
    notes: tuple[str, ...]
    fitness: float | None
    held_out: int


def draft_map(
    journeys: Journeys,
    *,
    today: date,
    cut: bool = False,
    title: str | None = None,
    persona: str | None = None,
    phases: Sequence[str] = (),
    most_steps: int = 15,
) -> Draft:
    """Draft a map from lived journeys: phases, steps, choices, loops and ends that events show; feelings they do not.

    - **Who**: customers are split by a checksum of their identifiers, four in five to learn from (50,000 at most), the
      fifth to judge the draft by. Below 100 customers all are learnt from and nothing is judged.
    - **Journeys** are cut, unless `cut`, at silences longer than the first round length (30 minutes, 2 and 6 hours, 1,
      3, 7, 14, 30, 60, 90, 180, 365 days) that 97.5 % of the silences between different events do not exceed.
    - **Steps** are names of events that at least 3 % of journeys have. Names that speak of machines or of surveys are
      left out; names that speak of slips become failures of the step they come before. A name is told apart by a text
      property with two to six frequent values where, of two values in one journey, the same comes first in four of five
      cases and seconds lie between. What nine times in ten happens within a second of a more frequent event, and binds
      nobody, is left out. Rarer names are watched.
    - **Order**: the one that most pairs of first events agree with. Neighbours of which nearly every journey has one,
      and half as often as by chance both, are a choice.
    - **Ways**: a step is optional when under 80 % of those pass it who come to a later one; the journey may begin where
      10 % do, end where 10 % of those who come end, and lead back where 10 % of visits do.
    - **Phases** end where going on takes longest, if that is an hour and five times the usual; else around the step at
      which customers bind themselves (its events carry money, or its name speaks of buying), else in thirds.

    Args:
        today: the day of drafting, on which it counts as reviewed.
        cut: the journeys come cut as they should be.
        title, persona: what to call the journey and the customer.
        phases: names of the phases; the draft is cut into as many, where going on takes longest. `Buy=order.completed`
            begins at the step with that event; a name that speaks of buying, where customers bind themselves.
        most_steps: the most steps; the rarest are watched instead.

    Raises:
        InvalidInput: there is no event, or none that could be a step; or a phase begins at none of the steps.

    Cost: five passes over the events.
    """
    if not journeys.source.rows or journeys.observed_from is None:
        raise InvalidInput("there are no events to draft from", code="no-events", hint="import some first")
    learn, judge, customers = _halves(journeys, today)
    events = tuple(journeys.source.events)
    looked = learn.engine.run(
        replace(learn, cases=Cases(), collapse=False),
        Look(events, _texts(journeys), _money(journeys)),
    )
    learn = replace(learn, cases=journeys.cases if cut else _case_rule(looked), collapse=False)
    labels, placed, aside = _labels(learn, looked)
    paid = _paid(events, looked)
    labels, placed, folded = _folded(labels, placed, paid)
    groups, watched = _groups(labels, placed, most_steps)
    walked = learn.engine.run(learn, Walk(tuple(group.labels for group in groups), events))
    anchor = _anchor(groups, walked, paid)
    named = named_phases(phases, groups, anchor)
    shape = ways(walked, phases=len(phases) or None, anchor=anchor, begins=named.begins)
    drawn = drawn_map(
        Drawn(
            journeys=learn,
            customers=customers,
            groups=tuple(groups),
            watched=tuple(watched),
            walked=walked,
            shape=shape,
            anchor=anchor,
            today=today,
            title=title or "What customers do",
            persona=persona or "The customer",
            phases=named.names,
        )
    )
    fitness, held_out = _judged(drawn, judge, learn.cases)
    notes = _notes(learn, looked, placed, walked, aside, folded, watched, customers, cut=cut)
    cut_into = phase_note(named, len(shape.cuts))
    notes += [] if cut_into is None else [cut_into]
    return Draft(
        map=drawn,
        summary=_summary(learn, placed, customers),
        notes=(*notes, _fit(fitness, held_out)),
        fitness=fitness,
        held_out=held_out,
    )


def _halves(journeys: Journeys, today: date) -> tuple[Journeys, Journeys | None, int]:
    """Split customers by a checksum of their identifiers: whom to learn from, whom to judge by, and how many."""
    source = journeys.source
    everybody = Journeys(source, journeys.engine)
    listed = journeys.engine.members(everybody, Everyone())["customer"].to_pylist()
    found = [(crc32(each.encode()), each) for each in listed]
    if len(found) < FEWEST:
        return journeys, None, len(found)
    found.sort()
    made = datetime.combine(today, time(), UTC)
    parts = []
    for name, rest in (("learn", (1, 2, 3, 4)), ("judge", (0,))):
        members = [each for sum_, each in found if sum_ % 5 in rest][:LEARNT]
        cohort = analyse.Cohort(name, made, source.subject, {"by": "list"}, tuple(members))
        parts.append(analyse.within_cohort(journeys, cohort))
    return parts[0], parts[1], len(found)


def _texts(journeys: Journeys) -> frozenset[str]:
    """Give the properties that may tell events apart: texts that are no identifiers."""
    names = {name for name, kind in journeys.source.properties.items() if kind == "string"}
    return frozenset(name for name in names if name not in ("id", "source") and not name.endswith("_id"))


def _money(journeys: Journeys) -> frozenset[str]:
    """Give the properties that are amounts of money."""
    return frozenset(name for name, kind in journeys.source.properties.items() if kind == "money")


def _case_rule(looked: Looked) -> Cases:
    """Choose how long a silence ends a journey."""
    limit = looked.silence(0.975)
    if limit is None:
        return Cases()
    lengths = [_length(text) for text in _GAPS]
    return Cases("gap", gap=next((length for length in lengths if length >= limit), lengths[-1]))


def _length(text: str) -> int:
    return int(text[:-1]) * UNITS[text[-1]]


def _labels(learn: Journeys, looked: Looked) -> tuple[list[Label], Placed, list[str]]:
    """Choose what may be a step: names, or values of a property that come at different moments; and count them."""
    events = tuple(learn.source.events)
    frequent = sorted(range(len(events)), key=lambda at: (-int(looked.events[at]), events[at]))[:MOST_NAMES]
    names = [events[at] for at in frequent if looked.events[at] > 0]
    aside = [name for name in names if said(name).machine or said(name).survey]
    names = [name for name in names if name not in aside]
    if not names:
        raise InvalidInput("no event can be a step: none is left", code="no-events", hint="import events of customers")
    possible = candidates(looked, names, events)
    tried = [Label(name) for name in names]
    tried += [Label(event, key, value) for (event, key), values in possible.items() for value in values]
    placed = learn.engine.run(learn, Places(tuple(tried), events, len(learn.source.channels)))
    kept = []
    for at, label in enumerate(tried):
        own = split(tried, placed, label.event, [key for event, key in possible if event == label.event])
        if label.property == own:
            kept.append(at)
    return [tried[at] for at in kept], _narrowed(placed, kept), aside


def _narrowed(placed: Placed, kept: Sequence[int]) -> Placed:
    """Keep some labels."""
    square = np.ix_(kept, kept)
    return Placed(
        placed.journeys,
        placed.both[square],
        placed.before[square],
        placed.apart[square],
        placed.together[square],
        placed.through[kept],
    )


def _folded(
    labels: Sequence[Label], placed: Placed, paid: frozenset[str]
) -> tuple[list[Label], Placed, list[tuple[Label, Label]]]:
    """Leave out events that hardly ever come but in the moment of another, more frequent one: they say more about it.

    Where customers bind themselves is never left out.
    """
    together = placed.together
    moments = np.diagonal(together)
    found: dict[int, int] = {}
    for at in sorted(range(len(labels)), key=lambda at: (int(moments[at]), at)):
        told = said(labels[at].event, value=labels[at].value)
        others = [
            other
            for other in range(len(labels))
            if other not in found
            and labels[other].event != labels[at].event
            and together[at, other] >= 0.9 * moments[at]
            and (moments[other] >= 1.2 * moments[at] or placed.before[other, at] >= 0.9 * placed.both[at, at])
        ]
        if others and moments[at] >= 10 and not (told.slip or told.buys or labels[at].event in paid):
            found[at] = max(others, key=lambda other: (int(moments[other]), -other))
    kept = [at for at in range(len(labels)) if at not in found]
    return [labels[at] for at in kept], _narrowed(placed, kept), [(labels[at], labels[to]) for at, to in found.items()]


def _groups(labels: Sequence[Label], placed: Placed, most: int) -> tuple[list[Group], list[Label]]:
    """Make steps of labels, in order, with the slips that belong to each; and say what is too rare for one."""
    reach = np.diagonal(placed.both)
    slips = [at for at, label in enumerate(labels) if said(label.event, value=label.value).slip]
    least = max(2, 0.03 * placed.journeys)
    rest = [at for at in range(len(labels)) if at not in slips]
    steps = sorted((at for at in rest if reach[at] >= least), key=lambda at: (-int(reach[at]), at))[:most]
    steps = steps or sorted(rest, key=lambda at: (-int(reach[at]), at))[:most]
    if not steps:
        raise InvalidInput("every event speaks of something that went wrong", code="no-events", hint="add other events")
    chosen = ordered(placed, sorted(steps))
    joined = alternatives(placed, chosen)
    held: dict[int, list[int]] = {}
    for slip in slips:
        if reach[slip] > 0:
            held.setdefault(_slipping(labels, placed, slip, chosen), []).append(slip)
    groups = []
    for group in joined:
        own = [slip for at in group for slip in held.get(at, ())]
        through = tuple(tuple(int(n) for n in placed.through[at]) for at in group)
        groups.append(Group(tuple(labels[at] for at in group), through, tuple(labels[at] for at in own)))
    watched = [labels[at] for at in rest if at not in steps and reach[at] > 0]
    return groups, watched[:12]


def _slipping(labels: Sequence[Label], placed: Placed, slip: int, order: Sequence[int]) -> int:
    """Find the step that a slip belongs to: that of the same name, else the first that mostly comes after it."""
    same = [at for at in order if labels[at].event == labels[slip].event]
    after = [at for at in order if 0 < placed.both[slip, at] <= 2 * placed.before[slip, at]]
    meets = max(order, key=lambda at: (int(placed.both[slip, at]), -order.index(at)))
    return (same or after or [meets])[0]


def _anchor(groups: Sequence[Group], walked: Walked, paid: frozenset[str]) -> int | None:
    """Find the step at which customers bind themselves: where money changes hands, else where the name says so."""
    for buying in (
        [at for at, group in enumerate(groups) if any(label.event in paid for label in group.labels)],
        [at for at, group in enumerate(groups) if any(said(label.event).buys for label in group.labels)],
    ):
        if buying:
            return max(buying, key=lambda at: (int(walked.reach[at]), -at))
    return None


def _paid(events: Sequence[str], looked: Looked) -> frozenset[str]:
    """Give the names of events of which most carry an amount of money."""
    return frozenset(name for at, name in enumerate(events) if 2 * looked.paid[at] > looked.events[at])


def _judged(map: maps.JourneyMap, judge: Journeys | None, cases: Cases) -> tuple[float | None, int]:
    """Hold customers that were not learnt from against the draft."""
    if judge is None:
        return None, 0
    # Without the map's id, how its steps were passed is not counted too.
    held = analyse.conformance(replace(judge, cases=cases), replace(maps.expect(map), map_id=None))
    return held.fitness, held.basis.customers


def _summary(learn: Journeys, placed: Placed, customers: int) -> str:
    return f"A draft from events: {counted(placed.journeys, 'journey')} of {counted(customers, learn.source.subject)}."


def _fit(fitness: float | None, held_out: int) -> str:
    if fitness is None:
        return f"fitness: not judged, for fewer than {FEWEST} customers leave none to hold out"
    return f"fitness: {fitness:.2f} of 1 on {counted(held_out, 'customer')} it was not drafted from"


def _notes(
    learn: Journeys,
    looked: Looked,
    placed: Placed,
    walked: Walked,
    aside: Sequence[str],
    folded: Sequence[tuple[Label, Label]],
    watched: Sequence[Label],
    customers: int,
    *,
    cut: bool,
) -> list[str]:
    """Say how the draft came about."""
    cases = learn.cases
    if cut:
        rule = "as you said"
    elif cases.by == "gap":
        rule = f"at silences longer than {short(cases.gap)}, which 97.5 % of silences do not exceed"
    else:
        rule = "by customer, for nobody is ever silent"
    some = f"{looked.customers:,} of " if looked.customers < customers else ""
    found = [
        f"drafted from {counted(placed.journeys, 'journey')} of {some}{counted(customers, 'customer')}, cut {rule}",
        f"{counted(len(walked.reach), 'step')}; what people feel there, and why, events do not show: ask them",
    ]
    machines = [name for name in aside if said(name).machine]
    surveys = [name for name in aside if not said(name).machine]
    if machines:
        found.append(
            f"left out, for {'it speaks' if len(machines) == 1 else 'they speak'} of machines: {', '.join(machines)}"
        )
    if surveys:
        found.append(
            f"left out, for {'it asks' if len(surveys) == 1 else 'they ask'} about the journey: {', '.join(surveys)}"
        )
    for label, into in folded:
        found.append(f"left out, for it only happens in the moment of {into}: {label}")
    if watched:
        found.append(
            f"watched, for {'it is' if len(watched) == 1 else 'they are'} rare: {', '.join(map(str, watched))}"
        )
    return found
