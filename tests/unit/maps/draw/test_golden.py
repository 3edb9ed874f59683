"""Drawings that were looked at and found good: a change shows in review, as text and as a picture.

When a change is meant: `UPDATE_SNAPSHOTS=1 python -m pytest -n0 tests/unit/maps/draw/test_golden.py`; then look at it.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sojourn.app.rendering import map_pdf, map_png
from sojourn.maps.draw.drawing import Drawing, draw_map
from tests.factories.pictures import read_png

from .test_drawing import example
from .test_variants import target

HERE = Path(__file__).parents[3] / "golden" / "maps-drawn"
DPI, MM_TO_THE_INCH = 36.0, 25.4
DRAWN: dict[str, Callable[[], Drawing]] = {
    "concert-working": lambda: draw_map(example("concert"), fonts="named"),
    "bank-working": lambda: draw_map(example("bank"), fonts="named"),
    "concert-board": lambda: draw_map(example("concert"), variant="board", fonts="named"),
    "concert-before-after": lambda: draw_map(
        example("concert"), variant="before-after", target=target(), fonts="named"
    ),
}


def grey(svg: str) -> Any:
    """Draw a picture and weigh its colours as a printer without colour does: 0 black to 255 white."""
    pixels = read_png(map_png(svg, dpi=DPI)).astype(float)
    return pixels[:, :, :3] @ np.array([0.2126, 0.7152, 0.0722])


def smaller(picture: Any) -> Any:
    """Take the mean of four by four pixels: where ink is, not how the edges of letters are smoothed."""
    high, wide = (picture.shape[0] // 4) * 4, (picture.shape[1] // 4) * 4
    return picture[:high, :wide].reshape(high // 4, 4, wide // 4, 4).mean(axis=(1, 3))


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_the_one_that_was_looked_at(name: str) -> None:
    drawing = DRAWN[name]()
    file = HERE / f"{name}.svg"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(drawing.svg, "utf-8")
        np.save(HERE / f"{name}.npy", smaller(grey(drawing.svg)).round().astype(np.uint8))
    assert drawing.svg == file.read_text("utf-8")


@pytest.mark.parametrize("name", DRAWN)
def test_its_picture_is_the_one_that_was_looked_at(name: str) -> None:
    drawing = DRAWN[name]()
    found, kept = smaller(grey(drawing.svg)), np.load(HERE / f"{name}.npy").astype(float)
    assert found.shape == kept.shape
    assert np.abs(found - kept).mean() < 1.0
    assert np.abs(found - kept).max() < 64


@pytest.mark.parametrize("name", DRAWN)
def test_ink_keeps_off_the_edge_of_the_paper(name: str) -> None:
    picture = grey(DRAWN[name]().svg)
    edge = int(6 / MM_TO_THE_INCH * DPI)
    assert picture[edge:-edge, edge:-edge].min() < 60
    for strip in (picture[:edge], picture[-edge:], picture[:, :edge], picture[:, -edge:]):
        assert strip.min() > 250


def test_what_the_colours_say_is_seen_in_grey() -> None:
    """The curve, the discs and the bands of the working drawing differ from their ground without colour."""
    picture = grey(DRAWN["concert-working"]().svg)
    assert (picture < 80).mean() > 0.01
    assert ((picture > 230) & (picture < 245)).mean() > 0.02


@pytest.mark.parametrize(("paper", "points"), [("A4", (841.89, 595.28)), ("A3", (1190.55, 841.89))])
def test_a_page_of_pdf_is_as_large_as_its_paper(paper: str, points: tuple[float, float]) -> None:
    data = map_pdf(draw_map(example("bank"), paper=paper, fonts="named").svg)  # type: ignore[arg-type]
    found = re.search(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    assert found is not None
    assert [float(each) for each in found.groups()] == pytest.approx(points, abs=0.01)
