"""Planned against lived, written for people."""

from collections.abc import Callable, Sequence

from sojourn.core.expectation import Deviation
from sojourn.core.ledger import PRINTED, Held, below, held, row
from sojourn.core.words import shortened, signed, spoken

from ..model import JourneyMap
from .held import Felt, Measured
from .lived_path import LivedPath, Switch

NAME = 38
"""How much of the name of a step stands behind a value."""


def written(map: JourneyMap, cases: Sequence[LivedPath]) -> str:
    """Write cases beside the plan: a head, then a block of rows a case."""
    head = [f"{map.title}: planned against lived"]
    if len(cases) == 1:
        head.append(f"1 written case ({_about(cases[0])}): a story, not a rate; no interval")
        return "\n".join([*head, "", *_rows(map, cases[0])])
    head.append(f"{len(cases)} written cases: stories, not rates; no intervals")
    blocks = [line for case in cases for line in ("", _about(case), *_rows(map, case))]
    return "\n".join([*head, *blocks])


def _about(case: LivedPath) -> str:
    sources = f"source{'s' * (len(case.source) > 1)} {', '.join(case.source)}" if case.source else ""
    return ", ".join(filter(None, (case.case, sources)))


def _rows(map: JourneyMap, case: LivedPath) -> list[str]:
    names = _Names(map)
    rows = below("steps reached", [f"{len(case.reached)} of {case.planned}"])
    for kind in PRINTED:
        told = [
            names.deviation(each, remark)
            for each, remark in zip(case.deviations.single, case.remarks, strict=True)
            if each.kind == kind
        ]
        rows += row(kind.replace("_", " "), len(told), told)
    rows += row("channel switch", len(case.switches), [names.switch(each) for each in case.switches])
    rows += held(
        [
            ("told again", _values(names, case.retells, lambda value: f"{value:g}")),
            ("wait", _values(names, case.waits, spoken)),
        ]
    )
    return [*rows, *_feelings(names, case.feels)]


class _Names:
    """What the parts of a map are called."""

    def __init__(self, map: JourneyMap) -> None:
        self.steps = {step.id: step.does for step in map.steps}
        self.points = {point.id: point.name for step in map.steps for point in step.touchpoints}

    def point(self, name: str) -> str:
        return self.points.get(name, name)

    def deviation(self, each: Deviation, remark: str | None) -> str:
        """Write where it was, what it was, and what was noted of it."""
        step = None if each.step is None else self.steps.get(each.step, each.step)
        point = None if each.point is None else self.point(each.point)
        where = ": ".join(filter(None, (step, each.event, point)))
        how = {"recovered": "done afterwards", "repeated": "again", "other_branch": "not on this way"}
        more = f", {how[each.detail]}" if each.detail in how else ""
        return f"{where or 'something without a name'}{more}" + (f' ("{remark}")' if remark else "")

    def switch(self, each: Switch) -> str:
        """Write a change of channel, on two lines."""
        meant = f"(expected {self.point(each.expected)}); " if each.expected not in (None, each.end) else ""
        done = f"the step was {'completed' if each.completed else 'not completed'}"
        where = self.steps.get(each.step, each.step)
        return f"{where}: {self.point(each.start)} → {self.point(each.end)}\n{meant}{done}"


def _values(names: _Names, measured: Sequence[Measured], say: Callable[[float], str]) -> list[Held]:
    if not measured:
        return [Held("not recorded")]
    found = []
    for each in measured:
        value = "not recorded" if each.value is None else say(each.value)
        at = f" at {shortened(names.steps[each.step], NAME)}" if len(measured) > 1 else ""
        target = "no target" if each.target is None else f"target {say(each.target)}"
        verdict = "" if each.met is None else "met" if each.met else "not met"
        found.append(Held(f"{value}{at}", target, verdict))
    return found


def _feelings(names: _Names, feels: Sequence[Felt]) -> list[str]:
    told = [each for each in feels if each.score is not None]
    agreeing = [each for each in told if each.verdict == "as_expected"]
    scores = ", ".join(dict.fromkeys(signed(each.score) for each in agreeing if each.score is not None))
    parts = [f"{len(told) or 'none'} of {len(feels)} recorded"]
    if agreeing:
        all_of = {1: "", 2: "both "}.get(len(told), f"all {len(told)} ")
        who = all_of if len(agreeing) == len(told) else f"{len(agreeing)} "
        parts.append(f"{who}as expected ({scores})")
    rest = [each for each in told if each.verdict != "as_expected"]
    lines = [", ".join(parts)]
    for each in rest:
        expected = (
            "nothing expected" if each.expected is None else f"{each.verdict} than {signed(each.expected)} expected"
        )
        where = shortened(names.steps[each.step], NAME)
        lines.append(f"{signed(each.score or 0)} at {where}, {expected}")
    return below("feels", lines)
