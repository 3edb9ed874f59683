"""The door of the slice: what it offers, and that it loads no more than is asked for."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

from sojourn import maps

FOLDER = Path(maps.__file__).parent


def test_the_stub_lists_what_the_door_offers():
    stub = (FOLDER / "__init__.pyi").read_text("utf-8")
    listed = re.findall(r"^from \.([\w.]+) import (\w+) as \2$", stub, re.MULTILINE)
    assert {name: module for module, name in listed} == dict(maps._HOME)  # type: ignore[attr-defined]  # not in the stub
    for module, name in listed:
        assert getattr(maps, name) is getattr(importlib.import_module(f"sojourn.maps.{module}"), name)


def test_reading_a_map_loads_neither_drawing_nor_editing():
    code = "import sys; from sojourn import maps; maps.read_map; print([m for m in sys.modules if '.maps.' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[2] for name in ast.literal_eval(done.stdout)}
    assert "reading" in loaded
    assert not loaded & {"draw", "edit", "compare", "exchange", "make", "overlay", "library"}
