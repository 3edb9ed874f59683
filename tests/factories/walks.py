"""Small random maps whose ways are what matters: links, choices, loops, skips, steps without events."""

from hypothesis import strategies as st

from sojourn.maps.model import Choice, EventRule, JourneyMap, Link, MapOutcome, Persona, Phase, Step, Touchpoint

LONGEST = 6
"""How long paths are followed; maps have five steps at most, so every loop is walked."""


def touchpoint(id, *events, failures=(), **more):
    """A point of contact that events show."""
    rules = [EventRule(event=(event,)) for event in events]
    rules += [EventRule(event=(event,), status="failed") for event in failures]
    return Touchpoint(id=id, name=id.title(), event_match=tuple(rules), **more)


def step(id, *touchpoints, phase="during", **more):
    """A step; without points of contact it leaves no event."""
    return Step(id=id, phase=phase, does=f"Does {id}", touchpoints=tuple(touchpoints), **more)


def tied(id, **more):
    """A step with one point of contact that the event of its name shows."""
    return step(id, touchpoint(f"at_{id}", id), **more)


def journey_map(*steps, phases=(), **more):
    """A map of some steps."""
    named = dict.fromkeys(each.phase for each in steps)
    phases = phases or tuple(Phase(id=phase, name=phase, moment="during") for phase in named)
    persona = Persona(id="someone", name="Someone")
    return JourneyMap(id="walk", title="A walk", personas=(persona,), phases=phases, steps=steps, **more)


@st.composite
def walks(draw):
    """A map of up to five steps, at least one of which leaves events."""
    count = draw(st.integers(1, 5))
    ids = [f"s{number}" for number in range(count)]
    kinds = ("tied", "tied", "tied", "silent", "no_contact", "fails")
    outcomes = (MapOutcome(id="gone", name="Gone"),)
    phases = sorted(draw(st.lists(st.sampled_from("ab"), min_size=count, max_size=count)))
    steps, links = [], []
    for number, (id, phase) in enumerate(zip(ids, phases, strict=True)):
        kind = "tied" if number == 0 and count == 1 else draw(st.sampled_from(kinds))
        options = draw(st.sampled_from([(), (), ("x", "y"), ("x", "y", "z")]))
        between = draw(st.sampled_from(["branches", "branches", "touchpoints"]))
        points = {
            "tied": [touchpoint(f"p{number}", f"e{number}"), *(touchpoint(option + id) for option in options)],
            "fails": [touchpoint(f"p{number}", failures=[f"e{number}"])],
        }.get(kind, [])
        steps.append(
            step(
                id,
                *points,
                phase=phase,
                kind="no_contact" if kind == "no_contact" else "contact",
                choice=Choice(between=between, options=options) if options else None,
                optional=draw(st.integers(0, 4)) == 0,
                entry=draw(st.integers(0, 5)) == 0,
            )
        )
        for option in options:
            if draw(st.booleans()):
                to = draw(st.sampled_from([*ids, "gone"]))
                link_kind = draw(st.sampled_from(["next", "choice", "loop", "skip"] if to != "gone" else ["end"]))
                links.append(Link(from_=id, to=to, when=option, kind=link_kind))
    for _ in range(draw(st.integers(0, 3))):
        start, end = draw(st.sampled_from(ids)), draw(st.sampled_from([*ids, "gone"]))
        kind = draw(st.sampled_from(["next", "end"] if end == "gone" else ["next", "loop", "loop", "skip"]))
        links.append(Link(from_=start, to=end, kind=kind))
    named = tuple(
        Phase(id=phase, name=phase, moment="during", loops_to=draw(st.sampled_from([None, None, "a", "b"])))
        for phase in "ab"
    )
    return journey_map(*steps, phases=named, links=tuple(links), outcomes=outcomes)
