"""The feeling at each step of a journey, from ratings or from what people wrote, beside what a workshop supposed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import counted

from .estimates import Estimate, mean_of
from .feeling import HIGHEST, KAPPA, LOWEST, JourneyScore, StepScore, feeling, feeling_journey, feeling_step
from .feeling_predicts import Predicts, compared, summaries
from .feeling_result import Feelings, Felt, FeltJourney
from .questions import direction_missing
from .rated import UNDIRECTED
from .scales import SCALES
from .scores_shares import answered_share
from .sheets import period_of
from .text_feeling import Agreement, TextScorer, same_language, text_feeling
from .visible import visibility

Floats = NDArray[np.float64]
Notes = tuple[Mapping[str, Any], ...]


def feelings(
    answers: Answers,
    *,
    questions: Sequence[str] = (),
    overall: str | None = None,
    order: Sequence[str] = (),
    hypotheses: Mapping[str, float] | None = None,
    kappa: float = KAPPA,
    by: str | None = None,
    scorer: TextScorer | None = None,
    agreement: Agreement | None = None,
    lang: str = "en",
    limits: Limits = USUAL,
) -> Feelings:
    """Say how people felt at each step, and over the journey.

    A step's feeling is the mean of its answers on the line from −2 to +2 (`feeling`), Student's t on the effective
    number of answers. Measured and supposed stay two values; only the journey score joins them (`feeling_step`). The
    journey is told by its mean and by its peak and end (`feeling_journey`); which of the two tells the overall rating
    better is tried on the sheets (`Predicts`), not assumed.

    Args:
        answers: with what is known of their questions.
        questions: those about feelings; by default all with the role `feeling`, else with the role `satisfaction`; with
            a scorer all that have text.
        overall: the question about the journey as a whole; by default the one with the role `outcome`.
        order: steps in order; by default as the registry has their questions.
        hypotheses: by step, −2 to +2, what was supposed.
        kappa: how many customers a hypothesis is worth in the journey score.
        by: a column that makes segments.
        scorer: read what people wrote instead of what they rated. Nothing is shown without an `agreement` that is
            good (`agreement_with_labels`).
        lang: the language that the scorer reads; texts that say they are in another are left out and counted.
        limits: below which number of customers a step is hidden, or only its interval shown.

    Raises:
        InvalidInput: no such question or column (`feeling.no_questions`, `answers.unknown_group`).

    Cost: O(answers log answers), and what the scorer costs.
    """
    chosen = _questions(answers, questions, text=scorer is not None)
    value, empty, notes = _read(answers, chosen, scorer, lang)
    step = _steps(answers, chosen)
    listed = list(order) or list(dict.fromkeys(chosen.values()))
    listed += [each for each in dict.fromkeys([*chosen.values(), *(hypotheses or {})]) if each not in listed]
    proven = scorer is None or (agreement is not None and agreement.good)
    groups = _groups(answers, by)
    segments = sorted({str(each) for each in groups[np.isfinite(value)] if each is not None}) if by else [None]
    felt: list[Felt] = []
    for name in listed:
        here = [
            np.flatnonzero(
                (step == name)
                & np.isfinite(value)
                & (answers.weight > 0)
                & (np.full(len(value), by is None) | (groups == segment))
            )
            for segment in segments
        ]
        people = [np.unique(answers.person[rows]) for rows in here]
        seen = visibility([len(each) for each in people], people=people, limits=limits)
        for segment, rows, state, reason in zip(segments, here, seen.shown, seen.reason, strict=True):
            found = mean_of(value[rows], answers.person[rows], answers.weight[rows], span=(LOWEST, HIGHEST))
            found = found.hidden(state, reason) if proven else found.hidden("hidden", "unproven")
            felt.append(Felt(name, segment, found, _score(found, _supposed(hypotheses, name), kappa, limits)))
    told = _outcome(answers, overall)
    predicts = None
    if told is not None and proven:
        predicts = _predicts(answers, value, step, listed, told)
    return Feelings(
        answers.basis,
        (
            *answers.notes,
            answered_share(answers),
            *notes,
            *_unproven(scorer, agreement),
            *_untold(told, predicts, proven=proven),
        ),
        tuple(felt),
        tuple(_journey(segment, [each for each in felt if each.segment == segment]) for segment in segments),
        predicts,
        by,
        told,
        "text" if scorer is not None else "ratings",
        agreement,
        empty,
        kappa,
        period_of(answers, np.isfinite(value)),
        n=len(np.unique(answers.person[np.isfinite(value) & (answers.weight > 0)])),
    )


def _questions(answers: Answers, wanted: Sequence[str], *, text: bool) -> dict[str, str]:
    """Give the questions about feelings, and the step each is about, in the order of the registry."""
    listed = [name for name in answers.registry if name in answers.questions]
    listed += [name for name in answers.questions if name not in listed]
    missing = [name for name in wanted if name not in listed]
    if missing:
        raise InvalidInput(
            f"nobody answered a question called {missing[0]!r}",
            code="feeling.no_questions",
            hint=f"answered were {', '.join(listed) or 'none'}",
        )
    if wanted:
        chosen = list(wanted)
    elif text:
        worded = {answers.questions[place] for place, said in zip(answers.question, answers.text, strict=True) if said}
        chosen = [name for name in listed if name in worded]
    else:
        roles = {name: answers.registry[name].role for name in listed if name in answers.registry}
        chosen = [name for name, role in roles.items() if role == "feeling"] or [
            name for name, role in roles.items() if role == "satisfaction"
        ]
    if not chosen:
        raise InvalidInput(
            "no answer holds text" if text else "no question has the role feeling, or satisfaction",
            code="feeling.no_questions",
            hint="name questions, or give their roles in the registry",
        )
    return {name: _about(answers, name) for name in chosen}


def _about(answers: Answers, name: str) -> str:
    """Give the step that a question is about; its own name where that is not known."""
    asked = answers.registry.get(name)
    return name if asked is None or asked.about is None else asked.about


def _read(
    answers: Answers, chosen: Mapping[str, str], scorer: TextScorer | None, lang: str
) -> tuple[Floats, int, Notes]:
    """Give each answer's feeling, not a number where it holds none; how many had no text; what the reader must know."""
    value = np.full(len(answers), np.nan)
    empty, notes = 0, []
    for name in chosen:
        rows = np.flatnonzero(answers.question == answers.questions.index(name))
        if scorer is not None:
            rows, other = _in_language(answers, rows, lang)
            scored = text_feeling([answers.text[row] for row in rows], lang=lang, scorer=scorer)
            value[rows], empty = scored.feeling, empty + scored.empty
            if other:
                text = f"{counted(other, 'text')} to {name} in another language than {lang} left out"
                notes.append(note("text.other_language", text, question=name, answers=other))
            continue
        asked = answers.registry.get(name)
        if asked is None or (not asked.good and asked.scale not in UNDIRECTED):
            raise direction_missing([name])
        found = SCALES[asked.scale]
        on = rows[(answers.value[rows] >= found.low) & (answers.value[rows] <= found.high)]
        value[on] = feeling(answers.value[on], asked.scale, good=asked.good)
        off = int((~np.isnan(answers.value[rows])).sum()) - len(on)
        if off:
            text = f"{counted(off, 'answer')} to {name} off its scale left out"
            notes.append(note("answer.out_of_scale", text, question=name, answers=off))
    return value, empty, tuple(notes)


