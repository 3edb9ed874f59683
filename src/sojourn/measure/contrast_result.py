"""Penalty–reward contrast: what it gives back, and how it is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sojourn.core.answers import Answers
from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, note
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import counted, with_sign

from .contrast import ContrastDriver, ContrastRefused, contrasted, stated, whole_rows
from .contrast_chart import draw
from .effective import checked_weights, effective
from .estimates import shown
from .questions import direction_missing
from .rated import UNDIRECTED
from .scales import SCALES
from .sheets import Sheets, table_sheets

EMPTY_WARN, EMPTY_REFUSE = 0.2, 0.5
"""Shares of rows that are left out because something was not answered."""

METHOD = "least squares on low and high ratings, errors of leaving out each customer (CR3), Student's t"


@dataclass(frozen=True, slots=True)
class Contrast(Result):
    """What goes with low ratings and with high ones, for each thing that was rated.

    Attributes:
        outcome: what was contrasted.
        drivers: in the order given.
        r2: how much of the outcome the ratings go along with.
        n: customers; answers: sheets; n_eff: independent ones they are worth; dropped: sheets left out for a hole.
        shown: `full`, or `interval` where too few customers answered for classes.
        period: from the first to the last answer, microseconds UTC; None where no time is known.
    """

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    outcome: str
    drivers: tuple[ContrastDriver, ...]
    r2: float
    n: int
    answers: int
    n_eff: float
    dropped: int
    shown: str
    period: tuple[int, int] | None = None
    method: str = METHOD

    @property
    def warnings(self) -> tuple[str, ...]:
        """Give the codes of all warnings, once each."""
        codes = [
            *(str(entry["code"]) for entry in self.notes),
            *(code for each in self.drivers for code in each.warnings),
        ]
        return tuple(dict.fromkeys(code for code in codes if code.startswith("contrast.")))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "contrast",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "outcome": self.outcome,
            "n": self.n,
            "answers": self.answers,
            "n_eff": self.n_eff,
            "dropped": self.dropped,
            "period": None if self.period is None else list(self.period),
            "r2": self.r2,
            "shown": self.shown,
            "method": self.method,
            "warnings": list(self.warnings),
            "drivers": {each.name: each.to_dict() for each in self.drivers},
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a driver."""
        return [{**each.to_dict(), "warnings": " ".join(each.warnings) or None} for each in self.drivers]

    def tables(self) -> tuple[Table, ...]:
        """Give penalty, reward, range and class of each driver."""
        thin = self.shown != "full"
        return (
            Table(
                f"What low and high ratings go with: {self.outcome}",
                (
                    Heading("Rated", numeric=False),
                    Heading("Class", numeric=False),
                    Heading("Low: penalty (95 %)"),
                    Heading("High: reward (95 %)"),
                    Heading("Range"),
                    Heading("Asymmetry"),
                    Heading("Low, high, all"),
                ),
                tuple(
                    (
                        each.name,
                        said(each, thin=thin),
                        _span(each.penalty, each.penalty_low, each.penalty_high, thin=thin),
                        _span(each.reward, each.reward_low, each.reward_high, thin=thin),
                        "" if thin else f"{each.range:.2f}",
                        "" if thin or each.asymmetry is None or each.kind is None else with_sign(each.asymmetry, 2),
                        f"{count(each.low)}, {count(each.high)}, {count(each.n)}",
                    )
                    for each in self.drivers
                ),
                (
                    f"n = {count(self.n)}. Points of {self.outcome}, against ratings in between; R² {self.r2:.2f}.",
                    "A penalty is cut at zero, and so is a reward; their intervals are not.",
                    "What goes together need not be cause and effect: only an experiment tells what acting would do.",
                    *(str(entry["message"]) for entry in self.notes),
                ),
            ),
        )

    def chart(self) -> Chart:
        """Draw penalty to the left and reward to the right of zero, with intervals; grey where no class is decided."""
        return draw(self.drivers, outcome=self.outcome, thin=self.shown != "full", n=self.n)


