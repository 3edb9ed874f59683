"""Values as a person writes them on a command line: the words of the format, in YAML."""

from typing import Any

from ..document.compose import Composing
from ..document.nodes import Node
from ..findings import MapRefused
from .plain import Unquoted
from .refusals import EditRefused


def as_written(text: str) -> Any:
    """Read a value as it would stand in a file: text as it is, or a list or mapping in brackets.

    What is written without quotes is a number or a truth value where the field holds one, and text elsewhere.

    Raises:
        EditRefused: what begins with a bracket is not YAML.
    """
    if not text.lstrip().startswith(("[", "{")):
        return Unquoted(text)
    try:
        node = Composing().compose(text)
    except MapRefused as error:
        raise EditRefused(error.findings) from None
    return None if node is None else _data(node)


def _data(node: Node) -> Any:
    if node.kind == "map":
        return {key.text: _data(value) for key, value in node.pairs}
    if node.kind == "list":
        return [_data(each) for each in node.items]
    return node.text if node.style else Unquoted(node.text)
