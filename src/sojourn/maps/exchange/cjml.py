"""CJML 2.0 as XML: planned journeys become maps, actual ones lived cases.

CJML is the Customer Journey Modelling Language of SINTEF. The names of its elements are read in any case and in the
dialect of its diagram generator too (`senderId`, `receiverId`, `riskCategory`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant

from ..model import JourneyMap, LivedCase, LivedEvent, Phase, Place, Step, Touchpoint, Work, identity, parts
from .channels import PHYSICAL, channel_of
from .cjml_actors import People
from .cjml_repair import read_xml
from .cjml_tree import Node
from .reading import MOST_ROWS, Log, Slugs, checked, moments, one_line, preferred, refused, slug

_JOURNEYS = ("plannedjourney", "actualjourney", "expectedjourney", "journey", "customerjourney")
_LABEL = ("label", "description", "name", "title")
_FROM = ("initiatorlabel", "senderlabel", "initiatordescription", "senderdescription", "sendertext")
_TO = ("receiverlabel", "receiverdescription", "receivertext")
_DONE = {
    "done": "done", "completed": "done", "executed": "done", "ok": "done",
    "failed": "failed", "failing": "failed", "error": "failed",
    "missing": "missing", "missed": "missing",
    "adhoc": "ad_hoc", "ad_hoc": "ad_hoc", "ad hoc": "ad_hoc", "unplanned": "ad_hoc",
    "outoforder": "out_of_order", "out_of_order": "out_of_order", "out of order": "out_of_order",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Contact:
    """A touchpoint of CJML, with who takes part and what it is called on each side."""

    node: Node
    ident: str | None
    phase: str | None
    sender: str | None
    receiver: str | None
    sends: str | None
    gets: str | None
    channel: str | None
    risk: str | None
    at: str | None
    status: str | None
    is_action: bool


@dataclass(frozen=True, slots=True)
class _Journey:
    node: Node
    ident: str | None
    title: str | None
    actual: bool
    contacts: tuple[_Contact, ...]


def read_cjml(text: str, *, title: str | None, log: Log, strict: bool = False) -> JourneyMap:
    """Read CJML. The first planned journey becomes the map and each actual one a lived case of it; without a planned
    journey the map is drafted from the first actual one.

    Raises:
        MapRefused: the file declares a document type or entities, or holds no journey with a touchpoint; with `strict`
            also whatever would have to be repaired.
    """
    root = read_xml(checked(text, log), log, strict=strict)
    people = People(log, strict=strict)
    journeys = [_journey(node, people, log) for node in _found(root)]
    journeys = [each for each in journeys if each.contacts]
    log.settle()
    if not journeys:
        raise refused(
            "the file holds no journey with a touchpoint",
            hint="a journey lies in <plannedJourney> or <actualJourney> and has <touchpoints>",
        )
    planned = [each for each in journeys if not each.actual]
    lead = (planned or journeys)[0]
    made = _Map(people, log).draft(lead, title)
    slugs = Slugs(str(ident) for _, part in parts(made) if (ident := identity(part)))
    actual = [each for each in journeys if each.actual]
    cases = tuple(_case(each, made, people, slugs, log) for each in actual)
    for each in planned[1:]:
        log.unplaced(each.node.words(), f"another planned journey, {each.title or each.ident or 'without a name'}")
    if not planned:
        log.guessed("the map is drafted from an actual journey", hint="say what was planned, and check each step")
    _unread(root, log)
    return replace(made, lived=cases, extra=log.extra())


def _found(root: Node) -> Iterator[Node]:
    """Give the journeys of a document, wherever they lie."""
    if root.name in _JOURNEYS or any(child.name in ("touchpoints", "actors") for child in root.children):
        root.read = True
        yield root
        return
    for child in root.children:
        root.read = True
        yield from _found(child)


def _journey(node: Node, people: People, log: Log) -> _Journey:
    for group in node.all("actors", "swimlanes"):
        people.read(group)
    groups = list(node.all("touchpoints", "steps"))
    contacts: list[_Contact] = []
    for child in [each for group in groups for each in group.children] + [
        each for each in node.children if each.name.endswith(("communicationpoint", "action"))
    ]:
        if len(contacts) >= MOST_ROWS:
            raise refused(f"there are more than {MOST_ROWS:,} touchpoints", child.place)
        child.read = True
        contacts.append(_contact(child, people))
    return _Journey(
        node,
        node.value("journeyid", "id"),
        node.value("journeyname", "journeytitle", "title", "name"),
        node.name == "actualjourney",
        tuple(contacts),
    )


def _contact(node: Node, people: People) -> _Contact:
    sender, sends = _side(node, people, ("initiator", "sender", "actor"), _FROM)
    receiver, gets = _side(node, people, ("receiver",), _TO)
    channel = node.one("channel", "medium")
    return _Contact(
        node,
        node.value("touchpointid", "id"),
        node.value("phasename", "phase"),
        sender,
        receiver,
        sends or node.value("actionlabel", *_LABEL),
        gets,
        (channel and (channel.value("channelname", "name") or one_line(channel.text)))
        or node.value("channelname", "channel", "medium")
        or None,
        node.value("riskcategory", "risk"),
        node.value("time", "timestamp", "starttime", "date"),
        node.value("status", "deviation", "state"),
        node.name.endswith("action"),
    )


def _side(node: Node, people: People, names: tuple[str, ...], labels: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Find who is on one side of a touchpoint, and what it says there."""
    side = node.one(*names)
    refers = None
    place = node.place
    if side is not None:
        place = side.place
        to = side.one("refersto")
        refers = (to and to.value("actoridref", "actorid", "ref")) or side.value("actoridref", "refersto", "actorid")
        refers = refers or (None if side.children else one_line(side.text) or None)
    refers = refers or node.value(*(f"{name}id" for name in names), *(f"{name}idref" for name in names))
    said = (side and side.value(*labels, *_LABEL)) or node.value(*labels)
    return (people.find(refers, place) if refers else None), said


