"""From nodes to a map: every entity by its declaration, every mistake collected with its place."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from ..findings import Finding, MapRefused
from ..model import (
    CHANNELS,
    Entity,
    Kind,
    Library,
    Many,
    Named,
    Of,
    Other,
    Path,
    Place,
    Ref,
    Slug,
    Spec,
    Text,
    Where,
    Word,
    identity,
    kind_of,
    short_of,
    specs,
)
from ..model.references import ANYTHING
from .conditions import read_conditions
from .messages import a, brief, either, label, near, odd_space, owners, said
from .nodes import MOST_FINDINGS, Node
from .references import SHARED, References
from .scalars import core, is_slug
from .values import Wrong, read_scalar, shown

MISSING = object()
"""What a field gets whose value was refused."""


class Reading:
    """One file on its way from nodes to entities.

    Attributes:
        findings: what was found so far.
        places: where everything stands that was read.
        references: which ids there are, and which are asked for.
    """

    def __init__(self, file: str | None = None, library: Library | None = None) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.places: dict[Path, Place | None] = {}
        self.references = References(self.error, library)

    def error(self, rule: str, place: Place | None, path: Path, message: str, hint: str | None = None) -> None:
        """Note something that refuses the file."""
        self.findings.append(
            Finding(rule=rule, severity="error", message=message, hint=hint, path=path, place=place, file=self.file)
        )
        if len(self.findings) >= MOST_FINDINGS:
            raise MapRefused(self.findings)

    def entity(self, what: type[Entity], node: Node, path: Path, name: str) -> Any:
        """Read an entity; required fields that are not there, or wrong, are None in it.

        Args:
            name: what messages call it: `step 'buy'`.
        """
        self.places.setdefault(path, node.place)
        short = short_of(what)
        if node.kind == "scalar" and short is not None and not _like_a_pair(node, what):
            spec = specs(what)[short]
            value = self.field(spec, node, (*path, short), name)
            return MISSING if value is MISSING else self._known(what(**{spec.name: value}), node, path)
        if node.kind != "map":
            return self._not_an_entity(what, node, path, name)
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        refused: set[str] = set()
        fields = specs(what)
        for key, key_node, value_node in self.keys(node, path, name):
            if key.startswith("x-"):
                extra[key] = self.unread(value_node, (*path, key), name)
            elif key in fields:
                self.places[*path, key] = key_node.place
                value = self.field(fields[key], value_node, (*path, key), name)
                if value is MISSING:
                    refused.add(key)
                else:
                    values[fields[key].name] = value
            else:
                refused.add(self._unknown(what, key, key_node, value_node, (*path, key), name))
        for key, spec in fields.items():
            if spec.need == "required" and key not in refused and values.get(spec.name, ()) == ():
                self.error("M003", node.place, path, f"{name} has no '{key}'", f"add {key}: {_small(spec.doc)}")
            if spec.need == "required":
                values.setdefault(spec.name, None)
        if extra:
            values["extra"] = MappingProxyType(extra)
        return self._known(what(**values), node, path)

    def _known(self, entity: Entity, node: Node, path: Path) -> Entity:
        """Note the id of what was read."""
        name = identity(entity)
        if name is not None:
            self.references.add(kind_of(entity), name, path, node.place)
        return entity

    def field(self, spec: Spec, node: Node, path: Path, name: str) -> Any:
        """Read the value of a field."""
        return self.value(spec.kind, node, path, spec.key, name)

    def value(self, kind: Kind, node: Node, path: Path, key: str, name: str) -> Any:
        """Read a value of a kind; MISSING when it was refused, and said so."""
        if node.kind == "alias":
            return MISSING
        if node.empty or (node.kind == "scalar" and not node.text.strip()):
            self.error("M004", node.place, path, f"'{key}' of {name} is empty", "write a value, or leave the key out")
            return MISSING
        if isinstance(kind, Many):
            return self._many(kind, node, path, key, name)
        if isinstance(kind, Named):
            return self._named(kind, node, path, key, name)
        if isinstance(kind, Of):
            return self.entity(kind.entity, node, path, _part(kind_of(kind.entity), name))
        if isinstance(kind, Where):
            return read_conditions(self, node, path, key, name)
        if isinstance(kind, Word) and kind.open and node.kind == "map":
            return self._other(node, path, key, name)
        if node.kind != "scalar":
            wanted = "text" if isinstance(kind, Text) else "one value"
            said_ = "a list" if node.kind == "list" else "keys and values"
            hint = "put quotes round text that begins with a bracket" if node.flow and wanted == "text" else None
            self.error("M004", node.place, path, f"'{key}' of {name} is {said_}, where {wanted} belongs", hint)
            return MISSING
        if isinstance(kind, Word) and kind.values == CHANNELS and node.text in self.references.channels:
            return Other(node.text)
        try:
            value = read_scalar(kind, node)
        except Wrong as wrong:
            self.error("M004", node.place, path, f"{key} {wrong.message}", wrong.hint)
            return MISSING
        if isinstance(kind, Ref):
            self.references.ask(kind.to, value, path, node.place, key)
        elif isinstance(kind, Slug) and key == "about":
            self.references.ask(ANYTHING, value, path, node.place, key)
        return value

    def _many(self, kind: Many, node: Node, path: Path, key: str, name: str) -> Any:
        """Read a list, or one item where that will do."""
        if kind.none and node.kind == "scalar" and node.text == "none":
            return ()
        if node.kind != "list":
            if not kind.single:
                self.error(
                    "M004", node.place, path, f"'{key}' of {name} is not a list", "begin each item with '- '"
                )  # fmt: skip
                return MISSING
            items = [node]
        else:
            items = node.items
        values = [self._item(kind.item, each, path, place, key, name) for place, each in enumerate(items)]
        if any(each is MISSING for each in values):
            return MISSING
        if kind.size is not None and len(values) != kind.size:
            self.error("M004", node.place, path, f"'{key}' of {name} has {len(values)} items; {kind.size} are wanted")
            return MISSING
        return tuple(values)

    def _item(self, kind: Kind, node: Node, path: Path, place: int, key: str, name: str) -> Any:
        """Read an item of a list."""
        if not isinstance(kind, Of):
            self.places[*path, place] = node.place
            return self.value(kind, node, (*path, place), key, name)
        what = kind.entity
        if node.empty:
            self.error("M004", node.place, (*path, place), f"item {place + 1} of '{key}' is empty", "remove it")
            return MISSING
        if node.kind == "scalar" and kind_of(what) in SHARED and is_slug(node.text):
            shared = self.references.shared(kind_of(what), node.text)
            if shared is not None:
                self.places[*path, node.text] = node.place
                self.references.add(kind_of(what), node.text, (*path, node.text), node.place)
                self.references.ask_for(shared, (*path, node.text), node.place)
                return shared
            if short_of(what) is None:
                meant = near(node.text, self.references.listed(kind_of(what)))
                self.error(
                    "M006", node.place, (*path, place),
                    f"{said(kind_of(what))} '{brief(node.text)}' is not in {self.references.where()}",
                    f"did you mean '{meant}'?" if meant else "write it out here, or put it into the library",
                )  # fmt: skip
                return MISSING
        ident = _ident(what, node)
        step: str | int = ident if ident is not None else place
        return self.entity(what, node, (*path, step), label(kind_of(what), ident, place, name))

    def _named(self, kind: Named, node: Node, path: Path, key: str, name: str) -> Any:
        """Read a mapping from names to things."""
        if node.kind != "map":
            self.error(
                "M004", node.place, path, f"'{key}' of {name} is not names and what they mean",
                f"write {key}: {{{kind.known[0] if kind.known else 'name'}: …}}",
            )  # fmt: skip
            return MISSING
        values = {}
        for each, key_node, value_node in self.keys(node, path, name):
            here = (*path, each)
            self.places[here] = key_node.place
            if not is_slug(each):
                meant = near(each, kind.known)
                self.error(
                    "M004", key_node.place, here, f"'{brief(each)}' in '{key}' of {name} is not an id",
                    f"did you mean '{meant}'?" if meant else None,
                )  # fmt: skip
                continue
            if isinstance(kind.item, Of) and value_node.kind == "map":
                inside = f"{said(kind_of(kind.item.entity))} '{each}' of {name}"
                value = self.entity(kind.item.entity, value_node, here, inside)
            else:
                value = self.value(kind.item, value_node, here, each, name)
            if value is not MISSING:
                values[each] = value
        return MappingProxyType(values)

    def _other(self, node: Node, path: Path, key: str, name: str) -> Any:
        """Read `{other: text}`."""
        pairs = list(self.keys(node, path, name))
        if [each for each, _, _ in pairs] != ["other"]:
            self.error("M004", node.place, path, f"'{key}' of {name} is not a word", "write {other: …} for your own")
            return MISSING
        value = self.value(Text(), pairs[0][2], (*path, "other"), "other", name)
        return MISSING if value is MISSING else Other(value)

    def keys(self, node: Node, path: Path, name: str) -> Iterator[tuple[str, Node, Node]]:
        """Give the keys of a mapping with their values; keys that are not text, or written twice, are said and left."""
        seen: dict[str, int] = {}
        for key, value in node.pairs:
            if key.kind == "alias":
                continue
            if key.kind != "scalar":
                self.error("M007", key.place, path, f"a key of {name} is not text", "write a name")
            elif key.text == "<<" and not key.style:
                self.error("M007", key.place, path, "merge key '<<' is not read", "write out what it stands for")
            elif not isinstance(core(key), str):
                written = f"key '{brief(key.text)}' is not text" if key.text else "a key is missing before ':'"
                hint = "put quotes round it, or give it another name"
                if value.empty and node.flow and core(key) is not None:
                    hint = "a comma ends a value in brackets: put quotes round text with commas, write 0.5 for 0,5"
                self.error("M007", key.place, path, written, hint)
            elif key.text in seen:
                self.error(
                    "M002", key.place, (*path, key.text),
                    f"key '{brief(key.text)}' of {name} is written twice, at lines {seen[key.text]} and {key.line}",
                    "keep one of them",
                )  # fmt: skip
            else:
                seen[key.text] = key.line
                yield key.text, key, value

    def unread(self, node: Node, path: Path, name: str) -> Any:
        """Keep what stands under a key that begins with `x-`: plain data, typed as YAML 1.2 types it."""
        if node.kind == "list":
            return tuple(self.unread(each, (*path, place), name) for place, each in enumerate(node.items))
        if node.kind == "map":
            return MappingProxyType(
                {key: self.unread(value, (*path, key), name) for key, _, value in self.keys(node, path, name)}
            )
        return core(node)

    def _not_an_entity(self, what: type[Entity], node: Node, path: Path, name: str) -> Any:
        """Say what was found where keys and values belong."""
        found = "a list" if node.kind == "list" else shown(node)
        if node.kind != "alias":
            if node.kind == "scalar" and _like_a_pair(node, what):
                key, _, rest = node.text.partition(":")
                self.error(
                    "M002",
                    node.place,
                    path,
                    f"a space is missing after ':' in '{brief(node.text)}'",
                    f"write '{brief(key)}: {brief(rest)}'",
                )
            else:
                needed = [key for key, spec in specs(what).items() if spec.need == "required"]
                hint = f"write {{{', '.join(f'{key}: …' for key in needed)}}}" if needed else None
                if not path and "format" in specs(what):
                    rest = either(needed, last="and")
                    hint = f"begin with 'format: {specs(what)['format'].default}', and go on with {rest}"
                self.error("M004", node.place, path, f"{name} is {found}, where keys and values belong", hint)
        return MISSING

    def _unknown(self, what: type[Entity], key: str, node: Node, value: Node, path: Path, name: str) -> str:
        """Say that a key is not one of the entity's; give the one that may have been meant, or nothing."""
        kind = kind_of(what)
        head, colon, rest = key.partition(":")
        if colon and value.empty and not node.style:
            hint = f"write '{brief(head)}: {brief(rest.strip())}'"
            odd = odd_space(rest[:1])
            wrong = f"{odd} stands after ':'" if odd else "a space is missing after ':'"
            self.error("M002", node.place, path, f"{wrong} in '{brief(key)}' of {name}", hint)
            return head
        meant = near(key, specs(what))
        others = [] if meant else owners(key, what)
        if others:
            belongs = either([a(each) for each in others[:3]])
            self.error("M002", node.place, path, f"'{key}' belongs to {belongs}, not to {a(kind)}")
            return ""
        hint = (
            f"did you mean '{meant}'?" if meant else f"{a(kind)} has {', '.join(specs(what))}; own keys begin with x-"
        )
        self.error("M002", node.place, path, f"unknown key '{brief(key)}' in {name}", hint)
        return meant or ""


def _ident(what: type[Entity], node: Node) -> str | None:
    """Give the id that an entity has in the file, when it is one."""
    if node.kind == "scalar":
        return node.text if short_of(what) == "id" and is_slug(node.text) else None
    key = "case" if kind_of(what) == "lived_case" else "id"
    if key not in specs(what) or node.kind != "map":
        return None
    found = node.get(key)
    return found.text if found is not None and found.kind == "scalar" and is_slug(found.text) else None


def _like_a_pair(node: Node, what: type[Entity]) -> bool:
    """Tell whether text is a key of the entity with its value, but without the space between."""
    key, colon, rest = node.text.partition(":")
    return not node.style and bool(colon) and key in specs(what) and not rest.startswith(" ")


def _part(kind: str, name: str) -> str:
    """Name a part that has no id of its own: `owner`, `choice of step 'buy'`."""
    return said(kind) if name in ("the map", "the library") else f"{said(kind)} of {name}"


def _small(text: str) -> str:
    """Begin a sentence with a small letter and leave its full stop out, as hints are written."""
    return text[:1].lower() + text[1:].rstrip(".")
