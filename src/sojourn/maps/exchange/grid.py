"""Maps as tables: a row a step, or a row a point of contact."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..model import (
    MOMENTS,
    WANTS,
    Feeling,
    Gain,
    JourneyMap,
    MomentOfTruth,
    Other,
    Pain,
    Persona,
    Phase,
    Step,
    Touchpoint,
    Work,
    specs,
)
from .channels import PHYSICAL, channel_name, channel_of
from .dropped import Dropped, dropped
from .reading import Log, Slugs, checked, moments, one_line, preferred, refused, someone
from .tabular import Row, read_table, write_table

STEP = MappingProxyType(
    {
        "phase": ("stage", "phases", "section"),
        "moment": ("before during after",),
        "step": ("step id", "id"),
        "does": ("action", "actions", "activity", "customer action", "customer actions", "doing", "what"),
        "kind": (),
        "thinks": ("thoughts", "thinking", "thought", "mindset"),
        "score": ("feels", "feeling", "emotion", "emotions", "sentiment", "mood"),
        "words": ("feeling words", "emotion words", "feelings"),
        "wants": ("expectation", "expectations", "wish"),
        "wants_next": (),
        "moment_of_truth": ("mot", "key moment"),
        "pains": ("pain", "pain points", "pain point", "frustrations", "problems"),
        "gains": ("gain", "delights", "positives"),
        "touchpoints": ("touchpoint", "touch point", "touch points", "points of contact", "contact"),
        "channels": ("channel",),
        "triggers": ("trigger",),
        "frontstage": ("front stage", "onstage"),
        "backstage": ("back stage", "internal actions"),
        "support": ("support processes", "systems"),
        "physical_evidence": ("evidence", "artefacts"),
        "optional": (),
        "entry": (),
        "note": ("notes", "comment", "remarks"),
    }
)
"""Columns of a row a step, in the order in which they are written, with other headings that are understood."""

TOUCHPOINT = ("place", "purpose", "control", "consent", "relevance", "reason_for_contact", "scenario", "touchpoint_id")
"""Further columns of a row a point of contact."""

_NAMES: Mapping[str, Sequence[str]] = MappingProxyType({**STEP, **dict.fromkeys(TOUCHPOINT, ())})
_FACES = MappingProxyType(
    {"😍": 2.0, "😀": 2.0, "😃": 2.0, "😄": 2.0, "🤩": 2.0, "🙂": 1.0, "😊": 1.0, "😐": 0.0, "😶": 0.0, "🙁": -1.0,
     "😕": -1.0, "😟": -1.0, "😠": -2.0, "😡": -2.0, "😢": -2.0, "😭": -2.0, "++": 2.0, "+": 1.0, "--": -2.0, "-": -1.0}
)  # fmt: skip


def score_of(text: str) -> float | None:
    """Read a feeling from −2 to +2 in halves, with any minus and any decimal sign, or a face; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").replace(",", ".").strip()
    if plain.rstrip("\ufe0f") in _FACES:
        return _FACES[plain.rstrip("\ufe0f")]
    try:
        number = float(plain)
    except ValueError:
        return None
    return number + 0.0 if abs(number) <= 2 and number * 2 == int(number * 2) else None


