"""Expected paths in text: `book > confirm? > (desk | kiosk) > meet!noshow` becomes an expectation."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal
from unicodedata import normalize

from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation, ExpectedStep, Move, Point, Rule
from sojourn.core.words import shortened

SHOWN = 200
"""Characters of a path that an error repeats."""

_TOKEN = re.compile(r"""\s*(?:(?P<name>[\w.\-]+)|(?P<quoted>"(?:[^"]|"")+"|'(?:[^']|'')+')|(?P<mark>[>()|?+*!]))""")
_DEEPEST = 40
"""How many parentheses may stand inside one another."""

_Kind = Literal["next", "choice", "loop", "skip"]


def expectation(text: str, *, ignore_unknown: bool = False) -> Expectation:
    """Read an expected path.

    Grammar: `path := item (">" item)*`, `item := atom ["?" | "+" | "*"]`, `atom := EVENT ("!" FAILURE)*` or
    `"(" path ("|" path)* ")"`. `?` may be left out, `+` any number of times but at least once, `*` any number of times,
    `|` one of, `!` an event that means the step failed. Names of other than letters, digits, `.`, `_` and `-` stand in
    quotes, in which a quote is written twice.

    Every event named is a step of its own, in the order of the text; one named again is a step called `name#2`, and the
    event then counts for whichever step suits best. A single event, or a choice of single events, that may be left out
    becomes optional steps; a longer group that may be left out is bridged by moves, for it is left out as a whole.

    Args:
        ignore_unknown: leave out events that the path does not name.

    Raises:
        InvalidInput: the text is no path, expects nothing, or names one event both as a step and as a failure.
    """
    return replace(_Reader(text).read(), ignored=ignore_unknown)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a path.

    Attributes:
        first, last: steps it may begin and end with, and whether something that may be left out lies before or after.
        empty: it may be left out as a whole.
        single: it is one step, or a choice of single steps.
    """

    first: dict[int, bool]
    last: dict[int, bool]
    empty: bool = False
    single: bool = False


@dataclass(slots=True)
class _Reader:
    """Reads one text, from left to right."""

    text: str
    place: int = 0
    deep: int = 0
    steps: list[ExpectedStep] = field(default_factory=list)
    moves: dict[tuple[int, int], _Kind] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    failures: set[str] = field(default_factory=set)

    def read(self) -> Expectation:
        """Read the whole."""
        whole = self._path()
        if self._peek() is not None:
            raise self._wrong("'>' or the end")
        if whole.empty:
            raise InvalidInput(
                f"the expected path {self._shown!r} may be left out as a whole, so it expects nothing",
                code="bad-path",
                hint="let at least one group be required",
            )
        both = sorted(self.failures & {normalize("NFC", step.name) for step in self.steps})
        if both:
            raise InvalidInput(
                f"{both[0]!r} is a step of the expected path, and also means that a step failed",
                code="bad-path",
                hint="let it be one of them",
            )
        return Expectation(
            title=self.text.strip(),
            steps=tuple(self.steps),
            moves=tuple(Move(start, end, kind) for (start, end), kind in sorted(self.moves.items())),
            starts=tuple(sorted(whole.first)),
            ends=tuple(sorted(whole.last)),
        )

    def _path(self) -> _Piece:
        """Read items and join them."""
        piece = self._item()
        while self._take(">"):
            after = self._item()
            for end, passed in piece.last.items():
                for start, skipped in after.first.items():
                    kind: _Kind = "skip" if passed or skipped else "choice" if len(after.first) > 1 else "next"
                    self.moves.setdefault((end, start), kind)
            first = {**piece.first, **{each: True for each in after.first if piece.empty}}
            last = {**after.last, **{each: True for each in piece.last if after.empty}}
            piece = _Piece(first, last, piece.empty and after.empty)
        return piece

    def _item(self) -> _Piece:
        """Read an atom and how often it may come."""
        piece = self._atom()
        often = self._take("?") or self._take("+") or self._take("*")
        if often in ("+", "*"):
            for end in piece.last:
                for start in piece.first:
                    self.moves.setdefault((end, start), "loop")
        if often not in ("?", "*"):
            return piece
        if not piece.single:
            return replace(piece, empty=True)
        for place in piece.first:
            self.steps[place] = replace(self.steps[place], optional=True)
        return piece

    def _atom(self) -> _Piece:
        """Read one event with its failures, or a group."""
        if self._take("("):
            self.deep += 1
            if self.deep > _DEEPEST:
                raise InvalidInput(
                    f"more than {_DEEPEST} parentheses stand inside one another at character {self.place}",
                    code="bad-path",
                    hint="write fewer",
                )
            parts = [self._path()]
            while self._take("|"):
                parts.append(self._path())
            if not self._take(")"):
                raise self._wrong("'>', '|' or ')'")
            self.deep -= 1
            first = {place: passed for part in parts for place, passed in part.first.items()}
            last = {place: passed for part in parts for place, passed in part.last.items()}
            return _Piece(first, last, any(part.empty for part in parts), all(part.single for part in parts))
        event = self._event()
        failures = []
        while self._take("!"):
            failures.append(self._event())
        self.failures.update(normalize("NFC", each) for each in failures)
        point = Point(event, event, (Rule((event,)),), tuple(Rule((each,)) for each in failures))
        self.steps.append(ExpectedStep(self._id(event), event, (point,)))
        here = {len(self.steps) - 1: False}
        return _Piece(here, dict(here), single=True)

    def _event(self) -> str:
        """Read a name."""
        found = self._peek()
        if found is None or not (found["name"] or found["quoted"]):
            raise self._wrong("an event")
        self.place = found.end()
        quoted: str = found["quoted"] or ""
        return found["name"] or quoted[1:-1].replace(quoted[0] * 2, quoted[0])

    def _id(self, event: str) -> str:
        """Give a step an id that no other has."""
        number, name = 1, event
        while name in self.ids:
            number += 1
            name = f"{event}#{number}"
        self.ids.add(name)
        return name

    def _take(self, mark: str) -> str | None:
        """Go past a mark if it comes next."""
        found = self._peek()
        if found is None or found["mark"] != mark:
            return None
        self.place = found.end()
        return mark

    def _peek(self) -> re.Match[str] | None:
        """Look at what comes next; None at the end."""
        if not self.text[self.place :].strip():
            return None
        found = _TOKEN.match(self.text, self.place)
        if found is None:
            raise self._wrong("an event or a mark")
        return found

    @property
    def _shown(self) -> str:
        return shortened(self.text.strip(), SHOWN)

    def _wrong(self, wanted: str) -> InvalidInput:
        """Say what stands where something else should."""
        rest = self.text[self.place :]
        there = rest.strip()
        at = self.place + len(rest) - len(rest.lstrip()) + 1
        found = f"character {at} is {there[0]!r}" if there else "the text ends"
        return InvalidInput(
            f"the expected path {self._shown!r} cannot be read: {found} where {wanted} should be",
            code="bad-path",
            hint="write steps such as book > confirm? > (desk | kiosk) > meet!noshow, other names in quotes",
        )
