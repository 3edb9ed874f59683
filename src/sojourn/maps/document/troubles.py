"""Say in plain words why a text is not YAML, where the mistake was made, and how it is mended."""

import re
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError

from ..model import Place
from .messages import brief, either, odd_space

_KEY = re.compile(r"(?P<lead>\s*(?:-\s+)*)(?P<key>[^\s#\-'\"{\[][^:#'\"{\[]*|\"[^\"]*\"|'[^']*'):(?P<rest>\s.*|$)")
"""A line that begins with a key; dashes of lists may stand before it."""

_CLOSING = {"[": "]", "{": "}"}
_GOT = re.compile(r"expected ',' or '[\]}]', but got '(.*)'", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a text is not YAML.

    Attributes:
        place: where the mistake was made, which may be far above where it showed.
    """

    place: Place | None
    message: str
    hint: str | None


def trouble(error: MarkedYAMLError, text: str) -> Trouble:
    """Explain an error of the parser."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Trouble(None, "this is not YAML", None)
    return _Explaining(error, text, mark).explain()


class _Explaining:
    """One error of the parser, held against the lines around it."""

    def __init__(self, error: MarkedYAMLError, text: str, mark: object) -> None:
        self._problem = str(error.problem or error.context or "")
        self._lines = text.split("\n")
        self._line, self._column = getattr(mark, "line", 0), getattr(mark, "column", 0)
        begun = error.context_mark
        self._begun = (self._line, self._column) if begun is None else (begun.line, begun.column)

    def explain(self) -> Trouble:
        """Ask each kind of mistake in turn, the surest first."""
        for ask in (self._space, self._quotes, self._bracket, self._colon, self._column_of_key, self._sign, self._tab):
            found = ask()
            if found is not None:
                return found
        there = self._text(self._line)[self._column :].strip()
        said = f"'{brief(there)}' cannot stand here" if there else "something is missing here"
        return self._here(said, "check the indentation, and put quotes round text that has signs in it")

    def _space(self) -> Trouble | None:
        """Find a space that looks like one, and is none, where YAML needs one."""
        for number in dict.fromkeys((self._begun[0], self._line, self._line - 1)):
            found = re.match(r"\s*(?:- )*[\w-]+:(?=[^\S \t\r])", line := self._text(number))
            at = found.end() if found else len(line) - len(line.lstrip(" \t-"))
            name = odd_space(line[at : at + 1])
            if name is not None:
                where = "after ':'" if found else "before the key"
                return self._at(number, at, f"{name} stands {where}", "write an ordinary space in its place")
        return None

    def _quotes(self) -> Trouble | None:
        """Find text that goes on after its closing quote, or never ends."""
        if "unexpected end of stream" in self._problem:
            message = "the text in quotes that begins here is never closed"
            return self._at(*self._begun, message, "close the quotes")
        if "unknown escape" in self._problem:
            sign = self._text(self._line)[self._column : self._column + 1]
            hint = r"write \\ for a backslash, or use single quotes"
            return self._here(f"'\\{sign}' means nothing in double quotes", hint)
        before = self._text(self._line)[: self._column].rstrip(" ")
        if "'<scalar>'" not in self._problem or before[-1:] not in ("'", '"'):
            return None
        at = len(before) - 1
        if before[-1] == '"':
            hint = 'write \\" for a quote inside, or put single quotes round the whole text'
            return self._at(self._line, at, "a double quote ends the text here, and more follows", hint)
        written = re.search(r"(?:^|[\s\[{,])'([^\"]*?)'?\s*$", self._text(self._line))
        whole = written[1] if written and before.count("'") == 2 and "[" not in before and "{" not in before else ""
        hint = f'use double quotes: "{brief(whole)}"' if whole else "use double quotes round text with an apostrophe"
        return self._at(self._line, at, "the apostrophe ends the text in single quotes", hint)

    def _bracket(self) -> Trouble | None:
        """Find a bracket that is not closed, or a comma that is missing in brackets."""
        found = _GOT.search(self._problem)
        opened = self._text(self._begun[0])[self._begun[1] : self._begun[1] + 1]
        if "expected the node content" in self._problem and "'<stream end>'" in self._problem:
            last = self._open()
            if last is not None:
                number, column, sign = last
                return self._at(
                    number, column, f"the bracket '{sign}' is never closed", f"close it with '{_CLOSING[sign]}'"
                )
        if found is None or opened not in _CLOSING:
            return None
        closing, got = _CLOSING[opened], found[1]
        if got in _CLOSING.values():
            message = f"the bracket '{opened}' meets '{got}' at {self._line + 1}:{self._column + 1}"
            return self._at(*self._begun, message, f"close it with '{closing}' first")
        later = self._line > self._begun[0]
        if got == "<stream end>" or (later and _KEY.fullmatch(self._text(self._line))):
            return self._at(*self._begun, f"the bracket '{opened}' is never closed", f"close it with '{closing}'")
        since = f" of line {self._begun[0] + 1}" if later else ""
        return self._here(
            f"a comma or '{closing}' is missing in the bracket '{opened}'{since}",
            "put a comma between values, and quotes round text that holds one or a bracket",
        )

    def _open(self) -> tuple[int, int, str] | None:
        """Give the last bracket that nothing closes; brackets in quotes and comments are passed over."""
        open_: list[tuple[int, int, str]] = []
        for number, line in enumerate(self._lines):
            bare = re.sub(r"\"[^\"]*\"|'[^']*'|(^|\s)#.*", lambda found: " " * len(found[0]), line)
            for column, sign in enumerate(bare):
                if sign in _CLOSING and (open_ or re.search(r"(^|[\s:\-])$", bare[:column])):
                    open_.append((number, column, sign))
                elif sign in _CLOSING.values() and open_:
                    open_.pop()
        return open_[-1] if open_ else None

    def _colon(self) -> Trouble | None:
        """Find a key without its colon, or without the space behind it, or text with a colon in it."""
        if "could not find expected ':'" in self._problem:
            written = self._text(self._begun[0])[self._begun[1] :].strip()
            key, colon, rest = written.partition(":")
            if colon and rest.strip() and " " not in key:
                hint = f"write '{brief(key)}: {brief(rest.strip())}'"
                return self._at(*self._begun, f"a space is missing after ':' in '{brief(written)}'", hint)
            hint = "write 'key: value'; text that runs over several lines needs quotes"
            return self._at(*self._begun, f"'{brief(written)}' has no ': '", hint)
        if "mapping values are not allowed" not in self._problem:
            return None
        found = _KEY.fullmatch(self._text(self._line))
        if found and found.end("key") == self._column:
            above = self._above(self._line)
            if above is not None and found.start("key") != above[0]:
                return self._indented(self._line, found.start("key"), found["key"], [above[0]])
            return self._here("a key cannot stand here", "check the line above: close its quotes, or give it a key")
        text = self._value(self._line)
        hint = f"put quotes round it: {_quoted(text)}" if text else "put quotes round text that holds ': '"
        return self._here("text with ': ' in it needs quotes", hint)

    def _column_of_key(self) -> Trouble | None:
        """Find a key or an item that begins in a column of its own."""
        if "expected <block end>" not in self._problem:
            return None
        line = self._text(self._line)
        if line[: self._column].strip(" -") or line[self._column : self._column + 1] == "?":
            return None
        found = _KEY.fullmatch(line)
        item = line[self._column : self._column + 2].strip() == "-"
        name = "-" if item else found["key"] if found else line.strip()
        columns: list[int] = []
        for number in range(self._line - 1, -1, -1):
            above = self._above(number + 1, exactly=number)
            if above is not None:
                column = above[1] if item else above[0]
                if column is not None and (not columns or column < columns[-1]):
                    columns.append(column)
        if self._column in columns:
            word = "an item" if item else "a key"
            return self._here(f"{word} cannot stand here: {brief(line.strip())}", "check the lines above it")
        return self._indented(self._line, self._column, name, columns) if columns else None

    def _indented(self, number: int, column: int, name: str, columns: list[int]) -> Trouble:
        """Say that something begins in the wrong column, and which would be right."""
        least = min(abs(each - column) for each in columns)
        right = sorted(each for each in columns if abs(each - column) == least)
        wanted = either([str(each + 1) for each in right])
        spaces = "one space" if least == 1 else f"{least} spaces"
        what = f"take out {spaces}" if right[0] < column else f"add {spaces}"
        hint = f"{what}: keys of one thing begin in one column" if len(right) == 1 else f"begin in column {wanted}"
        message = f"'{brief(name)}' begins in column {column + 1}, what is above in {wanted}"
        return self._at(number, column, message, hint)

    def _sign(self) -> Trouble | None:
        """Find text that begins with a sign that means something else."""
        line = self._text(self._line)
        head = _KEY.fullmatch(line)
        start = None if head is None else head.end("key") + 1
        if head is not None and start is not None:
            text = line[start:].strip()
            start = line.index(text, start) if text else start
            if text and text[0] in "-&*%@`?|>!" and start <= self._column:
                shown = f"put quotes round the text: {head['key'].strip()}: {_quoted(text)}"
                return self._at(self._line, start, f"text cannot begin with '{text[0]}' here", shown)
        sign = line[self._column : self._column + 1]
        if sign and sign in "&*%@`?|>!" and "\t" not in sign:
            return self._here(f"text cannot begin with '{sign}' here", "put quotes round the text")
        return None

    def _tab(self) -> Trouble | None:
        if self._text(self._line)[self._column : self._column + 1] == "\t":
            return self._here("a tab stands where spaces belong", "indent with spaces, not with tabs")
        return None

    def _value(self, number: int) -> str:
        """Give what stands behind the key of a line, when that is text without brackets and quotes."""
        found = _KEY.fullmatch(self._text(number))
        text = "" if found is None else found["rest"].strip()
        return "" if text[:1] in ("'", '"', "[", "{") else text

    def _above(self, number: int, *, exactly: int | None = None) -> tuple[int, int | None] | None:
        """Give the columns of the key, and of the dash before it, in the last line above that has a key."""
        for each in range(number - 1, -1, -1) if exactly is None else (exactly,):
            found = _KEY.fullmatch(self._text(each))
            if found is not None:
                dash = found["lead"].find("-")
                return found.start("key"), dash if dash >= 0 else None
            dashed = re.match(r"\s*(?=- )", self._text(each))
            if dashed is not None and exactly is not None:
                return dashed.end() + 2, dashed.end()
        return None

    def _text(self, number: int) -> str:
        return self._lines[number].rstrip("\r") if 0 <= number < len(self._lines) else ""

    def _here(self, message: str, hint: str | None) -> Trouble:
        return self._at(self._line, self._column, message, hint)

    def _at(self, line: int, column: int, message: str, hint: str | None) -> Trouble:
        return Trouble(Place(line + 1, column + 1), message, hint)


def _quoted(text: str) -> str:
    """Show text in double quotes, short enough for a hint."""
    return '"' + brief(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
