"""Plans kept in files, and held against what happened."""

import json
from collections.abc import Mapping
from pathlib import Path

from sojourn import analyse, maps, prioritise
from sojourn.core.analysis import Journeys
from sojourn.core.clock import Clock
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.maps import JourneyMap
from sojourn.prioritise import FollowUp, Plan, SavedPlan

from .tried import tried


def save_plan(plan: Plan, path: Path, *, clock: Clock, map: JourneyMap | None = None) -> None:
    """Write a plan as one JSON file that a follow-up can be held against, with the map it was made of.

    Raises:
        NotFound: the folder is not there.
    """
    from .output import whole_file  # noqa: PLC0415 - start-up: most plans are only looked at
    from .texts import to_json  # noqa: PLC0415 - the same

    document = prioritise.saved_plan(plan, on=clock.now().date().isoformat())
    if map is not None:
        document["map"]["document"] = maps.to_json(map)
    with whole_file(path) as file:
        file.write(to_json(document, indent=2).encode() + b"\n")


def read_saved(path: Path) -> SavedPlan:
    """Read a plan that was saved.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is not JSON, or not a plan that was saved.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound(
            f"there is no file {path}", code="no-file", hint="name a plan that `sojourn plan --save` wrote"
        ) from None
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be read: {error.strerror}", code="bad-saved-plan",
            hint="name a plan that `sojourn plan --save` wrote",
        ) from error  # fmt: skip
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InvalidInput(
            f"{path} is not JSON: {error}", code="bad-saved-plan", hint="name a plan that `sojourn plan --save` wrote"
        ) from error
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
) -> FollowUp:
    """Hold what a plan promised against journeys lived since.

    Differences between before and after are given with their intervals and never called effects. An experiment that is
    called as an initiative gives its effect: of everyone assigned, how many came to where the initiative leads.

    Args:
        plan: a plan that was saved, or its file.
        journeys: journeys lived since.
        map: by default the map that was saved with the plan.
        since: from when on, to be told.
        assigned: by initiative, the share of customers that was to be treated; without it the sizes of arms are
            not checked.
        planned: by initiative, how many customers were to be assigned, where that was fixed before.
        window: how long after the assignment the way may be taken.

    Raises:
        InvalidInput: the plan was saved without a map and none is given.
    """
    kept = plan if isinstance(plan, SavedPlan) else read_saved(Path(plan))
    if map is None:
        stored = kept.document["map"].get("document")
        if stored is None:
            raise InvalidInput(
                "the plan was saved without its map", code="plan.no_map", hint="name the map that it was made of"
            )
        map = maps.from_json(stored)
    expected = maps.expect(map)
    found = analyse.chain(journeys, expected, draws=1)
    ways = [(promise.initiative, promise.steps) for promise in kept.promises if promise.kind == "transition"]
    read = tried(journeys, expected, ways, assigned=assigned or {}, planned=planned or {}, window=window)
    return prioritise.follow_up(
        kept, found.chain, since=since, nothing_since=since is None and _same(kept, found.chain),
        experiments={each.initiative: each.effect for each in read if each.effect is not None},
        refused={each.initiative: each.refused for each in read if each.refused is not None},
    )  # fmt: skip


def _same(kept: SavedPlan, chain: analyse.Chain) -> bool:
    """Say whether a chain counts just the moves that the plan was made of."""
    counted = kept.document["model"]["counts"]
    if counted is None or chain.counts is None:
        return False
    names = (*chain.steps, *chain.outcomes)
    now = {(one, names[at]): float(n) for one, row in zip(chain.steps, chain.counts, strict=True)
           for at, n in enumerate(row) if n > 0}  # fmt: skip
    return now == {(one, other): float(n) for one, other, n in counted if n > 0}
