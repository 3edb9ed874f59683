"""The report in a real browser: nothing overflows a desktop, a tablet or a phone, and nothing is fetched from anywhere.

Run by `make browser`, which needs Chromium on the path.
"""

import json
import re
from pathlib import Path

import pytest

from sojourn.cli.main import main
from tests.browser.chromium import dump

pytestmark = pytest.mark.browser

PROBE = """<script>addEventListener("load", () => document.fonts.ready.then(() => {
  const clipped = [...document.querySelectorAll("svg")].filter(svg => svg.getClientRects().length).flatMap(svg => {
    const box = svg.getBoundingClientRect()
    return [...svg.querySelectorAll("text")].filter(text => {
      const at = text.getBoundingClientRect()
      return at.width && (at.right > box.right + 2 || at.left < box.left - 2)
    }).map(text => text.textContent)
  })
  const found = {
    wide: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth, clipped,
    fetched: performance.getEntriesByType("resource").map(entry => entry.name)
      .filter(name => !name.startsWith("data:")),
    fonts: [...document.fonts].filter(font => font.status == "loaded").map(font => font.family),
    empty: [...document.querySelectorAll("section")]
      .filter(part => part.innerText.trim().length < 60).map(part => part.id),
  }
  const out = document.createElement("pre")
  out.id = "found"
  out.textContent = JSON.stringify(found)
  document.body.append(out)
}))</script></body>"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report of a small simulated world."""
    folder = tmp_path_factory.mktemp("browser")
    made = ["sample", "concert", "--customers", "1500", "--out", str(folder / "world"), "--quiet"]
    assert main([*made, "--workspace", str(folder / "concerts")]) == 0
    path = folder / "report.html"
    assert main(["report", "--workspace", str(folder / "concerts"), "--out", str(path), "--quiet"]) == 0
    return path


def seen(page: Path, width: int, folder: Path) -> dict:
    """Open a page in Chromium at a width and give what the probe found."""
    probed = folder / f"probed-{width}.html"
    probed.write_text(page.read_text("utf-8").replace("</body>", PROBE), "utf-8")
    found = re.search(r'<pre id="found">(.*?)</pre>', dump(probed, folder, width=width), re.DOTALL)
    assert found
    return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


@pytest.mark.parametrize("width", [1280, 820, 500])
def test_the_report_fits_its_screen(report: Path, tmp_path: Path, width: int) -> None:
    found = seen(report, width, tmp_path)
    assert found["wide"] <= found["screen"]
    assert found["clipped"] == []
    assert found["empty"] == []
    assert found["fetched"] == []
    assert "Inter" in found["fonts"]


def test_the_report_names_no_address_and_runs_no_script(report: Path) -> None:
    text = report.read_text("utf-8")
    assert "<script" not in text
    outside = re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?(https?:[^"\')\s]+)', text)
    assert outside == []
