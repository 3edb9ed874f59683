"""Read XES event logs (IEEE 1849) as a stream; document types are refused."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from xml.parsers import expat

from sojourn.core.errors import InvalidInput

from .items import Item, Number, batches, inspection, put
from .model import SAMPLE_ROWS, FileKind, Inspection
from .source import Source

BLOCK = 1 << 20
NUMBERS = frozenset({"int", "float", "boolean"})
ATTRIBUTES = NUMBERS | {"string", "date", "id", "list", "container"}


def inspect(source: Source, *, pair: bool) -> Inspection:
    """Look at the first events.

    Raises:
        InvalidInput: the head is not XML, or declares a document type.
    """
    first = next(batches(islice(records(source, pair=pair), SAMPLE_ROWS + 1), size=SAMPLE_ROWS + 1), None)
    return inspection(source, FileKind.XES, first)


def check(source: Source) -> None:
    """Read everything once before anything of it is used.

    Raises:
        InvalidInput: the XML is not well-formed, or declares a document type.
    """
    for _ in _parse(source, _Log(pair=False), blind=True):
        pass


def records(source: Source, *, pair: bool) -> Iterator[tuple[Item, int]]:
    """Yield every event.

    An event's own attributes keep their names, a trace's get the prefix `case:`, and `case` is the trace's name. An
    attribute inside another is called `outer.inner`.

    Args:
        pair: join the start and the completion of an activity into one event with `time_end`: in each trace the
            first start with the first completion of that name. What has no partner stays as it is.
    """
    yield from _parse(source, _Log(pair=pair), blind=False)


def _parse(source: Source, log: "_Log", *, blind: bool) -> Iterator[tuple[Item, int]]:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse(source)
    if not blind:
        parser.StartElementHandler = log.start
        parser.EndElementHandler = log.end
    with source.open() as content:
        try:
            while block := content.read(BLOCK):
                parser.Parse(block, False)
                while log.ready:
                    yield log.ready.popleft(), content.place
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise InvalidInput(
                f"{source.name} is not well-formed XML: {expat.ErrorString(error.code)} in line {error.lineno:,}",
                code="bad-xml",
                hint="write or fetch the file again",
            ) from error
    while log.ready:
        yield log.ready.popleft(), source.size


def _refuse(source: Source) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise InvalidInput(
            f"{source.name} declares a document type, which an event log never needs and which can do harm",
            code="xml-doctype",
            hint="remove the <!DOCTYPE …> from the file if you trust it",
        )

    return refuse


class _Log:
    """What of a log is being read: the current trace and event."""

    def __init__(self, *, pair: bool) -> None:
        self.ready: deque[Item] = deque()
        self._pair = pair
        self._path: list[str] = []  # names of open attributes
        self._trace: dict[str, str] | None = None
        self._traces = 0
        self._event: dict[str, str] | None = None
        self._events: list[tuple[int, dict[str, str]]] = []
        self._row = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        tag = tag.rpartition(":")[2]
        if tag == "event":
            self._event = {}
        elif tag == "trace":
            self._trace = {}
            self._traces += 1
            self._events = []
        elif tag in ATTRIBUTES and self._trace is not None:
            self._path.append(attributes.get("key", tag))
            value = attributes.get("value")
            if value is not None:
                target = self._trace if self._event is None else self._event
                put(target, ".".join(self._path), Number(value) if tag in NUMBERS else value)

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        tag = tag.rpartition(":")[2]
        if tag == "event" and self._event is not None:
            self._row += 1
            self._events.append((self._row, self._event))
            self._event = None
            if self._trace is None:
                # Events outside a trace are allowed and belong to no case: they are refused for want of a customer.
                self._finish({}, None)
        elif tag == "trace" and self._trace is not None:
            self._finish(self._trace, self._trace.get("concept:name") or f"trace {self._traces}")
            self._trace = None
        elif tag in ATTRIBUTES and self._path:
            self._path.pop()

    def _finish(self, trace: dict[str, str], case: str | None) -> None:
        """Give out the events of a trace."""
        shared = {f"case:{name}": value for name, value in trace.items() if name != "concept:name"}
        for row, event in self._paired() if self._pair else self._events:
            values = event | {name: value for name, value in shared.items() if name not in event}
            if case is not None:
                values["case"] = case
            self.ready.append(Item(row, values, json.dumps(values, ensure_ascii=False, sort_keys=True)))
        self._events = []

    def _paired(self) -> list[tuple[int, dict[str, str]]]:
        """Join starts and completions, first in first out."""
        waiting: dict[str, deque[dict[str, str]]] = {}
        kept: list[tuple[int, dict[str, str]]] = []
        for row, event in self._events:
            step = event.get("lifecycle:transition", "").lower()
            name = event.get("concept:name", "")
            if step == "complete" and waiting.get(name):
                begun = waiting[name].popleft()
                for key, value in event.items():
                    begun.setdefault(key, value)
                begun["lifecycle:transition"] = "start+complete"
                if "time:timestamp" in event:
                    begun["time_end"] = event["time:timestamp"]
                continue
            kept.append((row, event))
            if step == "start":
                waiting.setdefault(name, deque()).append(event)
        return kept
