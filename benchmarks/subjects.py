"""What is asked, of whom: questions that belong together, and the module in `peers/` that answers for each engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

OWN = "sojourn"


@dataclass(frozen=True, slots=True)
class Subject:
    """Questions that the same engines answer from the same data.

    Attributes:
        engines: by name, the module in `peers/`; Sojourn comes first, for all others are held against it.
        forms: ways of asking; one that an engine lacks is left out.
    """

    questions: tuple[str, ...]
    engines: Mapping[str, str]
    forms: tuple[str, ...] = ("", "any_order")


SUBJECTS: Mapping[str, Subject] = MappingProxyType(
    {
        "questions": Subject(
            ("funnel", "follows", "variants", "retention"),
            {OWN: "sojourn_engine", "duckdb": "duckdb", "chdb": "chdb", "polars": "polars", "pandas": "pandas"},
            ("", "any_order", "quantiles"),
        ),
        "attribution": Subject(
            ("last", "linear", "markov"),
            {
                OWN: "sojourn_engine",
                "duckdb": "attribution_duckdb",
                "chdb": "attribution_chdb",
                "polars": "attribution_polars",
                "pandas": "attribution_pandas",
                "channelattribution": "attribution_channel",
            },
        ),
        "survival": Subject(
            ("survival",),
            {
                OWN: "sojourn_engine",
                "duckdb": "survival_duckdb",
                "polars": "survival_polars",
                "pandas": "survival_pandas",
                "statsmodels": "survival_statsmodels",
            },
        ),
    }
)

PEERS = ("duckdb", "chdb", "polars", "pandas", "channelattribution", "statsmodels", "pm4py")
"""All rivals, each called as the package that it needs."""
