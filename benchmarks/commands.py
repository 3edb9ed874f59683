"""Whole commands as fresh processes: imports, and questions from a shell, beside what rivals need for the same."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.sojourn_engine import translate
from benchmarks.processes import OWN_PYTHON, PEER_PYTHON, middle, run
from benchmarks.questions import CONVERSION, STEPS
from benchmarks.subjects import OWN
from benchmarks.world import EVENTS

SOJOURN = OWN_PYTHON.with_name("sojourn")
FUNNEL = [EVENTS[step] for step in STEPS]
RIVALS = ("duckdb", "polars")
"""Those that answer from Parquet without being given the data first."""

Compare = Callable[[str, dict[str, Any]], None]


def own(question: str, workspace: Path) -> list[str | Path]:
    """Give the command that answers a question as JSON."""
    if question == "funnel":
        asked = ["funnel", *FUNNEL, "--within", "7d", "--ties", "recorded"]
    else:
        asked = ["attribution", "--conversion", CONVERSION, "--model", question, "--lookback", "none"]
    return [SOJOURN, *asked, "--workspace", workspace, "--json"]


def peer(question: str, engine: str, folder: Path) -> list[str | Path]:
    """Give the command by which a rival answers from Parquet."""
    return [PEER_PYTHON, "-m", "benchmarks.fresh", question, engine, folder / "events.parquet"]


def import_world(folder: Path, file: str, events: int, engines: Sequence[str], compare: Compare) -> dict[str, Any]:
    """Import a file into a new workspace, and check by one question that all of it arrived in order."""
    workspace = folder / ("workspace" if file.endswith(".parquet") else "workspace-csv")
    shutil.rmtree(workspace, ignore_errors=True)
    run([SOJOURN, "init", workspace])
    done = run([SOJOURN, "import", folder / file, "--workspace", workspace], watch=True)
    size = (folder / file).stat().st_size
    kept = {
        part: sum(path.stat().st_size for path in (workspace / part).rglob("*") if path.is_file())
        for part in ("lake", "index")
    }
    answer = translate("funnel", json.loads(run(own("funnel", workspace)).output))
    for engine in [name for name in RIVALS if name in engines][:1]:
        expected = json.loads(run(peer("funnel", engine, folder)).output)
        compare("funnel", {engine: expected, f"sojourn after importing {file}": answer})
    facts = {"seconds": done.seconds, "events_per_second": events / done.seconds, "peak": done.peak, "own": done.own}
    return facts | {"file_bytes": size, "workspace_bytes": kept}


def measured(folder: Path, engines: Sequence[str], times: int, compare: Compare) -> dict[str, Any]:
    """Hold the answers of commands against each other, then time them one after another in turn."""
    found: dict[str, Any] = {}
    for question in ("funnel", "last", "markov"):
        commands = {OWN: own(question, folder / "workspace")}
        commands |= {name: peer(question, name, folder) for name in RIVALS if name in engines}
        first = {name: run(command, watch=True) for name, command in commands.items()}
        answers = {name: json.loads(done.output) for name, done in first.items()}
        compare(question, answers | {OWN: translate(question, answers[OWN])})
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(times):
            for name, command in commands.items():
                seconds[name].append(run(command).seconds)
        found[question] = {name: _facts(seconds, name, first[name].peak, first[name].own) for name in commands}
    if times:
        helped = [run([SOJOURN, "--help"]).seconds for _ in range(times)]
        found["--help"] = {OWN: {"seconds": helped, "warm": middle(helped)}}
    return found


def _facts(seconds: dict[str, list[float]], name: str, peak: int, own_memory: int) -> dict[str, Any]:
    """Sum up the times of a command, and how many times as long as Sojourn's it took in the same turn."""
    facts: dict[str, Any] = {"seconds": seconds[name], "peak": peak, "own": own_memory}
    if seconds[name]:
        facts["warm"] = middle(seconds[name])
    if seconds[name] and name != OWN:
        ratios = [a / b for a, b in zip(seconds[name], seconds[OWN], strict=True)]
        facts |= {"ratio": middle(ratios), "ratio_range": [min(ratios), max(ratios)]}
    return facts