class _Map:
    """A map in the making."""

    def __init__(self, people: People, log: Log) -> None:
        self._people, self._log = people, log
        self._slugs = Slugs()
        self._steps: list[Step] = []
        self._phases: list[tuple[str, str]] = []
        self._waiting: list[Work] = []

    def draft(self, journey: _Journey, title: str | None) -> JourneyMap:
        """Make the map of a journey."""
        called = title or journey.title or journey.ident
        if not called:
            self._log.guessed("the journey has no name: it is called 'Imported journey'")
        called = called or "Imported journey"
        taken = {*self._people.personas, *self._people.actors}
        wanted = slug(journey.ident or called, otherwise="map")
        ident = self._slugs.make(wanted, otherwise="map") if wanted in taken else wanted
        self._slugs = Slugs([*taken, ident])
        for contact in journey.contacts:
            self._take(contact)
        personas = self._people.persona_list()
        if not self._steps:
            raise refused("no customer takes part in the journey", hint="name an <endUser> among the <actors>")
        names = [name for _, name in self._phases]
        known = moments(names)
        self._log.guessed("moments of the phases are guessed", hint="say whether each lies before, during or after")
        return JourneyMap(
            id=ident,
            title=called,
            state="current" if journey.actual else "planned",
            personas=personas,
            actors=self._people.actor_list(),
            phases=tuple(
                Phase(id=ident, name=name, moment=moment)
                for (ident, name), moment in zip(self._phases, known, strict=True)
            ),
            steps=tuple(self._steps),
        )

    def _take(self, contact: _Contact) -> None:
        """Make a step of a touchpoint, or work behind the scenes when no customer takes part."""
        people = self._people
        ours = people.is_customer(contact.sender)
        theirs = people.is_customer(contact.receiver)
        if not ours and not theirs and (contact.sender or contact.receiver):
            self._behind(contact)
            return
        does = contact.sends if ours or contact.sender is None else contact.gets
        other = contact.gets if ours or contact.sender is None else contact.sends
        does = one_line(does or other or contact.ident or "") or "Step"
        met = contact.receiver if ours or contact.sender is None else contact.sender
        met = None if people.is_customer(met) else met
        work = (Work(does=one_line(other), actor=met),) if other and one_line(other) != does else ()
        known = preferred(contact.ident)
        ident = self._slugs.make(known or does, otherwise="step")
        phase = self._phase(contact)
        held: dict[str, str] = {
            **({"x-touchpoint-id": contact.ident} if contact.ident and ident != known else {}),
            **({"x-risk": contact.risk} if contact.risk else {}),
        }
        kept = MappingProxyType(held)
        backstage = tuple(self._waiting)
        self._waiting.clear()
        if contact.is_action:
            self._steps.append(
                Step(id=ident, phase=phase, does=does, kind="no_contact", backstage=backstage, extra=kept)
            )
            return
        touchpoint = self._touchpoint(contact, met, ident, pull=ours or contact.sender is None)
        self._steps.append(
            Step(
                id=ident, phase=phase, does=does, touchpoints=(touchpoint,), frontstage=work, backstage=backstage,
                extra=kept,
            )
        )  # fmt: skip

    def _behind(self, contact: _Contact) -> None:
        """Lay what providers do among themselves behind the step before it, or the first one."""
        said = " – ".join(dict.fromkeys(one_line(each) for each in (contact.sends, contact.gets) if each))
        work = Work(does=said or contact.ident or "Work", actor=contact.sender or contact.receiver)
        if self._steps:
            last = self._steps[-1]
            self._steps[-1] = replace(last, backstage=(*last.backstage, work))
        else:
            self._waiting.append(work)
        if contact.channel:
            self._log.unplaced(contact.channel, "a channel between providers", contact.node.place)

    def _touchpoint(self, contact: _Contact, met: str | None, step: str, *, pull: bool) -> Touchpoint:
        channel = channel_of(contact.channel) if contact.channel else None
        called = contact.channel or (self._people.name(met) if met else None) or "Contact"
        place = None
        if isinstance(channel, str):
            place = "physical" if channel in PHYSICAL else "digital"
        actor = met if met in self._people.actors else None
        return Touchpoint(
            id=self._slugs.make(f"{step[:30]}_{slug(called, otherwise='contact')}", otherwise="contact"),
            name=called,
            channel=channel,
            place=place,
            trigger="pull" if pull else "push",
            actor=actor,
        )

    def _phase(self, contact: _Contact) -> str:
        name = contact.phase or (self._phases[-1][1] if self._phases else "Journey")
        for ident, known in self._phases:
            if known == name:
                return ident
        ident = self._slugs.make(name, otherwise="phase")
        self._phases.append((ident, name))
        return ident