def read_grid(text: str, *, title: str | None, columns: Mapping[str, str], log: Log) -> JourneyMap:
    """Read a table of steps. A cell that may hold several things holds one a line; `channels` and `triggers` go line by
    line with `touchpoints`. Rows with the same `step`, or without `does`, are points of contact of one step. A phase
    goes on until another is named.

    Raises:
        MapRefused: no column `does` or `step`, a word or feeling that is not known, with its row.
    """
    rows = read_table(checked(text, log), _NAMES, columns=columns, required=("does", "step"), log=log)
    if not title:
        log.guessed("a table has no title: the map is called 'Imported journey'", hint="give it with --title")
    slugs = Slugs()
    called = title or "Imported journey"
    ident = slugs.make(called, otherwise="map")
    people = tuple(
        Persona(id=slugs.make(name, otherwise="persona"), name=name)
        for name in dict.fromkeys(name for row in rows for name in _named(row))
    ) or (someone(log, slugs),)
    by_name = {each.name: each.id for each in people}
    phases = _phases(rows, slugs, log)
    steps: list[Step] = []
    known: dict[str, int] = {}
    phase = next(iter(phases))
    for row in rows:
        name = one_line(row.get("phase"))
        phase = name or phase
        does, own = row.get("does"), row.get("step")
        if own in known or (not does and not own):
            if steps and row.get("touchpoints"):
                at = known.get(own, len(steps) - 1)
                points = _touchpoints(row, steps[at].id, slugs, log)
                steps[at] = replace(steps[at], touchpoints=(*steps[at].touchpoints, *points))
            else:
                log.unplaced_all(
                    [f"{key}: {cell}" for key, cell in row.cells.items()], "a row without a step", row.place
                )
            continue
        made = _step(row, phases[phase].id, by_name, slugs, log)
        known[own or made.id] = len(steps)
        steps.append(made)
    log.settle()
    if not steps:
        raise refused("the table has no step", hint="write what the customer does in a column `does`")
    used = {step.phase for step in steps}
    return JourneyMap(
        id=ident,
        title=called,
        personas=people,
        phases=tuple(each for each in phases.values() if each.id in used),
        steps=tuple(steps),
        extra=log.extra(),
    )


def _phases(rows: Sequence[Row], slugs: Slugs, log: Log) -> dict[str, Phase]:
    """Give the phases by name, in order of appearance, with the moment that a row says or one that is guessed."""
    names: dict[str, str] = {}
    for row in rows:
        name = one_line(row.get("phase"))
        if name or not names:
            moment = row.get("moment").casefold()
            if moment and moment not in MOMENTS:
                log.refuse(f"moment {moment!r} is not before, during or after", row.place)
            names[name or "Journey"] = names.get(name or "Journey") or moment
    guessed = moments(list(names))
    open_ = [name for name, moment in names.items() if not moment]
    if open_:
        log.guessed(f"moments are guessed of: {', '.join(open_)}", hint="add a column `moment`")
    return {
        name: Phase(id=slugs.make(name, otherwise="phase"), name=name, moment=said or guess)
        for (name, said), guess in zip(names.items(), guessed, strict=True)
    }


def _step(row: Row, phase: str, people: Mapping[str, str], slugs: Slugs, log: Log) -> Step:
    does = row.get("does") or row.get("step")
    ident = slugs.make(preferred(row.get("step")) or does, otherwise="step")
    kind = row.get("kind") or "contact"
    points = _touchpoints(row, ident, slugs, log)
    if kind not in ("contact", "no_contact"):
        log.refuse(f"kind {kind!r} is not contact or no_contact", row.place)
    truth = row.get("moment_of_truth")
    said = None if truth.casefold() in ("yes", "x", "true", "1") else truth
    return Step(
        id=ident,
        phase=phase,
        does=does,
        kind=kind,
        thinks=row.get("thinks") or None,
        feels=_feels(row, people, log),
        wants=_wish(row.get("wants")),
        wants_next=_wish(row.get("wants_next")),
        moment_of_truth=MomentOfTruth(why=said) if truth else None,
        pains=tuple(Pain(text=each) for each in row.lines("pains")),
        gains=tuple(Gain(text=each) for each in row.lines("gains")),
        touchpoints=points,
        frontstage=tuple(Work(does=each) for each in row.lines("frontstage")),
        backstage=tuple(Work(does=each) for each in row.lines("backstage")),
        support=tuple(Work(does=each) for each in row.lines("support")),
        physical_evidence=row.lines("physical_evidence"),
        optional=row.flag("optional"),
        entry=row.flag("entry"),
        note=row.get("note") or None,
    )


