"""What evidence rests on, for the foot of a sheet."""

from ...overlay import Mark
from .. import words
from ..sheet import Sheet

MOST_METHODS = 4
"""Methods that are named at most; the rest is in the numbers themselves."""


def sentences(sheet: Sheet, *, methods: bool = True) -> list[str]:
    """Say period, who, how many, how, and of which version of the map; then notes, and what has lost its place.

    Args:
        methods: name those behind the intervals; readers of posters and boards are told what an interval is instead.
    """
    overlay = sheet.overlay
    assert overlay is not None
    ways = list(dict.fromkeys(mark.method for mark in overlay.marks if mark.method))
    how = "; ".join(ways[:MOST_METHODS])
    journeys = words.counted(overlay.n_journeys, "journey")
    still = f" ({overlay.open_journeys:,} still open)" if overlay.open_journeys else ""
    parts = [
        f"Evidence {overlay.span()}",
        overlay.segment or "all customers",
        f"n = {journeys}{still} of {words.counted(overlay.n_customers, 'customer')}",
        (f"95 % intervals: {how}" if methods else "in brackets: 95 % intervals") if how else "",
        f"no point below n = {overlay.thin_below}, nothing below {overlay.hidden_below}",
        f"map version {overlay.map_version}",
    ]
    said = [" · ".join(part for part in parts if part), *overlay.notes]
    if overlay.map_version != sheet.drawn.version:
        said.append(f"The map is at version {sheet.drawn.version} now; marks have followed what was renamed.")
    if overlay.unplaced:
        said.append(f"Without a place on this map: {words.listed(_name(mark) for mark in overlay.unplaced)}.")
    return said


def _name(mark: Mark) -> str:
    places = [mark.at.step, mark.at.touchpoint, mark.at.to]
    return f"{words.plain(mark.measure)} of {' / '.join(place for place in places if place)}"
