"""Criticality of the steps of a map, with intervals from draws of whole customers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sojourn.core.progress import Progress, followed

from .criticality import Basis, Contact, criticality
from .importance import Importance
from .moments_parts import Critical
from .moments_read import Read
from .rated import BLOCK, drawn_customers

Floats = NDArray[np.float64]


def critical(read: Read, draws: int, seed: int, progress: Progress | None = None) -> dict[str, Critical]:
    """Give each step its criticality with an interval; those whose parts are not all known have none.

    Stakes come from data where any step has one from data, and from experts where none has: they cannot be compared.
    """
    data = {step: rated.stake.value for step, rated in read.rated.items() if rated.stake is not None}
    marks = {step.id: step.moment_of_truth for step in read.map.steps}
    expert = {step: mark.stake / 5 for step, mark in marks.items() if mark is not None and mark.stake is not None}
    stakes: Mapping[str, float | None] = data or expert
    basis: Basis | None = "data" if data else "expert" if expert else None
    found: dict[str, Critical] = {}
    for step in read.map.steps:
        weight, passed = read.importance.step.get(step.id), read.passed(step.id)
        shown = None if passed is None or read.passage.journeys < read.limits.hidden else passed
        rated = read.rated.get(step.id)
        stake = rated.stake.counts if rated is not None and rated.stake is not None else (None,) * 4
        weighed = (None, None) if weight is None else weight.limits()
        found[step.id] = Critical(
            None if weight is None else weight.value,
            None if weight is None else weight.stated,
            None if weight is None else weight.derived,
            None if shown is None else shown.share,
            stakes.get(step.id),
            basis if stakes.get(step.id) is not None else None,
            asked=None if weight is None else weight.n,
            importance_low=weighed[0],
            importance_high=weighed[1],
            reach_low=None if shown is None else shown.share_low,
            reach_high=None if shown is None else shown.share_high,
            stake_low=stake[1],
            stake_high=stake[2],
        )
    whole = {step: each for step, each in found.items() if None not in (each.importance, each.reach, each.stake)}
    contacts = [
        Contact(step, each.importance or 0.0, each.reach or 0.0, each.stake or 0.0, each.basis or "data")
        for step, each in whole.items()
    ]
    values = criticality(contacts)
    limits = _limits(read, contacts, draws, seed, progress) if contacts and draws else {}
    return found | {
        step: replace(each, value=values[step], low=limits.get(step, (None, None))[0],
                      high=limits.get(step, (None, None))[1])
        for step, each in whole.items()
    }  # fmt: skip


def _limits(
    read: Read, contacts: Sequence[Contact], draws: int, seed: int, progress: Progress | None
) -> dict[str, tuple[float, float]]:
    """Give the 95 % interval of criticality, from draws of whole customers.

    One draw of those who rated serves all steps. Those who said what matters to them are drawn by themselves, for most
    of them rated nothing, and reach, which all journeys stand behind, is drawn from Beta(x + ½, n - x + ½): the three
    parts are drawn as if they were independent. Where those who find a step important also stake more on it, the
    interval is a little too narrow. An expert's stake does not vary.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    rated = {each.name: read.rated[each.name] for each in contacts if each.basis == "data"}
    people = max((int(each.person.max()) + 1 for each in read.rated.values() if len(each.person)), default=0)
    stakes: dict[str, list[Floats]] = {step: [] for step in rated}
    blocks = drawn_customers(people, draws, rng) if rated else ()
    for block in followed(blocks, -(-draws // BLOCK), progress):
        for step, own in rated.items():
            stakes[step].append(own.drawn(block[:, own.person]))
    n = read.passage.journeys
    found = {}
    for each in contacts:
        passed = read.passed(each.name)
        assert passed is not None
        reach = rng.beta(passed.journeys + 0.5, n - passed.journeys + 0.5, draws)
        weight = _importance_drawn(read.importance.step[each.name], draws, rng)
        stake = np.concatenate(stakes[each.name]) if each.name in stakes else np.full(draws, each.stake)
        values = 100 * np.cbrt(weight * reach * np.clip(stake, 0, 1))
        values = values[np.isfinite(values)]
        if len(values) >= draws / 2:
            low, high = np.quantile(values, [0.025, 0.975])
            found[each.name] = (float(low), float(high))
    return found


def _importance_drawn(importance: Importance, draws: int, rng: np.random.Generator) -> Floats:
    """Draw what customers say matters; what the map says, and what was derived, does not vary."""
    if importance.said is None or importance.person is None:
        return np.full(draws, importance.value)
    who = np.unique(importance.person, return_inverse=True)[1]
    weight = np.ones(len(who)) if importance.weight is None else importance.weight
    sums, number = np.bincount(who, weight * importance.said), np.bincount(who, weight)
    means = [(block @ sums) / (block @ number) for block in drawn_customers(len(sums), draws, rng)]
    stated = np.concatenate(means)
    return np.asarray(stated if importance.derived is None else (stated + importance.derived) / 2, np.float64)
