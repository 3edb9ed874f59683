"""A browser draws text no wider than it was measured, so that nothing leaves its card."""

import json
import re
from pathlib import Path

import pytest

from sojourn.maps.draw import typefaces
from sojourn.maps.draw.svg import element
from sojourn.maps.draw.text import MM_PER_PT, SLACK, Face, width
from tests.browser.chromium import dump

TEXTS = (
    "Sees an ad for a concert by their favourite artist", "carry on, it is apart", "typical_path", "AVAVA To Wa Ty",
    "“They know what I like.”", "office, fjord, affluent", "Ça coûte 12,50 €", "Łódź i Kraków", "Tiếng Việt thân yêu",
    "Ελληνικά γράμματα", "Достопримечательности", "Příliš žluťoučký kůň", "−1½ … +2 · 82 % (78–85)", "1 → 2 ↑ ↓",
)  # fmt: skip

SCRIPT = """<pre id="found"></pre><script>addEventListener("load", async () => {
  const wanted = ["20px Inter", "600 20px Inter", "italic 20px 'Source Serif 4'"];
  await Promise.all(wanted.map(font => document.fonts.load(font, document.querySelector("svg").textContent)));
  const widths = [...document.querySelectorAll("text")].map(text => text.getComputedTextLength());
  document.getElementById("found").textContent = JSON.stringify(widths) + "END";
})</script>"""


@pytest.mark.browser
def test_no_text_is_wider_than_measured_with_its_slack(tmp_path: Path) -> None:
    size = 20.0
    shown = [(face, text) for face in Face for text in TEXTS]
    drawn = "".join(
        str(element("text", {"font-size": size, **typefaces.ATTRIBUTES[face]}, text)) for face, text in shown
    )
    faces = typefaces.embedded({face: set("".join(TEXTS)) for face in Face})
    page = tmp_path / "text.html"
    drawing = f'<svg font-family="{typefaces.FAMILY}">{drawn}</svg>'
    page.write_text(f'<meta charset="utf-8"><style>{faces}</style>{drawing}{SCRIPT}', "utf-8")
    found = re.search(r"\[[\d.,]+\](?=END)", dump(page, tmp_path))
    assert found is not None
    for (face, text), wide in zip(shown, json.loads(found[0]), strict=True):
        measured = width(text, size / MM_PER_PT, face)
        assert 0.85 * measured <= wide <= measured * SLACK, (face, text)
