"""A map of one desk at which customers ask, and are asked how it was."""

import textwrap

_DESK = """
format: journey-map/1
id: desk
title: A desk
personas: [{id: one, name: One}]
outcomes: [{id: back, name: Comes back, good: true, event_match: {event: came.back}}]
phases: [{id: here, name: Here, moment: during}]
steps:
  - id: ask
    phase: here
    does: Asks
    touchpoints: [{id: counter, name: Counter, event_match: {event: asked}}]
    metrics: {satisfaction: {metric: csat, question: QUESTION, target: 0.8}}
"""


def desk(question: str, more: str = "") -> str:
    """Write the map.

    Args:
        question: that which measures satisfaction with asking.
        more: further lines of the step, and steps after it, as they stand below `steps`.
    """
    return _DESK.replace("QUESTION", question) + textwrap.indent(textwrap.dedent(more).lstrip("\n"), "  ")
