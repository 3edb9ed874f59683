"""Kinds of journey, or that there are none, as a result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, interval, percent
from sojourn.core.words import chance, counted, with_sign

from .kinds_chance import Clearness
from .kinds_contrast import KindContrast
from .kinds_counts import CountKinds
from .kinds_stability import Stability
from .names import Notes, envelope, sentences

Verdict = Literal["kinds", "doubtful", "none", "too_few"]
UNSAID = ("too_few_journeys", "nothing_in_common", "too_much_alike")
"""Notes of which one says why nothing can be said."""
SPEAKS = 0.10
"""Difference from which something may give a kind its description."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of journey.

    Attributes:
        number: from 1, the kind with most journeys first.
        journeys, customers: placed in it; a customer may be in several.
        share, share_low, share_high: of all placed journeys, Wilson.
        sampled: journeys of it among those that kinds were found from.
        jaccard, stability: how well it comes back when customers are drawn anew.
        silhouette: how clearly its sampled journeys belong, from 0 to 1: the simplified one, of distances to centres.
        distance: mean distance of its sampled journeys to its centre.
        example: the medoid: the sampled journey nearest to all others of the kind, repeats of an event told by number.
        example_distance: its distance to the centre.
        median_events, events_low, events_high: middle and middle half of the number of events.
        median_seconds, seconds_low, seconds_high: the same of the time from first to last event.
        more: what it has more often than others, in words, the largest differences first.
    """

    number: int
    journeys: int
    customers: int
    share: float
    share_low: float
    share_high: float
    sampled: int
    jaccard: float
    stability: Stability
    silhouette: float
    distance: float
    example: tuple[str, ...]
    example_distance: float
    median_events: float
    events_low: float
    events_high: float
    median_seconds: float
    seconds_low: float
    seconds_high: float
    more: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {**told, "example": list(self.example), "more": list(self.more)}


@dataclass(frozen=True, slots=True)
class KindsResult(Result):
    """Kinds of journey, and whether there are any.

    Attributes:
        verdict: `kinds`: more gathered than worlds without kinds (p <= 0.05), and two or more come back in redraws;
            `doubtful`: as gathered, and fewer than two come back; `none`: no more gathered; `too_few`: not enough
            journeys, or not enough variety, to say; a note says which.
        asked: the number of kinds asked for; None when it was chosen.
        p_value: of no kinds; None with `too_few`.
        sampled, sampled_customers: journeys that kinds were found from, and whose they are.
        everybody: these are all closed journeys.
        looked_at: events and moves that the distance looks at.
        placed, open, nothing_looked_at: journeys with a kind, and those without.
        outcomes: events that were taken out before journeys were compared.
        tried: how far each number of kinds gathers journeys.
        kinds: those found; empty when there are none, unless their number was asked for.
        compared: what sets each apart; `top` rows a kind are shown.
        adjusted_rand: how far kinds found in the same journeys from ten other seeds agree; None without kinds.
        counting: how journeys are placed; None without kinds.
    """

    basis: Basis
    notes: Notes
    verdict: Verdict
    asked: int | None
    p_value: float | None
    seed: int
    worlds: int
    redraws: int
    sampled: int
    sampled_customers: int
    everybody: bool
    looked_at: tuple[int, int]
    outcomes: tuple[str, ...]
    placed: int
    open: int
    nothing_looked_at: int
    tried: tuple[Clearness, ...]
    kinds: tuple[Kind, ...]
    compared: tuple[KindContrast, ...]
    top: int
    adjusted_rand: float | None
    counting: CountKinds | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document; `compare` holds the first `top` differences of every kind."""
        return {
            **envelope("kinds", self.basis, self.notes),
            "verdict": self.verdict,
            "asked": self.asked,
            "p_value": self.p_value,
            "seed": self.seed,
            "worlds": self.worlds,
            "redraws": self.redraws,
            "sampled_journeys": self.sampled,
            "sampled_customers": self.sampled_customers,
            "everybody": self.everybody,
            "events_looked_at": self.looked_at[0],
            "moves_looked_at": self.looked_at[1],
            "outcomes": list(self.outcomes),
            "placed": self.placed,
            "open": self.open,
            "nothing_looked_at": self.nothing_looked_at,
            "adjusted_rand": self.adjusted_rand,
            "tried": [each.to_dict() for each in self.tried],
            "kinds": [each.to_dict() for each in self.kinds],
            "compare": [row.to_dict() for each in self.kinds for row in self.apart(each.number)],
        }

    def apart(self, number: int) -> tuple[KindContrast, ...]:
        """Give what sets a kind apart most: outcomes, channels, length and duration first, then `top` others."""
        own = [row for row in self.compared if row.kind == number]
        besides = [row for row in own if not row.looked_at]
        return (*besides, *[row for row in own if row.looked_at][: self.top])

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a kind; its example and description as text."""
        return [
            {**each.to_dict(), "example": " > ".join(each.example), "more": "; ".join(each.more)} for each in self.kinds
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the kinds, what sets each apart, and how far each number of kinds gathers them."""
        shown = [self._overview()] if self.kinds else []
        shown += [self._apart(each) for each in self.kinds]
        return (*shown, self._clearness())

    def chart(self, *, width: int = 1040) -> Chart:
        """Draw how far each number of kinds gathers journeys, and what the journeys of each have."""
        from .kinds_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        number = len(self.kinds)
        title = f"{number} kinds among {counted(self.placed, 'journey')}"
        if not number:
            title = "Nothing to say about kinds" if self.verdict == "too_few" else "No kinds of journey"
        kinds = [(each.share, each.stability) for each in self.kinds]
        return draw(
            self.tried,
            kinds,
            self.compared,
            worlds=self.worlds,
            title=title,
            saying=self.saying(),
            width=width,
        )

    def saying(self) -> str:
        """Say in one sentence whether there are kinds."""
        if self.verdict == "too_few":
            why = next(told["message"] for told in self.notes if told["code"] in UNSAID)
            return f"Whether there are kinds cannot be said: {why}."
        worlds = f"{self.worlds} simulated worlds without kinds (p = {self.p_value:.2f})"
        if self.verdict == "none":
            return f"No kinds: journeys gather into groups no more than those of {worlds}."
        number = len(self.kinds)
        if self.verdict == "doubtful":
            return f"Doubtful: more gathered than {worlds}, but few of the {number} kinds come back in redraws."
        stable = sum(each.stability == "stable" for each in self.kinds)
        which = "all of them stable" if stable == number else f"{stable} of them stable"
        return f"{number} kinds, {which}: more gathered than {worlds}."

    def _overview(self) -> Table:
        """Lay the kinds out."""
        return Table(
            f"Kinds among {counted(self.placed, 'journey')}",
            (
                Heading("Kind"),
                Heading("Share of journeys (95 %)"),
                Heading("Journeys"),
                Heading("Comes back", numeric=False),
                Heading("Events"),
                Heading("Time"),
                Heading("More often than others", numeric=False),
            ),
            tuple(
                (
                    str(each.number),
                    interval(each.share, each.share_low, each.share_high),
                    count(each.journeys),
                    f"{each.stability} ({each.jaccard:.2f})",
                    f"{each.median_events:.0f}",
                    duration(each.median_seconds),
                    ", ".join(each.more[:3]) or "nothing",
                )
                for each in self.kinds
            ),
            (self.saying(), *sentences(self.notes)),
        )

    def _apart(self, kind: Kind) -> Table:
        """Lay out what sets a kind apart."""
        return Table(
            f"What sets kind {kind.number} apart ({percent(kind.share)} of journeys)",
            (
                Heading("", numeric=False),
                Heading("", numeric=False),
                Heading("In the kind"),
                Heading("In the others"),
                Heading("Difference in points (95 %)"),
                Heading("q"),
            ),
            tuple(
                (
                    row.what,
                    row.name,
                    percent(row.inside_share),
                    percent(row.outside_share),
                    _points(row),
                    "made of it" if row.looked_at else ("not known" if row.q_value is None else chance(row.q_value)),
                )
                for row in self.apart(kind.number)
            ),
            (f"Example: {shortened(kind.example)}",),
        )

    def _clearness(self) -> Table:
        """Lay out how clear each number of kinds is; where nothing was tried, say why."""
        if not self.tried:
            return Table("Kinds of journey", (), (), sentences(self.notes))
        return Table(
            "The spread that is left within so many kinds, beside chance",
            (
                Heading("Kinds"),
                Heading("Lived journeys"),
                Heading("Worlds without kinds, mean"),
                Heading("least"),
                Heading("most"),
                Heading("Gap"),
            ),
            tuple(
                (
                    str(each.kinds),
                    percent(each.spread),
                    percent(each.chance),
                    percent(each.chance_low),
                    percent(each.chance_high),
                    f"{with_sign(each.gap, 3)} ± {each.gap_error:.3f}",
                )
                for each in self.tried
            ),
            (
                *(() if self.kinds else (self.saying(), *sentences(self.notes))),
                "Of the distances of journeys to the centre of all, how much is left to the centres of their kinds.",
            ),
        )


def shortened(path: Sequence[str], most: int = 16) -> str:
    """Write a journey in one line; what is in the middle of a long one is counted."""
    if len(path) <= most:
        return " > ".join(path)
    return " > ".join([*path[: most - 4], f"… {len(path) - most + 1} more …", *path[-3:]])


def runs(path: Sequence[str]) -> tuple[str, ...]:
    """Tell repeats of an event by their number: `page.viewed ×3`."""
    told: list[tuple[str, int]] = []
    for event in path:
        if told and told[-1][0] == event:
            told[-1] = (event, told[-1][1] + 1)
        else:
            told.append((event, 1))
    return tuple(event if number == 1 else f"{event} ×{number}" for event, number in told)


def _points(row: KindContrast) -> str:
    """Write a difference of shares in points."""
    if row.difference_low is None or row.difference_high is None:
        return "not known"
    middle, low, high = (with_sign(100 * each, 1) for each in (row.difference, row.difference_low, row.difference_high))
    return f"{middle} ({low} to {high})"
