"""Stakes, criticality, leverage, moments of truth, gaps, targets and priorities, held to their numbers."""

import math
from typing import Any

import numpy as np
import pytest

from sojourn import analyse, insight
from tests.golden.measurement.vectors import cases, named, same

Case = dict[str, Any]


def rows(counts: list[tuple[bool, int, int, Any]]) -> tuple[Any, Any, list[Any]]:
    """Write counts out: one row a rating."""
    good = [well for well, followed, n, _ in counts for _ in range(n)]
    outcome = [place < followed for _, followed, n, _ in counts for place in range(n)]
    fact = [value for _, _, n, value in counts for _ in range(n)]
    return np.array(good), np.array(outcome), fact


@pytest.mark.parametrize("case", cases("insight.stake"), ids=named)
def test_stake(case: Case) -> None:
    """The adjusted stake is the average marginal effect; where good and bad part completely there is none."""
    cells = case["input"]["cells"]
    good, outcome, segment = rows([(cell["good"], cell["loyal"], cell["n"], cell["segment"]) for cell in cells])
    found = insight.stake(good, outcome, equal=[("segment", np.array(segment, np.object_))])
    plain = {name: getattr(found, name) for name in ("raw", "adjusted", "coefficients", "warnings")}
    same({**plain, "warnings": list(plain["warnings"])}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.stake")[:1], ids=named)
def test_stake_of_counts(case: Case) -> None:
    """Rows that count several times give the same as rows written out."""
    counts = [
        (cell["good"], outcome, cell["loyal"] if outcome else cell["n"] - cell["loyal"], cell["segment"])
        for cell in case["input"]["cells"]
        for outcome in (True, False)
    ]
    good, outcome, weight, segment = (np.array(column) for column in zip(*counts, strict=True))
    fact = np.empty(len(segment), np.object_)
    fact[:] = [str(value) for value in segment]
    written = rows([(cell["good"], cell["loyal"], cell["n"], cell["segment"]) for cell in case["input"]["cells"]])
    whole = insight.stake(written[0], written[1])
    found = insight.stake(good, outcome, weight=weight.astype(float))
    assert (found.raw, found.low, found.high, found.p) == (whole.raw, whole.low, whole.high, whole.p)


@pytest.mark.parametrize("case", cases("insight.criticality"), ids=named)
def test_criticality(case: Case) -> None:
    """A geometric mean; stakes from data and from experts do not stand in one list."""
    contacts = [insight.Contact(**contact) for contact in case["input"]["touchpoints"]]
    if "error" in case["expected"]:
        with pytest.raises(insight.CriticalityRefused) as refused:
            insight.criticality(contacts)
        assert refused.value.code == case["expected"]["error"]
        assert list(refused.value.names) == case["expected"]["names"]
        return
    same({"criticality": insight.criticality(contacts)}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.leverage"), ids=named)
def test_leverage(case: Case) -> None:
    """The derivative of the chain's good outcome."""
    given = case["input"]
    chain = analyse.chain_of(given["chain"], start=given["start"], outcomes=given["outcomes"])
    found = insight.leverage(chain, good=[given["good"]])
    same({"step": found.step, "top": list(found.top)}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.breaking_points"), ids=named)
def test_breaking_points(case: Case) -> None:
    """Where more leave than at the middle step."""
    found = insight.breaking_points({step: tuple(counts) for step, counts in case["input"]["left"].items()})
    share = {step: {name: getattr(each, name) for name in ("estimate", "low", "high")} for step, each in
             found.share.items()}  # fmt: skip
    same({"median": found.median, "points": list(found.points), "share": share}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.moments_of_truth"), ids=named)
def test_moments_of_truth(case: Case) -> None:
    """Five signals; two of them, one that decides, make a moment of truth."""
    contacts = []
    for given in case["input"]["touchpoints"]:
        good, outcome, _ = rows([(True, *given["good"], None), (False, *given["bad"], None)])
        stake = insight.stake(good, outcome)
        contacts.append(
            insight.Observed(
                given["touchpoint"], stake, insight.Reaction(**given["feelings"]), given["leverage"],
                tuple(given["left"]),
            )
        )  # fmt: skip
    found = insight.moments_of_truth(contacts, first=case["input"]["first"], last=case["input"]["last"])
    stakes = {
        each.name: {
            "stake": each.stake.raw, "low": each.stake.low, "high": each.stake.high, "p": each.stake.p,
            "p_adjusted": found.p_adjusted[each.name],
        }
        for each in contacts
        if each.stake is not None
    }  # fmt: skip
    told = {
        "stake": stakes,
        "median_leaving": found.breaking.median,
        "signals": {name: list(signals) for name, signals in found.signals.items()},
        "moments": list(found.moments),
        "candidates": list(found.candidates),
    }
    same(told, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.evidence_level"), ids=named)
def test_evidence_level(case: Case) -> None:
    """The best source decides; one out of date counts one level lower."""
    level = {
        card["name"]: insight.evidence_level([insight.Evidence(**source) for source in card["sources"]])
        for card in case["input"]["cards"]
    }
    same({"level": level}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.target"), ids=named)
def test_target(case: Case) -> None:
    """What must be, what is possible, what delights; and whether reaching it could be seen."""
    found = insight.target([insight.Wanted(**item) for item in case["input"]["items"]])
    told = {"target": found.target, "detectable": found.detectable, "warnings": list(found.warnings)}
    same(told, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.gap"), ids=named)
def test_gap(case: Case) -> None:
    """Wanted minus got, with an interval that decides or not."""
    given = {
        side: insight.Rate(**value) if isinstance(value, dict) else value
        for side, value in case["input"].items()
        if side != "kind"
    }
    found = insight.gap(case["input"]["kind"], **given)
    told = {name: getattr(found, name) for name in ("gap", "low", "high", "verdict")}
    same(told, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("insight.priority"), ids=named)
def test_priority(case: Case) -> None:
    """What is missing, as much as it matters."""
    steps = [insight.Shortfall(**step) for step in case["input"]["steps"]]
    found = insight.priority(steps, moment_weight=case["input"]["moment_weight"])
    same({"priority": found.priority, "order": list(found.order)}, case["expected"], case["tolerance"])
    assert math.isclose(max(found.priority.values()), found.priority[found.order[0]])
