"""Mermaid's user journey: a title, sections, and tasks with a score from 1 to 5 and who takes part.

Source: the grammar of the `journey` diagram in Mermaid's documentation; `#` begins a comment there, and neither `:` nor
`;` can stand in a task.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from ..model import Feeling, JourneyMap, Persona, Phase, Place, Step
from .dropped import Dropped, dropped
from .reading import MOST_ROWS, Log, Slugs, checked, moments, one_line, refused, someone

_FENCE = re.compile(r"^[ \t]*(```|~~~)[ \t]*mermaid[^\n]*\n(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"#|%%")
_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Task:
    name: str
    section: int
    score: float
    actors: tuple[str, ...]
    others: tuple["_Task", ...] = ()


def read_mermaid(text: str, *, title: str | None, log: Log) -> JourneyMap:
    """Read a `journey` diagram, alone or fenced in a page of Markdown.

    A section becomes a phase, a task a step with a feeling, an actor a persona; tasks that follow one another under one
    name, each with people of its own, are one step that they feel differently. Scores from 1 to 5 become feelings from
    −2 to +2, always hypotheses; what lies between halves is rounded to the nearest.

    Raises:
        MapRefused: no such diagram, no task in it, or a task whose score is missing or outside 1 to 5, with its line.
    """
    lines = _diagram(checked(text, log), log)
    sections: list[str] = []
    tasks: list[_Task] = []
    named: str | None = None
    for number, raw in lines:
        comment = _COMMENT.search(raw)
        content, remark = (raw[: comment.start()], raw[comment.end() :]) if comment else (raw, "")
        if remark.strip("% "):
            log.unplaced(one_line(remark.strip("% ")), "a comment", Place(number, len(content) + 1))
        for statement in content.split(";"):
            line = statement.strip()
            head = line.split(None, 1)
            place = Place(number, raw.find(line) + 1) if line else Place(number, 1)
            if not line:
                continue
            if head[0] == "title" and len(head) == 2:
                named = head[1]
            elif re.match(r"acc(Title|Descr)\s*:", line):
                log.unplaced(line.partition(":")[2].strip() or line, "a description for readers", place)
            elif head[0] == "section":
                sections.append(one_line(head[1]) if len(head) == 2 else "Section")
            else:
                if not sections:
                    sections.append("Journey")
                task = _task(line, len(sections) - 1, place, log)
                if task is not None and tasks and _same(tasks[-1], task):
                    tasks[-1] = replace(tasks[-1], others=(*tasks[-1].others, task))
                elif task is not None:
                    tasks.append(task)
        if len(tasks) > MOST_ROWS:
            raise refused(f"there are more than {MOST_ROWS:,} tasks", Place(number, 1))
    log.settle()
    if not tasks:
        raise refused("the diagram has no task", hint="write for example `Buys a ticket: 4: Customer` below a section")
    return _map(title or named, sections, tasks, log)


def _diagram(text: str, log: Log) -> list[tuple[int, str]]:
    """Give the lines of the diagram below its word `journey`, numbered as in the file."""
    first = 1
    fence = _FENCE.search(text)
    if fence:
        first = text.count("\n", 0, fence.start(2)) + 1
        text = fence[2]
    # Settings are replaced by as many ends of lines as they had, so that numbers of lines stay right.
    text = _DIRECTIVE.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = list(enumerate(text.split("\n"), first))
    if lines and lines[0][1].strip() == "---":
        end = next((place for place, (_, line) in enumerate(lines[1:], 1) if line.strip() == "---"), None)
        if end is not None:
            lines = _front_title(lines[1:end]) + lines[end + 1 :]
    start = next((place for place, (_, line) in enumerate(lines) if re.match(r"\s*journey\b", line)), None)
    if start is None:
        raise refused("no line says `journey`", hint="a Mermaid journey begins with the word journey")
    for number, line in lines[:start]:
        if line.strip() and not line.lstrip().startswith(("title ", "%%")):
            log.unplaced(one_line(line), "a line before the diagram", Place(number, 1))
    number, line = lines[start]
    kept = [each for each in lines[:start] if each[1].startswith("title ")]
    rest = re.sub(r"^\s*journey\b", "", line, count=1)
    return _descriptions([*kept, (number, rest), *lines[start + 1 :]], log)


def _front_title(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Take the title from the settings above a diagram; they have no other content of a map."""
    for number, line in lines:
        found = re.match(r"title\s*:\s*(.+)", line)
        if found:
            return [(number, "title " + found[1].strip().strip("\"'"))]
    return []


