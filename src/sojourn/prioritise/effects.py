"""Effects on a chain: odds ratios that multiply, ways that open, margins that add up.

Source: an effect stated at one base rate is carried to another as an odds ratio, as is usual for treatment effects
(Deeks, Statistics in Medicine 21, 2002).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.analyse import Chain

from .model import PlanModel
from .proposals import Arms, Change, Proposal, change
from .reaching import SURELY, ratio_for, reached, way_round
from .refusals import PlanRefused

Floats = NDArray[np.float64]

DIFFERS = 0.02
"""By how much the share that an effect was stated from may differ from the chain's without a word."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row of a chain after effects.

    Attributes:
        row: the share of each way on.
        warnings: `effect.base_differs:from,to`.
    """

    row: Mapping[str, float]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """What an effect does to one way of the chain.

    Attributes:
        i: the row.
        j: the column, steps first, then outcomes.
        opens: it adds weight to the way; else it multiplies it.
        base: the share the effect was stated from.
        share: the chain's share.
        carry: the share of those rescued who behave like those who passed anyway.
        warnings: codes.
        onward: of those who leave by another way, the share that comes to where this way leads before it comes back.
        back: the share that comes back first.
    """

    i: int
    j: int
    opens: bool
    base: float
    share: float
    carry: float
    arms: Arms | None
    warnings: tuple[str, ...]
    onward: float = 0.0
    back: float = 0.0

    def weight(self, to: Floats) -> Floats:
        """Turn shares afterwards into what the weight of the way is multiplied by, or what is added to it."""
        if self.opens:
            to = self.carry * to
            return to / (1 - to)
        ratio = (to / (1 - to)) / (self.base / (1 - self.base))
        return self._carried(ratio)

    def _carried(self, ratio: Floats) -> Floats:
        if self.carry == 1:
            return ratio
        after = self.share * ratio / (1 - self.share + self.share * ratio)
        after = self.share + self.carry * (after - self.share)
        return (after / (1 - after)) / (self.share / (1 - self.share))

    def ratio_of_arms(self, treated: Floats, holdout: Floats, blend: Floats | float = 0.5) -> Floats:
        """Turn the shares of two arms into what the weight of the way is multiplied by.

        Arms of those who took the way give their odds ratio. Arms of those who came to its end by any way give what
        the way must be multiplied by for as many to come there; `blend` as `ratio_for` says.
        """
        mixed = None if self.arms is None else self.arms.mixed
        if mixed is None:
            return self._carried((treated / (1 - treated)) / (holdout / (1 - holdout)))
        today = mixed * treated + (1 - mixed) * holdout
        return self._carried(
            ratio_for(self.share, self.onward, self.back, treated=treated, today=today, blend=blend)
        )  # fmt: skip


def edge_of(
    effect: Change, row: Mapping[str, float], *, places: Mapping[str, int], i: int, carry: float, lost: str | None
) -> tuple[Edge, Change]:
    """Find the way that an effect works on, and the effect as one on a transition.

    Raises:
        PlanRefused: `effect.zero_transition` for a way that nobody takes (or everybody), unless it is opened on
            purpose, `effect.unknown_step` for a state the chain does not have, `effect.no_leaving` for a wait at a
            step that nobody leaves.
    """
    one = effect.steps[0]
    other = effect.steps[1] if len(effect.steps) > 1 else _leaving(effect, row, lost)
    if other not in places:
        raise PlanRefused(
            f"an effect leads from {one!r} to {other!r}, and the journey has no {other!r}", code="effect.unknown_step",
            hint=f"there are {', '.join(places)}", names=[other],
        )  # fmt: skip
    share = row.get(other, 0.0)
    if effect.kind == "wait":
        effect = _as_transition(effect, one, other, share)
    opens = effect.base == 0
    base = share if effect.base is None else effect.base
    to = effect.to or (0.0, 0.0, 0.0)
    whole = to[2] >= 1 if effect.arms is None else False
    if not opens and (share <= 0 or share >= 1 or base <= 0 or base >= 1):
        nobody = share <= 0 or base <= 0
        raise PlanRefused(
            f"{'nobody' if nobody else 'everybody'} goes from {one!r} to {other!r}: that share has no odds to change",
            code="effect.zero_transition", names=[one, other],
            hint="write `from: 0` to open a way on purpose" if nobody else "say which other way becomes less",
        )  # fmt: skip
    if whole:
        raise PlanRefused(
            f"an effect makes everybody go from {one!r} to {other!r}", code="effect.zero_transition",
            hint="give a share below 1", names=[one, other],
        )  # fmt: skip
    differs = effect.arms is None and abs(base - share) > DIFFERS + 1e-12
    warnings = (f"effect.base_differs:{one},{other}",) if differs else ()
    return Edge(i, places[other], opens, base, share, carry, effect.arms, warnings), effect


def on_chain(edge: Edge, shares: Floats, way: tuple[str, str]) -> Edge:
    """Let an experiment that counted any way know the ways round, and say where its customers differ from the chain's.

    Args:
        shares: (m, m + k), the chain.
        way: from and to.
    """
    if edge.arms is None or edge.arms.mixed is None:
        return edge
    onward, back = way_round(shares, edge.i, edge.j)
    if 1 - onward - back <= SURELY:
        onward = back = 0.0
    (x1, n1), (x0, n0) = edge.arms.treated, edge.arms.holdout
    today = edge.arms.mixed * x1 / n1 + (1 - edge.arms.mixed) * x0 / n0
    differs = abs(reached(edge.share, onward, back) - today) > DIFFERS
    more = (f"effect.base_differs:{','.join(way)}",) if differs else ()
    return replace(edge, onward=onward, back=back, warnings=(*edge.warnings, *more))


def _leaving(effect: Change, row: Mapping[str, float], lost: str | None) -> str:
    """Name the way of those who give up at a step."""
    if lost is not None and row.get(lost, 0.0) > 0:
        return lost
    raise PlanRefused(
        f"nobody is known to leave at {effect.steps[0]!r}, so a shorter wait keeps nobody", code="effect.no_leaving",
        hint="name the step and the outcome of those who leave, or give the step a way to it", names=effect.steps,
    )  # fmt: skip


def _as_transition(effect: Change, one: str, other: str, share: float) -> Change:
    """Turn minutes into the share that leaves."""
    assert effect.by is not None and effect.leaving_per_minute is not None
    low, mode, high = sorted(min(max(share + each * effect.leaving_per_minute, 0.0), 0.999) for each in effect.by)
    return Change(kind="transition", steps=(one, other), base=share, to=(low, mode, high), source=effect.source)


def apply_effects(
    row: Mapping[str, float],
    effects: Sequence[Change | Mapping[str, Any]],
    *,
    state: str,
    carry: float = 1.0,
    lost: str | None = "lost",
) -> RowResult:
    """Change the shares of those who leave a step.

    A way's share p becomes the weight `p · θ`, `θ = [to/(1 − to)] / [from/(1 − from)]`, and the row is normalised: one
    effect alone gives exactly `to` and lets the rest keep their proportions; several multiply, in any order. With
    `from: 0` the way is opened with the weight `to/(1 − to)`. Ranges count at their most likely value.

    Raises:
        PlanRefused: as the effects deserve.
    """
    weights = dict(row)
    warnings: list[str] = []
    opened: dict[str, float] = {}
    for each in map(change, effects):
        if each.kind not in ("transition", "wait") or each.steps[0] != state:
            continue
        names = dict.fromkeys([*row, *each.steps[1:], *([lost] if lost else [])])
        places = {name: place for place, name in enumerate(names)}
        edge, told = edge_of(each, row, places=places, i=0, carry=carry, lost=lost)
        name = told.steps[1]
        by = float(mode_weight(edge, told))
        if edge.opens:
            opened[name] = opened.get(name, 0.0) + by
        else:
            weights[name] = weights[name] * by
        warnings.extend(edge.warnings)
    for name, by in opened.items():
        weights[name] = weights.get(name, 0.0) + by
    total = sum(weights.values())
    return RowResult({name: weight / total for name, weight in weights.items()}, tuple(dict.fromkeys(warnings)))


def mode_weight(edge: Edge, effect: Change) -> Any:
    """Give what a way is multiplied by, or what is added to it, at the most likely value."""
    if effect.arms is not None:
        (x1, n1), (x0, n0) = effect.arms.treated, effect.arms.holdout
        return edge.ratio_of_arms(
            np.array([(x1 + 0.5) / (n1 + 1)]), np.array([(x0 + 0.5) / (n0 + 1)])
        )[0]  # fmt: skip
    assert effect.to is not None
    return edge.weight(np.array([effect.to[1]]))[0]


def finite_change(model: PlanModel | Chain, edge: tuple[str, str], *, giving: str, delta: float, outcome: str) -> float:
    """Say by how much the probability of an outcome changes when a share of those at a step goes another way.

    `F(start, i) δ (B(j, g) − B(k, g)) / (1 − δ (F(j, i) − F(k, i)))`: exact, not a slope.

    Args:
        edge: the way i → j whose share rises by `delta`.
        giving: k, the state to whose share it falls.
        outcome: g.

    Source: the Sherman–Morrison formula for the inverse of a matrix in which one row has changed.
    """
    chain = model.chain if isinstance(model, PlanModel) else model
    m = len(chain.steps)
    names = (*chain.steps, *chain.outcomes)
    unknown = [name for name in (*edge, giving, outcome) if name not in names]
    if unknown:
        raise PlanRefused(
            f"the journey has no {unknown[0]!r}", code="plan.unknown_state", hint=f"there are {', '.join(names)}",
            names=unknown,
        )  # fmt: skip
    solved = np.vstack([chain.fundamental, np.zeros((len(chain.outcomes), m))])
    ends = np.vstack([chain.ends, np.eye(len(chain.outcomes))])
    i, j, k = (names.index(name) for name in (*edge, giving))
    g = chain.outcomes.index(outcome)
    passed = chain.fundamental[chain.steps.index(chain.start), i]
    return float(passed * delta * (ends[j, g] - ends[k, g]) / (1 - delta * (solved[j, i] - solved[k, i])))


def changes_of(found: Sequence[Proposal], kind: str) -> list[tuple[int, Change]]:
    """Give the effects of a kind, each with the place of its initiative."""
    return [(place, each) for place, one in enumerate(found) for each in one.changes if each.kind == kind]
