"""What mystery visits give back, and how they are shown. No member of staff and no observer is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn import measure
from sojourn.core.charts import INK, NEGATIVE, POSITIVE, SHEET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import Heading, Result, Table, count, interval, percent

CLASS_COLOURS = {"disappointing": NEGATIVE, "met": "#B9C3CE", "delighted": POSITIVE}
WIDTH = 400


@dataclass(frozen=True, slots=True)
class ClassShare:
    """How many visits were of a class, with Wilson's interval."""

    name: str
    visits: int
    of: int
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        """Share of the visits with a score."""
        return self.visits / self.of if self.of else None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"class": self.name, "visits": self.visits, "share": self.share, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class AskedOf:
    """What was seen of one criterion: visits with yes, partly, no, and those where it could not be seen."""

    id: str
    text: str
    kind: str
    weight: float
    yes: int
    partly: int
    no: int
    unseen: int
    mean: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """What visits of a touchpoint come to.

    Attributes:
        score, low, high: mean q and Student's interval; none under 5 visits.
        n: visits.
        classes: disappointing, met, delighted.
        criteria: each with its counts.
        same: share of judgements that two observers gave alike; kappa, with its interval: beyond chance.
        pairs: visits that two observers made; observers: how many there were.
        criticality: C, where it was given.
        note: why there is no interval.
    """

    touchpoint: str
    score: float | None
    low: float | None
    high: float | None
    n: int
    classes: tuple[ClassShare, ...]
    criteria: tuple[AskedOf, ...]
    same: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    pairs: int
    warnings: tuple[str, ...]
    observers: int
    criticality: float | None
    note: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        plain = ("touchpoint", "score", "low", "high", "n", "same", "kappa", "kappa_low", "kappa_high", "pairs",
                 "observers", "criticality", "note")  # fmt: skip
        return {
            **{name: getattr(self, name) for name in plain},
            "warnings": list(self.warnings),
            "classes": [each.to_dict() for each in self.classes],
            "criteria": [each.to_dict() for each in self.criteria],
        }


@dataclass(frozen=True, slots=True)
class Visits(Result):
    """What mystery visits, or calls that were listened to, come to.

    Attributes:
        touchpoints: in the order of the criteria.
        journey: `ΣCq/ΣC`; None where no criticality was given.
        n: visits; observers: how many people went.
        period: from the first to the last visit, microseconds UTC.
        refused: rows that were left out.
    """

    notes: tuple[Mapping[str, Any], ...]
    touchpoints: tuple[Touchpoint, ...]
    journey: float | None
    n: int
    observers: int
    period: tuple[int, int] | None
    refused: tuple[measure.Refusal, ...]
    method: str = "mean q over visits, Student's t; classes with Wilson's interval; linearly weighted κ"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "visits",
            "format": 1,
            "basis": None,
            "notes": [dict(entry) for entry in self.notes],
            "n": self.n,
            "observers": self.observers,
            "journey": self.journey,
            "period": None if self.period is None else list(self.period),
            "method": self.method,
            "touchpoints": [each.to_dict() for each in self.touchpoints],
            "refused": [each.to_dict() for each in self.refused],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a touchpoint, the shares of its classes in columns of their own."""
        nested = ("classes", "criteria", "warnings")
        return [
            {
                **{name: value for name, value in each.to_dict().items() if name not in nested},
                **{kind.name: kind.share for kind in each.classes},
            }
            for each in self.touchpoints
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the touchpoints, and each criterion with its counts."""
        return (self._touchpoints(), self._criteria())

    def chart(self) -> Chart:
        """Draw q with its interval, and beside it the shares of the three classes."""
        return draw(self.touchpoints, n=self.n)

    def _touchpoints(self) -> Table:
        """Lay the touchpoints out."""
        return Table(
            "Visits by touchpoint",
            (
                Heading("Touchpoint", numeric=False),
                Heading("Score (95 %)"),
                *(Heading(word.capitalize()) for word in CLASS_COLOURS),
                Heading("κ (95 %)"),
                Heading("Visits, by two"),
            ),
            tuple(
                (
                    each.touchpoint,
                    "no visit" if each.score is None else interval(each.score, each.low, each.high),
                    *(f"{kind.visits} of {kind.of}" if kind.of else "" for kind in each.classes),
                    kappa_said(each),
                    f"{count(each.n)}, {count(each.pairs)}",
                )
                for each in self.touchpoints
            ),
            (
                f"{count(self.n)} visits by {count(self.observers)} observers. No interval under 5 visits.",
                *([f"Journey, weighed by criticality: {percent(self.journey)}."] if self.journey is not None else []),
                *(str(entry["message"]) for entry in self.notes),
            ),
        )

    def _criteria(self) -> Table:
        """Lay the criteria out."""
        return Table(
            "Visits by criterion",
            (
                Heading("Touchpoint", numeric=False),
                Heading("Criterion", numeric=False),
                Heading("Kind", numeric=False),
                Heading("Weight"),
                Heading("Yes"),
                Heading("Partly"),
                Heading("No"),
                Heading("Not seen"),
            ),
            tuple(
                (
                    each.touchpoint, asked.text, asked.kind.replace("_", "-"), f"{asked.weight:g}", count(asked.yes),
                    count(asked.partly), count(asked.no), count(asked.unseen),
                )
                for each in self.touchpoints
                for asked in each.criteria
            ),
        )  # fmt: skip


