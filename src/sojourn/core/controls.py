"""Text that comes from data, made safe for a terminal: what would steer it is shown instead of sent."""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get


def visible(text: str) -> str:
    r"""Write control characters as escapes: a line break as `\n`, the one that starts a terminal's commands as `\x1b`.

    Everything else stays as it is, and so does text without any.
    """
    return text if text.isprintable() else _CONTROL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    """Write one character as its escape."""
    return _SHORT(found[0]) or f"\\x{ord(found[0]):02x}"