def _descriptions(lines: Sequence[tuple[int, str]], log: Log) -> list[tuple[int, str]]:
    """Take out descriptions in braces, which may have several lines."""
    kept: list[tuple[int, str]] = []
    held: list[str] | None = None
    begun = 1
    for number, line in lines:
        opened = re.match(r"\s*accDescr\s*\{(.*)", line) if held is None else None
        if opened:
            held, begun, line = [], number, opened[1]
        if held is None:
            kept.append((number, line))
            continue
        inside, closed, _ = line.partition("}")
        held.append(inside)
        if closed:
            log.unplaced(one_line(" ".join(held)) or "{}", "a description for readers", Place(begun, 1))
            held = None
    if held:
        log.unplaced(one_line(" ".join(held)) or "{", "a description for readers", Place(begun, 1))
    return kept


def _task(line: str, section: int, place: Place, log: Log) -> _Task | None:
    """Read `name: score: actor, actor`."""
    name, _, data = line.partition(":")
    score, _, rest = data.partition(":")
    if not name.strip():
        log.refuse("a task has no name", place, hint="write for example `Buys a ticket: 4: Customer`")
        return None
    try:
        number = Decimal(score.strip())
        ok = number.is_finite() and 1 <= number <= 5
    except InvalidOperation:
        ok = False
    if not ok:
        found = f"the score {one_line(score)!r}" if score.strip() else "no score"
        log.refuse(f"task {one_line(name)!r} has {found}", place, hint="a score is a number from 1 to 5")
        return None
    feeling = float(number) - 3
    half = math.copysign(math.floor(abs(feeling) * 2 + 0.5) / 2, feeling) + 0.0
    if half != feeling:
        log.changed(f"the score {score.strip()} of {one_line(name)!r} is rounded to halves", place)
    who, _, more = rest.partition(":")
    if more.strip():
        log.unplaced(one_line(more), f"what stands behind the actors of {one_line(name)!r}", place)
    actors = tuple(dict.fromkeys(actor for each in who.split(",") if (actor := one_line(each))))
    return _Task(one_line(name), section, half, actors)


def _map(title: str | None, sections: Sequence[str], tasks: Sequence[_Task], log: Log) -> JourneyMap:
    slugs = Slugs()
    used = sorted({task.section for task in tasks})
    for place, name in enumerate(sections):
        if place not in used:
            log.unplaced(name, "a section without tasks")
    names = [sections[place] for place in used]
    guessed = moments(names)
    log.guessed(
        "moments of the phases are guessed: "
        + ", ".join(f"{name} {moment}" for name, moment in zip(names, guessed, strict=True)),
        hint="say for each phase whether it lies before, during or after",
    )
    called = one_line(title) if title else ""
    if not called:
        log.guessed("the diagram has no title: it is called 'Imported journey'")
    ident = slugs.make(called or "Imported journey", otherwise="map")
    people = dict.fromkeys(actor for task in tasks for each in (task, *task.others) for actor in each.actors)
    personas = tuple(Persona(id=slugs.make(name, otherwise="persona"), name=name) for name in people)
    by_name = {persona.name: persona.id for persona in personas}
    personas = personas or (someone(log, slugs),)
    phases = {
        place: Phase(id=slugs.make(name, otherwise="phase"), name=name, moment=moment)
        for place, name, moment in zip(used, names, guessed, strict=True)
    }
    steps = tuple(
        Step(
            id=slugs.make(task.name, otherwise="step"),
            phase=phases[task.section].id,
            does=task.name,
            feels=_feels(task, by_name),
        )
        for task in tasks
    )
    return JourneyMap(
        id=ident,
        title=called or "Imported journey",
        personas=personas,
        phases=tuple(phases.values()),
        steps=steps,
        extra=log.extra(),
    )


