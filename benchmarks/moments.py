"""Score moments of truth and breaking points against planted truth, over many seeds and sizes.

    python -m benchmarks.moments                     both worlds; some minutes on one core
    python -m benchmarks.moments --sizes 300,3000 --seeds 5 --only planted

What is found is held against what was planted: precision is how much of what was found is true, recall how much of
what is true was found, both over all seeds together. Steps that only look decisive are counted apart.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import sojourn as sj
from benchmarks.processes import HERE
from benchmarks.run import say
from sojourn import insight, maps, samples
from sojourn.core.answers import Question

SIZES = (300, 1_000, 3_000, 10_000)
SEEDS = 20
CONCERT_SIZES = (3_000, 10_000, 30_000)
CONCERT_SEEDS = 6

SEEN = "segments held equal"
"""The segment of each customer is known, and held equal together with earlier ratings."""
UNSEEN = "segments not recorded"
"""Nobody wrote down to which segment a customer belongs; earlier ratings are held equal all the same."""
PLAIN = "plain comparison"
"""Nothing is held equal: what the interval of the plain difference alone would have led to."""
MOOD = "an unrecorded mood"
"""Segments are held equal, but a mood that no column knows raises ratings and return alike."""

CONCERT_TRUTHS: Mapping[str, Sequence[str]] = {
    "moments": ("pay", "entry"),
    "causes": ("entry",),
    "breaking_points": ("pay",),
    "many_leave": ("site", "shop", "pay"),
    "only_look_decisive": ("buy", "drink", "photos", "suggestions"),
}
"""What is planted in the concert world, in the steps of its map. Paying well goes with loyalty and does not cause it;
who leaves at `site` and `shop` was only curious."""


@dataclass
class Count:
    """What was found of one world and size, under one condition, over all seeds."""

    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    planted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    decoys: int = 0
    decoys_flagged: int = 0
    decoys_staked: int = 0
    intervals: int = 0
    covered: int = 0
    idle: int = 0
    idle_above: int = 0

    def add(self, found: Mapping[str, Iterable[str]], truths: Mapping[str, Any]) -> None:
        """Count what one world gave."""
        for name, each in samples.score({key: list(value) for key, value in found.items()}, truths).items():
            self.found[name] += each.found
            self.planted[name] += each.planted
            self.right[name] += each.right
        decoys = set(truths["only_look_decisive"])
        self.decoys += len(decoys)
        self.decoys_flagged += len(decoys & set(found["moments"]))
        self.decoys_staked += len(decoys & set(found["causes"]))

    def precision(self, name: str) -> float | None:
        """Give the share of what was found that is true."""
        return self.right[name] / self.found[name] if self.found[name] else None

    def recall(self, name: str) -> float | None:
        """Give the share of what is true that was found."""
        return self.right[name] / self.planted[name] if self.planted[name] else None

    def row(self) -> dict[str, Any]:
        """Give the figures."""
        scores = {
            f"{name}_{what}": getattr(self, what)(name)
            for name in ("moments", "causes", "breaking_points", "many_leave")
            for what in ("precision", "recall")
        }
        return scores | {
            "decoys_flagged": self.decoys_flagged / self.decoys if self.decoys else None,
            "decoys_staked": self.decoys_staked / self.decoys if self.decoys else None,
            "coverage": self.covered / self.intervals if self.intervals else None,
            "intervals": self.intervals,
            "idle_above": self.idle_above / self.idle if self.idle else None,
        }


def judged(
    map: maps.JourneyMap, events: Any, questions: Mapping[str, Question], groups: Sequence[str] | None = None
) -> insight.MomentsResult:
    """Ask for moments of truth, without the interval of criticality."""
    return insight.moments(map, sj.journeys(events), registry=questions, groups=groups, draws=0)


def found(result: insight.MomentsResult) -> dict[str, list[str]]:
    """List what was found, under the names of the truths."""
    points = [step.step for step in result.steps if step.signals["breaking_point"]]
    return {
        "moments": [step.step for step in result.steps if step.verdict == "moment"],
        "causes": [step.step for step in result.steps if step.signals["stake"]],
        "breaking_points": points,
        "many_leave": points,
    }


def plainly(result: insight.MomentsResult) -> dict[str, list[str]]:
    """List what would have been found had nothing been held equal."""
    stakes = {step.step: step.rated.stake for step in result.steps if step.rated is not None}
    observed = [
        insight.Observed(name, None if stake is None else replace(stake, adjusted=None))
        for name, stake in stakes.items()
    ]
    plain = insight.moments_of_truth(observed, first=None, last=None).judged
    held = {
        step.step: {**step.signals, "stake": plain[step.step]["stake"] if step.step in plain else None}
        for step in result.steps
    }
    return found(result) | {
        "causes": [step for step, signals in held.items() if signals["stake"]],
        "moments": [step for step, signals in held.items() if _two(signals)],
    }


def _two(signals: Mapping[str, bool | None]) -> bool:
    """Say whether two signals hold, leverage and leaving as one, of which one decides."""
    many = sum(value is True for value in signals.values()) - bool(signals["leverage"] and signals["breaking_point"])
    return many >= 2 and any(signals[name] for name in ("stake", "reaction", "breaking_point"))


def planted(size: int, seeds: Sequence[int]) -> dict[str, Count]:
    """Score the planted worlds of one size."""
    counts = {name: Count() for name in (SEEN, UNSEEN, PLAIN, MOOD)}
    for seed in seeds:
        world = samples.planted_world(size, seed)
        map = maps.parse_map(world.map)
        seen = judged(map, world.events, world.questions, ("segment",))
        counts[SEEN].add(found(seen), world.truths)
        counts[PLAIN].add(plainly(seen), world.truths)
        _intervals(counts[SEEN], seen, world.truths, "within_segments")
        _intervals(counts[PLAIN], seen, world.truths, "plain")
        unseen = judged(map, world.events.drop_columns(["segment"]), world.questions, ())
        counts[UNSEEN].add(found(unseen), world.truths)
        _intervals(counts[UNSEEN], unseen, world.truths, None)
        moody = samples.planted_world(size, seed, halo=0.5)
        mood = judged(map, moody.events, moody.questions, ("segment",))
        counts[MOOD].add(found(mood), moody.truths)
        _intervals(counts[MOOD], mood, moody.truths, None)
    return counts


def concert(size: int, seeds: Sequence[int]) -> dict[str, Count]:
    """Score the concert worlds of one size."""
    counts = {name: Count() for name in (SEEN, UNSEEN, PLAIN)}
    map = maps.parse_map(samples.example_map("concert-lived"))
    questions = samples.concert_world().questions
    for seed in seeds:
        events = samples.concert_events(size, seed).events
        seen = judged(map, events, questions, ("segment",))
        counts[SEEN].add(found(seen), CONCERT_TRUTHS)
        counts[PLAIN].add(plainly(seen), CONCERT_TRUTHS)
        unseen = judged(map, events.drop_columns(["segment"]), questions, ())
        counts[UNSEEN].add(found(unseen), CONCERT_TRUTHS)
    return counts


def _intervals(count: Count, result: insight.MomentsResult, truths: Mapping[str, Any], which: str | None) -> None:
    """Count how many intervals hold what an endless sample would show, and how many claim what is not there.

    Args:
        which: the stake that the interval is about; None where that is not known.
    """
    for step in result.steps:
        stake = None if step.rated is None else step.rated.stake
        if stake is None:
            continue
        low, high = (stake.low, stake.high) if which == "plain" else stake.counts[1:3]
        true = None if which is None else truths["stakes"][step.step][which]
        if low is None or high is None:
            continue
        if true is not None:
            count.intervals += 1
            count.covered += low <= true <= high
        if step.step not in truths["causes"] and step.step not in truths["breaking_points"]:
            count.idle += 1
            count.idle_above += low > 0


COLUMNS = {
    "moments_precision": "flagged: right",
    "moments_recall": "found",
    "causes_precision": "stake: right",
    "causes_recall": "found",
    "many_leave_precision": "many leave: right",
    "many_leave_recall": "found",
    "breaking_points_precision": "of them avoidable",
    "decoys_flagged": "decoys flagged",
    "decoys_staked": "with stake",
    "idle_above": "idle steps above 0",
    "coverage": "interval holds",
}


def markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write the figures as a table, in percent."""
    lines = [
        f"| world | customers | condition | {' | '.join(COLUMNS.values())} |",
        f"|---|--:|---|{'--:|' * len(COLUMNS)}",
    ]
    for row in rows:
        cells = ["" if row[name] is None else f"{100 * row[name]:.0f}" for name in COLUMNS]
        lines.append(f"| {row['world']} | {row['customers']:,} | {row['condition']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    numbers = lambda text: [int(part) for part in text.split(",")]  # noqa: E731 - a type of argparse
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=numbers, default=list(SIZES), help="customers of planted worlds")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="planted worlds of each size")
    parser.add_argument(
        "--concert-sizes", type=numbers, default=list(CONCERT_SIZES), help="customers of concert worlds"
    )
    parser.add_argument("--concert-seeds", type=int, default=CONCERT_SEEDS, help="concert worlds of each size")
    parser.add_argument("--only", choices=("planted", "concert"), help="one of the worlds")
    return parser.parse_args()


def main() -> None:
    """Score, print the table, keep the figures."""
    given = arguments()
    worlds = {
        "planted": (planted, given.sizes, given.seeds),
        "concert": (concert, given.concert_sizes, given.concert_seeds),
    }
    rows = []
    for name, (scored, sizes, seeds) in worlds.items():
        for size in sizes if given.only in (None, name) else ():
            say(f"{name}: {seeds} worlds of {size:,} customers")
            counts = scored(size, range(1, seeds + 1))
            rows += [
                {"world": name, "customers": size, "seeds": seeds, "condition": condition} | count.row()
                for condition, count in counts.items()
            ]
    print(markdown(rows))
    day = datetime.now(UTC).date().isoformat()
    kept = HERE / "results" / f"{day}-moments{'' if given.only is None else '-partial'}.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps({"date": day, "rows": rows}, indent=1) + "\n")
    say(f"kept in {kept.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
