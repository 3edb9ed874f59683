"""Conformance as a result."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.expectation import Deviations, SilentStep
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval, percent, plain
from sojourn.core.statistics import wilson
from sojourn.core.words import counted

from .conformance_parts import AdHoc, Break, HeldPoint, HeldStep, HeldSwitch
from .names import Notes, envelope, sentences
from .passage_result import PassageResult

SHOWN = 10
"""Rows of the longer tables; the document holds all."""


@dataclass(frozen=True, slots=True)
class ConformanceResult(Result):
    """Lived journeys held against what was expected of them.

    Attributes:
        expected: the title of the expectation; of a path in text the text.
        journeys: that were held. outside_journeys: without an event that is looked at. under_way_journeys: whose
            beginning was not seen.
        conforming, conforming_so_far: at no cost, closed and open.
        cost, worst_cost: sums over journeys.
        cost_histogram: cost and journeys.
        steps: in the order of the expectation. silent: steps that leave no events.
        breaks: all of them, by count.
        points: of steps that want all of them. switches: changes of point, no deviation.
        passage: how journeys passed the steps; None for a path in text.
    """

    basis: Basis
    notes: Notes
    expected: str
    map_id: str | None
    map_version: int | None
    journeys: int
    outside_journeys: int
    under_way_journeys: int
    open_journeys: int
    conforming: int
    conforming_so_far: int
    cost: int
    worst_cost: int
    mean_fitness: float | None
    cost_histogram: tuple[tuple[int, int], ...]
    steps: tuple[HeldStep, ...]
    deviations: Deviations
    ad_hoc: tuple[AdHoc, ...]
    breaks: tuple[Break, ...]
    points: tuple[HeldPoint, ...]
    switches: tuple[HeldSwitch, ...]
    silent: tuple[SilentStep, ...]
    passage: PassageResult | None = None

    @property
    def closed(self) -> int:
        """Journeys that will not go on."""
        return self.journeys - self.open_journeys

    @property
    def fitness(self) -> float | None:
        """1 - cost / worst cost over all journeys; None without any."""
        return 1 - self.cost / self.worst_cost if self.worst_cost else None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        low, high = wilson(self.conforming, self.closed)
        passage = None
        if self.passage is not None:
            told = self.passage.to_dict()
            passage = {key: told[key] for key in list(told)[list(told).index("expected") + 1 :]}
        return {
            **envelope("conformance", self.basis, self.notes),
            "expected": self.expected,
            "map_id": self.map_id,
            "map_version": self.map_version,
            "journeys": self.journeys,
            "outside_journeys": self.outside_journeys,
            "under_way_journeys": self.under_way_journeys,
            "open_journeys": self.open_journeys,
            "conforming": self.conforming,
            "conforming_so_far": self.conforming_so_far,
            "conforming_share": self.conforming / self.closed if self.closed else None,
            "conforming_low": low,
            "conforming_high": high,
            "fitness": self.fitness,
            "mean_fitness": self.mean_fitness,
            "cost_histogram": [{"cost": cost, "journeys": number} for cost, number in self.cost_histogram],
            "steps": [each.to_dict() for each in self.steps],
            "deviations": [
                {
                    "type": each.kind,
                    "count": each.count,
                    "journeys": each.journeys,
                    "customers": each.customers,
                    "share": each.share,
                    "share_low": each.low,
                    "share_high": each.high,
                }
                for each in self.deviations.counts
            ],
            "ad_hoc": [each.to_dict() for each in self.ad_hoc],
            "breaks": [each.to_dict() for each in self.breaks],
            "journeys_by_step": [each.to_journeys() for each in self.steps],
            "points": [each.to_dict() for each in self.points],
            "switches": [each.to_dict() for each in self.switches],
            "silent_steps": [{"step": each.id, "name": each.name, "reason": each.reason} for each in self.silent],
            "passage": passage,
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step."""
        return [each.to_dict() for each in self.steps]

    def tables(self) -> tuple[Table, ...]:
        """Give the whole, steps, deviations, ad hoc events and breaks; of one journey held against a map, its story."""
        if self.journeys == 1 and self.passage is not None:
            from .conformance_story import lines  # noqa: PLC0415 - start-up: only of a single journey

            first, *others = lines(self, self.passage)
            return (Table(first, (), (), tuple(others)),)
        shown = (self._kinds(), self._steps(), self._ad_hoc(), self._breaks())
        return tuple(table for table in shown if table.rows)

    def chart(self) -> Chart:
        """Draw what became of each step, and how many journeys deviate."""
        from .conformance_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(
            [{**each.to_dict(), "name": each.name} for each in self.steps],
            [
                (each.kind.replace("_", " "), each.journeys, each.share, each.low, each.high)
                for each in self.deviations.counts
            ],
            title=f"{_some(self.journeys, 'journey')} held against {_cut(self.expected)}",
            subtitle=[self._sentence()],
        )

    def __str__(self) -> str:
        """Give the tables as plain text; a story of one journey has no columns."""
        return "\n\n".join(
            plain(table) if table.rows else "\n".join([table.title, *table.notes]) for table in self.tables()
        )

    def _sentence(self) -> str:
        """Say how many conform."""
        share = interval(self.conforming / self.closed if self.closed else None, *wilson(self.conforming, self.closed))
        still = f"; {count(self.conforming_so_far)} of {count(self.open_journeys)} open ones do so far"
        conform = "conforms" if self.closed == 1 else "conform"
        return (
            f"{count(self.conforming)} of {counted(self.closed, 'closed journey')} {conform}: {share}"
            f"{still if self.open_journeys else ''}; fitness {percent(self.fitness)}"
        )

    def _kinds(self) -> Table:
        """Lay the four deviations out."""
        apart = [
            (self.outside_journeys, "without an event that is looked at: not held"),
            (self.under_way_journeys, "already under way when the span began: not held"),
        ]
        left = [f"{_some(number, 'journey')} {words}." for number, words in apart if number]
        changed = sum(each.count for each in self.switches)
        told = [f"{_some(changed, 'change')} of channel inside a visit: no deviation."] if changed else []
        return Table(
            f"{_some(self.journeys, 'journey')} held against {self.expected}",
            (
                Heading("Deviation", numeric=False),
                Heading("Journeys"),
                Heading("Share of journeys (95 %)"),
                Heading("Customers"),
                Heading("Number"),
            ),
            tuple(
                (
                    each.kind.replace("_", " "),
                    count(each.journeys),
                    interval(each.share, each.low, each.high),
                    count(each.customers),
                    count(each.count),
                )
                for each in self.deviations.counts
            ),
            (f"{self._sentence()}.", *left, *told, *sentences(self.notes)),
        )

    def _steps(self) -> Table:
        """Lay the steps out."""
        silent = {"no_contact": 0, "not_tied": 0}
        for each in self.silent:
            silent[each.reason] += 1
        notes = [
            f"{_some(silent[reason], 'step')} {words}: passed over."
            for reason, words in (("no_contact", "without contact"), ("not_tied", "not tied to events"))
            if silent[reason]
        ]
        return Table(
            "What became of each step",
            (
                Heading("Step", numeric=False),
                *map(Heading, ("Expected", "Done", "Failed", "Missing", "Out of order", "Made good")),
            ),
            tuple(
                (
                    each.name + "?" * each.optional,
                    *map(count, (each.expected, each.done, each.failed, each.missing, each.out_of_order)),
                    count(each.recovered),
                )
                for each in self.steps
            ),
            tuple(notes),
        )

    def _ad_hoc(self) -> Table:
        """Lay the first ad hoc events out."""
        words = {"unknown": "not expected", "repeated": "once too often", "other_branch": "not on this way"}
        return Table(
            "Ad hoc",
            (Heading("Event", numeric=False), Heading("Why", numeric=False), Heading("Number"), Heading("Journeys")),
            tuple(
                (each.event, words[each.kind], count(each.count), count(each.journeys)) for each in self.ad_hoc[:SHOWN]
            ),
            _rest(len(self.ad_hoc)),
        )

    def _breaks(self) -> Table:
        """Lay the first breaks out; with a map, steps by their names."""
        names = {} if self.map_id is None else {each.step: each.name for each in self.steps}
        return Table(
            "Where journeys leave the path",
            (
                Heading("From", numeric=False),
                Heading("To", numeric=False),
                Heading("Number"),
                Heading("Journeys"),
                Heading("Customers"),
            ),
            tuple(
                (
                    "(start)" if each.start is None else names.get(each.start, each.start),
                    "(end)" if each.end is None else names.get(each.end, each.end),
                    count(each.count),
                    count(each.journeys),
                    count(each.customers),
                )
                for each in self.breaks[:SHOWN]
            ),
            _rest(len(self.breaks)),
        )


def _rest(number: int) -> tuple[str, ...]:
    """Say how many rows are not shown."""
    return (f"{count(number - SHOWN)} more in the document (--json).",) if number > SHOWN else ()


def _some(number: int, thing: str) -> str:
    """Count things."""
    return f"{count(number)} {thing}{'' if number == 1 else 's'}"


def _cut(text: str) -> str:
    """Shorten a long text."""
    return text if len(text) <= 80 else f"{text[:79]}…"
