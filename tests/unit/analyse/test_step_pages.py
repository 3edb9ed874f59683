"""The reference pages of funnel, dropoff, timing and survival show what the program replies."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sojourn import analyse
from sojourn.app import in_place
from tests.factories.journeys import shop
from tests.unit.analyse.test_flow_pages import rounded

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "analyses"
STEPS = ["site.visited", "basket.filled", "order.paid"]


@pytest.mark.parametrize(
    ("page", "reply"),
    [
        ("funnel", lambda shop: analyse.funnel(shop, STEPS, within="7d")),
        ("dropoff", lambda shop: analyse.dropoff(shop, STEPS, at=2, within="7d", min_support=1)),
        ("timing", lambda shop: analyse.timing(shop, start=STEPS[0], end=STEPS[2], within="7d")),
        ("survival", lambda shop: analyse.survival(shop, start=STEPS[0], end=STEPS[2], at=["1h", "1d", "7d"])),
    ],
)
def test_a_page_shows_the_whole_reply(page: str, reply: Callable[[Any], Any]) -> None:
    text = (PAGES / f"{page}.md").read_text("utf-8")
    shown = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert [json.loads(block) for block in shown] == [rounded(reply(in_place.journeys(shop())).to_dict())]
