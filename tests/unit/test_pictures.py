"""Pictures of the documentation: those that pages name are there, those that are there are named, all are fresh."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
IMAGES = ROOT / "docs" / "images"
MOST = 1_500_000
"""Bytes of all pictures of maps: a clone stays quick."""


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()
PICTURES, PLOTS = SCRIPT.PICTURES, SCRIPT.PLOTS


def named() -> dict[Path, str]:
    """Give the pictures that pages name, each with what is said for those who cannot see it."""
    found = {}
    for page in PAGES:
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", page.read_text("utf-8")):
            if not target.startswith("http"):
                found[(page.parent / target).resolve()] = words
    return found


def test_every_picture_that_a_page_names_is_there_and_is_told_in_words() -> None:
    assert len(named()) > 10
    for picture, words in named().items():
        assert picture.is_file(), picture
        assert len(words) > 20, picture


def test_every_picture_that_is_there_is_named() -> None:
    there = {path.resolve() for ending in ("svg", "png") for path in IMAGES.rglob(f"*.{ending}")}
    assert there == set(named())


def test_the_pictures_of_maps_stay_small() -> None:
    assert sum(path.stat().st_size for path in (IMAGES / "maps").iterdir()) < MOST


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.name))
def test_a_picture_is_fresh(picture: object) -> None:
    kept = (IMAGES / "maps" / f"{picture.name}.svg").read_text("utf-8")  # type: ignore[attr-defined]
    assert kept == picture.svg(), "run `make pictures`"  # type: ignore[attr-defined]


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: str(plot.name))
def test_a_chart_is_fresh(plot: object) -> None:
    kept = (IMAGES / "measure" / f"{plot.name}.svg").read_text("utf-8")  # type: ignore[attr-defined]
    assert kept == plot.svg(), "run `make pictures`"  # type: ignore[attr-defined]
