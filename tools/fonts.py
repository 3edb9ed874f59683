"""Make the typefaces of drawings and pages, and the table of their widths, from the published packages.

Run by hand when a typeface changes; nothing that it needs is needed to run or to test Sojourn:

    npm pack inter-ui@4.1.1 @fontsource/source-serif-4@5.3.1     # unpack into two folders
    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools brotli
    /tmp/fonts/bin/python tools/fonts.py INTER_FOLDER SERIF_FOLDER /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

The third is the widest face that machines commonly fall back to: its widths stand for scripts that ours do not have.

It writes, the same bytes each time:

- `src/sojourn/maps/draw/fonts/*.woff2`: what a page or a drawing carries inside. Inter comes in four pieces, variable
  from weight 400 to 700; Source Serif 4 Italic in six, unchanged as published. A drawing takes the pieces it has
  letters of.
- `src/sojourn/app/fonts/*.ttf`: whole faces for the renderer of PDF and PNG, which reads no fonts out of a drawing.
  Source is a reserved name, so the face joined from the published pieces is called Sojourn Serif.
- `src/sojourn/maps/draw/fonts/advances.json`: how wide each character of these faces is.
- `tests/golden/advances/advances.json`: some of the same, read straight from the published files, to hold the table to.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src/sojourn/maps/draw/fonts"
WHOLE = ROOT / "src/sojourn/app/fonts"
GOLDEN = ROOT / "tests/golden/advances"

FEATURES = ["calt", "ccmp", "locl", "tnum", "kern", "mark", "mkmk"]
PIECES = {
    "latin": [(0x20, 0x7E), (0xA0, 0x148), (0x14A, 0x17F), (0x2010, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC)],
    "greek": [(0x342, 0x345), (0x370, 0x3FF)],
    "cyrillic": [(0x400, 0x52F)],
}
SIGNS = [0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265]
FALLBACK = [(0x250, 0x2AF), (0x530, 0x5FF), (0x600, 0x6FF), (0x750, 0x77F), (0x10A0, 0x10FF), (0x2190, 0x27BF)]
SERIF_PIECES = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic", "cyrillic-ext")
GOLDEN_TEXTS = (
    "Hamburgefonstiv 0123456789",
    "Donaudampfschifffahrt",
    "Ça coûte 12,50 €",
    "Ελληνικά",
    "Привет, мир",
    "−2…+2",
)


def main(inter: Path, serif: Path, fallback: Path) -> None:
    """Make everything."""
    for folder in (WEB, WHOLE, GOLDEN):
        folder.mkdir(parents=True, exist_ok=True)
    regular, semibold = WHOLE / "Inter-Regular.ttf", WHOLE / "Inter-SemiBold.ttf"
    _inter_pieces(inter / "variable/InterVariable.woff2", sorted(TTFont(regular).getBestCmap()))
    for piece in SERIF_PIECES:
        published = serif / f"files/source-serif-4-{piece}-400-italic.woff2"
        shutil.copyfile(published, WEB / f"source-serif-4-italic-{piece}.woff2")
    _whole_serif(serif)
    faces = {"sans": regular, "bold": semibold, "say": WHOLE / "SojournSerif-Italic.ttf"}
    table = {
        "pieces": {path.stem: _ranges(TTFont(path).getBestCmap()) for path in sorted(WEB.glob("*.woff2"))},
        "faces": {name: _advances(TTFont(path)) for name, path in faces.items()}
        | {"other": _advances(TTFont(fallback), FALLBACK)},
    }
    (WEB / "advances.json").write_text(json.dumps(table, separators=(",", ":")) + "\n")
    published = {
        "sans": [inter / "web/Inter-Regular.woff2"],
        "bold": [inter / "web/Inter-SemiBold.woff2"],
        "say": [serif / f"files/source-serif-4-{piece}-400-italic.woff2" for piece in SERIF_PIECES],
    }
    golden = {face: {text: _em(files, text) for text in GOLDEN_TEXTS} for face, files in published.items()}
    (GOLDEN / "advances.json").write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n")


def _inter_pieces(variable: Path, wanted: Sequence[int]) -> None:
    """Cut the variable face into pieces by script; together they have exactly the characters of the whole faces."""
    named = {
        name: {code for first, last in ranges for code in range(first, last + 1)} for name, ranges in PIECES.items()
    }
    named["latin"] |= set(SIGNS)
    named["more"] = set(wanted) - set().union(*named.values())
    for name, codes in named.items():
        font = _cut(TTFont(variable, recalcTimestamp=False), codes & set(wanted))
        plain = BytesIO()
        font.flavor = None
        font.save(plain)
        narrowed = instancer.instantiateVariableFont(
            TTFont(plain, recalcTimestamp=False), {"opsz": 14, "wght": (400, 700)}
        )
        narrowed.flavor = "woff2"
        narrowed.save(WEB / f"inter-{name}.woff2")


def _cut(font: TTFont, codes: Iterable[int]) -> TTFont:
    """Leave only some characters in a face."""
    cutter = subset.Subsetter(subset.Options(layout_features=FEATURES, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]))
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    return font


def _whole_serif(serif: Path) -> None:
    """Join the published pieces into one face under a name that is ours to give."""
    pieces = [str(serif / f"files/source-serif-4-{piece}-400-italic.woff2") for piece in SERIF_PIECES]
    font = Merger().merge(pieces)
    font.flavor = None
    names = {
        1: "Sojourn Serif",
        2: "Italic",
        3: "Sojourn Serif Italic",
        4: "Sojourn Serif Italic",
        6: "SojournSerif-Italic",
    }
    table = font["name"]
    for ident in {record.nameID for record in table.names} - {0, 5, 13, 14}:
        table.removeNames(nameID=ident)
    for ident, text in names.items():
        table.setName(text, ident, 3, 1, 0x409)
    for unused in ("STAT", "BASE", "gasp", "prep"):
        if unused in font:
            del font[unused]
    font["head"].created = font["head"].modified = 3_800_000_000  # fixed: the same bytes each time
    font.recalcTimestamp = False
    font.save(WHOLE / "SojournSerif-Italic.ttf")


def _advances(font: TTFont, only: Sequence[tuple[int, int]] = ((0, 0x10FFFF),)) -> dict[str, object]:
    """List the widths of a face: units to the em, then runs of neighbouring characters, each with their widths."""
    metrics, names_of, runs = font["hmtx"], font.getBestCmap(), []
    for first, last in _ranges(code for code in names_of if any(low <= code <= high for low, high in only)):
        names = [names_of[code] for code in range(first, last + 1)]
        runs.append([first, *(metrics[name][0] for name in names)])
    return {"em": font["head"].unitsPerEm, "runs": runs}


def _ranges(codes: Iterable[int]) -> list[list[int]]:
    """Write a set of characters as runs, first and last included."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return runs


def _em(files: Sequence[Path], text: str) -> float:
    """Add up the published advance widths of a text, in em."""
    total = 0.0
    fonts = [TTFont(path) for path in files]
    for letter in text:
        font = next(each for each in fonts if ord(letter) in each.getBestCmap())
        total += font["hmtx"][font.getBestCmap()[ord(letter)]][0] / font["head"].unitsPerEm
    return round(total, 6)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
