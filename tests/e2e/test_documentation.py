"""Every command line and every Python example in README and docs is run, in the order of its page.

Blocks marked `console` hold commands after `$ ` and, below each, what it prints, or lines of it: every line that is
shown must be printed. The exit status must be the one a reader expects: 0, or what a line `<!-- exit: N -->` above the
block says. Blocks marked `python` run in one session a page. A page runs in a folder of its own that holds the
examples, the shop among them as `shop.csv` too, a workspace made from it (`shop/`), and a small simulated concert world
(`concert/`).
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.factories.journeys import SHOP

ROOT = Path(__file__).parents[2]
SOJOURN = [sys.executable, "-m", "sojourn"]
PAGES = sorted(path for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")] if "adr" not in path.parts)
SET_UP = ("git clone", "cd ", "make", "pip install", "python -m venv", "python3 -m venv", ". .venv", "source ")
"""Lines that set a machine up: run by continuous integration itself, and not from inside a test."""


@dataclass(frozen=True)
class Block:
    """A block of an example: what it is, its lines, the exit status its page announces."""

    kind: str
    text: str
    status: int


def blocks(page: Path) -> Iterator[Block]:
    """Give the blocks of a page that can be run."""
    pattern = re.compile(r"(?:<!-- exit: (\d+) -->\n)?^ *```(console|python)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
    for status, kind, text in pattern.findall(page.read_text("utf-8")):
        yield Block(kind, text, int(status or 0))


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Give the commands of a console block, each with the lines shown below it; a backslash joins lines."""
    found: list[tuple[str, list[str]]] = []
    waiting = ""
    for line in text.splitlines():
        stripped = line.strip()
        if waiting or stripped.startswith("$ "):
            waiting += stripped.removeprefix("$ ")
            if waiting.endswith("\\"):
                waiting = waiting[:-1]
            else:
                found.append((waiting, []))
                waiting = ""
        elif stripped:
            found[-1][1].append(stripped)
    yield from found


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder that every page starts from."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copy(ROOT / "examples" / "shop.csv", folder / "shop.csv")
    run = [*SOJOURN, "import", "shop.csv", "--workspace", "shop", "--quiet"]
    subprocess.run([*SOJOURN, "init", "shop"], cwd=folder, check=True, capture_output=True)
    subprocess.run(run, cwd=folder, check=True, capture_output=True)
    made = [*SOJOURN, "sample", "concert", "--customers", "400", "--out", "concert", "--quiet"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_can_be_run(page: Path, world: Path, tmp_path: Path) -> None:
    found = list(blocks(page))
    if not found:
        return
    place = tmp_path / "reader"
    shutil.copytree(world, place)
    environment = {**os.environ, "DEMO_EXIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    for block in (each for each in found if each.kind == "console"):
        for command, shown in commands(block.text):
            if command.startswith(SET_UP):
                continue
            words = command.replace("sojourn ", shlex.join(SOJOURN) + " ") if "sojourn " in command else command
            done = subprocess.run(
                ["bash", "-c", words],
                cwd=place,
                env=environment,
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )
            assert done.returncode == block.status, f"$ {command}\n{done.stdout}\n{done.stderr}"
            printed = {line.strip() for line in (done.stdout + done.stderr).splitlines()}
            assert not [line for line in shown if line not in printed], f"$ {command}\n{done.stdout}\n{done.stderr}"
    code = "\n".join(each.text for each in found if each.kind == "python")
    if code:
        (place / "page.py").write_text(code, "utf-8")
        done = subprocess.run(
            [sys.executable, "page.py"],
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"


def test_the_readme_shows_commands_and_python() -> None:
    assert {block.kind for block in blocks(ROOT / "README.md")} == {"console", "python"}


def test_the_shop_of_the_examples_is_the_shop_of_the_tests() -> None:
    given = [line.split(",") for line in (ROOT / "examples" / "shop.csv").read_text("utf-8").splitlines()[1:]]
    made = [line.split(",") for line in SHOP.split()]
    assert [[who, when[:16], *rest] for who, when, *rest in given] == [
        [who, when[:16], *rest] for who, when, *rest in made
    ]
