"""What a report asks: given by its reader, kept with the workspace, or proposed from the events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput

MOST_STEPS = 5
SEGMENTS = 6
"""Properties compared at most when none are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan:
    """The questions of one report.

    Attributes:
        title: what the page is headed with.
        steps: the funnel's steps; empty to have them proposed.
        within: the funnel's window, as text such as `56d`; None for none.
        start, returning: the events of retention; empty for the funnel's first step, and the same event again.
        period: `day`, `week` or `month` of retention.
        paths_from: where the paths start; None for the journeys' beginnings.
        segments: properties whose values are compared; empty to have them chosen.
        origin: sentences about where the data come from.
        simulated: said in the head when true.
    """

    title: str
    steps: tuple[str, ...] = ()
    within: str | None = None
    start: tuple[str, ...] = ()
    returning: tuple[str, ...] = ()
    period: str = "week"
    paths_from: str | None = None
    segments: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    simulated: bool = False
    proposed: bool = False

    @staticmethod
    def read(document: Mapping[str, Any]) -> "ReportPlan":
        """Read a plan that was kept with a workspace.

        Raises:
            InvalidInput: a key is not known or has the wrong type.
        """
        lists = {"steps", "start", "returning", "segments", "origin"}
        known = {"title", "within", "period", "paths_from", "simulated"} | lists
        given: dict[str, Any] = {}
        for key, value in document.items():
            if key not in known:
                raise InvalidInput(
                    f"the report's plan has the key {key!r}", hint=f"it may have {', '.join(sorted(known))}"
                )
            if (key in lists) != isinstance(value, list):
                raise InvalidInput(f"{key} of the report's plan is {value!r}", hint="write lists in brackets")
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
            "origin": list(self.origin),
            "simulated": self.simulated,
        }
        return {key: value for key, value in plain.items() if value not in (None, [], False)}


def complete(plan: ReportPlan, journeys: Journeys) -> ReportPlan:
    """Fill in what a plan leaves open, from what customers do most."""
    steps, proposed = plan.steps, False
    if not steps:
        steps, proposed = _steps(journeys), True
    start = plan.start or (analyse.step(steps[0]).events if steps else ())
    return ReportPlan(
        title=plan.title,
        steps=steps,
        within=plan.within,
        start=start,
        returning=plan.returning or start,
        period=plan.period,
        paths_from=plan.paths_from,
        segments=plan.segments or _segments(journeys),
        origin=plan.origin,
        simulated=plan.simulated,
        proposed=proposed,
    )


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


def _segments(journeys: Journeys) -> tuple[str, ...]:
    """Choose the properties that may be compared: text or yes/no; how many values they have is looked at later."""
    kinds = journeys.source.properties
    return tuple(name for name, kind in sorted(kinds.items()) if kind in ("string", "bool"))[:SEGMENTS]


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
        line("retention", *start, *back, "--period", plan.period),
    ]


def _quoted(word: str) -> str:
    """Quote a word for a shell when it needs it."""
    plain = word.replace(".", "").replace("-", "").replace("_", "").replace("/", "")
    return word if plain.isalnum() and plain.isascii() else "'" + word.replace("'", "'\\''") + "'"
