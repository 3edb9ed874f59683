"""The designed journey: read, checked, changed, compared, drawn, and told as what to expect of lived journeys."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "check": "EventSummary MapRule RULES check_map event_rules",
        "check.examples": "example_of",
        "document.canonical": "to_json",
        "document.writing": "write_library write_map",
        "draw.typefaces": "page_type",
        "exchange": "Dropped EXPORTS IMPORTS Slugs export_map guess_kind import_map import_notes moments score_of slug",
        "expect": "expect",
        "findings": "Finding MapRefused",
        "make": "AnsweredPhase AnsweredStep Answers SCHEMA TEMPLATES TEMPLATE_TITLES map_from_answers new_map "
        "template_summaries text_of_new_map",
        "model": "JourneyMap Library Path Persona Phase Place Step Touchpoint",
        "overlay": "At Mark Measure Overlay State read_overlay",
        "reading": "from_json parse_map read_library read_map",
    },
)
