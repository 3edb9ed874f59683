"""A folder of maps with what they share, and maps inside maps."""

from dataclasses import replace

import pytest

from sojourn import maps
from sojourn.core.errors import NotFound

LIBRARY = """\
format: journey-library/1
personas: [{id: clerk, name: Clerk}, {id: guest, name: Guest}]
departments: [{id: sales, name: Sales}]
frameworks: [{id: life, title: Life, stages: [{id: active, name: Active, maps: [a]}]}]
"""
MAP = """\
format: journey-map/1
id: {id}
title: Map {id}
personas: [{persona}]
phases: [{{id: p, name: P, moment: during}}]
steps:
  - {{id: s, phase: p, does: Sits{more}}}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder to put maps into."""
    (tmp_path / "library.yaml").write_text(LIBRARY)
    return tmp_path


def put(folder, ident, *, persona="clerk", more="", file=None):
    """Put a map into the folder."""
    (folder / (file or f"{ident}.yaml")).write_text(MAP.format(id=ident, persona=persona, more=more))


def messages(folder):
    """What is said of how maps lie inside one another."""
    return [each.message for each in maps.check_nesting(maps.read_folder(folder)) if each.severity == "error"]


def test_a_folder_holds_the_maps_in_it_and_below(folder):
    put(folder, "a")
    (folder / "deep").mkdir()
    put(folder / "deep", "b", persona="{id: own, name: Own}")
    (folder / "other.yaml").write_text("key: value\n")
    put(folder, "broken", persona="nobody")
    read = maps.read_folder(folder)
    assert sorted(each.id for each in read.maps.values()) == ["a", "b"]
    assert [str(error.findings[0].path) for error in read.refused.values()] == ["('personas', 0)"]


def test_a_shared_thing_touches_the_maps_that_take_it(folder):
    put(folder, "a", more=", touchpoints: [{id: t, name: T, department: sales}]")
    put(folder, "b", persona="guest")
    put(folder, "c", persona="{id: clerk, name: My own}")
    read = maps.read_folder(folder)
    assert [each.map for each in maps.touched(read, "clerk")] == ["a"]
    (sales,) = maps.touched(read, "sales")
    assert [str(each) for each in sales.named] == ["steps.s.touchpoints.t.department"]
    assert sales.to_dict()["named"] == ["steps.s.touchpoints.t.department"]
    assert maps.shared_ids(read) == ["clerk", "guest", "sales"]


def test_what_the_library_does_not_have_touches_nothing(folder):
    with pytest.raises(NotFound, match="the library has nothing with the id 'clark'") as error:
        maps.touched(maps.read_folder(folder), "clark")
    assert error.value.hint == "did you mean 'clerk'?"


def test_maps_may_lie_three_deep(folder):
    put(folder, "a", more=", map: b")
    put(folder, "b", more=", map: c")
    put(folder, "c")
    assert messages(folder) == []
    put(folder, "c", more=", map: d")
    put(folder, "d")
    assert messages(folder) == ["maps lie 4 levels deep: a → b → c → d"]


def test_a_map_inside_itself_is_told_with_the_way(folder):
    put(folder, "a", more=", map: b")
    put(folder, "b", more=", map: a")
    assert messages(folder) == ["map 'b' lies inside itself: a → b → a", "map 'a' lies inside itself: b → a → b"]


def test_a_map_that_is_not_there_is_told_with_the_one_that_was_meant(folder):
    put(folder, "checkout", more=", map: check_out")
    put(folder, "a")
    (found,) = maps.check_nesting(maps.read_folder(folder))
    assert str(found).endswith("M006 map 'check_out' is not in the folder. Did you mean 'checkout'?")
    assert found.place.line == 7


def test_a_map_may_lie_in_a_framework_of_the_library(folder):
    put(folder, "a")
    with (folder / "a.yaml").open("a") as file:
        file.write("parent: {map: life, stage: active}\n")
    assert messages(folder) == []
    with (folder / "a.yaml").open("a") as file:
        file.write("x-more: 1\n")
    (folder / "library.yaml").write_text(LIBRARY.replace("id: life", "id: live"))
    found = [each.message for each in maps.check_nesting(maps.read_folder(folder)) if each.path[:1] == ("parent",)]
    assert found == ["map 'life' is not in the folder"]


def test_two_maps_of_one_id_are_told(folder):
    put(folder, "a")
    put(folder, "a", file="again.yaml")
    assert messages(folder) == [f"map id 'a' is used in {folder / 'a.yaml'} too"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NotFound, match="there is no folder"):
        maps.read_folder(tmp_path / "none")


def test_a_stage_that_is_not_in_the_framework_is_told(folder):
    put(folder, "a")
    with (folder / "a.yaml").open("a") as file:
        file.write("parent: {map: life, stage: lively}\n")
    (found,) = maps.check_nesting(maps.read_folder(folder))
    assert str(found).endswith("M006 framework 'life' has no stage 'lively'. Its stages are active")
    assert found.place.line == 8


def test_a_map_that_a_stage_names_and_nobody_has_is_a_warning(folder):
    (found,) = maps.check_nesting(maps.read_folder(folder))
    assert (found.severity, found.rule) == ("warning", "M006")
    assert str(found).startswith(f"{folder / 'library.yaml'}:4:")


def test_maps_inside_are_found_beside_the_map(folder):
    put(folder, "a", more=", map: b")
    put(folder, "b", more=", map: c", file="other name.yml")
    put(folder, "c")
    put(folder, "d")
    assert list(maps.read_nested(maps.read_map(folder / "a.yaml"))) == ["b", "c"]
    assert maps.read_nested(maps.read_map(folder / "d.yaml")) == {}


def test_of_two_files_the_one_of_the_same_state_lies_inside(folder):
    put(folder, "a", more=", map: b")
    put(folder, "b", file="b-1.yaml")
    (folder / "b-1.yaml").write_text((folder / "b-1.yaml").read_text() + "state: target\n")
    put(folder, "b", file="b-2.yaml")
    today = maps.read_map(folder / "a.yaml")
    assert maps.read_nested(today)["b"].state == "current"
    assert maps.read_nested(replace(today, state="target"))["b"].state == "target"
    assert maps.read_nested(replace(today, state="ideal"))["b"].state == "target"


def test_what_cannot_be_read_does_not_lie_inside(folder):
    put(folder, "a", more=", map: b")
    put(folder, "b", persona="nobody")
    assert maps.read_nested(maps.read_map(folder / "a.yaml")) == {}
    assert maps.read_nested(replace(maps.read_map(folder / "a.yaml"), file=None)) == {}


def test_a_wider_map_that_lies_elsewhere_is_a_warning(folder):
    put(folder, "a")
    with (folder / "a.yaml").open("a") as file:
        file.write("parent: {map: season}\n")
    (found,) = [each for each in maps.check_nesting(maps.read_folder(folder)) if each.path[:1] == ("parent",)]
    assert (found.severity, found.rule, found.message) == ("warning", "M006", "map 'season' is not in the folder")
