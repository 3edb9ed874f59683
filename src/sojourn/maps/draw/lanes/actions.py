"""What a board proposes to do: in the order in which it can be done, each with the step and the pain it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...model import Initiative, JourneyMap, Opportunity
from .stages import name_of


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    Attributes:
        title: what it is.
        about: who does it, what it costs, how long it takes.
        answers: which step and pain it is for.
    """

    title: str
    about: str
    answers: str


def actions(drawn: JourneyMap, most: int) -> list[Action]:
    """List initiatives that meet an opportunity, what they require before them; then others, then what has none yet."""
    ordered = in_order(sorted(drawn.initiatives, key=lambda each: not each.meets))
    found = [_initiative(drawn, each, ordered) for each in ordered]
    taken = {opportunity for each in drawn.initiatives for opportunity in each.meets}
    left = [each for each in drawn.opportunities if each.id not in taken]
    return [*found, *(Action(each.text, "no initiative yet", _answer(drawn, (each,))) for each in left)][:most]


def in_order(initiatives: Sequence[Initiative]) -> list[Initiative]:
    """Put each initiative behind those that it requires; otherwise the order stays."""
    known = {each.id: each for each in initiatives}
    met: dict[str, None] = {}
    placed: list[Initiative] = []

    def visit(each: Initiative) -> None:
        if each.id in met:
            return
        met[each.id] = None
        for other in each.requires:
            if other in known:
                visit(known[other])
        placed.append(each)

    for each in initiatives:
        visit(each)
    return placed


def _initiative(drawn: JourneyMap, each: Initiative, ordered: Sequence[Initiative]) -> Action:
    cost = f"{each.cost:,.0f} {drawn.currency or ''}".strip() if each.cost is not None else ""
    months = f"{each.months:g} {'month' if each.months == 1 else 'months'}" if each.months else ""
    where = name_of(drawn, "departments", each.department)
    about = " · ".join(part for part in (where, each.owner or "", cost, months) if part)
    answers = _answer(drawn, [one for one in drawn.opportunities if one.id in each.meets])
    if not answers:
        places = [str(place) for place, other in enumerate(ordered, start=1) if each.id in other.requires]
        answers = f"comes before action {' and '.join(places)}" if places else ""
    return Action(each.title, about, answers)


def _answer(drawn: JourneyMap, met: Sequence[Opportunity]) -> str:
    """Name the step and the pain that opportunities are about: the pain they solve, else the worst at that step."""
    for each in met:
        solved = [
            (number, step.does, pain.text)
            for number, step in enumerate(drawn.steps, start=1)
            for pain in step.pains
            if pain.id is not None and pain.id in each.solves
        ]
        at = [
            (number, step.does, max(step.pains, key=lambda pain: pain.severity or 0).text if step.pains else "")
            for number, step in enumerate(drawn.steps, start=1)
            if step.id in each.steps
        ]
        for number, does, pain in (*solved, *at):
            return f"step {number}, {does}{': ' if pain else ''}{pain}"
    return ""
