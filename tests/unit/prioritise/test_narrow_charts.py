"""Drawings of plans for narrow pages, and what a step of the budget curve says it changes."""

from collections.abc import Iterator
from typing import Any

import pytest

import sojourn as sj
from sojourn import maps, samples
from sojourn.core.results import Table, plain
from sojourn.prioritise import Plan

PHONE = 340


@pytest.fixture(scope="module")
def plan() -> Plan:
    return sj.plan(maps.parse_map(samples.example_map("tickets")), budget=120_000, draws=50)


def fields(part: Any, name: str) -> Iterator[Any]:
    """Give every value of a field in a specification."""
    if isinstance(part, dict):
        yield from (part[name],) if name in part else ()
        for each in part.values():
            yield from fields(each, name)
    elif isinstance(part, list):
        for each in part:
            yield from fields(each, name)


def key(plan: Plan, **options: Any) -> list[str]:
    """Give the lines of the key beside a budget curve."""
    spec = plan.budget_curve().chart(**options).to_dict()
    return [row["text"] for row in (spec.get("hconcat") or spec["vconcat"])[1]["data"]["values"]]


def test_the_key_says_what_each_step_adds_and_drops(plan: Plan) -> None:
    titles = {each.id: each.name for each in plan.initiatives}
    lines = " ".join(key(plan)).replace(",", "")
    before: set[str] = set()
    for step in plan.budget_curve().steps:
        now = set(step.chosen)
        for name in now - before:
            assert f"+ {titles[name]}"[:20] in lines
        for name in before - now:
            assert f"− {titles[name]}"[:20] in lines
        before = now
    assert len(key(plan)) <= 2 * len(plan.budget_curve().steps)


def test_the_key_stands_below_on_narrow_pages(plan: Plan) -> None:
    assert "hconcat" in plan.budget_curve().chart().to_dict()
    spec = plan.budget_curve().chart(width=PHONE).to_dict()
    assert [part["width"] for part in spec["vconcat"]] == [274, 274]
    assert max(map(len, key(plan, width=PHONE))) <= 50


@pytest.mark.parametrize("kind", ["inclusion_chart", "timeline_chart"])
def test_narrow_forms_keep_to_their_width(plan: Plan, kind: str) -> None:
    wide, narrow = getattr(plan, kind)().to_dict(), getattr(plan, kind)(width=PHONE).to_dict()
    assert (narrow["width"], wide["width"] > PHONE) == (PHONE, True)
    assert max(map(len, narrow["title"]["subtitle"])) * 5.75 <= PHONE + 6
    for name in ("line", "title"):
        assert all(len(text) <= 64 for text in fields(narrow["data"], name))
    assert not any("labelLimit" in (axis or {}) for axis in fields(narrow["layer"], "axis"))


def test_tables_fit_a_terminal_and_rivals_say_what_differs(plan: Plan) -> None:
    for table in plan.tables():
        assert max(map(len, plain(Table(table.title, table.headings, table.rows)).splitlines())) <= 110
    rivals = next(table for table in plan.tables() if table.title == "The best sets")
    titles = {each.id: each.name for each in plan.initiatives}
    told: dict[str, set[str]] = {}
    place = ""
    for number, change, *_ in rivals.rows:
        place = number or place
        told.setdefault(place, set()).add(change)
    assert told["1"] == {"the plan"}
    for number, each in enumerate(plan.sets[1:5], start=2):
        added = {f"+ {titles[name]}" for name in set(each.chosen) - set(plan.chosen)}
        assert told[str(number)] == added | {f"− {titles[name]}" for name in set(plan.chosen) - set(each.chosen)}
