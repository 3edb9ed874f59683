"""The reference page of the format of maps, made of its declaration."""

# ruff: noqa: E501 - the lines of the page are as long as they are

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sojourn.maps import model
from sojourn.maps.model import Entity, JourneyMap, Kind, Library, Spec, inner, kind_of, short_of, specs

NEEDS = MappingProxyType({"required": "●", "asked": "◐", "optional": "○", "derived": "◇"})

TOP = """# The format of journey maps

For those who write maps, by hand or by program: every entity and every field of `journey-map/1`, and how a file is
read. `sojourn maps schema` prints the same as a JSON Schema, and [the rules](map-rules.md) say what makes a map good.

```yaml
# yaml-language-server: $schema=journey-map-1.schema.json
format: journey-map/1
id: coffee
title: A coffee on the way to work
personas:
  - {id: commuter, name: The commuter}
phases:
  - {id: queue, name: In the queue, moment: before}
  - {id: counter, name: At the counter, moment: during}
steps:
  - {id: join, phase: queue, does: Joins the queue, feels: {score: -1, words: [impatient]}}
  - id: order
    phase: counter
    does: Orders and pays
    touchpoints:
      - {id: till, name: Till, channel: in_person, event_match: {event: order.paid}}
```

## How a file is read

A map is one file of YAML 1.2 in UTF-8, with at most 2 MiB, 16 levels and 100,000 values. The *field* decides what a value is, not
the look of the value:

| written | in a field for text | elsewhere |
|---|---|---|
| `no`, `on`, `true` | that text: `language: no` is Norwegian | `true` and `false` in a field that says whether |
| `12:30`, `1.10`, `010`, `1_000` | that text, to the letter | a decimal number in a field for numbers, `010` is 10; `1_000` is refused |
| `2026-11-01` | that text | a date in a field for dates |
| `"5"`, in quotes | 5 | refused in a field for numbers: quotes say that it is text |
| `−1` with the minus of mathematics | that text | −1 in a field for numbers |
| nothing, `~`, `null`, `""` | refused as empty: leave the key out | refused as empty |

Not read at all are tags, anchors and aliases, merge keys, a second document, directives except `%YAML 1.2`, and keys that are not
text. A key that is written twice is refused, and so is one that the format does not have; keys of your own begin with `x-` and
are kept unread. Everything that is wrong is told at once, each with its line and what would be right.

Ids are unique in a file. What names an id is looked up in the map, then in [the library](#library). Departments, segments and
systems may be named without being listed anywhere, as long as neither lists any.

### Short forms

- A list of one may be written without its brackets where the tables say *one or a list*: `feels: {score: 1}`.
- A department or a system is its id alone, a pain or a gain its text, an attribute its name, work what is done: `pains: [Too slow]`.
- In the lists of personas, segments, departments, actors, systems and sources an id alone is that of the library.
- Where a list of words is open, `{other: a word of yours}` is taken too.
- Short things are written on one line in brackets, `{id: join, phase: queue, does: Joins the queue}`, long ones a line a key.

### Conditions

`where` in a rule for events holds each property against a value; all must hold. Values are typed as YAML types them: `2` is a number, `"2"` is text.

| condition | holds when |
|---|---|
| `country: FR` | the property is that value, and of the same type |
| `country: [FR, BE]` | it is one of them |
| `attempt: {gte: 2}` with `gt`, `gte`, `lt`, `lte` | it compares so, as numbers or as times |
| `country: {not: FR}`, `{not: [FR, BE]}` | it is there, and something else |
| `coupon: {exists: true}`, `{exists: false}` | it is there, or is not |
| `path: {prefix: /shop/}` | it begins so |

A property that is not there satisfies `{exists: false}` only. `channel` is the event's channel.

### Kinds of values

| kind | means |
|---|---|
"""

BOTTOM = """## Libraries

A file `library.yaml` beside the maps holds what several of them share: `format: journey-library/1`, then the lists of the table
above. `sojourn maps shared FOLDER` says which maps take what, `sojourn maps format --bundle` writes what a map takes into it.

## Versions

The number behind the slash counts changes that older versions of Sojourn cannot read. New keys that may be left out do not raise it.
A higher number is refused; a lower one is brought up to date while it is read, and the file stays as it is until you write it.

## Canonical JSON

`sojourn.maps.to_json(map)` gives a map as data without short forms: every list a list, every rule with its list of events, whatever holds
anyway left out. The schema describes both.
"""


