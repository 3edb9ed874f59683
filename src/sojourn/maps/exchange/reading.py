"""What every import shares: text made clean, ids made of names, moments guessed, and what is to be said about it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..document.scalars import is_slug
from ..findings import Finding, MapRefused, Severity
from ..model import MOMENTS, Path, Persona, Place

LARGEST = 2 * 1024 * 1024
"""The most characters that an import reads."""

MOST_ROWS = 10_000
"""The most rows, tasks, elements or notes that an import reads."""

UNSORTED = "x-unsorted"
"""The key of a map that keeps what an import found no place for."""

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BEFORE = {
    "before", "pre", "awareness", "aware", "discover", "discovery", "consider", "consideration", "research", "compare",
    "search", "explore", "plan", "planning", "inspiration", "need", "problem", "prepare", "preparation", "book",
    "booking", "learn", "learning", "select", "selection", "attract",
}  # fmt: skip
_AFTER = {
    "after", "post", "afterwards", "support", "service", "aftercare", "return", "returns", "loyalty", "retain",
    "retention", "advocacy", "advocate", "recommend", "recommendation", "share", "renew", "renewal", "maintain",
    "maintenance", "leave", "exit", "repurchase", "review",
}  # fmt: skip
_DURING = {
    "during", "use", "using", "buy", "purchase", "purchasing", "acquire", "acquisition", "receive", "receipt",
    "onboarding", "delivery", "visit", "arrive", "arrival", "meet", "attend", "checkout", "pay", "payment", "decide",
    "decision", "stay", "consume",
}  # fmt: skip


class Log:
    """What an import has to say, in the order of the file.

    `X001` repaired · `X002` kept under `x-unsorted`, for it has no place · `X003` guessed · `X004` changed · `X010` an
    error, which refuses the file once everything is read.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.unsorted: list[str] = []

    def repaired(self, message: str, place: Place | None = None, *, hint: str | None = None) -> None:
        """Say that something was mended on the way in."""
        self._add("X001", "warning", message, place, hint)

    def unplaced(self, text: str, what: str, place: Place | None = None) -> None:
        """Keep text that has no place in a map."""
        self.unsorted.append(text)
        self._add("X002", "warning", f"{what} is kept under {UNSORTED}: {_short(text)!r}", place, None)

    def unplaced_all(self, texts: Sequence[str], what: str, place: Place | None = None) -> None:
        """Keep several texts that have no place for one reason, and say so once."""
        if texts:
            self.unsorted.extend(texts)
            self._add("X002", "warning", f"{what}: {len(texts):,} kept under {UNSORTED}", place, None)

    def guessed(self, message: str, place: Place | None = None, *, hint: str | None = None) -> None:
        """Say that the file left something open."""
        self._add("X003", "note", message, place, hint)

    def changed(self, message: str, place: Place | None = None, *, hint: str | None = None) -> None:
        """Say that something is not as it was in the file."""
        self._add("X004", "warning", message, place, hint)

    def refuse(self, message: str, place: Place | None = None, *, hint: str | None = None) -> None:
        """Note an error."""
        self._add("X010", "error", message, place, hint)

    def settle(self) -> None:
        """Refuse the file when an error was noted.

        Raises:
            MapRefused: with every error.
        """
        errors = [each for each in self.findings if each.severity == "error"]
        if errors:
            raise MapRefused(errors)

    def extra(self) -> Mapping[str, Any]:
        """Give what is kept for a map's own keys."""
        return MappingProxyType({UNSORTED: tuple(self.unsorted)} if self.unsorted else {})

    def _add(self, rule: str, severity: Severity, message: str, place: Place | None, hint: str | None) -> None:
        path: Path = ()
        self.findings.append(Finding(rule=rule, severity=severity, message=message, hint=hint, path=path, place=place))


def refused(message: str, place: Place | None = None, *, hint: str | None = None) -> MapRefused:
    """Make the error of a file that cannot be read at all."""
    return MapRefused([Finding(rule="X010", severity="error", message=message, hint=hint, place=place)])


def checked(text: str, log: Log) -> str:
    """Give text with ends of lines as LF and without characters that no map holds.

    Raises:
        MapRefused: there is too much of it, or none.
    """
    if len(text) > LARGEST:
        raise refused(f"{len(text):,} characters are more than the {LARGEST:,} that are read", hint="split the file")
    if not text.strip():
        raise refused("the file is empty")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    clean, found = _NO_TEXT.subn("", lines)
    if found:
        log.changed(f"{found:,} control characters were left out")
    return clean


def clean(text: str) -> str:
    """Leave out characters that no map holds, and spaces around."""
    return _NO_TEXT.sub("", text).strip()


def one_line(text: str) -> str:
    """Write text on one line with single spaces."""
    return " ".join(clean(text).split())


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"


class Slugs:
    """Ids made of names: unique in a map, repeats numbered."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def make(self, name: str, *, otherwise: str) -> str:
        """Give an id like the name: `Buys the tickets` becomes `buys_the_tickets`, the next one `buys_the_tickets_2`.

        Args:
            otherwise: what to call it when nothing of the name can stand in an id.
        """
        stem = preferred(name) or slug(name, otherwise=otherwise)
        found, number = stem, 1
        while found in self._taken:
            number += 1
            end = f"_{number}"
            found = stem[: 64 - len(end)] + end
        self._taken.add(found)
        return found


def preferred(name: str | None) -> str | None:
    """Give what may be an id as it stands, else None."""
    return name if name is not None and is_slug(name) else None


def slug(name: str, *, otherwise: str) -> str:
    """Write a name as an id: lower-case letters, digits, `_` and `-`, a letter first, at most 32 characters."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9-]+", "_", plain.replace("'", "")).strip("_-")
    if not words:
        return otherwise
    if not words[0].isalpha() or words == "null":  # which a file of YAML would take for nothing
        words = f"{otherwise}_{words}"
    if len(words) > 32:
        words = words[:33].rsplit("_", 1)[0][:32]
    return words.strip("_-")


def moments(names: Sequence[str]) -> list[str]:
    """Guess for phases in order whether they lie before, during or after what the customer came for.

    Known words in the names decide, others lie where their third of the phases does, and the order before, during,
    after is kept. A single phase without a known word is during.
    """
    known = [_moment(name) for name in names]
    if known == [None]:
        return ["during"]
    found: list[int] = []
    for place, moment in enumerate(known):
        later = [MOMENTS.index(each) for each in known[place + 1 :] if each is not None]
        guess = MOMENTS.index(moment) if moment else min([place * 3 // len(names), *later])
        found.append(max([guess, *found]))
    return [MOMENTS[place] for place in found]


def _moment(name: str) -> str | None:
    for word in re.findall(r"[a-z]+", name.casefold()):
        for moment, words in (("before", _BEFORE), ("during", _DURING), ("after", _AFTER)):
            if word in words:
                return moment
    return None


def someone(log: Log, slugs: Slugs) -> Persona:
    """Give the persona of a file that names nobody."""
    log.guessed("nobody is named: the persona is 'Customer'", hint="say who it is")
    return Persona(id=slugs.make("customer", otherwise="customer"), name="Customer")
