"""Attribution beside its rivals: the last touch, equal parts, and a Markov chain, without a look-back.

`order.paid` is the conversion, and every other event with a channel is a touch. Rules are held equal to one part in
10⁹. ChannelAttribution simulates the chain, so that its conversions are held to within a hundredth of all of them; it
also starts from paths that others have cut, counted and written as text for it, which is not in its times.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.processes import HERE, Failed, Worker

CONVERSION = "order.paid"
QUESTIONS = ("last", "linear", "markov")
ENGINES = ("sojourn_engine", "attribution_duckdb", "attribution_polars", "attribution_channel")


def agree(question: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two answers are equal, or as near as a simulated one can be; a channel without anything may lack."""
    first, second = ({name: many for name, many in each["channels"] if many} for each in (one, other))
    total = sum(first.values())
    near = 0.01 * total if question == "markov" else 1e-9 * total
    return first.keys() == second.keys() and all(abs(first[name] - second[name]) <= near for name in first)


def measured(folder: Path, engines: list[str], rounds: int, times: int) -> dict[str, dict[str, Any]]:
    """Ask every engine in every round.

    Raises:
        SystemExit: answers differ.
    """
    workers = {engine: Worker(engine) for engine in engines}
    found: dict[str, dict[str, Any]] = {question: {} for question in QUESTIONS}
    try:
        versions = {name: worker.request(do="load", folder=str(folder))["version"] for name, worker in workers.items()}
        replies: dict[str, dict[str, list[dict[str, Any]]]] = {question: {} for question in QUESTIONS}
        for round_ in range(rounds):
            for question in QUESTIONS:
                for name, worker in workers.items():
                    reply = worker.request(do="ask", question=question, times=times, answer=round_ == 0)
                    if "missing" not in reply:
                        replies[question].setdefault(name, []).append(reply)
        for question, by_engine in replies.items():
            own = by_engine["sojourn_engine"]
            for name, asked in by_engine.items():
                if not agree(question, own[0]["answer"], asked[0]["answer"]):
                    raise SystemExit(f"{question}: {name} and Sojourn differ: {asked[0]} and {own[0]}")
                seconds = [statistics.median(each["seconds"][1:] or each["seconds"]) for each in asked]
                base = [statistics.median(each["seconds"][1:] or each["seconds"]) for each in own]
                found[question][name] = {
                    "version": versions[name],
                    "seconds": statistics.median(seconds),
                    "ratio": statistics.median(a / b for a, b in zip(seconds, base, strict=True)),
                    "peak": max(each["peak"] for each in asked),
                }
    finally:
        for worker in workers.values():
            worker.close()
    return found


def main() -> None:
    """Read the command line, measure, print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attribution", description=__doc__.split("\n")[0])
    parser.add_argument("--size", default="small", help="of the world, which `benchmarks.run` makes with its workspace")
    parser.add_argument("--only", default=",".join(ENGINES), help="engines, with commas between")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=4, help="runs a round, of which the first is cold")
    parser.add_argument("--out", type=Path, help="keep everything measured in this file")
    options = parser.parse_args()
    try:
        found = measured(HERE / "worlds" / options.size, options.only.split(","), options.rounds, options.times)
    except Failed as failed:
        raise SystemExit(str(failed)) from None
    for question, engines in found.items():
        for name, each in engines.items():
            told = f"{each['seconds']:9.4f} s {each['ratio']:8.1f} × {each['peak'] / 1e6:7.0f} MB peak"
            print(f"{question:7} {name:20} {told}")
    if options.out is not None:
        options.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        print(f"wrote {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
