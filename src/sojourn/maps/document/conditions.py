"""Conditions on properties of events, as `where` writes them."""

from collections.abc import Iterator
from typing import Any, Protocol, cast

from sojourn.core.expectation import Condition, Operator, Scalar

from ..model import Path, Place
from . import scalars
from .messages import brief, near
from .nodes import Node
from .values import shown

OPERATORS = ("gt", "gte", "lt", "lte", "not", "exists", "prefix")
_ORDERED = ("gt", "gte", "lt", "lte")


class Reader(Protocol):
    """Who reads the file: it keeps places, and notes what is wrong."""

    places: dict[Path, Place | None]

    def error(self, rule: str, place: Place | None, path: Path, message: str, hint: str | None = None) -> None:
        """Note something that refuses the file."""

    def keys(self, node: Node, path: Path, name: str) -> Iterator[tuple[str, Node, Node]]:
        """Give the keys of a mapping with their values."""


def read_conditions(reading: Reader, node: Node, path: Path, key: str, name: str) -> tuple[Condition, ...]:
    """Read `{property: condition}`; what is refused is said and left out.

    A value is typed by YAML 1.2: `2` is a number, `"2"` and `1_000` are text, `true` is a truth value.
    """
    found: list[Condition] = []
    if node.kind != "map":
        reading.error(
            "M004", node.place, path, f"'{key}' of {name} is not properties and conditions",
            "write for example {country: FR}",
        )  # fmt: skip
        return ()
    for property_, key_node, value in reading.keys(node, path, name):
        here = (*path, property_)
        reading.places[here] = key_node.place
        if value.kind != "map":
            found += _condition(reading, property_, "is", value, here)
            continue
        if not value.pairs:
            reading.error("M004", value.place, here, f"the condition on '{brief(property_)}' is empty", "write a value")
        for operator, operator_node, operand in reading.keys(value, here, name):
            if operator in OPERATORS:
                found += _condition(reading, property_, cast(Operator, operator), operand, (*here, operator))
                continue
            meant = near(operator, OPERATORS)
            reading.error(
                "M002", operator_node.place, (*here, operator),
                f"unknown condition '{brief(operator)}' on '{brief(property_)}'",
                f"did you mean '{meant}'?" if meant else f"there are {', '.join(OPERATORS)}, a value and a list",
            )  # fmt: skip
    return tuple(found)


def _condition(reading: Reader, property_: str, operator: Operator, node: Node, path: Path) -> list[Condition]:
    """Read what a property is held against."""
    many = operator in ("is", "not") and node.kind == "list"
    nodes = node.items if many else [node]
    if not nodes:
        reading.error(
            "M004", node.place, path, f"the list of values for '{brief(property_)}' is empty", "write a value"
        )
    values = [_operand(reading, property_, operator, each, path) for each in nodes]
    if not values or any(each is None for each in values):
        return []
    return [Condition(property_, operator, tuple(cast("list[Scalar]", values)))]


def _operand(reading: Reader, property_: str, operator: Operator, node: Node, path: Path) -> Scalar | None:
    """Read one value; None when it was refused, and said so."""
    if node.kind == "alias":
        return None
    value: Any = scalars.core(node) if node.kind == "scalar" else None
    wrong, hint = "", None
    if node.kind != "scalar":
        wrong = "is a list" if node.kind == "list" else "is keys and values"
    elif value is None:
        wrong, hint = "is empty", "write a value, or {exists: false}"
    elif not scalars.finite(node):
        wrong, hint = f"{shown(node)} is no number", "put quotes round it, if it is text"
    elif operator == "prefix":
        value = node.text
    elif operator == "exists" and not isinstance(value, bool):
        wrong = f"{shown(node)} is not true or false"
    elif operator in _ORDERED and isinstance(value, bool):
        wrong = f"{shown(node)} is not a number or a time"
    elif operator in _ORDERED and isinstance(value, str) and not (scalars.is_day(value) or scalars.is_time(value)):
        wrong, hint = f"{shown(node)} is not a number or a time", "write for example 2 or 2026-11-01T09:30:00Z"
    elif isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        wrong = "holds half a character (a lone surrogate)"
    if wrong:
        where = "the condition" if operator == "is" else f"'{operator}'"
        reading.error("M004", node.place, path, f"{where} on '{brief(property_)}' {wrong}", hint)
        return None
    return cast(Scalar, value)