def penalty_reward(
    data: Any,
    outcome: str,
    drivers: Sequence[str],
    *,
    scale: str | tuple[float, float] | Mapping[str, str | tuple[float, float]] | None = None,
    weight: Any = None,
    person: Any = None,
    not_met: Collection[str] = (),
    limits: Limits = USUAL,
) -> Contrast:
    """Say what low ratings of each thing go with, and what high ones: a price of entry, or a delight.

    `y = b₀ + Σ(b⁻ Low + b⁺ High)`, least squares; errors are those of leaving out each customer in turn (CR3, HC3 where
    each filled one sheet), so that sheets of one customer hang together. Low and high ratings are ≤ 2 and 5 of 1–5, ≤ 3
    and 7 of 1–7, ≤ 6 and ≥ 9 of 0–10. Signs are cut at zero, raw values kept. Range `b⁺−b⁻`; asymmetry
    `(b⁺+b⁻)/(b⁺−b⁻)`: over 0.7 a delighter, over 0.2 a satisfier, to −0.2 a hybrid, to −0.7 a dissatisfier, below that
    a frustrator. No class where the interval of the range holds 0 (`contrast.flat`) or a sign that was cut was
    significant (`contrast.reversed`).

    Args:
        data: answers, sheets, or a table with one row a sheet (see `sheets`).
        outcome: the overall rating.
        drivers: what was rated besides.
        scale: its name (`likert_1_5`, `likert_1_7`, `nps`) or its ends, for all or by driver; by default as registered,
            else 1 to 5, which a note says (`contrast.scale_assumed`).
        weight, person: columns of a table, or their values; rows of weight 0 do not count.
        not_met: drivers for which an empty rating means that the customer did not meet it; other rows with a hole are
            left out and counted.
        limits: under `thin` customers no class is given.

    Raises:
        InvalidInput: answers to a question without a stored direction (`question.direction_missing`).
        ContrastRefused: under 10 low or 10 high ratings (`contrast.too_few`, with `names`, `low`, `high`); more than
            half of the rows with a hole (`contrast.too_empty`); ratings off their scale (`answer.out_of_scale`);
            ratings that cannot be told apart; an outcome that never differs.

    Cost: O(n k²), and O(k³) for each customer of several sheets.

    Source: Brandt 1988; MacKinnon and White 1985; MacKinnon, Nielsen and Webb 2023; Mikulić and Prebežac 2008; see the
    module `contrast`.
    """
    names = list(dict.fromkeys(drivers))
    if isinstance(data, Answers):
        _directed(data, [outcome, *names])
    given = table_sheets(data, [outcome, *names], person=person, weight=weight)
    all_weights = np.ones(len(given)) if given.weight is None else np.asarray(given.weight, np.float64)
    columns = {name: _upwards(given, name) for name in (outcome, *names)}
    scales = {name: _scale(given, name, scale) for name in names}
    counts = all_weights != 0
    keep = whole_rows([values for name, values in columns.items() if name not in not_met], all_weights) & counts
    of = int(counts.sum())
    dropped = of - int(keep.sum())
    if dropped > EMPTY_REFUSE * of:
        raise ContrastRefused(
            f"{dropped:,} of {of:,} sheets lack an answer to the outcome or to a driver",
            code="contrast.too_empty",
            names=[name for name in names if name not in not_met],
        )
    weights = checked_weights(all_weights[keep])
    for name in names:
        _on_scale(name, columns[name][keep], scales[name])
    who = np.arange(len(given))[keep] if given.person is None else given.person[keep]
    people = len(np.unique(who))
    if people < limits.hidden:
        raise ContrastRefused(f"{counted(people, 'customer')} answered", code="contrast.too_few", names=names)
    state = shown(people, limits)
    found, r2 = contrasted(
        columns[outcome][keep],
        {name: columns[name][keep] for name in names},
        scales,
        weights,
        person=np.unique(who, return_inverse=True)[1].reshape(-1).astype(np.int64),
        not_met=[name for name in names if name in not_met],
        decided=stated(people, limits),
    )
    return Contrast(
        given.basis,
        (
            *given.notes,
            *_notes(found, dropped, of, people, len(weights)),
            *_assumed(given, names, scale),
        ),
        outcome,
        found,
        r2,
        people,
        len(weights),
        effective(columns[outcome][keep], np.unique(who, return_inverse=True)[1].reshape(-1), weights).n_eff,
        dropped,
        state,
        given.period,
    )


