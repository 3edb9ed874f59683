"""A map as it would be with a plan."""

from dataclasses import replace

from sojourn import maps, prioritise
from sojourn.core.durations import microseconds
from sojourn.maps import JourneyMap
from sojourn.prioritise import Plan


def planned_map(map: JourneyMap, plan: Plan) -> JourneyMap:
    """Give the map as it would be with a plan, if the effects are as assumed: for drawings of before and after.

    Shares of links, margins of steps and outcomes and targets of waits change as the chosen initiatives claim; feelings
    stay, for nobody has measured them yet. Initiatives that were not chosen are left out.
    """
    chosen = [each for each in plan.initiatives if each.id in plan.chosen]
    portfolio = prioritise.Portfolio(plan.model, plan.initiatives, carry=plan.carry)
    after, states = portfolio.chain_with(plan.chosen), plan.model.states
    before = plan.model.chain.shares
    rows = plan.model.chain.steps
    moved = {
        (rows[i], states[j]): float(after[i, j])
        for i in range(len(rows))
        for j in range(len(states))
        if abs(after[i, j] - before[i, j]) > 1e-12
    }
    rise: dict[str, float] = {}
    shorter: dict[str, float] = {}
    for each in chosen:
        for change in each.changes:
            for step in change.steps:
                if change.kind == "margin" and change.by is not None:
                    rise[step] = rise.get(step, 0.0) + change.by[1]
                if change.kind == "wait" and change.by is not None:
                    shorter[step] = shorter.get(step, 0.0) + change.by[1]
    return replace(
        map,
        state="target",
        links=tuple(
            replace(link, share=round(moved[link.from_, link.to], 6))
            if link.share is not None and (link.from_, link.to) in moved
            else link
            for link in map.links
        ),
        steps=tuple(_changed_step(step, rise.get(step.id), shorter.get(step.id)) for step in map.steps),
        outcomes=tuple(
            replace(each, margin=(each.margin or 0.0) + rise[each.id]) if each.id in rise else each
            for each in map.outcomes
        ),
        initiatives=tuple(each for each in map.initiatives if each.id in plan.chosen),
    )


def _changed_step(step: maps.Step, rise: float | None, minutes: float | None) -> maps.Step:
    """Give a step its new margin, and its wait the new target."""
    if rise is not None:
        step = replace(step, margin=(step.margin or 0.0) + rise)
    wait = step.metrics.get("wait")
    if minutes is not None and wait is not None and isinstance(wait.target, str):
        left = max(0.0, microseconds(wait.target) / 6e7 + minutes)
        changed = replace(wait, target=f"PT{left:g}M")
        step = replace(step, metrics={**step.metrics, "wait": changed})
    return step
