"""What every sample says of itself: where it comes from, how long it was observed, what to ask of it."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sojourn.core.answers import Question


@dataclass(frozen=True, slots=True)
class SuggestedAnalysis:
    """One question worth asking of a sample, and the analysis that answers it.

    `analysis` is the name of a top-level command; `arguments` are its positional arguments (the steps of a funnel);
    `options` are its options by their long names, without dashes, as text. A null option stands for a bare flag.
    """

    question: str
    analysis: str
    arguments: tuple[str, ...] = ()
    options: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))

    def command(self) -> str:
        """Spell the analysis as a command line, quoted for a shell."""
        words = ["sojourn", self.analysis, *map(shlex.quote, self.arguments)]
        for name, value in self.options.items():
            words.append(f"--{name}" if value is None else f"--{name} {shlex.quote(value)}")
        return " ".join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWorld:
    """A sample: its origin, its licence and how to look at it. Whether it is real is said first.

    `simulated` is true, false, or null where sources disagree; `origin` says what is known either way.
    `observed_from` and `observed_until` are RFC 3339 instants in UTC between which the data are complete: events before
    the first one are facts known beforehand. `columns` maps each role of an event (customer, time, event, channel, id,
    value) to the column of the tables that plays it; all other columns are properties. `segments` are the properties
    that describe the customer and are worth a breakdown; `events` says in one sentence what each event means. `map` is
    the name of the example map that the journeys may be held against, null when there is none; `budget` what a plan for
    that map may cost. `questions` are those of its surveys, by id, with the direction of their scales.
    """

    name: str
    title: str
    description: str
    simulated: bool | None
    origin: tuple[str, ...]
    licence: str
    observed_from: str
    observed_until: str
    time_zone: str
    currency: str
    columns: Mapping[str, str]
    events: Mapping[str, str]
    segments: tuple[str, ...]
    suggestions: tuple[SuggestedAnalysis, ...]
    map: str | None = None
    budget: float | None = None
    questions: Mapping[str, Question] = field(default_factory=lambda: MappingProxyType({}))

    def to_dict(self) -> dict[str, object]:
        """Give the same facts as JSON-ready plain values."""
        plain: dict[str, object] = {name: getattr(self, name) for name in _PLAIN}
        plain |= {"origin": list(self.origin), "segments": list(self.segments)}
        plain |= {"columns": dict(self.columns), "events": dict(self.events)}
        plain["suggestions"] = [{"question": each.question, "command": each.command()} for each in self.suggestions]
        return plain


_PLAIN = (
    "name",
    "title",
    "description",
    "simulated",
    "licence",
    "observed_from",
    "observed_until",
    "time_zone",
    "currency",
)
