"""Cohorts: groups of customers kept under a name, with the rule and the day they were made by."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases, JourneyBatch, Range, Source

from .cases import cut
from .funnel import funnel_members
from .retention import retention_members
from .retention_births import names_of

FORMAT = 1
"""Version of the saved form."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group of customers as it was found on one day.

    Attributes:
        name: what it is called.
        made: when; the members stay those found then.
        subject: what a customer is: `customer`, or another identifier.
        definition: the rule, as plain data: `by` is `birth`, `property`, `step` or `list`, and what that needs.
        members: identifiers, each once, sorted.
    """

    name: str
    made: datetime
    subject: str
    definition: Mapping[str, Any]
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidInput("a cohort needs a name", code="no-name")
        if self.made.tzinfo is None:
            raise InvalidInput("the time a cohort was made needs a time zone", code="bad-time", hint="give UTC")
        object.__setattr__(self, "members", tuple(sorted(set(self.members))))

    def __repr__(self) -> str:
        """Say which cohort it is, not who is in it."""
        made = self.made.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        size = f"{self.size:,} {self.subject}{'' if self.size == 1 else 's'}"
        return f"Cohort({self.name!r}: {size}, made {made}, by {self.definition.get('by')})"

    @property
    def size(self) -> int:
        """Number of customers."""
        return len(self.members)

    def shared(self, other: "Cohort") -> int:
        """Count customers that are in both."""
        return len(frozenset(self.members) & frozenset(other.members))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form, members included."""
        return {**self._header(), "members": list(self.members)}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "Cohort":
        """Read the JSON form.

        Raises:
            InvalidInput: it is not one, or of a later version.
        """
        if document.get("format") != FORMAT:
            raise InvalidInput(
                f"a saved cohort of format {document.get('format')!r} cannot be read; this version reads {FORMAT}",
                code="bad-cohort",
                hint="use a newer version of Sojourn, or make the cohort again",
            )
        try:
            return cls(
                document["name"],
                datetime.fromisoformat(document["made"]).astimezone(UTC),
                document["subject"],
                document["definition"],
                tuple(document["members"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"the saved cohort is damaged: {error}", code="bad-cohort") from error

    def to_arrow(self) -> Any:
        """Give a pyarrow table of members with the rest in its metadata: what a Parquet file holds."""
        import pyarrow as pa  # noqa: PLC0415 - start-up: only saving needs it

        table = pa.table({"customer": pa.array(self.members, pa.string())})
        return table.replace_schema_metadata({"sojourn.cohort": json.dumps(self._header(), sort_keys=True)})

    @classmethod
    def from_arrow(cls, table: Any) -> "Cohort":
        """Read the table that `to_arrow` gives.

        Raises:
            InvalidInput: it is another table, or of a later version.
        """
        header = (table.schema.metadata or {}).get(b"sojourn.cohort")
        if header is None or "customer" not in table.column_names:
            raise InvalidInput(
                "the table is not a saved cohort", code="bad-cohort", hint="give a file that Cohort.to_arrow wrote"
            )
        return cls.from_dict({**json.loads(header), "members": table["customer"].to_pylist()})

    def _header(self) -> dict[str, Any]:
        """Give all but the members."""
        return {
            "format": FORMAT,
            "name": self.name,
            "made": self.made.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "subject": self.subject,
            "definition": dict(self.definition),
        }


def cohort_by_birth(
    journeys: Journeys, name: str, *, start: str | Sequence[str], cohort: str, period: str = "week", made: datetime
) -> Cohort:
    """Group the customers whose first `start` event lies in one calendar period.

    Args:
        cohort: the period's first date, as retention names it: `2024-03-04`.
        period: `day`, `week` or `month`, in the time zone of the journeys; weeks begin on Monday.
        made: the time of making, from a clock.

    Raises:
        InvalidInput: as `retention`.
    """
    table = retention_members(journeys, start=start, returning=start, period=period, periods=0)
    born = np.array(table["cohort"].to_pylist(), np.object_) == cohort
    definition = {
        "by": "birth",
        "start": list(names_of(start, "a cohort")),
        "period": period,
        "cohort": cohort,
        "time_zone": journeys.time_zone,
    }
    return _of(journeys, name, definition, table, born, made)


def cohort_by_property(
    journeys: Journeys,
    name: str,
    *,
    property: str,  # the field's own word
    value: str | None,
    start: str | Sequence[str] | None = None,
    made: datetime,
) -> Cohort:
    """Group the customers that had a value at their first event, or at their first `start` event.

    Args:
        property: a property, or `channel`.
        value: as text; None for those without one.

    Raises:
        InvalidInput: events do not have the property.
    """
    first = tuple(journeys.source.events) if start is None else names_of(start, "a cohort")
    table = retention_members(journeys, start=first, returning=first, periods=0, breakdown=property)
    has = np.array([found == value for found in table["value"].to_pylist()], np.bool_)
    definition = {
        "by": "property",
        "property": property,
        "value": value,
        "start": None if start is None else list(first),
    }
    return _of(journeys, name, definition, table, has, made)


def cohort_by_step(
    journeys: Journeys,
    name: str,
    steps: Sequence[str],
    *,
    step: int,
    state: str | None = None,
    within: str | None = None,
    made: datetime,
) -> Cohort:
    """Group the customers who got to a step of a funnel.

    Args:
        step: at least this far, counted over required steps from 1; with a state, just this far.
        state: `dropped` or `open`, to take those who got no further than the step and cannot or still can.

    Raises:
        InvalidInput: a step or state that the funnel does not have, or what `funnel` refuses.
    """
    required = sum(not text.endswith("?") for text in steps)
    if not 1 <= step <= required or state not in (None, "dropped", "open"):
        raise InvalidInput(
            f"the funnel has no step {step} with state {state}",
            code="bad-step",
            hint=f"choose a step from 1 to {required}, and dropped, open or no state",
        )
    table = funnel_members(journeys, steps, within=within)
    furthest, states = table["furthest"].to_numpy(), np.array(table["state"].to_pylist(), np.object_)
    there = furthest >= step if state is None else (furthest == step) & (states == state)
    definition = {"by": "step", "steps": list(steps), "step": step, "state": state, "within": within}
    return _of(journeys, name, definition, table, there, made)


def within_cohort(journeys: Journeys, cohort: Cohort) -> Journeys:
    """Keep the customers of a cohort: any analysis can then be asked of them.

    Raises:
        InvalidInput: the cohort is of another subject than the journeys.
    """
    if cohort.subject != journeys.source.subject:
        raise InvalidInput(
            f"cohort {cohort.name!r} holds {cohort.subject} identifiers, the journeys are by {journeys.source.subject}",
            code="other-subject",
            hint="make the cohort from journeys of the same subject",
        )
    return replace(journeys, source=_Members(journeys.source, cohort))


class _Members:
    """A source cut down to the members of a cohort; everything else is the source's."""

    def __init__(self, source: Source, cohort: Cohort) -> None:
        import pyarrow as pa  # noqa: PLC0415 - start-up: only cohorts need it

        self.whole = source
        self.narrowing = partial(_Members, cohort=cohort)
        self.kept = f"those in the cohort {cohort.name!r} of {cohort.size:,}"
        self._members = pa.array(cohort.members, pa.string())
        self.subject = source.subject
        self.events = source.events
        self.channels = source.channels
        self.properties = source.properties
        self.observed_from = source.observed_from
        self.observed_until = source.observed_until
        self.customers = min(source.customers, cohort.size)
        self.rows = source.rows  # as many at most: they are counted when they are read

    def ranges(self, *, most: int, at_least: int) -> list[Range]:
        """Cut as the source cuts."""
        return self.whole.ranges(most=most, at_least=at_least)

    def read(self, span: Range, columns: frozenset[str]) -> JourneyBatch:
        """Give the members of a range; `customer` still counts from 0 in the whole range."""
        batch = self.whole.read(span, columns)
        kept = self._kept(span, batch)
        return cut(batch, cases=Cases(), events=(), observed_until=None, keep=kept).batch

    def select(self, span: Range, where: str) -> NDArray[np.bool_]:
        """Say for each event of a member whether an expression holds."""
        batch = self.whole.read(span, frozenset())
        return self.whole.select(span, where)[self._kept(span, batch)]

    def identifiers(self, span: Range, customers: NDArray[np.int64]) -> Any:
        """Give the identifiers of customers of a range."""
        return self.whole.identifiers(span, customers)

    def _kept(self, span: Range, batch: JourneyBatch) -> NDArray[np.bool_]:
        """Say for each event of a range whether it is a member's."""
        import pyarrow.compute as pc  # noqa: PLC0415 - start-up: only cohorts need it

        found = pc.is_in(self.whole.identifiers(span, batch.customer), value_set=self._members)
        inside = found.to_numpy(zero_copy_only=False).astype(np.bool_)
        return np.repeat(inside, np.diff(batch.offsets))


def _of(
    journeys: Journeys, name: str, definition: Mapping[str, Any], table: Any, chosen: NDArray[np.bool_], made: datetime
) -> Cohort:
    """Take the customers of the chosen rows."""
    members = table["customer"].filter(chosen).to_pylist() if len(chosen) else []
    where = {} if journeys.where is None else {"where": journeys.where}
    return Cohort(name, made, journeys.source.subject, {**definition, **where}, tuple(members))
