"""Read object-centric event logs (OCEL 2.0, JSON): every event of a customer becomes a row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sojourn.core.errors import InvalidInput
from sojourn.core.synonyms import SYNONYMS, simple

from .items import Item, Number, as_text, batches, inspection, put
from .json_stream import walk
from .model import SAMPLE_ROWS, FileKind, Inspection, Refusal
from .refusals import unreadable
from .source import Source

NOT_KEPT = "attributes of objects, and how they changed, are not kept; events, their attributes and objects are"


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of a log: the type of each, and the customers each is directly related to."""

    types: dict[str, str]
    customers: dict[str, tuple[str, ...]]


def inspect(source: Source, *, customer_type: str | None) -> Inspection:
    """Look at the object types and the first events.

    Raises:
        InvalidInput: no object type, or more than one, could be the customer.
    """
    chosen, note = _customer_type(source, customer_type)
    first = next(batches(islice(records(source, chosen), SAMPLE_ROWS + 1), size=SAMPLE_ROWS + 1), None)
    return inspection(source, FileKind.OCEL, first, notes=(note, NOT_KEPT), customer_type=chosen)


def read_objects(source: Source, customer_type: str) -> Objects:
    """Read all objects; memory grows with their number, not with that of the events."""
    types: dict[str, str] = {}
    related: dict[str, list[str]] = {}
    for element in walk(source):
        if element.key != "objects" or not isinstance(element.value, dict):
            continue
        name = as_text(element.value.get("id", ""))
        types[name] = as_text(element.value.get("type", ""))
        if links := _links(element.value):
            related[name] = [link for link, _ in links]
    customers: dict[str, list[str]] = {}
    for name, others in related.items():
        for other in others:
            # A relation counts both ways: an order of a customer, or a customer's order.
            if types.get(other) == customer_type:
                customers.setdefault(name, []).append(other)
            if types.get(name) == customer_type:
                customers.setdefault(other, []).append(name)
    return Objects(types, {name: tuple(dict.fromkeys(found)) for name, found in customers.items()})


def records(source: Source, customer_type: str) -> Iterator[tuple[Item | Refusal, int]]:
    """Yield one item for every event and customer.

    An event with several customers becomes one row each, called `e1#c7`; one without any takes the customers its
    objects are directly related to.
    """
    objects = read_objects(source, customer_type)
    row = 0
    for element in walk(source):
        if element.key != "events":
            continue
        if not isinstance(element.value, dict):
            row += 1
            message = "this event is no JSON object"
            yield unreadable(source.name, row, "bad_json", message, "see the OCEL standard", element.raw), element.place
            continue
        links = _links(element.value)
        own = list(dict.fromkeys(name for name, _ in links if objects.types.get(name) == customer_type))
        found = own or list(dict.fromkeys(c for name, _ in links for c in objects.customers.get(name, ())))
        values = _values(element.value, links, objects, customer_type)
        if not own and found:
            values["customer_borrowed"] = Number("true")
        if not found:
            row += 1
            message = (
                f"no object of type {customer_type!r} belongs to event {values.get('id', '')!r}, nor to its objects"
            )
            hint = "relate the event or one of its objects to a customer, or choose another --customer-type"
            yield unreadable(source.name, row, "no_customer", message, hint, element.raw), element.place
        for customer in found:
            row += 1
            one = dict(values)
            one["customer"] = customer
            if len(found) > 1 and "id" in one:
                one["id"] = f"{one['id']}#{customer}"
            yield Item(row, one, json.dumps(one, ensure_ascii=False, sort_keys=True)), element.place


def _values(
    event: dict[str, Any], links: list[tuple[str, str]], objects: Objects, customer_type: str
) -> dict[str, str]:
    """Write an event as names and texts."""
    values: dict[str, str] = {}
    for key, name in (("id", "id"), ("type", "concept:name"), ("time", "time:timestamp")):
        if event.get(key) is not None:
            values[name] = as_text(event[key])
    attributes = event.get("attributes", [])
    pairs = attributes.items() if isinstance(attributes, dict) else (
        (a.get("name"), a.get("value")) for a in attributes if isinstance(a, dict)
    )  # fmt: skip
    for label, value in pairs:
        if value is not None and isinstance(label, str):
            put(values, label, as_text(value))
    others = [
        {"id": name, "type": objects.types.get(name), "qualifier": qualifier}
        for name, qualifier in links
        if objects.types.get(name) != customer_type
    ]
    if others:
        put(values, "objects", json.dumps(others, ensure_ascii=False))
    return values


def _links(thing: dict[str, Any]) -> list[tuple[str, str]]:
    """Give the related objects and their qualifiers."""
    links = thing.get("relationships")
    if not isinstance(links, list):
        return []
    return [
        (as_text(link["objectId"]), as_text(link.get("qualifier", "")))
        for link in links
        if isinstance(link, dict) and "objectId" in link
    ]


def _customer_type(source: Source, given: str | None) -> tuple[str, str]:
    """Choose the object type that is the customer."""
    types: dict[str, None] = {}
    for element in walk(source):
        if isinstance(element.value, dict):
            name = element.value.get("name" if element.key == "objectTypes" else "type")
            if element.key in ("objectTypes", "objects") and isinstance(name, str):
                types.setdefault(name)
    if given is not None:
        if given not in types:
            raise InvalidInput(
                f"{source.name} has no object type {given!r}; it has {', '.join(map(repr, types)) or 'none'}",
                code="no-customer-type",
                hint="pass --customer-type with one of them",
            )
        return given, f"customers are the objects of type {given!r}"
    words = {word.removesuffix("_id") for word in SYNONYMS["customer"]}
    known = [name for name in types if simple(name).removesuffix("s") in words] or (
        list(types) if len(types) == 1 else []
    )
    if len(known) != 1:
        what = f"could each be the customer: {', '.join(map(repr, known))}" if known else "is plainly the customer"
        raise InvalidInput(
            f"{source.name}: {'several object types' if known else 'no object type'} {what}; "
            f"there are {', '.join(map(repr, types)) or 'none'}",
            code="no-customer-type",
            hint=" or ".join(f"--customer-type {name!r}" for name in (known or types)) or "the log has no objects",
        )
    return known[0], f"customers are the objects of type {known[0]!r} (--customer-type chooses another)"
