"""Random edits of a map: some that fit, some that are refused."""

from hypothesis import strategies as st

from sojourn.maps import edit
from sojourn.maps.model import JourneyMap, identity, kind_of, parts

WORDS = st.sampled_from(
    ["Pays", "Waits in a line", "Is called back", "Écrit une lettre", "読む", "a: b # c", "10", "no"]
)
NEW_IDS = st.sampled_from(["new", "newer", "again", "late", "other"])


@st.composite
def commands(draw: st.DrawFn, map: JourneyMap, *, other: JourneyMap | None = None) -> edit.Command:
    """Draw an edit."""
    if draw(st.integers(0, 5)) == 0:
        return edit.Batch("several", tuple(_single(draw, map, other or map) for _ in range(draw(st.integers(0, 3)))))
    return _single(draw, map, other or map)


def _single(draw: st.DrawFn, map: JourneyMap, other: JourneyMap) -> edit.Command:
    """Draw one edit that is not a batch."""
    things = [(name, kind_of(part)) for _, part in parts(map) if (name := identity(part)) is not None]
    ids = st.sampled_from([name for name, _ in things])
    steps = st.sampled_from([step.id for step in map.steps])
    kind = draw(st.sampled_from(_EDITS))
    if kind == "text":
        at = draw(st.sampled_from([(name, key) for name, kind in things for key in _TEXTS.get(kind, ())]))
        return edit.SetField(*at, draw(WORDS))
    if kind == "nothing":
        at = draw(st.sampled_from([(name, key) for name, kind in things for key in _OPTIONAL.get(kind, ())]))
        return edit.SetField(*at, None)
    if kind == "inside":
        at, value = draw(st.sampled_from(_INSIDE))
        return edit.SetField(draw(steps), at, value)
    if kind == "pains":
        return edit.SetField(draw(steps), "pains", draw(st.lists(WORDS, max_size=3, unique=True)))
    if kind == "any":
        return edit.SetField(draw(ids), draw(st.sampled_from(["x-colour", "note"])), draw(st.none() | WORDS))
    if kind == "add":
        into, key = draw(st.sampled_from([(name, key) for name, kind in things for key in _LISTS.get(kind, ())]))
        return edit.Add(key, draw(_value(map, key)), into, _after(draw, map, into, key))
    if kind == "remove":
        return edit.Remove(draw(ids), draw(st.booleans()))
    if kind == "move":
        moved, among = draw(st.sampled_from([
            (each.id, [other.id for other in listed])
            for listed in (map.steps, map.phases, map.personas, map.departments, map.initiatives) for each in listed
        ]))  # fmt: skip
        return edit.Move(moved, None, draw(st.sampled_from([None, edit.FIRST, *among])))
    if kind == "move into":
        points = [point.id for step in map.steps for point in step.touchpoints]
        return edit.Move(
            draw(st.sampled_from(points) if points else ids),
            draw(steps | ids),
            draw(st.sampled_from([None, edit.FIRST])),
        )
    if kind == "rename":
        return edit.Rename(draw(ids), draw(NEW_IDS | ids))
    if kind == "split":
        step = draw(st.sampled_from(map.steps))
        take = st.sampled_from([name for _, part in parts(step) if (name := identity(part))])
        return edit.Split(step.id, draw(NEW_IDS), draw(WORDS), tuple(draw(st.lists(take, max_size=2, unique=True))))
    if kind == "join":
        first = draw(st.integers(0, max(0, len(map.steps) - 2)))
        return edit.Join(tuple(step.id for step in map.steps[first : first + 2]))
    if kind == "link":
        return edit.SetLink(draw(steps), draw(steps), draw(st.sampled_from(["next", "loop", "skip", None])))
    return edit.CopyLane(other, draw(st.sampled_from(["thinks", "feels", "touchpoints", "pains"])))


def _after(draw: st.DrawFn, map: JourneyMap, into: str, key: str) -> str | None:
    """Draw a place in a list."""
    parent = map if into == map.id else next(step for step in map.steps if step.id == into)
    known = [name for each in getattr(parent, key) if (name := identity(each))]
    return draw(st.sampled_from([None, edit.FIRST, *known]))


def _value(map: JourneyMap, key: str) -> st.SearchStrategy[object]:
    """Draw a new thing for a list."""
    phases = st.sampled_from([phase.id for phase in map.phases])
    made = {
        "steps": st.fixed_dictionaries({"id": NEW_IDS, "phase": phases, "does": WORDS}),
        "touchpoints": st.fixed_dictionaries(
            {"id": NEW_IDS, "name": WORDS, "channel": st.sampled_from(["web", "app"])}
        ),
        "pains": st.one_of(WORDS, st.fixed_dictionaries({"id": NEW_IDS, "text": WORDS})),
        "backstage": WORDS,
        "departments": NEW_IDS,
        "phases": st.fixed_dictionaries({"id": NEW_IDS, "name": WORDS, "moment": st.just("during")}),
    }
    return made[key]


_TEXTS = {
    "map": ("title", "promise", "owner.person"), "step": ("does", "thinks"), "touchpoint": ("name", "scenario"),
    "phase": ("name", "loops_to"), "pain": ("text",), "department": ("name",),
}  # fmt: skip
_OPTIONAL = {
    "map": ("promise", "links", "owner"), "step": ("thinks", "feels", "choice", "metrics", "does"),
    "touchpoint": ("channel", "actor", "event_match"), "opportunity": ("solves", "steps"),
    "initiative": ("effect", "meets"),
}  # fmt: skip
_LISTS = {
    "map": ("steps", "departments", "phases"), "step": ("touchpoints", "pains", "backstage"),
}  # fmt: skip
_EDITS = (
    "text", "text", "nothing", "inside", "pains", "any", "add", "add", "remove", "remove", "move", "move into",
    "rename", "split", "join", "link", "lane",
)  # fmt: skip
_INSIDE = (
    ("feels.score", -2), ("feels.score", 1.5), ("feels.score", 3), ("feels.words", ["calm"]),
    ("metrics.wait.target", "PT1M"), ("metrics.wait.target", None), ("moment_of_truth.why", "It hurts"),
)  # fmt: skip
