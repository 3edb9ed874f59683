"""Event names and their codes, what a reply says of names that nobody has used, and the envelope of every reply."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sojourn.core.journeys import Basis, Cases
from sojourn.core.results import note

Notes = tuple[Mapping[str, Any], ...]


COMPARED = 20_000
"""Pairs of names that are compared to find what was meant: about a tenth of a second."""


def code_of(name: str, events: Sequence[str]) -> int:
    """Give the code of an event name, -1 when no event is called so."""
    return events.index(name) if name in events else -1


def unknown(names: Iterable[str], events: Sequence[str]) -> Notes:
    """Make a note for every name that no event has, once each, with the nearest name there is.

    Where very many names are unknown the nearest is sought for the first of them only, and is None for the others.
    """
    known = frozenset(events)
    missing = [name for name in dict.fromkeys(names) if name not in known]
    if not missing:
        return ()
    from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for names that are not there

    notes = []
    sought = max(COMPARED // max(len(events), 1), 1)
    for place, name in enumerate(missing):
        nearest = next(iter(get_close_matches(name, events, 1, 0.5)), None) if place < sought else None
        hint = "" if nearest is None else f"; the nearest name is {nearest!r}"
        notes.append(note("unknown_event", f"no event is called {name!r}{hint}", event=name, nearest=nearest))
    return tuple(notes)


def unknown_in_cases(cases: Cases, events: Sequence[str]) -> Notes:
    """Make the notes for names of a case rule that no event has."""
    return unknown((*cases.start, *cases.end), events) if cases.by == "between" else ()


def noted(notes: Notes, basis: Basis) -> Notes:
    """Add a note when there are events, and none of them is left to look at."""
    if basis.events or basis.observed_from is None:
        return notes
    which = "since, until and where" if basis.where is None else f"since, until and where {basis.where}"
    return (*notes, note("no_events", f"no event is left after {which}: nothing was counted", where=basis.where))


def sentences(notes: Notes) -> tuple[str, ...]:
    """Give the notes as they stand below a table."""
    return tuple(str(entry["message"]) for entry in notes)


def envelope(analysis: str, basis: Basis, notes: Notes) -> dict[str, Any]:
    """Give what stands first in every reply."""
    return {"analysis": analysis, "format": 1, "basis": basis.to_dict(), "notes": [dict(entry) for entry in notes]}
