"""Kano: which features are taken for granted, asked for, or delight; decided only where the answers decide it.

Sources: Kano, Seraku, Takahashi and Tsuji, Attractive quality and must-be quality, J. Japanese Society for Quality
Control 14 (1984), for the questions and their table; Berger et al., Kano's methods for understanding customer-defined
quality, Center for Quality of Management Journal 2(4) (1993), for better and worse; Fong, Using the self-stated
importance questionnaire to interpret Kano questionnaire results, the same journal 5 (1996), for the critical
difference; Clopper and Pearson, Biometrika 26 (1934), for the exact binomial test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.errors import InvalidInput
from sojourn.core.statistics import wilson

from .scales import SCALES

ANSWERS = ("like", "must_be", "neutral", "live_with", "dislike")
"""What may be said to each of the two questions: 1 to 5."""

TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""Functional answers down, dysfunctional ones across."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "M": "must-be",
        "O": "one-dimensional",
        "A": "attractive",
        "I": "indifferent",
        "R": "reversed",
        "Q": "questionable",
    }
)
"""Categories by letter; of equal counts the one that stands first goes first: what hurts most if it is missed."""

DECIDED = 0.10
"""Below this p the largest count is held to be the largest."""

DOUBTFUL = 0.10
"""Above this share of contradictory pairs the wording of the question is in doubt."""


@dataclass(frozen=True, slots=True)
class KanoCell:
    """What one feature is to the customers, or to one segment of them.

    Attributes:
        feature, segment: what it is about; None where only counts were given, and for all customers.
        counts: customers by category; empty where they are hidden or only shares were given.
        n: customers who answered both questions; None where only shares were given.
        answers: pairs of answers.
        n_eff: how many unweighted answers they are worth.
        better, worse: how much satisfaction comes with the feature (0 to 1), and goes without it (0 to −1).
        first, second: the two largest categories.
        p: of the exact test that both are equally large; two-sided.
        fong_difference, fong_critical: Fong's rule, printed beside it; it decides nothing.
        category: the largest one, when the test decides so; else None.
        shown: `full`, `interval` or `hidden`; reason: why it is hidden.
        warnings: `kano.contradictory`.
    """

    feature: str | None
    segment: str | None
    counts: Mapping[str, int]
    n: int | None
    answers: int | None
    n_eff: float | None
    better: float | None
    better_low: float | None
    better_high: float | None
    worse: float | None
    worse_low: float | None
    worse_high: float | None
    first: str | None
    second: str | None
    p: float | None
    fong_difference: int | None
    fong_critical: float | None
    category: str | None
    shown: str = "full"
    reason: str | None = None
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "feature": self.feature,
            "segment": self.segment,
            "category": self.category,
            "first": self.first,
            "second": self.second,
            "p": self.p,
            "better": self.better,
            "better_low": self.better_low,
            "better_high": self.better_high,
            "worse": self.worse,
            "worse_low": self.worse_low,
            "worse_high": self.worse_high,
            "counts": dict(self.counts) or None,
            "n": self.n,
            "answers": self.answers,
            "n_eff": self.n_eff,
            "fong_difference": self.fong_difference,
            "fong_critical": self.fong_critical,
            "shown": self.shown,
            "reason": self.reason,
            "warnings": list(self.warnings),
        }


def kano_table(answers: Sequence[str] = ANSWERS) -> dict[str, Any]:
    """Give the table that turns two answers into a category: functional answers down, dysfunctional ones across.

    Args:
        answers: which answers, in which order.

    Raises:
        InvalidInput: an answer is none of the five (`kano.unknown_answer`).

    Source: Kano et al. 1984, in the form of Berger et al. 1993.
    """
    places = [place_of(answer) for answer in answers]
    if None in places:
        raise InvalidInput(
            f"{answers[places.index(None)]!r} is no answer to a Kano question",
            code="kano.unknown_answer",
            hint=f"the answers are {', '.join(ANSWERS)}",
        )
    known = [place for place in places if place is not None]
    return {
        "rows": "functional",
        "columns": "dysfunctional",
        "table": [[TABLE[down][across] for across in known] for down in known],
    }


def place_of(answer: object) -> int | None:
    """Give the place of an answer, 0 to 4: from 1 to 5 or one of the five words; None for anything else."""
    if isinstance(answer, str):
        word = answer.strip().lower()
        value = SCALES["kano_functional"].words.get(word.replace("_", "-"))
        try:
            answer = float(word) if value is None else value
        except ValueError:
            return None
    if isinstance(answer, int | float) and not isinstance(answer, bool) and answer in (1, 2, 3, 4, 5):
        return int(answer) - 1
    return None


def category_of(functional: int, dysfunctional: int) -> str:
    """Give the category of a pair of places."""
    return TABLE[functional][dysfunctional]


def classified(
    counts: Mapping[str, int],
    *,
    weights: Mapping[str, float] | None = None,
    n_eff: float | None = None,
    people: int | None = None,
    feature: str | None = None,
    segment: str | None = None,
) -> KanoCell:
    """Say what a feature is from how many pairs fell into each category.

    `better = (A+O)/(A+O+M+I)`, `worse = −(O+M)/(A+O+M+I)`, Wilson intervals. The category is the largest one if an
    exact binomial test between the two largest gives p < 0.10. Pairs that count differently are weighed: the test is
    then made on shares of the effective number, rounded to whole answers.

    Args:
        counts: pairs by category; a category that is left out has none.
        weights: the same, weighed; by default each pair counts as one.
        n_eff: how many unweighted answers they are worth.
        people: customers behind them; by default as many as pairs.

    Raises:
        InvalidInput: a letter is no category (`kano.unknown_category`), or a count no whole number from 0 up
            (`kano.bad_count`).
    """
    checked(counts)
    for letter, number in counts.items():
        if number != int(number):
            raise InvalidInput(f"{letter}: {number} is no count", code="kano.bad_count", hint="give whole numbers")
    whole = {letter: int(counts.get(letter, 0)) for letter in KINDS}
    n = sum(whole.values())
    heavy = {letter: float((weights or whole).get(letter, 0)) for letter in KINDS}
    effective = float(n) if n_eff is None else n_eff
    scale = effective / sum(heavy.values()) if sum(heavy.values()) else 0.0
    worth = {letter: weight * scale for letter, weight in heavy.items()}
    order = sorted(KINDS, key=lambda letter: -worth[letter])
    first, second = order[0], order[1]
    a, b = round(worth[first]), round(worth[second])
    p = same_size_p(a, b)
    better, worse = _share(worth, "AO"), _share(worth, "OM")
    contradictory = n > 0 and whole["Q"] > DOUBTFUL * n
    return KanoCell(
        feature,
        segment,
        MappingProxyType(whole),
        n if people is None else people,
        n,
        effective,
        *better,
        *_negative(worse),
        first if n else None,
        second if n else None,
        p,
        a - b if n else None,
        fong(a, b, round(effective)) if n else None,
        first if p is not None and p < DECIDED else None,
        warnings=("kano.contradictory",) if contradictory else (),
    )


def from_shares(shares: Mapping[str, float], *, feature: str | None = None) -> KanoCell:
    """Give better and worse of published shares; without counts there is neither interval nor decision."""
    checked(shares)
    worth = {letter: float(shares.get(letter, 0)) for letter in KINDS}
    better, worse = _share(worth, "AO")[0], _share(worth, "OM")[0]
    first, second = sorted(KINDS, key=lambda letter: -worth[letter])[:2]
    none: tuple[None, None] = (None, None)
    return KanoCell(
        feature, None, MappingProxyType({}), None, None, None, better, *none, None if worse is None else -worse, *none,
        first, second, None, None, None, None,
    )  # fmt: skip


def same_size_p(a: int, b: int) -> float | None:
    """Test whether two counts of one sample are equally large: exact binomial, two-sided; None for no counts.

    Source: Clopper and Pearson 1934; the test given that an answer fell into one of the two.
    """
    if a + b == 0:
        return None
    if a == b:
        return 1.0
    from scipy.special import bdtr  # noqa: PLC0415 - start-up

    return min(1.0, 2 * float(bdtr(min(a, b), a + b, 0.5)))


def fong(a: int, b: int, n: int) -> float:
    """Give Fong's critical difference of two counts of n: `1.65·√((a+b)(2n−a−b)/2n)`.

    It treats two counts of one sample as independent, so it finds differences that are none too often. Source: Fong
    1996.
    """
    return float(1.65 * ((a + b) * (2 * n - a - b) / (2 * n)) ** 0.5)


def checked(counts: Mapping[str, float]) -> None:
    """Refuse letters that are no category, and numbers that are no counts."""
    for letter, number in counts.items():
        if letter not in KINDS:
            raise InvalidInput(
                f"{letter!r} is no Kano category", code="kano.unknown_category", hint=f"they are {', '.join(KINDS)}"
            )
        if not (number >= 0 and number < float("inf")):
            raise InvalidInput(f"{letter}: {number} is no count", code="kano.bad_count", hint="give numbers from 0 up")


def _share(worth: Mapping[str, float], letters: str) -> tuple[float | None, float | None, float | None]:
    """Give the share of some categories in A, O, M and I, with Wilson's interval."""
    total, part = sum(worth[letter] for letter in "AOMI"), sum(worth[letter] for letter in letters)
    if not total:
        return None, None, None
    low, high = wilson(min(part, total), total)
    return part / total, low, high


def _negative(
    share: tuple[float | None, float | None, float | None],
) -> tuple[float | None, float | None, float | None]:
    """Turn a share into the loss it is: its limits change places."""
    value, low, high = share
    if value is None or low is None or high is None:
        return None, None, None
    return -value, -high, -low
