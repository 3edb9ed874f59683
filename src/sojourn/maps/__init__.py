"""The designed journey: read, checked, changed, compared, drawn, and told as what to expect of lived journeys."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "check": "EventSummary MapRule RULES check_map event_rules",
        "check.examples": "example_of",
        "check.upkeep": "later",
        "compare": "Alike CaseComparison Felt LivedPath MapChange MapDiff Measured MergeConflict Merged StepChange "
        "Switch compare_case compare_maps merge_maps",
        "document.canonical": "to_json",
        "document.bundling": "bundle",
        "document.formatting": "format_map",
        "document.schema": "json_schema library_schema",
        "document.splicing": "Spliced rewrite splice",
        "document.writing": "write_library write_map",
        "draw.drawing": "DrawnPage Drawing draw_map",
        "draw.framework": "draw_framework",
        "draw.page": "draw_html",
        "draw.ranked": "RankedInitiative read_ranks",
        "draw.variants": "LANES VARIANTS",
        "draw.winning.chosen": "ChosenLines",
        "draw.winning.drawing": "draw_acquisition",
        "draw.winning.page": "acquisition_html",
        "draw.typefaces": "chart_type page_type",
        "edit": "Add Batch Change Command CopyLane EditConflict EditRefused FIRST History Join Move Remove Rename "
        "SetField SetLink Split StillNamed apply as_written between command_from_dict command_to_dict",
        "exchange": "Dropped EXPORTS IMPORTS IMPORT_RULES Slugs export_map guess_kind import_map import_notes "
        "channel_of moments score_of PHYSICAL",
        "expect": "expect",
        "findings": "Finding MapRefused",
        "inventory": "Assumed Kept Staged assumed inventory staged",
        "library": "MapFolder Touched check_nesting read_folder read_nested shared_ids touched",
        "make": "AnsweredPhase AnsweredStep Answers SCHEMA TEMPLATES TEMPLATE_TITLES map_from_answers new_map "
        "template_summaries text_of_new_map",
        "model": "BOXES TEAMS Acquisition AcquisitionLine Actor BusinessNeed Canvas CaseRule Choice CustomerNeed "
        "Effect EventRule Framework Initiative JourneyMap LeftToOthers Library Link MapOutcome Metric Opportunity "
        "Other Owner Path Persona Phase Place Review Source Step Touchpoint Trend Volume amounts answers "
        "buying_steps pictures_of without_contact",
        "naming": "place_names",
        "nesting": "Inside aloud facts held inside insides",
        "overlay": "At Mark Measure Overlay State read_overlay",
        "reading": "from_json parse_map read_library read_map",
        "voices": "Voice voices_of",
        "ways": "Way ways",
    },
)
