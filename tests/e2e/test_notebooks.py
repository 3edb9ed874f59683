"""The notebooks of the gallery say what they say when they are run again, and a notebook's long work can be stopped."""

import importlib.util
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "notebooks"
MOST = 2_500_000
"""Bytes of the whole gallery: a clone stays quick."""


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebooks", FOLDER / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()
NOTEBOOKS = SCRIPT.notebooks()


def said(notebook: Any) -> list[str]:
    """Give what the cells of a notebook print and show, in words; of a picture, that there is one."""
    told = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                told.append(output.text)
            elif "text/html" in output.data:
                html = re.sub(r'src="data:[^"]*"', "", output.data["text/html"])
                told.append(unescape(re.sub(r"<[^>]+>", "\n", html)) if "<img" not in html else html)
            else:
                told.append(f"{sorted(output.data)} {output.data.get('text/plain')}")
    return told


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_says_when_it_is_run_again(path: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / "run.py"), path.name, "--into", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    again = SCRIPT.read(tmp_path / path.name)
    assert said(again) == said(SCRIPT.read(path)), "run `make notebooks` and read what has changed"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_whole_and_without_noise(path: Path) -> None:
    text = path.read_text("utf-8")
    notebook = SCRIPT.read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert not any(cell.metadata for cell in notebook.cells)
    assert not [place for place in (str(ROOT), str(Path.home()), tempfile.gettempdir()) if f"{place}/" in text]
    assert "Traceback" not in text and "iopub." not in text
    assert notebook.cells[0].source.startswith("# ")


def test_the_gallery_names_every_notebook_and_is_small() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    assert re.findall(r"\]\((\d\d-[a-z-]+\.ipynb)\)", page) == [path.name for path in NOTEBOOKS]
    assert sum(path.stat().st_size for path in NOTEBOOKS) < MOST
    for path in NOTEBOOKS:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (FOLDER / link).exists(), f"{path.name} names {link}"


class Session:
    """A kernel, and what its cells show."""

    def __init__(self, folder: Path) -> None:
        self._kernel = KernelManager(kernel_name="python3", transport="ipc", connection_file=str(folder / "k.json"))
        self._kernel.start_kernel(cwd=str(folder))
        self._client = self._kernel.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=120)

    def close(self) -> None:
        """End it."""
        self._client.stop_channels()
        self._kernel.shutdown_kernel(now=True)

    def run(self, code: str, *, stop_at: str | None = None) -> list[tuple[str, Any]]:
        """Run a cell and give its messages.

        Args:
            stop_at: interrupt it when it shows something with this in it.
        """
        asked = self._client.execute(code)
        shown: list[tuple[str, Any]] = []
        while True:
            message = self._client.get_iopub_msg(timeout=120)
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            shown.append((kind, content))
            if kind == "status" and content["execution_state"] == "idle":
                return shown
            if stop_at is not None and stop_at in str(content):
                stop_at = None
                self._kernel.interrupt_kernel()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = Session(tmp_path_factory.mktemp("kernel"))
    made.run(
        """
import numpy as np
import sojourn as sj
from sojourn import samples

visits = sj.journeys(samples.concert_events(2_000, seed=1).events)
random = np.random.Generator(np.random.PCG64(0))
rated = {f"step {number}": random.normal(size=20_000) for number in range(8)}
rated["whole"] = sum(rated.values()) + random.normal(size=20_000)
journey = sj.parse_map(samples.example_map("concert"))
"""
    )
    yield made
    made.close()


LONG = {
    "draws": 'sj.drivers(rated, "whole", bootstrap=1_000_000)',
    "redraws": "sj.kinds(visits, number=3, redraws=10_000)",
    "passes": "while True:\n    sj.kinds(visits, number=3, worlds=400)",
}

WHOLE = {"draws": 1_000_000, "redraws": 10_000}
"""How much there is to do; the passes have no end."""


@pytest.mark.parametrize("name", LONG)
def test_long_work_shows_how_far_it_is_and_can_be_stopped(session: Session, name: str) -> None:
    shown = session.run(LONG[name], stop_at="<progress")
    assert [content["ename"] for kind, content in shown if kind == "error"] == ["KeyboardInterrupt"]
    bars = [content for kind, content in shown if kind in ("display_data", "update_display_data")]
    assert bars[-1]["data"] == {}  # the bar is gone
    # It ended where it was, not when its work was done.
    reached = re.findall(rf'value="(\d+)" max="{WHOLE.get(name)}"', str(bars))
    assert not [done for done in reached if int(done) > WHOLE[name] / 2]
    again = session.run("sj.funnel(visits, ['payment.started', 'order.completed']).converted > 0")
    assert [content["data"]["text/plain"] for kind, content in again if kind == "execute_result"] == ["True"]


def test_a_bar_can_be_refused(session: Session) -> None:
    shown = session.run("sj.kinds(visits, number=3, redraws=200, progress=None).verdict")
    assert not [kind for kind, _ in shown if kind in ("display_data", "error")]


def test_a_chart_is_data_for_those_who_draw_it_and_a_picture_for_everybody_else(session: Session) -> None:
    shown = session.run("sj.funnel(visits, ['payment.started', 'order.completed']).chart()")
    (result,) = (content for kind, content in shown if kind == "execute_result")
    assert set(result["data"]) == {
        "application/vnd.vegalite.v6+json", "application/vnd.vegalite.v5+json", "image/png", "text/plain",
    }  # fmt: skip
    assert result["metadata"]["image/png"]["width"] > 100


def test_a_map_shows_its_drawing(session: Session) -> None:
    shown = session.run("journey")
    (result,) = (content for kind, content in shown if kind == "execute_result")
    assert "data:image/svg+xml;base64," in result["data"]["text/html"]
