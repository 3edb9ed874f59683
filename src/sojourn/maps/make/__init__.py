"""New maps: from a template, or from answers to a few questions."""

from .answers import AnsweredPhase, AnsweredStep, Answers, map_from_answers, text_of_new_map
from .templates import SCHEMA, TEMPLATE_TITLES, TEMPLATES, new_map, template_summaries

__all__ = [
    "AnsweredPhase",
    "AnsweredStep",
    "Answers",
    "SCHEMA",
    "TEMPLATES",
    "TEMPLATE_TITLES",
    "map_from_answers",
    "new_map",
    "template_summaries",
    "text_of_new_map",
]
