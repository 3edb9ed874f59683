"""Versions of the format: later ones are refused, older ones brought up to the present one in memory."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from .compose import Composing
from .messages import brief
from .nodes import Node

Upgrade = Callable[[Node], Node]
"""A pure function from the nodes of one version to those of the next; nodes that stay keep their places."""

Upgrades = Mapping[str, Mapping[int, Upgrade]]
"""By kind of file, the step that leads on from each version. Files change only when somebody asks."""

UPGRADES: Upgrades = MappingProxyType({"journey-map": MappingProxyType({}), "journey-library": MappingProxyType({})})
"""There is one version of either so far."""

_FORMAT = re.compile(r"([a-z-]+)/(0|[1-9][0-9]{0,5})")


def at_present(composing: Composing, node: Node, wanted: str, upgrades: Upgrades = UPGRADES) -> Node:
    """Give the nodes of a file as the present version has them.

    Args:
        wanted: the present version, such as `journey-map/1`.

    Raises:
        MapRefused: M008: it is of a later version, of one that nothing leads on from, or something else altogether.
    """
    if node.kind != "map":
        return node
    found = node.get("format")
    if found is None:
        what = wanted.partition("/")[0].removeprefix("journey-")
        composing.error("M003", node.place, f"the {what} has no 'format'", f"begin with 'format: {wanted}'")
        node.pairs.insert(0, (_scalar(node, "format"), _scalar(node, wanted)))
        return node
    if found.kind != "scalar" or found.empty or found.text == wanted:
        return node
    kind, _, major = wanted.partition("/")
    match = _FORMAT.fullmatch(found.text)
    if match is not None and match[1] == kind and int(match[2]) > int(major):
        raise composing.refuse(
            "M008", found.place, f"{found.text} is newer than {major}, the version read here", "upgrade Sojourn"
        )
    way = _way(kind, int(match[2]), int(major), upgrades) if match is not None and match[1] == kind else None
    if way is None:
        raise composing.refuse("M008", found.place, f"format '{brief(found.text)}' is not {wanted}", f"write {wanted}")
    for upgrade in way:
        node = upgrade(node)
    pairs = [(key, replace(value, text=wanted) if key.text == "format" else value) for key, value in node.pairs]
    return replace(node, pairs=pairs)


def _way(kind: str, found: int, wanted: int, upgrades: Upgrades) -> list[Upgrade] | None:
    """Give the steps from one version to another; None when one of them is missing."""
    steps = [upgrades.get(kind, {}).get(major) for major in range(found, wanted)]
    return None if None in steps else [each for each in steps if each is not None]


def _scalar(node: Node, text: str) -> Node:
    return Node("scalar", node.start, node.start, node.line, node.column, text=text)
