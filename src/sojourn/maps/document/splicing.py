"""Change the text of a map where the map has changed, and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.errors import Conflict

from ..findings import MapRefused
from ..model import Entity, JourneyMap, Kind, Library, Many, Named, Of, Where, specs
from .compose import Composing
from .nodes import Node
from .parsing import parse_map
from .plain import conditions, plain, shaped, thawed
from .same import paired, same, unset
from .scalar_text import literal, quoted, scalar, single_quoted
from .spans import Child, Spans, TooHard
from .writing import beside, block, flow, item, pair, write_map


@dataclass(frozen=True, slots=True)
class Spliced:
    """A text that has followed its map.

    Attributes:
        text: the text.
        whole: whether all of it had to be written anew, and its comments are lost.
    """

    text: str
    whole: bool


def rewrite(text: str, before: JourneyMap, after: JourneyMap, *, library: Library | None = None) -> str:
    """Give the text of a map after a change: only what changed is written anew, all else stays to the letter.

    Args:
        text: the text of the map before.
        before: what the text says.
        after: what it is to say.
        library: what the text was read with.

    Raises:
        Conflict: the text does not say what `before` says; someone else has changed it.
        InvalidInput: `after` holds what no file can say.
    """
    return splice(text, before, after, library=library).text


def splice(text: str, before: JourneyMap, after: JourneyMap, *, library: Library | None = None) -> Spliced:
    """Do as `rewrite`, and tell whether the whole text had to be written anew."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    bare = text.removeprefix("\ufeff")
    if not same(parse_map(bare, library=library), before):
        raise Conflict(
            "the text does not say what the map said before the change",
            code="map-changed",
            hint="read the map again, and make the change again",
        )
    if same(before, after):
        return Spliced(text, False)
    node = Composing().compose(bare)
    assert node is not None
    written = node.get("format")
    if written is None or written.text != after.format:
        return Spliced(mark + write_map(after), True)
    for splicing in (Splicing(bare), _InPieces(bare)):
        try:
            made = splicing.whole(node, before, after)
            if same(parse_map(made, library=library), after):
                return Spliced(mark + made, False)
        except (TooHard, MapRefused):
            continue
    return Spliced(mark + write_map(after), True)


