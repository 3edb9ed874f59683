"""The chain of a journey, its draws and its order, held to published and worked numbers."""

from typing import Any

import numpy as np
import pytest

from sojourn import analyse

from .vectors import cases, named, same


@pytest.mark.parametrize("case", cases("analyse.chain"), ids=named)
def test_a_chain_of_shares(case: dict[str, Any]) -> None:
    given, expected = case["input"], case["expected"]
    ways = [(start, end, share) for start, end, share in given["chain"]]
    if "error" in expected:
        with pytest.raises(analyse.ChainRefused) as refused:
            analyse.chain_of(ways, start=given["start"], outcomes=given["outcomes"])
        assert refused.value.code == expected["error"]
        assert list(refused.value.names) == expected["names"]
        if "sum" in expected:
            same(refused.value.sum, expected["sum"], case["tolerance"])
        return
    chain = analyse.chain_of(ways, start=given["start"], outcomes=given["outcomes"])
    found = {"visits": chain.visits, "outcome": chain.outcome, "outcome_from": chain.outcome_from}
    same(found, expected, case["tolerance"])


@pytest.mark.parametrize("case", cases("analyse.chain_draws"), ids=named)
def test_draws_of_a_chain(case: dict[str, Any]) -> None:
    drawn = analyse.chain_draws(case["input"]["counts"], draws=4000)
    same({"centre": drawn.centre, "draw_mean": drawn.mean}, case["expected"], case["tolerance"])
    for state, shares in drawn.shares.items():
        assert shares.sum(axis=1) == pytest.approx(np.ones(4000))
        assert shares.mean(axis=0) == pytest.approx(list(drawn.mean[state].values()), abs=0.01)


@pytest.mark.parametrize("case", cases("analyse.chain_order"), ids=named)
def test_the_order_of_a_chain(case: dict[str, Any]) -> None:
    found = analyse.chain_order({case["input"]["middle"]: case["input"]["counts"]})
    same({"g2": found.g2, "df": found.df, "p": found.p}, case["expected"], case["tolerance"])
