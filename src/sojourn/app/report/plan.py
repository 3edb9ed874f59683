"""What a report asks: given by its reader, kept with the workspace, or proposed from the events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput

MOST_STEPS = 5
SEGMENTS = 6
"""Properties compared at most when none are named."""

MOST_VALUES = 20
"""Values of a property that is compared without being named."""

WINDOWS = ("1h", "6h", "1d", "3d", "7d", "14d", "30d", "60d", "90d", "180d", "365d")
"""Windows that may be proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan:
    """The questions of one report.

    Attributes:
        title: what the page is headed with.
        steps: the funnel's steps; empty to have them proposed.
        within: the funnel's window, as text such as `56d`; None to have one proposed.
        start, returning: the events of retention; empty for the funnel's first step, and the same event again.
        period: `day`, `week` or `month` of retention; None for what suits the span.
        paths_from: where the paths start; None for the journeys' beginnings.
        segments: properties whose values are compared; empty to have them chosen.
        map: a journey map to hold journeys against: a file, by its name in the workspace's folder.
        budget: what the initiatives of the map may cost together, in the map's currency.
        origin: sentences about where the data come from.
        simulated: said in the head when true.
        proposed: which of `steps` and `window` were not given but found.
    """

    title: str
    steps: tuple[str, ...] = ()
    within: str | None = None
    start: tuple[str, ...] = ()
    returning: tuple[str, ...] = ()
    period: str | None = None
    paths_from: str | None = None
    segments: tuple[str, ...] = ()
    map: str | None = None
    budget: float | None = None
    origin: tuple[str, ...] = ()
    simulated: bool = False
    proposed: tuple[str, ...] = ()

    @staticmethod
    def read(document: Mapping[str, Any]) -> "ReportPlan":
        """Read a plan that was kept with a workspace.

        Raises:
            InvalidInput: a key is not known or has the wrong type.
        """
        lists = {"steps", "start", "returning", "segments", "origin"}
        known = {"title", "within", "period", "paths_from", "map", "budget", "simulated"} | lists
        given: dict[str, Any] = {}
        for key, value in document.items():
            if key not in known:
                raise InvalidInput(
                    f"the report's plan has the key {key!r}", hint=f"it may have {', '.join(sorted(known))}"
                )
            if (key in lists) != isinstance(value, list):
                raise InvalidInput(f"{key} of the report's plan is {value!r}", hint="write lists in brackets")
            if key == "budget" and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
                raise InvalidInput(
                    f"budget of the report's plan is {value!r}", hint="write an amount of money, such as 90000"
                )
            given[key] = tuple(value) if key in lists else value
        return ReportPlan(**({"title": "Journeys"} | given))

    def to_dict(self) -> dict[str, Any]:
        """Give what is worth keeping: what differs from the defaults."""
        plain = {
            "title": self.title,
            "steps": list(self.steps),
            "within": self.within,
            "start": list(self.start),
            "returning": list(self.returning),
            "period": self.period,
            "paths_from": self.paths_from,
            "segments": list(self.segments),
            "map": self.map,
            "budget": self.budget,
            "origin": list(self.origin),
            "simulated": self.simulated,
        }
        return {key: value for key, value in plain.items() if value not in (None, [], False)}


def complete(plan: ReportPlan, journeys: Journeys, properties: Sequence[Mapping[str, Any]] = ()) -> ReportPlan:
    """Fill in what a plan leaves open, from what customers do most.

    Args:
        properties: what is known of each property: `name`, `kind`, `nulls` and `distinct`, as `describe` gives them.

    Raises:
        InvalidInput: a named event or property is not there, or one step alone is named.
    """
    _check(plan, journeys)
    steps, within, proposed = plan.steps, plan.within, []
    if not steps:
        steps = _steps(journeys)
        proposed.append("steps")
    if within is None and len(steps) > 1:
        within = _window(journeys, steps)
        proposed += ["window"] if within else []
    start = plan.start or (analyse.step(steps[0]).events if steps else ())
    return replace(
        plan,
        steps=steps,
        within=within,
        start=start,
        returning=plan.returning or start,
        period=plan.period or _period(journeys),
        segments=plan.segments or _segments(properties),
        proposed=tuple(proposed),
    )


def _check(plan: ReportPlan, journeys: Journeys) -> None:
    """Refuse names that are not there: a page about a misspelt event would be a page of zeros."""
    if len(plan.steps) == 1:
        raise InvalidInput("a funnel needs two steps or more", code="one-step", hint="name another --step")
    mentioned = [name for text in plan.steps for name in analyse.step(text).events]
    mentioned += [*plan.start, *plan.returning, *([plan.paths_from] if plan.paths_from else [])]
    for what, names, known in (
        ("event", mentioned, journeys.source.events),
        ("property", plan.segments, [*journeys.source.properties, "channel"]),
    ):
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, 1, 0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(map(str, known[:8]))}"
                raise InvalidInput(f"no {what} is called {name!r}", code=f"unknown-{what}", hint=hint)


