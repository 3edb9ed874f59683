"""Plans kept in files, and held against what happened."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sojourn import analyse, maps, prioritise
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Question
from sojourn.core.clock import Clock
from sojourn.core.contents import content_of
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.results import note
from sojourn.maps import JourneyMap
from sojourn.prioritise import FollowUp, Plan, SavedPlan

from .levels import measured
from .needed import NOTHING_KNOWN
from .tried import tried

LARGEST = 64 << 20
"""More bytes than any plan has."""

LEVELS = frozenset({"rating", "wait"})
"""What a plan may promise to change that is measured as a level of a step."""


def save_plan(
    plan: Plan,
    path: Path,
    *,
    clock: Clock,
    map: JourneyMap | None = None,
    journeys: Journeys | None = None,
    registry: Mapping[str, Question] = NOTHING_KNOWN,
) -> None:
    """Write a plan as one JSON file that a follow-up can be held against, with the map it was made of.

    Args:
        journeys: with the map, what was lived until now: ratings and waits that the plan promises to change are
            measured and kept, so that a follow-up can say what became of them.
        registry: what is known of the questions of ratings, by id.

    Raises:
        NotFound: the folder is not there.
    """
    from .output import whole_file  # noqa: PLC0415 - start-up: most plans are only looked at
    from .texts import to_json  # noqa: PLC0415 - the same

    kinds = {change.kind for each in plan.initiatives if each.id in plan.chosen for change in each.changes} & LEVELS
    levels = () if map is None or journeys is None else measured(map, journeys, registry, kinds=kinds)
    document = prioritise.saved_plan(plan, on=clock.now().date().isoformat(), measured=levels)
    if "ended" in plan.model.sources:
        document["lived_until"] = plan.model.sources["ended"]
    if map is not None:
        document["map"]["document"] = maps.to_json(map)
    with whole_file(path) as file:
        file.write(to_json(document, indent=2).encode() + b"\n")


def read_saved(path: Path) -> SavedPlan:
    """Read a plan that was saved; `-` is standard input.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is not JSON, or not a plan that was saved; naming the field that is wrong.
    """
    path = Path(path)
    written = "name a plan that `sojourn plan --save` wrote"
    try:
        data = content_of(path, most=LARGEST)
    except NotFound as error:
        if path.is_dir():
            raise InvalidInput(f"{path} cannot be read: it is a folder", code="bad-saved-plan", hint=written) from None
        raise NotFound(error.message, code=error.code, hint=written) from None
    except InvalidInput as error:
        raise InvalidInput(error.message, code="bad-saved-plan", hint=written) from error
    if len(data) > LARGEST:
        raise InvalidInput(f"{path} is too large to be a plan", code="bad-saved-plan", hint=written)
    try:
        document = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InvalidInput(f"{path} is not JSON: {error}", code="bad-saved-plan", hint=written) from error
    return prioritise.read_plan(document, file=str(path))


def follow_up(
    plan: SavedPlan | Path | str,
    journeys: Journeys,
    *,
    map: JourneyMap | None = None,
    since: str | None = None,
    assigned: Mapping[str, float] | None = None,
    planned: Mapping[str, int] | None = None,
    window: str = "90d",
    registry: Mapping[str, Question] = NOTHING_KNOWN,
) -> FollowUp:
    """Hold what a plan promised against journeys lived since.

    Differences between before and after are given with their intervals and never called effects. An experiment that is
    called as an initiative gives its effect: of everyone assigned, how many came to where the initiative leads.

    Args:
        plan: a plan that was saved, or its file.
        journeys: journeys lived since.
        map: by default the map that was saved with the plan. A later version of it may be given, which is then said.
        since: from when on, to be told.
        assigned: by initiative, the share of customers that was to be treated; without it the sizes of arms are
            not checked.
        planned: by initiative, how many customers were to be assigned, where that was fixed before.
        window: how long after the assignment the way may be taken.
        registry: what is known of questions, by id, for ratings that were promised.

    Raises:
        InvalidInput: the plan was saved without a map and none is given, or another map is given than it was made of;
            nothing was lived in the span that is looked at.
    """
    kept = plan if isinstance(plan, SavedPlan) else read_saved(Path(plan))
    held, notes = _held(kept, map)
    expected = maps.expect(held)
    lived = analyse.settled(journeys, expected)
    ways = [(promise.initiative, promise.steps) for promise in kept.promises if promise.kind == "transition"]
    read = tried(journeys, expected, ways, assigned=assigned or {}, planned=planned or {}, window=window)
    kinds = {promise.kind for promise in kept.promises} & LEVELS
    return prioritise.follow_up(
        kept, lived, since=since, ended=_rehearsed(kept, since),
        nothing_since=since is None and _same(kept, lived.chain),
        experiments={each.initiative: each.effect for each in read if each.effect is not None},
        refused={each.initiative: each.refused for each in read if each.refused is not None},
        measured=measured(held, journeys, registry, kinds=kinds), notes=notes, names=maps.place_names(held),
        good={each.id: each.good for each in held.outcomes if each.good is not None},
    )  # fmt: skip


def _held(kept: SavedPlan, given: JourneyMap | None) -> tuple[JourneyMap, tuple[Mapping[str, Any], ...]]:
    """Give the map that journeys are held against, and what is to be said of it."""
    stored = kept.document["map"].get("document")
    if given is None:
        if stored is None:
            raise InvalidInput(
                "the plan was saved without its map", code="plan.no_map", hint="name the map that it was made of"
            )
        try:
            return maps.from_json(stored), ()
        except InvalidInput as refused:
            raise InvalidInput(
                f"map.document of the plan cannot be read: {refused.message}", code="bad-saved-plan",
                hint="name the map that it was made of with --map, or save the plan again",
            ) from refused  # fmt: skip
    if kept.map_id is not None and given.id != kept.map_id:
        raise InvalidInput(
            f"the plan was made of the map {kept.map_id!r}, and {given.id!r} is given", code="plan.other_map",
            hint="name the map that it was made of, or none: it was saved with the plan",
        )  # fmt: skip
    if given.version == kept.map_version:
        return given, ()
    then, now = (str(each) if each is not None else "without a number" for each in (kept.map_version, given.version))
    names = {step.id for step in given.steps} | {each.id for each in given.outcomes}
    promised = dict.fromkeys(step for each in kept.promises for step in each.steps)
    # Outcomes that a chain adds have no place on a map.
    before = {each["id"] for key in ("steps", "outcomes") for each in (stored or {}).get(key, ())}
    gone = [step for step in promised if step not in names and (step in before or stored is None)]
    more = f"; it no longer has {', '.join(gone)}, of which nothing can be measured" if gone else ""
    message = f"The plan was made of version {then} of the map, and is held against version {now}{more}."
    return given, (note("other_map_version", message, saved=kept.map_version, given=given.version, gone=gone),)


def _rehearsed(kept: SavedPlan, since: str | None) -> str | None:
    """Give the last day of what the plan was made of, where journeys from before it are asked for; else None."""
    ended = kept.document.get("lived_until")
    return ended if isinstance(ended, str) and since is not None and since[:10] < ended else None


def _same(kept: SavedPlan, chain: analyse.Chain | None) -> bool:
    """Say whether a chain counts just the moves that the plan was made of."""
    counted = kept.document["model"]["counts"]
    if counted is None or chain is None or chain.counts is None:
        return False
    names = (*chain.steps, *chain.outcomes)
    now = {(one, names[at]): float(n) for one, row in zip(chain.steps, chain.counts, strict=True)
           for at, n in enumerate(row) if n > 0}  # fmt: skip
    return now == {(one, other): float(n) for one, other, n in counted if n > 0}
