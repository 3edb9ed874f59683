"""The door of the slice: what it offers, and that it loads no more than is asked for."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import sojourn.analyse.funnel  # noqa: F401 - before the door is asked for the function of that name
from sojourn import analyse

FOLDER = Path(analyse.__file__).parent


def test_the_stub_lists_what_the_door_offers() -> None:
    listed = re.findall(
        r"^from \.(\w+) import (\w+) as \2$", (FOLDER / "__init__.pyi").read_text("utf-8"), re.MULTILINE
    )
    assert {name: module for module, name in listed} == dict(analyse._HOME)  # type: ignore[attr-defined]  # not in the stub
    for module, name in listed:
        assert getattr(analyse, name) is getattr(importlib.import_module(f"sojourn.analyse.{module}"), name)


def test_a_function_is_never_its_module() -> None:
    assert isinstance(analyse.funnel, FunctionType)
    assert isinstance(analyse.retention, FunctionType)


def test_one_question_does_not_load_the_others() -> None:
    code = (
        "import sys; from sojourn import analyse; analyse.funnel; print([m for m in sys.modules if '.analyse.' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in ast.literal_eval(done.stdout)}
    assert "funnel" in loaded
    assert not loaded & {"retention", "variants", "paths", "comparison", "timing"}