def page(note: str) -> str:
    """Write the page."""
    kinds = [f"| {name} | {_MEANS.get(kind) or _doc(kind)} |" for kind, name in _NAMES.items()]
    out = [note, TOP + "\n".join(kinds), "", "## Entities", ""]
    out += [
        "● the file is not read without it · ◐ checking asks for it · ○ may be left out · ◇ worked out, may be given",
        "",
    ]
    out += ["Every entity may also carry `was` (ids it had before), `note`, `image` and keys that begin with `x-`.", ""]
    for entity in _entities():
        out += _entity(entity)
    return "\n".join(out) + "\n" + BOTTOM


def _entities() -> list[type[Entity]]:
    """Give every entity, each below what holds it first."""
    found: list[type[Entity]] = []

    def add(entity: type[Entity]) -> None:
        if entity not in found:
            found.append(entity)
            for spec in specs(entity).values():
                for part in inner(spec.kind):
                    add(part)

    add(JourneyMap)
    add(Library)
    return found


def _entity(entity: type[Entity]) -> list[str]:
    """Describe an entity."""
    out = [f"### {_title(entity)}", "", _doc(entity), ""]
    short = short_of(entity)
    if short is not None:
        out += [f"Text alone is its `{short}`.", ""]
    out += ["| key | | values | default | meaning |", "|---|---|---|---|---|"]
    for key, spec in specs(entity).items():
        if key not in ("was", "note", "image"):
            need = "●" if key == "format" else NEEDS[spec.need]
            out.append(f"| `{key}` | {need} | {_values(spec.kind)} | {_default(spec)} | {spec.doc} |")
    return [*out, ""]


def _default(spec: Spec) -> str:
    """Write what holds when a field is left out."""
    if spec.key == "format" or spec.default in (None, ()):
        return ""
    return f"`{str(spec.default).lower() if isinstance(spec.default, bool) else spec.default}`"


def _values(kind: Kind) -> str:
    """Write what a field may hold."""
    return _WRITE[type(kind)](kind)


def _number(kind: Any) -> str:
    name = "whole number" if isinstance(kind, model.Whole) else "number"
    low, high = (("" if each is None else f"{each:g}".replace("-", "−")) for each in (kind.low, kind.high))
    bounds = f" {low} to {high}" if low and high else f" from {low}" if low else ""
    step = getattr(kind, "step", None)
    return name + bounds + (f", by {step:g}" if step else "")


def _many(kind: model.Many) -> str:
    item = _values(kind.item)
    size = f"list of {kind.size}: {item}" if kind.size else f"one or a list: {item}" if kind.single else f"list: {item}"
    return size + (", or `none`" if kind.none else "")


def _word(kind: model.Word) -> str:
    words = ", ".join(f"`{each}`" for each in kind.values)
    return words + (", `{other: …}`" if kind.open else "")


def _named(name: str) -> Callable[[Any], str]:
    return lambda _: name


def _title(entity: type[Entity]) -> str:
    words = kind_of(entity).replace("_", " ")
    return words[:1].upper() + words[1:]


def _doc(what: type) -> str:
    return (what.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")


_NAMES: Mapping[type, str] = MappingProxyType(
    {
        model.Text: "text",
        model.Slug: "id",
        model.Number: "number",
        model.Whole: "whole number",
        model.Flag: "`true` or `false`",
        model.Day: "date",
        model.When: "date or time",
        model.Period: "duration",
        model.Target: "number or duration",
        model.Language: "language",
        model.Currency: "currency",
        model.Where: "conditions",
    }
)

_MEANS: Mapping[type, str] = MappingProxyType(
    {
        model.Number: "A decimal number, within the bounds that the tables name.",
        model.When: "A date, or a time in RFC 3339 with its offset: `2026-11-01T09:30:00+01:00`.",
        model.Where: "[Conditions](#conditions) on properties of an event.",
    }
)

_WRITE: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        **{kind: _named(name) for kind, name in _NAMES.items()},
        model.Number: _number,
        model.Whole: _number,
        model.Ref: lambda kind: (
            "id of "
            + " or ".join(f"a {each.replace('_', ' ')}" if each[0] not in "aeiou" else f"an {each}" for each in kind.to)
        ),
        model.Word: _word,
        model.Of: lambda kind: f"[{_title(kind.entity).lower()}](#{kind_of(kind.entity).replace('_', '-')})",
        model.Many: _many,
        model.Named: lambda kind: (
            "names, each with "
            + _values(kind.item)
            + (f"; known are {', '.join(f'`{each}`' for each in kind.known)}" if kind.known else "")
        ),
    }
)
