"""The reference page of the chain shows what the program replies."""

import json
import re
from pathlib import Path

import sojourn as sj
from tests.unit.analyse.test_flow_pages import PAGES, rounded

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_the_page_shows_the_whole_reply() -> None:
    asked = sj.chain(
        sj.journeys(str(EXAMPLES / "shop.csv")), sj.expect(sj.read_map(str(EXAMPLES / "maps" / "order.yaml")))
    )
    (shown,) = re.findall(r"```json\n(.*?)```", (PAGES / "chain.md").read_text("utf-8"), re.DOTALL)
    assert json.loads(shown) == rounded(asked.to_dict())