def _in_language(answers: Answers, rows: NDArray[np.intp], lang: str) -> tuple[NDArray[np.intp], int]:
    """Give the answers in a language, or that name none, and how many texts are in another.

    An agreement holds for its language only, so nothing else may be shown by it.
    """
    if "lang" not in answers.groups:
        return rows, 0
    named = answers.groups["lang"][rows]
    here = np.array([each is None or same_language(str(each), lang) for each in named], np.bool_)
    return rows[here], sum(answers.text[row] is not None for row in rows[~here])


def _steps(answers: Answers, chosen: Mapping[str, str]) -> NDArray[np.object_]:
    """Give the step of each answer; None for answers to other questions."""
    known = [chosen.get(name) for name in answers.questions]
    return np.array([known[place] for place in answers.question], object)


def _groups(answers: Answers, by: str | None) -> NDArray[np.object_]:
    """Give the segment of each answer."""
    if by is None:
        return np.full(len(answers), None, object)
    if by not in answers.groups:
        raise InvalidInput(
            f"answers have no column {by!r}",
            code="answers.unknown_group",
            hint=f"they have {', '.join(answers.groups) or 'none'}",
        )
    return np.array([None if each is None else str(each) for each in answers.groups[by]], object)


def _score(found: Estimate, hypothesis: float | None, kappa: float, limits: Limits) -> StepScore:
    """Join measured and supposed; what is hidden counts as not measured."""
    if found.shown == "hidden":
        return feeling_step(None, 0, hypothesis, kappa=kappa, limits=limits)
    return feeling_step(found.value, found.n, hypothesis, kappa=kappa, limits=limits)


