"""The reference pages of sessions, graph, variants and paths show what the program replies."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Cases
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import shop

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "analyses"


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


def asked(**options: Any) -> Journeys:
    return Journeys(MemorySource.from_table(shop()), LocalEngine(1), **options)


@pytest.mark.parametrize(
    ("page", "reply"),
    [
        ("sessions", lambda: analyse.sessions(asked(), gap="30m")),
        ("graph", lambda: analyse.follows(asked())),
        ("variants", lambda: analyse.variants(asked(cases=Cases("gap")), top=2)),
        ("paths", lambda: analyse.paths(asked(cases=Cases("gap")), start="site.visited", depth=2, top=2)),
    ],
)
def test_a_page_shows_the_whole_reply(page: str, reply: Callable[[], Any]) -> None:
    text = (PAGES / f"{page}.md").read_text("utf-8")
    shown = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert [json.loads(block) for block in shown] == [rounded(reply().to_dict())]


def test_the_page_of_cases_shows_the_envelope() -> None:
    text = (PAGES / "cases.md").read_text("utf-8")
    shown = json.loads("{" + re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0] + "}")
    assert shown["basis"] == analyse.sessions(asked()).to_dict()["basis"]
