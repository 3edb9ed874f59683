"""The words of acquisition: its boxes, months, amounts of money, and effects."""

from collections.abc import Mapping
from types import MappingProxyType

from ...model import Acquisition, AcquisitionLine, Canvas, Effect, JourneyMap
from .. import words

QUESTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "who": ("Who", "Who are they?"),
        "need": ("Need", "What do they need?"),
        "trigger": ("Trigger", "What makes them begin to look?"),
        "knows": ("Knows", "What do they know already?"),
        "looks": ("Looks", "Where do they look?"),
        "criteria": ("Criteria", "By what do they decide?"),
        "alternatives": ("Alternatives", "What else could they do?"),
        "influence": ("Influence", "Whom do they listen to?"),
        "fears": ("Fears", "What holds them back?"),
        "proof": ("Proof", "What would convince them?"),
        "moment": ("Moment", "When do they decide?"),
        "after": ("After", "What do they expect afterwards?"),
    }
)
"""Name and question of each box of a canvas."""

ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who they are", ("who", "need", "trigger", "knows")),
    ("How they look", ("looks", "criteria", "alternatives", "influence")),
    ("What decides", ("fears", "proof", "moment", "after")),
)
"""The boxes, a row each."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_SIGNS: Mapping[str, str] = MappingProxyType({"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"})


def state_of(canvas: Canvas | None, box: str) -> str:
    """Say whether a box is `filled`, `unknown` on purpose, or `open`."""
    if canvas is not None and getattr(canvas, box) is not None:
        return "filled"
    return "unknown" if canvas is not None and box in canvas.unknown else "open"


def states(canvas: Canvas | None) -> str:
    """Count the boxes: "11 of 12 boxes filled, 1 unknown"."""
    found = [state_of(canvas, box) for box in QUESTIONS]
    counts = [(found.count("unknown"), "unknown"), (found.count("open"), "open")]
    rest = [f"{count} {word}" for count, word in counts if count]
    return words.listed([f"{found.count('filled')} of {len(found)} boxes filled", *rest])


def money(amount: float | None, currency: str | None) -> str:
    """Write an amount without cents: `€5,000`, `CHF 5,000`; nothing for nothing."""
    if amount is None:
        return ""
    sign = _SIGNS.get(currency or "", f"{currency} " if currency else "")
    return f"{'−' if amount < 0 else ''}{sign}{abs(amount):,.0f}"


def month(text: str, *, year: bool = True) -> str:
    """Say a month: `2027-03` is "Mar 2027"."""
    name = MONTHS[int(text[5:7]) - 1]
    return f"{name} {text[:4]}" if year else name


def spread(line: AcquisitionLine) -> dict[str, float]:
    """Give the share of a line that falls into each month from its start on, evenly; nothing without a start."""
    if line.start is None:
        return {}
    length = left = line.months or 1.0
    place = int(line.start[:4]) * 12 + int(line.start[5:7]) - 1
    shares = {}
    while left > 1e-9:
        shares[f"{place // 12:04d}-{place % 12 + 1:02d}"] = min(1.0, left) / length
        left -= 1.0
        place += 1
    return shares


def span(line: AcquisitionLine) -> str:
    """Say when a line runs: "Mar 2027", "Mar–May 2027"."""
    months = [*spread(line)]
    if not months:
        return "no month yet"
    first, last = months[0], months[-1]
    if first == last:
        return month(first)
    return f"{month(first, year=first[:4] != last[:4])}–{month(last)}"


def effect(each: Effect) -> str:
    """Say what an effect claims: "34 → 37 %" of a way, or a change."""
    spread = each.to or each.by
    if not spread:
        return ""
    value = spread[len(spread) // 2]
    if each.kind == "transition" and each.to:
        base = f"{100 * each.from_:.3g} → " if each.from_ is not None else "to "
        return f"{base}{100 * value:.3g} %"
    unit = {"wait": " min", "rating": " points"}.get(each.kind, "")
    return f"{'+' if value > 0 else '−'}{abs(value):,.3g}{unit}"


def effects(drawn: JourneyMap, line: AcquisitionLine) -> str:
    """Say what a line is thought to change."""
    if line.effect is None:
        return "no effect named"
    if not line.effect:
        return "no effect by itself"
    numbers = {step.id: str(number) for number, step in enumerate(drawn.steps, start=1)}
    ends = {outcome.id: outcome.name for outcome in drawn.outcomes}
    names = {**ends, **numbers}
    return words.listed(
        f"{'–'.join(names.get(step, step) for step in each.steps)}: {effect(each)}" for each in line.effect
    )


def levels(acquisition: Acquisition, line: AcquisitionLine) -> int:
    """Count the lines of which only one can be done, this one included; 1 for a line that stands alone."""
    others = {other.id for other in acquisition.lines if line.id in other.excludes or other.id in line.excludes}
    return 1 + len(others - {line.id})
