"""Mystery visits together: each touchpoint with its interval, its classes, and how far observers agree."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.statistics import wilson

from .observation import CLASSES, FEWEST, ObserverAgreement, grid_score, journey_score
from .observation_files import Criterion, Observations, Seen
from .visits_result import AskedOf, ClassShare, Touchpoint, Visits

Floats = NDArray[np.float64]
Pair = tuple[str, str]

ORDER = (0.0, 0.5, 1.0)
"""No, partly, yes."""

GOOD_KAPPA = 0.6
"""From this agreement on two observers see the same thing."""


def visits(observations: Observations, *, criticality: Mapping[str, float] | None = None) -> Visits:
    """Score the visits of each touchpoint, and of the journey where its criticalities are known.

    A visit that several observers made counts once: what each of them saw is averaged, criterion by criterion. Mean q
    with Student's t over visits, none under 5; class shares with Wilson's interval; linearly weighted κ between
    observers of one visit, for each pair of them apart and added up; its interval by leaving out each visit in turn
    (none under 5 such visits).

    Args:
        observations: what `read_observations` gives.
        criticality: C by touchpoint, 0 to 100, for the journey score `ΣCq/ΣC`.

    Raises:
        InvalidInput: a criticality of a touchpoint that nobody visited, or not between 0 and 100.

    Cost: O(values).
    """
    places = list(dict.fromkeys(each.touchpoint for each in observations.criteria))
    found = tuple(
        _touchpoint(
            name,
            [each for each in observations.criteria if each.touchpoint == name],
            [each for each in observations.seen if each.touchpoint == name],
            (criticality or {}).get(name),
        )
        for name in places
    )
    scored = {each.touchpoint: each for each in found if each.score is not None}
    strange = [name for name in criticality or {} if name not in scored]
    if strange:
        raise InvalidInput(
            f"a criticality is given for {strange[0]!r}, and no visit of it has a score",
            code="observation.unknown_touchpoint",
            hint=f"visited were {', '.join(scored) or 'none'}",
        )
    off = [name for name, value in (criticality or {}).items() if not 0 <= value <= 100]
    if off:
        raise InvalidInput(
            f"the criticality of {off[0]!r} is {(criticality or {})[off[0]]:g}, and must lie between 0 and 100",
            code="observation.bad_criticality",
            hint="write it as `sojourn moments --criticality` gives it: 56 for 56 of 100",
        )
    weighed = [
        {"criticality": value, "score": score}
        for name, value in (criticality or {}).items()
        if (score := scored[name].score) is not None
    ]
    apart = [each.touchpoint for each in found if each.kappa is not None and each.kappa < GOOD_KAPPA]
    notes = list(observations.notes)
    if apart:
        text = f"observers agree too little (κ under {GOOD_KAPPA}) at {', '.join(apart)}: make the criteria plainer"
        notes.append(note("agreement.low", text, touchpoints=apart))
    return Visits(
        tuple(notes),
        found,
        journey_score(weighed) if weighed else None,
        len({each.visit for each in observations.seen}),
        len({each.observer for each in observations.seen}),
        observations.period,
        observations.refused,
    )


def visit_values(criteria: Sequence[Criterion], seen: Sequence[Seen]) -> dict[str, list[float | None]]:
    """Give one row a visit, averaged over its observers; None for what none of them could see."""
    rows: dict[str, list[float | None]] = {}
    for visit in dict.fromkeys(each.visit for each in seen):
        told = [each for each in seen if each.visit == visit]
        row: list[float | None] = []
        for criterion in criteria:
            values = [value for each in told if (value := each.values.get(criterion.id)) is not None]
            row.append(sum(values) / len(values) if values else None)
        rows[visit] = row
    return rows


def _touchpoint(
    name: str, criteria: Sequence[Criterion], seen: Sequence[Seen], criticality: float | None
) -> Touchpoint:
    """Score one touchpoint."""
    grid = [{"kind": each.kind, "weight": each.weight} for each in criteria]
    rows = visit_values(criteria, seen)
    found = grid_score(grid, list(rows.values()))
    classes = [each for each in found.visit if each is not None]
    low, high = (None, None) if found.interval is None else found.interval
    kappa = _kappa(seen)
    return Touchpoint(
        name,
        found.mean,
        low,
        high,
        found.n,
        tuple(
            ClassShare(word, classes.count(word), len(classes), *wilson(classes.count(word), len(classes)))
            for word in CLASSES
        ),
        tuple(_asked(each, [row[place] for row in rows.values()]) for place, each in enumerate(criteria)),
        *kappa,
        len({each.observer for each in seen}),
        criticality,
        found.note,
    )


def _asked(criterion: Criterion, values: Sequence[float | None]) -> AskedOf:
    """Count what was seen of a criterion."""
    known = [value for value in values if value is not None]
    return AskedOf(
        criterion.id,
        criterion.text,
        criterion.kind,
        criterion.weight,
        sum(value == 1 for value in known),
        sum(0 < value < 1 for value in known),
        sum(value == 0 for value in known),
        len(values) - len(known),
        sum(known) / len(known) if known else None,
    )


def _kappa(
    seen: Sequence[Seen],
) -> tuple[float | None, float | None, float | None, float | None, int, tuple[str, ...]]:
    """Give the agreement of observers: share that is the same, κ with its interval, visits seen by two, warnings."""
    tables: list[dict[Pair, Floats]] = []
    for visit in dict.fromkeys(each.visit for each in seen):
        found: dict[Pair, Floats] = {}
        # By name, so that one observer's answers are always the rows, whoever wrote first.
        here = sorted((each for each in seen if each.visit == visit), key=lambda each: each.observer)
        for one, other in combinations(here, 2):
            table = found.setdefault((one.observer, other.observer), np.zeros((3, 3)))
            for criterion, value in one.values.items():
                second = other.values.get(criterion)
                if value is not None and second is not None:
                    table[ORDER.index(value), ORDER.index(second)] += 1
        if any(table.any() for table in found.values()):
            tables.append(found)
    if not tables:
        return None, None, None, None, 0, ()
    whole = _together(tables)
    low, high = _left_out(tables, whole.kappa)
    return whole.agreement, whole.kappa, low, high, len(tables), whole.warnings


def _together(tables: Sequence[Mapping[Pair, Floats]]) -> ObserverAgreement:
    """Pool visits: one table for each pair of observers, their disagreements and those to expect added up."""
    pairs = {pair for found in tables for pair in found}
    each = [np.sum([found[pair] for found in tables if pair in found], axis=0) for pair in sorted(pairs)]
    total = float(sum(table.sum() for table in each))
    same = float(sum(np.trace(table) for table in each)) / total
    apart = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    seen = float(sum((apart * table).sum() for table in each))
    wanted = float(
        sum((apart * np.outer(table.sum(1), table.sum(0))).sum() / table.sum() for table in each if table.any())
    )
    if wanted == 0:
        return ObserverAgreement(round(total), same, None, ("agreement.one_category",))
    return ObserverAgreement(round(total), same, 1 - seen / wanted)


def _left_out(tables: Sequence[Mapping[Pair, Floats]], kappa: float | None) -> tuple[float | None, float | None]:
    """Give κ's interval by leaving out each visit in turn; None under 5 visits.

    Judgements of one visit hang together, so visits are left out and not judgements. Source: Quenouille, Biometrika 43
    (1956); Tukey, Ann. Math. Stat. 29 (1958).
    """
    n = len(tables)
    if kappa is None or n < FEWEST:
        return None, None
    without = [_together([*tables[:place], *tables[place + 1 :]]).kappa for place in range(n)]
    known = np.array([each for each in without if each is not None])
    if len(known) < n:
        return None, None
    from scipy.special import stdtrit  # noqa: PLC0415 - start-up

    half = float(stdtrit(n - 1, 0.975)) * sqrt((n - 1) / n * float(((known - known.mean()) ** 2).sum()))
    return max(-1.0, kappa - half), min(1.0, kappa + half)
