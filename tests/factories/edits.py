"""Random edits of a map: some that fit, some that are refused."""

from hypothesis import strategies as st

from sojourn.maps import edit
from sojourn.maps.model import JourneyMap, identity, kind_of, parts

WORDS = st.sampled_from(["Pays", "Waits in a line", "Is called back", "Écrit une lettre", "読む", "a: b # c", "10", "no"])
NEW_IDS = st.sampled_from(["new", "newer", "again", "late", "other"])


def commands(map: JourneyMap, *, other: JourneyMap | None = None) -> st.SearchStrategy[edit.Command]:
    """Draw an edit."""
    things = [(name, kind_of(part)) for _, part in parts(map) if (name := identity(part)) is not None]
    ids = st.sampled_from([name for name, _ in things])
    steps = st.sampled_from([step.id for step in map.steps])
    texts = [(name, key) for name, kind in things for key in _TEXTS.get(kind, ())]
    optional = [(name, key) for name, kind in things for key in _OPTIONAL.get(kind, ())]
    lists = [(name, key) for name, kind in things for key in _LISTS.get(kind, ())]
    after = st.one_of(st.none(), st.just(edit.FIRST), ids)
    plain = st.one_of(
        st.sampled_from(texts).flatmap(lambda at: WORDS.map(lambda word: edit.SetField(*at, word))),
        st.sampled_from(optional).map(lambda at: edit.SetField(*at, None)),
        st.builds(edit.SetField, steps, st.just("feels.score"), st.sampled_from([-2, -0.5, 0, 1.5, 3])),
        st.builds(edit.SetField, steps, st.just("metrics.wait.target"), st.sampled_from(["PT1M", 3, None])),
        st.builds(edit.SetField, steps, st.just("pains"), st.lists(WORDS, max_size=3, unique=True)),
        st.builds(edit.SetField, ids, st.sampled_from(["x-colour", "note"]), st.one_of(st.none(), WORDS)),
        st.sampled_from(lists).flatmap(lambda at: st.builds(edit.Add, st.just(at[1]), _value(map, at[1]), st.just(at[0]), after)),
        st.builds(edit.Remove, ids, cascade=st.booleans()),
        st.builds(edit.Move, ids, st.none(), after),
        st.builds(edit.Move, ids, st.one_of(st.none(), ids), after),
        st.builds(edit.Rename, ids, st.one_of(NEW_IDS, ids)),
        st.builds(edit.Split, steps, NEW_IDS, WORDS, st.lists(ids, max_size=2, unique=True).map(tuple)),
        st.integers(0, max(0, len(map.steps) - 2)).map(
            lambda at: edit.Join(tuple(step.id for step in map.steps[at : at + 2]))
        ),
        st.builds(edit.SetLink, steps, ids, st.sampled_from(["next", "loop", "skip", "end", None])),
        st.builds(edit.CopyLane, st.just(other or map), st.sampled_from(["thinks", "feels", "touchpoints", "pains"])),
    )  # fmt: skip
    return st.one_of(plain, st.builds(edit.Batch, st.just("several"), st.lists(plain, max_size=3).map(tuple)))


def _value(map: JourneyMap, key: str) -> st.SearchStrategy[object]:
    """Draw a new thing for a list."""
    phases = st.sampled_from([phase.id for phase in map.phases])
    made = {
        "steps": st.fixed_dictionaries({"id": NEW_IDS, "phase": phases, "does": WORDS}),
        "touchpoints": st.fixed_dictionaries({"id": NEW_IDS, "name": WORDS, "channel": st.sampled_from(["web", "fax"])}),
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
    "touchpoint": ("channel", "actor", "event_match"), "opportunity": ("solves", "steps"), "initiative": ("effect", "meets"),
}  # fmt: skip
_LISTS = {
    "map": ("steps", "departments", "phases"), "step": ("touchpoints", "pains", "backstage"),
}  # fmt: skip
