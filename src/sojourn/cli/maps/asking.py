"""Questions about a journey, asked one by one on a terminal; each has a default, and nothing is written meanwhile."""

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sojourn import maps

_STARTS = {
    "before": "Notices that they need something",
    "during": "Gets it",
    "after": "Tells others about it",
}
NOTHING = "nothing"


def ask(*, title: str | None, persona: str | None, owner: str | None) -> "maps.Answers":
    """Ask what a map needs; whatever is known already is not asked."""
    from sojourn import maps

    _say("A few questions make a first map. Enter takes what stands in brackets; Ctrl-C leaves nothing behind.")
    title = title or _text("What is the journey called?", "A customer journey")
    persona = persona or _text("Whose journey is it? A typical customer, not a segment", "The customer")
    names = _text("Its phases, with commas between", "Before, During, After")
    phases = [each.strip() for each in re.split(r"[,;]", names) if each.strip()] or ["Journey"]
    told = []
    for name, moment in zip(phases, maps.moments(phases), strict=True):
        _say(f"\n{name}")
        told.append(maps.AnsweredPhase(name, tuple(_steps(_STARTS[moment]))))
    _say("")
    owner = owner or _text("Who answers for this map?", "Nobody yet")
    return maps.Answers(title, persona, tuple(told), None if owner == "Nobody yet" else owner)


def _steps(first: str) -> "list[maps.AnsweredStep]":
    """Ask for the steps of a phase until there are no more."""
    from sojourn import maps

    steps: list[maps.AnsweredStep] = []
    while True:
        question = "  What does the customer do first?" if not steps else "  And then? Enter goes on to the next phase"
        does = _text(question, "" if steps else first)
        if not does:
            return steps
        through = _text("    Through what? web, app, shop, phone, email …", NOTHING)
        feels = click.prompt(
            "    How does it feel, from -2 (awful) to +2 (great)?", default="0", value_proc=_feeling, err=True
        )
        steps.append(maps.AnsweredStep(does, None if through.casefold() == NOTHING else through, feels))


def _feeling(text: str) -> float:
    """Read a feeling, or say what would be one."""
    from sojourn import maps

    score = maps.score_of(text)
    if score is None:
        raise click.UsageError(f"{text!r} is not between -2 and +2 in halves; 0 is neither good nor bad")
    return score


def _text(question: str, default: str) -> str:
    found: Any = click.prompt(question, default=default, show_default=bool(default), err=True)
    return " ".join(str(found).split())


def _say(line: str) -> None:
    click.echo(line, err=True)
