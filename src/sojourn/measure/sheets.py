"""One row a sheet: answers laid out so that what was said of several things stands side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import NEVER, Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis
from sojourn.core.results import note
from sojourn.core.words import counted

from .scores_shares import answered_share

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """Sheets with what was answered on them; n rows.

    Attributes:
        columns: (n,) float64 by name; not a number where nothing was answered.
        person: (n,) int64, whose sheet it is: customers are numbered from 0 without gaps; None: everybody has one.
        weight: (n,) float64, how much a sheet counts; None: all count the same.
        truths: columns that hold yes and no rather than numbers.
        questions: what is known of columns that are questions.
        basis: the envelope of the events they come from; None for tables.
        notes: what the reader must know.
        period: from the first to the last answer, microseconds UTC; None where no time is known.
    """

    columns: Mapping[str, Floats]
    person: NDArray[np.int64] | None = None
    weight: Floats | None = None
    truths: frozenset[str] = frozenset()
    questions: Mapping[str, Question] = field(default_factory=lambda: MappingProxyType({}))
    basis: Basis | None = None
    notes: tuple[Mapping[str, object], ...] = ()
    period: tuple[int, int] | None = None

    def __len__(self) -> int:
        """Say how many sheets there are."""
        return len(next(iter(self.columns.values()), ()))

    def take(self, name: str, *, what: str = "column") -> Floats:
        """Give a column.

        Raises:
            InvalidInput: there is none of that name.
        """
        if name not in self.columns:
            near = get_close_matches(name, self.columns, 1, 0.5)
            raise InvalidInput(
                f"no {what} is called {name!r}",
                code="drivers.unknown_column",
                hint=f"did you mean {near[0]!r}?" if near else f"there are {', '.join(self.columns) or 'none'}",
            )
        return self.columns[name]


def sheets(answers: Answers, outcome: str, drivers: Sequence[str]) -> Sheets:
    """Lay answers out, one row for each customer's journey or sheet on which the outcome was answered.

    Answers belong together when they are of one customer and one journey (or one sheet of a file). Journeys without an
    answer to the outcome make no row and are counted in a note; what else was not answered stays empty. A sheet weighs
    what the answer to the outcome weighs.

    Raises:
        InvalidInput: a question that nobody answered.

    Cost: O(n log n) for n answers.
    """
    names = list(dict.fromkeys([outcome, *drivers]))
    for name in names:
        if name not in answers.questions:
            near = get_close_matches(name, answers.questions, 1, 0.5)
            raise InvalidInput(
                f"nobody answered a question called {name!r}",
                code="drivers.unknown_column",
                hint=f"did you mean {near[0]!r}?" if near else f"there are {', '.join(answers.questions) or 'none'}",
            )
    place = {answers.questions.index(name): name for name in names}
    wanted = np.isin(answers.question, list(place)) & ~np.isnan(answers.value)
    sheet, person = together(answers.person[wanted], answers.case[wanted])
    columns = {name: np.full(len(person), np.nan) for name in names}
    weight = np.full(len(person), np.nan)
    question, value = answers.question[wanted], answers.value[wanted]
    for number, name in place.items():
        rows = question == number
        columns[name][sheet[rows]] = value[rows]
        if name == outcome:
            weight[sheet[rows]] = answers.weight[wanted][rows]
    kept = ~np.isnan(columns[outcome])
    notes = [dict(each) for each in (*answers.notes, answered_share(answers))]
    without = int(len(kept) - kept.sum())
    if without:
        notes.append(
            dict(note("drivers.without_outcome", f"{counted(without, 'sheet')} without an answer to {outcome} left out",
                      sheets=without))
        )  # fmt: skip
    known = answers.registry
    yes_no = {
        name
        for number, name in place.items()
        if ({known[name].scale} if name in known else _named(answers, number)) == {"yes_no"}
    }
    return Sheets(
        MappingProxyType({name: column[kept] for name, column in columns.items()}),
        np.unique(person[kept], return_inverse=True)[1].astype(np.int64),
        weight[kept],
        frozenset(yes_no),
        MappingProxyType({name: answers.registry[name] for name in names if name in answers.registry}),
        answers.basis,
        tuple(notes),
        period_of(answers, wanted),
    )


def together(person: NDArray[np.int64], case: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number what customers did on one sheet or in one journey: (n,) the number of each row, and whose each number is.

    Sheets stand in the order of customers, then of journeys.
    """
    if not len(person):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    wide = int(case.max()) + 1
    keys, sheet = np.unique(person * wide + case, return_inverse=True)
    return sheet.astype(np.int64), keys // wide


