"""Two maps that grew from one."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import samples
from sojourn.maps import read_map
from sojourn.maps.compare import merge_maps
from sojourn.maps.edit import Batch, EditRefused, apply
from sojourn.maps.model import dangling, identity, parts
from tests.factories.edits import commands

EXAMPLES = Path(samples.__file__).parent / "maps"
BANK, CONCERT, RETAIL = (read_map(EXAMPLES / f"{name}.yaml") for name in ("bank", "concert", "retail"))


@st.composite
def grown(draw, start):
    """Draw what became of a map after a few edits."""
    map = start
    for _ in range(draw(st.integers(0, 4))):
        try:
            map, _ = apply(map, draw(commands(map)))
        except EditRefused:
            continue
    return map


def edited(map, *edits):
    """Make edits."""
    return apply(map, Batch("test", edits))[0]


@given(st.data())
@settings(max_examples=60)
def test_merging_keeps_its_laws(data):
    base = data.draw(st.sampled_from([BANK, CONCERT, RETAIL]))
    ours, theirs = data.draw(grown(base)), data.draw(grown(base))
    assert merge_maps(base, ours, base).map == ours
    assert merge_maps(base, base, theirs).map == theirs
    assert merge_maps(base, ours, ours).map == ours
    one, other = merge_maps(base, ours, theirs), merge_maps(base, theirs, ours)
    assert not dangling(one.map)
    names = [name for _, part in parts(one.map) if (name := identity(part)) is not None]
    assert len(names) == len(set(names))
    assert one.clean == other.clean
    assert not one.clean or one.map == other.map
