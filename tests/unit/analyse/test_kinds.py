"""Kinds of journey: held to plain counting, to planted kinds, and to worlds that have none."""

import itertools
import json
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from tests.factories.journeys import batch
from tests.factories.kinds import NAMES, planted, structureless
from tests.factories.questions import ask, fine_ranges, inside
from tests.oracles import kinds as oracle
from tests.oracles.cases import Event

QUICK: dict[str, Any] = {"redraws": 10}
paths_of_codes = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=9), min_size=1, max_size=40)


def paths(events: list[Event]) -> dict[str, list[str]]:
    """Give every customer's events in order; instants are all different in these worlds."""
    found: dict[str, list[str]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.customer, each.time)):
        found[event.customer].append(event.name)
    return dict(found)


def members(journeys: Journeys, found: analyse.KindsResult) -> dict[str, int]:
    table = analyse.kind_members(journeys, found)
    return dict(zip(table["customer"].to_pylist(), table["kind"].to_pylist(), strict=True))


@given(lived=paths_of_codes)
def test_distances_are_what_the_oracle_counts(lived: list[list[int]]) -> None:
    made = batch(lived, names=5)
    found = inside("kinds_distance").points(made.offsets, made.event.astype(np.uint32), 5)
    words = [[f"e{code}" for code in path] for path in lived]
    weight = oracle.weights(words)
    told = [oracle.shares(words[place], weight) for place in found.example]
    near = found.vectors @ found.vectors.T / 2.0**40
    for i, one in enumerate(told):
        for j, other in enumerate(told):
            assert 1 - near[i, j] == pytest.approx(oracle.distance(one, other), abs=2e-5)
    assert found.weights.sum() == len(lived)
    assert found.weights.tolist() == [lived.count(lived[place]) for place in found.example]


@pytest.mark.parametrize("number", [2, 3, 4])
def test_every_journey_stands_with_the_nearest_centre_and_centres_are_the_middle(number: int) -> None:
    events = planted(240, 3, seed=number)
    journeys = ask(events)
    found = analyse.kinds(journeys, number=number, **QUICK)
    who, lived = members(journeys, found), paths(events)
    weight = oracle.weights(list(lived.values()))
    shares = {customer: oracle.shares(path, weight) for customer, path in lived.items()}
    of = [[shares[each] for each in lived if who[each] == kind + 1] for kind in range(number)]
    centres = [oracle.centre(own) for own in of]
    for customer, one in shares.items():
        kind, _, margin = oracle.nearest(one, centres)
        assert kind + 1 == who[customer] or margin < 1e-4
    for each, own in zip(found.kinds, of, strict=True):
        apart = [oracle.distance(one, centres[each.number - 1]) for one in own]
        assert each.distance == pytest.approx(np.mean(apart), abs=1e-4)
        example = [name for word in each.example for name in [word.split(" ×")[0]] * int(([*word.split("×"), "1"])[1])]
        mean = np.mean([oracle.distance(oracle.shares(example, weight), one) for one in own])
        assert mean == pytest.approx(oracle.medoid(own), abs=1e-4)


def test_what_is_counted_is_what_members_have() -> None:
    events = planted(300, 3, seed=4)
    journeys = ask(events)
    found = analyse.kinds(journeys, outcomes=["pay"], min_support=1, top=100, **QUICK)
    who, lived = members(journeys, found), paths(events)
    sizes = Counter(who.values())
    assert {each.number: each.journeys for each in found.kinds} == {kind: n for kind, n in sizes.items() if kind}
    assert found.placed + found.nothing_looked_at == len(lived) + found.open
    assert any(row.what == "outcome" for row in found.compared)
    for row in found.compared:
        if row.what in ("length", "duration", "channel"):
            continue
        having = set()
        for customer, path in lived.items():
            kept = [name for name in path if name != "pay"]
            way = ["(start)", *kept, "(end)"]
            moves = {f"{a} > {b}" for a, b in itertools.pairwise(way)}
            if row.name in {"event": set(kept), "move": moves, "outcome": set(path)}[row.what]:
                having.add(customer)
        assert row.inside == sum(who[each] == row.kind for each in having)
        assert row.outside == sum(who[each] not in (0, row.kind) for each in having)
        assert row.inside_of == sizes[row.kind]
        assert row.q_value is None or row.p_value is None or row.q_value >= row.p_value


@pytest.mark.parametrize("kinds", [2, 3])
def test_planted_kinds_are_found(kinds: int) -> None:
    journeys = ask(planted(400, kinds, seed=11))
    found = analyse.kinds(journeys, **QUICK)
    assert found.verdict == "kinds"
    assert len(found.kinds) == kinds
    assert all(each.stability == "stable" for each in found.kinds)
    who = members(journeys, found)
    agree = sum(
        max(Counter(int(customer[1:]) % kinds for customer, kind in who.items() if kind == each.number).values())
        for each in found.kinds
    )
    assert agree > 0.95 * len(who)


