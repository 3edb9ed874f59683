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
from runpy import run_path

import pytest

from sojourn.cli.main import main
from tests.factories.journeys import SHOP

ROOT = Path(__file__).parents[2]
SOJOURN = [sys.executable, "-m", "sojourn"]
PAGES = [
    page
    for page in sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    if "adr" not in page.parts and re.search(r"^ *```(console|python)$", page.read_text("utf-8"), re.MULTILINE)
]
"""Pages that show something that can be run."""

OF_A_SHELL = re.compile(r"[|<>;&$`*?~(){}]|(^|\s)(-|/dev/stdin)(\s|$)")
"""What a shell understands, or what is read from standard input."""

QUOTED = re.compile(r"""'[^']*'|"[^"$`\\]*\"""")
"""What it hands over as it is."""

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
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["init", "shop", "--quiet"]) == 0
        assert main(["import", "shop.csv", "--workspace", "shop", "--quiet"]) == 0
        assert main(["sample", "concert", "--customers", "400", "--out", "concert", "--quiet"]) == 0
    return folder


@pytest.fixture
def reader(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of that folder, from which everything is run."""
    place = tmp_path / "reader"
    shutil.copytree(world, place)
    monkeypatch.chdir(place)
    monkeypatch.setenv("DEMO_EXIT", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    return place


def run(command: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command as a reader types it; give its status and what it prints.

    A shell gets what only a shell understands. What is Sojourn's alone is run in this process, which spares it the
    start-up; that the program is one that can be started is tested beside.
    """
    if command.startswith("sojourn ") and not OF_A_SHELL.search(QUOTED.sub("x", command)):
        capfd.readouterr()
        status = main(shlex.split(command)[1:])
        return status, "".join(capfd.readouterr())
    words = command.replace("sojourn ", shlex.join(SOJOURN) + " ")
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, timeout=240, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_can_be_run(page: Path, reader: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = list(blocks(page))
    for block in (each for each in found if each.kind == "console"):
        for command, shown in commands(block.text):
            if command.startswith(SET_UP):
                continue
            status, said = run(command, capfd)
            assert status == block.status, f"$ {command}\n{said}"
            printed = {line.strip() for line in said.splitlines()}
            assert not [line for line in shown if line not in printed], f"$ {command}\n{said}"
    code = "\n".join(each.text for each in found if each.kind == "python")
    if code:
        (reader / "page.py").write_text(code, "utf-8")
        run_path("page.py", run_name="__main__")


def test_the_readme_shows_commands_and_python() -> None:
    assert {block.kind for block in blocks(ROOT / "README.md")} == {"console", "python"}


def test_the_shop_of_the_examples_is_the_shop_of_the_tests() -> None:
    given = [line.split(",") for line in (ROOT / "examples" / "shop.csv").read_text("utf-8").splitlines()[1:]]
    made = [line.split(",") for line in SHOP.split()]
    assert [[who, when[:16], *rest] for who, when, *rest in given] == [
        [who, when[:16], *rest] for who, when, *rest in made
    ]