def _same(one: _Task, other: _Task) -> bool:
    """Tell whether two tasks are one that different people feel differently."""
    met = {actor for each in (one, *one.others) for actor in each.actors}
    alike = (one.name, one.section) == (other.name, other.section)
    return alike and bool(met and other.actors) and met.isdisjoint(other.actors)


def _feels(task: _Task, by_name: dict[str, str]) -> tuple[Feeling, ...]:
    """Give one feeling for all personas, or one for each that takes part when others do not, or feel otherwise."""
    if not task.others and (not task.actors or len(task.actors) == len(by_name)):
        return (Feeling(score=task.score),)
    return tuple(
        Feeling(score=each.score, persona=by_name[actor]) for each in (task, *task.others) for actor in each.actors
    )


def write_mermaid(map: JourneyMap) -> tuple[str, tuple[Dropped, ...]]:
    """Write a map as a `journey` diagram, and say what it cannot hold.

    A score has whole numbers: halves are rounded away from zero, and a step without a feeling gets 3, the middle. Where
    personas feel differently, a task is written for each score, with the names of those who feel so.
    """
    lines = ["journey", f"    title {_safe(map.title, 'Journey')}"]
    names = {persona.id: _actor(persona.name) for persona in map.personas}
    phase = None
    phases = {each.id: each.name for each in map.phases}
    for step in map.steps:
        if step.phase != phase:
            phase = step.phase
            lines.append(f"    section {_safe(phases.get(phase, phase), 'Section')}")
        name = _safe(step.does, "Step")
        if re.match(r"(title|section|journey|acc(Title|Descr))\b", name):
            # Those words begin a line of another kind; a task may begin with any other.
            name = f"“{name}”"
        for score, actors in _scores(step, names).items():
            lines.append(f"      {name}: {score}: {', '.join(actors)}")
    text = "\n".join(lines) + "\n"
    return text, _dropped(map, text)


def _scores(step: Step, names: Mapping[str, str]) -> dict[int, list[str]]:
    """Give the names of those who feel each score; a feeling without a persona is that of all who have none."""
    felt = {each.persona: each.score for each in reversed(step.feels) if each.score is not None}
    found: dict[int, list[str]] = {}
    order = dict.fromkeys([each.persona for each in step.feels if each.persona in names] + list(names))
    for persona in order:
        score = felt.get(persona, felt.get(None))
        if score is not None and persona is not None:
            found.setdefault(3 + _whole(score), []).append(names[persona])
    return found or {3: list(names.values())}


def _dropped(map: JourneyMap, text: str) -> tuple[Dropped, ...]:
    after = read_mermaid(text, title=None, log=Log())
    why = {"feeling.score": "rounded away from zero to a whole score", "step.does": "in other characters"}
    lost = list(dropped(map, after, why=why))
    bare = [step.id for step in map.steps if all(feeling.score is None for feeling in step.feels)]
    if bare:
        lost.append(Dropped("step.feels", len(bare), tuple(bare[:10]), "without a score, written as 3, the middle"))
    return tuple(lost)


def _whole(score: float) -> int:
    """Round to a whole number, halves away from zero."""
    return int(math.copysign(math.floor(abs(score) + 0.5), score))


def _safe(text: str, otherwise: str) -> str:
    """Write text without what would end it, `#`, `:`, `;` and ends of lines, and without what pages take for markup."""
    plain = one_line(", ".join(line for line in text.splitlines() if line.strip()))
    plain = re.sub(r"#\s*(?=\d)", "no. ", plain).replace("#", "no.")
    plain = re.sub(r"\s*:", " –", plain).replace(";", ",").replace("<", "‹").replace(">", "›")
    plain = one_line(plain)
    return re.sub("%%+", "%", plain) or otherwise


def _actor(name: str) -> str:
    """Write a name among others, which stand between commas."""
    return one_line(_safe(name, "Customer").replace(",", " "))