@pytest.mark.parametrize("own_length", [False, True], ids=["same", "stamina"])
def test_where_everybody_goes_alike_kinds_are_rarely_claimed(own_length: bool) -> None:
    claimed = [
        analyse.kinds(ask(structureless(150, seed=seed, own_length=own_length)), most=4, **QUICK).kinds
        for seed in range(8)
    ]
    assert sum(bool(each) for each in claimed) <= 1


def told(found: analyse.KindsResult) -> dict[str, Any]:
    """Give the reply without what is read from memory."""
    return found.to_dict()


@settings(max_examples=6)
@given(data=st.data())
def test_neither_order_nor_cuts_nor_threads_change_anything(data: st.DataObject) -> None:
    events = planted(120, 2, seed=2)
    first = analyse.kinds(ask(events), sample=60, most=3, **QUICK)
    assert not first.everybody
    mixed = data.draw(st.permutations(events))
    with fine_ranges():
        other = analyse.kinds(ask(mixed, parts=3, threads=2), sample=60, most=3, **QUICK)
    assert told(other) == told(first)


def test_names_of_events_change_nothing_but_names() -> None:
    events = planted(160, 3, seed=5)
    other = dict(zip(NAMES, ("z", "m", "a", "q", "b", "y"), strict=True))
    renamed = [replace(event, name=other[event.name]) for event in events]
    one, two = (analyse.kinds(ask(each), sample=90, **QUICK) for each in (events, renamed))
    assert [each.to_dict() for each in one.tried] == [each.to_dict() for each in two.tried]
    for a, b in zip(one.kinds, two.kinds, strict=True):
        assert [other[word.split(" ")[0]] for word in a.example] == [word.split(" ")[0] for word in b.example]
        assert replace(a, example=(), more=()) == replace(b, example=(), more=())


def test_the_same_seed_gives_the_same_and_another_draws_others() -> None:
    journeys = ask(planted(300, 3, seed=6))
    a, b, c = (analyse.kinds(journeys, sample=80, seed=seed, **QUICK) for seed in (1, 1, 2))
    assert told(a) == told(b)
    assert [each.spread for each in a.tried] != [each.spread for each in c.tried]


def test_customers_who_all_lived_at_the_same_instants_are_drawn_by_their_events() -> None:
    events = [Event(f"c{n:03d}", t, name) for n in range(90) for t, name in enumerate(NAMES[n % 3 :][:3])]
    a = analyse.kinds(ask(events), sample=50, number=2, **QUICK)
    with fine_ranges():
        b = analyse.kinds(ask(events[::-1][::3] + events[::-1][1::3] + events[::-1][2::3], parts=5), sample=50,
                          number=2, **QUICK)  # fmt: skip
    assert told(a)["tried"] == told(b)["tried"]


def test_open_journeys_are_counted_apart() -> None:
    events = planted(200, 2, seed=7)
    journeys = ask(events, cases=Cases("gap", gap=3 * 3600 * 1_000_000))
    found = analyse.kinds(journeys, number=2, **QUICK)
    table = analyse.kind_members(journeys, found)
    states = Counter(table["state"].to_pylist())
    assert found.open == states["open"] >= 1
    assert found.placed == states["placed"]
    assert table.num_rows == found.basis.journeys
    assert any(entry["code"] == "units_share_customers" for entry in found.notes) == (
        found.basis.journeys > found.basis.customers
    )


def test_an_outcome_has_no_part_in_the_distance() -> None:
    events = planted(200, 2, seed=8)
    more = [
        Event(customer, path[-1].time + 1, "won", path[-1].props)
        for place, (customer, path) in enumerate(_by_customer(events).items())
        if place % 3
    ]
    without = analyse.kinds(ask(events), **QUICK)
    found = analyse.kinds(ask([*events, *more]), outcomes=["won"], **QUICK)
    assert [each.journeys for each in found.kinds] == [each.journeys for each in without.kinds]
    assert [each.spread for each in found.tried] == [each.spread for each in without.tried]
    (row, *_) = (each for each in found.compared if each.what == "outcome")
    assert row.inside + row.outside == len(more)


def _by_customer(events: list[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.customer, each.time)):
        found[event.customer].append(event)
    return dict(found)


def test_kinds_that_are_asked_for_are_called_a_way_of_cutting() -> None:
    journeys = ask(structureless(150, seed=1))
    assert analyse.kinds(journeys, **QUICK).kinds == ()
    found = analyse.kinds(journeys, number=3, **QUICK)
    assert found.verdict == "none"
    assert len(found.kinds) == 3
    assert any(entry["code"] == "no_clearer_than_chance" for entry in found.notes)
    assert "No kinds" in str(found)


