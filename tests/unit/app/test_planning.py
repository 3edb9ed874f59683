"""Plans from maps, journeys and needs: where floors come from, groups, ranks, and files of needs."""

import json
from pathlib import Path

import pytest

import sojourn as sj
from sojourn import maps, samples
from sojourn.app import needed, planning
from sojourn.core.errors import InvalidInput
from tests.factories import tickets

TICKETS = maps.parse_map(samples.example_map("tickets"))
NEEDS = [
    {"step": "buy", "segment": None, "moment": True, "verdict": "short", "priority": 30.0, "gap": 0.2},
    {"step": "show", "segment": None, "moment": False, "verdict": "short", "priority": 5.0, "gap": 0.1},
    {"step": "after", "segment": None, "moment": False, "verdict": "met", "priority": 1.0, "gap": -0.1},
    {"step": "after", "segment": "students", "moment": False, "verdict": "short", "priority": 90.0, "gap": 0.4},
    {"step": "choose", "segment": None, "moment": True, "verdict": "short", "priority": 2.0, "gap": 0.1},
]


def test_a_moment_that_falls_short_gets_an_initiative_and_one_without_any_is_told():
    plan = sj.plan(TICKETS, budget=120_000, draws=0, needs=NEEDS)
    assert "guest_checkout" in plan.chosen
    assert plan.cost_of_floor == pytest.approx(699.71, abs=0.01)
    assert plan.group["guest_checkout"] == "disappointment at a moment of truth"
    assert plan.follows[0] == "guest_checkout"
    assert "moment.no_initiative:choose" in plan.findings
    assert any("“Chooses how to carry the ticket” falls short" in note["message"] for note in plan.to_dict()["notes"])


@pytest.mark.parametrize("kind", ["rows", "columns", "arrow"])
def test_needs_are_read_from_rows_columns_and_tables(kind):
    given = NEEDS
    if kind != "rows":
        given = {name: [row[name] for row in NEEDS] for name in NEEDS[0]}
    if kind == "arrow":
        import pyarrow as pa

        given = pa.table(given)
    assert planning.opportunity_scores(TICKETS, given) == (
        ("o_account", 30.0), ("o_bar", 5.0), ("o_friends", 5.0), ("o_again", 1.0), ("o_app", 0.0),
    )  # fmt: skip


def test_what_nobody_measured_is_no_delight():
    plan = sj.plan(TICKETS, budget=30_000, draws=0, needs=[{"step": "buy", "moment": None, "verdict": None}])
    assert plan.group == {"photos": "gap not measured"}


def test_needs_come_from_documents_too(tmp_path: Path):
    path = tmp_path / "gaps.json"
    path.write_text(json.dumps({"analysis": "gaps", "steps": NEEDS}))
    assert needed.read_needs(path) == NEEDS
    path.write_text("{}")
    with pytest.raises(InvalidInput) as refused:
        needed.read_needs(path)
    assert refused.value.code == "needs.unread"
    with pytest.raises(InvalidInput):
        sj.plan(TICKETS, budget=1, needs=[{"place": "buy"}])


def test_journeys_that_begin_are_the_volume_where_nobody_says_one(tmp_path: Path):
    from dataclasses import replace

    tickets.write(tmp_path / "lived.csv", customers=800)
    model = sj.plan_model(replace(TICKETS, volume=None), sj.journeys(tmp_path / "lived.csv"))
    # 800 begin within 900 days.
    assert model.volume == pytest.approx(800 * 365.25 / 900, rel=0.02)
    assert (model.period, model.evidence, model.sources["volume"]) == ("P1Y", "research", "journeys seen to begin")
    assert model.chain.share("buy", "choose") == pytest.approx(0.82, abs=0.1)


def test_needs_stand_for_everybody_where_a_row_does():
    rows = needed.needed(NEEDS)
    assert [row["step"] for row in rows] == ["buy", "show", "after", "choose"]
    assert {row["segment"] for row in rows} == {None}
    assert [row["segment"] for row in needed.needed(NEEDS[3:4])] == ["students"]
