"""How often do intervals of drivers hold the truth? A world in which it is known, sampled again and again.

    python -m benchmarks.driver_intervals

Five ratings that hang together (r = 0.3) explain 40 % of an outcome, the last of them nothing by itself. Prints, by
number of customers, how often the 95 % interval of each weight and of each share holds the true one, and how often the
heaviest driver is the true one; then, where ratings have nothing to do with the outcome, how often every interval lies
above 0 all the same, and how often the F test says that there is something; at last, between two groups of which the
same is true, how often another driver is the heaviest, and how far the shares lie apart where they do most. Seed 0; 400
samples each, 400 draws a sample.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from sojourn.measure.drivers_samples import correlations, draws
from sojourn.measure.drivers_shapley import shapley

EFFECTS, TOGETHER, EXPLAINED = np.array([0.5, 0.3, 0.2, 0.1, 0.0]), 0.3, 0.4
SAMPLES = DRAWS = 400
SIZES = (40, 75, 150, 500)

Floats = NDArray[np.float64]


def weighed(rows: Floats, seed: int) -> tuple[Floats, Floats]:
    """Give the weights of a sample and of its draws: (k,) and (k, draws); the outcome is the last column."""
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    widths = [1] * (rows.shape[1] - 1)
    blocks = draws(np.arange(len(rows)), np.ones(len(rows)), DRAWS, seed)
    matrices = np.concatenate([correlations(scaled, block)[0] for block in blocks])
    return (
        shapley(np.corrcoef(rows.T)[:, :, None], widths)[:, 0],
        shapley(np.ascontiguousarray(np.moveaxis(matrices, 0, 2)), widths),
    )


def main() -> None:
    """Sample, weigh, count."""
    k = len(EFFECTS)
    rng = np.random.Generator(np.random.PCG64(0))
    within = np.full((k, k), TOGETHER) + np.eye(k) * (1 - TOGETHER)
    explained = EFFECTS @ within @ EFFECTS
    noise = explained * (1 / EXPLAINED - 1)
    outer = within @ EFFECTS / np.sqrt(explained + noise)
    truth = shapley(np.block([[within, outer[:, None]], [outer[None], np.ones((1, 1))]])[:, :, None], [1] * k)[:, 0]
    print("true weights", truth.round(3))
    root = np.linalg.cholesky(within)
    for n in SIZES:
        held, shares, first = np.zeros(k), np.zeros(k), 0
        for sample in range(SAMPLES):
            ratings = rng.normal(size=(n, k)) @ root.T
            outcome = ratings @ EFFECTS + np.sqrt(noise) * rng.normal(size=n)
            weights, drawn = weighed(np.column_stack([ratings, outcome]), sample)
            low, high = np.quantile(drawn, (0.025, 0.975), axis=1)
            held += (low <= truth) & (truth <= high)
            low, high = np.quantile(drawn / drawn.sum(axis=0), (0.025, 0.975), axis=1)
            shares += (low <= truth / EXPLAINED) & (truth / EXPLAINED <= high)
            first += int(weights.argmax() == 0)
        print(n, "weights", held / SAMPLES, "shares", shares / SAMPLES, "heaviest", first / SAMPLES)
    above = found = 0
    for sample in range(SAMPLES):
        rows = rng.normal(size=(150, k + 1))
        weights, drawn = weighed(rows, sample)
        above += bool((np.quantile(drawn, 0.025, axis=1) > 0).all())
        r2 = weights.sum()
        found += bool(fdtrc(k, 149 - k, r2 / k / ((1 - r2) / (149 - k))) < 0.05)
    print("nothing there: every interval above 0", above / SAMPLES, "F test p < 0.05", found / SAMPLES)
    for n in SIZES:
        other, apart = 0, []
        for _ in range(SAMPLES):
            groups = []
            for _ in range(2):
                ratings = rng.normal(size=(n, k)) @ root.T
                rows = np.column_stack([ratings, ratings @ EFFECTS + np.sqrt(noise) * rng.normal(size=n)])
                weights = shapley(np.corrcoef(rows.T)[:, :, None], [1] * k)[:, 0]
                groups.append(weights / weights.sum())
            other += int(groups[0].argmax() != groups[1].argmax())
            apart.append(float(np.abs(groups[0] - groups[1]).max()))
        print(n, "two groups alike: another heaviest", other / SAMPLES, "shares apart", np.median(apart))


if __name__ == "__main__":
    main()
