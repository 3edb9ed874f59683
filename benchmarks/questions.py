"""The questions, in words that every engine shares, and what it means that two answers agree.

Answers are plain JSON, with events as codes (places in `world.EVENTS`):

    funnel     {"reached": [customers that got to step 1, 2, ...]}
    follows    {"edges": [[from, to, count, mean seconds], ...]}, sorted by codes
    variants   {"distinct": n, "top": [[customers, [codes]], ...]}, the most frequent first
    retention  {"cells": [[cohort, period, customers], ...]}, cohort counted in weeks from 2018-01-01, no empty cells

    last, linear, markov    {"channels": [[channel, conversions], ...]}; those without any may lack. One that simulates
                            says how near it comes: {"within": share of all conversions}
    survival                {"waits": n, "reached": n, "shares": [[seconds, share that got there], ...]}

and of `alignment.py`, which puts questions of its own:

    conformance  {"costs": [[cost, cases], ...]}, sorted
    fits         {"conforming": n}

Ties are read in recorded order everywhere.
"""

from typing import Any

DAY_US = 86_400_000_000
WEEK_US = 7 * DAY_US
MONDAY_US = 1_514_764_800_000_000  # 2018-01-01T00:00:00Z, a Monday; no event of a world is earlier

STEPS = (0, 1, 2, 3, 4)
WITHIN_US = 7 * DAY_US
TOP = 100
START = 0  # retention: born with the first event 0, back with any event 0
PERIODS = 12

STARTED, CONVERSION = "site.visited", "order.paid"
AT_SECONDS = (0, 3_600, 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400)
"""Survival: from the first of the one to the next of the other, read at these times."""

Answer = dict[str, Any]


def differences(question: str, one: Answer, other: Answer) -> list[str]:
    """Say where two answers differ: whole numbers exactly, others beyond one part in 1e9.

    Variants equally frequent as the last one shown may be shown or not, so below that count only counts are compared.
    """
    if question in ("last", "linear", "markov"):
        return _channels(one, other)
    if question == "survival":
        return _curve(one, other)
    if question == "follows":
        return _edges(one["edges"], other["edges"])
    if question == "variants":
        found = [] if one["distinct"] == other["distinct"] else [f"distinct {one['distinct']} and {other['distinct']}"]
        counts = [[count for count, _ in answer["top"]] for answer in (one, other)]
        if counts[0] != counts[1]:
            found.append("the counts of the top variants differ")
        elif counts[0]:
            last = counts[0][-1] if len(counts[0]) >= TOP else 0
            sure = [sorted((n, tuple(path)) for n, path in answer["top"] if n > last) for answer in (one, other)]
            found += ["the top variants differ"] if sure[0] != sure[1] else []
        return found
    key = {"funnel": "reached", "conformance": "costs", "fits": "conforming"}.get(question, "cells")
    first, second = one[key], other[key]
    if question == "retention":
        first, second = sorted(map(tuple, first)), sorted(map(tuple, second))
    return [] if first == second else [f"{key}: {str(first)[:200]} and {str(second)[:200]}"]


def _edges(one: list[list[float]], other: list[list[float]]) -> list[str]:
    first, second = ({(a, b): (n, mean) for a, b, n, mean in edges} for edges in (one, other))
    found = [f"only one has edge {edge}" for edge in sorted(first.keys() ^ second.keys())]
    for edge in first.keys() & second.keys():
        (count, mean), (count2, mean2) = first[edge], second[edge]
        if count != count2:
            found.append(f"edge {edge} counted {count} and {count2}")
        elif abs(mean - mean2) > 1e-9 * max(abs(mean), abs(mean2), 1e-6):
            found.append(f"edge {edge} takes {mean!r} and {mean2!r} seconds")
    return found


def _channels(one: Answer, other: Answer) -> list[str]:
    first, second = ({name: many for name, many in answer["channels"] if many} for answer in (one, other))
    near = max(one.get("within", 1e-9), other.get("within", 1e-9)) * max(sum(first.values()), 1e-6)
    found = [f"only one has channel {name}" for name in sorted(first.keys() ^ second.keys())]
    return found + [
        f"{name} gets {first[name]!r} and {second[name]!r}"
        for name in sorted(first.keys() & second.keys())
        if abs(first[name] - second[name]) > near
    ]


def _curve(one: Answer, other: Answer) -> list[str]:
    found = [f"{key}: {one[key]} and {other[key]}" for key in ("waits", "reached") if one[key] != other[key]]
    for (time, share), (_, same) in zip(one["shares"], other["shares"], strict=True):
        if abs(share - same) > 1e-9:
            found.append(f"after {time} s {share!r} and {same!r}")
    return found