def kappa_said(each: Touchpoint) -> str:
    """Write the agreement of observers."""
    if not each.pairs:
        return "one observer"
    if each.kappa is None:
        return "one answer only"
    span = "" if each.kappa_low is None else f" ({each.kappa_low:.2f} to {each.kappa_high:.2f})".replace("-", "−")
    return f"{each.kappa:.2f}{span}".replace("-", "−")


def draw(touchpoints: tuple[Touchpoint, ...], *, n: int) -> Chart:
    """Draw a dot with its interval for each touchpoint, and beside it a bar of classes."""
    shown = [each for each in touchpoints if each.score is not None]
    order = [each.touchpoint for each in shown]
    scores = [{"name": each.touchpoint, "score": each.score, "low": each.low, "high": each.high} for each in shown]
    classes = [
        {"name": each.touchpoint, "class": kind.name, "share": kind.share, "place": place,
         "text": f"{kind.visits}" if kind.visits else ""}
        for each in shown
        for place, kind in enumerate(each.classes)
    ]  # fmt: skip
    labels = {"labelColor": INK, "labelFontSize": 12, "labelLimit": 260, "labelPadding": 8, "ticks": False}
    y = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": {**labels, "domain": False}}
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    }
    order_of = {"field": "place", "type": "ordinal"}
    stack = {**x, "field": "share", "stack": "zero", "title": "Visits by class, with their number"}
    colour = {
        "field": "class",
        "type": "nominal",
        "scale": {"domain": list(CLASS_COLOURS), "range": list(CLASS_COLOURS.values())},
        "legend": {"title": None, "orient": "bottom", "symbolType": "square"},
    }
    text = {"condition": {"test": "datum.class === 'met'", "value": INK}, "value": SHEET}
    middle = {"type": "text", "fontSize": 11, "baseline": "middle"}
    return vega_lite(
        {
            "spacing": 28,
            "resolve": {"legend": {"color": "independent"}},
            "hconcat": [
                {
                    "width": WIDTH,
                    "height": {"step": 34},
                    "data": {"values": scores},
                    "encoding": {"y": y},
                    "layer": [
                        {
                            "transform": [{"filter": "isValid(datum.low)"}],
                            "mark": {"type": "rule", "color": SOFT_POSITIVE, "strokeWidth": 2},
                            "encoding": {
                                "x": {**x, "field": "low", "title": "Score, with 95 % interval"},
                                "x2": {"field": "high"},
                            },
                        },
                        {
                            "mark": {"type": "point", "filled": True, "size": 90, "color": POSITIVE, "opacity": 1},
                            "encoding": {"x": {**x, "field": "score"}},
                        },
                    ],
                },
                {
                    "width": WIDTH * 0.7,
                    "height": {"step": 34},
                    "data": {"values": classes},
                    "encoding": {"y": {**y, "axis": None}, "order": order_of},
                    "layer": [
                        {"mark": {"type": "bar", "height": {"band": 0.62}}, "encoding": {"x": stack, "color": colour}},
                        {
                            "mark": middle,
                            "encoding": {"x": {**stack, "bandPosition": 0.5}, "text": {"field": "text"}, "color": text},
                        },
                    ],
                },
            ],
        },
        title="What visits found at each touchpoint",
        subtitle=f"{n:,} visits; touchpoints with under 5 have no interval",
    )
