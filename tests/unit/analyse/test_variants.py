"""Variants: held to the oracle, to a reply counted by hand, and to the list behind each."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse, kernels
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import batch, shop
from tests.factories.questions import NAMES, ask, fine_ranges, inside, worlds
from tests.factories.replies import body, near
from tests.oracles import cases as cutting
from tests.oracles import variants as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-paths"
MINUTE = 60_000_000


@given(
    events=worlds,
    parts=st.integers(1, 4),
    collapse=st.booleans(),
    gap=st.sampled_from([None, 5, 20]),
    top=st.integers(0, 12),
    compact=st.sampled_from([0, 3, 2_000_000]),
    some=st.sampled_from([0, 1, 2_000]),
)
def test_variants_are_what_the_oracle_counts(
    events: list[cutting.Event], parts: int, collapse: bool, gap: int | None, top: int, compact: int, some: int
) -> None:
    rule = Cases() if gap is None else Cases("gap", gap=gap * MINUTE)
    with fine_ranges(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside("variants"), "COMPACT", compact)
        patch.setattr(inside("variants"), "SOME", some)
        result = analyse.variants(ask(events, parts=parts, collapse=collapse, cases=rule), top=top)
    cut = cutting.cut(events, rule.by, gap=rule.gap, collapse=collapse)
    expected = {"collapse": collapse, "quantiles": "exact", **oracle.variants(cut, top)}
    assert body(result.to_dict()) == near(expected)


def test_the_shop_replies_as_counted_by_hand() -> None:
    golden = json.loads((GOLDEN / "cli-variants.json").read_text("utf-8"))
    journeys = Journeys(MemorySource.from_table(shop()), LocalEngine(1), cases=Cases("gap"))
    result = analyse.variants(journeys, top=2).to_dict()
    assert result == near(golden["expected"])
    assert list(result) == list(golden["expected"])


@given(events=worlds)
def test_the_journeys_behind_a_variant_are_as_many_as_it_says(events: list[cutting.Event]) -> None:
    journeys = ask(events, cases=Cases("gap"))
    for variant in analyse.variants(journeys, top=3).variants:
        table = analyse.variant_members(journeys, variant.path)
        assert table.num_rows == variant.journeys
        assert len(set(table["customer"].to_pylist())) == variant.customers
        assert np.median(table["duration_seconds"].to_numpy()) == pytest.approx(variant.median_seconds)


def test_ties_for_the_last_place_go_by_name_whatever_the_codes() -> None:
    walks = {"z": ["pay"], "y": ["see", "ask"], "x": ["see"], "w": ["fill", "pay"], "v": ["ask"]}
    events = [cutting.Event(who, i, name) for who, names in walks.items() for i, name in enumerate(names)]
    for top in range(6):
        found = [variant.path for variant in analyse.variants(ask(events, parts=2), top=top).variants]
        assert found == sorted(map(tuple, walks.values()))[:top]


@pytest.mark.parametrize("code", [np.uint8, np.uint16, np.uint32])
@given(journeys=st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=40), max_size=30))
def test_equal_sequences_and_only_those_share_a_hash(code: type[np.generic], journeys: list[list[int]]) -> None:
    made = batch(journeys)
    hashes = kernels.hash_journeys(made.offsets, made.event.astype(code))
    told = [tuple(row) for row in hashes.tolist()]
    assert len(set(told)) == len(set(map(tuple, journeys)))
    assert all((told[i] == told[0]) == (journeys[i] == journeys[0]) for i in range(len(told)))


def test_zeros_at_the_end_make_another_sequence() -> None:
    made = batch([[0] * n for n in range(1, 70)])
    assert len(np.unique(kernels.hash_journeys(made.offsets, made.event), axis=0)) == 69


@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(1, 9), st.integers(1, 9)), max_size=80)
)
def test_hashes_add_up_like_a_dictionary(rows: list[tuple[int, int, int, int]]) -> None:
    spread = np.uint64(0x9E37_79B9_7F4A_7C15)
    hashes = np.array([row[:2] for row in rows], np.uint64).reshape(-1, 2) * spread
    counts = np.array([row[2:] for row in rows], np.int64).reshape(-1, 2)
    found, sums = kernels.add_hashes([(hashes[:30], counts[:30]), (hashes[30:], counts[30:])])
    expected: dict[tuple[int, int], list[int]] = {}
    for (a, b), (journeys, customers) in zip(hashes.tolist(), counts.tolist(), strict=True):
        held = expected.setdefault((a, b), [0, 0])
        held[0] += journeys
        held[1] += customers
    assert {tuple(h): s for h, s in zip(found.tolist(), sums.tolist(), strict=True)} == expected
    assert len(found) == len(expected)


def test_many_hashes_are_parted_and_none_is_lost() -> None:
    hashes = np.random.default_rng(3).integers(0, 2**63, (60_000, 2)).astype(np.uint64)
    counts = np.ones((60_000, 2), np.int64)
    found, sums = kernels.add_hashes([(hashes, counts), (hashes[::-1].copy(), counts)])
    assert len(found) == 60_000
    assert (sums == 2).all()
    assert np.array_equal(np.sort(found[:, 0]), np.sort(hashes[:, 0]))


@pytest.mark.parametrize("names", [300, 70_000])
def test_names_of_any_number_are_told_apart(names: int) -> None:
    made = batch([[names - 1, 255], [names - 1, 255], [names - 1, 256], [255]], names=names, read_only=True)
    hashes, counts = kernels.count_hashes(kernels.hash_journeys(made.offsets, made.event), made.customer)
    assert len(hashes) == 3
    assert counts.tolist() == [[2, 2], [1, 1], [1, 1]]


def test_one_giant_journey_is_one_variant() -> None:
    events = [cutting.Event("a", i, NAMES[i % 4]) for i in range(20_000)]
    result = analyse.variants(ask(events))
    assert result.distinct == 1
    assert len(result.variants[0].path) == 20_000
    assert result.chart().spec


def test_many_journeys_have_sketched_medians(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside("variants"), "EXACT", 3)
    events = [cutting.Event(who, t, name) for who in "abcde" for t, name in ((0, "see"), (100 * MINUTE, "pay"))]
    result = analyse.variants(ask(events))
    assert result.quantiles == "sketch"
    assert result.variants[0].median_seconds == pytest.approx(6000, rel=0.004)


def test_nothing_has_no_variants() -> None:
    result = analyse.variants(ask([]))
    assert (result.distinct, result.variants, result.other) == (0, (), {"variants": 0, "journeys": 0, "share": None})
    assert "0 variants" in str(result)


def test_a_path_with_an_unknown_event_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no event is called 'sleep'"):
        analyse.variant_members(ask([cutting.Event("a", 0, "pay")]), ["sleep"])


def test_a_negative_number_of_variants_is_refused() -> None:
    with pytest.raises(InvalidInput):
        analyse.variants(ask([]), top=-1)


@given(
    journeys=st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=5), max_size=60),
    ranks=st.permutations(range(4)),
    most=st.integers(0, 30),
    every=st.integers(1, 3),
)
def test_the_first_by_name_are_found_among_those_wanted(
    journeys: list[list[int]], ranks: list[int], most: int, every: int
) -> None:
    made = batch(journeys)
    hashes = kernels.hash_journeys(made.offsets, made.event)
    wanted = np.unique(hashes, axis=0)[::every].copy()
    allowed = {tuple(row) for row in wanted.tolist()}
    rank = np.array(ranks, np.int64)
    found, rows = kernels.first_by_name(made.offsets, made.event, rank, wanted, kernels.index_hashes(wanted), most)
    told = sorted(tuple(ranks[code] for code in journeys[i]) for i in found)
    spelled = {
        tuple(ranks[code] for code in journey)
        for journey, hashed in zip(journeys, hashes.tolist(), strict=True)
        if tuple(hashed) in allowed
    }
    assert told == sorted(spelled)[:most]
    assert np.array_equal(wanted[rows], hashes[found])
