"""Maps are rendered at the size of their sheet, in the typefaces that measured them."""

import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from sojourn.app import rendering
from sojourn.core import charts
from sojourn.core.errors import InvalidInput
from sojourn.maps.draw.canvas import Box, Canvas, Fonts
from sojourn.maps.draw.text import MM_PER_PT, Face, width
from tests.factories.pictures import read_png

A3 = (420.0, 297.0)


def drawing(
    text: str = "Agent", face: Face = Face.SANS, *, fonts: Fonts = "embedded", size: tuple[float, float] = A3
) -> str:
    canvas = Canvas(switchable=True)
    back = canvas.rect(Box(0, 0, *size), canvas.paint("sheet"))
    shown = canvas.text(text, 10, 10, size=40, face=face)
    return canvas.document(*size, back, shown, heading="A map", summary="Of nothing", fonts=fonts)


def plain(pdf: bytes) -> bytes:
    """Give a PDF with its compressed parts beside it, as text to search."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompress(part) for part in parts if part[:1] == b"\x78")


@pytest.mark.parametrize(
    ("size", "points"),
    [((297, 210), (841.89, 595.28)), (A3, (1190.55, 841.89)), ((1189, 841), (3370.39, 2383.94))],
    ids=["A4", "A3", "A0"],
)
def test_a_page_of_pdf_is_as_large_as_the_sheet(size: tuple[float, float], points: tuple[float, float]) -> None:
    found = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", plain(rendering.map_pdf(drawing(size=size))))
    assert found is not None
    assert (float(found[1]), float(found[2])) == pytest.approx(points, abs=0.02)


@pytest.mark.parametrize(
    ("face", "name"),
    [(Face.SANS, b"Inter-Regular"), (Face.BOLD, b"Inter-SemiBold"), (Face.SAY, b"SojournSerif-Italic")],
    ids=["sans", "bold", "say"],
)
def test_text_stays_text_in_the_typeface_that_measured_it(face: Face, name: bytes) -> None:
    faces = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", plain(rendering.map_pdf(drawing("Ça va Ω Ж", face)))))
    assert faces == {name}


def test_sheets_are_the_pages_of_one_document() -> None:
    sheets = [drawing("One"), drawing("Two", Face.BOLD, size=(297, 210)), drawing("Three", Face.SAY)]
    document = rendering.map_pdf(*sheets)
    found = plain(document)
    assert b"/Count 3" in document
    assert re.findall(rb"/MediaBox \[0 0 ([\d.]+)", document) == [b"1190.55", b"841.89", b"1190.55"]
    assert len(set(re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", found))) == 3
    assert found.count(b"/Type /Catalog") == 1


def test_every_part_of_a_document_is_where_its_table_says() -> None:
    document = rendering.map_pdf(drawing("One"), drawing("Two"))
    table = int(document.split(b"startxref\n")[1].split()[0])
    rows = re.findall(rb"(\d{10}) \d{5} ([nf])", document[table:])
    placed = {number: int(offset) for number, (offset, kind) in enumerate(rows) if kind == b"n"}
    assert all(document[offset:].startswith(b"%d 0 obj" % number) for number, offset in placed.items())
    heads = re.sub(rb"stream\r?\n.*?endstream", b"", document, flags=re.DOTALL)
    assert {int(number) for number in re.findall(rb"(\d+) 0 R", heads)} <= set(placed)


def test_two_processes_write_the_same_document(tmp_path: Path) -> None:
    sheets = [drawing("One"), drawing("Two")]
    for place, face in enumerate(Face):
        sheets[0] = sheets[0].replace("</svg>", drawing("Two", face, fonts="named").split(">", 1)[1], 1)
        sheets[1] = sheets[1].replace("</svg>", f'<rect width="9" height="9" opacity="0.{place + 3}"/></svg>')
    files = [tmp_path / f"{place}.svg" for place in range(len(sheets))]
    for file, sheet in zip(files, sheets, strict=True):
        file.write_text(sheet, "utf-8")
    program = (
        "import sys, pathlib; from sojourn.app import rendering; "
        "sys.stdout.buffer.write(rendering.map_pdf(*(pathlib.Path(each).read_text('utf-8') for each in sys.argv[1:])))"
    )
    command = [sys.executable, "-c", program, *map(str, files)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    written = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0] * 3
    assert len(written) == 1
    document = written.pop()
    assert len(re.findall(rb"/BaseFont /[A-Z]{6}", plain(document))) >= 6
    # Numbers run without a gap, and nothing is written that is not used.
    heads = re.sub(rb"stream\r?\n.*?endstream", b"", document, flags=re.DOTALL)
    made = [int(number) for number in re.findall(rb"^(\d+) 0 obj", heads, re.MULTILINE)]
    assert made == list(range(1, len(made) + 1))
    assert {int(number) for number in re.findall(rb"(\d+) 0 R", heads)} == set(made)


def test_a_document_has_the_title_and_the_language_of_the_map() -> None:
    canvas = Canvas()
    svg = canvas.document(420, 297, heading="Größe & <Maß>", summary="", language="de-AT", fonts="named")
    document = rendering.map_pdf(svg)
    assert b"/Title <FEFF" + "Größe & <Maß>".encode("utf-16-be").hex().upper().encode() in document
    assert b"/Lang (de-AT)" in document


@pytest.mark.parametrize(("dpi", "pixels"), [(72, (841, 1190)), (150, (1753, 2480)), (300, (3507, 4960))], ids=str)
def test_a_picture_has_as_many_dots_to_the_inch_as_asked(dpi: float, pixels: tuple[int, int]) -> None:
    assert read_png(rendering.map_png(drawing(fonts="named"), dpi=dpi)).shape[:2] == pixels


@pytest.mark.parametrize("face", list(Face), ids=str)
def test_a_line_is_drawn_as_wide_as_it_was_measured(face: Face) -> None:
    text = "HTravels to the hallH"
    dark = read_png(rendering.map_png(drawing(text, face), dpi=144))[:, :, 0] < 128
    columns = dark.any(axis=0).nonzero()[0]
    drawn = (columns[-1] - columns[0]) / 2 * MM_PER_PT
    assert drawn == pytest.approx(width(text, 40, face), rel=0.03)


def test_a_drawing_that_carries_its_typefaces_is_rendered_like_one_that_names_them() -> None:
    assert rendering.map_png(drawing("Ω Ж a")) == rendering.map_png(drawing("Ω Ж a", fonts="named"))


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(InvalidInput, match="million pixels") as refused:
        rendering.map_png(drawing(), dpi=5000)
    assert refused.value.code == "drawing-too-large"
    assert "dpi" in str(refused.value.hint)


@pytest.mark.parametrize("dpi", [0, -1, 0.5, float("nan")], ids=str)
def test_a_picture_without_dots_is_refused(dpi: float) -> None:
    with pytest.raises(InvalidInput, match="dots to the inch"):
        rendering.map_png(drawing(), dpi=dpi)


@pytest.mark.parametrize("text", ["", "<svg/>", "not a drawing"])
def test_what_has_no_size_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="width and height"):
        rendering.map_pdf(text)


def test_a_chart_in_a_file_of_its_own_carries_its_typeface() -> None:
    chart = charts.vega_lite({"mark": "text", "encoding": {"text": {"value": "Ça va?"}}}, title="Ж & Ω")
    alone = rendering.svg_alone(chart)
    assert alone.replace(alone[alone.index("<style>") : alone.index("</style>") + 8], "", 1) == rendering.svg(chart)
    assert alone.count("@font-face") == 3  # Latin, Greek and Cyrillic
    assert "font/woff2" in rendering.html(chart)
