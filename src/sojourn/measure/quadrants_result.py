"""What importance and performance give back, and how that is shown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Noted, Result, Table, count

from .quadrants_chart import SAID, draw

NOT_CLEAR = "No gap is clear: every interval of a gap above 0 holds 0 too"
NO_GAP = "No gap is above 0: nothing is done worse than it matters"


@dataclass(frozen=True, slots=True)
class Point:
    """A thing, how much it matters and how well it is done.

    Attributes:
        importance, performance: means; None where too few answered.
        importance_var, performance_var, covariance: of the means; None where not known.
        n: customers; None where not known.
        quadrant: `concentrate`, `keep_up`, `low_priority` or `overkill`, where the point lies; None under 30 customers.
        undecided: its 95 % ellipse meets a hair of the cross.
        importance_half, performance_half: half the height and the width of the ellipse.
        gap, gap_low, gap_high: importance − performance with its 95 % interval, where both share a scale.
        shown: `hidden`, `interval` or `full`.
    """

    name: str
    importance: float | None
    performance: float | None
    importance_var: float | None = None
    performance_var: float | None = None
    covariance: float | None = None
    n: int | None = None
    quadrant: str | None = None
    undecided: bool = False
    importance_half: float | None = None
    performance_half: float | None = None
    gap: float | None = None
    gap_low: float | None = None
    gap_high: float | None = None
    shown: str = "full"

    @property
    def clear(self) -> bool:
        """Say whether a gap above 0 is more than chance: its interval, where there is one, leaves 0 out."""
        return self.gap_low is None or self.gap_low > 0 or (self.gap or 0.0) <= 0

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Quadrants(Noted, Result):
    """Things by how much they matter and how well they are done.

    Attributes:
        points: in the order given.
        cross: how the cross was chosen: `mean`, `median` or `given`; it changes the answer.
        importance_cross, performance_cross: where it lies.
        same_scale: whether importance and performance share a scale.
        largest_gap: the point with the largest importance − performance, whatever its field; None without a shared
            scale.
    """

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    points: tuple[Point, ...]
    cross: str
    importance_cross: float
    performance_cross: float
    same_scale: bool
    largest_gap: str | None
    period: tuple[int, int] | None = None
    segment: str | None = None

    @property
    def n(self) -> int | None:
        """Give the customers of the point with the fewest that is shown; None where numbers are not known."""
        known = [each.n for each in self.points if each.n is not None and each.shown != "hidden"]
        return min(known) if known else None

    @property
    def method(self) -> str:
        """Say how the cross was chosen."""
        return f"cross at the {self.cross}" if self.cross != "given" else "cross given"

    @property
    def quadrant(self) -> Mapping[str, str | None]:
        """Give the field of each point by name."""
        return MappingProxyType({each.name: each.quadrant for each in self.points})

    @property
    def undecided(self) -> tuple[str, ...]:
        """Name the points that cannot be told from the other side of a hair."""
        return tuple(each.name for each in self.points if each.undecided)

    @property
    def clear_gap(self) -> Point | None:
        """Give the point with the largest gap above 0 whose interval, where there is one, leaves 0 out."""
        above = [each for each in self.points if each.shown == "full" and (each.gap or 0.0) > 0 and each.clear]
        return max(above, key=lambda each: each.gap or 0.0, default=None)

    def __getitem__(self, name: str) -> Point:
        """Give a point by its name."""
        return next(each for each in self.points if each.name == name)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "importance_performance",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "method": self.method,
            "cross": {
                "by": self.cross,
                "importance": self.importance_cross,
                "performance": self.performance_cross,
            },
            "same_scale": self.same_scale,
            "largest_gap": self.largest_gap,
            "undecided": list(self.undecided),
            "n": self.n,
            "period": None if self.period is None else list(self.period),
            "segment": self.segment,
            "warnings": list(self.warnings),
            "points": [each.to_dict() for each in self.points],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a point, in the order given."""
        return [each.to_dict() for each in self.points]

    def tables(self) -> tuple[Table, ...]:
        """Give the points by field, and by gap within."""
        order = {name: place for place, name in enumerate(SAID)}
        points = sorted(self.points, key=lambda each: (order.get(each.quadrant or "", 9), -(each.gap or 0.0)))
        rows = tuple(
            (
                each.name,
                _field(each),
                _mean(each.importance, each.importance_half, thin=each.shown == "interval"),
                _mean(each.performance, each.performance_half, thin=each.shown == "interval"),
                *((_gap(each),) if self.same_scale else ()),
                *(("" if each.n is None else count(each.n) if each.shown != "hidden" else "too few",)),
            )
            for each in points
        )
        headings = (
            Heading("About", numeric=False),
            Heading("Field", numeric=False),
            Heading("Importance"),
            Heading("Performance"),
            *((Heading("Gap (95 %)"),) if self.same_scale else ()),
            Heading("n"),
        )
        return (Table("Importance and performance", headings, rows, self._sentences()),)

    def chart(self, *, width: int = 460) -> Chart:
        """Draw the points in their four fields, hollow where not decided, with their 95 % ellipses.

        Args:
            width: of the field in pixels; it is square. Under 420 points carry numbers, told below.
        """
        return draw(
            [each.to_dict() for each in self.points if each.shown != "hidden"],
            cross=(self.importance_cross, self.performance_cross),
            diagonal=self.same_scale,
            width=width,
            subtitle=[
                self._where(),
                *(["Dashed: as well done as it matters; above it, less well"] if self.same_scale else []),
                *([f"Hollow: not decided, the 95 % ellipse meets a hair ({len(self.undecided)} of {len(self.points)})"]
                  if self.undecided else []),
                *([self._gap()] if self.largest_gap else []),
                *([f"Not shown, too few answers: {sum(each.shown == 'hidden' for each in self.points)}"]
                  if any(each.shown == "hidden" for each in self.points) else []),
            ],
        )  # fmt: skip

    def _gap(self) -> str:
        """Say where most is missing, if anything is."""
        clear = self.clear_gap
        if clear is not None:
            return f"Largest gap: {clear.name}, {clear.gap:+.2f}"
        return NO_GAP if self[self.largest_gap or ""].clear else NOT_CLEAR

    def _where(self) -> str:
        """Say where the cross lies."""
        how = "as given" if self.cross == "given" else f"at the {self.cross}s"
        return f"Cross {how}: importance {self.importance_cross:.2f}, performance {self.performance_cross:.2f}"

    def _sentences(self) -> tuple[str, ...]:
        """Say what stands below the table."""
        said = [f"{self._where()}. Another cross gives other fields."]
        if any(each.importance_half is not None for each in self.points):
            said.append(
                "Behind ±: half the height or width of the 95 % ellipse. Not decided: the ellipse meets the cross."
            )
        if self.largest_gap is not None:
            clear, none = self.clear_gap, NO_GAP if self[self.largest_gap].clear else NOT_CLEAR
            said.append(
                f"{none}." if clear is None else f"The largest gap, whatever the field: {clear.name}, {clear.gap:+.2f}."
            )
        return (*said, *(str(each["message"]) for each in self.notes))


def _field(each: Point) -> str:
    """Say where a point lies."""
    if each.quadrant is None:
        return "too few answers"
    return f"not decided ({SAID[each.quadrant]})" if each.undecided else SAID[each.quadrant]


def _mean(value: float | None, half: float | None, *, thin: bool) -> str:
    """Write a mean with half the width of its ellipse; under 30 customers what the ellipse spans alone."""
    if value is None or (thin and half is None):
        return ""
    if thin and half is not None:
        return f"({value - half:.2f} to {value + half:.2f})"
    return f"{value:.2f}" if half is None else f"{value:.2f} ± {half:.2f}"


def _gap(each: Point) -> str:
    """Write a gap with its interval."""
    if each.gap is None:
        return ""
    if each.gap_low is None or each.gap_high is None:
        return f"{each.gap:+.2f}" if each.shown == "full" else ""
    limits = f"({each.gap_low:+.2f} to {each.gap_high:+.2f})"
    return f"{each.gap:+.2f} {limits}" if each.shown == "full" else limits
