"""Notable differences: which groups of customers fare unlike all the others in a funnel."""

from collections.abc import Iterator, Sequence

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note

from .comparison import dependent
from .comparison_result import NotableResult, UntestedGroup
from .comparison_rows import FEWEST, Difference, corrected
from .comparison_shares import shares
from .funnel import funnel
from .funnel_result import FunnelGroup, FunnelResult

VALUES = 200
"""Values of one property that are compared, the most frequent first."""


def notable_differences(
    journeys: Journeys,
    steps: Sequence[str],
    *,
    properties: Sequence[str],
    within: str | None = None,
    order: str = "ordered",
    ties: str | None = None,
    reentry: str = "best",
) -> NotableResult:
    """Hold every value of several properties against all others, at every step of a funnel.

    A customer's group is the value at the event that opens the attempt. Customers of whom it is not known are in no
    group, neither in one nor among the others, and a note says how many they are: that nothing is known of them may
    be what sets them apart. Groups of fewer than 20 are not tested, and listed. Of a property with two groups only one
    is compared: the other says the same. One with a single group has nothing to compare, and a note says so. q-values
    are corrected over every row of the result together, before anything is cut for display.

    Args:
        steps, within, order, ties, reentry: as for `funnel`.
        properties: names of properties, or `channel`.

    Raises:
        InvalidInput: no property, one that events do not have, or what `funnel` refuses.
    """
    if not properties:
        raise InvalidInput("there is no property to compare groups by", code="no-property", hint="name one or more")
    rows: list[Difference] = []
    untested: list[UntestedGroup] = []
    notes = {}
    for name in dict.fromkeys(properties):
        result = funnel(
            journeys, steps, within=within, order=order, ties=ties, reentry=reentry, breakdown=name, top=VALUES
        )
        groups = result.groups or ()
        named = [group for group in groups if group.value is not None]
        single = len(named) == 1 and not any(group.kind == "other" for group in groups)
        small = 0
        if single:
            message = f"{name} has a single value, {named[0].value!r}: there is nothing to compare it with"
            notes[f"{name} single"] = note("single_value", message, property=name, value=named[0].value)
        else:
            rows += _against_others(result, name)
            few = [UntestedGroup(name, g.value, g.entered) for g in named if g.value is not None and g.entered < FEWEST]
            untested += few
            small = len(few)
        for entry in (*result.notes, *dependent(result.basis)):
            notes[str(entry)] = entry
        if small:
            message = f"{small} values of {name} are not tested: fewer than {FEWEST} entered"
            notes[name] = note("few_units", message, property=name, values=small)
        unknown = sum(group.entered for group in groups if _is_unknown(group))
        if unknown and named:
            message = f"{unknown:,} units without {name} are in no group"
            notes[f"{name} unknown"] = note("units_without_value", message, property=name, units=unknown)
        if any(group.kind == "other" for group in groups):
            message = f"only the {VALUES} most frequent values of {name} are compared"
            notes[f"{name} values"] = note("values_not_compared", message, property=name)
    ranked = sorted(
        corrected(rows),
        key=lambda row: (row.q_value is None, row.q_value or 0.0, -abs(row.difference or 0.0), row.by or ""),
    )
    written = tuple(step.name for step in result.steps)
    return NotableResult(
        result.basis,
        tuple(notes.values()),
        written,
        tuple(dict.fromkeys(properties)),
        tuple(ranked),
        tuple(sorted(untested, key=lambda group: (-group.units, group.by, group.value))),
    )


def _is_unknown(group: FunnelGroup) -> bool:
    """Say whether these are the units without a value."""
    return group.kind == "value" and group.value is None


def _against_others(result: FunnelResult, name: str) -> Iterator[Difference]:
    """Give the rows of every value with enough units, each against all other known values."""
    reply, groups = result.to_dict(), result.groups or ()
    known = {share.key: share for share in shares(reply)}
    for unknown in filter(_is_unknown, groups):
        known |= {share.key: known[share.key].without(share) for share in shares(reply, unknown.to_dict())}
    named = [group for group in groups if group.value is not None]
    two = len(named) == 2 and not any(group.kind == "other" for group in groups)
    for group in named[:1] if two else named:
        if group.entered >= FEWEST:
            for share in shares(reply, group.to_dict()):
                yield Difference.of(share, known[share.key].without(share), by=name, value=group.value)
