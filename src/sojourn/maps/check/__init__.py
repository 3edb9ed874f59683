"""What is wrong with a map that can be read, and what could be better."""

from .checking import check_map, errors
from .rules import RULES, MapRule
from .ties import EventSummary, event_rules

__all__ = ["EventSummary", "MapRule", "RULES", "check_map", "errors", "event_rules"]
