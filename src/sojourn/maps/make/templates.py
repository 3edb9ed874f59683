"""Templates of maps: complete examples in text, with a title, a persona and today's date filled in."""

import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from types import MappingProxyType

from sojourn.core.errors import InvalidInput

from ..document.scalar_text import scalar
from ..exchange import Slugs, slug

TEMPLATES = (
    "before-during-after", "retail-5", "purchase-4", "social-business-10", "figure-8", "buying-journey", "buying",
    "service-blueprint", "appointment",
)  # fmt: skip
"""Names of the templates."""

SCHEMA = "journey-map-1.schema.json"
"""The file that editors complete and check a map with; it lies beside the map."""

TEMPLATE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "before-during-after": "From a need to a purchase and back",
        "retail-5": "Shopping, from an offer to a return",
        "purchase-4": "A purchase that takes thought",
        "social-business-10": "From hearing about it to taking part",
        "figure-8": "Buying once and using every day",
        "buying-journey": "A business purchase",
        "buying": "From a stranger to a customer",
        "service-blueprint": "A repair, before and behind the counter",
        "appointment": "An appointment in the branch",
    }
)
"""What the journey of each template is called."""

_PERSONAS: Mapping[str, str] = MappingProxyType(
    {
        "before-during-after": "The customer",
        "retail-5": "The shopper",
        "purchase-4": "The buyer",
        "social-business-10": "The member",
        "figure-8": "The customer",
        "buying-journey": "The buyer",
        "buying": "Somebody who does not know us",
        "service-blueprint": "The customer",
        "appointment": "The visitor",
    }
)


def template_summaries() -> Mapping[str, str]:
    """Say of each template in one line what it is for."""
    return {name: _source(name).partition("\n")[0].removeprefix("# ") for name in TEMPLATES}


def new_map(
    template: str = "before-during-after",
    *,
    today: date,
    title: str | None = None,
    persona: str | None = None,
    owner: str | None = None,
) -> str:
    """Give the text of a new map, made from a template.

    Args:
        template: one of `TEMPLATES`.
        today: the day on which it counts as reviewed.
        title, persona, owner: what to call the journey, the typical customer, and who answers for the map.

    Raises:
        InvalidInput: there is no such template.
    """
    if template not in TEMPLATES:
        from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for what is mistyped

        near = get_close_matches(template, TEMPLATES, 1, 0.4)
        raise InvalidInput(
            f"there is no template {template!r}",
            code="unknown-template",
            hint=f"did you mean {near[0]}?" if near else f"there are {', '.join(TEMPLATES)}",
        )
    called = title or TEMPLATE_TITLES[template]
    summary, _, body = _source(template).partition("\n")
    values = {
        "id": Slugs(re.findall(r"[a-z][a-z0-9_-]*", body)).make(slug(called, otherwise="journey"), otherwise="journey"),
        "title": scalar(called),
        "persona": scalar(persona or _PERSONAS[template]),
        "owner": scalar(owner or "Who answers for this map", flow=True),
        "today": today.isoformat(),
    }
    return header(summary.removeprefix("# ")) + re.sub(r"<(\w+)>", lambda found: values[found[1]], body)


def header(summary: str, *, counted: bool = False) -> str:
    """Write the comments at the head of a new map.

    Args:
        counted: what it says was counted in events, and not assumed.
    """
    assumed = [
        "# Everything below is assumed until somebody has asked or watched customers: change the words, add steps,",
        "# take some away. A feeling is a score from -2 to +2 in halves; add `evidence` and `source` later.",
    ]
    seen = [
        "# Steps, ways and shares were counted; the words for them are a guess, and what people think and feel is not",
        "# in events: ask them, and write it as `thinks: …` and `feels: {score: 1, words: [relieved]}`.",
    ]
    return "\n".join(
        [
            f"# yaml-language-server: $schema={SCHEMA}",
            f"# {summary}",
            *(seen if counted else assumed),
            "# `sojourn maps draw` shows it; `sojourn maps check` says what it lacks.",
            "",
        ]
    )


def _source(template: str) -> str:
    return (files(__package__) / "templates" / f"{template}.yaml").read_text("utf-8")
