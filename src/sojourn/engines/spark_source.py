"""Events on a cluster as a source: what they are is known here, where they lie only there."""

from collections.abc import Mapping
from typing import Any, NoReturn

from numpy.typing import NDArray

from sojourn.core.errors import EngineError
from sojourn.core.journeys import JourneyBatch, Range

from .spark_parts import CUSTOMER, Facts, Reading
from .spark_remote import functions
from .spark_tables import spoken
from .spark_watch import Watch


class SparkSource:
    """A source for `SparkEngine`; `spark_source` makes one.

    Attributes:
        frame: one row an event: customer, event, channel, time, seq and order, and properties as `places` say.
        by_name: customers are listed by their identifiers, as a table in memory lists them; else in the order of the
            record.
        watch: over what the cluster does for the source.
    """

    def __init__(
        self,
        frame: Any,
        facts: Facts,
        *,
        places: Mapping[str, str],
        reading: Reading,
        by_name: bool,
        watch: Watch | None = None,
    ) -> None:
        self.frame = frame
        self.facts = facts
        self.places = places
        self.reading = reading
        self.by_name = by_name
        self.watch = watch or Watch()
        self._customers: int | None = None

    def __repr__(self) -> str:
        """Say what it is."""
        return f"SparkSource({self.rows:,} events)"

    @property
    def subject(self) -> str:
        """What a customer is here."""
        return self.facts.subject

    @property
    def events(self) -> tuple[str, ...]:
        """Event names by code."""
        return self.facts.events

    @property
    def channels(self) -> tuple[str, ...]:
        """Channel names by code."""
        return self.facts.channels

    @property
    def properties(self) -> Mapping[str, str]:
        """Extra properties and their types."""
        return self.facts.properties

    @property
    def customers(self) -> int:
        """How many customers there are: counted by the cluster when it is first asked for."""
        if self._customers is None:
            self._customers = self.watch.over(self.frame.sparkSession, self._count, told="sojourn: count customers")
        return self._customers

    def _count(self) -> int:
        f = functions(self.frame)
        with spoken():
            return int(self.frame.agg(f.count_distinct(f.col(CUSTOMER))).collect()[0][0])

    @property
    def rows(self) -> int:
        """How many events there are."""
        return self.facts.rows

    @property
    def observed_from(self) -> int | None:
        """Time of the first event, None when there is none."""
        return self.facts.observed_from

    @property
    def observed_until(self) -> int | None:
        """Time of the last event, None when there is none."""
        return self.facts.observed_until

    def ranges(self, *, most: int, at_least: int) -> list[Range]:
        """Refuse: the events lie on a cluster."""
        _elsewhere()

    def read(self, span: Range, columns: frozenset[str]) -> JourneyBatch:
        """Refuse: the events lie on a cluster."""
        _elsewhere()

    def select(self, span: Range, where: str) -> NDArray[Any]:
        """Refuse: the events lie on a cluster."""
        _elsewhere()

    def identifiers(self, span: Range, customers: NDArray[Any]) -> Any:
        """Refuse: the events lie on a cluster."""
        _elsewhere()


def _elsewhere() -> NoReturn:
    raise EngineError(
        "these events lie on a cluster, and were asked for here",
        code="events-elsewhere",
        hint="ask with the engine that came with them: journeys.engine.run(journeys, analysis)",
    )
