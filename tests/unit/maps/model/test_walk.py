"""Going through a map, and what of it is written."""

from dataclasses import fields

import pytest

from sojourn.maps.model import (
    Effect,
    Entity,
    Initiative,
    JourneyMap,
    Library,
    Pain,
    identity,
    inner,
    kind_of,
    parts,
    pictures_of,
    short_of,
    specs,
    written,
)
from tests.factories.maps import a_step, small_map


def entities():
    """Every entity of the format."""
    found, waiting = [], [JourneyMap, Library]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.append(each)
            waiting += [part for spec in specs(each).values() for part in inner(spec.kind)]
    return sorted(found, key=kind_of)


@pytest.mark.parametrize("entity", entities(), ids=kind_of)
def test_every_field_is_declared(entity):
    declared = {spec.name for spec in specs(entity).values()}
    beside = {"extra", "places", "file"}
    assert {each.name for each in fields(entity)} - beside == declared
    assert short_of(entity) is None or short_of(entity) in specs(entity)
    for key, spec in specs(entity).items():
        assert spec.doc
        assert key not in {"on", "off", "yes", "no", "true", "false", "null"}


def test_no_two_entities_have_one_name():
    names = [kind_of(each) for each in entities()]
    assert len(names) == len(set(names))
    assert all(names)


def test_parts_are_found_by_their_ids_or_places():
    made = small_map(steps=(a_step("come", pains=(Pain(text="slow"), Pain(id="far", text="far"))), a_step("go")))
    paths = [path for path, _ in parts(made)]
    assert paths[0] == ()
    assert ("steps", "come", "pains", 0) in paths
    assert ("steps", "come", "pains", "far") in paths
    assert ("steps", "go", "touchpoints", "go_desk", "event_match", 0) in paths
    assert [identity(each) for path, each in parts(made) if path[-1:] == ("far",)] == ["far"]


def test_what_holds_anyway_is_not_written():
    assert [key for key, _ in written(small_map())] == ["id", "title", "personas", "phases", "steps"]
    assert isinstance(small_map(), Entity)


def test_no_effect_is_written_and_an_unknown_one_is_not():
    none, unknown = Initiative(id="a", title="A", effect=()), Initiative(id="a", title="A")
    assert dict(written(none))["effect"] == ()
    assert "effect" not in dict(written(unknown))
    some = Initiative(id="a", title="A", effect=(Effect(kind="wait", steps=("come",)),))
    assert len(dict(written(some))["effect"]) == 1


def test_pictures_are_named_once_in_the_order_of_the_file():
    steps = (a_step("come", image="b.png"), a_step("wait", image="a.png"), a_step("go", image="b.png"), a_step("end"))
    assert pictures_of(small_map(steps=steps)) == ("b.png", "a.png")
