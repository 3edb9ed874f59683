"""SVG written as text: elements that escape what they hold, numbers with two decimals, the same bytes each time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as _escape

Attributes = Mapping[str, str | float | None]

NAMESPACE = "http://www.w3.org/2000/svg"

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NOT_IN_IDENT = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name, its attributes in the order they are written, and what it holds."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple["Element | str", ...] = ()

    def __str__(self) -> str:
        """Write it, with everything in it."""
        pieces: list[str] = []
        self._write(pieces)
        return "".join(pieces)

    def _write(self, pieces: list[str]) -> None:
        pieces.append(f"<{self.name}")
        pieces.extend(f' {name}="{value}"' for name, value in self.attributes)
        if not self.children:
            pieces.append("/>")
            return
        pieces.append(">")
        for child in self.children:
            if isinstance(child, Element):
                child._write(pieces)
            else:
                pieces.append(child)
        pieces.append(f"</{self.name}>")


def element(name: str, attributes: Attributes | None = None, *children: Element | str) -> Element:
    """Make an element; text and values are escaped, numbers rounded, attributes that are None left out."""
    written = tuple(
        (key, escape(value) if isinstance(value, str) else number(value))
        for key, value in (attributes or {}).items()
        if value is not None
    )
    return Element(name, written, tuple(escape(child) if isinstance(child, str) else child for child in children))


def escape(text: str) -> str:
    r"""Make text inert: markup and quotes as references, what XML cannot hold as visible escapes (`\x1b`)."""
    return _escape(_NOT_IN_XML.sub(_shown, text), quote=True)


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def number(value: float) -> str:
    """Write a number with at most two decimals, without zeros at its end, and never as −0.

    Raises:
        ValueError: it is not finite; a drawing has no such place.
    """
    text = f"{value:.2f}"
    if text[-1] not in "0123456789":
        raise ValueError(f"a drawing has no place {value}")
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def ident(*parts: str) -> str:
    """Make the id of an element from ids of the map: `ident("concert", "step", "buy")` is `concert-step-buy`.

    What an id of XML cannot hold becomes its code between underscores, so that two ids never become one.
    """
    text = "-".join(_NOT_IN_IDENT.sub(lambda found: f"_{ord(found[0]):x}_", part) for part in parts if part)
    return text if re.match("[A-Za-z_]", text) else f"_{text}"


def group(
    *children: Element | None, label: str | None = None, ident: str | None = None, attributes: Attributes | None = None
) -> Element:
    """Group elements; one with a label is a group to screen readers too, and says the label."""
    named: Attributes = {"role": "group", "aria-label": label} if label is not None else {}
    kept = (child for child in children if child is not None)
    return element("g", {"id": ident, **named, **(attributes or {})}, *kept)


def hidden(*children: Element | None, attributes: Attributes | None = None) -> Element:
    """Group what only decorates, so that screen readers pass over it."""
    kept = (child for child in children if child is not None)
    return element("g", {"aria-hidden": "true", **(attributes or {})}, *kept)


def title(text: str) -> Element:
    """Say what the element around it is: shown under a pointer, read by screen readers."""
    return element("title", None, text)


def description(text: str) -> Element:
    """Describe the element around it at length."""
    return element("desc", None, text)


def use(symbol: str, x: float, y: float, size: float, attributes: Attributes | None = None) -> Element:
    """Place a symbol by its id: its left and top edge and its size in mm."""
    return element("use", {"href": f"#{symbol}", "x": x, "y": y, "width": size, "height": size, **(attributes or {})})


@dataclass(frozen=True, slots=True)
class Path:
    """The outline of a shape, built step by step; each step gives a new one."""

    commands: tuple[str, ...] = field(default=())

    def move(self, x: float, y: float) -> "Path":
        """Begin a new part of the outline."""
        return self._with(f"M{number(x)} {number(y)}")

    def line(self, x: float, y: float) -> "Path":
        """Draw a straight line."""
        return self._with(f"L{number(x)} {number(y)}")

    def curve(self, x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> "Path":
        """Draw a cubic Bézier curve: two handles, then its end."""
        return self._with("C" + " ".join(map(number, (x1, y1, x2, y2, x, y))))

    def arc(self, radius: float, x: float, y: float, *, large: bool = False, sweep: bool = True) -> "Path":
        """Draw a part of a circle."""
        return self._with(f"A{number(radius)} {number(radius)} 0 {large:d} {sweep:d} {number(x)} {number(y)}")

    def close(self) -> "Path":
        """Draw a line back to where this part began."""
        return self._with("Z")

    def _with(self, command: str) -> "Path":
        return Path((*self.commands, command))

    @property
    def d(self) -> str:
        """Give the value of the attribute `d`."""
        return "".join(self.commands)


def polygon(points: Sequence[tuple[float, float]]) -> str:
    """Write the outline of a closed shape with straight sides, as a value of `d`."""
    (x, y), *rest = points
    path = Path().move(x, y)
    for x, y in rest:
        path = path.line(x, y)
    return path.close().d


def style(rules: Iterable[str]) -> Element:
    """Write style rules; a rule that tried to end the element early could not."""
    return Element("style", (), ("".join(rules).replace("<", "\\3c "),))
