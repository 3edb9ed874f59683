"""The designed journey: read, checked, changed, compared, drawn, and told as what to expect of lived journeys."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "check": "EventSummary MapRule RULES check_map event_rules",
        "document.canonical": "from_json to_json",
        "document.writing": "write_library write_map",
        "expect": "expect",
        "findings": "Finding MapRefused",
        "model": "JourneyMap Library Path Persona Phase Place Step Touchpoint",
        "overlay": "At Mark Measure Overlay State read_overlay",
        "reading": "parse_map read_library read_map",
    },
)
