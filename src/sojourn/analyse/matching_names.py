"""What properties are called where events are kept."""

from collections.abc import Mapping
from dataclasses import replace

from sojourn.core.events import EVENT_COLUMNS
from sojourn.core.expectation import Expectation, Rule


def as_kept(expectation: Expectation, properties: Mapping[str, str]) -> Expectation:
    """Let an expectation ask for properties by the names under which a source keeps them.

    A property of an event that is called like a column of every event, such as `source`, is kept as `source_`; whoever
    wrote the expectation knows the first name only.
    """
    moved = {
        name: f"{name}_"
        for name in expectation.columns
        if name not in properties and name in EVENT_COLUMNS and f"{name}_" in properties
    }
    if not moved:
        return expectation

    def rules(old: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(
            replace(
                rule,
                where=tuple(replace(each, property=moved.get(each.property, each.property)) for each in rule.where),
            )
            for rule in old
        )

    steps = []
    for step in expectation.steps:
        points = tuple(
            replace(point, rules=rules(point.rules), failures=rules(point.failures)) for point in step.points
        )
        measures = tuple(
            replace(
                each,
                start=rules(each.start),
                end=rules(each.end),
                property=None if each.property is None else moved.get(each.property, each.property),
            )
            for each in step.measures
        )
        steps.append(replace(step, points=points, measures=measures))
    return replace(
        expectation,
        steps=tuple(steps),
        outcomes=tuple(replace(each, rules=rules(each.rules)) for each in expectation.outcomes),
        watch=None if expectation.watch is None else rules(expectation.watch),
    )
