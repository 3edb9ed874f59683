"""What stated importance gives back, and how it is shown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Noted, Result, Table, count

from .importance_chart import one_sided


@dataclass(frozen=True, slots=True)
class StatedItem:
    """How much one thing matters by the customers' own account.

    Attributes:
        name: the question; `about`: what it asks about.
        estimate, low, high: in the units of the method, with a 95 % interval; None under 10 customers.
        importance, importance_low, importance_high: the same from 0 to 1.
        rank: 1 for what matters most; None under 30 customers.
        n, answers, n_eff: customers, their answers, and as many independent ones as these are worth.
        shown: `hidden`, `interval` or `full`.
    """

    name: str
    about: str
    wording: str | None
    estimate: float | None
    low: float | None
    high: float | None
    importance: float | None
    importance_low: float | None
    importance_high: float | None
    rank: int | None
    n: int
    answers: int
    n_eff: float
    shown: str

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Stated(Noted, Result):
    """What customers say matters to them.

    Attributes:
        method: `rating`, `constant sum` or `best–worst counts`.
        items: in the order in which they were named.
        n: customers who answered any of them.
    """

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    method: str
    scale: str
    items: tuple[StatedItem, ...]
    n: int
    period: tuple[int, int] | None = None
    segment: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "stated_importance",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "method": self.method,
            "scale": self.scale,
            "n": self.n,
            "period": None if self.period is None else list(self.period),
            "segment": self.segment,
            "warnings": list(self.warnings),
            "items": [each.to_dict() for each in self.items],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a thing, in the order given."""
        return [each.to_dict() for each in self.items]

    def tables(self) -> tuple[Table, ...]:
        """Give the things by how much they matter."""
        return (
            Table(
                "What customers say matters to them",
                (Heading("About", numeric=False), Heading(f"{self._unit()} (95 %)"), Heading("n")),
                tuple((each.about, self._cell(each), "too few" if each.shown == "hidden" else count(each.n))
                      for each in self._ordered()),
                (f"Asked by {self.method}; {count(self.n)} customers.", *(str(each["message"]) for each in self.notes)),
            ),
        )  # fmt: skip

    def chart(self, *, width: int = 420) -> Chart:
        """Draw a dot with its interval for each thing; the interval alone where few answered."""
        return one_sided(
            [{"name": each.about, "value": each.importance, "low": each.importance_low, "high": each.importance_high,
              "full": each.shown == "full"} for each in self._ordered() if each.shown != "hidden"],
            width=width,
            title="What customers say matters to them",
            subtitle=f"By {self.method}; {count(self.n)} customers",
        )  # fmt: skip

    def _ordered(self) -> list[StatedItem]:
        """Put what matters most first; what cannot be ranked last."""
        return sorted(self.items, key=lambda each: (each.rank is None, each.rank or 0))

    def _unit(self) -> str:
        """Name what is estimated."""
        return {"constant sum": "Share of points", "rating": "Mean rating"}.get(self.method, "(best − worst) ÷ shown")

    def _cell(self, each: StatedItem) -> str:
        """Write an estimate; under 30 customers its interval alone."""
        if each.estimate is None:
            return "too few answers"
        scale, unit, digits = (100, " %", 1) if self.method == "constant sum" else (1, "", 2)
        value = f"{scale * each.estimate:.{digits}f}{unit}"
        if each.low is None or each.high is None:
            return value
        limits = f"{scale * each.low:.{digits}f} to {scale * each.high:.{digits}f}"
        return f"{value} ({limits})" if each.shown == "full" else f"({limits})"
