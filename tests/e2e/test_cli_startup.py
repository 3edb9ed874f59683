"""What a fresh process loads, and how much it does before it answers: start-up is a feature."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.csv
import pytest

from sojourn.cli.main import main
from tests.factories.journeys import shop

HEAVY = {
    "pyarrow", "duckdb", "deltalake", "rich", "vl_convert", "pandas", "scipy", "ruamel", "asyncio", "multiprocessing",
    "http", "ssl", "importlib.metadata", "importlib.resources", "email", "concurrent.futures.process", "unittest",
    "numpy.ma",
}  # fmt: skip
"""What a question answered as JSON has no use for."""

SPY = """
import json, sys
from sojourn.cli.main import main
status = main(json.loads(sys.argv[1]))
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""

COUNTED = """
import json, sys
arguments, made = json.loads(sys.argv[1]), 0
if arguments != ["--help"]:
    import numpy
def count(frame, event, what):
    global made
    made += event in ("call", "c_call")
sys.setprofile(count)
from sojourn.cli.main import main
status = main(arguments)
sys.setprofile(None)
assert status == 0
print(made, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a ready workspace of the small shop."""
    place = tmp_path_factory.mktemp("startup")
    pyarrow.csv.write_csv(shop(), place / "shop.csv")
    assert main(["import", str(place / "shop.csv"), "--workspace", str(place / "shop"), "--quiet"]) == 0
    return place


def loaded(arguments: list[str], folder: Path) -> set[str]:
    """Run a command in a fresh process and give the modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", SPY, json.dumps(arguments)], cwd=folder, capture_output=True, text=True, check=True
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status == 0
    return set(modules)


QUESTIONS = [
    ["funnel", "site.visited", "basket.filled", "order.paid", "--within", "7d"],
    ["dropoff", "site.visited", "basket.filled", "order.paid", "--within", "7d"],
    ["timing", "--from", "site.visited", "--to", "order.paid"],
    ["survival", "--from", "site.visited", "--to", "order.paid"],
    ["next", "--after", "site.visited > basket.filled"],
    ["graph"],
    ["variants"],
    ["paths", "--from", "site.visited"],
    ["sessions"],
    ["retention", "--start", "site.visited", "--return", "order.paid"],
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[0])
def test_a_question_answered_as_json_loads_nothing_heavy(question: list[str], folder: Path) -> None:
    modules = loaded([*question, "--workspace", "shop", "--json"], folder)
    assert not modules & HEAVY
    assert "numpy" in modules


@pytest.mark.parametrize("arguments", [["--help"], ["funnel", "--help"], ["import", "--help"]])
def test_help_loads_not_even_numpy(arguments: list[str], folder: Path) -> None:
    assert not loaded(arguments, folder) & (HEAVY | {"numpy"})


@pytest.mark.parametrize(
    ("arguments", "budget"),
    [(["--help"], 90_000), (["funnel", "site.visited", "order.paid", "--workspace", "shop", "--json"], 130_000)],
    ids=["help", "funnel"],
)
def test_a_fresh_process_keeps_within_its_budget(arguments: list[str], budget: int, folder: Path) -> None:
    """Functions called beside numpy's, loading included: the same on every machine, whatever else it does."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, json.dumps(arguments)], cwd=folder, capture_output=True, text=True, check=True
    )
    assert int(done.stderr.splitlines()[-1]) < budget


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys; before = set(sys.modules); import sojourn; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "pyarrow", "click", "sojourn.core", "sojourn.app"} & set(ast.literal_eval(done.stdout))