class Splicing:
    """One text with one change on its way into it."""

    def __init__(self, text: str) -> None:
        self.spans = Spans(text)
        self.text = text

    def whole(self, node: Node, before: JourneyMap, after: JourneyMap) -> str:
        """Give the whole text after the change."""
        changed = self.entity(node, before, after)
        end = node.end if node.flow else self.spans.eol(node.end)
        return self.text[: node.start] + changed + self.text[end:]

    def value(self, kind: Kind, node: Node, old: Any, new: Any, flowing: bool) -> str | None:
        """Give the text of a value after a change; None when it has to be written anew."""
        if isinstance(kind, Of) and node.kind == "map":
            return self.entity(node, old, new)
        if isinstance(kind, Many) and node.kind == "list" and new:
            return self.items(kind.item, node, old, new)
        if isinstance(kind, Many) and node.kind != "list" and len(old) == len(new) == 1:
            return self.value(kind.item, node, old[0], new[0], flowing)
        if isinstance(kind, Named) and node.kind == "map" and new:
            return self.named(kind.item, node, old, new)
        if isinstance(kind, Where) and node.kind == "map":
            return self.data(node, conditions(old), conditions(new), flowing)
        return None

    def entity(self, node: Node, old: Entity, new: Entity) -> str:
        """Give the text of an entity after a change."""
        fields = specs(type(new))
        order = {key: place for place, key in enumerate(fields)}
        was = {key: getattr(old, spec.name) for key, spec in fields.items()} | dict(old.extra)
        now = {key: getattr(new, spec.name) for key, spec in fields.items()} | dict(new.extra)
        plan: list[tuple[int | None, str]] = []
        places: list[int] = []
        for place, ((key, _), child) in enumerate(zip(node.pairs, self.spans.children(node), strict=True)):
            name = key.text
            kind = fields[name].kind if name in fields else None
            if name not in now or (kind is not None and unset(kind, now[name])):
                continue
            if kind is None:
                written = self.child(child, None, thawed(was[name]), thawed(now[name]), node.flow)
            else:
                written = self.child(child, kind, was[name], now[name], node.flow, name, new)
            plan.append((place, written))
            places.append(order.get(name, len(order)))
        there = {key.text for key, _ in node.pairs}
        for name, value in now.items():
            kind = fields[name].kind if name in fields else None
            added = name not in there and not (name in was and same(was[name], value))
            if added and not (kind is not None and unset(kind, value)):
                data = thawed(value) if kind is None else shaped(new, name, value)
                mine = order.get(name, len(order))
                nearest = max((each for each in places if each <= mine), default=None)
                at = 0 if nearest is None else len(places) - places[::-1].index(nearest)
                at = len(places) if all(each <= mine for each in places) else at
                plan.insert(at, (None, self.new_pair(node, name, data)))
                places.insert(at, mine)
        return self.spans.rebuilt(node, plan)

    def items(self, kind: Kind, node: Node, old: tuple[Any, ...], new: tuple[Any, ...]) -> str:
        """Give the text of a list after a change."""
        children = self.spans.children(node)
        plan: list[tuple[int | None, str]] = []
        for index, value in zip(paired(old, new), new, strict=True):
            if index is not None and index < len(children):
                plan.append((index, self.child(children[index], kind, old[index], value, node.flow)))
            elif index is None or not same(old[index], value):
                plan.append((None, self.new_item(node, _data(value))))
        return self.spans.rebuilt(node, plan)

    def named(self, kind: Kind, node: Node, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        """Give the text of names and what they mean after a change."""
        plan: list[tuple[int | None, str]] = []
        for place, ((key, _), child) in enumerate(zip(node.pairs, self.spans.children(node), strict=True)):
            if key.text in new:
                plan.append((place, self.child(child, kind, old[key.text], new[key.text], node.flow)))
        there = {key.text for key, _ in node.pairs}
        plan += [(None, self.new_pair(node, name, _data(each))) for name, each in new.items() if name not in there]
        return self.spans.rebuilt(node, plan)

    def data(self, node: Node, old: Any, new: Any, flowing: bool) -> str | None:
        """Give the text of plain data after a change; None when it has to be written anew."""
        if node.kind != "map" or not isinstance(old, dict) or not isinstance(new, dict) or not new:
            return None
        kept = [key.text for key, _ in node.pairs if key.text in new]
        if [name for name in new if name in kept] != kept:
            return None
        places = {key.text: place for place, (key, _) in enumerate(node.pairs)}
        children = self.spans.children(node)
        plan: list[tuple[int | None, str]] = []
        for name, value in new.items():
            place = places.get(name)
            if place is None:
                plan.append((None, self.new_pair(node, name, value)))
            else:
                plan.append((place, self.child(children[place], None, old[name], value, node.flow)))
        return self.spans.rebuilt(node, plan)

    def child(
        self,
        child: Child,
        kind: Kind | None,
        old: Any,
        new: Any,
        flowing: bool,
        key: str = "",
        of: Entity | None = None,
    ) -> str:
        """Give the text of a child of a list or mapping after a change."""
        if same(old, new):
            return self.text[child.begin : child.end]
        node = child.value
        changed = self.data(node, old, new, flowing) if kind is None else self.value(kind, node, old, new, flowing)
        if changed is not None:
            tail = "" if not flowing and node.kind in ("list", "map") and not node.flow else self.spans.tail(child)
            return self.spans.head(child) + changed + tail
        data = new if kind is None else (shaped(of, key, new) if of is not None else _data(new))
        return self.anew(child, data, flowing)

    def anew(self, child: Child, data: Any, flowing: bool) -> str:
        """Write a child anew behind its dash or its key."""
        node, head, tail = child.value, self.spans.head(child), self.spans.tail(child)
        if flowing:
            return head + (self.scalar(node, data, True) if node.kind == "scalar" else flow(data)) + tail
        column = self.spans.column(child.begin) + 2
        stacked = node.kind in ("list", "map") and not node.flow
        mark = head.rstrip() if not stacked else head[: head.index("-") + 1] if head[0] == "-" else self._key(child)
        if node.kind == "scalar" and not isinstance(data, dict | list):
            return head + self.scalar(node, data, False, column) + tail
        lead = self.spans.column(child.begin) + len(mark) + 1
        written = scalar(data) if not isinstance(data, dict | list) else beside(data, lead)
        if written is not None:
            return f"{mark} {written}" + ("" if stacked else tail)
        lines = self.spans.newline.join(block(data, column))
        if mark == "-":
            return f"- {lines}"
        return f"{mark}{'' if stacked else tail}{self.spans.newline}{' ' * column}{lines}"

    def _key(self, child: Child) -> str:
        """Give the key of a child with its colon."""
        head = self.spans.head(child)
        for end in range(len(head), 0, -1):
            if head[end - 1] == ":" and not head[end:].split("#")[0].strip():
                return head[:end]
        raise TooHard

    def scalar(self, node: Node, data: Any, flowing: bool, indent: int = 0) -> str:
        """Write a scalar in the place of another, in its style where that can be."""
        if not isinstance(data, str):
            return flow(data) if isinstance(data, dict | list) else scalar(data)
        if node.style == '"':
            return quoted(data)
        if node.style == "'":
            return single_quoted(data) or quoted(data)
        found = None if flowing else literal(data, indent)
        return scalar(data, flow=flowing) if found is None else found.replace("\n", self.spans.newline)

    def new_pair(self, node: Node, key: str, data: Any) -> str:
        """Write a key with its value for a mapping."""
        if node.flow:
            return f"{scalar(key, flow=True)}: {flow(data)}"
        indent = self.spans.column(node.start)
        return self.spans.newline.join(pair(key, data, indent))[indent:].replace("\n", self.spans.newline)

    def new_item(self, node: Node, data: Any) -> str:
        """Write an item for a list."""
        if node.flow:
            return flow(data)
        indent = self.spans.column(node.start)
        return "\n".join(item(data, indent))[indent:].replace("\n", self.spans.newline)


class _InPieces(Splicing):
    """A text in which each key of the map that has changed is written anew as a whole."""

    def value(self, kind: Kind, node: Node, old: Any, new: Any, flowing: bool) -> str | None:
        """Have every value written anew."""
        return None

    def data(self, node: Node, old: Any, new: Any, flowing: bool) -> str | None:
        """Have every value written anew."""
        return None


def _data(value: Any) -> Any:
    """Give a value in its short form, as plain data."""
    return plain(value, short=True) if isinstance(value, Entity) else shaped(None, "", value)
