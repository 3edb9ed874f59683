"""Every channel has a sign of its own, inside its square and unlike all others."""

import itertools
from typing import Any

import numpy as np
import pytest
import vl_convert

from sojourn.maps.draw.icons import CHANNELS, GRID, STROKE, icon, symbol, symbols
from sojourn.maps.draw.svg import element, use
from sojourn.maps.model import CHANNELS as KNOWN
from tests.factories.pictures import read_png

ROOM = 4
"""Units left free round a sign, to see what leaves its square."""


def ink(channel: str, pixels_a_unit: int) -> Any:
    """Draw a sign in black and give where it is dark."""
    side = GRID + 2 * ROOM
    root = {"xmlns": "http://www.w3.org/2000/svg", "width": side, "height": side, "viewBox": f"0 0 {side:g} {side:g}"}
    drawn = element("svg", root, symbol(channel, "sign"), use("sign", ROOM, ROOM, GRID, {"color": "#000000"}))
    return read_png(vl_convert.svg_to_png(str(drawn), scale=pixels_a_unit))[:, :, 3] / 255


def test_every_channel_has_a_sign() -> None:
    assert set(CHANNELS) == {*KNOWN, "other"}


def test_a_channel_of_ones_own_has_the_sign_of_other() -> None:
    assert icon("web") == "web"
    assert icon("carrier_pigeon") == icon(None) == "other"


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_a_sign_fills_its_square_and_stays_inside(channel: str) -> None:
    dark = ink(channel, 4) > 0.3
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    first, last = ROOM * 4, (ROOM + GRID) * 4 - 1
    assert first <= min(rows[0], columns[0])
    assert max(rows[-1], columns[-1]) <= last
    assert max(rows[-1] - rows[0], columns[-1] - columns[0]) >= 0.75 * GRID * 4
    middle = (rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2
    assert np.allclose(middle, (first + last) / 2, atol=1.2 * 4)


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_a_sign_is_neither_faint_nor_a_blot(channel: str) -> None:
    assert 0.1 <= ink(channel, 2).sum() / (GRID * 2) ** 2 <= 0.45


def test_no_two_signs_look_alike_at_six_millimetres() -> None:
    drawn = {channel: ink(channel, 1) for channel in CHANNELS}
    for (one, a), (other, b) in itertools.combinations(drawn.items(), 2):
        assert np.minimum(a, b).sum() / np.maximum(a, b).sum() < 0.62, (one, other)


def test_signs_have_round_lines_in_the_colour_around_them() -> None:
    lines = dict(symbol("web", "x").children[0].attributes)  # type: ignore[union-attr]
    assert lines["stroke"] == "currentColor"
    assert lines["stroke-width"] == f"{STROKE:g}"
    assert lines["fill"] == "none"


def test_each_sign_that_is_used_is_written_once_in_the_order_of_the_list() -> None:
    made = symbols(["email", "web", None, "email", "pigeon"], "m-channel-")
    assert [dict(each.attributes)["id"] for each in made] == ["m-channel-web", "m-channel-email", "m-channel-other"]
