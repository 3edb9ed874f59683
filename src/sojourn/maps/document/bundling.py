"""Write into a map what it takes from the library, so that it stands for itself."""

from sojourn.core.errors import Conflict

from ..model import JourneyMap
from .compose import Composing
from .parsing import parse_map
from .plain import plain, shaped
from .references import SHARED
from .same import same
from .spans import Spans, TooHard
from .splicing import Splicing
from .writing import write_map


def bundle(text: str, map: JourneyMap) -> str:
    """Give the text of a map with everything written out that the library says.

    Comments and everything else stay as they are.

    Args:
        text: the text of the map.
        map: what was read from it with its library.

    Raises:
        Conflict: the text is not that of the map.
    """
    node = Composing().compose(text)
    if node is None or node.kind != "map":
        raise Conflict("the text is not that of the map", code="map-changed", hint="read the map again")
    splicing = Splicing(text)
    plan: list[tuple[int | None, str]] = []
    try:
        children = Spans(text).children(node)
        for place, ((key, value), child) in enumerate(zip(node.pairs, children, strict=True)):
            written = text[child.begin : child.end]
            if key.text in SHARED.values() and value.kind == "list":
                items = splicing.spans.children(value)
                parts: list[tuple[int | None, str]] = []
                for index, each in enumerate(getattr(map, key.text)):
                    data = plain(each, short=True)
                    if index >= len(items):
                        parts.append((None, splicing.new_item(value, data)))
                    elif items[index].value.kind == "scalar" and items[index].value.text != data:
                        parts.append((index, splicing.anew(items[index], data, value.flow)))
                    else:
                        parts.append((index, text[items[index].begin : items[index].end]))
                tail = text[value.end : child.end] if value.flow else ""
                written = text[child.begin : value.start] + splicing.spans.rebuilt(value, parts) + tail
            plan.append((place, written))
        there = {key.text for key, _ in node.pairs}
        more = {name: getattr(map, name) for name in SHARED.values() if name not in there}
        plan += [(None, splicing.new_pair(node, name, shaped(map, name, each))) for name, each in more.items() if each]
        end = node.end if node.flow else splicing.spans.eol(node.end)
        made = text[: node.start] + splicing.spans.rebuilt(node, plan) + text[end:]
        return made if same(parse_map(made), map) else write_map(map)
    except TooHard:
        return write_map(map)
