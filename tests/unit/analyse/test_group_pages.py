"""The reference pages of retention, comparison and cohorts show what the program replies."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.engines.local import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import shop

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "analyses"
STEPS = ["site.visited", "basket.filled", "order.paid"]


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


def visits() -> Journeys:
    return Journeys(MemorySource.from_table(shop()), LocalEngine(1))


@pytest.mark.parametrize(
    ("page", "reply"),
    [
        ("retention", lambda: analyse.retention(visits(), start="site.visited", returning="order.paid", periods=1)),
        ("comparison", lambda: analyse.compare_funnels(visits(), STEPS, by="channel", a="search")),
        ("cohorts", lambda: analyse.cohort_value(visits(), start="site.visited", period="week", periods=1)),
    ],
)
def test_a_page_shows_the_whole_reply(page: str, reply: Callable[[], Any]) -> None:
    text = (PAGES / f"{page}.md").read_text("utf-8")
    shown = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert [json.loads(block) for block in shown] == [rounded(reply().to_dict())]
