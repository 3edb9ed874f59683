"""What is known of questions, joined with the answers to them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import NEVER, Answers, Question
from sojourn.core.results import note
from sojourn.core.words import counted, shortened

from .answer_cells import NO_WORDS, number
from .off_scale import counts_of, suspects
from .scales import SCALES


def with_registry(answers: Answers, registry: Mapping[str, Question]) -> Answers:
    """Give answers what is known of their questions; answers off the registered scale are left out, with a note.

    The registered scale replaces what the source names, and registered words become the numbers that they stand for.
    What stands where a number was meant is read as in a file: `9/10`, `9 - very likely`, `9,0`, and words such as yes;
    what stays without a number is kept as text, and a note counts it, with examples.
    What is known already stays, unless the registry says it anew. Answers to questions that no registry knows are kept:
    they have no stored direction.
    """
    known = {**answers.registry, **registry}
    scale = answers.scale.copy()
    keep = np.ones(len(answers), np.bool_)
    notes = list(answers.notes)
    given = dict(answers.given)
    values, texts = answers.value.copy(), answers.text.copy()
    for place, name in enumerate(answers.questions):
        asked = known.get(name)
        if asked is None:
            continue
        rows = answers.question == place
        scale[rows] = asked.scale
        if SCALES[asked.scale].worded:
            for row in np.flatnonzero(rows & ~np.isnan(values)).tolist():
                texts[row] = texts[row] or f"{values[row]:g}"
                values[row] = np.nan
        elif asked.words:
            said = dict(asked.words)
            for row in np.flatnonzero(rows & np.isnan(values)).tolist():
                values[row] = said.get(str(texts[row] or "").strip().casefold(), np.nan)
        notes += _read(answers, rows, values, asked)
        off = rows & ~np.isnan(values) & ~SCALES[asked.scale].holds(values)
        if off.any():
            keep &= ~off
            given.setdefault(name, counts_of(values[rows]))
            left = int(off.sum())
            notes.append(
                note(
                    "answer.out_of_scale",
                    f"{counted(left, 'answer')} to {name} left out: on {asked.scale}, "
                    f"{SCALES[asked.scale].said()} is an answer, and {values[off][0]:g} is not",
                    question=name,
                    answers=left,
                )
            )
    found = replace(
        answers, registry=MappingProxyType(known), scale=scale, value=values, text=texts, notes=tuple(notes),
        given=MappingProxyType(given),
    )  # fmt: skip
    found = replace(found, notes=(*found.notes, *suspects(found)))
    return found if keep.all() else chosen(found, keep)


def values_of(answers: Answers, asked: Question) -> NDArray[np.float64]:
    """Give the numbers of all answers, those to one question read as its register says; nothing else is changed.

    What stands where a number was meant is read as `with_registry` does: `9/10`, `9,0`, words of the question.
    """
    values = answers.value.copy()
    if asked.id not in answers.questions or SCALES[asked.scale].worded:
        return values
    rows = answers.question == answers.questions.index(asked.id)
    if asked.words:
        said = dict(asked.words)
        for row in np.flatnonzero(rows & np.isnan(values)).tolist():
            values[row] = said.get(str(answers.text[row] or "").strip().casefold(), np.nan)
    list(_read(answers, rows, values, asked))
    return values


def number_said(text: str, asked: Question) -> float:
    """Read the number that a text says in answer to a question, as `values_of` does; nan where there is none."""
    on = SCALES[asked.scale]
    return np.nan if on.worded else number(text, on, dict(asked.words) or NO_WORDS)


def _read(
    answers: Answers, rows: NDArray[np.bool_], values: NDArray[np.float64], asked: Question
) -> Iterator[Mapping[str, object]]:
    """Read in place what stands where a number was meant; say what holds none."""
    on = SCALES[asked.scale]
    if answers.said is None or on.worded:
        return
    known = dict(asked.words) or NO_WORDS
    there = np.array(answers.said != None, np.bool_)  # noqa: E711 - by entry
    wanted = np.flatnonzero(rows & np.isnan(values) & there)
    found = {cell: number(cell, on, known) for cell in dict.fromkeys(answers.said[wanted].tolist())}
    values[wanted] = [found[cell] for cell in answers.said[wanted].tolist()]
    left = answers.said[wanted][np.isnan(values[wanted])].tolist()
    if left:
        examples = [f"'{shortened(cell, 30)}'" for cell in dict.fromkeys(left)]
        told = f"{', '.join(examples[:3])}{' …' if len(examples) > 3 else ''}"
        right = f"on {asked.scale}, {on.said()} is an answer"
        said = note(
            "answers.no_number",
            f"{counted(len(left), 'answer')} to {asked.id} without a number that can be read: {told}; {right}",
            question=asked.id,
            answers=len(left),
        )
        if not any(each == said for each in answers.notes):
            yield said


def chosen(answers: Answers, keep: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> Answers:
    """Keep some of the answers."""
    return replace(
        answers,
        question=answers.question[keep],
        person=answers.person[keep],
        case=answers.case[keep],
        value=answers.value[keep],
        text=answers.text[keep],
        scale=answers.scale[keep],
        at=answers.at[keep],
        weight=answers.weight[keep],
        name=None if answers.name is None else answers.name[keep],
        said=None if answers.said is None else answers.said[keep],
        groups=MappingProxyType({name: column[keep] for name, column in answers.groups.items()}),
        met=MappingProxyType({step: met[keep] for step, met in answers.met.items()}),
    )


def between(answers: Answers, since: int | None, until: int | None) -> Answers:
    """Keep answers from `since` on and before `until`, microseconds UTC; those without a time fall outside both."""
    if since is None and until is None:
        return answers
    keep = answers.at != NEVER
    if since is not None:
        keep &= answers.at >= since
    if until is not None:
        keep &= answers.at < until
    return chosen(answers, keep)
