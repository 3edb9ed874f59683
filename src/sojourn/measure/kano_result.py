"""Kano over all features, and by segment: what it gives back, and how it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from sojourn.core.answers import Answers
from sojourn.core.charts import Chart
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, note
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import chance, counted

from .effective import effective
from .estimates import shown
from .kano import KINDS, KanoCell, classified, from_shares
from .kano_chart import draw
from .kano_pairs import Pair, pairs_of
from .records import Refusal
from .scores_shares import answered_share
from .sheets import period_of
from .visible import visibility

METHOD = "exact binomial test between the two largest categories, p < 0.10; better and worse with Wilson's interval"


@dataclass(frozen=True, slots=True)
class Kano(Result):
    """What each feature is to customers: taken for granted, asked for, a delight, or nothing.

    Attributes:
        features: one cell a feature, and a segment where asked for; in the order of first appearance.
        by: the column that makes segments; None for all customers together.
        n: customers with at least one pair of answers; None where only counts or shares were given.
        incomplete: pairs of which one answer is missing.
        replaced: pairs, or answers, that a later one took the place of.
        refused: rows of a file that are no pair.
        period: from the first to the last answer, microseconds UTC; None where the source has no times.
    """

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    features: tuple[KanoCell, ...]
    by: str | None = None
    n: int | None = None
    incomplete: int = 0
    replaced: int = 0
    refused: tuple[Refusal, ...] = ()
    period: tuple[int, int] | None = None
    method: str = METHOD

    @property
    def warnings(self) -> tuple[str, ...]:
        """Give the codes of all warnings, once each."""
        return tuple(dict.fromkeys(code for cell in self.features for code in cell.warnings))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "kano",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "by": self.by,
            "n": self.n,
            "period": None if self.period is None else list(self.period),
            "incomplete": self.incomplete,
            "replaced": self.replaced,
            "refused": [each.to_dict() for each in self.refused],
            "method": self.method,
            "warnings": list(self.warnings),
            "features": [cell.to_dict() for cell in self.features],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a feature and segment, counts in columns of their own."""
        return [
            {
                **{name: value for name, value in cell.to_dict().items() if name not in ("counts", "warnings")},
                **{letter: cell.counts.get(letter) for letter in KINDS},
                "contradictory": "kano.contradictory" in cell.warnings,
            }
            for cell in self.features
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the categories with better and worse, and the counts they come from."""
        return (
            (self._categories(), self._counts())
            if any(cell.counts for cell in self.features)
            else (self._categories(),)
        )

    def chart(self) -> Chart:
        """Draw better against worse with both intervals; hollow where the category is not decided."""
        return draw(self.features, by=self.by)

    def _names(self) -> tuple[Heading, ...]:
        """Give the headings of what a line is about."""
        return (
            Heading("Feature", numeric=False),
            *((Heading(self.by.capitalize(), numeric=False),) if self.by else ()),
        )

    def _name(self, cell: KanoCell) -> tuple[str, ...]:
        """Say what a line is about."""
        return (cell.feature or "all answers", *((cell.segment or "not known",) if self.by else ()))

    def _categories(self) -> Table:
        """Lay out what each feature is."""
        return Table(
            "What each feature is to customers",
            (
                *self._names(),
                Heading("Category", numeric=False),
                Heading("Better (95 %)"),
                Heading("Worse (95 %)"),
                Heading("p"),
                Heading("n"),
            ),
            tuple(
                (
                    *self._name(cell),
                    said(cell),
                    _span(cell.better, cell.better_low, cell.better_high, thin=cell.shown == "interval"),
                    _span(cell.worse, cell.worse_low, cell.worse_high, thin=cell.shown == "interval"),
                    "" if cell.p is None or cell.shown != "full" else chance(cell.p),
                    "" if cell.n is None else count(cell.n) if cell.shown != "hidden" else "too few",
                )
                for cell in self.features
            ),
            (
                "Better: how far satisfaction rises with it, 0 to 1. Worse: how far it falls without it, 0 to −1.",
                "A category is named where an exact test between the two largest counts gives p < 0.10.",
                *(str(entry["message"]) for entry in self.notes),
            ),
        )

    def _counts(self) -> Table:
        """Lay out all counts, with Fong's rule beside them."""
        return Table(
            "Customers by category",
            (
                *self._names(),
                *(Heading(word.capitalize()) for word in KINDS.values()),
                Heading("Fong: difference, critical"),
            ),
            tuple(
                (
                    *self._name(cell),
                    *(count(cell.counts[letter]) if cell.counts else "" for letter in KINDS),
                    "" if cell.fong_critical is None else f"{cell.fong_difference}, {cell.fong_critical:.1f}",
                )
                for cell in self.features
            ),
            ("Fong's critical difference is printed for comparison and decides nothing.",),
        )


def kano(
    source: Any = None,
    *,
    counts: Mapping[str, Any] | None = None,
    shares: Mapping[str, Any] | None = None,
    by: str | None = None,
    limits: Limits = USUAL,
) -> Kano:
    """Say what each feature is to customers, from Kano's two questions: what if it is there, what if it is not.

    A pair of answers falls into one of six categories (`kano_table`). `better = (A+O)/(A+O+M+I)` and
    `worse = −(O+M)/(A+O+M+I)` have Wilson's interval. The category is the largest count, only where an exact binomial
    test between the two largest gives p < 0.10. Of equal counts the order is M, O, A, I, R, Q. Over 10 % contradictory
    pairs warn `kano.contradictory`. A pair with one answer only is counted and left out. Where answers have weights,
    shares and test stand on the effective number of answers; counts stay customers.

    Args:
        source: answers to questions on the scales `kano_functional` and `kano_dysfunctional` that are `about` the same
            feature; or a table (path to CSV or Parquet, Arrow table, mapping of columns) with `customer`, `feature`,
            `functional`, `dysfunctional` (1 to 5, or like, must-be, neutral, live-with, dislike) and, if wanted,
            `weight`.
        counts: instead: customers by category, `{"A": 12, …}`, or such a mapping for each feature.
        shares: instead: published shares by category; without counts there is neither interval nor category.
        by: a column that makes segments.
        limits: below which number of customers a cell is hidden, or only its interval shown.

    Raises:
        InvalidInput: not one of source, counts and shares (`kano.no_answers`); no Kano question (`kano.no_questions`);
            a column that is missing; letters or numbers that are none.

    Cost: O(answers).

    Source: Kano et al. 1984; Berger et al. 1993; see the module `kano`.
    """
    if sum(each is not None for each in (source, counts, shares)) != 1:
        raise InvalidInput("give one of answers, counts and shares", code="kano.no_answers")
    if shares is not None:
        return Kano(None, (), tuple(from_shares(each, feature=name) for name, each in _by_feature(shares)))
    if counts is not None:
        cells = [_as_many_allow(classified(each, feature=name), limits) for name, each in _by_feature(counts)]
        return Kano(None, _doubts(cells), tuple(cells))
    found = pairs_of(source, by=by)
    features = dict.fromkeys(pair.feature for pair in found.pairs)
    cells = [
        cell
        for feature in features
        for cell in _cells(feature, [pair for pair in found.pairs if pair.feature == feature], by, limits)
    ]
    answers = source if isinstance(source, Answers) else None
    return Kano(
        None if answers is None else answers.basis,
        (
            *(() if answers is None else (*answers.notes, answered_share(answers))),
            *found.notes,
            *_left_out(found),
            *_doubts(cells),
        ),
        tuple(cells),
        by,
        len({pair.customer for pair in found.pairs}),
        found.incomplete,
        found.replaced,
        found.refused,
        None if answers is None else period_of(answers, np.ones(len(answers), np.bool_)),
    )


def said(cell: KanoCell) -> str:
    """Say a category in words."""
    if cell.shown != "full":
        return "too few answers"
    if cell.category is not None:
        return KINDS[cell.category]
    if cell.first is None or cell.second is None:
        return "no answers"
    if cell.n is None:
        return f"mostly {KINDS[cell.first]}, not tested"
    return f"no clear category: {KINDS[cell.first]} or {KINDS[cell.second]}"


def _by_feature(given: Mapping[str, Any]) -> list[tuple[str | None, Mapping[str, Any]]]:
    """Tell one feature's numbers from those of several."""
    if any(isinstance(value, Mapping) for value in given.values()):
        return list(given.items())
    return [(None, given)]


def _cells(feature: str, pairs: Sequence[Pair], by: str | None, limits: Limits) -> list[KanoCell]:
    """Classify a feature for each segment, and hide what few customers stand behind."""
    segments = sorted({pair.segment for pair in pairs}, key=lambda each: (each is None, each or "")) if by else [None]
    cells = [
        _cell(feature, segment, [pair for pair in pairs if by is None or pair.segment == segment])
        for segment in segments
    ]
    seen = visibility([cell.n or 0 for cell in cells], limits=limits)
    return [
        _hidden(cell, reason) if state == "hidden" else replace(cell, shown=state)
        for cell, state, reason in zip(cells, seen.shown, seen.reason, strict=True)
    ]


def _cell(feature: str, segment: str | None, pairs: Sequence[Pair]) -> KanoCell:
    """Classify the pairs of a feature."""
    letters = [pair.category for pair in pairs]
    weight = np.array([pair.weight for pair in pairs])
    # Pairs were made one a customer, so only weights make them worth less than they are.
    worth = effective(np.zeros(len(pairs)), np.arange(len(pairs)), weight)
    heavy = {letter: float(weight[[each == letter for each in letters]].sum()) for letter in KINDS}
    return classified(
        {letter: letters.count(letter) for letter in KINDS},
        weights=heavy,
        n_eff=worth.n_eff,
        feature=feature,
        segment=segment,
    )


def _as_many_allow(cell: KanoCell, limits: Limits) -> KanoCell:
    """Show what so many customers allow to be shown."""
    state = shown(cell.n or 0, limits)
    return _hidden(cell, "small") if state == "hidden" else replace(cell, shown=state)


def _hidden(cell: KanoCell, reason: str | None) -> KanoCell:
    """Take out of a cell what would give few customers away."""
    none = None
    return KanoCell(
        cell.feature, cell.segment, MappingProxyType({}), cell.n, none, none, none, none, none, none, none, none, none,
        none, none, none, none, none, "hidden", reason,
    )  # fmt: skip


def _doubts(cells: Sequence[KanoCell]) -> tuple[Mapping[str, Any], ...]:
    """Name the features whose answers contradict themselves."""
    names = [(cell.feature or "the feature") + (f" ({cell.segment})" if cell.segment else "") for cell in cells
             if "kano.contradictory" in cell.warnings and cell.shown == "full"]  # fmt: skip
    if not names:
        return ()
    text = f"over 10 % of the pairs contradict themselves: look at the wording of {', '.join(names)}"
    return (note("kano.contradictory", text, features=names),)


def _left_out(found: Any) -> tuple[Mapping[str, Any], ...]:
    """Say what was not counted."""
    notes = []
    if found.incomplete:
        text = f"{counted(found.incomplete, 'pair')} with only one answer of the two left out"
        notes.append(note("kano.incomplete", text, pairs=found.incomplete))
    if found.replaced:
        text = f"{counted(found.replaced, 'answer')} replaced by a later one of the same customer"
        notes.append(note("answers.replaced", text, answers=found.replaced))
    if found.refused:
        text = f"{counted(len(found.refused), 'row')} refused; the first: {found.refused[0]}"
        notes.append(note("answers.refused", text, rows=len(found.refused)))
    return tuple(notes)


def _span(value: float | None, low: float | None, high: float | None, *, thin: bool) -> str:
    """Write an estimate with its interval, or the interval alone where few people stand behind it."""
    if value is None:
        return ""
    if low is None or high is None:
        return f"{value:.2f}".replace("-", "−")
    ends = f"{low:.2f} to {high:.2f}"
    return (ends if thin else f"{value:.2f} ({ends})").replace("-", "−")
