"""House rules that a reader of the source can check."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "sojourn"
SOURCES = sorted([*SRC.rglob("*.py"), *SRC.rglob("*.pyx")])
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "service", "services", "factory"}


def tracked(*patterns: str) -> list[Path]:
    """Give the files that git keeps, or every file when this is no checkout."""
    listing = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_module_has_a_name_of_its_own_and_is_not_too_long(path: Path) -> None:
    assert path.stem.strip("_") not in DRAWERS, "name it by what it holds"
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", sorted(SRC.glob("*/__init__.py")), ids=lambda path: path.parent.name)
def test_a_door_is_small(path: Path) -> None:
    limit = 120 if path.parent.name in {"kernels", "analyse", "maps", "measure", "prioritise"} else 40
    assert len(path.read_text("utf-8").splitlines()) <= limit


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for path in [*ROOT.glob("requirements*.lock"), *tracked("*package-lock.json")]:
        text = path.read_text("utf-8")
        assert not re.search(r"https?://|--index|--find-links", text), path.name
        assert text.count("==") <= text.count("--hash="), path.name


def test_every_decision_names_what_enforces_it() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        section = text.partition("## Enforced by")[2]
        assert section.strip(), f"{page.name} has no section 'Enforced by'"
        for name in re.findall(r"`((?:tests|src|benchmarks|\.ci)/[^`*]+?)`", section):
            assert (ROOT / name.partition("::")[0]).exists(), f"{page.name} names {name}, which is not there"


def test_every_runtime_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text("utf-8")
    for requirement in named:
        name = re.split(r"[<>=!~\[; ]", requirement)[0]
        assert f"| {name} |" in page, f"docs/reference/dependencies.md gives no reason for {name}"


def test_source_has_no_marks_of_unfinished_work() -> None:
    for path in SOURCES:
        assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", path.read_text("utf-8")), path
