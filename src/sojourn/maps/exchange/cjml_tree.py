"""Elements of an XML file, read strictly and safely: no document type, no entities of one's own, bounded depth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ..findings import MapRefused
from ..model import Place
from .reading import MOST_ROWS, refused

DEEPEST = 32
"""How deep elements may lie in each other."""

ELEMENTS = {
    name.casefold(): name
    for name in (
        "actors",
        "endUser",
        "serviceProvider",
        "actor",
        "actorName",
        "companyName",
        "touchpoints",
        "touchpointID",
        "initiator",
        "receiver",
        "refersTo",
        "initiatorLabel",
        "receiverLabel",
        "channel",
        "channelName",
        "journeyID",
        "journeyName",
        "actualJourney",
        "plannedJourney",
        "actualCommunicationPoint",
        "plannedCommunicationPoint",
        "communicationPoint",
        "actualAction",
        "plannedAction",
        "action",
        "senderId",
        "receiverId",
        "riskCategory",
        "phaseName",
    )
}
"""How the names of elements are spelt, by what they are with small letters."""


@dataclass(slots=True)
class Node:
    """An element: its name with small letters and without a prefix, and where it begins."""

    name: str
    place: Place
    written: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node]" = field(default_factory=list)
    text: str = ""
    read: bool = False

    def all(self, *names: str) -> "Iterator[Node]":
        """Give the children of these names, and mark them as read."""
        for child in self.children:
            if child.name in names:
                child.read = True
                yield child

    def one(self, *names: str) -> "Node | None":
        """Give the first child of these names."""
        return next(self.all(*names), None)

    def value(self, *names: str) -> str | None:
        """Give the text of a child or an attribute of one of these names; the first that says something."""
        for name in names:
            for child in self.all(name):
                if said := " ".join(child.text.split()):
                    return said
            if said := " ".join(self.attributes.get(name, "").split()):
                return said
        return None

    def words(self) -> str:
        """Give all its text and that below it, with the names of what holds it."""
        parts = [" ".join(self.text.split()), *(f"{key} {value}" for key, value in self.attributes.items())]
        parts += [f"{child.written}: {child.words()}" for child in self.children]
        return "; ".join(part for part in parts if part.strip("; "))


def no_document_type(place: Place) -> MapRefused:
    """Make the error of a file that declares a document type or entities."""
    return refused(
        "the file declares a document type or entities, which are not read",
        place,
        hint="take the line that begins with <! out of the file",
    )


def too_much(what: str, place: Place) -> MapRefused:
    """Make the error of a file that is larger than any journey."""
    return refused(f"there are {what}", place, hint="a journey has fewer; split the file")


def parse(text: str) -> Node:
    """Read well-formed XML.

    Raises:
        MapRefused: it declares a document type or entities, or is too deep or too long.
        expat.ExpatError: it is not well formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    top: list[Node] = []
    open_: list[Node] = []
    count = 0

    def here() -> Place:
        return Place(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ROWS * 4 or len(open_) >= DEEPEST:
            raise too_much("too many elements" if len(open_) < DEEPEST else "elements too deep in each other", here())
        node = Node(
            plain(name), here(), name, {plain(key): value for key, value in attributes.items() if key != "xmlns"}
        )
        (open_[-1].children if open_ else top).append(node)
        open_.append(node)

    def end(name: str) -> None:
        open_.pop()

    def characters(data: str) -> None:
        open_[-1].text += data

    def declared(*_: object) -> None:
        raise no_document_type(here())

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.Parse(text, True)
    return top[0]


def plain(name: str) -> str:
    """Give a name with small letters and without a prefix."""
    return name.rpartition(":")[2].casefold()
