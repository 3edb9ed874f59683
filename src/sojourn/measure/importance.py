"""Stated importance beside derived: where what people say and what goes with their satisfaction part ways.

Source: the reading of the four cases follows Myers and Alpert, Journal of Marketing 32(4) (1968), who told attributes
that are named as important from those that decide; the classes by intervals are ours.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, interval, note

from .drivers_result import ASSOCIATION, Drivers
from .importance_chart import two_sided
from .stated_result import Stated

SAID = MappingProxyType(
    {
        "price_of_entry": "price of entry",
        "hidden_driver": "hidden driver",
        "agreed_high": "agreed: matters",
        "agreed_low": "agreed: matters less",
    }
)
"""How each class is said."""


@dataclass(frozen=True, slots=True)
class Importance:
    """One thing on both sides.

    Attributes:
        name: what it is; `driver` and `question` are the rating and the question about its importance.
        stated, stated_low, stated_high: from 0 to 1.
        derived, derived_low, derived_high: share of what is explained.
        stated_level, derived_level: `high` or `low` where the interval lies above or below the mean of all, else None.
        kind: `price_of_entry` (stated high, derived low), `hidden_driver` (the reverse), `agreed_high`, `agreed_low`;
            None where a side is not decided.
    """

    name: str
    driver: str
    question: str
    stated: float | None
    stated_low: float | None
    stated_high: float | None
    stated_shown: str
    derived: float
    derived_low: float | None
    derived_high: float | None
    stated_level: str | None
    derived_level: str | None
    kind: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ImportanceResult(Result):
    """Stated importance beside derived.

    Attributes:
        things: by derived importance, the largest first.
        stated, derived: the results they come from.
        stated_cross, derived_cross: the means that part high from low.
        alone: drivers without a question about importance, and such questions without a driver.
    """

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    outcome: str
    things: tuple[Importance, ...]
    stated_cross: float
    derived_cross: float
    alone: tuple[str, ...]
    stated: Stated
    derived: Drivers

    @property
    def n(self) -> int | None:
        """Give the customers behind the derived side."""
        return self.derived.n

    @property
    def warnings(self) -> tuple[str, ...]:
        """Give the codes of the notes."""
        return tuple(str(each["code"]) for each in self.notes)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document; both results are in it whole."""
        return {
            "analysis": "importance",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "outcome": self.outcome,
            "stated_cross": self.stated_cross,
            "derived_cross": self.derived_cross,
            "things": [each.to_dict() for each in self.things],
            "alone": list(self.alone),
            "stated": self.stated.to_dict(),
            "derived": self.derived.to_dict(),
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a thing."""
        return [each.to_dict() for each in self.things]

    def tables(self) -> tuple[Table, ...]:
        """Give both sides with the class, then the drivers whole."""
        mine = Table(
            f"What customers say matters, beside what goes with {self.outcome}",
            (
                Heading("About", numeric=False),
                Heading("Stated, 0 to 1 (95 %)"),
                Heading("Derived share (95 %)"),
                Heading("Reading", numeric=False),
            ),
            tuple(
                (
                    each.name,
                    _stated(each),
                    interval(each.derived, each.derived_low, each.derived_high),
                    SAID.get(each.kind or "", "not decided"),
                )
                for each in self.things
            ),
            (
                "Price of entry: said to matter, while differences in it hardly go with the outcome.",
                "Hidden driver: the reverse.",
                "High or low: the interval lies above or below the mean of all.",
                *(str(each["message"]) for each in self.notes),
            ),
        )
        return (mine, *self.derived.tables())

    def chart(self, *, width: int = 760) -> Chart:
        """Draw both sides, each with its mean as a dashed line; grey is not decided.

        Args:
            width: in pixels, without the names; under 560 the sides stand below each other.
        """
        return two_sided(
            [
                {
                    **each.to_dict(),
                    "stated_full": each.stated_shown == "full",
                    "said": SAID.get(each.kind or "", "not decided"),
                }
                for each in self.things
            ],
            width=width,
            stated_cross=self.stated_cross,
            derived_cross=self.derived_cross,
            title="Stated and derived importance",
            subtitle=[
                f"What customers say matters, beside what goes with {self.outcome}",
                "Dashed: the mean of each side. Lines are 95 % intervals",
                ASSOCIATION.format(outcome=self.outcome),
            ],
        )


def stated_beside_derived(
    stated: Stated, derived: Drivers, *, pairs: Mapping[str, str] | None = None
) -> ImportanceResult:
    """Put what customers say matters beside what goes with the outcome, thing by thing.

    A side is high where its interval lies above the mean of all things, low where below, and not decided where the mean
    lies inside: the mean counts as fixed. Derived importance that is not usable decides nothing.

    Args:
        pairs: the question about importance that belongs to each driver; by default the one about the same thing, as a
            table of questions has it, else of the same name.

    Raises:
        InvalidInput: `importance.no_pairs`: nothing stands on both sides.
    """
    items = {each.name: each for each in stated.items}
    about = {each.about: each for each in stated.items}
    found = {}
    for driver in derived.drivers:
        if pairs is not None:
            item = items.get(pairs.get(driver.name, ""))
        else:
            item = about.get(derived.abouts.get(driver.name, driver.name)) or items.get(driver.name)
        if item is not None:
            found[driver.name] = item
    if not found:
        raise InvalidInput(
            "no question about importance asks about the same thing as a driver",
            code="importance.no_pairs",
            hint="say in the register of questions what each is `about`, or give pairs",
        )
    seen = [each for each in found.values() if each.importance is not None]
    middle = sum(each.importance or 0.0 for each in seen) / max(len(seen), 1)
    even = 1 / len(derived.drivers)
    things = []
    for driver in derived.ranked:
        if driver.name not in found:
            continue
        item = found[driver.name]
        says = _level(item.importance_low, item.importance_high, middle) if item.shown == "full" else None
        goes = _level(driver.share_low, driver.share_high, even) if derived.usable else None
        things.append(
            Importance(
                name=item.about, driver=driver.name, question=item.name, stated=item.importance,
                stated_low=item.importance_low, stated_high=item.importance_high, stated_shown=item.shown,
                derived=driver.share, derived_low=driver.share_low, derived_high=driver.share_high,
                stated_level=says, derived_level=goes, kind=_kind(says, goes),
            )
        )  # fmt: skip
    used = {item.name for item in found.values()}
    alone = (
        *(each.name for each in derived.drivers if each.name not in found),
        *(each.name for each in stated.items if each.name not in used),
    )
    notes = [] if derived.usable is not False else [
        note("importance.not_usable", "the derived side is not usable for ranking, so nothing is decided")
    ]  # fmt: skip
    notes += [each for each in derived.notes if str(each["code"]).startswith("answered_share")]
    return ImportanceResult(
        derived.basis, tuple(notes), derived.outcome, tuple(things), middle, even, alone, stated, derived
    )  # fmt: skip


def _level(low: float | None, high: float | None, middle: float) -> str | None:
    """Say whether an interval lies above or below the mean."""
    if low is None or high is None:
        return None
    return "high" if low > middle else "low" if high < middle else None


def _kind(stated: str | None, derived: str | None) -> str | None:
    """Name what both sides say together."""
    if stated is None or derived is None:
        return None
    if stated == derived:
        return f"agreed_{stated}"
    return "price_of_entry" if stated == "high" else "hidden_driver"


def _stated(each: Importance) -> str:
    """Write the stated side; under 30 customers its interval alone."""
    if each.stated is None or each.stated_low is None or each.stated_high is None:
        return "too few answers"
    limits = f"({each.stated_low:.2f} to {each.stated_high:.2f})"
    return f"{each.stated:.2f} {limits}" if each.stated_shown == "full" else limits
