"""Real and simulated worlds to try the system on.

A sample describes itself (`SampleWorld`) and gives tables of events with plain columns; it writes nothing.
"""

from .retail import retail_events
from .retail_world import retail_world
from .world import SampleWorld, SuggestedAnalysis

__all__ = ["SampleWorld", "SuggestedAnalysis", "retail_events", "retail_world"]
