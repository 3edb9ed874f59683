"""Weights of drivers beside plain numpy: 1,000 samples of customers, each split over every subset of drivers.

    python -m benchmarks.drivers                          12 and 15 drivers, three rounds
    python -m benchmarks.drivers --drivers 10 --check     equality only
    python -m benchmarks.drivers --out FILE.json          keep what was measured

Two forms of plain numpy answer the same question from the same correlation matrices: `solve` solves the equations of
each subset for all samples in one call, which is what one writes first; `sweep` walks the subsets depth first with one
sweep each, in blocks of 100 samples. `solve` is asked with up to 12 drivers, for it takes minutes beyond. Each form
runs in a process of its own, in rounds; a ratio is taken within a round. No time is printed before all weights agree to
one part in 10⁹.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from math import comb
from pathlib import Path
from typing import Any

from benchmarks.processes import OWN_PYTHON, ROOT, check_set_up, machine
from benchmarks.worker import forget_peak, memory

SAMPLES, CUSTOMERS, BLOCK = 1_000, 600, 100
SOLVABLE = 12
"""The most drivers that `solve` is asked with."""


def matrices(drivers: int) -> Any:
    """Make the correlation matrices of all samples, (1000, k + 1, k + 1), the outcome last: always the same."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(7))
    ratings = rng.normal(size=(CUSTOMERS, drivers)) + rng.normal(size=(CUSTOMERS, 1))
    outcome = ratings @ rng.normal(size=drivers) + 3 * rng.normal(size=CUSTOMERS)
    both = np.column_stack([ratings, outcome])
    return np.stack([np.corrcoef(both[rng.integers(0, CUSTOMERS, CUSTOMERS)].T) for _ in range(SAMPLES)])


def with_sojourn(given: Any) -> Any:
    """Weigh as `measure.drivers` does."""
    import numpy as np

    from sojourn.measure.drivers_shapley import shapley

    widths = [1] * (given.shape[1] - 1)
    blocks = [np.moveaxis(given[start : start + BLOCK], 0, 2) for start in range(0, len(given), BLOCK)]
    return np.concatenate([shapley(np.ascontiguousarray(block), widths).T for block in blocks])


def with_solve(given: Any) -> Any:
    """Give R² of each subset by solving its equations, all samples at once; then add up."""
    import numpy as np

    k = given.shape[1] - 1
    r2 = np.zeros((1 << k, len(given)))
    for subset in range(1, 1 << k):
        members = [i for i in range(k) if subset >> i & 1]
        within = given[:, members][:, :, members]
        alone = given[:, members, -1:]
        r2[subset] = (alone * np.linalg.solve(within, alone)).sum(axis=(1, 2))
    return added_up(r2, k)


def with_sweep(given: Any) -> Any:
    """Give R² of each subset by one sweep of its parent's matrix, depth first, in blocks; then add up."""
    import numpy as np

    k = given.shape[1] - 1
    parts = []
    for start in range(0, len(given), BLOCK):
        block = np.ascontiguousarray(np.moveaxis(given[start : start + BLOCK], 0, 2))
        r2 = np.zeros((1 << k, block.shape[2]))

        def walk(matrix: Any, first: int, subset: int, r2: Any = r2) -> None:
            r2[subset] = 1 - matrix[-1, -1]
            for step in range(k - first):
                rest = matrix[step:, step:]
                swept = rest[1:, 1:] - rest[1:, :1] * rest[:1, 1:] / rest[0, 0]
                walk(swept, first + step + 1, subset | 1 << (first + step))

        walk(block, 0, 0)
        parts.append(added_up(r2, k))
    return np.concatenate(parts)


def added_up(r2: Any, k: int) -> Any:
    """Give what each driver adds to R², averaged over every order: (2^k, samples) to (samples, k)."""
    import numpy as np

    subsets = np.arange(1 << k)
    sizes = np.array([subset.bit_count() for subset in range(1 << k)])
    out = []
    for driver in range(k):
        without = subsets[(subsets >> driver & 1) == 0]
        factor = np.array([1 / (k * comb(k - 1, size)) for size in sizes[without]])
        out.append(factor @ (r2[without | 1 << driver] - r2[without]))
    return np.stack(out, axis=1)


