"""Sticky notes of a workshop as CSV: each has a text, and a lane or a colour that stands for one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..model import JourneyMap, Other
from .reading import Log, checked, one_line, refused
from .tabular import Row, read_table, write_table

COLUMNS = MappingProxyType(
    {
        "text": ("content", "note", "sticky note", "sticky", "card", "description", "title"),
        "lane": ("row", "category", "type", "kind", "tag", "tags", "swimlane"),
        "phase": ("stage", "section", "frame"),
        "step": ("column", "activity"),
        "persona": ("user", "customer"),
        "colour": ("color", "background", "background color", "background colour", "sticky color", "style"),
        "author": ("created by", "creator", "by", "owner"),
        "x": ("left", "x position", "pos x"),
        "y": ("top", "y position", "pos y"),
    }
)
"""Columns of a note, with other headings that are understood."""

LANES = MappingProxyType(
    {
        "does": ("do", "doing", "action", "actions", "step", "steps", "activity", "activities"),
        "thinks": ("think", "thinking", "thought", "thoughts", "mindset", "quote", "quotes"),
        "feels": ("feel", "feeling", "feelings", "emotion", "emotions"),
        "wants": ("want", "need", "needs", "wish", "wishes", "expectation", "expectations"),
        "pains": ("pain", "pain point", "pain points", "problem", "problems", "frustration", "frustrations"),
        "gains": ("gain", "delight", "delights", "positive", "positives", "strength", "strengths"),
        "touchpoints": ("touchpoint", "touch point", "touch points", "contact", "channel", "channels"),
        "frontstage": ("front stage", "front-stage"),
        "backstage": ("back stage", "back-stage", "internal"),
        "support": ("system", "systems", "support process"),
        "physical_evidence": ("physical evidence", "evidence", "artefact", "artefacts"),
        "opportunities": ("opportunity", "idea", "ideas", "solution", "solutions"),
        "moment_of_truth": ("moment of truth", "key moment", "mot"),
        "phase": ("phases", "stage", "stages"),
        "persona": ("personas",),
    }
)
"""What a note may be about, with other words that are understood."""

_LANE = MappingProxyType({word: lane for lane, words in LANES.items() for word in (lane, *words)})


@dataclass(frozen=True, slots=True)
class StickyNote:
    """One note: what it says, what it is about, and where it lay."""

    text: str
    lane: str
    phase: str
    step: str
    persona: str
    author: str
    x: float | None
    y: float | None
    line: int


def lane_of(word: str) -> str | None:
    """Give the lane that a word means."""
    return _LANE.get(one_line(word).casefold())


def read_notes(
    text: str, *, colours: Mapping[str, str], columns: Mapping[str, str], log: Log
) -> tuple[StickyNote, ...]:
    """Read notes. The lane is taken from its column, else from the colour.

    Args:
        colours: which colour stands for which lane.

    Raises:
        MapRefused: no column of texts, a lane that is none, or colours that nobody explained, with how often each is
            used.
    """
    for meant in colours.values():
        if lane_of(meant) is None:
            raise refused(f"{meant!r} is no lane", hint=f"lanes are {', '.join(LANES)}")
    table = {one_line(word).casefold(): lane_of(lane) for word, lane in colours.items()}
    rows = read_table(checked(text, log), COLUMNS, columns=columns, required=("text",), log=log)
    notes = []
    unclear: Counter[str] = Counter()
    for row in rows:
        said, written, colour = row.get("text"), one_line(row.get("lane")), one_line(row.get("colour"))
        lane = lane_of(written) or table.get(colour.casefold())
        if not said:
            texts = [f"{key}: {cell}" for key, cell in row.cells.items() if cell.strip()]
            log.unplaced_all(texts, "a note without a text", row.place)
        elif lane is None and colour:
            unclear[colour] += 1
        elif lane is None:
            log.unplaced(said, f"a note in the lane {written!r}" if written else "a note without a lane", row.place)
        else:
            notes.append(_note(row, said, lane))
            if written and lane_of(written) is None:
                log.unplaced(written, "a lane that is none (the colour decides)", row.place)
    if unclear:
        listed = ", ".join(f"{word} ({n:,})" for word, n in unclear.most_common())
        raise refused(
            f"nobody said what these colours stand for: {listed}",
            hint=f"say it, such as --colour '{unclear.most_common(1)[0][0]}=does'; lanes are {', '.join(LANES)}",
        )
    if not notes:
        raise refused("no note has a lane", hint=f"add a column `lane` with {', '.join(LANES)}")
    return tuple(notes)


def _note(row: Row, text: str, lane: str) -> StickyNote:
    phase, step, persona, author = (one_line(row.get(key)) for key in ("phase", "step", "persona", "author"))
    return StickyNote(text, lane, phase, step, persona, author, _number(row.get("x")), _number(row.get("y")), row.line)


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None


def write_notes(map: JourneyMap) -> str:
    """Write a map as notes to lay out on a board: a column a step, 200 wide, a row a lane."""
    headings = ["text", "lane", "phase", "step", "persona", "x", "y"]
    rows = [[str(cell) for cell in row] for row in _rows(map)]
    return write_table(headings, rows)


def _rows(map: JourneyMap) -> Iterator[list[object]]:
    order = list(LANES)
    phases = {phase.id: one_line(phase.name) for phase in map.phases}
    for place, step in enumerate(map.steps):
        x = 200 * place
        ideas = [idea.text for idea in map.opportunities if step.id in idea.steps]
        does = one_line(step.does) or step.id
        said: list[tuple[str, str, str]] = [("does", does, "")]
        said += [("thinks", step.thinks, "")] if step.thinks else []
        wish = step.wants.text if isinstance(step.wants, Other) else step.wants
        said += [("wants", wish, "")] if wish else []
        for feeling in step.feels:
            who = next((each.name for each in map.personas if each.id == feeling.persona), "")
            score = "" if feeling.score is None else f"{feeling.score:+g}".replace("+0", "0")
            said.append(("feels", " ".join([score, ", ".join(feeling.words)]).strip(), one_line(who)))
        for lane, items in (
            ("pains", [pain.text for pain in step.pains]), ("gains", [gain.text for gain in step.gains]),
            ("touchpoints", [point.name for point in step.touchpoints]),
            ("frontstage", [work.does for work in step.frontstage]),
            ("backstage", [work.does for work in step.backstage]), ("support", [work.does for work in step.support]),
            ("physical_evidence", list(step.physical_evidence)), ("opportunities", ideas),
        ):  # fmt: skip
            said += [(lane, one_line(item), "") for item in items]
        if step.moment_of_truth is not None:
            said.append(("moment_of_truth", step.moment_of_truth.why or "Moment of truth", ""))
        for lane, text, who in said:
            yield [text, lane, phases[step.phase], does, who, x, 150 * order.index(lane)]
