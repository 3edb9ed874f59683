"""What can go wrong, branched by who can fix it."""


class SojournError(Exception):
    """The root of everything Sojourn raises on purpose.

    Args:
        message: what was found, where (file, row, column), and what would be right.
        code: a stable slug that programs may test and that names a page of the reference.
        hint: the next thing to do, or None.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.hint = hint
        if hint:
            self.add_note(f"hint: {hint}")  # a traceback shows it too, as in a notebook


class InvalidInput(SojournError):
    """What the caller gave cannot be used as it is: a file, a row, an option, an expression."""

    code = "invalid-input"


class NotFound(SojournError):
    """A workspace, file or name that does not exist."""

    code = "not-found"


class Conflict(SojournError):
    """Someone else changed or holds what the caller wants to change."""

    code = "conflict"


class NotAllowed(SojournError):
    """The caller may not do this."""

    code = "not-allowed"


class ConfigurationError(SojournError):
    """The installation lacks something, or a setting is wrong: an extra, a key, a path."""

    code = "configuration"


class EngineError(SojournError):
    """An engine could not compute."""

    code = "engine"


class StoreError(SojournError):
    """A store is damaged or cannot be read or written."""

    code = "store"


class ChannelError(SojournError):
    """A channel could not send."""

    code = "channel"
