"""The register of questions: how each was asked, on which scale, and which end of it is good."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput

from .answer_cells import number, words
from .columns import Columns, read_columns
from .scales import ROLES, SCALES

COLUMNS = ("question", "wording", "lang", "scale", "good", "top", "role", "about", "words")
"""The columns of the file; `question` and `scale` are needed, and `good` where the scale has no direction."""

DIRECTED = ("nps", "constant_sum", "best_worst", "kano_functional", "kano_dysfunctional", "choice")
"""Scales whose direction is part of what they are, or that have none."""


GOOD_TOO = "good (high or low) where the scale has no direction of its own"


class QuestionsRefused(InvalidInput):
    """Questions that cannot be used as they are registered.

    Attributes:
        names: the questions it is about.
    """

    code = "question.refused"

    def __init__(self, message: str, *, code: str, hint: str, names: Iterable[str]) -> None:
        super().__init__(message, code=code, hint=hint)
        self.names = tuple(names)


def read_questions(source: Any) -> dict[str, Question]:
    """Read a register of questions.

    One row a question; a question that was asked in several languages may have a row for each. Columns: `question` and
    `scale`, then `good` (high or low), and where they are known `wording` (else the name of the question), `lang`,
    `top`, `role`, `about`, and `words`, what was offered in words: `very dissatisfied=1|dissatisfied=2`, those of all
    rows of a question together. Further columns are ignored. A direction is never guessed: only nps and scales that
    know no good end go without.

    Args:
        source: a CSV or Parquet file, an Arrow table, a data frame, or columns by name.

    Raises:
        NotFound: there is no such file.
        InvalidInput: a column is missing, or a row cannot be used, with file, row and column:
            `question.direction_missing`, `question.unknown_scale`, `question.bad_direction`, `question.bad_top`,
            `question.unknown_role`, `question.bad_words`, `question.contradicts` when two rows of a question do not
            agree.
    """
    table = read_columns(source)
    for needed in ("question", "scale"):
        if needed not in table.values:
            raise InvalidInput(
                f"{table.named()} has no column {needed}",
                code="question.no_column",
                hint=f"needed are question and scale, and {GOOD_TOO}; a register may have {', '.join(COLUMNS)}",
            )
    if table.uneven:
        line, cells = table.uneven[0]
        raise InvalidInput(
            f"{table.named()}, row {line}: {cells} cells where the heading has {len(table.values)}",
            code="question.uneven",
            hint="quote cells that hold the delimiter",
        )
    found: dict[str, Question] = {}
    aimless: list[str] = []
    for place in range(len(table)):
        asked = _question(table, place)
        if asked is None:
            continue
        if not asked.good:
            aimless.append(asked.id)
        known = found.setdefault(asked.id, asked)
        if known is not asked and asked.words:
            found[asked.id] = replace(known, words=tuple({**dict(known.words), **dict(asked.words)}.items()))
        if (known.scale, known.good, known.top, known.role) != (asked.scale, asked.good, asked.top, asked.role):
            raise QuestionsRefused(
                f"{_at(table, place, 'question')}: question {asked.id} is registered twice, and not alike",
                code="question.contradicts",
                hint="give all rows of a question the same scale, good, top and role",
                names=[asked.id],
            )
    if aimless:
        raise direction_missing(dict.fromkeys(aimless), where=table.named())
    return found


def direction_missing(names: Iterable[str], *, where: str | None = None) -> QuestionsRefused:
    """Refuse questions without a stored direction."""
    listed = list(names)
    place = f"{where}: " if where else ""
    one = len(listed) == 1
    return QuestionsRefused(
        f"{place}{'question' if one else 'questions'} {', '.join(listed)} "
        f"{'has' if one else 'have'} no stored direction: whether high or low answers are good is never guessed",
        code="question.direction_missing",
        hint="store a register with question, scale and good (high or low): sojourn measure questions --add FILE",
        names=listed,
    )


def write_questions(path: str | Path, registry: Mapping[str, Question]) -> None:
    """Write a register of questions as CSV, in the order of the mapping; an older file is replaced."""
    import csv  # noqa: PLC0415 - start-up

    path = Path(path)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for asked in registry.values():
            row = (asked.id, asked.wording, asked.lang, asked.scale, asked.good, asked.top, asked.role, asked.about,
                   _spelt(asked.words))  # fmt: skip
            writer.writerow(["" if cell is None else cell for cell in row])
    aside.replace(path)


def _question(table: Columns, place: int) -> Question | None:
    """Read one row; a row without a question says nothing."""

    def cell(name: str) -> str | None:
        return words(table.values[name][place]) if name in table.values else None

    name = cell("question")
    if name is None:
        return None
    scale = cell("scale") or ""
    if scale not in SCALES:
        near = get_close_matches(scale, SCALES, 1, 0.5)
        wrong = f"{scale!r} is not a scale" if scale else f"question {name} has no scale"
        raise QuestionsRefused(
            f"{_at(table, place, 'scale')}: {wrong}",
            code="question.unknown_scale",
            hint=(f"did you mean {near[0]}? " if near else "") + f"scales are {', '.join(SCALES)}; numbers of another "
            "scale cannot be read, words of one can: give each its number on one of these in a column words",
            names=[name],
        )
    good = (cell("good") or ("high" if scale in DIRECTED else "")).casefold()
    if good not in ("high", "low", "") or (scale in DIRECTED and good != "high"):
        raise QuestionsRefused(
            f"{_at(table, place, 'good')}: {cell('good')!r} is no direction of {scale}",
            code="question.bad_direction",
            hint=f"leave it empty: {scale} has its direction" if scale in DIRECTED else "write high or low",
            names=[name],
        )
    role = cell("role")
    if role is not None and role not in ROLES:
        near = get_close_matches(role, ROLES, 1, 0.5)
        raise QuestionsRefused(
            f"{_at(table, place, 'role')}: {role!r} is not what a question is asked for",
            code="question.unknown_role",
            hint=f"did you mean {near[0]}?" if near else f"write one of {', '.join(ROLES)}, or nothing",
            names=[name],
        )
    return Question(
        id=name,
        wording=cell("wording") or name,
        scale=scale,
        good=good,
        top=_top(table, place, name, scale),
        role=role,
        about=cell("about"),
        lang=cell("lang"),
        words=_words(table, place, name, scale),
    )


def _words(table: Columns, place: int, name: str, scale: str) -> tuple[tuple[str, float], ...]:
    """Read what was offered in words: `very dissatisfied=1|dissatisfied=2`."""
    cell = words(table.values["words"][place]) if "words" in table.values else None
    found: dict[str, float] = {}
    for part in (cell or "").split("|"):
        if not part.strip():
            continue
        word, sign, value = part.rpartition("=")
        meant = number(value.strip()) if sign else math.nan
        if not word.strip() or SCALES[scale].worded or not SCALES[scale].has(meant):
            raise QuestionsRefused(
                f"{_at(table, place, 'words')}: {part.strip()!r} gives no word an answer on {scale}",
                code="question.bad_words",
                hint="leave it empty: answers are words"
                if SCALES[scale].worded
                else f"write word=number, with | between, each {SCALES[scale].said()}",
                names=[name],
            )
        found[word.strip().casefold()] = meant
    return tuple(found.items())


def _spelt(said: tuple[tuple[str, float], ...]) -> str:
    """Write words and their numbers as `_words` reads them."""
    return "|".join(f"{word}={value:g}" for word, value in said)


def _top(table: Columns, place: int, name: str, scale: str) -> int | None:
    """Read how many of the best answers count."""
    cell = table.values["top"][place] if "top" in table.values else None
    if cell is None:
        return None
    top, most = number(cell), SCALES[scale].high - SCALES[scale].low
    if not (1 <= top <= most and top == int(top)):
        raise QuestionsRefused(
            f"{_at(table, place, 'top')}: {cell!r} of the best answers cannot count",
            code="question.bad_top",
            hint=f"write a whole number from 1 to {most:g}, or nothing",
            names=[name],
        )
    return int(top)


def _at(table: Columns, place: int, column: str) -> str:
    """Name a cell."""
    return f"{table.named()}, row {table.rows[place]}, column {column}"