def _case(journey: _Journey, map: JourneyMap, people: People, slugs: Slugs, log: Log) -> LivedCase:
    """Tell an actual journey as a lived case: what fits no planned step is ad hoc."""
    by_id = {str(step.extra.get("x-touchpoint-id", step.id)): step for step in map.steps}
    by_name = {step.does: step for step in map.steps}
    events = []
    for contact in journey.contacts:
        ours = people.is_customer(contact.sender) or contact.sender is None
        if not ours and not people.is_customer(contact.receiver):
            continue
        does = one_line((contact.sends if ours else contact.gets) or contact.sends or contact.gets or "")
        step = by_name.get(does) or by_id.get(contact.ident or "")
        told = (contact.status or "").casefold()
        status = _DONE.get(told, "done" if step else "ad_hoc")
        if contact.status and told not in _DONE:
            log.unplaced(contact.status, f"the status of {does!r}", contact.node.place)
        events.append(
            LivedEvent(
                step=step.id if step else None,
                name=None if step else does or contact.ident or "Contact",
                touchpoint=step.touchpoints[0].id if step and step.touchpoints else None,
                at=_when(contact.at, contact.node.place, log),
                status=status,
            )
        )
    customer = next((each.sender for each in journey.contacts if people.is_customer(each.sender)), None)
    return LivedCase(case=slugs.make(journey.ident or "case", otherwise="case"), persona=customer, events=tuple(events))


def _when(written: str | None, place: Place, log: Log) -> str | None:
    """Give a time that a map can hold."""
    if written is None:
        return None
    try:
        instant(written)
    except InvalidInput:
        log.unplaced(written, "a time that is not a date or an RFC 3339 time", place)
        return None
    return written


def _unread(root: Node, log: Log) -> None:
    """Keep the text of elements that nothing above has a place for."""
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        for child in node.children:
            if child.read:
                waiting.append(child)
            elif child.words():
                log.unplaced(f"{child.written}: {child.words()}", "an element without a place", child.place)
