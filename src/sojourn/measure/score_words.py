"""How scores are written."""

from .asked import Kind

_TITLES = {"nps": "Net promoter score", "csat": "Satisfied", "ces": "Found it easy"}


def titled(kind: str) -> str:
    """Name a score."""
    return _TITLES[kind]


def number(kind: Kind | str, value: float | None, *, sign: bool = False) -> str:
    """Write one number: points with a sign, shares as percentages, means with two decimals."""
    if value is None:
        return "not known"
    if kind == "mean":
        return f"{value:.2f}"
    scaled = value if kind == "nps" else 100 * value
    text = f"{scaled:+.1f}" if sign or kind == "nps" else f"{scaled:.1f}"
    return ("0.0" if text in ("-0.0", "+0.0") else text).replace("-", "−") + ("" if kind == "nps" or sign else " %")


def ranged(
    kind: Kind | str, value: float | None, low: float | None, high: float | None, shown: str, *, sign: bool = False
) -> str:
    """Write a number with its interval; the interval alone where only that may be seen."""
    if shown == "hidden" or value is None:
        return "too few answers" if shown == "hidden" else "not known"
    if low is None or high is None:
        return number(kind, value, sign=sign) if shown == "full" else "not known"
    if kind == "mean" and low == high and shown == "full":
        return f"{number(kind, value)} (all answered so)"
    ends = [number(kind, end, sign=sign).removesuffix(" %") for end in (low, high)]
    between = f"{ends[0]} to {ends[1]}"
    if shown == "interval":
        return f"between {ends[0]} and {ends[1]}" + ("" if kind in ("nps", "mean") else " %")
    return f"{number(kind, value, sign=sign)} ({between})"
