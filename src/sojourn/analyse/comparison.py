"""Two groups side by side: every share of an analysis, its difference, and whether chance would do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.journeys import Basis, JourneyBatch
from sojourn.core.results import Result, note

from .comparison_medians import MedianDifference, median_difference
from .comparison_result import ComparedGroup, ComparisonResult
from .comparison_rows import FEWEST, Difference, corrected
from .comparison_shares import Share, paired, settings, shares
from .funnel import funnel, funnel_members
from .funnel_result import FunnelGroup, FunnelResult
from .names import Notes, noted
from .retention_result import RetentionGroup, RetentionResult

EVERY = 1_000_000
"""Breakdown groups to ask for when none may be put together."""


def compare(
    a: Result, b: Result, *, labels: tuple[str, str] = ("a", "b"), exclude: Sequence[str] = ()
) -> ComparisonResult:
    """Compare two results of one analysis, asked in the same way of two groups.

    That no customer is in both cannot be seen from results: `compare_groups` looks, and refuses.

    Args:
        a, b: results; differences are a minus b.
        labels: what to call the groups.
        exclude: events that define the groups; their rows are left out, since they differ by definition.

    Raises:
        InvalidInput: other analyses or options, the same customers twice, or an analysis without shares.
    """
    one, other = a.to_dict(), b.to_dict()
    asked, other_asked = settings(one), settings(other)
    for name, value in asked.items():
        if other_asked.get(name) != value:
            raise InvalidInput(
                f"the results answer different questions: {name} is {value!r} and {other_asked.get(name)!r}",
                code="not-comparable",
                hint="ask both with the same options",
            )
    basis, other_basis = _basis(a), _basis(b)
    if basis == other_basis:
        raise InvalidInput(
            "both results look at the same customers", code="groups-overlap", hint="give two groups of customers"
        )
    both = replace(
        basis,
        customers=basis.customers + other_basis.customers,
        journeys=basis.journeys + other_basis.journeys,
        events=basis.events + other_basis.events,
        outside_events=basis.outside_events + other_basis.outside_events,
        where=_either(basis.where, other_basis.where),
    )
    return _compared(
        both,
        (*_notes(a), *_notes(b)),
        str(asked["analysis"]),
        None,
        (ComparedGroup(labels[0], where=basis.where), ComparedGroup(labels[1], where=other_basis.where)),
        paired(one, other),
        exclude,
    )


def compare_values(
    result: FunnelResult | RetentionResult, a: str | None, b: str | None = None, *, exclude: Sequence[str] = ()
) -> ComparisonResult:
    """Compare two values of a result's breakdown, or one value with all others.

    Args:
        result: a funnel or retention with a breakdown.
        a: a value; None is the group of those without one.
        b: another value; None for all others together.
        exclude: events that define the groups; their rows are left out.

    Raises:
        InvalidInput: no breakdown, or the same value twice.
        NotFound: a value that is not among the groups shown.
    """
    if result.groups is None:
        raise InvalidInput("the result has no breakdown", code="no-breakdown", hint="ask with breakdown=PROPERTY")
    if a == b and a is not None:
        raise InvalidInput(f"both groups are {a!r}", code="groups-overlap", hint="give two values")
    reply = result.to_dict()
    one = shares(reply, _group(result, a).to_dict())
    if b is None:
        mine = {share.key: share for share in one}
        other = tuple(share.without(mine[share.key]) for share in shares(reply) if share.key in mine)
    else:
        other = shares(reply, _group(result, b).to_dict())
    others = {share.key: share for share in other}
    pairs = [(share, others[share.key]) for share in one if share.key in others]
    groups = (
        ComparedGroup("none" if a is None else a, value=a),
        ComparedGroup("all others" if b is None else b, value=b),
    )
    return _compared(result.basis, _notes(result), reply["analysis"], result.breakdown, groups, pairs, exclude)


def compare_groups(
    journeys: Journeys,
    ask: Callable[[Journeys], Result],
    *,
    where_a: str,
    where_b: str,
    labels: tuple[str, str] | None = None,
    exclude: Sequence[str] = (),
) -> ComparisonResult:
    """Ask one question of two groups of customers, and compare the answers.

    A group is the customers with an event that meets its expression, seen through those events only. To group customers
    by what holds at the start of each journey, break down by it and use `compare_values`.

    Args:
        journeys: where both groups come from.
        ask: the question, such as `lambda journeys: funnel(journeys, steps)`.
        where_a, where_b: SQL expressions, beside the `where` of the journeys.
        labels: what to call the groups; their expressions by default.
        exclude: events that define the groups; their rows are left out.

    Raises:
        InvalidInput: a customer is in both groups, or what `ask` and `compare` raise.
    """
    one, other = _narrowed(journeys, where_a), _narrowed(journeys, where_b)
    either = _narrowed(journeys, f"({where_a}) OR ({where_b})")
    people, other_people, together = (x.engine.run(x, _Customers()) for x in (one, other, either))
    if people + other_people != together:
        raise InvalidInput(
            f"{people + other_people - together:,} customers are in both groups",
            code="groups-overlap",
            hint="choose expressions that no customer's events meet both of, or break down by a property instead",
        )
    return compare(ask(one), ask(other), labels=labels or (where_a, where_b), exclude=exclude)


def compare_funnels(
    journeys: Journeys,
    steps: Sequence[str],
    *,
    by: str,
    a: str | None,
    b: str | None = None,
    within: str | None = None,
    order: str = "ordered",
    ties: str | None = None,
    reentry: str = "best",
    exclude: Sequence[str] = (),
    rng: "np.random.Generator | None" = None,
    draws: int = 1000,
) -> ComparisonResult:
    """Compare the funnels of two groups made by a property at the event that opens the attempt.

    Args:
        by: the property, or `channel`.
        a, b: its values; b None for all others.
        within, order, ties, reentry: as for `funnel`.
        exclude: events that define the groups; their rows are left out.
        rng: where chance comes from; with it the median times of the moves are compared too.
        draws: how often customers are drawn again for that.

    Raises:
        InvalidInput: as `funnel` and `compare_values`.
        NotFound: nobody has the value.
    """
    result = funnel(journeys, steps, within=within, order=order, ties=ties, reentry=reentry, breakdown=by, top=EVERY)
    compared = compare_values(result, a, b, exclude=exclude)
    if rng is None or order == "any":
        return compared
    members = funnel_members(
        journeys, steps, within=within, order=order, ties=ties, reentry=reentry, breakdown=by, top=EVERY
    )
    value = np.array(members["value"].to_pylist(), np.object_)
    _, customer = np.unique(np.array(members["customer"].to_pylist(), np.str_), return_inverse=True)
    one = value == a
    chosen = (one, ~one if b is None else value == b)
    required = [step for step in result.steps if not step.optional]
    medians = []
    for before, after in pairwise(required):
        since, then = (members[f"step_{step.step}"].to_numpy().astype("datetime64[us]") for step in (before, after))
        taken = ~np.isnat(then)
        spent = np.where(taken, then - since, np.timedelta64(0, "us")).astype(np.int64)
        groups = [(spent[taken & group], customer.reshape(-1)[taken & group]) for group in chosen]
        low, high = median_difference(*groups[0], *groups[1], rng=rng, draws=draws)
        middles = [float(np.median(times)) / 1e6 if len(times) else None for times, _ in groups]
        medians.append(
            MedianDifference(
                f"{before.name} to {after.name}",
                len(groups[0][0]),
                middles[0],
                len(groups[1][0]),
                middles[1],
                None if middles[0] is None or middles[1] is None else middles[0] - middles[1],
                None if low is None else low / 1e6,
                None if high is None else high / 1e6,
            )
        )
    return replace(compared, medians=tuple(medians))


def dependent(basis: Basis) -> Notes:
    """Say so when units of one customer are taken as independent."""
    if basis.journeys <= basis.customers:
        return ()
    message = (
        f"{basis.journeys:,} journeys come from {basis.customers:,} customers; intervals and p-values take them as"
        " independent, so they are too sure"
    )
    return (note("units_share_customers", message),)


@dataclass(frozen=True, slots=True)
class _Customers:
    """Count customers with any event."""

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed: none."""
        return frozenset()

    def partial(self, batch: JourneyBatch) -> int:
        """Leave the counting to the envelope."""
        return 0

    def merge(self, a: int, b: int) -> int:
        """Leave the counting to the envelope."""
        return a + b

    def finish(self, partial: int, basis: Basis) -> int:
        """Take the count from the envelope."""
        return basis.customers


