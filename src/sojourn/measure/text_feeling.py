"""Feeling from what people write: any scorer behind one protocol, and how far it agrees with people who read the same.

Sources: Hutto and Gilbert, VADER: a parsimonious rule-based model for sentiment analysis of social media text, ICWSM
8 (2014); Fisher, Biometrika 10 (1915), for the interval of a correlation.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

from .answer_cells import number
from .feeling import HIGHEST, LOWEST
from .records import Refusal, read_records

Floats = NDArray[np.float64]

NEEDED_R, NEEDED_LABELS = 0.5, 200
"""A scorer is drawn only from this agreement on, on at least so many labelled sentences of the language."""

Z = 1.959963984540054


class TextScorer(Protocol):
    """Whatever says how positive or negative a text is.

    `score` gives a mean from −1 to 1 and the standard deviation of that statement; not a number for a deviation that
    the scorer does not know.
    """

    def score(self, text: str, lang: str) -> tuple[float, float]:
        """Score one text in one language."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TextFeeling:
    """What a scorer says of texts; n rows.

    Attributes:
        compound: (n,) from −1 to 1; not a number for no text.
        sd: (n,) as the scorer states it; not a number where it does not.
        feeling: (n,) from −2 to +2: twice the compound.
        empty: rows without a text.
    """

    compound: Floats
    sd: Floats
    feeling: Floats
    empty: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a scorer agrees with people who labelled the same sentences.

    Attributes:
        r: Pearson's correlation; None where one of the two never differs.
        low, high: its 95 % interval.
        n: labelled sentences of the language.
        lang: the language.
        good: whether the scorer may be drawn: r ≥ 0.5 on at least 200 sentences.
        error: how far, on average, the scorer's feeling is from the label: root of the mean square.
        bias: how much higher the scorer is on average.
        warnings: `text.too_few_labels`, `text.weak_agreement`, `text.one_value`.
        refused: rows of the file that are no labelled sentence.
    """

    r: float | None
    low: float | None
    high: float | None
    n: int
    lang: str
    good: bool
    error: float | None
    bias: float | None
    warnings: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            **{name: getattr(self, name) for name in self.__slots__ if name not in ("warnings", "refused")},
            "warnings": list(self.warnings),
            "refused": [each.to_dict() for each in self.refused],
        }

    def __str__(self) -> str:
        """Say it in a sentence."""
        if self.r is None:
            return f"{self.n} labelled sentences ({self.lang}): no agreement can be worked out; the scorer is not drawn"
        span = "" if self.low is None or self.high is None else f" (95 % {self.low:.2f} to {self.high:.2f})"
        found = f"r = {self.r:.2f}{span} on {self.n} labelled sentences ({self.lang})"
        if self.good:
            return f"{found}: the scorer may be drawn"
        lacks = [
            *([f"{NEEDED_LABELS} labels are needed"] if self.n < NEEDED_LABELS else []),
            *([f"r of {NEEDED_R} is needed"] if self.r < NEEDED_R else []),
        ]
        return f"{found}: not drawn, for {' and '.join(lacks)}"


def text_feeling(texts: Sequence[str | None], *, lang: str = "en", scorer: TextScorer | None = None) -> TextFeeling:
    """Score texts, and double the scores to the line from −2 to +2.

    Args:
        texts: (n,) what people wrote; None or nothing but space for no text.
        lang: the language they are in.
        scorer: what scores; by default VADER, which knows English.

    Raises:
        ConfigurationError: no scorer is given and VADER is not installed (`extra-missing`).
        InvalidInput: the scorer does not know the language (`text.language`), or gives a score off −1 to 1
            (`text.bad_score`).

    Cost: what the scorer costs; VADER reads some ten thousand short comments a second.
    """
    if scorer is None:
        from .vader import Vader  # noqa: PLC0415 - start-up: an extra

        scorer = Vader()
    compound, sd = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    empty = 0
    for row, text in enumerate(texts):
        if text is None or not text.strip():
            empty += 1
            continue
        mean, deviation = scorer.score(text, lang)
        if not -1 <= mean <= 1:
            raise InvalidInput(
                f"the scorer gave {mean:g} for a text; a score lies between −1 and 1", code="text.bad_score"
            )
        compound[row], sd[row] = mean, deviation
    return TextFeeling(compound, sd, 2 * compound, empty)


def agreement_with_labels(scorer: TextScorer, labelled: Any, *, lang: str = "en") -> Agreement:
    """Hold a scorer against sentences that people have labelled, before anything it says is drawn.

    Pearson's r between the scorer's feeling and the label, with Fisher's interval. `good` from r ≥ 0.5 on at least 200
    sentences of the language. Labels should be of texts as your customers write them, given by somebody who had not
    seen the scores; better by two people, whose own agreement is the most that any scorer can reach.

    Args:
        labelled: a table (path to CSV or Parquet, Arrow table, mapping of columns) with `text`, `feeling` (−2 to +2),
            and, where there are several languages, `lang`.
        lang: the language to look at; rows of others are left out.

    Raises:
        InvalidInput: a column is missing; the scorer does not know the language.
    """
    texts, labels, refused = read_labelled(labelled, lang)
    scored = text_feeling(texts, lang=lang, scorer=scorer).feeling
    label = np.array(labels, np.float64)
    n = len(label)
    r = low = high = error = bias = None
    warnings = [] if n >= NEEDED_LABELS else ["text.too_few_labels"]
    if n >= 3 and scored.std() > 1e-12 and label.std() > 1e-12:
        r = float(np.corrcoef(scored, label)[0, 1])
        low, high = _fisher(r, n)
        if r < NEEDED_R:
            warnings.append("text.weak_agreement")
    else:
        warnings.append("text.one_value")
    if n:
        error = math.sqrt(float(np.mean((scored - label) ** 2)))
        bias = float(np.mean(scored - label))
    return Agreement(r, low, high, n, lang, not warnings, error, bias, tuple(warnings), refused)


def read_labelled(source: Any, lang: str) -> tuple[list[str], list[float], tuple[Refusal, ...]]:
    """Read sentences with their labels; rows without either are refused, those of another language left out."""
    table = read_records(source, required=("text", "feeling"), what="a table of labelled sentences")
    texts, labels, refused = [], [], list(table.refused)
    for place, row in table.rows:
        if row.get("lang") is not None and not same_language(str(row["lang"]), lang):
            continue
        label = number(row["feeling"])
        if row["text"] is None:
            refused.append(
                table.refuse(place, "text", None, code="answer.empty", wanted="a label belongs to a sentence")
            )
        elif not LOWEST <= label <= HIGHEST:
            wanted = "a label is a number from −2 to +2"
            refused.append(table.refuse(place, "feeling", row["feeling"], code="answer.out_of_scale", wanted=wanted))
        else:
            texts.append(str(row["text"]))
            labels.append(label)
    return texts, labels, tuple(refused)


def agreement_facts(agreement: Agreement | None) -> Mapping[str, Any] | None:
    """Give the JSON form of what may be missing."""
    return None if agreement is None else agreement.to_dict()


def _fisher(r: float, n: int) -> tuple[float | None, float | None]:
    """Give Fisher's interval of a correlation; None under 4 rows."""
    if n < 4:
        return None, None
    if abs(r) >= 1 - 1e-12:
        return r, r
    half = Z / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def same_language(found: str, wanted: str) -> bool:
    """Say whether two tags name one language: `en-GB` is English too."""
    return found.lower().partition("-")[0] == wanted.lower().partition("-")[0]
