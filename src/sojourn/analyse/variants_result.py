"""The variants of journeys, as a result."""

from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, percent
from sojourn.core.words import counted

from .names import Notes, envelope


@dataclass(frozen=True, slots=True)
class Variant:
    """One sequence of events and how often journeys are it; `share` is of all journeys."""

    path: tuple[str, ...]
    journeys: int
    customers: int
    share: float
    median_seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "path": list(self.path),
            "journeys": self.journeys,
            "customers": self.customers,
            "share": self.share,
            "median_seconds": self.median_seconds,
        }


@dataclass(frozen=True, slots=True)
class VariantsResult(Result):
    """Variants by journeys, then name by name.

    Attributes:
        distinct: number of variants, hidden ones too.
        variants: those shown.
    """

    basis: Basis
    notes: Notes
    collapse: bool
    total_journeys: int
    distinct: int
    quantiles: Literal["exact", "sketch"]
    variants: tuple[Variant, ...]

    @property
    def other(self) -> dict[str, Any]:
        """The variants not shown, added up."""
        journeys = self.total_journeys - sum(variant.journeys for variant in self.variants)
        share = journeys / self.total_journeys if self.total_journeys else None
        return {"variants": self.distinct - len(self.variants), "journeys": journeys, "share": share}

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("variants", self.basis, self.notes),
            "collapse": self.collapse,
            "total_journeys": self.total_journeys,
            "distinct": self.distinct,
            "quantiles": self.quantiles,
            "variants": [variant.to_dict() for variant in self.variants],
            "other": self.other,
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a variant shown."""
        return [variant.to_dict() for variant in self.variants]

    def tables(self) -> tuple[Table, ...]:
        """Give the variants shown and the rest in one row."""
        other = self.other
        rows = [
            (
                " > ".join(variant.path),
                count(variant.journeys),
                percent(variant.share),
                count(variant.customers),
                duration(variant.median_seconds),
            )
            for variant in self.variants
        ]
        if other["variants"]:
            rows.append(
                (
                    counted(other["variants"], "other variant"),
                    count(other["journeys"]),
                    percent(other["share"]),
                    "",
                    "",
                )
            )
        return (
            Table(
                f"{counted(self.distinct, 'variant')} of {counted(self.total_journeys, 'journey')}",
                (
                    Heading("Events in order", numeric=False),
                    Heading("Journeys"),
                    Heading("Share"),
                    Heading("Customers"),
                    Heading("Median duration"),
                ),
                tuple(rows),
                tuple(entry["message"] for entry in self.notes),
            ),
        )

    def chart(self, *, width: int = 1120) -> Chart:
        """Draw a row of coloured steps for each variant, with its share, at most so wide."""
        from .variants_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(
            [(variant.path, variant.journeys, variant.share) for variant in self.variants],
            self.total_journeys,
            self.other["variants"],
            self.other["journeys"],
            width=width,
        )
