"""Rows of a table of answers, one by one: what each says, or why it is refused."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import NEVER, Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.words import counted, listed, shortened
from sojourn.core.written_dates import HINT, DateOrder

from .answer_cells import NO_WORDS, moment, number, words
from .answer_columns import GROUPS, KNOWN
from .columns import Columns
from .off_scale import counts_of, suspects
from .scales import SCALES, Scale


@dataclass(slots=True, eq=False)
class Reading:
    """What is found while rows are read; a list entry an answer."""

    table: Columns
    registry: dict[str, Question]
    time_zone: str
    order: DateOrder | None = None
    refused: list[Mapping[str, object]] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)
    scale: list[str | None] = field(default_factory=list)
    notes: list[Mapping[str, object]] = field(default_factory=list)
    read: dict[tuple[Any, type, str], float] = field(default_factory=dict)
    off: dict[str, dict[float, int]] = field(default_factory=dict)

    def column(self, name: str) -> Sequence[Any]:
        """Give a column; nothing where it is not there."""
        return self.table.values.get(name) or [None] * len(self.table)

    def refuse(
        self, place: int | None, column: str | None, code: str, found: object, right: str, *, row: int = 0
    ) -> None:
        """Keep a row apart; one that could not be cut into cells has no place in the table, but a row in the file."""
        name = None
        if place is not None:
            row = self.table.rows[place]
            name = words(self.column("answer")[place])
        where = f"{self.table.named()}, row {row}" + (f", column {column}" if column else "")
        told = "nothing" if found is None else shortened(str(found), 60)
        self.refused.append(
            MappingProxyType(
                {
                    "file": self.table.file,
                    "row": row,
                    "column": column,
                    "answer": name,
                    "code": code,
                    "value": None if found is None else told,
                    "message": f"{where}: {told}; {right}",
                }
            )
        )

    def long(self) -> None:
        """Read one answer a row."""
        values, texts, scales = self.column("value"), self.column("text"), self.column("scale")
        worded = {known.wording.strip().casefold(): name for name, known in self.registry.items()}
        for place, asked in enumerate(map(words, self.column("question"))):
            if asked is not None and asked not in self.registry:
                asked = worded.get(asked.strip().casefold(), asked)
            if asked is None:
                self.refuse(place, "question", "answer.unknown_question", None, "name the question")
            elif self.registry and asked not in self.registry:
                self.refuse(place, "question", "answer.unknown_question", asked, self._near(asked))
            else:
                known = self.registry.get(asked)
                scale = known.scale if known else words(scales[place])
                self._take(place, "value", asked, scale, values[place], words(texts[place]))

    def wide(self) -> None:
        """Read one sheet a row."""
        found = [name for name in self.table.values if name in self.registry]
        if not found:
            has = ", ".join(self.table.values) or "none"
            raise InvalidInput(
                f"no column of {self.table.named()} is a registered question; its columns are {has}",
                code="answers.no_question",
                hint="give one row an answer with columns question and value, or one column for each question of the "
                "register",
            )
        for asked in found:
            scale = self.registry[asked].scale
            for place, cell in enumerate(self.table.values[asked]):
                if cell is not None:
                    self._take(place, asked, asked, scale, cell, None)

    def _take(
        self, place: int, column: str, asked: str, scale: str | None, cell: Any, text: str | None
    ) -> None:  # fmt: skip
        """Take one cell for an answer, or refuse it."""
        on = SCALES.get(scale or "")
        if cell is None:
            if text is None:
                right = f"{on.said()} is an answer" if on else "give a value or a text"
                return self.refuse(place, column, "answer.empty", None, right)
            value = math.nan
        else:
            value = math.nan if on is not None and on.worded else self._number(cell, asked, on)
            if on is not None and not on.worded and not on.has(value):
                if not math.isnan(value):
                    counts = self.off.setdefault(asked, {})
                    counts[value] = counts.get(value, 0) + 1
                return self.refuse(place, column, "answer.out_of_scale", cell, self._right(cell, asked, scale, on))
            if math.isnan(value):
                # No scale says that a number was meant: these are words.
                text = text or words(cell)
        self.row.append(place)
        self.asked.append(asked)
        self.value.append(value)
        self.text.append(text)
        self.scale.append(scale)
        return None

    def _number(self, cell: Any, asked: str, on: Scale | None) -> float:
        """Read a number, each different cell of a question once."""
        key = (cell, type(cell), asked)
        if key not in self.read:
            known = self.registry.get(asked)
            self.read[key] = number(cell, on, dict(known.words) if known else NO_WORDS)
        return self.read[key]

    def _right(self, cell: Any, asked: str, scale: str | None, on: Scale) -> str:
        """Say what would be an answer; of words, how the register says what they mean."""
        known = self.registry.get(asked)
        right = f"on {scale} {on.said()} is an answer"
        if known is not None and known.words:
            return f"{right}, or one of {shortened(', '.join(word for word, _ in known.words), 80)}"
        if isinstance(cell, str) and not any(letter.isdigit() for letter in cell) and not on.words:
            return (
                f"{right}; words are read where the register says which number each is, in a column words: "
                f"{cell.strip()}={on.high:g}|…"
            )
        return right

    def answers(self, source: Any) -> Answers:
        """Number questions, customers and cases; keep the latest answers."""
        at, weight, bad = self._instants_and_weights()
        keep = [each for each, place in enumerate(self.row) if place not in bad]
        row = np.array([self.row[each] for each in keep], np.int64)
        names = sorted({self.asked[each] for each in keep})
        codes = {name: code for code, name in enumerate(names)}
        question = np.array([codes[self.asked[each]] for each in keep], np.int32)
        person, case = self._people()
        person, case = person[row], case[row]
        latest = _latest(person, case, question, at[row])
        replaced = len(row) - len(latest)
        if replaced and "case" not in self.table.values:
            told = (
                f"{counted(replaced, 'answer')} replaced by a later one of the same customer to the same question; "
                "a column `case` keeps answers of several occasions apart"
            )
            self.notes.append(note("answers.replaced", told, answers=replaced))
        row, keep = row[latest], [keep[each] for each in latest.tolist()]
        found = Answers(
            questions=tuple(names),
            question=question[latest],
            person=_numbered(person[latest]),
            case=_numbered(case[latest]),
            value=np.array([self.value[each] for each in keep], np.float64),
            text=_objects([self.text[each] for each in keep]),
            scale=_objects([self.scale[each] for each in keep]),
            at=at[row],
            weight=weight[row],
            groups=MappingProxyType(self._groups(row)),
            registry=MappingProxyType(self.registry),
            replaced=replaced,
            source=str(source) if isinstance(source, str | Path) else None,
            notes=tuple(self._told()),
            name=_objects(list(map(words, self.table.values["answer"])))[row]
            if "answer" in self.table.values
            else None,
            refused=tuple(sorted(self.refused, key=lambda each: int(str(each["row"])))),
            given=MappingProxyType(self._given()),
        )
        return replace(found, notes=(*found.notes, *suspects(found)))

    def _given(self) -> dict[str, Mapping[float, int]]:
        """Count the numbers answered to questions of which some lie off the scale."""
        found: dict[str, Mapping[float, int]] = {}
        for asked, off in self.off.items():
            on = [value for name, value in zip(self.asked, self.value, strict=True) if name == asked]
            found[asked] = MappingProxyType({**counts_of(np.array(on, np.float64)), **off})
        return found

    def _instants_and_weights(self) -> tuple[NDArray[np.int64], NDArray[np.float64], set[int]]:
        """Read time and weight of every row; rows where one is none are refused."""
        bad: set[int] = set()
        at = np.full(len(self.table), NEVER, np.int64)
        weight = np.ones(len(self.table))
        seen: dict[Any, int | None] = {}
        for place, cell in enumerate(self.table.values.get("at", ())):
            if cell is None:
                continue
            if cell not in seen:
                seen[cell] = moment(cell, self.time_zone, self.order)
            found = seen[cell]
            if found is None:
                bad.add(place)
                self.refuse(place, "at", "answer.bad_time", cell, HINT)
            else:
                at[place] = found
        for place, cell in enumerate(self.table.values.get("weight", ())):
            if cell is None:
                continue
            weight[place] = number(cell)
            if not weight[place] >= 0:
                bad.add(place)
                weight[place] = 1.0
                self.refuse(place, "weight", "answer.bad_weight", cell, "a weight is a number from 0 on")
        return at, weight, bad

    def _people(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Number customers and cases, row for row; who is not named is known by case or answer, else somebody."""
        people: dict[Any, int] = {}
        cases: dict[Any, int] = {}
        person = np.empty(len(self.table), np.int64)
        case = np.empty(len(self.table), np.int64)
        named = zip(self.column("customer"), self.column("case"), self.column("answer"), strict=True)
        for place, (who, which, name) in enumerate(named):
            key: tuple[Any, ...] = (who,)
            if who is None:
                key = ("case", which) if which is not None else ("answer", name) if name is not None else (None, place)
            person[place] = people.setdefault(key, len(people))
            case[place] = cases.setdefault((key, which), len(cases))
        return person, case

    def _groups(self, row: NDArray[np.int64]) -> dict[str, NDArray[np.object_]]:
        """Give every other column as a group."""
        others = [name for name in self.table.values if name not in KNOWN and name not in self.registry]
        found = {name: _objects(list(map(words, self.table.values[name])))[row] for name in others}
        unread = [name for name in others if name not in GROUPS]
        if unread:
            told = f"columns that are not read, but kept to break down by: {', '.join(unread)}"
            self.notes.append(note("answers.other_columns", told, columns=unread))
        return found

    def _told(self) -> list[Mapping[str, object]]:
        """Say what was refused, and how many rows for each reason."""
        if not self.refused:
            return self.notes
        codes = [str(each["code"]) for each in self.refused]
        reasons = {code: codes.count(code) for code in dict.fromkeys(codes)}
        first = min(self.refused, key=lambda each: int(str(each["row"])))
        told = (
            f"{counted(len(codes), 'row')} refused ({listed(f'{code} {n:,}' for code, n in reasons.items())}); "
            f"the first: {first['message']}"
        )
        return [*self.notes, note("answers.refused", told, rows=len(codes), codes=reasons)]

    def _near(self, asked: str) -> str:
        """Say which question may be meant."""
        from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for what is mistyped

        near = get_close_matches(asked, self.registry, 1, 0.6)
        return f"did you mean {near[0]}?" if near else f"registered are {shortened(', '.join(self.registry), 80)}"


def _latest(
    person: NDArray[np.int64], case: NDArray[np.int64], question: NDArray[np.int32], at: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Find the latest answer of each customer, case and question, in the order of the rows; ties go to the last row."""
    if not len(person):
        return np.zeros(0, np.int64)
    order = np.lexsort((np.arange(len(at)), at, question, case, person))
    same = (
        (person[order][1:] == person[order][:-1])
        & (case[order][1:] == case[order][:-1])
        & (question[order][1:] == question[order][:-1])
    )
    return np.sort(order[np.append(~same, True)])


def _numbered(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number from 0 what is left."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _objects(cells: Sequence[Any]) -> NDArray[np.object_]:
    found = np.empty(len(cells), np.object_)
    found[:] = cells
    return found
