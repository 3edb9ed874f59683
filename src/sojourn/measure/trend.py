"""Scores over time: calendar periods, held against what a process that does not change would show.

Sources: of control limits, `control`; of scores, `scores`.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sojourn.core.answers import NEVER, Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import counted

from .asked import Asked, Kind, asked_of
from .comparing import detectable
from .control import ControlLimits, limits_around
from .doubts import doubts, without_straight_lines
from .off_scale import OFF_SCALE, off_scale_of
from .periods import Period, Span, periods_of
from .score_of import Numbers, numbers_of
from .scores_shares import answered_shares, share_of_all
from .trend_parts import Series, TrendPoint
from .trend_result import Trend
from .visible import visibility

FEW = 12
"""Limits from fewer periods are rough."""


def trend(
    answers: Answers,
    score: Kind = "nps",
    question: str | Sequence[str] | None = None,
    *,
    period: Period = "month",
    time_zone: str = "UTC",
    straight_lines: bool = True,
    limits: Limits = USUAL,
) -> Trend:
    """Follow a score from period to period, with control limits.

    The centre is the score of all periods that are shown, together; limits lie three standard errors from it, as wide
    as the number of answers of each period makes them. A signal is a point outside its limits, or the eighth and every
    further point in a row on one side of the centre. Two neighbouring points are not compared: most such differences
    are chance.

    Periods of fewer than 10 customers are hidden and enter neither centre nor limits; the first and the last are marked
    where data do not cover all of them.

    Args:
        score: `nps`, `csat` or `ces`.
        question: which; by default as for the score itself.
        period: `day`, `week` (from Monday), `month`, `quarter` or `year`, in the time zone.
        straight_lines: keep sheets that were filled with one and the same answer.

    Raises:
        InvalidInput: answers carry no time (`trend.no_times`), and whatever the score itself raises.

    Cost: O(n log n).
    """
    found = doubts(answers)
    kept = answers if straight_lines else without_straight_lines(answers)
    asked = asked_of(kept, score, question)
    told: list[Mapping[str, object]] = []
    series = []
    for each in asked:
        timed = each.rows[kept.at[each.rows] != NEVER]
        if not len(timed):
            raise InvalidInput(
                f"no answer to {each.question.id} carries a time, so there is no trend",
                code="trend.no_times",
                hint="give the answers a column at",
            )
        if len(timed) < len(each.rows):
            without = len(each.rows) - len(timed)
            told.append(note("trend.without_time", f"{counted(without, 'answer')} without a time left out"))
        made = _series(kept, each, score, timed, period, time_zone, limits)
        series.append(made)
        told += _notes(made, score)
    named = tuple(each.question for each in series)
    overall = share_of_all(answers, named)
    return Trend(
        kind=score,
        basis=answers.basis,
        source=answers.source,
        notes=(*answered_shares(answers, named), *kept.notes, *found, *told),
        period=period,
        time_zone=time_zone,
        series=tuple(series),
        asked=None if overall is None else overall[0],
        responded=None if overall is None else overall[1],
        n=len(np.unique(np.concatenate([kept.person[each.rows][kept.at[each.rows] != NEVER] for each in asked]))),
    )


def _series(
    answers: Answers,
    asked: Asked,
    kind: Kind,
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    period: Period,
    time_zone: str,
    limits: Limits,
) -> Series:
    """Work out one question, period by period."""
    spans, place = periods_of(answers.at[rows], period, time_zone)

    def worked(chosen: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Numbers:
        return numbers_of(
            kind, asked, answers.value[chosen], answers.person[chosen], answers.weight[chosen], limits=limits
        )  # fmt: skip

    counts = answers.weight[rows] > 0
    rows, place = rows[counts], place[counts]
    people = [np.unique(answers.person[rows[place == number]]) for number in range(len(spans))]
    numbers = [worked(rows[place == number]) for number in range(len(spans))]
    seen = visibility([len(each) for each in people], people=people, limits=limits)
    how = list(zip(seen.shown, seen.reason, strict=True))
    if off_scale_of(answers, asked.question).withheld:
        how = [(state, why) if state == "hidden" else ("hidden", OFF_SCALE) for state, why in how]
    numbers = [each.hidden(*one) for each, one in zip(numbers, how, strict=True)]
    shown = [number for number, (state, _) in enumerate(how) if state != "hidden"]
    control: ControlLimits | None = None
    variance = 0.0
    if len(shown) > 1:
        together = worked(rows[np.isin(place, shown)]).estimate
        assert together.value is not None
        variance = together.spread
        control = limits_around(
            together.value,
            [numbers[number].estimate.value or 0.0 for number in shown],
            variance,
            [numbers[number].estimate.n_eff for number in shown],
            span=(-100.0, 100.0) if kind == "nps" else (0.0, 1.0),
        )
    sizes = [numbers[number].estimate.n_eff for number in shown]
    return Series(
        question=asked.question.id,
        wording=asked.question.wording,
        centre=None if control is None else control.centre,
        detectable=detectable(variance, float(np.median(sizes))) if control is not None and variance > 0 else None,
        typical=float(np.median(sizes)) if sizes else None,
        points=tuple(_points(answers, spans, numbers, shown, control)),
    )


def _points(
    answers: Answers,
    spans: Sequence[Span],
    numbers: Sequence[Numbers],
    shown: Sequence[int],
    control: ControlLimits | None,
) -> Iterator[TrendPoint]:
    """Put periods, numbers and limits together."""
    basis = answers.basis
    at = answers.at[answers.at != NEVER]
    first = basis.observed_from if basis is not None and basis.observed_from is not None else int(at.min())
    last = basis.observed_until if basis is not None and basis.observed_until is not None else int(at.max())
    # Files do not say for when they are complete: a tenth of a period without answers at either end is not missed.
    slack = 0 if basis is not None else (spans[0].end - spans[0].start) // 10
    places = {number: order for order, number in enumerate(shown)}
    signals = {} if control is None else dict(zip(control.signals, control.why, strict=True))
    for number, (span, found) in enumerate(zip(spans, numbers, strict=True)):
        estimate, order = found.estimate, places.get(number)
        low, high = (None, None) if control is None or order is None else control.limits[order]
        whole = span.start >= first - slack and span.end <= last + slack + 1
        yield TrendPoint(
            period=span.label,
            start=span.start,
            end=span.end,
            estimate=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n=estimate.n,
            answers=estimate.answers,
            n_eff=estimate.n_eff if estimate.shown != "hidden" else None,
            shown=estimate.shown,
            reason=estimate.reason,
            limit_low=low,
            limit_high=high,
            signal=None if order is None else signals.get(order),
            whole=whole if number in (0, len(spans) - 1) else True,
        )


def _notes(series: Series, kind: Kind) -> Iterator[Mapping[str, object]]:
    """Say how much a trend can show."""
    shown = sum(point.shown != "hidden" for point in series.points)
    if series.detectable is not None and series.typical is not None:
        change = series.detectable * (1 if kind == "nps" else 100)
        yield note(
            "trend.detectable",
            f"{series.question}: with {series.typical:,.0f} answers a period, a change of less than "
            f"{change:.1f} points between two periods would seldom be seen (4 times in 5 from there on)",
            question=series.question,
            change=series.detectable,
        )
    if 1 < shown < FEW:
        yield note(
            "trend.few_periods",
            f"{series.question}: limits from {shown} periods are rough; 20 and more make them firm",
            question=series.question,
            periods=shown,
        )
