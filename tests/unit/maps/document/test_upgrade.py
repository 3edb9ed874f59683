"""Older versions are brought up to the present one in memory, and only when something leads on from them."""

from dataclasses import replace

import pytest

from sojourn.maps import MapRefused
from sojourn.maps.document.parsing import parse_whole
from sojourn.maps.document.splicing import splice
from sojourn.maps.model import JourneyMap

OLD = """\
format: journey-map/0
id: small
name: Called name then
personas: [{id: guest, name: Guest}]
phases: [{id: visit, name: Visit, moment: during}]
steps: [{id: come, phase: visit, does: Comes}]
"""


def upgrade_0_to_1(node):
    """Version 0, which there never was, called the title a name."""
    return replace(
        node, pairs=[(replace(key, text="title") if key.text == "name" else key, value) for key, value in node.pairs]
    )


def test_an_older_version_is_brought_up_and_keeps_its_places():
    read = parse_whole(JourneyMap, OLD, upgrades={"journey-map": {0: upgrade_0_to_1}})
    assert (read.format, read.title) == ("journey-map/1", "Called name then")
    assert read.places["title",].line == 3


def test_mistakes_are_told_where_they_stand_in_the_older_file():
    with pytest.raises(MapRefused) as error:
        parse_whole(JourneyMap, OLD.replace("does", "doez"), upgrades={"journey-map": {0: upgrade_0_to_1}})
    assert str(error.value).startswith("6:34 M002 unknown key 'doez'")


@pytest.mark.parametrize(
    "upgrades",
    [{}, {"journey-map": {}}, {"journey-library": {0: upgrade_0_to_1}}],
    ids=["none", "of maps", "of libraries"],
)
def test_a_version_that_nothing_leads_on_from_is_refused(upgrades):
    with pytest.raises(MapRefused, match="M008 format 'journey-map/0' is not journey-map/1"):
        parse_whole(JourneyMap, OLD, upgrades=upgrades)


def test_a_whole_text_is_written_anew_when_that_is_all_that_helps():
    text = OLD.replace("/0", "/1").replace("name: Called", "title: Called").replace("journey-map/1", '"journey-map/1"')
    read = parse_whole(JourneyMap, text)
    assert not splice(text, read, replace(read, title="New")).whole
