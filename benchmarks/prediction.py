"""Score predictions and their verdicts against worlds in which it is known how well the future can be told.

    python -m benchmarks.prediction                  some minutes on one core
    python -m benchmarks.prediction --sizes 1000 --seeds 3

In each world the right verdict is known: whether anything can be told at all, and by which models. A verdict is right
when it says so. Chances hold when what is off is no more than chance alone would have it. New and known customers
differ where a model can know its customers by their badges, and nowhere else.
"""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from tests.factories.predictions import SESSIONS, badges, coin, known_chances, second_order

import sojourn as sj
from benchmarks.processes import HERE
from benchmarks.run import say

SIZES = (1_000, 3_000)
SEEDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a world.

    Attributes:
        ask: from customers and seed to a result.
        right: the models that may be named as the one to use.
    """

    ask: Callable[[int, int], Any]
    right: tuple[str, ...]


QUESTIONS: Mapping[str, Asked] = MappingProxyType(
    {
        "outcome, a coin": Asked(
            lambda size, seed: sj.outcome(coin(size, seed, cases=SESSIONS), outcome="pay", at="2 events"), ("base",)
        ),
        "outcome, known chances": Asked(
            lambda size, seed: sj.outcome(known_chances(size, seed)[0], outcome="pay", at="7 events", within="12d"),
            ("logistic", "boosted"),
        ),
        "outcome, known by badges": Asked(
            lambda size, seed: sj.outcome(
                badges(size, seed, planted=True), outcome="pay", at="1 event", properties=["badge"]
            ),
            ("logistic", "boosted"),
        ),
        "outcome, badges that say nothing": Asked(
            lambda size, seed: sj.outcome(
                badges(size, seed, planted=False), outcome="pay", at="1 event", properties=["badge"]
            ),
            ("base",),
        ),
        "next, a coin": Asked(lambda size, seed: sj.next_step(coin(size, seed, cases=SESSIONS)), ("common",)),
        "next, of order 2": Asked(lambda size, seed: sj.next_step(second_order(size, seed)), ("markov", "boosted")),
    }
)


def score(size: int, seeds: int, asked: Asked) -> dict[str, Any]:
    """Ask worlds of one size."""
    found = [asked.ask(size, seed) for seed in range(1, seeds + 1)]
    used: dict[str, int] = {}
    for result in found:
        used[result.use] = used.get(result.use, 0) + 1
    return {
        "customers": size,
        "worlds": seeds,
        "right": sum(result.use in asked.right for result in found),
        "better": sum(result.verdict == "better" for result in found),
        "used": used,
        "new_differ": sum(result.unseen.differs for result in found),
        "holds": sum(result.used.calibration.holds for result in found),
        "off": sum(result.used.calibration.error for result in found) / len(found),
        "boosted_holds": sum(result.scores[-1].calibration.holds for result in found),
        "boosted_off": sum(result.scores[-1].calibration.error for result in found) / len(found),
    }


def main() -> None:
    """Score, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--keep", action="store_true", help="write results/DATE-prediction.json")
    given = parser.parse_args()
    kept: dict[str, Any] = {}
    for name, asked in QUESTIONS.items():
        kept[name] = [score(int(size), given.seeds, asked) for size in given.sizes.split(",")]
        for row in kept[name]:
            say(f"{name}: {json.dumps(row)}")
    if given.keep:
        path = HERE / "results" / f"{datetime.now(UTC):%Y-%m-%d}-prediction.json"
        path.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