def period_of(answers: Answers, rows: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Give the first and the last instant of answers; None where none carries one."""
    known = answers.at[rows & (answers.at != NEVER)]
    return (int(known.min()), int(known.max())) if len(known) else None


def table_sheets(data: Any, names: Sequence[str], *, person: Any = None, weight: Any = None) -> Sheets:
    """Read columns of a table: a mapping of sequences, or an Arrow, Polars or pandas table.

    Args:
        data: the table; `Sheets` and long `Answers` are laid out already, or here.
        names: the columns that are wanted; the first is the outcome.
        person, weight: the name of a column, or its values; None for neither.

    Raises:
        InvalidInput: no table, a column that is not there, that is of another length or does not hold numbers.
    """
    if isinstance(data, Answers):
        data = sheets(data, names[0], names[1:])
    if isinstance(data, Sheets):
        who = data.person if person is None else _people(_given(dict(data.columns), person))
        counts = data.weight if weight is None else _numbers("weight", _given(dict(data.columns), weight))[0]
        return replace(data, person=who, weight=counts)
    table = _mapping(data)
    columns, truths = {}, set()
    for name in names:
        values, truth = _numbers(name, _given(table, name))
        columns[name] = values
        truths |= {name} if truth else set()
    who = None if person is None else _people(_given(table, person))
    counts = None if weight is None else _numbers("weight", _given(table, weight))[0]
    lengths = {len(column) for column in (*columns.values(), *(each for each in (who, counts) if each is not None))}
    if len(lengths) > 1:
        raise InvalidInput(
            f"columns have {', '.join(map(str, sorted(lengths)))} rows",
            code="drivers.uneven",
            hint="give every column one value a row; None where there is none",
        )
    return Sheets(MappingProxyType(columns), who, counts, frozenset(truths))


def _named(answers: Answers, number: int) -> set[object]:
    """Give the scales that the answers to a question name."""
    return set(answers.scale[answers.question == number].tolist())


def _given(table: Mapping[str, Any], wanted: Any) -> Any:
    """Give a column by its name; what is no name is the column itself."""
    if not isinstance(wanted, str):
        return wanted
    if wanted not in table:
        near = get_close_matches(wanted, list(map(str, table)), 1, 0.5)
        raise InvalidInput(
            f"no column is called {wanted!r}",
            code="drivers.unknown_column",
            hint=f"did you mean {near[0]!r}?" if near else f"there are {', '.join(map(str, table)) or 'none'}",
        )
    return table[wanted]


def _mapping(data: Any) -> Mapping[str, Any]:
    """Give the columns of any table by name."""
    if isinstance(data, Mapping):
        return data
    if hasattr(data, "__arrow_c_stream__"):
        import pyarrow as pa  # noqa: PLC0415 - start-up

        return dict(pa.table(data).to_pydict())
    for way in ("to_pydict", "to_dict"):
        if hasattr(data, way):
            found = data.to_pydict() if way == "to_pydict" else data.to_dict("list")
            assert isinstance(found, dict)
            return found
    raise InvalidInput(
        f"{type(data).__name__} is no table",
        code="drivers.no_table",
        hint="give columns by name, an Arrow, Polars or pandas table, or answers",
    )


def _numbers(name: str, values: Any) -> tuple[Floats, bool]:
    """Give a column as numbers, not a number where there is none, and whether it held yes and no."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        return values.astype(np.float64), values.dtype.kind == "b"
    listed = [value.as_py() if hasattr(value, "as_py") else value for value in values]
    known = [value for value in listed if value is not None]
    try:
        numbers = np.array([np.nan if value is None else float(value) for value in listed])
    except (TypeError, ValueError):
        odd = next(value for value in known if not isinstance(value, int | float | np.number))
        raise InvalidInput(
            f"column {name!r} holds {odd!r}, which is no number",
            code="drivers.not_numbers",
            hint="write ratings as numbers; leave a cell empty where there is no answer",
        ) from None
    if any(isinstance(value, str) for value in known):
        odd = next(value for value in known if isinstance(value, str))
        raise InvalidInput(
            f"column {name!r} holds the text {odd!r}",
            code="drivers.not_numbers",
            hint="write ratings as numbers; leave a cell empty where there is no answer",
        )
    return numbers, bool(known) and all(isinstance(value, bool | np.bool_) for value in known)


def _people(values: Any) -> NDArray[np.int64]:
    """Number customers from 0; a row without one is a customer of its own."""
    listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
    numbers: dict[Any, int] = {}
    out = np.empty(len(listed), np.int64)
    for row, value in enumerate(listed):
        key = ("row", row) if value is None or value != value else ("name", value)
        out[row] = numbers.setdefault(key, len(numbers))
    return out
