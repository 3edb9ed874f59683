"""Every door offers what its stub lists, and gives the thing itself."""

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

DOORS = ("analyse", "engines", "maps", "insight", "measure", "prioritise")


@pytest.mark.parametrize("name", DOORS)
def test_the_stub_lists_what_the_door_offers(name: str) -> None:
    door = importlib.import_module(f"sojourn.{name}")
    stub = (Path(str(door.__file__)).parent / "__init__.pyi").read_text("utf-8")
    listed = re.findall(r"^from \.([\w.]+) import (\w+) as \2$", stub, re.MULTILINE)
    assert {public for _, public in listed} == set(door._HOME)
    assert not [public for public in door._HOME if isinstance(getattr(door, public), ModuleType)]


def test_every_door_is_held() -> None:
    source = Path(str(importlib.import_module("sojourn").__file__)).parent
    assert {
        path.parent.name for path in source.glob("*/__init__.py") if "open_door(" in path.read_text("utf-8")
    } == set(DOORS)