def _named(row: Row) -> dict[str, float | None]:
    """Give the scores of a cell that names people, a line each: `Ruth: -1`; everybody's has no name."""
    found: dict[str, float | None] = {}
    for line in row.lines("score"):
        name, colon, written = line.rpartition(":")
        score = score_of(written) if written.strip() else None
        if (written.strip() and score is None) or not (name.strip() or not colon):
            return {}
        found.setdefault(one_line(name), score)
    named = any(found) and any(score is not None for score in found.values())
    return {name: score for name, score in found.items() if name} if named else {}


def _by_person(row: Row, people: Mapping[str, str]) -> tuple[Feeling, ...]:
    """Read the feelings of people who are named, with the words behind their names."""
    named = _named(row)
    words: dict[str, list[str]] = {}
    for line in row.lines("words"):
        name, colon, word = line.partition(":")
        known = bool(colon) and one_line(name) in named
        words.setdefault(one_line(name) if known else "", []).append(one_line(word) if known else line)
    bare = next((score_of(line) for line in row.lines("score") if ":" not in line), None)
    every = (Feeling(score=bare, words=tuple(words.get("", ()))),) if bare is not None or "" in words else ()
    own = (
        Feeling(score=score, words=tuple(words.get(name, ())), persona=people[name]) for name, score in named.items()
    )
    return (*every, *own)


def _feels(row: Row, people: Mapping[str, str], log: Log) -> tuple[Feeling, ...]:
    if _named(row):
        return _by_person(row, people)
    written, words = row.get("score"), row.lines("words")
    score = score_of(written) if written else None
    if written and score is None:
        if any(character.isdigit() for character in written):
            log.refuse(f"the feeling {written!r} is not between −2 and +2 in halves", row.place)
        words = (*row.lines("score"), *words)
    return (Feeling(score=score, words=words),) if written or words else ()


def _wish(text: str) -> str | Other | None:
    return text if text in WANTS else Other(text) if text else None


def _touchpoints(row: Row, step: str, slugs: Slugs, log: Log) -> tuple[Touchpoint, ...]:
    names = row.lines("touchpoints")
    channels = [one_line(line) for line in row.raw("channels").split("\n")]
    triggers = [one_line(line) for line in row.raw("triggers").split("\n")]
    if not names and any(channels):
        names = tuple(each for each in channels if each)
        channels = list(names)
    made = []
    own = {name: row.get(name) or None for name in TOUCHPOINT if name != "touchpoint_id" and len(names) == 1}
    for place, name in enumerate(names):
        channel = channel_of(channels[place]) if place < len(channels) and channels[place] else None
        trigger = triggers[place] if place < len(triggers) and triggers[place] else None
        asked: dict[str, Any] = {"trigger": trigger, **own}
        if isinstance(channel, str) and not asked.get("place"):
            asked["place"] = "physical" if channel in PHYSICAL else "digital"
        for key, word in asked.items():
            allowed = getattr(specs(Touchpoint)[key].kind, "values", None)
            if word and allowed and word not in allowed:
                log.refuse(f"{key} {word!r} is not {' or '.join(allowed)}", row.place)
        ident = slugs.make(preferred(row.get("touchpoint_id")) or f"{step[:30]}_{name[:30]}", otherwise="contact")
        made.append(Touchpoint(id=ident, name=name, channel=channel, **asked))
    for place, channel_left in enumerate(channels[len(names) :], len(names)):
        if channel_left:
            log.unplaced(channel_left, f"channel {place + 1} of a step with {len(names)} points of contact", row.place)
    return tuple(made)


def write_grid(map: JourneyMap) -> tuple[str, tuple[Dropped, ...]]:
    """Write a row a step, and say what it cannot hold."""
    headings = list(STEP)
    text = write_table(headings, [[cells[name] for name in headings] for cells in map_rows(map)])
    return text, dropped(map, read_grid(text, title=map.title, columns={}, log=Log()))


