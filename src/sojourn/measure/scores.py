"""Scores: how many would recommend (NPS), how satisfied people are (CSAT), how easy they found it (CES).

Sources: of the net promoter score, `net_promoter`; of shares and means, `estimates`; of differences, `comparing`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import NEVER, Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import counted

from .asked import Asked, Kind, asked_of, none_left
from .comparing import COMPARED, adjust_p
from .doubts import doubts, without_straight_lines
from .effective import checked_weights
from .net_promoter import method_checked
from .off_scale import OFF_SCALE, off_scale_of
from .score_of import Numbers, compared, numbers_of
from .scores_parts import Score
from .scores_result import Scores
from .scores_shares import answered_shares, share_of_all
from .visible import protected

MOST = 200
"""More groups than this are no breakdown."""


def nps(
    answers: Answers,
    question: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] = (),
    method: str = "adjusted_wald",
    straight_lines: bool = True,
    population: float | None = None,
    limits: Limits = USUAL,
) -> Scores:
    """Work out the net promoter score: the share of promoters (9, 10) less that of detractors (0 to 6), in points.

    Intervals are 95 %, as wide as weights and customers who answer again make them. Numbers of fewer than 10 customers
    are hidden, and with them what would give them away. From 10 to 29 the result holds the estimate with `shown`
    `interval`, and tables and drawings show the interval alone, without rank or comparison. Groups are held against all
    others of the same breakdown, as if nobody belonged to both: where customers do, the error of the difference is
    rather too large, and fewer groups are found to differ. p-values are adjusted over everything compared (Benjamini
    and Hochberg). Where over 5 % of the numbers answered lie off the scale of the question, three at least, its scores
    are withheld (`shown` `hidden`, `reason` `off its scale`): those who are left are no sample.

    Args:
        answers: as `read_answers` and `Workspace.answers` give them.
        question: which; by default all on the scale nps, or registered with the role `recommend`.
        by: columns to break down by, each by itself.
        method: of the interval: `adjusted_wald`, `score` (Tango) or `wald`.
        straight_lines: keep sheets that were filled with one and the same answer.
        population: how many customers there are, where the answers come from a known and small number of them.
        limits: below which n nothing is shown, and below which no point is drawn.

    Raises:
        InvalidInput: no such question or column, nobody answered, or `nps.unknown_method`.

    Cost: O(n log n) for each breakdown.
    """
    method_checked(method)
    return _scores(answers, "nps", question, by, method, straight_lines, population, limits)


def csat(
    answers: Answers,
    question: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] = (),
    straight_lines: bool = True,
    population: float | None = None,
    limits: Limits = USUAL,
) -> Scores:
    """Work out satisfaction: the share of the best answers, and the mean.

    The best answers are the two best of five, of seven and of five faces, the three best of nine, yes, or as many as
    the question says (`top`); which end of a scale is good stands in the register. Shares have Wilson's interval, means
    Student's, as given: a mean is not turned. The rest is as for `nps`.

    Args:
        question: which; by default all that are registered with the role `satisfaction`.
        answers, by, straight_lines, population, limits: as for `nps`.

    Raises:
        InvalidInput: `question.direction_missing` when nobody says which answers are good; no such question or column.
    """
    return _scores(answers, "csat", question, by, "Wilson", straight_lines, population, limits)


def ces(
    answers: Answers,
    question: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] = (),
    straight_lines: bool = True,
    population: float | None = None,
    limits: Limits = USUAL,
) -> Scores:
    """Work out the customer effort score: the share who found it easy, and the mean.

    Easy are the three best answers of seven, the two best of five, yes, or as many as the question says (`top`): where
    it reads "it was easy, I agree" the high ones, where it asks how much effort it was the low ones.

    Args:
        question: which; by default all that are registered with the role `effort`.
        answers, by, straight_lines, population, limits: as for `nps`.

    Raises:
        InvalidInput: `question.direction_missing` when nobody says which answers are good; no such question or column.
    """
    return _scores(answers, "ces", question, by, "Wilson", straight_lines, population, limits)


def _scores(
    answers: Answers,
    kind: Kind,
    question: str | Sequence[str] | None,
    by: str | Sequence[str],
    method: str,
    straight_lines: bool,
    population: float | None,
    limits: Limits,
) -> Scores:
    """Work out a score for everybody and for each group, and hold the groups against each other."""
    columns = groups_of(answers, by)
    found = doubts(answers)
    kept = answers if straight_lines else without_straight_lines(answers)
    if not len(kept):
        raise none_left(kept)
    scores: list[Score] = []
    outside: list[Mapping[str, object]] = []
    people: list[NDArray[np.int64]] = []
    for asked in asked_of(kept, kind, question):
        own = _question(kept, asked, kind, columns, method, population, limits)
        scores += (each.withheld() for each in own) if off_scale_of(kept, asked.question).withheld else own
        people.append(kept.person[asked.rows][kept.weight[asked.rows] > 0])
        if asked.outside:
            outside.append(
                note(
                    "answer.out_of_scale",
                    f"{counted(asked.outside, 'answer')} to {asked.question.id} left out: off {asked.question.scale}",
                    question=asked.question.id,
                    answers=asked.outside,
                )
            )
    scores, tests = _adjusted(scores)
    named = tuple(dict.fromkeys(score.question for score in scores))
    overall = share_of_all(answers, named)
    at = kept.at[kept.at != NEVER]
    return Scores(
        kind=kind,
        basis=answers.basis,
        source=answers.source,
        notes=(
            *answered_shares(answers, named),
            *_own(answers, kept),
            *found,
            *outside,
            *_hidden(scores, limits),
        ),
        method=scores[0].method,
        by=tuple(columns),
        since=int(at.min()) if len(at) else None,
        until=int(at.max()) if len(at) else None,
        asked=None if overall is None else overall[0],
        responded=None if overall is None else overall[1],
        asked_by={name: share for name in named if (share := answers.share_of(name)) is not None},
        scores=tuple(scores),
        compared=tests,
        limits=limits,
        n=len(np.unique(np.concatenate(people))),
    )


def groups_of(answers: Answers, by: str | Sequence[str]) -> dict[str, NDArray[np.object_]]:
    """Give the columns to break down by.

    Raises:
        InvalidInput: `answers.no_group` where answers do not have one; `answers.many_groups`.
    """
    found: dict[str, NDArray[np.object_]] = {}
    for name in (by,) if isinstance(by, str) else by:
        if name not in answers.groups:
            listed = ", ".join(answers.groups) or "none"
            raise InvalidInput(
                f"answers have no {name} to break down by; they have {listed}",
                code="answers.no_group",
                hint="name one of those; of a workspace give a property of its events, as by=… of Workspace.answers",
            )
        found[name] = answers.groups[name]
        labels = len(set(found[name].tolist()))
        if labels > MOST:
            raise InvalidInput(
                f"{name} has {labels:,} values, and a breakdown {MOST} at most",
                code="answers.many_groups",
                hint="break down by something with fewer values",
            )
    return found


def _question(
    answers: Answers,
    asked: Asked,
    kind: Kind,
    columns: Mapping[str, NDArray[np.object_]],
    method: str,
    population: float | None,
    limits: Limits,
) -> Iterator[Score]:
    """Work out one question: everybody, then each group.

    Answers of weight 0 count nowhere; a group that has no others is named, and hidden.
    """
    value, person, weight = answers.value[asked.rows], answers.person[asked.rows], answers.weight[asked.rows]
    checked_weights(weight)
    counts = weight > 0
    value, person, weight = value[counts], person[counts], weight[counts]

    def worked(rows: NDArray[np.bool_] | slice, people: float | None = None) -> Numbers:
        return numbers_of(
            kind, asked, value[rows], person[rows], weight[rows], method=method, population=people, limits=limits
        )

    everybody = worked(slice(None), population)
    yield Score.of(asked.question, None, None, everybody)
    labels = {name: column[asked.rows] for name, column in columns.items()}
    every = {name: dict.fromkeys(column.tolist()) for name, column in labels.items()}
    labels = {name: column[counts] for name, column in labels.items()}
    seen = protected(labels, person, limits=limits)
    if everybody.estimate.shown == "hidden":
        # The total is hidden itself: nothing about its parts is told.
        seen = {
            name: {label: (n, "hidden", "small") for label, (n, _, _) in cells.items()} for name, cells in seen.items()
        }
    for name, cells in seen.items():
        places = {label: place for place, label in enumerate(cells)}
        code = np.array([places[label] for label in labels[name].tolist()], np.int64)
        # Those of whom it is not known are no group to be held against, unless that would tell how few they are.
        unknown = places.get(None, -1) if None in cells and cells[None][1] != "hidden" else -1
        for label, (_, state, reason) in cells.items():
            here = code == places[label]
            score = Score.of(asked.question, name, label, worked(here).hidden(state, reason))
            if state == "full" and label is not None:
                rest = worked(~here & (code != unknown))
                if rest.estimate.shown == "full":
                    score = score.against(compared(kind, worked(here), rest))
            yield score
        for label in every[name]:
            if label not in cells:
                yield Score.of(asked.question, name, label, worked(np.zeros(len(value), np.bool_)))


def _adjusted(scores: Sequence[Score]) -> tuple[list[Score], int]:
    """Adjust p-values over everything compared, and count the tests: of two groups, each the other's rest, one."""
    tests: dict[tuple[str, str | None, int], list[int]] = {}
    for place, score in enumerate(scores):
        if score.p_value is not None:
            breakdown = [each for each in scores if (each.question, each.by) == (score.question, score.by)]
            pair = sum(each.group is not None for each in breakdown) == 2
            tests.setdefault((score.question, score.by, -1 if pair else place), []).append(place)
    adjusted = adjust_p([scores[places[0]].p_value or 0.0 for places in tests.values()])
    done = list(scores)
    for q, places in zip(adjusted, tests.values(), strict=True):
        for place in places:
            side = "above" if (scores[place].difference or 0) > 0 else "below"
            done[place] = replace(scores[place], q_value=q, verdict=side if q < COMPARED else "not decided")
    return done, len(tests)


def _own(answers: Answers, kept: Answers) -> Iterator[Mapping[str, object]]:
    """Give the notes of the answers; the shares answered of surveys only where the questions do not say them."""
    for each in (*answers.notes, *kept.notes[len(answers.notes) :]):
        surveys = each.get("surveys")
        several = isinstance(surveys, list) and len(surveys) > 1 and not answers.asked_by
        if each.get("code") != "answered_share" or several:
            yield each


def _hidden(scores: Sequence[Score], limits: Limits) -> Iterator[Mapping[str, object]]:
    """Say how many numbers are hidden."""
    hidden = [score for score in scores if score.shown == "hidden" and score.reason != OFF_SCALE]
    if not hidden:
        return
    besides = sum(score.reason != "small" for score in hidden)
    told = f"{counted(len(hidden), 'number')} hidden: fewer than {limits.hidden} customers"
    if besides:
        told += f", and {besides:,} of more that would give a smaller one away"
    yield note("hidden", told, cells=len(hidden), protecting=besides)
