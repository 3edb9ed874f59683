"""What holds of every kind of file: what export did not list comes back, and nothing but errors of ours come out."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput
from sojourn.maps.exchange import IMPORTS, export_map, guess_kind, import_map
from sojourn.maps.model import Entity, JourneyMap, Phase, kind_of, written
from tests.factories.maps import HOSTILE, a_step, maps, small_map

KINDS = ("cjml", "mermaid", "grid", "touchpoints", "notes")
few = settings(max_examples=12)


def read_back(text: str, kind: str, title: str) -> JourneyMap:
    return import_map(text, kind="grid" if kind == "touchpoints" else kind, title=title)[0]


def leaves(before: Any, after: Any, field: str) -> Iterator[str]:
    """Name the fields of which something that stood in the map is no longer there; things are paired by place."""
    if isinstance(before, Entity):
        for key, value in written(before):
            name = "from_" if key == "from" else key
            at = f"{kind_of(before)}.{key}"
            if not isinstance(after, Entity):
                yield field
            elif key not in ("format",):
                yield from leaves(value, getattr(after, name), at)
    elif isinstance(before, tuple) and any(isinstance(each, Entity) for each in before):
        if len(before) > len(after):
            yield field
        for one, other in zip(before, after, strict=False):
            yield from leaves(one, other, field)
    elif hasattr(before, "items"):
        if any(name not in after for name in before):
            yield field
        for name in before:
            yield from leaves(before[name], after.get(name), field)
    elif before != after:
        yield field


# Fields that hold an id of something else: the same thing may have another id on the other side.
NAMES_OF_OTHERS = {
    "step.phase", "touchpoint.actor", "feeling.persona", "lived_case.persona", "lived_event.step", "work.actor",
    "lived_event.touchpoint", "opportunity.steps",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=st.data())
def test_what_an_export_does_not_list_comes_back(kind: str, data: st.DataObject) -> None:
    before = data.draw(maps(hostile=data.draw(st.booleans())))
    text, dropped = export_map(before, kind=kind)
    listed = {each.field for each in dropped}
    after = read_back(text, kind, before.title)
    assert set(leaves(before, after, "map")) - listed - NAMES_OF_OTHERS == set()


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=st.data())
def test_a_map_that_came_back_once_comes_back_again(kind: str, data: st.DataObject) -> None:
    first = read_back(export_map(data.draw(maps()), kind=kind)[0], kind, "A title")
    again = read_back(export_map(first, kind=kind)[0], kind, "A title")
    assert [step.does for step in again.steps] == [step.does for step in first.steps]
    assert [phase.name for phase in again.phases] == [phase.name for phase in first.phases]


@pytest.mark.parametrize("kind", KINDS)
@few
@given(map=maps())
def test_the_kind_of_an_export_is_recognised(kind: str, map: JourneyMap) -> None:
    assert guess_kind(export_map(map, kind=kind)[0]) == ("grid" if kind == "touchpoints" else kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_goes_out_and_comes_back_or_is_listed(kind: str, text: str) -> None:
    steps = (a_step("come", does=text, thinks=text, note=text), a_step("go", does=f"{text}x"))
    phases = (Phase(id="visit", name=text, moment="during"),)
    before = small_map(steps=steps, phases=phases, title=text if text.strip() else "Title")
    written, dropped = export_map(before, kind=kind)
    after = read_back(written, kind, before.title)
    listed = {each.field for each in dropped}
    assert len(after.steps) == 2 or kind == "notes"
    assert set(leaves(before, after, "map")) - listed - NAMES_OF_OTHERS == set()


SEEDS = {
    "cjml": "<CJML><plannedJourney><actors><endUser actorID='a'>&<touchpoints></actors>=\"!--[CDATA",
    "mermaid": "journey\n title x\n section y\n a: 5: b, c\n%%{accDescr {#;:}---```mermaid\n",
    "notes": "text,lane,x,colour\nbuy,does,1,red\n'=a\";\tthinks,feels",
    "grid": 'does,phase,touchpoints,score\nbuy,a,"b\nc",-1\n\'=@+-step,channels',
    "json": '{"format": "journey-map/1", "id": [], "steps": [{"does": null}], "x-a": 1e999}',
}


@pytest.mark.parametrize("kind", IMPORTS)
@few
@given(data=st.data())
def test_whatever_stands_in_a_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    seed = SEEDS[kind]
    pieces = st.one_of(
        st.integers(0, len(seed) - 1).flatmap(lambda at: st.integers(at, len(seed)).map(lambda end: seed[at:end])),
        st.text(max_size=5),
    )
    text = "".join(data.draw(st.lists(pieces, max_size=12)))
    try:
        found, _ = import_map(text, kind=kind)
    except InvalidInput:
        return
    assert found.steps and found.phases and found.personas


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=st.data())
@example(data=None)
def test_a_damaged_export_is_read_or_refused(kind: str, data: st.DataObject | None) -> None:
    if data is None:
        with pytest.raises(InvalidInput):
            import_map("", kind=kind if kind != "touchpoints" else "grid")
        return
    text = export_map(data.draw(maps(steps=2)), kind=kind)[0]
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 20)))
    damaged = text[:at] + data.draw(st.text(max_size=6)) + text[end:]
    try:
        assert read_back(damaged, kind, "A title").steps
    except InvalidInput as error:
        assert error.message
