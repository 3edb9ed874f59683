"""Moments of truth as tables that people read."""

from collections.abc import Mapping
from types import MappingProxyType

from sojourn import measure
from sojourn.core.results import Heading, Table, count, interval, percent
from sojourn.core.small import Limits
from sojourn.core.words import chance, signed, with_sign

from .moments_found import FoundMoments
from .moments_parts import StepMoment
from .signals import SIGNALS, Reaction, Signal

WORDS: Mapping[Signal, str] = MappingProxyType(
    {
        "stake": "Stake",
        "reaction": "Reaction",
        "leverage": "Leverage",
        "breaking_point": "Breaking point",
        "first_or_last": "First or last",
    }
)
_VERDICTS = {"data": "moment, by data", "both": "moment, by data and expert", "expert": "marked by an expert", None: ""}
HELD = MappingProxyType({True: "held", False: "no", None: "–"})


def tables(found: FoundMoments) -> tuple[Table, ...]:
    """Give signals, then criticality, feelings, stakes, leaving and experiments: what there is of each."""
    rest = (
        critical_table(found), _felt_table(found), _stakes_table(found), _leaving_table(found),
        _experiments_table(found),
    )  # fmt: skip
    return (_signal_table(found), *(table for table in rest if table.rows))


def _signal_table(found: FoundMoments) -> Table:
    headings = (
        Heading("Step", False), *(Heading(WORDS[name], False) for name in SIGNALS), Heading("Moment of truth", False),
    )  # fmt: skip
    rows = tuple(
        (
            found.called(each),
            *(HELD[each.signals[name]] if each.contact or name != "first_or_last" else "" for name in SIGNALS),
            _said(each),
        )
        for each in found.steps
    )
    told = [f"{found.subtitle()}.", "– could not be judged: too few, nobody asked, or nothing to see."]
    told += [str(each["message"]) for each in found.notes]
    return Table(f"{found.title}: where customers are won or lost", headings, rows, tuple(told))


def critical_table(found: FoundMoments) -> Table:
    """Give criticality with its parts, each with its interval."""
    headings = (
        Heading("Step", False), Heading("Criticality"), Heading("Importance"), Heading("Stated, derived"),
        Heading("Reach"), Heading("Stake"), Heading("Leverage"),
    )  # fmt: skip
    rows = []
    for each in found.steps:
        own = each.critical
        if own.reach is None:
            continue
        rows.append((
            found.called(each),
            _number(own.value, own.low, own.high) or "not known",
            _spread(own.importance, own.importance_low, own.importance_high),
            _weighed(own.stated, own.derived),
            interval(own.reach, own.reach_low, own.reach_high),
            _spread(own.stake, own.stake_low, own.stake_high) + (" by experts" if own.basis == "expert" else ""),
            _spread(each.leverage, each.leverage_low, each.leverage_high),
        ))  # fmt: skip
    told = (
        "Criticality is 100 times the cube root of importance × reach × stake: it needs all three. Behind each its "
        "95 % interval."
    )
    return Table("How critical", headings, tuple(rows), (told,))


def _felt_table(found: FoundMoments) -> Table:
    headings = (
        Heading("Step", False), Heading("On map"), Heading("Measured (95 %)"), Heading("Satisfied (95 %)"),
        Heading("Target"), Heading("Strength (95 %)"), Heading("At ±2 (95 %)"), Heading("Customers"),
    )  # fmt: skip
    rows = []
    for each in found.steps:
        felt, liked = each.feeling, each.satisfaction
        told = felt is not None and felt.n >= found.limits.hidden
        if each.expected is None and not told:
            continue
        rows.append((
            found.called(each),
            "" if each.expected is None else signed(each.expected),
            _felt(felt, found.limits) if told else _why(each, found.limits),
            "" if liked is None or not told else _share(liked, found.limits),
            "" if each.target is None else percent(each.target),
            *(_strength(each.reaction, found.limits) if told else ("", "")),
            "" if felt is None or not told else count(felt.n),
        ))  # fmt: skip
    title = "What people feel, −2 to +2: supposed by the map, and measured"
    how = (
        "Two values side by side; they are never made one.",
        "Strength is the mean of feelings without their sign, 0 to 2: the reaction holds from 1.50, or 40 % at ±2, on.",
    )
    return Table(title, headings, tuple(rows), how)


def _stakes_table(found: FoundMoments) -> Table:
    headings = (
        Heading("Step", False), Heading("After good ratings"), Heading("After bad ones"),
        Heading("Plain difference in points (95 %)"), Heading("With facts held equal (95 %)"),
        Heading("p, as many compared"),
    )  # fmt: skip
    rows = []
    for each in found.steps:
        own = None if each.rated is None else each.rated.stake
        if own is None:
            continue
        without = "not possible" if own.equal else "nothing to hold equal"
        rows.append((
            found.called(each),
            f"{percent(own.good.share)} of {count(own.good.n)}",
            f"{percent(own.bad.share)} of {count(own.bad.n)}",
            _points(own.raw, own.low, own.high),
            _points(own.adjusted, own.adjusted_low, own.adjusted_high) or without,
            "" if each.p_adjusted is None else chance(each.p_adjusted),
        ))  # fmt: skip
    told = (
        f"How often {found.wanted()} followed within {found.window} of a contact that was rated well, and rated badly."
    )
    return Table("Stakes", headings, tuple(rows), (told,))


