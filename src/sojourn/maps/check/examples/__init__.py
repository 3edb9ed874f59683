"""An example of every rule: a piece of a map in which it speaks, and the same piece put right."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from sojourn.core.expectation import Rule

from ..ties import EventSummary
from .errors import ERRORS
from .example import Example
from .kept import KEPT
from .told import TOLD

EXAMPLES: Mapping[str, Example] = MappingProxyType(dict(sorted({**ERRORS, **TOLD, **KEPT}.items())))
"""The example of each rule, by its number."""

EVENTS = EventSummary(
    days=90,
    total=1_204_117,
    names=MappingProxyType({"order.completed": 41_873, "page.viewed": 1_162_244}),
    matches=MappingProxyType(
        {Rule(("order.complete",)): 0, Rule(("order.completed",)): 41_873, Rule(("page.viewed",)): 1_162_244}
    ),
)
"""The events of the example of M503."""

IMAGES = frozenset({"hall.jpg"})
"""The picture files of the example of M306."""

FRAME = """\
format: journey-map/1
id: example
title: Concert tickets
state: current
scope: typical_path
language: en
currency: EUR
owner: {person: Marketing lead}
review: {last: 2026-11-01, every: P1Y}
case: {gap: P30D}
sources: [{id: exit_survey, type: survey, title: Exit survey}]
personas: [{id: fan, name: The fan}]
actors: [{id: shop, kind: provider, name: Ticket company}, {id: hall, kind: partner, name: Concert hall}]
departments: [sales, support]
outcomes: [{id: done, name: Went there}]
phases:
  - {id: before, name: Before, moment: before}
  - {id: during, name: During, moment: during}
  - {id: after, name: After, moment: after}
steps:
  - {id: buy, phase: before, does: Buys a ticket, feels: {score: 1}}
"""
"""The rest of the map around each example; what a piece says itself takes the place of the same key here."""

_KEY = re.compile(r"^([a-z_-]+):", re.MULTILINE)


def example_of(rule: str) -> Example:
    """Give the example of a rule."""
    return EXAMPLES[rule]


def around(piece: str) -> str:
    """Give the text of a whole map around a piece of one."""
    mine = set(_KEY.findall(piece))
    blocks = re.split(r"^(?=[a-z_]+:)", FRAME, flags=re.MULTILINE)
    return "".join(block for block in blocks if block.partition(":")[0] not in mine) + piece
