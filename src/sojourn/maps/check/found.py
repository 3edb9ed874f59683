"""What a check has to say before it is known where that stands in a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..model import JourneyMap, Path


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a rule has to say.

    Attributes:
        rule: its number.
        path: where in the map; as deep as it is known.
        message: begins with a small letter, without a full stop.
        hint: what to do, where that is more exact than what the rule always says.
    """

    rule: str
    path: Path
    message: str
    hint: str | None = None


def listed(names: Iterable[str], word: str = "and") -> str:
    """Write names as people do: `'a', 'b' and 'c'`."""
    return joined([f"'{name}'" for name in names], word)


def joined(words: Sequence[str], word: str = "and") -> str:
    """Write words as people do: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {word} {words[-1]}"


def called(map: JourneyMap, actor: str) -> str:
    """Give what people call an actor; by default the id."""
    return next((each.name for each in map.actors if each.id == actor), actor)
