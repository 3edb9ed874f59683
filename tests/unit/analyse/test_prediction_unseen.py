"""Customers whom the models never met: told apart by the oracle's rule, scored as it scores, and said."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.journeys import Cases
from tests.factories.journeys import MINUTE
from tests.factories.predictions import DAY, START, badges, journeys_of
from tests.factories.questions import inside
from tests.oracles import prediction as oracle

WINDOW = 30 * MINUTE


@given(
    data=st.lists(st.tuples(st.integers(0, 70), st.floats(0.1, 2), st.floats(0.1, 2)), max_size=120),
    known=st.sets(st.integers(0, 70)),
    few=st.integers(1, 4),
)
def test_both_groups_fare_as_the_oracle_says(data: list[tuple[int, float, float]], known: set[int], few: int) -> None:
    if not data:
        return
    whose = np.array([customer for customer, *_ in data])
    losses = np.array([(base, loss) for *_, base, loss in data])
    module = inside("prediction_unseen")
    drawing = inside("prediction_draws").Drawing.of(whose, draws=40, seed=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", few)
        found = module.unseen(module.known_of(whose, np.array(sorted(known), np.int64)), losses, drawing, len)
    customers = sorted({customer for customer, *_ in data})
    numbers = np.random.Generator(np.random.PCG64(3)).poisson(1.0, (40, len(customers)))
    weights = [dict(zip(customers, row, strict=True)) for row in numbers.tolist()]
    told = []
    for group, wanted in ((found.known, True), (found.new, False)):
        rows = [
            {"customer": customer, "base": base, "loss": loss}
            for customer, base, loss in data
            if (customer in known) is wanted
        ]
        assert (group.tested, group.customers) == (len(rows), len({row["customer"] for row in rows}))
        if group.customers < few:
            assert group.log_loss is None and group.gain is None and group.scores is None
            continue
        assert group.scores == len(rows)
        means = oracle.fared(rows, dict.fromkeys(customers, 1))
        drawn = [oracle.fared(rows, each) for each in weights]
        told.append((means, drawn))
        for place, each in enumerate((group.log_loss, group.gain)):
            assert each.value == pytest.approx(means[place])
            held = [row[place] for row in drawn if row[place] == row[place]]
            if len(held) >= 20:
                assert (each.low, each.high) == pytest.approx(tuple(np.quantile(held, (0.025, 0.975))))
    if len(told) < 2:
        assert found.log_loss_apart is None and found.gain_apart is None and not found.differs
        return
    for place, each in enumerate((found.log_loss_apart, found.gain_apart)):
        assert each.value == pytest.approx(told[1][0][place] - told[0][0][place], abs=1e-9)
        held = [new[place] - old[place] for old, new in zip(told[0][1], told[1][1], strict=True)]
        held = [value for value in held if value == value]
        if len(held) >= 20:
            assert (each.low, each.high) == pytest.approx(tuple(np.quantile(held, (0.0125, 0.9875))), abs=1e-9)


def lived(journeys: Any) -> list[dict[str, Any]]:
    """Cut a world into sessions, each with its customer, for the oracle."""
    source = journeys.source
    span = source.ranges(most=1, at_least=1)[0]
    batch = source.read(span, frozenset())
    found = []
    for number in range(batch.journeys):
        events = [
            (int(batch.time[place]), source.events[batch.event[place]])
            for place in range(int(batch.offsets[number]), int(batch.offsets[number + 1]))
        ]
        sessions = [[events[0]]]
        for event in events[1:]:
            if event[0] - sessions[-1][-1][0] > WINDOW:
                sessions.append([])
            sessions[-1].append(event)
        found += [
            {"customer": int(batch.customer[number]), "status": "open", "events": session} for session in sessions
        ]
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_customers_are_known_by_any_of_their_journeys(seed: int) -> None:
    world = badges(300, seed, planted=True)
    until = world.observed_until
    plain = lived(world)
    found = analyse.next_step(world, model="order_1")
    asked = [{**each, "customer": plain[each["journey"]]["customer"]} for each in oracle.decisions(plain, WINDOW)]
    known = oracle.known_customers(asked, found.cut)
    tested = [each["customer"] for each in asked if each["asked"] >= found.cut and each["known"] <= until]
    groups = [[each for each in tested if (each in known) is wanted] for wanted in (True, False)]
    for group, rows in zip((found.unseen.known, found.unseen.new), groups, strict=True):
        assert (group.tested, group.customers) == (len(rows), len(set(rows)))
    assert all(groups)

    found = analyse.outcome(world, outcome="pay", at="1 event", model="markov")
    asked = oracle.points(plain, "events", 1, "pay", within=None, closing=WINDOW, until=until)
    asked = [
        {**each, "customer": journey["customer"], "known": each["resolved"]}
        for each, journey in zip(asked, plain, strict=True)
        if each["state"] == "resolved"
    ]
    known = oracle.known_customers(asked, found.cut)
    tested = [each["customer"] for each in asked if each["moment"] >= found.cut]
    groups = [[each for each in tested if (each in known) is wanted] for wanted in (True, False)]
    for group, rows in zip((found.unseen.known, found.unseen.new), groups, strict=True):
        assert (group.tested, group.customers) == (len(rows), len(set(rows)))
    assert all(groups)


def test_a_model_that_knows_its_customers_by_name_is_found_out() -> None:
    found = analyse.outcome(
        badges(1_200, 3, planted=True), outcome="pay", at="1 event", properties=["badge"], model="logistic"
    )
    assert (found.use, found.verdict) == ("logistic", "better")
    known, new = found.unseen.known, found.unseen.new
    assert (
        known.gain is not None and known.gain.above_zero and known.customers + new.customers == found.tested.customers
    )
    assert new.gain is not None and not new.gain.above_zero
    assert found.unseen.gain_apart is not None and found.unseen.gain_apart.beyond_chance
    assert known.scores is not None and new.scores is not None
    assert known.scores.area.value > 0.7 > 0.6 > new.scores.area.value
    told = next(each for each in found.notes if each["code"] == "new_customers_differ")
    assert "are told worse than those learned from" in told["message"]
    assert "not shown to be better than the same share for all" in str(found)
    document = found.to_dict()["unseen"]
    assert document["new"]["customers"] == new.customers
    assert document["new"]["scores"]["calibration"]["rows"] and document["gain_apart"]["high"] < 0


def test_customers_who_are_alike_are_told_alike() -> None:
    world = badges(1_200, 4, planted=False)
    found = analyse.outcome(world, outcome="pay", at="1 event", properties=["badge"], model="logistic")
    codes = {each["code"] for each in found.notes}
    assert not codes & {"new_customers_differ", "few_new_customers"} and not found.unseen.differs
    assert found.unseen.new.scores is not None and found.use == "base"


def test_too_few_new_customers_are_told() -> None:
    """All come at all times: nobody who is tested was not learned from."""
    rows = [(who, (visit * 1_440 + who) * MINUTE, "see") for who in range(60) for visit in range(40)]
    rows += [(who, time + MINUTE, "pay") for place, (who, time, _) in enumerate(rows) if place % 3]
    world = journeys_of(rows, cases=Cases(by="gap", gap=WINDOW))
    found = analyse.outcome(world, outcome="pay", at="1 event", model="markov")
    told = next(each for each in found.notes if each["code"] == "few_new_customers")
    assert told["customers"] == 0 and "of the 60 customers tested nobody was new" in told["message"]
    assert found.unseen.new.scores is None
    document = found.to_dict()["unseen"]
    assert (document["new"]["customers"], document["new"]["scores"], document["log_loss_apart"]) == (0, None, None)


def test_nobody_was_met_where_all_come_once() -> None:
    rng = np.random.default_rng(5)
    rows = []
    for who in range(600):
        time = int(rng.integers(0, 200)) * DAY
        rows += [(who, time, "see"), (who, time + MINUTE, "pay" if rng.random() < 0.5 else "ask")]
    found = analyse.outcome(journeys_of(rows), outcome="pay", at="1 event", within="2d", model="markov")
    assert found.unseen.known.customers == 0 and found.unseen.new.customers == found.tested.customers
    assert "Nobody who was tested was learned from" in str(found)
    assert not {each["code"] for each in found.notes} & {"new_customers_differ", "few_new_customers"}


def test_scores_of_those_to_whom_an_outcome_never_came_are_not_made_up() -> None:
    """Of new customers nobody pays: pairs cannot be ranked, and losses still say that they are told worse."""
    rng = np.random.default_rng(6)
    rows = []
    for who in range(400):
        back = who < 200
        for visit in range(4) if back else (3,):
            time = visit * 100 * DAY + int(rng.integers(0, 50)) * DAY
            pays = back and rng.random() < 0.7
            rows += [(who, time, "see"), (who, time + MINUTE, "pay" if pays else "ask")]
    world = journeys_of(rows, cases=Cases(by="gap", gap=WINDOW))
    found = analyse.outcome(world, outcome="pay", at="1 event", model="markov", cut=START + 300 * DAY)
    assert found.unseen.new.customers > 150 and found.unseen.new.scores is None
    assert found.unseen.log_loss_apart is not None and found.unseen.log_loss_apart.beyond_chance
    assert "new_customers_differ" in {each["code"] for each in found.notes}
    assert "not known" not in str(found)
