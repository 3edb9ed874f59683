"""The report: what it says, what it does with little, and that nothing in the data can break the page."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sojourn.app.report import ReportPlan, contents, write_report
from sojourn.app.report.plan import commands, complete
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import rfc3339
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import events_table, shop

STEPS = ("site.visited", "basket.filled", "order.paid")
MADE = datetime(2024, 4, 1, tzinfo=UTC)


class Nesting(HTMLParser):
    """Fails on tags that are not closed in order."""

    VOID = frozenset({"meta", "br", "hr", "img", "input", "link", "path", "circle", "rect", "line"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def asked(table: pa.Table) -> Journeys:
    return Journeys(MemorySource.from_table(table), LocalEngine(2))


def described(journeys: Journeys) -> dict[str, Any]:
    """Describe a table as a workspace would be."""
    source = journeys.source
    first, last = rfc3339(source.observed_from), rfc3339(source.observed_until)
    names = [{"name": name, "events": 1, "customers": 1, "first": first, "last": last} for name in source.events]
    return {
        "events": source.rows,
        "customers": source.customers,
        "first": first,
        "last": last,
        "by_event": names,
        "by_channel": [{**names[0], "name": None}],
        "days": [1, 0, 3],
        "gaps": [{"first": first, "days": 3}],
        "suspicions": [{"code": "burst", "message": "a <b>burst</b>"}],
        "dead_letters": {"bad_time": 2},
    }


def written(folder: Path, table: pa.Table, **plan: Any) -> tuple[str, Any]:
    journeys = asked(table)
    report = write_report(
        folder / "report.html",
        journeys,
        plan=ReportPlan(**({"title": "Shop"} | plan)),
        description=described(journeys),
        made=MADE,
        workspace="my shop",
    )
    text = report.path.read_text("utf-8")
    nesting = Nesting()
    nesting.feed(text)
    assert nesting.open == []
    return text, report


def test_the_report_answers_every_question_of_the_shop(tmp_path: Path) -> None:
    text, report = written(tmp_path, shop(), steps=STEPS, within="7d", segments=("channel",))
    assert re.findall(r'<section id="(\w+)"', text) == [
        *("data", "paths", "funnel", "dropoff", "timing", "retention", "segments", "reading")
    ]
    assert "40.0 % (11.8–76.9)" in text
    assert "2 are still on their way" in text
    assert "66.7 % (20.8–93.9)" in text
    assert report.findings[0][0] == "Nowhere are more lost than between basket.filled and order.paid"
    assert "1 April 2024" in text


def test_every_chart_of_the_page_has_a_form_for_a_telephone(tmp_path: Path) -> None:
    text, _ = written(tmp_path, shop(), steps=STEPS, within="7d", segments=("channel",))
    figures = text.split("<figure")[1:]
    assert len(figures) > 5
    for each in figures:
        assert each.startswith(' class="desk') and '<div class="phone"><svg' in each
        narrow = each.split('<div class="phone">')[1]
        found = re.search(r'<svg[^>]*? width="([0-9.]+)"', narrow)
        assert found is not None and float(found[1]) <= 390
    # Print is no telephone: it shows the broad form, whatever the width of the paper.
    assert "@media(max-width" not in text


def test_the_same_journeys_make_the_same_page(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plan = {"steps": STEPS, "within": "7d"}
    assert written(tmp_path / "a", shop(), **plan)[0] == written(tmp_path / "b", shop(), **plan)[0]


def test_names_in_the_data_are_text_and_never_markup(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    rows = [
        ("ann<img src=x>", "2024-03-01T00:00Z", hostile, hostile, None),
        ("ann<img src=x>", "2024-03-01T00:05Z", "pay</text></svg>", None, None),
        ("ben", "2024-03-02T00:00Z", hostile, None, None),
        ("ben", "2024-03-02T00:10Z", "leave]]>", None, None),
    ]
    text, _ = written(tmp_path, events_table(rows), title=hostile, origin=(hostile,))
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>burst" not in text
    assert "alert(1)" in text


def test_names_that_a_page_cannot_hold_are_written_as_escapes(tmp_path: Path) -> None:
    hostile = "see\x1b]52;c;eA==\x07"
    rows = [("ann", "2024-03-01T00:00Z", hostile, None, None), ("ann", "2024-03-01T00:05Z", "pay", None, None)]
    text, _ = written(tmp_path, events_table(rows), title=hostile)
    assert not {letter for letter in text if not letter.isprintable()} - {"\n", "\u00a0"}
    assert "see\\x1b]52" in text


def test_what_looks_wrong_in_the_data_stands_before_the_numbers(tmp_path: Path) -> None:
    text, _ = written(tmp_path, shop(), steps=STEPS)
    assert text.index("no events for 3 days") < text.index('id="paths"')
    assert "2 rows of the files were refused" in text


def test_steps_are_proposed_where_none_are_given(tmp_path: Path) -> None:
    plan = complete(ReportPlan(title="Shop"), asked(shop()))
    assert plan.proposed == ("steps", "window")
    assert plan.within == "1h"
    assert plan.period == "day"
    assert plan.steps[:2] == ("site.visited", "basket.filled")
    assert plan.start == plan.returning == ("site.visited",)
    text, _ = written(tmp_path, shop())
    assert "The steps and the window were proposed" in text


@pytest.mark.parametrize(
    "rows",
    [
        [("ann", "2024-03-01T00:00Z", "see", None, None)],
        [("ann", "2024-03-01T00:00Z", "see", None, None), ("ann", "2024-03-01T00:00Z", "see", None, None)],
        [
            (name, f"2024-03-0{day}T00:00Z", what, None, None)
            for name, day, what in zip("aabb", "1212", "spsp", strict=True)
        ],
    ],
    ids=["one event", "one instant", "everybody converts"],
)
def test_little_data_makes_a_whole_page(tmp_path: Path, rows: list[Any]) -> None:
    text, _ = written(tmp_path, events_table(rows))
    assert "How to read this page" in text


def test_no_events_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no events"):
        write_report(
            tmp_path / "report.html",
            asked(events_table([])),
            plan=ReportPlan(title="Nothing"),
            description={},
            made=MADE,
            workspace="w",
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ({"steps": ("site.visted", "order.paid")}, "no event is called 'site.visted'"),
        ({"steps": STEPS, "returning": ("order.payed",)}, "no event is called 'order.payed'"),
        ({"steps": STEPS, "segments": ("chanel",)}, "no property is called 'chanel'"),
        ({"steps": ("site.visited",)}, "two steps"),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path, plan: Any, found: str) -> None:
    with pytest.raises(InvalidInput, match=found) as refused:
        written(tmp_path, shop(), **plan)
    assert refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_many_days_are_drawn_by_week_and_called_so(tmp_path: Path) -> None:
    journeys = asked(shop())
    description = {**described(journeys), "days": [2] * 500}
    drawn = contents.data(journeys, description).body
    assert "Events a week" in drawn
    assert "Events a day" not in drawn


def test_only_properties_that_make_groups_are_compared_unasked() -> None:
    properties = [
        {"name": "device", "kind": "string", "nulls": 0.1, "distinct": 3},
        {"name": "source", "kind": "string", "nulls": 0.0, "distinct": 1},
        {"name": "order", "kind": "string", "nulls": 0.0, "distinct": 900},
        {"name": "price", "kind": "double", "nulls": 0.0, "distinct": 3},
        {"name": "rare", "kind": "bool", "nulls": 0.95, "distinct": 2},
    ]
    assert complete(ReportPlan(title="t", steps=STEPS), asked(shop()), properties).segments == ("device",)


def test_a_plan_comes_back_as_it_was_kept() -> None:
    plan = ReportPlan(title="Shop", steps=STEPS, within="7d", segments=("channel",), simulated=True)
    assert ReportPlan.read(plan.to_dict()) == plan


@pytest.mark.parametrize("document", [{"stepps": ["a"]}, {"steps": "a"}, {"title": ["a"]}])
def test_a_plan_with_a_fault_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match=r"of the report's plan|the report's plan has"):
        ReportPlan.read(document)


def test_the_commands_to_ask_again_are_quoted_for_a_shell() -> None:
    lines = commands(ReportPlan(title="t", steps=("a b", "c|d"), start=("a b",), returning=("it's",)), "my shop")
    assert "sojourn funnel 'a b' 'c|d' --workspace 'my shop'" in lines
    assert any("--return 'it'\\''s'" in line for line in lines)
