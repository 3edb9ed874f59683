"""Edits: what they do, what they refuse, and that they can be taken back."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import samples
from sojourn.maps import edit, read_map
from sojourn.maps.edit import (
    EditRefused,
    apply,
)
from sojourn.maps.model import dangling
from tests.factories.edits import commands
from tests.factories.maps import maps

EXAMPLES = Path(samples.__file__).parent / "maps"
BANK, CONCERT, RETAIL = (read_map(EXAMPLES / f"{name}.yaml") for name in ("bank", "concert", "retail"))
MAPS = st.one_of(st.sampled_from([BANK, CONCERT, RETAIL]), maps())


@given(st.data())
@settings(max_examples=50)
def test_an_edit_and_its_inverse_leave_the_map_as_it_was(data):
    map = data.draw(MAPS)
    for _ in range(data.draw(st.integers(1, 3))):
        command = data.draw(commands(map, other=BANK))
        try:
            after, back = apply(map, command)
        except EditRefused:
            continue
        assert {(each.to, each.id) for each in dangling(after)} <= {(each.to, each.id) for each in dangling(map)}
        assert apply(after, back)[0] == map
        again = edit.command_from_dict(json.loads(json.dumps(edit.command_to_dict(command))))
        assert apply(map, again)[0] == after
        back = edit.command_from_dict(json.loads(json.dumps(edit.command_to_dict(back))))
        assert apply(after, back)[0] == map
        map = after


@given(st.data())
@settings(max_examples=25)
def test_the_edits_between_two_maps_make_one_of_the_other(data):
    start = data.draw(MAPS)
    ends = []
    for _ in range(2):
        map = start
        for command in data.draw(st.lists(commands(map), max_size=4)):
            try:
                map, _ = apply(map, command)
            except EditRefused:
                continue
        ends.append(map)
    assert apply(ends[0], edit.between(*ends, "all"))[0] == ends[1]
