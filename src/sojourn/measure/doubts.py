"""What is doubtful about answers: scales read wrongly, sheets filled without reading, answers given twice."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers
from sojourn.core.results import note, percent
from sojourn.core.words import counted

from .off_scale import suspects
from .registry import chosen
from .scales import SCALES
from .twins import twins

STRAIGHT = 5
"""From so many items on a sheet of equal answers is a straight line."""
ENOUGH = 30
"""From so many answers on a pattern in them is a finding."""
REVERSED = -0.2
"""Below this correlation with the other questions of a sheet one may have been read the wrong way round."""

Notes = tuple[Mapping[str, object], ...]


def doubts(answers: Answers) -> Notes:
    """Name what is doubtful about answers; nothing is changed.

    - `scale.suspect`: 30 answers or more on a scale to 7, 9 or 10 and all of them from 1 to 5, some at both ends; or
      1 in 100 numbers off the scale of their question that look like another, or 5 in 100 whatever they look like: see
      `off_scale`.
    - `scale.reversed`: turned so that more is better, a question correlates below −0.2 with the mean of the other
      questions of the same sheet, over 30 sheets or more, and the interval of the correlation lies below 0.
    - `answers.constant`: 30 answers or more, all the same.
    - `answers.straight_lines`: sheets of five or more ratings on one scale, all equal, although one of them is reversed
      where any is.
    - `answers.duplicate_sheets`: sheets that equal another one in every answer and text; see `twins`.
    - `answers.replaced`, `answers.unread`: counts.

    Cost: O(n log n).
    """
    return tuple(_doubts(answers))


def straight_lines(answers: Answers) -> NDArray[np.bool_]:
    """Say of each answer whether it stands on a sheet that was filled with one and the same answer.

    A sheet is all answers of one customer in one case. It counts when it holds five ratings or more on one scale that
    are all equal as they were given: where some of them ask the other way round, equal answers contradict each other.
    """
    rated = _rated(answers)
    rows = np.flatnonzero(rated)
    flat = np.zeros(len(answers), np.bool_)
    if not len(rows):
        return flat
    scales = {name: code for code, name in enumerate(SCALES)}
    by_question = [scales.get(str(_scale(answers, place)), -1) for place in range(len(answers.questions))]
    scale = np.array(by_question, np.int64)[answers.question[rows]]
    order = np.lexsort((scale, answers.case[rows], answers.person[rows]))
    rows = rows[order]
    starts = _starts(answers.person[rows], answers.case[rows], scale[order])
    items = np.diff(np.append(starts, len(rows)))
    least, most = (each.reduceat(answers.value[rows], starts) for each in (np.minimum, np.maximum))
    flat[rows] = np.repeat((items >= STRAIGHT) & (least == most), items)
    return flat


def without_straight_lines(answers: Answers) -> Answers:
    """Leave out sheets that were filled with one and the same answer, and say how many."""
    flat = straight_lines(answers)
    if not flat.any():
        return answers
    sheets = _sheets(answers, flat)
    told = note(
        "answers.straight_lines_left_out",
        f"{counted(sheets, 'sheet')} left out that "
        f"{'was' if sheets == 1 else 'were'} filled with one and the same answer",
        sheets=sheets,
        answers=int(flat.sum()),
    )
    return replace(chosen(answers, ~flat), notes=(*answers.notes, told))


def _doubts(answers: Answers) -> Iterator[Mapping[str, object]]:
    yield from suspects(answers)
    yield from _scales(answers)
    yield from _turned(answers)
    flat = straight_lines(answers)
    if flat.any():
        sheets, rated = _sheets(answers, flat), _sheets(answers, _rated(answers))
        yield note(
            "answers.straight_lines",
            f"{counted(sheets, 'sheet')} of {rated:,} ({percent(sheets / rated)}) "
            f"{'is' if sheets == 1 else 'are'} filled with one and the same answer, five times or more",
            sheets=sheets,
            of=rated,
        )
    double = twins(answers)
    if double is not None:
        repeat = "repeats" if double.sheets == 1 else "repeat"
        yield note(
            "answers.duplicate_sheets",
            f"{counted(double.sheets, 'sheet')} {repeat} another to the letter, {double.why}: "
            "the file may hold an export twice",
            sheets=double.sheets,
        )
    if answers.replaced and not any(each.get("code") == "answers.replaced" for each in answers.notes):
        yield note(
            "answers.replaced",
            f"{counted(answers.replaced, 'answer')} replaced by a later one of the same customer to the same question "
            "in the same journey",
            answers=answers.replaced,
        )
    if answers.unread:
        yield note(
            "answers.unread",
            f"{counted(answers.unread, 'answer')} left out: without a question, or with neither a number nor a text",
            answers=answers.unread,
        )


def _scales(answers: Answers) -> Iterator[Mapping[str, object]]:
    """Look for scales that do not fit the answers, and questions that everybody answered alike."""
    for place, name in enumerate(answers.questions):
        scale = _scale(answers, place)
        values = answers.value[(answers.question == place) & ~np.isnan(answers.value)]
        if len(values) < ENOUGH:
            continue
        least, most = float(values.min()), float(values.max())
        if least == most:
            yield note(
                "answers.constant",
                f"all {len(values):,} answers to {name} are {least:g}: nothing can be compared with it",
                question=name,
            )
        elif scale in ("likert_1_7", "nps", "sam_1_9") and least == 1 and most == 5:
            yield note(
                "scale.suspect",
                f"all {len(values):,} answers to {name} lie from 1 to 5, though it is registered on {scale}: "
                "if it was asked on a scale from 1 to 5, register it as likert_1_5",
                question=name,
            )


def _turned(answers: Answers) -> Iterator[Mapping[str, object]]:
    """Look for questions that seem to be read the wrong way round."""
    directed = [
        place
        for place, name in enumerate(answers.questions)
        if name in answers.registry
        and answers.registry[name].good in ("high", "low")
        and answers.registry[name].role in ("outcome", "satisfaction", "effort", "feeling", "recommend", None)
        and SCALES[answers.registry[name].scale].step is not None
    ]
    if len(directed) < 2:
        return
    rows = np.flatnonzero(np.isin(answers.question, directed) & ~np.isnan(answers.value))
    pairs, sheet = np.unique(np.stack([answers.person[rows], answers.case[rows]]), axis=1, return_inverse=True)
    table = np.full((pairs.shape[1], len(directed)), np.nan)
    columns = np.searchsorted(np.array(directed), answers.question[rows])
    table[np.asarray(sheet).reshape(-1), columns] = answers.value[rows]
    for column, place in enumerate(directed):
        asked = answers.registry[answers.questions[place]]
        scale = SCALES[asked.scale]
        table[:, column] = (scale.turned(table[:, column], asked.good) - scale.low) / (scale.high - scale.low)
    for column, place in enumerate(directed):
        others = np.delete(table, column, axis=1)
        met = ~np.isnan(table[:, column]) & (~np.isnan(others)).any(axis=1)
        if met.sum() < ENOUGH:
            continue
        mine, theirs = table[met, column], np.nanmean(others[met], axis=1)
        if np.ptp(mine) == 0 or np.ptp(theirs) == 0:
            continue
        r = float(np.corrcoef(mine, theirs)[0, 1])
        # Fisher's z: the whole interval lies below nothing.
        if r < REVERSED and np.arctanh(max(r, -1 + 1e-12)) + 1.96 / np.sqrt(int(met.sum()) - 3) < 0:
            name = answers.questions[place]
            yield note(
                "scale.reversed",
                f"{name} goes against the other questions of the same sheets (r = {r:.2f} over {int(met.sum()):,} "
                f"sheets), read with {answers.registry[name].good} as good: check its direction; nothing was turned",
                question=name,
                r=r,
                sheets=int(met.sum()),
            )


def _scale(answers: Answers, place: int) -> str | None:
    """Give the scale of a question: the registered one, else the one answers name."""
    name = answers.questions[place]
    if name in answers.registry:
        return answers.registry[name].scale
    named = {scale for scale in answers.scale[answers.question == place].tolist() if scale in SCALES}
    return next(iter(named)) if len(named) == 1 else None


def _rated(answers: Answers) -> NDArray[np.bool_]:
    """Say which answers are ratings on a known scale."""
    known = [
        place for place in range(len(answers.questions))
        if (scale := _scale(answers, place)) is not None and SCALES[scale].step is not None
    ]  # fmt: skip
    return np.isin(answers.question, known) & ~np.isnan(answers.value)


def _sheets(answers: Answers, rows: NDArray[np.bool_]) -> int:
    """Count the sheets that some answers stand on."""
    person, case = answers.person[rows], answers.case[rows]
    order = np.lexsort((case, person))
    return len(_starts(person[order], case[order]))


def _starts(*columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find where something in sorted columns changes."""
    new = np.ones(len(columns[0]), np.bool_)
    new[1:] = False
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(new)
