"""Whose voice a map speaks with: M101.

Word lists are per language; a map in a language without a list is not judged. What is looked for is a subject: who acts
at the beginning of a clause. That `we` or `our` stands elsewhere in a sentence says little, so it does not count.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ..model import JourneyMap
from .found import Found

OWN = ("provider", "employee", "system")
"""Kinds of actors that are part of the company."""

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|(?<!\w)'[^']*'(?!\w)|(?<!\w)‘[^’]*’(?!\w)")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\s+[–—-]\s+")
_LEAD_IN = re.compile(
    r"(?:after|as soon as|at|before|by|during|for|from|if|in|on|once|since|until|upon|when|whenever|while|with)\b"
    r"[^,]*,\s*",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+(?:and|but|so|while|because)\s+(?:then\s+)?(?=we\s)|,\s+(?:then\s+)?(?=we\s)")
_FILLER = re.compile(
    r"(?:then|now|next|first|finally|later|afterwards|meanwhile|here|also|and|but|so)\b,?\s+", re.IGNORECASE
)
_WE = re.compile(r"(?:[Ww]e|[Ww]e['’](?:ll|ve|re|d))\s+[a-z]")
_OUR = re.compile(r"[Oo]ur\s+\w")
_CUSTOMER = re.compile(
    r"(?:(?:the|a|each|every|this|any)\s+)?(?:\w+\s+)?"
    r"(?:customer|client|user|guest|visitor|shopper|buyer|patient|citizen|passenger|subscriber)s?\s+"
    r"(?:is|are|was|were|gets|get|has been|have been|will be|can be|must be)\s+\w",
    re.IGNORECASE,
)
_ACTS = re.compile(r"(?:(?:then|also|automatically|now)\s+)?(?:\w+[^s\W]s|has|is|was|will|can|may|must|does)\b")
_NOT_AN_ACT = frozenset({"as", "its", "this", "his", "plus", "versus", "across", "perhaps", "always", "towards"})


def company_speaking(map: JourneyMap) -> Iterator[Found]:
    """Find steps told from the company's side, in maps seen through the customer's eyes."""
    speaks = _LANGUAGES.get(map.language.partition("-")[0].lower())
    if speaks is None or map.view == "employee":
        return
    own = tuple(actor.name for actor in map.actors if actor.kind in OWN)
    for step in map.steps:
        if speaks(step.does, own):
            yield Found("M101", ("steps", step.id, "does"), f'speaks for the company: "{step.does}"')


def _english(text: str, own: tuple[str, ...]) -> bool:
    """Say whether the company is the subject of a clause, or the customer one of whom something is told."""
    return any(
        _WE.match(clause) or _OUR.match(clause) or _CUSTOMER.match(clause) or any(_acts(name, clause) for name in own)
        for clause in _clauses(_QUOTED.sub(" … ", text))
    )


def _clauses(text: str) -> Iterator[str]:
    """Give each clause from its subject on, as far as that can be told from commas and small words."""
    for sentence in _SENTENCE.split(text.strip()):
        lead = _LEAD_IN.match(sentence)
        starts = [sentence, sentence[lead.end() :]] if lead is not None else [sentence]
        for start in starts:
            for clause in _AND.split(start):
                filler = _FILLER.match(clause)
                yield clause[filler.end() :] if filler is not None else clause


def _acts(name: str, clause: str) -> bool:
    """Say whether an actor is the subject: its name, then a verb. `Bank B's page` and `Bank B advert` are not."""
    words = clause[4:] if clause[:4].lower() == "the " else clause
    if words[: len(name)].lower() != name.lower():
        return False
    rest = words[len(name) :]
    verb = _ACTS.match(rest.lstrip()) if rest[:1].isspace() else None
    return verb is not None and verb[0].lower() not in _NOT_AN_ACT


_LANGUAGES: Mapping[str, Callable[[str, tuple[str, ...]], bool]] = MappingProxyType({"en": _english})
"""What tells, by language, whether a sentence speaks for the company."""
