"""Drawings of maps as files: SVG, PDF, PNG or a page, with the pictures that lie beside the map."""

import os
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Any

from sojourn import maps
from sojourn.core.errors import InvalidInput
from sojourn.maps import ChosenLines, Drawing, JourneyMap, Overlay

from . import rendering, unseen
from .output import whole_file

ENDINGS = (".svg", ".pdf", ".png", ".html")
LARGEST_PICTURE = 4 * 1024 * 1024
"""The most bytes of a picture that a drawing takes in."""

_PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def write(
    drawn: JourneyMap, path: Path, *, variant: Any = "working", overlay: Overlay | None = None, dpi: float = 150.0,
    **wishes: Any,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:  # fmt: skip
    """Draw a map in the form that a file's ending names: svg, pdf, png, or html for a page to scroll through.

    Maps that its steps hold are looked for beside it. A map that takes several sheets gives several files:
    `map-1.pdf`, `map-2.pdf`.

    Args:
        variant: what is shown; `screen`, or the ending html, for a page.
        dpi: dots to the inch of a PNG.
        wishes: what else `maps.draw_map` or `maps.draw_html` takes.

    Returns:
        The files that were written, and what could not be drawn as asked.

    Raises:
        InvalidInput: the ending names no such form, or the map cannot be drawn as asked.
        NotFound: the folder is not there.
    """
    ending = checked(path)
    found, notes = pictures(drawn)
    wishes = {"nested": None if drawn.file is None else maps.read_nested(drawn), **wishes}
    if ending == ".html" or variant == "screen":
        if ending != ".html":
            raise InvalidInput(
                f"{path.name} is no page", code="wrong-form", hint="the variant screen is written as .html"
            )
        if variant not in ("screen", "working"):
            raise InvalidInput(
                f"the variant {variant} is drawn on paper, and {path.name} is a page",
                code="wrong-form",
                hint="name a .svg, .pdf or .png, or leave the variant out",
            )
        links = _beside(wishes["nested"] or {}, path)
        page = maps.draw_html(drawn, overlay=overlay, images=found, links=links, **_for_page(wishes))
        _put(path, page.encode())
        return (path,), notes
    drawing = maps.draw_map(
        drawn,
        variant=variant,
        overlay=overlay,
        images=found,
        fonts="embedded" if ending == ".svg" else "named",
        **wishes,
    )
    lost = [] if ending == ".svg" else [unseen.note("".join(page.svg for page in drawing.pages))]
    return keep(drawing, path, dpi=dpi), (*notes, *drawing.notes, *filter(None, lost))


def write_acquisition(
    drawn: JourneyMap, path: Path, *, view: Any, chosen: ChosenLines | None = None, paper: Any = None,
    theme: Any = None, dpi: float = 150.0,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:  # fmt: skip
    """Draw how customers are to be won in the form that a file's ending names: svg, pdf, png, or html for a page.

    Args:
        view: `canvas`, `journey`, `matrix` or `plan`.
        chosen: for the plan, the lines that were chosen.

    Returns:
        The files that were written, and what could not be drawn as asked.

    Raises:
        InvalidInput: the ending names no such form, or the map has nothing to draw.
        NotFound: the folder is not there.
    """
    ending = checked(path)
    if ending == ".html":
        if paper is not None:
            raise InvalidInput(
                f"{path.name} is a page, and {paper} is paper", code="wrong-form", hint="leave the paper out"
            )
        _put(path, maps.acquisition_html(drawn, view, chosen=chosen, theme=theme).encode())
        return (path,), ()
    fonts: Any = "embedded" if ending == ".svg" else "named"
    drawing = maps.draw_acquisition(drawn, view, chosen=chosen, paper=paper, theme=theme or "light", fonts=fonts)
    lost = [] if ending == ".svg" else [unseen.note("".join(page.svg for page in drawing.pages))]
    return keep(drawing, path, dpi=dpi), (*drawing.notes, *filter(None, lost))


def keep(drawing: Drawing, path: Path, *, dpi: float = 150.0) -> tuple[Path, ...]:
    """Write what was drawn in the form that the file's ending names: svg, pdf or png.

    Returns:
        The files that were written: one a sheet.

    Raises:
        InvalidInput: the ending names no such form.
        NotFound: the folder is not there.
    """
    ending = checked(path)
    if ending == ".html":
        raise InvalidInput(
            "a page is no sheet of paper",
            code="wrong-form",
            hint="sj.draw_html(map) makes a page, and so does: sojourn maps draw MAP -o map.html",
        )
    files = []
    for number, page in enumerate(drawing.pages, start=1):
        file = path if len(drawing.pages) == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        _put(file, _formed(page.svg, ending, dpi))
        files.append(file)
    return tuple(files)


def checked(path: Path) -> str:
    """Give the ending of a file to draw into.

    Raises:
        InvalidInput: no drawing has that ending.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InvalidInput(
            f"a drawing is not written as {path.name!r}",
            code="unknown-ending",
            hint=f"name a file that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}",
        )
    return ending


def pictures(drawn: JourneyMap) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """Read the pictures that a map names: PNG and JPEG files beside it, and no others.

    Returns:
        Them by the names that the map gives them, and why others were left out.
    """
    names = maps.pictures_of(drawn)
    if not names or drawn.file is None:
        return {}, tuple(f"picture {name!r} was not looked for: the map has no file" for name in names)
    folder = Path(drawn.file).resolve().parent
    found: dict[str, bytes] = {}
    notes = []
    for name in names:
        try:
            found[name] = _picture(folder, name)
        except InvalidInput as error:
            notes.append(str(error))
    return found, tuple(notes)


def _picture(folder: Path, name: str) -> bytes:
    try:
        file = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise InvalidInput(f"picture {name!r} cannot be read", code="picture-unread") from error
    if not file.is_relative_to(folder):
        raise InvalidInput(f"picture {name!r} lies outside the folder of the map", code="picture-outside")
    try:
        # Neither a pipe without a writer nor a device may hold the drawing up.
        opened = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(opened, "rb") as held:
            regular = S_ISREG(os.fstat(held.fileno()).st_mode)
            data = held.read(LARGEST_PICTURE + 1) if regular else b""
    except OSError as error:
        raise InvalidInput(f"picture {name!r} cannot be read", code="picture-unread") from error
    if not regular:
        raise InvalidInput(f"picture {name!r} is no ordinary file", code="picture-unread")
    if len(data) > LARGEST_PICTURE:
        raise InvalidInput(f"picture {name!r} has more than {LARGEST_PICTURE // 2**20} MiB", code="picture-too-large")
    kind = next((kind for start, kind in _PICTURES.items() if data.startswith(start)), None)
    if kind is None:
        raise InvalidInput(f"picture {name!r} is neither PNG nor JPEG", code="picture-unknown")
    if not (_png_ends(data) if kind == "PNG" else data.find(b"\xff\xd9", 3) > 0):
        raise InvalidInput(f"picture {name!r} is a {kind} that breaks off before its end", code="picture-incomplete")
    return data


def _png_ends(data: bytes) -> bool:
    """Walk a PNG's chunks, each with its length before it, and say whether there is an image before the last."""
    place, drawn = 8, False
    while place + 12 <= len(data):
        size, word = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        place += 12 + size
        if word == b"IEND":
            return drawn and place <= len(data)
        drawn |= word == b"IDAT"
    return False


def _formed(svg: str, ending: str, dpi: float) -> bytes:
    if ending == ".pdf":
        return rendering.map_pdf(svg)
    return rendering.map_png(svg, dpi=dpi) if ending == ".png" else svg.encode()


def _put(path: Path, data: bytes) -> None:
    with whole_file(path) as file:
        file.write(data)


def _beside(nested: Mapping[str, JourneyMap], page: Path) -> dict[str, str]:
    """Name the pages of maps that lie beside a page, called as the files of those maps are."""
    names = {ident: Path(each.file).with_suffix(".html").name for ident, each in nested.items() if each.file}
    return {ident: name for ident, name in names.items() if name != page.name and (page.parent / name).is_file()}


_ON_PAGES = ("theme", "lanes", "notation", "target", "nested", "plan")


def _for_page(wishes: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what a page takes: it has no paper."""
    return {name: value for name, value in wishes.items() if name in _ON_PAGES}
