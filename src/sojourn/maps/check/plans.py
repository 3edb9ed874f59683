"""From pains and needs to opportunities to initiatives: M401 to M404, M407, M409."""

from collections.abc import Iterator, Mapping, Sequence

from ..model import Effect, JourneyMap, Path, kind_of, parts
from .found import Found, joined


def pains(map: JourneyMap) -> Iterator[Found]:
    """Find pains that nobody takes up.

    A pain with an id is taken up by an opportunity that solves it. One without can only be met at its step: by an
    opportunity there that does not say what it solves.
    """
    solved = {each for opportunity in map.opportunities for each in opportunity.solves}
    somehow = {step for opportunity in map.opportunities if not opportunity.solves for step in opportunity.steps}
    for step in map.steps:
        for number, pain in enumerate(step.pains):
            path = ("steps", step.id, "pains", pain.id or number)
            if pain.id is not None and pain.id not in solved:
                yield Found("M401", path, f"pain '{pain.id}' meets no opportunity")
            elif pain.id is None and step.id not in somehow:
                message = f"pain at '{step.id}' meets no opportunity: \"{pain.text}\""
                yield Found("M401", path, message, "give it an id, and an opportunity that 'solves' it")


def opportunities(map: JourneyMap) -> Iterator[Found]:
    """Find opportunities that nobody acts on."""
    met = {each for initiative in map.initiatives for each in initiative.meets}
    for opportunity in map.opportunities:
        if opportunity.id not in met:
            message = f"opportunity '{opportunity.id}' has no initiative"
            yield Found("M402", ("opportunities", opportunity.id), message)


def initiatives(map: JourneyMap) -> Iterator[Found]:
    """Find initiatives that lack what they are weighed by."""
    for each in map.initiatives:
        missing = [key for key in ("department", "cost", "effect") if getattr(each, key) is None]
        if each.cost is not None and map.currency is None:
            missing.append("currency of its cost")
        if missing:
            hints = {"effect": "'effect', or 'effect: none'", "currency of its cost": "'currency' to the map"}
            hint = f"add {joined([hints.get(key, f'{key!r}') for key in missing])}"
            yield Found(
                "M403", ("initiatives", each.id), f"initiative '{each.id}' has no {joined(missing, 'or')}", hint
            )


def waits(map: JourneyMap) -> Iterator[Found]:
    """Find effects on waiting that do not say how many leave with each minute, or from where that is known."""
    for path, part in parts(map):
        if isinstance(part, Effect) and part.kind == "wait":
            missing = [
                name
                for name, value in (("leaving_per_minute", part.leaving_per_minute), ("source", part.source))
                if value in (None, ())
            ]
            if missing:
                message = (
                    f"the effect on waiting of {said(path)} has no {joined([repr(key) for key in missing], 'and no')}"
                )
                yield Found("M404", path, message, f"add {joined([repr(key) for key in missing])}")


def needs(map: JourneyMap) -> Iterator[Found]:
    """Find needs that nobody acts on, and trends that are to be used or tried by nothing.

    A trend that is only watched, or left alone, asks for nothing.
    """
    met = {each for initiative in map.initiatives for each in initiative.meets}
    served = {each for opportunity in map.opportunities if opportunity.id in met for each in opportunity.solves}
    for where, items in (
        ("customer_needs", map.customer_needs),
        ("business_needs", map.business_needs),
        ("trends", [trend for trend in map.trends if trend.stance in ("use", "try")]),
    ):
        for each in items:
            if each.id not in served:
                message = f"{kind_of(each).replace('_', ' ')} '{each.id}' has no initiative"
                yield Found("M407", (where, each.id), message)


def said(path: Path) -> str:
    """Name what an effect belongs to: `initiative 'guest'`."""
    word = "initiative" if path[0] == "initiatives" else "line"
    owner = path[1] if path[0] == "initiatives" else path[2]
    return f"{word} '{owner}'"


def circles(map: JourneyMap) -> Iterator[Found]:
    """Find initiatives, and lines of an acquisition, that require themselves by way of others."""
    yield from _circles("initiative", ("initiatives",), {each.id: each.requires for each in map.initiatives})
    lines = map.acquisition.lines if map.acquisition is not None else ()
    yield from _circles("acquisition line", ("acquisition", "lines"), {each.id: each.requires for each in lines})


def _circles(what: str, place: Path, requires: Mapping[str, Sequence[str]]) -> Iterator[Found]:
    """Follow what is required, one way at a time; a circle stands at the one of it that the map names first."""
    order = {name: number for number, name in enumerate(requires)}
    told: set[frozenset[str]] = set()
    done: set[str] = set()
    for start in requires:
        way: list[str] = []
        todo: list[tuple[str, int]] = [(start, 0)]
        while todo:
            name, depth = todo.pop()
            done.update(way[depth:])
            del way[depth:]
            if name in way:
                circle = way[way.index(name) :]
                if frozenset(circle) not in told:
                    told.add(frozenset(circle))
                    first = min(range(len(circle)), key=lambda place: order[circle[place]])
                    circle = [*circle[first:], *circle[:first]]
                    names = " requires ".join(f"'{each}'" for each in (*circle, circle[0]))
                    yield Found("M409", (*place, circle[0]), f"{what} {names}")
                continue
            if name in done or name not in requires:
                continue
            way.append(name)
            todo += [(each, depth + 1) for each in reversed(requires[name])]
        done.update(way)
