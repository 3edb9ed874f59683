"""Links of the docs lead to something: a file that is there, and a heading in it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_FENCED = re.compile(r"^( *)(`{3,}|~{3,}).*?^ *\2`*\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_HEADING = re.compile(r"^#{1,6} +(.*?)\s*#*$", re.MULTILINE)
_OWN = re.compile(r"""<a (?:id|name)=["']([^"']+)["']""")


def anchors(page: Path) -> set[str]:
    """Name what links can point to inside a page, as GitHub names headings."""
    text = _FENCED.sub("", page.read_text("utf-8"))
    found: set[str] = set()
    for heading in _HEADING.findall(text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        times = sum(1 for each in found if re.fullmatch(re.escape(name) + r"(-\d+)?", each))
        found.add(f"{name}-{times}" if times and name in found else name)
    return found | set(_OWN.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = _CODE.sub("", _FENCED.sub("", page.read_text("utf-8")))
    astray = []
    for link in _LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page if not name else page.parent / name
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            astray.append(link)
    assert not astray
