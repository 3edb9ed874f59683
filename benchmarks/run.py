"""Measure Sojourn beside its rivals, in one run, on one world.

    python -m benchmarks.run --size full
    python -m benchmarks.run --size small --check          equality only, for every change
    python -m benchmarks.run --only duckdb,polars          some engines
    python -m benchmarks.run --parts questions             questions, conformance, commands, imports

No time is printed before all answers have been found equal.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import alignment
from benchmarks.processes import (
    HERE,
    OWN_PYTHON,
    PEER_PYTHON,
    Failed,
    Worker,
    machine,
    middle,
    prepare_peers,
    run,
)
from benchmarks.questions import QUESTIONS, STEPS, differences
from benchmarks.tables import show
from benchmarks.world import EVENTS, SIZES, ensure

OWN = "sojourn"
PEERS = ("duckdb", "chdb", "polars", "pandas")
FORMS = ("", "any_order", "quantiles")  # a form that an engine lacks is left out
PARTS = ("questions", "conformance", "commands", "imports")
FUNNEL = [EVENTS[step] for step in STEPS]
SOJOURN = OWN_PYTHON.with_name("sojourn")


class Unequal(Exception):
    """Two engines gave different answers to one question."""


def say(words: str) -> None:
    """Tell the person waiting what is going on."""
    print(words, file=sys.stderr, flush=True)


def compare(question: str, answers: dict[str, Any]) -> None:
    """Hold all answers to one question against the first.

    Raises:
        Unequal: with every engine that differs, and where.
    """
    reference, *others = answers
    found = {name: differences(question, answers[reference], answers[name]) for name in others}
    wrong = [f"{question}: {reference} and {name}: {'; '.join(bad[:3])}" for name, bad in found.items() if bad]
    if wrong:
        raise Unequal("\n".join(wrong))


def one_round(engines: Sequence[str], folder: Path, warm: int) -> dict[str, Any]:
    """Start every engine, load the world, and put each question to one engine after another.

    The first time of an engine on a question in a new process is its cold time.
    """
    workers = {name: Worker("sojourn_engine" if name == OWN else name) for name in engines}
    try:
        loads = {name: worker.request(do="load", folder=str(folder)) for name, worker in workers.items()}
        asked: dict[str, dict[str, Any]] = {}
        for question in QUESTIONS:
            replies: dict[str, Any] = {}
            for form in FORMS:
                for name, worker in workers.items():
                    request = {"do": "ask", "question": question, "form": form}
                    cold = worker.request(**request, times=1, answer=True)
                    if cold.get("missing"):
                        continue
                    again = worker.request(**request, times=max(warm, 1), answer=True)
                    compare(question, {"cold": cold["answer"], "warm": again["answer"]})
                    replies[f"{name} {form}".strip()] = {
                        "answer": cold["answer"],
                        "cold": cold["seconds"][0],
                        "warm": again["seconds"],
                        "peak": max(cold["peak"], again["peak"]),
                        "own": again["own"],
                    }
            compare(question, {name: reply["answer"] for name, reply in replies.items()})
            asked[question] = {name: {k: v for k, v in r.items() if k != "answer"} for name, r in replies.items()}
            say(f"  {question}: {len(replies)} answers are equal")
        return {"loads": loads, "questions": asked}
    finally:
        for worker in workers.values():
            worker.close()


def import_world(folder: Path, file: str, events: int) -> dict[str, Any]:
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
    facts = {"seconds": done.seconds, "events_per_second": events / done.seconds, "peak": done.peak, "own": done.own}
    answer = {"reached": [step["reached"] for step in json.loads(run(own_funnel(workspace)).output)["steps"]]}
    expected = json.loads(run(peer_funnel("duckdb", folder)).output)
    compare("funnel", {"duckdb": expected, f"sojourn after importing {file}": answer})
    return facts | {"file_bytes": size, "workspace_bytes": kept}


def own_funnel(workspace: Path) -> list[str | Path]:
    """Give the command that answers the funnel as JSON."""
    options = ["--within", "7d", "--ties", "recorded", "--workspace", workspace, "--json"]
    return [SOJOURN, "funnel", *FUNNEL, *options]


def peer_funnel(engine: str, folder: Path) -> list[str | Path]:
    """Give the command by which a rival answers the funnel from Parquet."""
    return [PEER_PYTHON, "-m", "benchmarks.fresh", engine, folder / "events.parquet"]


def time_commands(commands: dict[str, list[str | Path]], times: int) -> dict[str, list[float]]:
    """Time whole commands, one after another in turn, after one run of each that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            taken = run(command).seconds
            if turn:
                seconds[name].append(taken)
    return seconds


