"""Measure how cost grows with the number of events: import, then each question in a process of its own.

    python -m benchmarks.scale                               # 1 to 200 million events; hours on a shared machine
    python -m benchmarks.scale --millions 1,10 --folder /tmp/scale
    python -m benchmarks.scale --draw benchmarks/results/….json docs/images

Each world is imported by `sojourn import` and then asked by the commands that people type, `--json` and default options
but for what the question needs. *Cold* is the first run after the index's pages have been dropped from the page cache,
*warm* the median of the runs after it, *cpu* the seconds of a core that they took, which others at work on the machine
change little. *Own* is anonymous memory, sampled fifty times a second: what the processes hold themselves. The rest of
*peak* is pages of mapped files, which the system drops when something else needs the room.
"""

import argparse
import json
import os
import resource
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.processes import HERE, OWN_PYTHON, Failed, Run, check_set_up, machine, middle, run
from benchmarks.scale_world import slices
from benchmarks.world import EVENTS

MILLIONS = (1, 10, 50, 100, 200)
A_MILLION = 50_000
"""Customers of a million events."""

SOJOURN = OWN_PYTHON.with_name("sojourn")
SPINE = EVENTS[:5]
QUESTIONS: dict[str, tuple[str, ...]] = {
    "funnel, 5 steps": ("funnel", *SPINE, "--within", "7d"),
    "follows": ("graph",),
    "variants": ("variants",),
    "variants of sessions": ("variants", "--cases", "gap", "--gap", "30m"),
    "paths": ("paths", "--from", SPINE[0]),
    "sessions": ("sessions", "--gap", "30m"),
    "retention": ("retention", "--start", SPINE[0], "--return", SPINE[0], "--period", "week", "--periods", "12"),
    "survival": ("survival", "--from", SPINE[0], "--to", SPINE[4], "--cases", "customer"),
    "timing": ("timing", "--from", SPINE[0], "--to", SPINE[4]),
    "attribution, last touch": ("attribution", "--conversion", SPINE[4], "--model", "last"),
    "attribution, Markov": ("attribution", "--conversion", SPINE[4], "--model", "markov"),
    "conformance": ("conformance", "--expect", " > ".join(SPINE), "--cases", "gap", "--gap", "30m"),
    "next step, Markov": ("next", "--model", "markov"),
    "funnel where": ("funnel", *SPINE, "--within", "7d", "--where", "channel in ('web', 'app') and value is null"),
}


def say(words: str) -> None:
    """Tell the person waiting what is going on."""
    print(words, file=sys.stderr, flush=True)


def imported(folder: Path, millions: int) -> dict[str, Any]:
    """Import a world into a workspace of its own unless it is there, and say what that took."""
    workspace = folder / f"workspace-{millions}"
    kept = workspace / "scale.json"
    if kept.exists():
        found: dict[str, Any] = json.loads(kept.read_text())
        return found
    shutil.rmtree(workspace, ignore_errors=True)
    files = slices(folder / "slices", millions * A_MILLION)
    run([SOJOURN, "init", workspace])
    done, cpu = _timed([SOJOURN, "import", *files, "--workspace", workspace, "--quiet"])
    told = json.loads(run([SOJOURN, "describe", "--json", "--workspace", workspace]).output)
    facts = {
        "millions": millions,
        "customers": millions * A_MILLION,
        "events": told["events"],
        "files_bytes": sum(path.stat().st_size for path in files),
        "lake_bytes": _size(workspace / "lake"),
        "index_bytes": _size(workspace / "index"),
        "seconds": done.seconds,
        "cpu": cpu,
        "peak": done.peak,
        "own": done.own,
        "load": os.getloadavg()[0],
    }
    kept.write_text(json.dumps(facts))
    return facts


def asked(folder: Path, millions: int, questions: Sequence[str], warm: int) -> dict[str, Any]:
    """Put the questions to a world."""
    workspace = folder / f"workspace-{millions}"
    found: dict[str, Any] = {}
    for name in questions:
        command = [SOJOURN, *QUESTIONS[name], "--json", "--workspace", workspace]
        try:
            if "value" in " ".join(QUESTIONS[name]):
                run(command)  # the first time a property is asked for its column is made
            _forget(workspace / "index")
            cold, _ = _timed(command)
            timed = [_timed(command) for _ in range(warm)]
        except Failed as error:
            say(f"  {name}: {error}")
            found[name] = {"failed": str(error)[-300:]}
            continue
        again = [done for done, _ in timed]
        found[name] = {
            "cold": cold.seconds,
            "warm": middle([each.seconds for each in again]),
            "cpu": middle([cpu for _, cpu in timed]),
            "peak": max(each.peak for each in (cold, *again)),
            "own": max(each.own for each in (cold, *again)),
            "load": os.getloadavg()[0],
        }
        facts = found[name]
        say(f"  {name}: warm {facts['warm']:.2f} s, cores {facts['cpu']:.2f} s, own {facts['own'] / 1e6:.0f} MB")
    return found


def _timed(command: Sequence[str | Path]) -> tuple[Run, float]:
    """Run a command, and say how many seconds of a core it took: what others at work on the machine change little."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(command, watch=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _forget(folder: Path) -> None:
    """Drop the pages of files from the page cache, where the system lets us."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Import and ask, world by world, and give everything that was found."""
    result: dict[str, Any] = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "questions": {name: " ".join(command) for name, command in QUESTIONS.items()},
        "imports": [],
        "worlds": {},
    }
    for millions in given.millions:
        say(f"{millions} million events")
        facts = imported(given.folder, millions)
        say(f"  imported in {facts['seconds']:.0f} s, own {facts['own'] / 1e6:.0f} MB")
        result["imports"].append(facts)
        result["worlds"][str(millions)] = asked(given.folder, millions, given.only, given.warm)
        given.out.write_text(json.dumps(result, indent=1) + "\n")
        if not given.keep:
            shutil.rmtree(given.folder / f"workspace-{millions}")
    if not given.keep:
        shutil.rmtree(given.folder / "slices")
    result["machine"]["load_at_end"] = list(os.getloadavg())
    return result


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure how cost grows with the number of events.")
    parser.add_argument("--millions", type=lambda text: [int(each) for each in text.split(",")], default=list(MILLIONS))
    parser.add_argument("--folder", type=Path, default=HERE / "worlds" / "scale", help="needs 60 GB for 200 million")
    parser.add_argument("--only", type=lambda text: text.split(";"), default=list(QUESTIONS), help="names, with ;")
    parser.add_argument("--warm", type=int, default=3, help="runs after the cold one")
    parser.add_argument("--keep", action="store_true", help="leave worlds and workspaces where they are")
    parser.add_argument("--out", type=Path, help="where results go; by default benchmarks/results")
    parser.add_argument("--draw", nargs=2, type=Path, metavar=("RESULTS", "FOLDER"), help="only draw the charts")
    return parser.parse_args()


def main() -> None:
    """Measure, keep the results."""
    given = arguments()
    if given.draw is not None:
        from benchmarks.scale_charts import draw

        draw(*given.draw)
        return
    check_set_up()
    day = datetime.now(UTC).date().isoformat()
    given.out = given.out or HERE / "results" / f"{day}-scale.json"
    given.folder.mkdir(parents=True, exist_ok=True)
    given.out.parent.mkdir(exist_ok=True)
    result = measure(given)
    given.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
