"""The generated pages of the reference are what the source says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli.md", "python.md", "settings.md", "errors.md", "map-rules.md", "journey-map.md"])
def test_a_page_is_fresh(generate: ModuleType, name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert written == generate.pages()[name], "run `make docs`"


def test_every_code_that_the_source_raises_has_its_place(generate: ModuleType) -> None:
    page = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    codes = {code for _, code in generate.raised()}
    assert len(codes) > 30
    assert not {code for code in codes if f"### `{code}`" not in page}