def summarise(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Give for each question and engine the median over rounds, and the ratio to Sojourn taken within each round."""
    questions: dict[str, Any] = {}
    for question in QUESTIONS:
        questions[question] = {}
        for name in rounds[0]["questions"][question]:
            replies = [each["questions"][question][name] for each in rounds]
            warm = [middle(reply["warm"]) for reply in replies]
            facts: dict[str, Any] = {
                "warm": middle(warm),
                "warm_range": [min(warm), max(warm)],
                "cold": middle([reply["cold"] for reply in replies]),
                "peak": max(reply["peak"] for reply in replies),
                "own": max(reply["own"] for reply in replies),
            }
            base = [each["questions"][question].get(OWN) for each in rounds]
            if name != OWN and all(base):
                ratios = [w / middle(b["warm"]) for w, b in zip(warm, base, strict=True)]
                facts |= {"ratio": middle(ratios), "ratio_range": [min(ratios), max(ratios)]}
            questions[question][name] = facts
    return questions


def fell(result: dict[str, Any], committed: dict[str, Any]) -> list[str]:
    """Name the ratios that are less than half of what was committed."""
    found = []
    for question, engines in result["questions"].items():
        for name, facts in engines.items():
            before = committed["questions"].get(question, {}).get(name, {}).get("ratio")
            if before and facts.get("ratio", before) < before / 2:
                found.append(f"{question}: {name} took {before:.1f} times as long, now {facts['ratio']:.1f}")
    return found


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Do what the command line asks and give everything that was found."""
    engines = [name for name in (OWN, *PEERS) if name in given.only]
    folder = ensure(given.size, csv="imports" in given.parts)
    world = json.loads((folder / "world.json").read_text())
    result: dict[str, Any] = {
        "size": given.size,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "world": world,
    }
    if OWN in engines:
        files = ["shuffled.parquet"] + (["events.csv"] if "imports" in given.parts else [])
        if given.keep_workspace and (folder / "workspace").exists():
            files.remove("shuffled.parquet")
        result["imports"] = {}
        for file in files:
            say(f"importing {file}")
            result["imports"][file] = import_world(folder, file, world["events"])
    if "questions" in given.parts:
        rounds = []
        for number in range(given.rounds):
            say(f"round {number + 1} of {given.rounds}")
            rounds.append(one_round(engines, folder, given.warm))
        result |= {
            "questions": summarise(rounds),
            "versions": {name: load["version"] for name, load in rounds[0]["loads"].items()},
            "loads": {
                name: {k: v for k, v in load.items() if k != "version"} for name, load in rounds[0]["loads"].items()
            },
            "rounds": [each["questions"] for each in rounds],
        }
    if "conformance" in given.parts and OWN in engines:
        say("conformance beside pm4py")
        result["conformance"] = alignment.summarise(
            [alignment.one_round(folder, given.warm) for _ in range(given.rounds)]
        )
    if "commands" in given.parts and not given.check:
        say("timing whole commands")
        peers = {f"{name} from Parquet": peer_funnel(name, folder) for name in ("duckdb", "polars") if name in engines}
        own = {"sojourn funnel": own_funnel(folder / "workspace")} if OWN in engines else {}
        aid = {"sojourn --help": [SOJOURN, "--help"]} if OWN in engines else {}
        result["commands"] = time_commands(own | peers | aid, 5)
    result["machine"]["load_at_end"] = machine()["load_at_start"]
    return result


def arguments() -> argparse.Namespace:
    """Read the command line."""

    def among(known: Sequence[str]) -> Callable[[str], list[str]]:
        def read(text: str) -> list[str]:
            if unknown := set(text.split(",")) - set(known):
                raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not among {', '.join(known)}")
            return text.split(",")

        return read

    parser = argparse.ArgumentParser(description="Measure Sojourn beside its rivals.")
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", type=among((OWN, *PEERS)), default=[OWN, *PEERS], help="engines, with commas")
    parser.add_argument("--parts", type=among(PARTS), default=list(PARTS), help="what to measure, with commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm", type=int, default=5, help="warm repeats in a round")
    parser.add_argument("--check", action="store_true", help="only hold the answers against each other")
    parser.add_argument("--keep-workspace", action="store_true", help="use the workspace of the last run")
    parser.add_argument("--against", type=Path, help="fail when a ratio is under half of the one in this results file")
    return parser.parse_args()


def main() -> None:
    """Run, print one table, keep the results."""
    given = arguments()
    if given.check:
        given.rounds, given.warm = 1, 1
    prepare_peers()
    try:
        result = measure(given)
    except (Failed, Unequal, alignment.Unlike) as error:
        raise SystemExit(f"error: {error}") from error
    if given.check:
        print("all answers are equal")
        return
    print(show(result, OWN))
    day = result["date"][:10]
    whole = len(given.only) == 1 + len(PEERS) and len(given.parts) == len(PARTS)
    kept = HERE / "results" / f"{day}-{given.size}{'' if whole else '-partial'}.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(result, indent=1) + "\n")
    say(f"kept in {kept.relative_to(HERE.parent)}")
    if given.against and (worse := fell(result, json.loads(given.against.read_text()))):
        raise SystemExit("error: " + "\n       ".join(worse))


if __name__ == "__main__":
    main()
