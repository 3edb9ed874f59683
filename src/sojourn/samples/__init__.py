"""Real and simulated worlds to try the system on.

A sample describes itself (`SampleWorld`) and gives tables of events with plain columns; it writes nothing.
"""

from .concert import ConcertBlocks, ConcertWorld, concert_blocks, concert_events
from .concert_world import concert_world
from .example_maps import example_map, example_maps
from .planted import PlantedWorld, planted_world
from .planted_score import Score, score
from .retail import retail_events
from .retail_world import retail_world
from .world import SampleWorld, SuggestedAnalysis

__all__ = [
    "ConcertBlocks",
    "ConcertWorld",
    "PlantedWorld",
    "SampleWorld",
    "Score",
    "SuggestedAnalysis",
    "concert_blocks",
    "concert_events",
    "concert_world",
    "example_map",
    "example_maps",
    "planted_world",
    "retail_events",
    "retail_world",
    "score",
]
