"""What the places of a map are called, so that nobody has to read an id."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from .model import JourneyMap


def place_names(map: JourneyMap) -> Mapping[str, str]:
    """Give the words of each step and outcome of a map, by id; the id stands behind words that several share."""
    words = {step.id: step.does for step in map.steps} | {each.id: each.name for each in map.outcomes}
    often = Counter(words.values())
    return MappingProxyType({name: said if often[said] == 1 else f"{said} ({name})" for name, said in words.items()})
