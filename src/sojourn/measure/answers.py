"""Answers to surveys from files and tables: one row an answer, or one row a sheet."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn.core.answers import Answers, Question
from sojourn.core.instants import zone
from sojourn.core.written_dates import DateOrder, proven_order

from .answer_columns import as_said, as_usual, unanswered
from .answers_rows import Reading
from .columns import read_columns
from .questions import read_questions

ENCODING = 'say which encoding it was written in: --encoding cp1252, in Python encoding="cp1252"; or save it as UTF-8'


def read_answers(
    source: Any,
    *,
    questions: Mapping[str, Question] | str | Path | None = None,
    columns: Mapping[str, str] = MappingProxyType({}),
    time_zone: str = "UTC",
    delimiter: str | None = None,
    encoding: str | None = None,
    date_order: DateOrder | None = None,
) -> Answers:
    """Read answers to surveys.

    Long: one row an answer, with `question` and `value` or `text`, and where they are known `answer` (what the source
    calls it), `customer`, `at`, `scale`, `case`, `weight`, `lang`, `step`, `touchpoint`, `segment`, `channel`. Wide:
    one row a sheet; each column named like a registered question, or headed with its wording, holds its answers, and an
    empty cell is no answer. Further columns become groups to break down by. Without a column `customer`, one that such
    files usually have, such as `respondent_id`, is taken for it; a note says so, or that there is none.

    Numbers may be text, with a decimal comma, or with a label such as `9 - very likely`; scales of yes and no and of
    faces may be answered in words, and others in those that the question maps to numbers (`Question.words`). Rows that
    are no answers are kept apart in `refused`, with file, row, column, code and what would be right:
    `answer.out_of_scale`, `answer.empty`, `answer.unknown_question` where questions are given, `answer.bad_time`,
    `answer.bad_weight`, `answer.uneven`.

    Of several answers of one customer to one question in one case the latest counts, and of those at one time the one
    further down; a table without a column `case` holds one case a customer. A row without a customer is somebody of its
    own.

    Args:
        source: a CSV or Parquet file, an Arrow table, a data frame, or columns by name.
        questions: what is known of the questions, or the file that says it.
        columns: what the table calls a column, where it is not the name above: `{"customer": "respondent"}`.
        time_zone: of times without one.
        delimiter, encoding: of CSV; by default what the heading holds most of, and UTF-8.
        date_order: whether the day or the month comes first in times such as 01.03.2026 (`dmy`, `mdy`), where none in
            the column shows it.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, a column that is named is not there or nothing that is read, or nothing in it
            is a question.

    Cost: O(rows), some 300 bytes an answer.
    """
    zone(time_zone)
    registry = read_questions(questions) if isinstance(questions, str | Path) else dict(questions or {})
    given = read_columns(source, delimiter=delimiter, encoding=encoding, hint=ENCODING)
    table, notes = as_usual(as_said(given, columns, registry), registry)
    at = table.values.get("at", ())
    reading = Reading(table, registry, time_zone, date_order or proven_order(at), notes=notes)
    for line, cells in table.uneven:
        right = f"the heading has {len(table.values)}: quote cells that hold the delimiter"
        reading.refuse(None, None, "answer.uneven", f"{cells} cells", right, row=line)
    if "question" in table.values and ("value" in table.values or "text" in table.values):
        reading.long()
    else:
        reading.wide()
    found = reading.answers(source)
    return replace(found, notes=(*unanswered(table, registry, reading.asked), *found.notes))
