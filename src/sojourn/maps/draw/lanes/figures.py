"""Numbers as evidence prints them: estimate, interval, n; or why there is none."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...overlay import Mark, Measure, Overlay
from .. import words

UNSUPPORTED, CANDIDATE = "no signal in the data", "may be a moment of truth"
"""What is said beside a mark of experts that no signal speaks for, and of a step that only its place speaks for."""

MORE_THAN_ALL = 1.005
"""What shares of one choice may add to before somebody must have taken two options: half a point is rounding."""


def found(overlay: Overlay | None, measure: Measure, step: str, *, to: bool = False) -> Mark | None:
    """Give the mark of a measure at a step: that of the whole step, else the largest of its points of contact.

    Args:
        to: marks of ways that leave the step are meant, which otherwise are not.
    """
    marks = (
        [] if overlay is None else [each for each in overlay.of(measure, step=step) if (each.at.to is not None) is to]
    )
    if not marks:
        return None
    whole = [each for each in marks if each.at.touchpoint is None]
    return (whole or sorted(marks, key=_size))[0]


def _size(mark: Mark) -> tuple[bool, float, str]:
    return mark.value is None, -(mark.value or 0.0), mark.at.touchpoint or ""


def point(mark: Mark) -> str:
    """Say the estimate; nothing when there is none or too little stands behind it."""
    return said(mark, mark.value) if mark.state == "measured" and mark.value is not None else ""


def interval(mark: Mark) -> str:
    """Say the interval, its unit once: "17.4–18.3", "53–63 %" when it stands alone."""
    if mark.low is None or mark.high is None or mark.state not in ("measured", "thin"):
        return ""
    if mark.unit == "share":
        digits = decimals(mark)
        ends = f"{mark.low * 100:.{digits}f}–{mark.high * 100:.{digits}f}"
        return ends if mark.state == "measured" else f"{ends} %"
    between = " to " if mark.unit == "points" else "–"
    return f"{said(mark, mark.low)}{between}{said(mark, mark.high)}"


def instead(mark: Mark, overlay: Overlay) -> str:
    """Say what stands where a number would: why there is none, or the interval and n of a thin one."""
    if mark.state == "thin":
        return words.listed((interval(mark), counted(mark)))
    return mark.words(hidden_below=overlay.hidden_below)


WHO: Mapping[str, str] = MappingProxyType(
    {
        "asked": "customers say",
        "stated": "the map says",
        "derived": "derived",
        "asked and derived": "said and derived",
        "stated and derived": "the map says, and derived",
    }
)
"""Who says how important a step is, by the label of the mark."""


def reason(overlay: Overlay | None, step: str) -> str | None:
    """Say what most of those give as their reason who leave at a breaking point; None where nobody was asked."""
    mark = found(overlay, "breaking_point", step)
    if mark is None or mark.state != "measured" or not mark.details:
        return None
    why, people = mark.details[0]
    return f"most say “{why}”: {people:,}"


def counted(mark: Mark) -> str:
    """Say what a number stands on."""
    return f"n = {mark.n:,}" if mark.n is not None else ""


def said(mark: Mark, value: float) -> str:
    """Say a value in the unit of its mark."""
    if mark.unit == "share":
        return f"{value * 100:.{decimals(mark)}f} %"
    if mark.unit == "seconds":
        return words.spoken(value)
    if mark.unit == "points":
        rounded = round(value, 1)
        return "0" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"
    if mark.measure in ("criticality", "priority"):
        return f"{value:.0f}"
    if mark.unit == "number":
        return f"{value:,.4g}" if abs(value) < 1_000 else f"{value:,.0f}"
    return f"×{value:.1f}"


def decimals(mark: Mark) -> int:
    """Say how many decimals a share deserves: one when its interval is narrower than two points."""
    narrow = mark.low is not None and mark.high is not None and mark.high - mark.low < 0.02
    return 1 if narrow else 0


def several(overlay: Overlay, step: str) -> str:
    """Say that some took more than one option of a choice, when shares add to more than all; else nothing."""
    shares = [mark.value for mark in overlay.of("branch", step=step) if mark.value is not None]
    if sum(shares) <= MORE_THAN_ALL:
        return ""
    return "some took both" if len(shares) == 2 else "some took several"


def sentence(mark: Mark, overlay: Overlay, name: str) -> str:
    """Say a mark in full, for those who hear the drawing."""
    number = point(mark)
    if not number:
        return f"{name}: {instead(mark, overlay)}"
    within = interval(mark)
    return words.listed((f"{name} {number}{f' ({within})' if within else ''}", counted(mark)))


def heard(overlay: Overlay, step: str) -> str:
    """Say what was measured at a step, for those who hear the drawing."""
    spoken: Sequence[tuple[Measure, str]] = (
        ("reach", "reached by"), ("leaving", "left by"), ("feeling", "measured feeling"), ("wait", "wait"),
        ("satisfaction", "satisfied"), ("criticality", "criticality"), ("priority", "priority"),
    )  # fmt: skip
    marks = ((found(overlay, measure, step), name) for measure, name in spoken)
    return words.listed(sentence(mark, overlay, name) for mark, name in marks if mark is not None)


def doubt(overlay: Overlay | None, step: str) -> str:
    """Say what qualifies a moment of truth: that no signal speaks for it, or that only its place does; else nothing."""
    mark = found(overlay, "moment", step)
    if mark is None:
        return ""
    if mark.label == "candidate":
        return CANDIDATE
    return UNSUPPORTED if mark.label == "expert" and not _held(mark) else ""


def _held(mark: Mark) -> bool:
    return any(kept == 1 for _, kept in mark.details)