def write_touchpoints(map: JourneyMap) -> tuple[str, tuple[Dropped, ...]]:
    """Write a row a point of contact, a step without any in a row of its own, and say what it cannot hold."""
    headings = [name if name != "touchpoints" else "touchpoint" for name in STEP] + list(TOUCHPOINT)
    headings = [{"channels": "channel", "triggers": "trigger"}.get(name, name) for name in headings]
    rows = []
    for step, cells in zip(map.steps, map_rows(map), strict=True):
        for number, point in enumerate(step.touchpoints):
            row = dict(cells) if number == 0 else {"step": step.id, "phase": cells["phase"]}
            more = {name: getattr(point, name) or "" for name in TOUCHPOINT if name != "touchpoint_id"}
            row |= {"touchpoint": one_line(point.name), "touchpoint_id": point.id, **more}
            row |= {"channel": channel_name(point.channel) if point.channel else "", "trigger": point.trigger or ""}
            rows.append([row.get(name, "") for name in headings])
        if not step.touchpoints:
            rows.append([cells.get(name, "") for name in headings])
    text = write_table(headings, rows)
    return text, dropped(map, read_grid(text, title=map.title, columns={}, log=Log()))


def map_rows(map: JourneyMap) -> list[dict[str, str]]:
    """Give the cells of each step by column."""
    phases = {phase.id: phase for phase in map.phases}
    several = len(map.personas) > 1
    people = {each.id: one_line(each.name.replace(":", " ")) for each in map.personas} if several else {}
    return [_cells(step, phases[step.phase], people) for step in map.steps]


def _felt(step: Step, people: Mapping[str, str]) -> tuple[str, str]:
    """Write scores and words; where people feel differently, a line each with the name in front, everybody's without.

    Args:
        people: names by id; none where there is one persona.
    """
    if not any(each.persona in people for each in step.feels):
        feeling = step.feels[0] if step.feels else Feeling()
        return "" if feeling.score is None else f"{feeling.score:g}", _lines(feeling.words)
    scores, words = [], []
    for feeling in sorted(step.feels, key=lambda each: each.persona is not None):
        name = people.get(feeling.persona or "", "")
        before = f"{name}: " if name else ""
        score = "" if feeling.score is None else f"{feeling.score:g}"
        scores += [f"{before}{score}".strip()] if before or score else []
        words += [before + one_line(word) for word in feeling.words]
    if all(each.score is None for each in step.feels):
        scores = []  # a name without any score would be read as a feeling that is none
    return "\n".join(scores), _lines(words)


def _cells(step: Step, phase: Phase, people: Mapping[str, str]) -> dict[str, str]:
    score, felt = _felt(step, people)
    truth = step.moment_of_truth
    wishes = [wish.text if isinstance(wish, Other) else wish or "" for wish in (step.wants, step.wants_next)]
    return {
        "phase": one_line(phase.name),
        "moment": phase.moment,
        "step": step.id,
        "does": step.does,
        "kind": step.kind,
        "thinks": step.thinks or "",
        "score": score,
        "words": felt,
        "wants": wishes[0],
        "wants_next": wishes[1],
        "moment_of_truth": "" if truth is None else truth.why or "yes",
        "pains": _lines([pain.text for pain in step.pains]),
        "gains": _lines([gain.text for gain in step.gains]),
        "touchpoints": _lines([point.name for point in step.touchpoints]),
        "channels": _lines([channel_name(each.channel) if each.channel else "" for each in step.touchpoints]),
        "triggers": _lines([each.trigger or "" for each in step.touchpoints]),
        "frontstage": _lines([work.does for work in step.frontstage]),
        "backstage": _lines([work.does for work in step.backstage]),
        "support": _lines([work.does for work in step.support]),
        "physical_evidence": _lines(step.physical_evidence),
        "optional": "yes" if step.optional else "",
        "entry": "yes" if step.entry else "",
        "note": step.note or "",
    }


def _lines(items: Sequence[str]) -> str:
    """Write several things into one cell, one a line."""
    text = "\n".join(one_line(item) for item in items)
    return text if text.strip() else ""
