"""Measure Sojourn beside its rivals, in one run, on one world.

    python -m benchmarks.run --size full
    python -m benchmarks.run --size small --check          equality only, for every change
    python -m benchmarks.run --only duckdb,polars          some engines
    python -m benchmarks.run --parts attribution,survival  some parts

No time is printed before all answers have been found equal.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import alignment, commands, drivers, environment
from benchmarks.processes import HERE, Failed, Worker, check_set_up, machine, middle
from benchmarks.questions import differences
from benchmarks.subjects import OWN, PEERS, SUBJECTS, Subject
from benchmarks.tables import losses, show
from benchmarks.world import SIZES, ensure

PARTS = ("questions", "attribution", "survival", "conformance", "drivers", "commands", "imports")


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


def one_round(subject: Subject, engines: Sequence[str], folder: Path, warm: int) -> dict[str, Any]:
    """Start every engine, load the world, and put each question to one engine after another.

    The first time of an engine on a question in a new process is its cold time.
    """
    workers = {name: Worker(module) for name, module in subject.engines.items() if name in engines}
    try:
        loads = {name: worker.request(do="load", folder=str(folder)) for name, worker in workers.items()}
        asked: dict[str, dict[str, Any]] = {}
        for question in subject.questions:
            replies: dict[str, Any] = {}
            for form in subject.forms:
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


def summarise(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Give for each question and engine the median over rounds, and the ratio to Sojourn taken within each round."""
    questions: dict[str, Any] = {}
    for question, engines in rounds[0]["questions"].items():
        questions[question] = {}
        for name in engines:
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
    for question, engines in result.get("questions", {}).items():
        for name, facts in engines.items():
            before = committed.get("questions", {}).get(question, {}).get(name, {}).get("ratio")
            if before and facts.get("ratio", before) < before / 2:
                found.append(f"{question}: {name} took {before:.1f} times as long, now {facts['ratio']:.1f}")
    return found


def measure(given: argparse.Namespace, missing: dict[str, str]) -> dict[str, Any]:
    """Do what the command line asks and give everything that was found."""
    engines = [name for name in (OWN, *PEERS) if name in given.only and name not in missing]
    csv = "imports" in given.parts
    folder = ensure(given.size, csv=csv)
    world = json.loads((folder / "world.json").read_text())
    result: dict[str, Any] = {
        "size": given.size,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "world": world,
        "missing": missing,
        "questions": {},
        "versions": {},
        "loads": {},
        "rounds": {},
    }
    if OWN in engines:
        result["imports"] = {}
        for file in ["shuffled.parquet"] + (["events.csv"] if csv else []):
            if file == "shuffled.parquet" and given.keep_workspace and (folder / "workspace").exists():
                continue
            say(f"importing {file}")
            result["imports"][file] = commands.import_world(folder, file, world["events"], engines, compare)
    for part in (name for name in SUBJECTS if name in given.parts):
        rounds = []
        for number in range(given.rounds):
            say(f"{part}: round {number + 1} of {given.rounds}")
            rounds.append(one_round(SUBJECTS[part], engines, folder, given.warm))
        result["questions"] |= summarise(rounds)
        result["rounds"][part] = [each["questions"] for each in rounds]
        for name, load in rounds[0]["loads"].items():
            result["versions"][name] = load["version"]
            result["loads"][f"{part}, {name}"] = {k: v for k, v in load.items() if k != "version"}
    if "conformance" in given.parts and {OWN, "pm4py"} <= set(engines):
        say("conformance beside pm4py")
        result["conformance"] = alignment.summarise(
            [alignment.one_round(folder, given.warm, world["customers"]) for _ in range(given.rounds)]
        )
        result["versions"] |= result["conformance"]["versions"]
    if "drivers" in given.parts and OWN in engines:
        say("weights of drivers beside numpy")
        numbers = (10,) if given.check else (12, 15)
        result["drivers"] = {str(each): drivers.measured(each, given.rounds, given.warm) for each in numbers}
    if "commands" in given.parts and OWN in engines:
        say("whole commands")
        result["commands"] = commands.measured(folder, engines, 0 if given.check else 5, compare)
    result["machine"]["load_at_end"] = machine()["load_at_start"]
    result["losses"] = losses(result)
    return result


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
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
    parser.add_argument("--out", type=Path, help="keep the results in this file instead")
    return parser.parse_args(given)


def main() -> None:
    """Run, print one table, keep the results."""
    given = arguments()
    check_set_up()
    if given.check:
        given.rounds, given.warm = 1, 1
    missing = environment.prepare([name for name in PEERS if name in given.only])
    if missing:
        say(environment.clear(missing))
    try:
        result = measure(given, missing)
    except (Failed, Unequal, alignment.Unlike) as error:
        raise SystemExit(f"error: {error}") from error
    if given.check:
        print("all answers are equal" + (f"; not asked: {', '.join(missing)}" if missing else ""))
        return
    print(show(result))
    whole = len(given.only) == 1 + len(PEERS) and len(given.parts) == len(PARTS) and not missing
    name = f"{result['date'][:10]}-{given.size}{'' if whole else '-partial'}.json"
    kept = given.out or HERE / "results" / name
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(result, indent=1) + "\n")
    say(f"kept in {kept}")
    if given.against and (worse := fell(result, json.loads(given.against.read_text()))):
        raise SystemExit("error: " + "\n       ".join(worse))


if __name__ == "__main__":
    main()
