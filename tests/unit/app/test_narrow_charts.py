"""Every chart of the report has a form for a telephone that is no wider than it, and says the same."""

import re
from collections.abc import Callable
from typing import Any

import pytest

import sojourn as sj
from sojourn.app import rendering
from sojourn.core.charts import Chart

PHONE = 340
ROOM = 40
"""Pixels that ends of axes may stand out by."""


@pytest.fixture(scope="module")
def lived() -> sj.Journeys:
    rows: list[dict[str, Any]] = []
    for who in range(240):
        device = "telephone" if who % 3 else "desk"
        events = ["artist.page.viewed", "shop.opened"] + (["payment.started"] if who % 2 else [])
        events += ["order.completed"] if who % (4 if device == "desk" else 6) == 1 else ["newsletter.opened"]
        rows += [
            {"customer": f"c{who}", "time": f"2024-0{1 + who % 6}-{1 + who % 27:02}T10:{minute:02}:00Z",
             "event": event, "device": device}
            for minute, event in enumerate([*events, *(["artist.page.viewed"] if who % 5 == 0 else [])])
        ]  # fmt: skip
    return sj.journeys({name: [row[name] for row in rows] for name in ("customer", "time", "event", "device")})


STEPS = ["artist.page.viewed", "shop.opened", "payment.started", "order.completed"]
ASKED: dict[str, Callable[[sj.Journeys], Any]] = {
    "funnel": lambda journeys: sj.funnel(journeys, STEPS, within="2d"),
    "funnel by group": lambda journeys: sj.funnel(journeys, STEPS, within="2d", breakdown="device"),
    "dropoff": lambda journeys: sj.dropoff(journeys, STEPS, at=2, within="2d"),
    "timing": lambda journeys: sj.timing(journeys, start=STEPS[0], end=STEPS[-1]),
    "retention": lambda journeys: sj.retention(journeys, start=[STEPS[0]], returning=[STEPS[0]], period="month"),
    "differences": lambda journeys: sj.notable_differences(journeys, STEPS, properties=["device"]),
    "variants": lambda journeys: sj.variants(journeys),
    "paths": lambda journeys: sj.paths(journeys, depth=4),
}


def width(chart: Chart) -> float:
    found = re.search(r'<svg[^>]*? width="([0-9.]+)"', rendering.svg(chart))
    assert found is not None
    return float(found[1])


@pytest.mark.parametrize("name", list(ASKED))
def test_a_chart_for_a_telephone_is_no_wider_than_it(lived: sj.Journeys, name: str) -> None:
    result = ASKED[name](lived)
    assert width(result.chart(width=PHONE)) <= PHONE + ROOM
    assert width(result.chart()) > PHONE + ROOM


@pytest.mark.parametrize("name", ["funnel", "dropoff"])
def test_the_narrow_form_has_every_number_of_the_broad_one(lived: sj.Journeys, name: str) -> None:
    def told(chart: Chart) -> set[str]:
        return set(re.findall(r">[^<]*(\d[\d.]* %[^<]*)<", rendering.svg(chart)))

    result = ASKED[name](lived)
    numbers = {text for text in told(result.chart()) if "n = " in text}
    assert numbers and numbers <= told(result.chart(width=PHONE))
