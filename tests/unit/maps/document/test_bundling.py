"""A bundle says everything that the map takes from its library, and is otherwise the map as it was."""

import pytest

from sojourn.core.errors import Conflict
from sojourn.maps.document.bundling import bundle
from sojourn.maps.document.parsing import parse_library, parse_map
from sojourn.maps.document.same import same

LIBRARY = parse_library("""\
format: journey-library/1
personas: [{id: clerk, name: Clerk, segments: [staff]}]
segments: [{id: staff, name: Staff}]
departments: [{id: sales, name: Sales and service}, {id: shop_floor}]
actors: [{id: shop, kind: provider, name: Shop, department: sales}]
""")
TEXT = """\
# a map
format: journey-map/1
id: a
title: A
personas: [clerk] # of the library
departments:
  - sales # both
  - shop_floor
  - own
phases: [{id: p, name: P, moment: during}]
steps:
  - {id: s, phase: p, does: Sits, third_party: shop}
"""
BUNDLE = """\
# a map
format: journey-map/1
id: a
title: A
personas: [{id: clerk, name: Clerk, segments: [staff]}] # of the library
departments:
  - {id: sales, name: Sales and service} # both
  - shop_floor
  - own
phases: [{id: p, name: P, moment: during}]
steps:
  - {id: s, phase: p, does: Sits, third_party: shop}
segments:
  - {id: staff, name: Staff}
actors:
  - {id: shop, kind: provider, name: Shop, department: sales}
"""


def test_a_bundle_stands_for_itself():
    read = parse_map(TEXT, library=LIBRARY)
    assert bundle(TEXT, read) == BUNDLE
    assert same(parse_map(BUNDLE), read)


def test_a_bundle_of_a_map_that_takes_nothing_is_the_map():
    assert bundle(BUNDLE, parse_map(BUNDLE)) == BUNDLE


def test_a_map_in_brackets_is_written_out():
    text = "{format: journey-map/1, id: a, title: A, personas: [clerk], phases: [{id: p, name: P, moment: during}], steps: [{id: s, phase: p, does: Sits}]}\n"  # noqa: E501
    read = parse_map(text, library=LIBRARY)
    assert same(parse_map(bundle(text, read)), read)


def test_another_text_is_refused():
    with pytest.raises(Conflict):
        bundle("- a\n", parse_map(BUNDLE))
