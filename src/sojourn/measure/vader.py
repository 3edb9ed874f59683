"""VADER behind the protocol of scorers: English, by a lexicon and rules.

Source: Hutto and Gilbert, VADER: a parsimonious rule-based model for sentiment analysis of social media text, ICWSM 8
(2014).
"""

import math
from typing import Any

from sojourn.core.errors import ConfigurationError, InvalidInput


class Vader:
    """Score English by VADER's compound, −1 to 1; it states no deviation.

    Attributes:
        name: what results call it.

    Raises:
        ConfigurationError: the extra `text` is not installed (`extra-missing`).
    """

    name = "VADER"

    def __init__(self) -> None:
        try:
            from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - an extra
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                "the scorer for English text, vaderSentiment, is not installed",
                code="extra-missing",
                hint="install it with: pip install 'sojourn[text]', or give a scorer of your own",
            ) from error
        self._analyser: Any = SentimentIntensityAnalyzer()

    def score(self, text: str, lang: str) -> tuple[float, float]:
        """Score one English text; another language is refused (`text.language`): all its words would be neutral."""
        if lang.lower().partition("-")[0] != "en":
            raise InvalidInput(
                f"VADER knows English, and the text is said to be {lang!r}",
                code="text.language",
                hint="give a scorer that knows the language; any object with score(text, lang) will do",
            )
        return float(self._analyser.polarity_scores(text)["compound"]), math.nan