@pytest.mark.parametrize(
    ("lived", "why"),
    [
        (["see"], "1 closed journey is too few for kinds: 50 are needed"),
        (["see", "pay"] * 20, "40 closed journeys are too few for kinds: 50 are needed"),
        (["see"] * 60, "60 closed journeys differ too little for 2 kinds or more"),
        (
            [f"e{place}" for place in range(120)],
            "no event and no move is in 1% of 120 closed journeys: nothing tells which of them are alike",
        ),
    ],
    ids=["one", "few", "alike", "nothing shared"],
)
def test_why_nothing_can_be_said_is_said_once(lived: list[str], why: str) -> None:
    found = analyse.kinds(ask([Event(f"c{place}", place, name) for place, name in enumerate(lived)]))
    assert (found.verdict, found.kinds, found.p_value, found.adjusted_rand) == ("too_few", (), None, None)
    assert str(found).count(why) == 1 and "The spread" not in str(found)
    assert found.saying() == f"Whether there are kinds cannot be said: {why}."
    assert found.chart().spec


def test_without_kinds_no_journey_has_one() -> None:
    found = analyse.kinds(ask(planted(40, 2)))
    with pytest.raises(InvalidInput, match="no kinds were found"):
        analyse.kind_members(ask(planted(40, 2)), found)


@pytest.mark.parametrize(
    "events", [[], [Event(f"c{n}", n, "see") for n in range(100)]], ids=["nothing", "one sequence"]
)
def test_where_nothing_varies_there_is_nothing_to_say(events: list[Event]) -> None:
    found = analyse.kinds(ask(events))
    assert found.verdict == "too_few"
    assert json.dumps(found.to_dict())


@pytest.mark.parametrize("options", [{"number": 1}, {"worlds": 18}, {"sample": 10}, {"seed": -1}, {"redraws": 0}])
def test_numbers_without_sense_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(InvalidInput) as refused:
        analyse.kinds(ask([]), **options)  # type: ignore[arg-type]  # names of options
    assert refused.value.code == "bad-kinds"


def test_a_number_beside_the_most_of_them_is_refused() -> None:
    with pytest.raises(InvalidInput, match="4 kinds are asked for, so there is no choosing among 2 to 3"):
        analyse.kinds(ask([]), number=4, most=3)


def test_an_outcome_that_no_event_is_called_counts_for_nothing_and_is_named() -> None:
    found = analyse.kinds(ask(planted(40, 2)), outcomes=["pays"])
    assert found.outcomes == ()
    assert [entry["message"] for entry in found.notes if entry["code"] == "unknown_event"] == [
        "no event is called 'pays'; the nearest name is 'pay'"
    ]


cuts = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=25)


@given(cut=cuts)
def test_the_adjusted_rand_index_is_what_looking_at_every_pair_gives(cut: list[tuple[int, int, int]]) -> None:
    one, other, weights = (np.array(column) for column in zip(*cut, strict=True))
    found = inside("kinds_stability").adjusted_rand(one, other, weights.astype(np.float64))
    expected = oracle.adjusted_rand(np.repeat(one, weights).tolist(), np.repeat(other, weights).tolist())
    assert found == pytest.approx(float(expected), abs=1e-12)


def test_kinds_that_are_there_are_found_from_any_seed_and_others_named() -> None:
    found = analyse.kinds(ask(planted(300, 3, seed=6)), **QUICK)
    assert found.adjusted_rand is not None and found.adjusted_rand > 0.95
    assert not any(entry["code"] == "other_seeds_other_kinds" for entry in found.notes)
    cut = analyse.kinds(ask(structureless(150, seed=1)), number=8, **QUICK)
    assert cut.adjusted_rand is not None and cut.adjusted_rand < 0.6
    (said,) = (entry for entry in cut.notes if entry["code"] == "other_seeds_other_kinds")
    assert said["message"].endswith(f"over 10 of them is {cut.adjusted_rand:.2f}")


def test_stability_is_the_mean_jaccard_of_the_most_alike() -> None:
    labels, other = [0, 0, 0, 1, 1, 2], [1, 1, 0, 0, 0, 0]
    assert oracle.jaccard(labels, other, 0) == pytest.approx(2 / 3)
    judged = inside("kinds_stability").judged
    assert [judged(x) for x in (0.75, 0.74, 0.6, 0.59)] == ["stable", "doubtful", "doubtful", "unstable"]


def test_the_drawing_holds_every_kind_and_the_evidence() -> None:
    found = analyse.kinds(ask(planted(200, 3, seed=3)), **QUICK)
    for width in (640, 1040):
        spec = found.chart(width=width).to_dict()
        heads = next(each for each in spec["params"] if each["name"] == "kinds")["value"]
        assert [head[0] for head in heads] == [f"Kind {each.number}" for each in found.kinds]
        assert len(spec["vconcat"]) >= 3
    assert found.to_arrow().num_rows == len(found.kinds)
    assert len(found.tables()) == len(found.kinds) + 2
