"""How times with limits and chances are written."""

from sojourn.core.results import duration

from .survival_parts import WaitingQuantile


def said(quantile: WaitingQuantile) -> str:
    """Write when a share got there, with limits: `5d (4d to 6d)`."""
    if quantile.seconds is None:
        return "not so far" if quantile.low_seconds is None else f"not before {duration(quantile.low_seconds)}"
    return spanned(quantile.seconds, quantile.low_seconds, quantile.high_seconds)


def spanned(value: float | None, low: float | None, high: float | None) -> str:
    """Write a time with its limits; a limit that is not known is left open."""
    if value is None:
        return "not known"
    if low is None and high is None:
        return duration(value)
    return f"{duration(value)} ({'…' if low is None else duration(low)} to {'…' if high is None else duration(high)})"


def chance(p_value: float) -> str:
    """Write a p-value."""
    return "< 0.0001" if p_value < 0.0001 else f"= {p_value:.4f}"
