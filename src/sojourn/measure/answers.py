"""Answers to surveys from files and tables: one row an answer, or one row a sheet."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import zone

from .answers_rows import Reading
from .columns import Columns, read_columns
from .questions import read_questions


def read_answers(
    source: Any,
    *,
    questions: Mapping[str, Question] | str | Path | None = None,
    columns: Mapping[str, str] = MappingProxyType({}),
    time_zone: str = "UTC",
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Answers:
    """Read answers to surveys.

    Long: one row an answer, with `question` and `value` or `text`, and where they are known `answer` (what the source
    calls it), `customer`, `at`, `scale`, `case`, `weight`, `lang`, `step`, `touchpoint`, `segment`, `channel`. Wide:
    one row a sheet; each column named like a registered question holds its answers, and an empty cell is no answer.
    Further columns become groups to break down by.

    Numbers may be text, with a decimal comma, or with a label such as `9 - very likely`; scales of yes and no and of
    faces may be answered in words. Rows that are no answers are kept apart in `refused`, with file, row, column, code
    and what would be right: `answer.out_of_scale`, `answer.empty`, `answer.unknown_question` where questions are given,
    `answer.bad_time`, `answer.bad_weight`, `answer.uneven`.

    Of several answers of one customer to one question in one case the latest counts, and of those at one time the one
    further down; a table without a column `case` holds one case a customer. A row without a customer is somebody of its
    own.

    Args:
        source: a CSV or Parquet file, an Arrow table, a data frame, or columns by name.
        questions: what is known of the questions, or the file that says it.
        columns: what the table calls a column, where it is not the name above: `{"customer": "respondent"}`.
        time_zone: of times without one.
        delimiter, encoding: of CSV; by default what the heading holds most of, and UTF-8.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, a column that is named is not there, or nothing in it is a question.

    Cost: O(rows), some 300 bytes an answer.
    """
    zone(time_zone)
    registry = read_questions(questions) if isinstance(questions, str | Path) else dict(questions or {})
    table = _renamed(read_columns(source, delimiter=delimiter, encoding=encoding), columns)
    reading = Reading(table, registry, time_zone)
    for line, cells in table.uneven:
        right = f"the heading has {len(table.values)}: quote cells that hold the delimiter"
        reading.refuse(None, None, "answer.uneven", f"{cells} cells", right, row=line)
    if "question" in table.values and ("value" in table.values or "text" in table.values):
        reading.long()
    else:
        reading.wide()
    return reading.answers(source)


def _renamed(table: Columns, columns: Mapping[str, str]) -> Columns:
    """Give columns the names that are read."""
    for role, name in columns.items():
        if name not in table.values:
            raise InvalidInput(
                f"{table.named()} has no column {name}, which is said to hold {role}",
                code="answers.no_column",
                hint=f"its columns are {', '.join(table.values)}",
            )
    back = {name: role for role, name in columns.items()}
    values = {
        back.get(name, name): column for name, column in table.values.items() if name in back or name not in columns
    }
    return Columns(table.file, values, table.rows, table.uneven)
