"""Drawings as files, with the pictures that lie beside a map."""

import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from sojourn import maps, samples
from sojourn.app import maps_drawing
from sojourn.core.errors import InvalidInput, NotFound
from tests.factories.long_maps import long_map

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 16 + b"\xff\xd9"


def _chunk(word: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + word + data + struct.pack(">I", zlib.crc32(word + data))


HEADER = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PNG = HEADER + _chunk(b"IDAT", zlib.compress(b"\x00\x7f")) + _chunk(b"IEND", b"")


def pictured(folder: Path, *names: str) -> maps.JourneyMap:
    """Give the concert, read from a folder, whose first steps name pictures."""
    file = folder / "concert.yaml"
    file.write_text(samples.example_map("concert"), "utf-8")
    drawn = maps.read_map(file)
    first = [replace(step, image=name) for step, name in zip(drawn.steps, names, strict=False)]
    return replace(drawn, steps=(*first, *drawn.steps[len(first) :]))


@pytest.mark.parametrize(
    ("ending", "begins"), [(".svg", b"<svg "), (".pdf", b"%PDF-"), (".png", b"\x89PNG"), (".html", b"<!doctype html>")]
)
def test_the_ending_says_the_form(tmp_path: Path, ending: str, begins: bytes) -> None:
    file = tmp_path / f"bank{ending}"
    files, notes = maps_drawing.write(maps.parse_map(samples.example_map("bank")), file, dpi=30)
    assert files == (file,)
    assert notes == ()
    assert file.read_bytes().startswith(begins)


def test_another_ending_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"map\.docx"):
        maps_drawing.write(maps.parse_map(samples.example_map("bank")), tmp_path / "map.docx")


def test_a_page_is_not_written_on_paper(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is no page"):
        maps_drawing.write(maps.parse_map(samples.example_map("bank")), tmp_path / "a.pdf", variant="screen")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        maps_drawing.write(maps.parse_map(samples.example_map("bank")), tmp_path / "no" / "a.svg")


def test_several_sheets_are_several_files(tmp_path: Path) -> None:
    files, _ = maps_drawing.write(long_map(46, phases=6), tmp_path / "long.svg", paper="A3")
    assert [file.name for file in files][:2] == ["long-1.svg", "long-2.svg"]
    assert all(file.exists() for file in files)


def test_pictures_beside_the_map_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "ad.png").write_bytes(PNG)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "site.jpg").write_bytes(JPEG)
    found, notes = maps_drawing.pictures(pictured(tmp_path, "ad.png", "pictures/site.jpg"))
    assert dict(found) == {"ad.png": PNG, "pictures/site.jpg": JPEG}
    assert notes == ()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../secret.png", "outside"), ("/etc/hostname", "outside"), ("link.png", "outside"), ("absent.png", "be read"),
        ("text.png", "neither PNG nor JPEG"), ("large.png", "more than 4 MiB"),
        ("pipe.png", "no ordinary file"), ("folder.png", "be read"), ("zero\x00.png", "be read"),
        ("head.png", "a PNG that breaks off"), ("half.png", "a PNG that breaks off"),
        ("cut.jpg", "a JPEG that breaks off"),
    ],
)  # fmt: skip
def test_other_pictures_are_left_out_with_a_reason(tmp_path: Path, name: str, why: str) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "text.png").write_text("no picture")
    (folder / "large.png").write_bytes(PNG + bytes(maps_drawing.LARGEST_PICTURE))
    os.mkfifo(folder / "pipe.png")
    (folder / "folder.png").mkdir()
    (folder / "head.png").write_bytes(HEADER)
    (folder / "half.png").write_bytes(PNG[:-9])
    (folder / "cut.jpg").write_bytes(JPEG[:-2])
    found, notes = maps_drawing.pictures(pictured(folder, name))
    assert not found
    assert len(notes) == 1
    assert why in notes[0]


def test_a_map_without_a_file_has_no_pictures() -> None:
    drawn = maps.parse_map(samples.example_map("bank"))
    one = replace(drawn, steps=(replace(drawn.steps[0], image="a.png"), *drawn.steps[1:]))
    found, notes = maps_drawing.pictures(one)
    assert not found
    assert notes == ("picture 'a.png' was not looked for: the map has no file",)


def test_letters_that_no_typeface_here_has_are_told(tmp_path: Path) -> None:
    drawn = replace(maps.parse_map(samples.example_map("bank")), title="Lewis \U00012000 goes to the bank")
    _, on_paper = maps_drawing.write(drawn, tmp_path / "bank.png", dpi=30)
    _, on_screen = maps_drawing.write(drawn, tmp_path / "bank.svg")
    assert [note for note in on_paper if "Cuneiform" in note]
    assert on_screen == ()


def test_letters_that_can_be_seen_are_not_told(tmp_path: Path) -> None:
    drawn = replace(maps.parse_map(samples.example_map("bank")), title="Λουδοβίκος и банк")
    assert maps_drawing.write(drawn, tmp_path / "bank.pdf")[1] == ()


@pytest.mark.parametrize("wish", [{"variant": "poster"}, {"notation": "cjml"}], ids=["poster", "cjml"])
def test_a_page_refuses_what_only_paper_shows(tmp_path: Path, wish: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="page"):
        maps_drawing.write(maps.parse_map(samples.example_map("bank")), tmp_path / "bank.html", **wish)  # type: ignore[arg-type]
