"""Criticality beside what it is made of: parts with their intervals, as rows, a table and one picture."""

import pytest

from sojourn import insight, maps
from sojourn.app import rendering

from .test_moments import MAP, REGISTRY, world


@pytest.fixture(scope="module")
def found() -> insight.MomentsResult:
    return insight.moments(maps.parse_map(MAP), world(600), registry=REGISTRY, draws=200)


def test_every_part_that_is_measured_has_its_interval(found: insight.MomentsResult) -> None:
    known = [each.critical for each in found.steps if each.critical.value is not None]
    assert known
    for each in (step.critical for step in found.steps):
        for name in ("importance", "reach", "stake"):
            value, low, high = (getattr(each, f"{name}{end}") for end in ("", "_low", "_high"))
            assert (low is None) == (high is None)
            if low is not None and value is not None:
                assert min(low, 0.0) <= low <= max(value, low) and value <= high + 1e-12
        if each.reach is not None:
            assert each.reach_low is not None
    for step in found.steps:
        if step.critical.stake is not None and step.rated is not None and step.rated.stake is not None:
            assert (step.critical.stake_low, step.critical.stake_high) == step.rated.stake.counts[1:3]


def test_it_is_an_answer_of_its_own(found: insight.MomentsResult) -> None:
    told = found.criticality()
    rows = told.rows()
    assert [row["step"] for row in rows] == [each.step for each in found.steps if each.critical.reach is not None]
    assert told.to_dict()["analysis"] == "criticality" and told.to_dict()["steps"] == rows
    assert told.to_arrow().num_rows == len(rows)
    (table,) = told.tables()
    assert [heading.label for heading in table.headings][1:4] == ["Criticality", "Importance", "Stated, derived"]


def test_the_picture_has_a_field_for_each_part_and_a_narrow_form(found: insight.MomentsResult) -> None:
    told = found.criticality()
    wide, narrow = told.chart(), told.chart(width=340)
    fields = wide.to_dict()["hconcat"]
    titles = [part["layer"][0]["encoding"]["x"]["title"] for part in fields]
    assert titles == ["Importance", "Reach", "Stake", "Criticality"]
    assert all(len(part["data"]["values"]) == len(told.rows()) for part in fields)
    assert len(narrow.to_dict()["data"]["values"]) == 4 * len(told.rows())
    assert narrow.to_dict()["width"] == 340 and rendering.svg(narrow).startswith("<svg")
