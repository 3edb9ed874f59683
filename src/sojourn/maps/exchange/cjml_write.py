"""A map as CJML 2.0: one planned journey, and an actual one for each lived case."""

from xml.sax.saxutils import escape, quoteattr

from ..model import Actor, JourneyMap, LivedCase, Persona, Step, Touchpoint, identity, parts
from .channels import channel_name
from .cjml import read_cjml
from .dropped import Dropped, dropped
from .reading import Log, Slugs, clean, one_line


def write_cjml(map: JourneyMap) -> tuple[str, tuple[Dropped, ...]]:
    """Write a map as CJML, and say what it cannot hold: it has no feelings, thoughts, metrics or choices.

    A step with several points of contact is written with the one that is expected, else the first.
    """
    provider = _provider(map)
    actors = map.actors or ((provider,) if provider else ())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<CJML version="2.0">', "  <plannedJourney>"]
    lines += [_element(4, "journeyID", map.id), _element(4, "journeyName", map.title)]
    lines += _actors(map.personas, actors)
    lines.append("    <touchpoints>")
    for step in map.steps:
        lines += _step(step, map, provider, "planned")
    lines += ["    </touchpoints>", "  </plannedJourney>"]
    for case in map.lived:
        lines += _case(case, map, provider)
    text = "\n".join([*lines, "</CJML>", ""])
    return text, _dropped(map, text)


def _dropped(map: JourneyMap, text: str) -> tuple[Dropped, ...]:
    why = {"step.touchpoints": "beside the first or expected one left out"}
    lost = dropped(map, read_cjml(text, title=None, log=Log()), why={**why, "map.state": "written as planned"})
    named = any(each.field == "map.state" for each in lost)
    return lost if named or map.state == "planned" else (*lost, Dropped("map.state", 1, (), "written as planned"))


def _provider(map: JourneyMap) -> Actor | None:
    """Choose who meets the customer where a point of contact names nobody."""
    found = next((actor for actor in map.actors if actor.kind == "provider"), map.actors[0] if map.actors else None)
    if found is None and any(step.kind == "contact" for step in map.steps):
        taken = [str(ident) for _, part in parts(map) if (ident := identity(part))]
        return Actor(id=Slugs(taken).make("company", otherwise="company"), kind="provider", name="Company")
    return found


def _actors(personas: tuple[Persona, ...], actors: tuple[Actor, ...]) -> list[str]:
    lines = ["    <actors>"]
    for persona in personas:
        lines += [
            f"      <endUser actorID={_quoted(persona.id)}>", _element(8, "actorName", persona.name),
            "      </endUser>",
        ]  # fmt: skip
    for actor in actors:
        lines += [
            f"      <serviceProvider actorID={_quoted(actor.id)}>", _element(8, "companyName", actor.name),
            "      </serviceProvider>",
        ]  # fmt: skip
    return [*lines, "    </actors>"]


def _step(
    step: Step, map: JourneyMap, provider: Actor | None, kind: str, *, status: str | None = None, at: str | None = None
) -> list[str]:
    """Write a step as a communication point or an action, and what is done behind it as actions of providers."""
    phases = {phase.id: phase.name for phase in map.phases}
    lines = [
        _element(8, "touchpointID", step.id),
        _element(8, "phaseName", phases.get(step.phase, step.phase)),
        *([_element(8, "time", at)] if at else []),
        *([_element(8, "status", status)] if status else []),
    ]
    customer = map.personas[0].id
    name = f"{kind}Action" if step.kind == "no_contact" else f"{kind}CommunicationPoint"
    if step.kind == "no_contact":
        lines += _side("initiator", customer, step.does)
    else:
        touchpoint = _chosen(step)
        met = touchpoint.actor if touchpoint and touchpoint.actor else (provider.id if provider else None)
        theirs = next((work.does for work in step.frontstage), None)
        if touchpoint is not None and touchpoint.trigger == "push" and met:
            lines += [*_side("initiator", met, theirs), *_side("receiver", customer, step.does)]
        else:
            lines += [*_side("initiator", customer, step.does), *(_side("receiver", met, theirs) if met else [])]
        if touchpoint is not None and touchpoint.channel is not None:
            said = _element(10, "channelName", channel_name(touchpoint.channel))
            lines += ["        <channel>", said, "        </channel>"]
    found = [f"      <{name}>", *lines, f"      </{name}>"]
    for work in step.backstage if kind == "planned" else ():
        who = work.actor or (provider.id if provider else None)
        if who:
            found += [f"      <{kind}Action>", *_side("initiator", who, work.does), f"      </{kind}Action>"]
    return found


def _case(case: LivedCase, map: JourneyMap, provider: Actor | None) -> list[str]:
    steps = {step.id: step for step in map.steps}
    lines = ["  <actualJourney>", _element(4, "journeyID", case.case), "    <touchpoints>"]
    for event in case.events:
        step = steps.get(event.step or "")
        if step is not None:
            lines += _step(step, map, provider, "actual", status=event.status, at=event.at)
        else:
            lines += ["      <actualAction>", *([_element(8, "time", event.at)] if event.at else [])]
            lines += [_element(8, "status", event.status)]
            lines += [*_side("initiator", case.persona or map.personas[0].id, event.name), "      </actualAction>"]
    return [*lines, "    </touchpoints>", "  </actualJourney>"]


def _chosen(step: Step) -> Touchpoint | None:
    """Choose the point of contact that stands for a step."""
    expected = step.choice.expected if step.choice else None
    return next((each for each in step.touchpoints if each.id == expected), (*step.touchpoints, None)[0])


def _side(name: str, who: str, label: str | None) -> list[str]:
    said = [_element(10, f"{name}Label", label)] if label else []
    return [f"        <{name}>", f"          <refersTo actorIDref={_quoted(who)}/>", *said, f"        </{name}>"]


def _element(indent: int, name: str, text: str) -> str:
    return f"{'':{indent}}<{name}>{escape(one_line(text))}</{name}>"


def _quoted(text: str) -> str:
    return quoteattr(clean(text))
