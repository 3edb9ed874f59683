"""The words of drawings: what slugs are called, and how a step, a feeling or a whole map is said aloud."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sojourn.core.words import counted as counted
from sojourn.core.words import listed as listed
from sojourn.core.words import signed as signed
from sojourn.core.words import spoken as spoken

from ..model import (
    AcquisitionLine,
    Feeling,
    JourneyMap,
    LeftToOthers,
    Other,
    Phase,
    Step,
    Touchpoint,
    amounts,
    without_contact,
)

SCALE: Mapping[int, str] = MappingProxyType({2: "very good", 1: "good", 0: "neutral", -1: "bad", -2: "very bad"})
"""What the five levels of the feeling scale are called."""

_CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "phone_web": "web on the phone",
        "sms": "SMS",
        "tv_radio": "TV, radio",
        "third_party_review": "review elsewhere",
        "payment_point": "payment point",
        "in_person": "in person",
        "display_ad": "display ad",
    }
)

_FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "expert": "moment of truth",
        "data": "moment of truth, shown by data",
        "both": "moment of truth, shown by data too",
    }
)


def plain(slug: str) -> str:
    """Say an id or a word of the format as people write it: `in_person` is "in person"."""
    return slug.replace("_", " ").replace("-", " ").strip() or slug


def said(word: str | Other | None) -> str:
    """Say a word of the format, or the text that stands instead of one; nothing for nothing."""
    if word is None:
        return ""
    return word.text if isinstance(word, Other) else plain(word)


def channel(word: str | Other | None) -> str:
    """Say a channel."""
    if isinstance(word, str):
        return _CHANNELS.get(word, plain(word))
    return said(word)


def feeling(felt: Feeling, *, whose: str = "") -> str:
    """Say a feeling: "feels frustrated, −1"; with a name when several people feel differently."""
    words = listed(felt.words)
    score = signed(felt.score) if felt.score is not None else ""
    return f"{whose + ' feels' if whose else 'feels'} {listed((words, score))}" if words or score else ""


def whose(felt: Feeling, feelings: Iterable[Feeling], personas: Mapping[str, str]) -> str:
    """Name the person of one of a step's feelings where there are several people; nothing where it is everybody's.

    Args:
        personas: names by id.
    """
    if len(personas) < 2:
        return ""
    if felt.persona is not None:
        return personas.get(felt.persona, plain(felt.persona))
    return "everybody else" if any(one.persona is not None for one in feelings) else ""


def answer(found: AcquisitionLine | LeftToOthers) -> tuple[str, str]:
    """Say what is done for a customer's action, and by whom: "Shows what it is like", "communication"."""
    if isinstance(found, AcquisitionLine):
        return found.action, plain(found.team or "")
    return f"Left to {found.to or 'others'}", found.because or ""


def touchpoint(point: Touchpoint) -> str:
    """Say a point of contact: "Payment page (web, pull)"."""
    about = listed((channel(point.channel), point.trigger or "", "paid" if point.control == "paid" else ""))
    return f"{point.name} ({about})" if about else point.name


def step(drawn: JourneyMap, each: Step, number: int, personas: Mapping[str, str]) -> str:
    """Say a step in a sentence, for those who hear the drawing."""
    felt = [feeling(one, whose=whose(one, each.feels, personas)) for one in each.feels]
    return listed(
        (
            f"Step {number} of {len(drawn.steps)}",
            each.does,
            "no contact" if without_contact(drawn, each) else "",
            *felt,
            _FLAGS[each.moment_of_truth.flag] if each.moment_of_truth else "",
            "breaking point" if each.breaking_point else "",
        )
    )


def evidence(drawn: JourneyMap) -> str:
    """Say how well the feelings of a map are known."""
    if drawn.state != "current":
        return "feelings are expectations"
    felt = [one for each in drawn.steps for one in each.feels if one.score is not None]
    known = sum(one.evidence != "hypothesis" for one in felt)
    if not felt:
        return "no feelings yet"
    return f"{known} of {counted(len(felt), 'feeling has', 'feelings have')} evidence"


def whole(drawn: JourneyMap) -> str:
    """Say what a map is, for those who hear the drawing: its people, phases and steps, peak and end."""
    people = listed(persona.name for persona in drawn.personas)
    phases = listed(phase.name for phase in drawn.phases)
    sentences = [
        f"{_upper(drawn.state)} journey map of {people}." if people else f"{_upper(drawn.state)} journey map.",
        f"{counted(len(drawn.steps), 'step')} in {counted(len(drawn.phases), 'phase')}: {phases}.",
    ]
    found = peak(drawn.steps)
    if found is not None:
        place, felt = found
        who = whose(felt, (), {persona.id: persona.name for persona in drawn.personas}) or "the customer"
        sentences.append(f"The strongest feeling is {signed(felt.score or 0)}, where {who} {_lower(place.does)}.")
    sentences.append(f"{_upper(evidence(drawn))}.")
    return " ".join(sentences)


def _upper(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    """Begin a text with a small letter, unless its first word is all capitals."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def peak(steps: Iterable[Step]) -> tuple[Step, Feeling] | None:
    """Find the strongest feeling: the largest score without its sign, the earliest on a tie; none when all are 0."""
    best: tuple[Step, Feeling] | None = None
    for each in steps:
        for felt in each.feels:
            if felt.score and (best is None or abs(felt.score) > abs(best[1].score or 0)):
                best = (each, felt)
    return best


def moment(phase: Phase) -> str:
    """Say when a phase is: before, during or after what the customer came for."""
    return phase.moment.upper()


_QUOTES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "en": ("“", "”"),
        "cs": ("„", "“"),
        "da": ("»", "«"),
        "de": ("„", "“"),
        "el": ("«", "»"),
        "es": ("«", "»"),
        "fr": ("«\u00a0", "\u00a0»"),
        "it": ("«", "»"),
        "ja": ("「", "」"),
        "nl": ("‘", "’"),
        "no": ("«", "»"),
        "pl": ("„", "”"),
        "pt": ("“", "”"),
        "ru": ("«", "»"),
        "sv": ("”", "”"),
        "uk": ("«", "»"),
        "zh": ("“", "”"),
        "ar": ("«", "»"),
        "fa": ("«", "»"),
    }
)


def quoted(text: str | None, language: str) -> str:
    """Put a customer's words in the quotation marks of the map's language, taking away those that were written."""
    if not text:
        return ""
    bare = text.strip().strip('"“”„«»‘’「」').strip() or text
    before, after = _QUOTES.get(language.partition("-")[0].lower(), _QUOTES["en"])
    return f"{before}{bare}{after}"


def period(text: str) -> str:
    """Say a duration of the format as people write it: `PT5M` is "5 min"; anything else stays as it is."""
    found = amounts(text)
    if found is None:
        return text
    names = ("years", "months", "weeks", "days", "h", "min", "s")
    parts = [f"{amount} {name}" for amount, name in zip(found, names, strict=True) if amount.strip("0.")]
    return " ".join(parts) or "0 min"