def _window(journeys: Journeys, steps: tuple[str, ...]) -> str | None:
    """Propose a window: the first round length of twice the time that nine of ten take; None without converters.

    Without one nobody would ever be too late, and who began yesterday would count as lost.
    """
    taken = [step.quantiles_seconds for step in analyse.funnel(journeys, list(steps)).steps[1:]]
    if not all(taken) or journeys.observed_from is None or journeys.observed_until is None:
        return None
    enough = 2 * sum(times["p90"] for times in taken if times) * 1e6
    span = journeys.observed_until - journeys.observed_from
    return next((text for text in WINDOWS if enough <= microseconds(text) <= span / 2), None)


def _period(journeys: Journeys) -> str:
    """Choose periods that leave about a dozen of them: days, weeks or months."""
    first, last = journeys.observed_from or 0, journeys.observed_until or 0
    days = (last - first) / microseconds("1d")
    return "day" if days < 28 else "week" if days < 200 else "month"


def _steps(journeys: Journeys) -> tuple[str, ...]:
    """Propose a funnel: the event most journeys begin with, then again and again the one that most still reach.

    An event that nearly everyone reaches anyway tells little, and one that nearly nobody reaches is no step; both are
    passed over.
    """
    nodes = sorted(analyse.follows(journeys, times="mean").nodes, key=lambda node: (-node.starts, node.event))
    if not nodes:
        return ()
    chain = [nodes[0].event]
    often = [node.event for node in sorted(nodes, key=lambda node: (-node.customers, node.event))[:10]]
    reached = max(1, nodes[0].customers)
    while len(chain) < MOST_STEPS:
        best: tuple[int, str] | None = None
        for event in often:
            if event not in chain:
                count = analyse.funnel(journeys, [_written(name) for name in (*chain, event)]).steps[-1].reached
                if 0.02 * reached <= count <= 0.97 * reached and (best is None or (count, event) > best):
                    best = (count, event)
        if best is None:
            break
        reached = best[0]
        chain.append(best[1])
    return tuple(map(_written, chain))


def _written(event: str) -> str:
    """Write an event as a step, quoted where its name would be read as more than a name."""
    return str(analyse.Step((analyse.Term(event),)))


def _segments(properties: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Choose properties that make groups: text or yes/no, known often enough, with few values."""
    return tuple(
        each["name"]
        for each in properties
        if each["kind"] in ("string", "bool") and 2 <= each["distinct"] <= MOST_VALUES and each["nulls"] <= 0.9
    )[:SEGMENTS]


def commands(plan: ReportPlan, workspace: str) -> list[str]:
    """Spell the plan's questions as command lines, so that a reader can ask them again."""

    def line(*words: str) -> str:
        return " ".join(["sojourn", *(_quoted(word) for word in words), "--workspace", _quoted(workspace)])

    window = ("--within", plan.within) if plan.within else ()
    start = [word for event in plan.start for word in ("--start", event)]
    back = [word for event in plan.returning for word in ("--return", event)]
    return [
        line("describe"),
        line("paths", *(("--from", plan.paths_from) if plan.paths_from else ())),
        line("variants"),
        line("funnel", *plan.steps, *window),
        line("dropoff", *plan.steps, *window),
        *(
            line("timing", "--from", plan.steps[0], "--to", end, "--pairing", "every", *window)
            for end in dict.fromkeys(plan.steps[1:])
        ),
        line("retention", *start, *back, "--period", plan.period or "week"),
        *(_of_map(plan, workspace, line) if plan.map else []),
    ]


def _of_map(plan: ReportPlan, workspace: str, line: Callable[..., str]) -> list[str]:
    """Spell the questions that are asked of a map."""
    map = str(Path(workspace) / (plan.map or ""))
    budget = () if plan.budget is None else ("--budget", f"{plan.budget:.12g}")
    return [
        line("maps", "overlay", map, "--draw", "map.pdf"),
        line("moments", "--map", map),
        line("gaps", "--map", map),
        *([line("plan", "--map", map, *budget)] if budget else []),
    ]


def _quoted(word: str) -> str:
    """Quote a word for a shell when it needs it."""
    plain = word.replace(".", "").replace("-", "").replace("_", "").replace("/", "")
    return word if plain.isalnum() and plain.isascii() else "'" + word.replace("'", "'\\''") + "'"