FORMS: Mapping[str, Callable[[Any], Any]] = {"sojourn": with_sojourn, "sweep": with_sweep, "solve": with_solve}


def alone(form: str, drivers: int, times: int) -> dict[str, Any]:
    """Answer in this process, and say how long it took and how much memory."""
    given = matrices(drivers)
    weigh = FORMS[form]
    weights = weigh(given[:1])
    forget_peak()
    (before,) = memory("VmRSS")
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        weights = weigh(given)
        seconds.append(time.perf_counter() - began)
    (peak,) = memory("VmHWM")
    return {
        "seconds": statistics.median(seconds),
        "peak": peak,
        "own": peak - before,
        "weights": weights[::50].tolist(),
    }


def asked(form: str, drivers: int, times: int) -> dict[str, Any]:
    """Answer in a process of its own, on one core."""
    command = [str(OWN_PYTHON), "-m", "benchmarks.drivers", "--one", form, "--drivers", str(drivers)]
    done = subprocess.run(
        [*command, "--times", str(times)], cwd=ROOT, check=True, capture_output=True, text=True,
        env={"OPENBLAS_NUM_THREADS": "1", "PATH": ""},
    )  # fmt: skip
    reply: dict[str, Any] = json.loads(done.stdout)
    return reply


def equal(replies: Mapping[str, Mapping[str, Any]]) -> bool:
    """Say whether all weights agree to one part in 10⁹."""
    first, *others = (reply["weights"] for reply in replies.values())
    return all(
        abs(a - b) <= 1e-9
        for other in others
        for row, same in zip(first, other, strict=True)
        for a, b in zip(row, same, strict=True)
    )


def measured(drivers: int, rounds: int, times: int) -> dict[str, Any]:
    """Ask every form in every round.

    Raises:
        SystemExit: weights differ.
    """
    forms = [form for form in FORMS if form != "solve" or drivers <= SOLVABLE]
    asked_in = []
    for _ in range(rounds):
        replies = {form: asked(form, drivers, times if form == "sojourn" else 1) for form in forms}
        if not equal(replies):
            raise SystemExit(f"{drivers} drivers: weights differ")
        asked_in.append(replies)
    return {
        form: {
            "seconds": statistics.median(each[form]["seconds"] for each in asked_in),
            "ratio": statistics.median(each[form]["seconds"] / each["sojourn"]["seconds"] for each in asked_in),
            "peak": max(each[form]["peak"] for each in asked_in),
            "own": max(each[form]["own"] for each in asked_in),
        }
        for form in forms
    }


def main() -> None:
    """Read the command line, measure, print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drivers", description=__doc__.split("\n")[0])
    parser.add_argument("--drivers", default="12,15", help="numbers of drivers, with commas between")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=5, help="warm runs of Sojourn a round")
    parser.add_argument("--check", action="store_true", help="equality only")
    parser.add_argument("--out", type=Path, help="keep everything measured in this file")
    parser.add_argument("--one", choices=FORMS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    numbers = [int(each) for each in options.drivers.split(",")]
    if options.one:
        print(json.dumps(alone(options.one, numbers[0], options.times)))
        return
    check_set_up()
    found = {}
    for drivers in numbers:
        found[drivers] = measured(
            drivers, 1 if options.check else options.rounds, 1 if options.check else options.times
        )
        if options.check:
            print(f"{drivers} drivers: all weights agree")
            continue
        for form, each in found[drivers].items():
            print(
                f"{drivers} drivers, {SAMPLES:,} samples, {form:8} {each['seconds']:8.3f} s {each['ratio']:7.1f} × "
                f"{each['own'] / 1e6:7.0f} MB more while answering"
            )
    if options.out is not None:
        options.out.write_text(json.dumps({"machine": machine(), "drivers": found}, indent=1) + "\n", "utf-8")
        print(f"wrote {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
