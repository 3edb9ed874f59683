"""Why an edit is not made."""

from collections.abc import Iterable, Sequence

from sojourn.core.errors import InvalidInput

from ..document.messages import near
from ..findings import Finding
from ..model import Path, Reference


class EditRefused(InvalidInput):
    """An edit after which the map could not be read any more, or one that does not fit the map.

    Attributes:
        findings: what would be wrong, as reading the map would say it.
    """

    code = "edit-refused"

    def __init__(self, findings: Sequence[Finding], *, hint: str | None = None) -> None:
        self.findings = tuple(findings)
        only = self.findings[0] if len(self.findings) == 1 else None
        message = only.message if only else "\n".join(f"{each.rule} {each.message}" for each in self.findings)
        super().__init__(message, hint=hint or (only.hint if only else None))


class StillNamed(EditRefused):
    """Something cannot be taken away because other parts of the map name it.

    Attributes:
        id: what was to go.
        references: every place that names it, or something that belongs to it.
    """

    code = "still-named"

    def __init__(self, id: str, references: Sequence[Reference]) -> None:
        self.id = id
        self.references = tuple(references)
        listed = ", ".join(map(str, self.references[:8]))
        more = f" and {len(self.references) - 8} more" if len(self.references) > 8 else ""
        number = f"{len(self.references)} place{'s' * (len(self.references) > 1)}"
        found = Finding(
            rule="M006",
            severity="error",
            message=f"'{id}' is named in {number}: {listed}{more}",
            hint="take these away first, or remove it with all that depends on it (cascade)",
        )
        super().__init__([found])


def refused(rule: str, message: str, *, hint: str | None = None, path: Path = ()) -> EditRefused:
    """Refuse an edit for one reason."""
    return EditRefused([Finding(rule=rule, severity="error", message=message, hint=hint, path=path)])


def unknown(what: str, mistyped: str, known: Iterable[str], *, rule: str = "M006") -> EditRefused:
    """Refuse a name that is not there, with those that somebody may have meant."""
    meant = near(mistyped, known)
    return refused(rule, what, hint=f"did you mean {meant!r}?" if meant else None)
