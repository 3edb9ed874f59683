"""Infer what the columns of a file are: by known names, and by a test of the values."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.core.errors import InvalidInput
from sojourn.core.synonyms import SECOND_CHOICE, places, simple

from .arrays import AMBIGUOUS, BAD, DATE, INSTANT, Array, one_array, plain, typed_text
from .model import ROLES, FileKind, Inference, Inspection, Mapping, Reason
from .numbers import money
from .times import local_times
from .zones import check_zone

ENOUGH = 0.9  # of the sampled values must pass a role's test; the rest go to the refusals
HALF = 0.5  # is enough where the name is known too: reading stops anyway if too many rows are bad


def infer(inspection: Inspection, given: Mapping | None = None, *, default_zone: str | None = None) -> Inference:
    """Complete a mapping.

    Args:
        given: what the user said; it is never overruled.
        default_zone: the zone of times that tell none, if the mapping does not say either.

    Raises:
        InvalidInput: a required role has no candidate, or several; the message names them and the hint the option.
    """
    work = _Work(inspection, given or Mapping(), default_zone)
    if not inspection.rows:
        raise InvalidInput(
            f"{inspection.name} has a header but no rows", code="empty-file", hint="check how it was exported"
        )
    work.prefix_given()
    work.check_given()
    if inspection.kind in (FileKind.XES, FileKind.OCEL):
        work.take_format_names()
    work.find_times()
    work.find_customer()
    work.find_event()
    work.find_optional()
    work.find_orders()
    work.find_zone()
    work.find_decimal()
    return Inference(work.mapping, tuple(work.reasons))


class _Work:
    """One inference under way."""

    def __init__(self, inspection: Inspection, given: Mapping, default_zone: str | None) -> None:
        self.inspection = inspection
        self.mapping = given
        self.default_zone = default_zone
        self.reasons: list[Reason] = []
        self.names = [column.name for column in inspection.columns if column.name not in given.ignore]

    def prefix_given(self) -> None:
        """Take the attribute of a trace where an event has none of that name."""
        if self.inspection.kind is not FileKind.XES:
            return
        for role in ROLES:
            column = self.mapping.column(role)
            if column is not None and column not in self.names and f"case:{column}" in self.names:
                self.choose(role, f"case:{column}", f"{column!r} is an attribute of the trace")

    def check_given(self) -> None:
        """Refuse columns that are not there."""
        everything = [column.name for column in self.inspection.columns]
        for column in sorted(self.mapping.used()):
            if column not in everything:
                close = [name for name in everything if simple(name) == simple(column)]
                raise InvalidInput(
                    f"{self.inspection.name} has no column {column!r}; it has {', '.join(map(repr, everything[:40]))}",
                    code="no-column",
                    hint=f"did you mean {close[0]!r}?" if close else "names are told apart by case; copy one of these",
                )
        if self.mapping.zone:
            check_zone(self.mapping.zone)
        if self.mapping.date_order not in (None, "dmy", "mdy"):
            raise InvalidInput(
                f"{self.mapping.date_order!r} is no order of day and month", code="bad-date-order", hint="dmy or mdy"
            )

    def take_format_names(self) -> None:
        """Use what a format calls its columns."""
        if self.inspection.customer_type is not None:
            self.mapping = replace(self.mapping, customer_type=self.inspection.customer_type)
        who = "customer" if self.inspection.kind is FileKind.OCEL else "case"
        fixed = {"customer": who, "time": "time:timestamp", "event": "concept:name", "case": "case", "id": "id",
                 "time_end": "time_end"}  # fmt: skip
        for role, column in fixed.items():
            if self.mapping.column(role) is None and column in self.names:
                self.choose(role, column, f"so an {self.inspection.kind.value.upper()} file says")

    def choose(self, role: str, column: str, why: str) -> None:
        """Settle a role."""
        self.mapping = replace(self.mapping, **{role: column})  # type: ignore[arg-type]  # roles are texts
        self.reasons.append(Reason(role, column, why, f"--{role.replace('_', '-')}"))

    def array(self, column: str) -> Array:
        """Give the sampled values of a column."""
        return plain(one_array(self.inspection.sample.column(column)))

    def share_of_times(self, column: str) -> float:
        """Tell which part of a column's sampled values are times, either order of day and month counting."""
        array = self.array(column).drop_null()
        if not len(array):
            return 0.0
        either = (local_times(array, "dmy")[1] != BAD) | (local_times(array, "mdy")[1] != BAD)
        return float(either.mean())

    def free(self) -> list[str]:
        """Give the columns that play no role yet."""
        return [name for name in self.names if name not in self.mapping.used()]

    def find_times(self) -> None:
        """Find the time: a known name that holds times, else the one column that does."""
        if self.mapping.time is not None or self.mapping.times:
            return
        free = self.free()
        named = self.placed("time", free)
        candidates = [name for name in named if self.share_of_times(name) >= HALF]
        why = "its name is known and its values are times"
        if not candidates:
            # A number may be an epoch or anything else: only its name can tell.
            typed = [n for n in free if self._type(n) in ("timestamp", "date", "string")]
            candidates = [name for name in typed if self.share_of_times(name) >= ENOUGH]
            why = "it is the only column that holds times"
        if len(candidates) == 1:
            self.choose("time", candidates[0], why)
            self.find_clock(candidates[0], named)
            return
        if named and not candidates:
            example = ", ".join(map(repr, self._no_times(named[0])[:2]))
            if self._serial(named[0]):
                raise InvalidInput(
                    f"{self.inspection.name}: column {named[0]!r} holds serial numbers of a spreadsheet ({example})",
                    code="no-time-column",
                    hint="format the column as date and time in the spreadsheet and save it as CSV again",
                )
            some = self.share_of_times(named[0])
            others = [name for name in free if name not in named and self._some_times(name)]
            raise InvalidInput(
                f"{self.inspection.name}: the column {named[0]!r} should hold the time, but "
                f"{f'{1 - some:.0%} of its' if some else 'its'} values are no times ({example or 'all empty'})",
                code="no-time-column",
                hint=" or ".join(f"--time {_quoted(name)}" for name in others)
                or f"mend the values of {named[0]!r}: write 2024-01-31 13:45:00",
            )
        self.stop("time", candidates, "holds times that can be read")

    def _no_times(self, name: str) -> list[str]:
        """Give sampled values that are no times, each once."""
        array = self.array(name).drop_null()
        if not len(array):
            return []
        bad = (local_times(array, "dmy")[1] == BAD) & (local_times(array, "mdy")[1] == BAD)
        return list(dict.fromkeys(typed_text(array.filter(pa.array(bad))).to_pylist()))

    def _some_times(self, name: str) -> bool:
        """Tell whether a column may be meant: text with some times in it, or numbers as large as seconds since 1970."""
        if self._type(name) in ("timestamp", "date", "string"):
            return self.share_of_times(name) > 0
        if self._type(name) not in ("int64", "double"):
            return False
        values = pc.cast(self.array(name).drop_null(), pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        return bool(len(values) and values.min() >= 946_684_800)  # 2000-01-01

    def placed(self, role: str, names: list[str]) -> list[str]:
        """Give the columns whose name is known for a role, and those whose header is the same but not their values."""
        found = places(role, names)
        twins = [
            name
            for name, header in self.inspection.repeated
            if header in found and name in names and not self.array(name).equals(self.array(header))
        ]
        return found + [name for name in twins if name not in found]

    def find_clock(self, chosen: str, named: list[str]) -> None:
        """Take the clock of the chosen dates from a column of its own, if there is one."""
        kinds = local_times(self.array(chosen).drop_null(), "dmy")[1]
        if self.mapping.clock is not None or not len(kinds) or not np.isin(kinds, (DATE, BAD)).all():
            return
        for name in (n for n in self.free() if simple(n) in ("time", "hour", "clock") or n in named):
            texts = typed_text(self.array(name).drop_null())
            if len(texts) and pc.all(pc.match_substring_regex(texts, r"^\s*\d{1,2}:\d\d")).as_py():
                self.mapping = replace(self.mapping, clock=name)
                why = f"{chosen!r} holds dates, and this column times of day"
                self.reasons.append(Reason("clock", name, why, "--clock"))
                return

    def _serial(self, name: str) -> bool:
        """Tell whether values are days since 1899, as spreadsheets count them."""
        numbers = [text for text in self._column(name).examples if text.replace(".", "", 1).isdigit()]
        return bool(numbers) and all(20_000 <= float(text) < 80_000 for text in numbers)

    def find_customer(self) -> None:
        """Find the customer: a known name, else the case of a process log."""
        if self.mapping.customer is not None:
            return
        free = self.free()
        candidates = [name for name in self.placed("customer", free) if self._filled(name)]
        if len(candidates) == 1:
            self.choose("customer", candidates[0], "its name is known")
            return
        if not candidates:
            second = [name for name in free if simple(name) in SECOND_CHOICE and self._filled(name)]
            if len(second) == 1:
                self.choose("customer", second[0], "no column names a customer; each case is taken as one")
                return
            candidates = second
        self.stop("customer", candidates, "names who the customer is")

    def find_event(self) -> None:
        """Find the event's name, unless one name is given for all."""
        if self.mapping.event is not None or self.mapping.event_name is not None or self.mapping.times:
            return
        candidates = [name for name in self.placed("event", self.free()) if self._filled(name)]
        if len(candidates) == 1:
            self.choose("event", candidates[0], "its name is known")
            return
        self.stop("event", candidates, "says what happened")

    def find_optional(self) -> None:
        """Find the other roles; where two columns could play one, none does, and the user is told."""
        tests: dict[str, tuple[Callable[[str], bool], str]] = {
            "channel": (lambda n: self._type(n) == "string" and self._few(n), "its name is known"),
            "id": (self._unique, "its name is known and no value comes twice"),
            "value": (self._sums, "its name is known and its values are sums"),
            "currency": (self._currencies, "its name is known and its values are codes of three letters"),
            "time_end": (lambda n: self.share_of_times(n) >= ENOUGH, "its name is known and its values are times"),
            "account": (self._filled, "its name is known"),
            "case": (self._filled, "its name is known"),
            "touchpoint": (self._filled, "its name is known"),
        }
        for role, (test, why) in tests.items():
            if self.mapping.column(role) is not None or (role == "channel" and self.mapping.channel_name):
                continue
            candidates = [name for name in places(role, self.free()) if test(name)]
            option = f"--{role.replace('_', '-')}"
            if len(candidates) == 1:
                self.choose(role, candidates[0], why)
            elif candidates:
                told = ", ".join(candidates)
                self.reasons.append(Reason(role, "", f"{told} could each be it, so all stay properties", option))

    def find_orders(self) -> None:
        """Decide whether 03/04/2024 is in March or in April, from the whole sample of a column."""
        if self.mapping.date_order is not None:
            return
        columns = [c for c in (self.mapping.time, self.mapping.time_end, *(c for _, c in self.mapping.times)) if c]
        proofs = {"dmy": 0, "mdy": 0}
        doubtful: list[str] = []
        for column in columns:
            array = self.array(column).drop_null()
            if str(array.type) != "string":
                continue
            unclear = local_times(array, None)[1] == AMBIGUOUS
            if not unclear.any():
                continue
            doubtful.append(column)
            day_first = local_times(array, "dmy")[1] != BAD
            month_first = local_times(array, "mdy")[1] != BAD
            proofs["dmy"] += int((unclear & day_first & ~month_first).sum())
            proofs["mdy"] += int((unclear & month_first & ~day_first).sum())
        if not doubtful:
            return
        total = sum(proofs.values())
        order = max(proofs, key=lambda name: proofs[name])
        if total == 0 or proofs[order] < ENOUGH * total:
            example = self._column(doubtful[0]).examples[0]
            found = "no value of the sample proves" if total == 0 else "the values contradict each other about"
            raise InvalidInput(
                f"{self.inspection.name}: {found} whether {example!r} in column {doubtful[0]!r} is day or month first",
                code="ambiguous-dates",
                hint="pass --date-order dmy (31/12/2024) or --date-order mdy (12/31/2024)",
            )
        self.mapping = replace(self.mapping, date_order=order)
        words = "day first" if order == "dmy" else "month first"
        why = f"{proofs[order]:,} of the sampled dates can only be read {words}"
        self.reasons.append(Reason("date_order", order, why, "--date-order"))

    def find_zone(self) -> None:
        """Say which zone is assumed where times tell none."""
        told = dict(self.mapping.zones)
        columns = [c for c in (self.mapping.time, *(c for _, c in self.mapping.times)) if c and c not in told]
        if self.mapping.zone or not any(self._local(column) for column in columns):
            return
        if self.default_zone:
            self.reasons.append(
                Reason("zone", self.default_zone, "the times tell no zone; the default is used", "--zone")
            )
        else:
            self.reasons.append(Reason("zone", "UTC", "the times tell no zone; UTC is assumed", "--zone"))

    def find_decimal(self) -> None:
        """Decide whether 1,234 is a thousand or a little more than one."""
        column = self.mapping.value
        if column is None or self.mapping.decimal is not None:
            return
        array = self.array(column).drop_null()
        if str(array.type) != "string":
            return
        point, point_good = money(array, ".")
        comma, comma_good = money(array, ",")
        if point_good.mean() >= ENOUGH and (point_good.sum() > comma_good.sum() or not np.any(point != comma)):
            return
        if comma_good.mean() >= ENOUGH and comma_good.sum() > point_good.sum():
            self.mapping = replace(self.mapping, decimal=",")
            self.reasons.append(Reason("decimal", ",", f"the values of {column!r} have decimal commas", "--decimal"))
            return
        if point_good.mean() >= ENOUGH or comma_good.mean() >= ENOUGH:
            example = next(v for v, same in zip(array.to_pylist(), point == comma, strict=True) if not same)
            raise InvalidInput(
                f"{self.inspection.name}: {example!r} in column {column!r} may be thousands or decimals",
                code="ambiguous-numbers",
                hint="pass --decimal . or --decimal ,",
            )

    def stop(self, role: str, candidates: list[str], what: str) -> None:
        """Raise, naming what could be chosen and how."""
        option = f"--{role}"
        if candidates:
            shown = ", ".join(f"{name!r} (such as {', '.join(self._column(name).examples[:2])})" for name in candidates)
            raise InvalidInput(
                f"{self.inspection.name}: several columns could be the {role}: {shown}",
                code=f"several-{role}-columns",
                hint=" or ".join(f"{option} {_quoted(name)}" for name in candidates),
            )
        also = ", or --event-name NAME if every row is the same event" if role == "event" else ""
        hint = f"pass {option} COLUMN{also}"
        if role == "time":
            some = [name for name in self.free() if self._some_times(name)]
            hint = " or ".join(f"{option} {_quoted(name)}" for name in some) or (
                "every event needs a time, and no column looks like one: export the file with the time of each row"
            )
        raise InvalidInput(
            f"{self.inspection.name}: no column {what}; it has {', '.join(map(repr, self.names[:40]))}",
            code=f"no-{role}-column",
            hint=hint,
        )

    def _column(self, name: str) -> Any:
        found = self.inspection.find(name)
        assert found is not None
        return found

    def _type(self, name: str) -> str:
        return str(self._column(name).type)

    def _filled(self, name: str) -> bool:
        """Tell whether most rows have a value."""
        column = self._column(name)
        return bool(column.distinct) and column.nulls <= HALF * max(self.inspection.rows, 1)

    def _few(self, name: str) -> bool:
        """Tell whether values repeat as those of a channel do."""
        return bool(0 < self._column(name).distinct <= max(50, self.inspection.rows // 20))

    def _unique(self, name: str) -> bool:
        column = self._column(name)
        return bool(column.nulls == 0 and column.distinct == self.inspection.rows and self.inspection.rows > 1)

    def _sums(self, name: str) -> bool:
        array = self.array(name).drop_null()
        if str(array.type) in ("bool", "date32[day]") or str(array.type).startswith("timestamp"):
            return False
        return bool(len(array)) and max(float(money(array, point)[1].mean()) for point in ".,") >= ENOUGH

    def _currencies(self, name: str) -> bool:
        texts = typed_text(self.array(name).drop_null())
        return bool(len(texts)) and bool(pc.all(pc.match_substring_regex(texts, r"^\s*[A-Za-z]{3}\s*$")).as_py())

    def _local(self, name: str) -> bool:
        """Tell whether a column holds times without zone."""
        kinds = local_times(self.array(name).drop_null(), self.mapping.date_order)[1]
        return bool(((kinds != INSTANT) & (kinds != BAD)).any())


def _quoted(name: str) -> str:
    """Write a column name as a shell takes it."""
    return name if name.replace("_", "").isalnum() else f'"{name}"'
