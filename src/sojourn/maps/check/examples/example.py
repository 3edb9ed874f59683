"""One example."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of a map in which a rule speaks, and the same piece put right; both are YAML."""

    wrong: str
    right: str