def _supposed(hypotheses: Mapping[str, float] | None, step: str) -> float | None:
    """Give what was supposed of a step; refuse what lies off the line."""
    given = (hypotheses or {}).get(step)
    if given is not None and not LOWEST <= given <= HIGHEST:
        raise InvalidInput(
            f"a feeling of {given:g} is supposed at {step}; feelings lie between −2 and +2", code="feeling.hypothesis"
        )
    return None if given is None else float(given)


def _journey(segment: str | None, felt: Sequence[Felt]) -> FeltJourney:
    """Sum up the steps that have a score."""
    scored = [(each.step, each.score.score) for each in felt if each.score.score is not None]
    without = tuple(each.step for each in felt if each.score.score is None)
    score: JourneyScore | None = feeling_journey([value for _, value in scored]) if scored else None
    return FeltJourney(segment, score, scored[score.peak_step][0] if score else None, without)


def _outcome(answers: Answers, overall: str | None) -> str | None:
    """Find the question about the journey as a whole."""
    if overall is not None:
        if overall not in answers.questions:
            raise InvalidInput(f"nobody answered a question called {overall!r}", code="feeling.no_questions")
        return overall
    found = [name for name, asked in answers.registry.items() if asked.role == "outcome" and name in answers.questions]
    return found[0] if found else None


def _predicts(
    answers: Answers, value: Floats, step: NDArray[np.object_], listed: Sequence[str], overall: str
) -> Predicts | None:
    """Hold the mean, and peak and end, of each sheet against its overall rating."""
    place = {name: at for at, name in enumerate(listed)}
    told = answers.question == answers.questions.index(overall)
    rating = answers.value.copy()
    asked = answers.registry.get(overall)
    if asked is not None:
        rating = SCALES[asked.scale].turned(rating, asked.good)
    by_sheet: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(np.isfinite(value) & np.array([each is not None for each in step])):
        by_sheet.setdefault((int(answers.person[row]), int(answers.case[row])), []).append(int(row))
    rated = {
        (int(answers.person[row]), int(answers.case[row])): float(rating[row])
        for row in np.flatnonzero(told & np.isfinite(rating))
    }
    sheets = [(key, rows) for key, rows in by_sheet.items() if key in rated and len(rows) >= 2]
    if not sheets:
        return None
    ordered = [np.array(sorted(rows, key=lambda row: place[str(step[row])])) for _, rows in sheets]
    mean, peak_end = summaries(value, ordered)
    return compared(
        mean, peak_end, np.array([rated[key] for key, _ in sheets]), np.array([key[0] for key, _ in sheets])
    )


def _unproven(scorer: TextScorer | None, agreement: Agreement | None) -> Notes:
    """Say how far the scorer can be trusted."""
    if scorer is None:
        return ()
    if agreement is None:
        text = "scores of text are not shown: the scorer has not been held against sentences that people labelled"
        return (note("text.unproven", text),)
    code = "text.agreement" if agreement.good else "text.unproven"
    return (note(code, str(agreement), r=agreement.r, labels=agreement.n),)


def _untold(told: str | None, predicts: Predicts | None, *, proven: bool) -> Notes:
    """Say why mean and peak–end were not compared."""
    if told is None or predicts is not None or not proven:
        return ()
    text = f"mean and peak–end are not compared: under 30 customers rated two steps and {told}, or all alike"
    return (note("feeling.not_compared", text, overall=told),)