def _leaving_table(found: FoundMoments) -> Table:
    headings = (
        Heading("Step", False), Heading("Left here (95 %)"), Heading("Of journeys"),
        Heading("Breaking point", False), Heading("Why, where asked", False),
    )  # fmt: skip
    rows = tuple(
        (
            found.called(each),
            interval(each.leaving.estimate, each.leaving.low, each.leaving.high),
            count(each.leaving.n),
            HELD[each.leaving.held],
            ", ".join(f"{reason} {number}" for reason, number in each.reasons),
        )
        for each in found.steps
        if each.leaving is not None
    )
    told = () if found.median_leaving is None else (f"The middle of all steps: {percent(found.median_leaving)}.",)
    return Table("Where journeys are left", headings, rows, told)


def _experiments_table(found: FoundMoments) -> Table:
    headings = (
        Heading("Step", False), Heading("Experiment", False), Heading("Arm"), Heading("Against"),
        Heading("Difference in points (95 %)"), Heading("p"),
    )  # fmt: skip
    rows = [
        (
            found.called(each),
            tried.experiment,
            f"{tried.arm}: {percent(tried.followed / tried.n)} of {count(tried.n)}",
            f"{tried.other}: {percent(tried.other_followed / tried.other_n)} of {count(tried.other_n)}",
            "not split as meant" if tried.refused else _points(tried.difference, tried.low, tried.high),
            "" if tried.p is None else chance(tried.p),
        )
        for each in found.steps
        for tried in each.experiments
    ]
    good = found.wanted()
    told = (
        f"Shares are of those to whom {good} followed within {found.window} of the assignment. Everyone counts in the "
        "arm they were assigned to, treated or not: here the difference is an effect."
    )
    return Table(f"An experiment says ({good} within {found.window})", headings, tuple(rows), (told,))


def _said(each: StepMoment) -> str:
    """Say who calls it a moment of truth."""
    told = _VERDICTS[each.flag]
    if each.verdict == "candidate":
        told = f"{told}; candidate" if told else "candidate"
    return f"{told}, no signal held" if each.unsupported else told


def _why(each: StepMoment, limits: Limits) -> str:
    """Say why there is no measured feeling."""
    if not each.contact:
        return "no contact"
    words = {
        "too_few": f"n < {limits.hidden}", "not_asked": "no survey", "no_direction": "good answers not named",
        "off_scale": "answers off the scale",
    }  # fmt: skip
    return words.get(each.state, "")


def _strength(found: Reaction | None, limits: Limits) -> tuple[str, str]:
    """Write how strongly people feel; thin numbers are intervals alone."""
    if found is None or found.n < limits.hidden:
        return "", ""
    if found.n >= limits.thin:
        return (
            _spread(found.mean_abs, found.mean_abs_low, found.mean_abs_high),
            interval(found.extreme, found.extreme_low, found.extreme_high),
        )
    ends = (found.mean_abs_low, found.mean_abs_high, found.extreme_low, found.extreme_high)
    if None in ends:
        return "", ""
    low, high, few, many = (each or 0.0 for each in ends)
    return f"({low:.2f}–{high:.2f})", f"({100 * few:.1f}–{100 * many:.1f} %)"


def _felt(found: measure.Estimate | None, limits: Limits) -> str:
    if found is None or found.low is None or found.high is None:
        return ""
    between = f"{with_sign(found.low, 2)} to {with_sign(found.high, 2)}"
    return f"{with_sign(found.value or 0, 2)} ({between})" if found.n >= limits.thin else f"({between})"


def _share(found: measure.Estimate, limits: Limits) -> str:
    if found.n < limits.thin and found.low is not None and found.high is not None:
        return f"({100 * found.low:.1f}–{100 * found.high:.1f} %)"
    return interval(found.value, found.low, found.high)


def _number(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if low is None or high is None else f"{value:.0f} ({low:.0f}–{high:.0f})"


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _weighed(stated: float | None, derived: float | None) -> str:
    """Write what was said and what was derived, `–` for what is not known."""
    return "" if stated is None and derived is None else f"{_two(stated) or '–'}, {_two(derived) or '–'}"


def _spread(value: float | None, low: float | None, high: float | None) -> str:
    """Write a part of criticality with its interval."""
    if value is None or low is None or high is None:
        return _two(value)
    low, high = (round(end, 2) or 0.0 for end in (low, high))
    ends = f"{low:.2f} to {high:.2f}" if low < 0 else f"{low:.2f}–{high:.2f}"
    return f"{value:.2f} ({ends})".replace("-", "−")


def _points(value: float | None, low: float | None, high: float | None) -> str:
    """Write a difference of shares in points."""
    if value is None:
        return ""
    if low is None or high is None:
        return with_sign(100 * value, 1)
    return f"{with_sign(100 * value, 1)} ({with_sign(100 * low, 1)} to {with_sign(100 * high, 1)})"