def said(driver: ContrastDriver, *, thin: bool) -> str:
    """Say a class in words."""
    if thin:
        return "too few answers"
    if driver.kind is not None:
        return driver.kind
    return "not decided: reversed" if "contrast.reversed" in driver.warnings else "not decided"


def _directed(answers: Answers, names: Sequence[str]) -> None:
    """Refuse questions of which nothing says which end is good; columns of a table are taken as they are."""
    known = {name: asked for name in names if (asked := answers.registry.get(name)) is not None}
    without = [name for name in names if name in answers.questions and (name not in known or not known[name].good)]
    without = [name for name in without if name not in known or known[name].scale not in UNDIRECTED]
    if without:
        raise direction_missing(without)


def _scale(
    given: Sheets, name: str, scale: str | tuple[float, float] | Mapping[str, str | tuple[float, float]] | None
) -> tuple[float, float]:
    """Give the ends of a driver's scale: as asked for, as registered, else 1 to 5."""
    wanted = scale.get(name) if isinstance(scale, Mapping) else scale
    if wanted is None:
        asked = given.questions.get(name)
        wanted = "likert_1_5" if asked is None else asked.scale
    if isinstance(wanted, str):
        if wanted not in SCALES:
            raise ContrastRefused(f"no scale is called {wanted!r}", code="contrast.scale", names=[name])
        return SCALES[wanted].low, SCALES[wanted].high
    return float(wanted[0]), float(wanted[1])


def _on_scale(name: str, values: "np.ndarray[Any, np.dtype[np.float64]]", scale: tuple[float, float]) -> None:
    """Refuse ratings off their scale: they would all count as low, or as high."""
    off = values[(values < scale[0]) | (values > scale[1])]
    if len(off):
        raise ContrastRefused(
            f"{counted(len(off), 'rating')} of {name} {'is' if len(off) == 1 else 'are'} off the scale from "
            f"{scale[0]:g} to {scale[1]:g}: {off[0]:g}",
            code="answer.out_of_scale",
            names=[name],
        )


def _assumed(given: Sheets, names: Sequence[str], scale: object) -> tuple[Mapping[str, Any], ...]:
    """Name the drivers that nobody gave a scale for."""
    taken = [
        name
        for name in names
        if name not in given.questions and (scale is None or (isinstance(scale, Mapping) and scale.get(name) is None))
    ]
    if not taken:
        return ()
    return (
        note(
            "contrast.scale_assumed",
            f"taken for ratings from 1 to 5, for nobody says their scale: {', '.join(taken)}",
            names=taken,
        ),
    )


def _upwards(given: Sheets, name: str) -> Any:
    """Give a column so that more is better."""
    values, asked = given.take(name), given.questions.get(name)
    return values if asked is None else SCALES[asked.scale].turned(values, asked.good)


def _notes(
    found: Sequence[ContrastDriver], dropped: int, rows: int, people: int, sheets: int
) -> tuple[Mapping[str, Any], ...]:
    """Say what the reader must know."""
    notes = []
    if dropped:
        many = dropped > EMPTY_WARN * rows
        text = f"{counted(dropped, 'sheet')} of {rows:,} left out for a question without an answer"
        notes.append(note("contrast.many_dropped" if many else "dropped", text, sheets=dropped))
    if people < sheets:
        text = (
            f"{people:,} customers filled {sheets:,} sheets: intervals are as wide as leaving out whole customers "
            "makes them"
        )
        notes.append(note("repeated_customers", text, customers=people, sheets=sheets))
    for code, what in (
        ("contrast.flat", "no class, for the interval of the range holds 0"),
        ("contrast.reversed", "no class, for a low rating goes with more, or a high one with less, beyond chance"),
    ):
        names = [each.name for each in found if code in each.warnings]
        if names:
            notes.append(note(code, f"{', '.join(names)}: {what}", names=names))
    return tuple(notes)


def _span(value: float, low: float, high: float, *, thin: bool) -> str:
    """Write an estimate with its interval."""
    ends = f"{with_sign(low, 2)} to {with_sign(high, 2)}"
    return ends if thin else f"{with_sign(value, 2)} ({ends})"
