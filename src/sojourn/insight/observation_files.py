"""Reading what observers wrote down: a table of criteria, and one row for each criterion that was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sojourn import measure
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant
from sojourn.core.results import note
from sojourn.core.words import counted, listed
from sojourn.core.written_dates import HINT, DateOrder, proven_order, written

from .observation import KINDS

VALUES: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(("1", "1.0", "1,0"), 1.0),
        **dict.fromkeys(("0.5", "0,5", "½"), 0.5),
        **dict.fromkeys(("0", "0.0", "0,0"), 0.0),
        **dict.fromkeys(("yes", "y", "true", "oui", "ja", "sí", "si", "sì", "sim"), 1.0),
        **dict.fromkeys(
            ("partly", "partially", "teilweise", "teils", "en partie", "in parte", "deels", "parcial"), 0.5
        ),
        **dict.fromkeys(("no", "n", "false", "non", "nein", "nee", "não"), 0.0),
    }
)
"""What may be written for seen, partly seen and not seen, in small letters."""
KNOWN = ("visit", "at", "touchpoint", "observer", "criterion", "value", "segment")
FEWEST, MOST = 5, 10
"""How many criteria a touchpoint should have: fewer miss what matters, more are no longer looked at."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is looked at."""

    id: str
    touchpoint: str
    text: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What one observer saw of one touchpoint on one visit: criterion by criterion, None for what could not be seen."""

    visit: str
    touchpoint: str
    observer: str
    segment: str | None
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Observations:
    """Criteria and what was seen.

    Attributes:
        period: from the first to the last visit, microseconds UTC.
        refused: rows of either table that are left out.
        notes: what the reader must know.
    """

    criteria: tuple[Criterion, ...]
    seen: tuple[Seen, ...]
    period: tuple[int, int] | None
    refused: tuple[measure.Refusal, ...]
    notes: tuple[Mapping[str, Any], ...]


def read_observations(
    observations: Any,
    criteria: Any,
    *,
    time_zone: str = "UTC",
    date_order: DateOrder | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Observations:
    """Read mystery visits, or calls that were listened to.

    Rows that are none are refused, each with file, row and column; the rest is kept. Of several values of one observer
    for one criterion of a visit the last counts. Columns besides those named here are not read: nothing of a member of
    staff enters a result.

    Args:
        observations: a table (path to CSV or Parquet, Arrow table, mapping of columns) with `visit`, `at`,
            `touchpoint`, `observer`, `criterion`, `value` (yes, partly, no; empty for what could not be seen) and, if
            wanted, `segment`.
        criteria: the same with `criterion`, `touchpoint`, `text` and, if wanted, `kind` (must_be, expected, delight;
            by default expected) and `weight` (by default 1).
        time_zone: of times without one.
        date_order: whether the day or the month comes first in dates such as 01.03.2026 (`dmy`, `mdy`), where none
            shows it.
        delimiter, encoding: of the observations, as CSV; by default what the heading holds most of, and UTF-8.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, lacks a column, no criterion is left
            (`observation.no_criteria`), or no row of the observations (`observation.none`).
    """
    known, refused = _criteria(criteria)
    if not known:
        raise InvalidInput(
            "no criterion can be used", code="observation.no_criteria", hint=str(refused[0]) if refused else None
        )
    table = measure.read_records(
        observations, required=KNOWN[:-1], what="a table of observations", delimiter=delimiter, encoding=encoding,
        hint="say which encoding it was written in: --encoding cp1252; or save it as UTF-8",
    )  # fmt: skip
    order = date_order or proven_order(row["at"] for _, row in table.rows)
    refused += table.refused
    seen: dict[tuple[str, str, str], dict[str, float | None]] = {}
    segments: dict[tuple[str, str, str], str | None] = {}
    times = []
    replaced = 0
    for place, row in table.rows:
        wrong = _wrong(table, place, row, known)
        at = None if wrong else _instant(row["at"], time_zone, order)
        if wrong is None and at is None:
            wrong = table.refuse(place, "at", row["at"], code="observation.bad_time", wanted=HINT)
        if wrong is not None or at is None:
            refused += [wrong] if wrong else []
            continue
        key = (str(row["visit"]), str(row["touchpoint"]), str(row["observer"]))
        cells = seen.setdefault(key, {})
        replaced += row["criterion"] in cells
        cells[str(row["criterion"])] = None if row["value"] is None else VALUES[_word(row["value"])]
        segments[key] = None if row.get("segment") is None else str(row["segment"])
        times.append(at)
    if not seen:
        raise _none_left(refused)
    return Observations(
        tuple(known.values()),
        tuple(Seen(*key, segments[key], MappingProxyType(cells)) for key, cells in seen.items()),
        (min(times), max(times)) if times else None,
        tuple(refused),
        _notes(table, known, refused, replaced),
    )


def _none_left(refused: list[measure.Refusal]) -> InvalidInput:
    """Say that no row can be used: how many were refused, why, and the first of them."""
    if not refused:
        return InvalidInput("there are no observations", code="observation.none", hint="check how it was exported")
    codes = [each.code for each in refused]
    why = listed(f"{code} {codes.count(code):,}" for code in dict.fromkeys(codes))
    first = "; ".join(str(each) for each in refused[:3])
    return InvalidInput(
        f"no observation is left: {counted(len(codes), 'row')} refused ({why}). The first: {first}",
        code="observation.none",
        hint="mend these, or the table of criteria",
    )


def _criteria(source: Any) -> tuple[dict[str, Criterion], list[measure.Refusal]]:
    """Read the criteria."""
    table = measure.read_records(source, required=("criterion", "touchpoint", "text"), what="a table of criteria")
    known: dict[str, Criterion] = {}
    refused = list(table.refused)
    for place, row in table.rows:
        kind = "expected" if row.get("kind") is None else _word(row["kind"]).replace("-", "_")
        weight = _weight(row.get("weight"))
        empty = next((name for name in ("criterion", "touchpoint", "text") if row[name] is None), None)
        wrong: tuple[str, str, str] | None = None
        if empty is not None:
            wrong = (empty, "criteria.incomplete", "each criterion has a name, a touchpoint and a text")
        elif kind not in KINDS:
            wrong = ("kind", "criteria.bad_kind", f"a kind is {', '.join(KINDS)}")
        elif weight is None:
            wrong = ("weight", "criteria.bad_weight", "a weight is a number above 0")
        elif str(row["criterion"]) in known:
            wrong = ("criterion", "criteria.repeated", "each criterion stands once")
        if wrong is not None:
            column, code, wanted = wrong
            refused.append(table.refuse(place, column, row.get(column), code=code, wanted=wanted))
        else:
            name = str(row["criterion"])
            known[name] = Criterion(name, str(row["touchpoint"]), str(row["text"]), kind, weight or 1.0)
    return known, refused


def _wrong(
    table: measure.Records, place: int, row: Mapping[str, Any], known: Mapping[str, Criterion]
) -> measure.Refusal | None:
    """Say what is wrong with a row, if anything is."""
    for column in ("visit", "touchpoint", "observer", "criterion"):
        if row[column] is None:
            wanted = f"each row names its {column}"
            return table.refuse(place, column, None, code="observation.incomplete", wanted=wanted)
    criterion = known.get(str(row["criterion"]))
    if criterion is None:
        wanted = "a criterion of the table of criteria"
        return table.refuse(place, "criterion", row["criterion"], code="observation.unknown_criterion", wanted=wanted)
    if criterion.touchpoint != str(row["touchpoint"]):
        wanted = f"{criterion.id} belongs to {criterion.touchpoint}"
        return table.refuse(place, "touchpoint", row["touchpoint"], code="observation.wrong_touchpoint", wanted=wanted)
    if row["value"] is not None and _word(row["value"]) not in VALUES:
        wanted = "yes, partly, no, or nothing"
        return table.refuse(place, "value", row["value"], code="observation.bad_value", wanted=wanted)
    return None


def _notes(
    table: measure.Records, known: Mapping[str, Criterion], refused: list[measure.Refusal], replaced: int
) -> tuple[Mapping[str, Any], ...]:
    """Say what was left out, and where there are too many criteria, or too few."""
    notes = []
    if refused:
        text = f"{counted(len(refused), 'row')} refused; the first: {refused[0]}"
        notes.append(note("observation.refused", text, rows=len(refused)))
    if replaced:
        text = f"{counted(replaced, 'value')} replaced by a later one of the same observer"
        notes.append(note("observation.replaced", text, values=replaced))
    ignored = [name for name in table.columns if name not in KNOWN]
    if ignored:
        notes.append(note("columns.ignored", f"not read: {', '.join(ignored)}", columns=ignored))
    touchpoints = [each.touchpoint for each in known.values()]
    odd = [name for name in dict.fromkeys(touchpoints) if not FEWEST <= touchpoints.count(name) <= MOST]
    if odd:
        listed = ", ".join(f"{name} ({touchpoints.count(name)})" for name in odd)
        text = f"{FEWEST} to {MOST} criteria a touchpoint are wanted: {listed}"
        notes.append(note("criteria.number", text, touchpoints=odd))
    return tuple(notes)


def _word(given: object) -> str:
    """Give a word, or a number as it is written, in small letters."""
    return str(given).strip().lower()


def _weight(given: object) -> float | None:
    """Read a weight; 1 where there is none."""
    if given is None:
        return 1.0
    try:
        weight = float(str(given))
    except ValueError:
        return None
    return weight if 0 < weight < float("inf") else None


def _instant(given: object, time_zone: str, order: DateOrder | None) -> int | None:
    """Read a time; None for what is none."""
    try:
        return instant((written(given, order) if isinstance(given, str) else None) or given, time_zone=time_zone)  # type: ignore[arg-type]  # what is no time is refused
    except InvalidInput:
        return None
