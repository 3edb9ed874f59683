"""Collect the events of a block of customers, and turn them into an Arrow table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .concert_calendar import Calendar
from .concert_model import AGES, CITIES, DEVICES, SEGMENTS

EVENTS = (
    "ad.clicked", "page.viewed", "payment.started", "experiment.assigned", "account.opened", "payment.refused",
    "order.completed", "delivery.chosen", "app.installed", "wallet.ticket_added", "ticket.emailed", "message.sent",
    "message.opened", "gate.reached", "ticket.scanned", "drink.bought", "photos.viewed", "support.contacted",
    "survey.sent", "survey.answered",
)  # fmt: skip
CHANNELS = ("social", "web", "app", "email", "in_person", "phone", "chat")
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "device": DEVICES,
    "network": ("facebook", "instagram"),
    "site": ("artist", "shop"),
    "referrer": ("ad", "search", "message", "direct"),
    "reason": ("authentication_failed", "insufficient_funds", "limit_exceeded", "card_expired"),
    "option": ("by_email", "by_app"),
    "result": ("ok", "refused"),
    "template": ("concert_reminder", "concert_nearby"),
    "topic": ("app", "entry", "order"),
    "experiment": ("guest_checkout", "suggestion"),
    "arm": ("control", "treatment"),
    "survey": ("exit", "payment", "concert"),
    "question": ("exit_reason", "csat_payment", "csat_entry", "nps", "importance_payment", "importance_entry"),
    "scale": ("choice", "likert_1_5", "nps"),
    "answer_text": ("account", "price", "payment", "date", "other"),
})  # fmt: skip
NUMBERS = ("value", "cost", "wait_minutes", "answer")
COUNTS = ("order_number", "tickets")
FLAGS = ("account_required",)

_TEXT = pa.dictionary(pa.int32(), pa.string())
_PLACES = ("device", "concert", "order_id", "order_number", "tickets", "network", "site", "referrer",
           "account_required", "reason", "option", "wait_minutes", "result", "template", "topic", "experiment", "arm",
           "survey", "question", "scale", "answer", "answer_text")  # fmt: skip


def _type_of(name: str) -> pa.DataType:
    if name in NUMBERS:
        return pa.float64()
    if name in COUNTS:
        return pa.int64()
    return pa.bool_() if name in FLAGS else pa.string() if name == "order_id" else _TEXT


_FIELDS: tuple[tuple[str, pa.DataType], ...] = (
    ("id", pa.string()),
    ("customer", pa.string()),
    ("time", pa.timestamp("us", tz="UTC")),
    ("event", _TEXT),
    ("channel", _TEXT),
    ("value", pa.float64()),
    ("cost", pa.float64()),
    *((name, _type_of(name)) for name in _PLACES),
    ("segment", _TEXT),
    ("age", _TEXT),
    ("city", _TEXT),
    ("consent", pa.bool_()),
)
SCHEMA = pa.schema(_FIELDS)

Ints = npt.NDArray[np.int64]
AnyArray = npt.NDArray[Any]


class EventLog:
    """Events of one block in order of emission. Word properties are codes of `WORDS`; a property not given is null."""

    def __init__(self) -> None:
        self._who: list[Ints] = []
        self._time: list[Ints] = []
        self._event: list[AnyArray] = []
        self._channel: list[AnyArray] = []
        self._given: dict[str, list[tuple[slice, AnyArray | float]]] = {}
        self._length = 0

    def add(self, event: str, who: Ints, time: Ints, channel: str | AnyArray, **properties: AnyArray | float) -> None:
        """Add one event for each of `who`; scalars hold for all of them."""
        n = len(who)
        if n == 0:
            return
        self._who.append(who)
        self._time.append(time)
        self._event.append(np.full(n, EVENTS.index(event), dtype=np.int8))
        codes = np.full(n, CHANNELS.index(channel), dtype=np.int8) if isinstance(channel, str) else channel
        self._channel.append(codes)
        for name, values in properties.items():
            self._given.setdefault(name, []).append((slice(self._length, self._length + n), values))
        self._length += n

    def codes(self, calendar: Calendar, *, keep: int) -> AnyArray:
        """Give the codes of `EVENTS` of all events that `table` gives, in any order."""
        who, time, event = (np.concatenate(parts) for parts in (self._who, self._time, self._event))
        return np.asarray(event[(time < calendar.end) & (who < keep)])

    def table(
        self, calendar: Calendar, *, first: int, keep: int, segment: AnyArray, age: AnyArray, city: AnyArray,
        consent: AnyArray,
    ) -> pa.Table:  # fmt: skip
        """Give the events observed, customer by customer in time order.

        Args:
            calendar: its end cuts the observation.
            first: number of the block's first customer.
            keep: how many of the block's customers to keep.
            segment, age, city, consent: codes and flags per customer of the block.

        Returns:
            A table of `SCHEMA`.

        Cost: O(events log events).
        """
        who, time = np.concatenate(self._who), np.concatenate(self._time)
        chosen = np.flatnonzero((time < calendar.end) & (who < keep))
        # 47 bits hold four years of microseconds, so one sort serves for customer and time.
        order = chosen[np.argsort((who[chosen] << 47) | (time[chosen] - calendar.start), kind="stable")]
        who, time = who[order], time[order]
        new = np.r_[True, who[1:] != who[:-1]] if len(who) else np.zeros(0, dtype=bool)
        ordinal = np.arange(len(who)) - np.maximum.accumulate(np.where(new, np.arange(len(who)), 0))
        number = first + who
        columns: dict[str, pa.Array[Any]] = {
            "id": _text(number * 10_000 + ordinal),
            "customer": _customers(first, keep).take(pa.array(who, pa.int32())),
            "time": pa.array(time).cast(pa.timestamp("us", tz="UTC")),
            "event": _coded(np.concatenate(self._event)[order], EVENTS),
            "channel": _coded(np.concatenate(self._channel)[order], CHANNELS),
            "segment": _coded(segment[who], SEGMENTS),
            "age": _coded(age[who], AGES),
            "city": _coded(city[who], CITIES),
            "consent": pa.array(consent[who]),
        }
        for name in ("value", "cost", *_PLACES):
            columns[name] = self._column(name, order, calendar)
        return pa.Table.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)

    def _column(self, name: str, order: Ints, calendar: Calendar) -> "pa.Array[Any]":
        parts = self._given.get(name, [])
        if name in NUMBERS:
            numbers = _placed(parts, np.full(self._length, np.nan))[order]
            return pa.array(numbers, from_pandas=True)
        if name in FLAGS:
            flags = _placed(parts, np.full(self._length, -1, dtype=np.int8))[order]
            return _known(pa.array(flags == 1), flags >= 0)
        if name in COUNTS or name == "order_id":
            counts = _placed(parts, np.full(self._length, -1, dtype=np.int64))[order]
            known = counts >= 0
            return _known(_text(counts) if name == "order_id" else pa.array(counts), known)
        codes = _placed(parts, np.full(self._length, -1, dtype=np.int32))[order]
        return _coded(codes, calendar.names if name == "concert" else WORDS[name])


def _placed(parts: list[tuple[slice, AnyArray | float]], whole: AnyArray) -> AnyArray:
    for place, values in parts:
        whole[place] = values
    return whole


def _customers(first: int, n: int) -> "pa.Array[Any]":
    return pa.array([f"c{number:07d}" for number in range(first, first + n)])


def _text(values: Ints) -> "pa.Array[Any]":
    return pa.array(values).cast(pa.string())


def _coded(codes: AnyArray, names: tuple[str, ...]) -> "pa.Array[Any]":
    return pa.DictionaryArray.from_arrays(_known(pa.array(codes.astype(np.int32)), codes >= 0), pa.array(names))


def _known(values: "pa.Array[Any]", known: AnyArray) -> "pa.Array[Any]":
    nulled: pa.Array[Any] = pc.if_else(pa.array(known), values, pa.scalar(None, values.type))
    return nulled
