"""Hints of an import, worded for a question that reads a file where it lies and has fewer options."""

import re

_COLUMNS = re.compile(r"--(customer|time|event|channel)\b(?!-)")
_OPTION = re.compile(r"(--[a-z][a-z-]*)( \"[^\"]*\"| [^\s;,]+)?")
_KNOWN = frozenset(
    ("--customer-column", "--time-column", "--event-column", "--channel-column", "--time-unit", "--time-zone")
)
_NAMED = ", or --event-name NAME if every row is the same event"
_NOTHING = "; nothing was imported"


def for_question(hint: str, file: str) -> str:
    """Name the options that a question has; for what only an import can be told, say so and how to import.

    Args:
        file: what was asked where it lies.
    """
    bring = f"sojourn import {file} --workspace DIR"
    hint = _COLUMNS.sub(r"--\1-column", hint).replace("--zone ", "--time-zone ")
    if _NAMED in hint:
        return hint.replace(_NAMED, f"; if every row is the same event, import it: {bring} --event-name NAME")
    first, cut, rest = hint.partition(_NOTHING)
    foreign = [option + value for option, value in _OPTION.findall(first) if option not in _KNOWN]
    if foreign:
        return f"a question cannot be told that, an import can: {bring}, with {' or '.join(foreign)}"
    if cut and "--tolerance" in rest:
        return f"{first}; or import the good rows: {bring} --tolerance 1"
    return first