def _narrowed(journeys: Journeys, where: str) -> Journeys:
    """Keep events that meet another expression as well."""
    return replace(journeys, where=where if journeys.where is None else f"({journeys.where}) AND ({where})")


def _basis(result: Result) -> Basis:
    """Give what a result stands on.

    Raises:
        InvalidInput: it does not say.
    """
    basis = getattr(result, "basis", None)
    if not isinstance(basis, Basis):
        raise InvalidInput(f"{type(result).__name__} is not the result of an analysis", code="not-comparable")
    return basis


def _notes(result: Result) -> Notes:
    """Give what a result has to note."""
    return tuple(result.to_dict()["notes"])


def _either(where: str | None, other: str | None) -> str | None:
    """Join two expressions; None holds for every event."""
    return None if where is None or other is None else f"({where}) OR ({other})"


def _group(result: FunnelResult | RetentionResult, value: str | None) -> FunnelGroup | RetentionGroup:
    """Find the group with a value.

    Raises:
        NotFound: it is not among those shown.
    """
    groups: Sequence[FunnelGroup | RetentionGroup] = result.groups or ()
    found = next((group for group in groups if group.kind == "value" and group.value == value), None)
    if found is None:
        shown = ", ".join(group.name for group in groups if group.kind == "value")
        more = any(group.kind == "other" for group in groups)
        raise NotFound(
            f"no group has {result.breakdown} {'null' if value is None else repr(value)}; there is {shown or 'none'}",
            code="unknown-group",
            hint="ask with a larger top, so that it is not put into other" if more else "choose one of these",
        )
    return found


def _compared(
    basis: Basis,
    said: Notes,
    analysis: str,
    by: str | None,
    groups: tuple[ComparedGroup, ComparedGroup],
    pairs: Sequence[tuple[Share, Share]],
    exclude: Sequence[str],
) -> ComparisonResult:
    """Set the shares of both groups against each other; `said` is what their results had to note."""
    rows = corrected(
        [Difference.of(one, other) for one, other in pairs if one.event is None or one.event not in exclude]
    )
    kept = {str(entry): entry for entry in said if entry["code"] != "no_events"}  # of one group, not of both
    notes = [*noted(tuple(kept.values()), basis), *dependent(basis)]
    few = sum(row.untested == "few_units" for row in rows)
    if few:
        notes.append(
            note("few_units", f"{few} of {len(rows)} rows are not tested: a group has fewer than {FEWEST}", rows=few)
        )
    return ComparisonResult(basis, tuple(notes), analysis, by, *groups, rows, None)
