"""What the import linter cannot see, read from the source."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "sojourn"
MAY_USE = {"core": {"numpy", "pyarrow"}, "kernels": {"numpy"}}
MODULES = sorted(path.relative_to(SRC) for path in SRC.glob("*/**/*.py"))


def imported(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield (module, names) for every import in a file, wherever it stands."""
    package = ["sojourn", *path.relative_to(SRC).parent.parts]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*up, *filter(None, [node.module])]), [alias.name for alias in node.names]


def names_of(folder: Path) -> set[str]:
    """Give the modules and packages directly inside a package."""
    return {child.name.partition(".")[0] for child in folder.iterdir() if not child.name.startswith("__pycache__")}


@pytest.mark.parametrize("relative", MODULES, ids=str)
def test_a_module_imports_only_what_its_place_allows(relative: Path) -> None:
    path, top = SRC / relative, relative.parts[0]
    for module, names in imported(path):
        if module == "sojourn":
            assert names, "the public root is for users"
            assert all((SRC / name).is_dir() for name in names), "the public root is for users"
        elif module == f"sojourn.{top}" and path.name != "__init__.py":
            assert names, "import siblings, not your own root"
            assert names_of(SRC / top).issuperset(names), "import siblings, not your own root"
        elif module.startswith("sojourn.kernels._"):
            assert top == "kernels", "enter kernels by its root"
        elif top in MAY_USE and not module.startswith("sojourn"):
            assert module.partition(".")[0] in sys.stdlib_module_names | MAY_USE[top]


@pytest.mark.parametrize("path", sorted((SRC / "kernels").glob("_*.pyx")), ids=lambda path: path.stem)
def test_a_kernel_knows_numpy_and_other_kernels_only(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        found = re.match(r"\s*(?:from\s+(\S+)\s+c?import|c?import\s+(\S+))", line)
        if found:
            module = found[1] or found[2]
            top = module.partition(".")[0]
            own = module.startswith("sojourn.kernels._")
            assert own or top in {"numpy", "cython", "libc", "cpython", ""} | sys.stdlib_module_names, line
    assert path.with_suffix(".pyi").exists(), "every kernel has a .pyi twin"


def test_analysis_starts_without_anything_heavy() -> None:
    heavy = {"pyarrow", "duckdb", "deltalake", "rich", "vl_convert", "pandas", "scipy", "asyncio"}
    reached: set[str] = set()
    for part in ("core", "analyse", "engines", "kernels"):
        for path in (SRC / part).glob("*.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.Import):
                    reached |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                    reached.add(node.module.partition(".")[0])
    assert not reached & heavy
