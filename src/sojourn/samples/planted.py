"""A small simulated world whose answers are known, to score methods that look for what decides whether people return.

Customers walk a line of twelve steps, are asked about each, and come back or do not. Each step is of one kind, and the
kinds change places from seed to seed. Nothing here is real.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput

from .planted_lives import SEGMENTS, Lives
from .planted_log import events_of, map_of

ThreeShares = tuple[float, float, float]

SHARES: ThreeShares = (0.50, 0.35, 0.15)
RETURN: ThreeShares = (-1.6, -0.4, 0.9)
"""Log-odds of coming back after an ordinary journey: segments differ in loyalty whatever they live through."""

ANSWER: ThreeShares = (-1.3, -0.9, -0.3)
"""Log-odds of answering when indifferent; the loyal answer more often."""

STAYS_AWAY = -1.5
"""Log-odds of coming back are so much lower for those who left on the way."""

USUAL = 0.03
"""The share that leaves behind any step."""

TREATED = 0.8
"""By how many standard deviations the experiment betters the experience."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is planted at a step.

    Attributes:
        effect: log-odds of coming back for each standard deviation of experience: the only cause there is.
        centre, spread: of the ratings, 1 to 5, before they are rounded.
        shift: how much better or worse each segment rates the same experience.
        leaving: the share that leaves after this step, whatever it was like.
        driven_away: the share that leaves on top, of those whose experience was among the worst fifth.
    """

    effect: float = 0.0
    centre: float = 3.7
    spread: float = 0.9
    shift: ThreeShares = (0.0, 0.0, 0.0)
    leaving: float = USUAL
    driven_away: float = 0.0

    @property
    def moment(self) -> bool:
        """Say whether a customer is won or lost here: a good experience brings people back, or a bad one ends it."""
        return self.effect > 0 or self.driven_away > 0


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "strong": Kind(effect=1.0, centre=3.4, spread=1.7),
        "medium": Kind(effect=0.6, spread=1.2),
        "weak": Kind(effect=0.3, spread=1.0),
        "hidden": Kind(effect=0.7, spread=1.2, shift=(0.5, -0.6, -1.6)),
        "breaking": Kind(centre=3.3, spread=1.2, driven_away=0.65),
        "confounded": Kind(shift=(-0.6, 0.2, 1.1)),
        "reversed": Kind(effect=-0.3, shift=(-0.8, 0.3, 1.3)),
        "heated": Kind(centre=3.3, spread=2.3),
        "passing": Kind(leaving=0.16),
        "alike": Kind(centre=4.0, spread=0.15),
        "plain": Kind(),
        "calm": Kind(centre=3.3, spread=0.6),
    }
)
"""Kinds of steps. *Hidden* is a cause that the plain comparison turns round, since the devoted are hard to please;
*confounded* no cause at all, though the devoted rate it well and come back; *reversed* the same with an effect the
other way; *heated* strong feelings without a consequence; *passing* where many leave for reasons of their own."""

MOST_CUSTOMERS = 200_000
ENDLESS = 200_000
"""Journeys lived through to tell what an endless sample would show."""


@dataclass(frozen=True, slots=True)
class PlantedWorld:
    """A world with its answers.

    Attributes:
        events: one row an event; columns customer, time, event, segment, question, answer, scale, experiment, arm.
        map: the journey map as text.
        questions: the questions asked, by id: `rate_` and the id of the step.
        truths: what was planted, JSON-ready.
    """

    events: pa.Table
    map: str
    questions: Mapping[str, Question]
    truths: Mapping[str, object]


def planted_world(
    customers: int = 3_000,
    seed: int = 1,
    *,
    strength: float = 1.0,
    halo: float = 0.0,
    again: float = 0.3,
    experiment: bool = False,
) -> PlantedWorld:
    """Make a world of steps with planted moments of truth, breaking points, and steps that only look decisive.

    Args:
        customers: 1 to 200,000.
        seed: which world: where each kind of step stands, and who lives through what.
        strength: what all causes are multiplied by.
        halo: how much a good mood, which no column records, raises all ratings and the return alike.
        again: the share of customers with a second journey, half a year later.
        experiment: whether half of the customers, by lot, are given a better experience at the strong moment.

    Raises:
        InvalidInput: the number of customers or the seed is out of range.
    """
    if not 1 <= customers <= MOST_CUSTOMERS or seed < 0:
        raise InvalidInput(
            f"{customers:,} customers of seed {seed} were asked for; a planted world has 1 to {MOST_CUSTOMERS:,}, and"
            " its seed is not negative",
            code="sample-size",
        )
    kinds = arrangement(seed)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(1,))))
    person = np.concatenate([np.arange(customers), np.flatnonzero(rng.random(customers) < again)])
    lives = live(rng, kinds, person, strength=strength, halo=halo, experiment=experiment)
    return PlantedWorld(
        events_of(rng, lives, person, experiment=experiment),
        map_of(kinds),
        {name: _question(name, step) for step, name in ((step, f"rate_{step}") for step in kinds)},
        truths_of(kinds, seed, strength=strength, halo=halo, experiment=experiment),
    )


def arrangement(seed: int) -> dict[str, str]:
    """Give the kind of each step, by its id, in the order of the journey."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(0,))))
    names = [list(KINDS)[kind] for kind in rng.permutation(len(KINDS))]
    if KINDS[names[-1]].driven_away or KINDS[names[-1]].leaving > USUAL:
        # Nobody can leave behind the last step: it changes places with the first one nothing is planted at.
        other = min(names.index("plain"), names.index("calm"))
        names[-1], names[other] = names[other], names[-1]
    return {f"s{place + 1:02}": name for place, name in enumerate(names)}


def live(
    rng: np.random.Generator,
    kinds: Mapping[str, str],
    person: npt.NDArray[np.int64],
    *,
    strength: float,
    halo: float,
    experiment: bool,
) -> Lives:
    """Let customers walk the line: what they felt, whether they answered, where they left, whether they came back."""
    people, n, m = int(person.max()) + 1, len(person), len(kinds)
    segment = rng.choice(len(SEGMENTS), people, p=SHARES).astype(np.int8)[person]
    mood = rng.standard_normal(people)[person]
    treated = (rng.random(people) < 0.5)[person] & experiment
    logit = np.asarray(RETURN)[segment] + halo * mood
    gone = np.full(n, m)
    rating = np.zeros((n, m), np.int8)
    for place, name in enumerate(kinds.values()):
        kind = KINDS[name]
        lived = rng.standard_normal(n) + TREATED * (treated & (name == "strong"))
        logit += strength * kind.effect * lived
        points = kind.centre + kind.spread * lived + np.asarray(kind.shift)[segment] + halo * 0.6 * mood
        points = np.clip(np.rint(points + 0.3 * rng.standard_normal(n)), 1, 5)
        wish = np.asarray(ANSWER)[segment] + 0.4 * np.abs(points - 3) + 0.25 * (points >= 4)
        asked = (gone > place) & (rng.random(n) < 1 / (1 + np.exp(-wish)))
        rating[asked, place] = points[asked]
        leaves = rng.random(n) < kind.leaving + strength * kind.driven_away * (lived < -0.84)
        gone = np.where((gone > place) & leaves & (place < m - 1), place + 1, gone)
    logit += STAYS_AWAY * (gone < m)
    return Lives(segment, gone, rating, treated, rng.random(n) < 1 / (1 + np.exp(-logit)))


def truths_of(
    kinds: Mapping[str, str], seed: int, *, strength: float, halo: float, experiment: bool
) -> dict[str, object]:
    """Tell what was planted, and what an endless sample would show: the plain stake, and the one within segments."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(2,))))
    lives = live(rng, kinds, np.arange(ENDLESS), strength=strength, halo=halo, experiment=experiment)
    stakes = {step: _stake(lives, place) for place, step in enumerate(kinds)}
    truths: dict[str, object] = {
        "format": "sojourn-truths/1",
        "world": "planted",
        "simulated": True,
        "seed": seed,
        "kinds": dict(kinds),
        "moments": [step for step, kind in kinds.items() if KINDS[kind].moment],
        "causes": [step for step, kind in kinds.items() if KINDS[kind].effect > 0],
        "breaking_points": [step for step, kind in kinds.items() if KINDS[kind].driven_away > 0],
        "many_leave": [step for step, kind in kinds.items() if KINDS[kind].driven_away or KINDS[kind].leaving > USUAL],
        "only_look_decisive": [step for step, kind in kinds.items() if kind in ("confounded", "reversed")],
        "stakes": {step: {"plain": plain, "within_segments": within} for step, (plain, within) in stakes.items()},
    }
    if experiment:
        strong = next(step for step, kind in kinds.items() if kind == "strong")
        effect = lives.back[lives.treated].mean() - lives.back[~lives.treated].mean()
        truths["experiment"] = {"experiment": "better", "step": strong, "difference": float(effect)}
    return truths


def _stake(lives: Lives, place: int) -> tuple[float | None, float | None]:
    """Give P(back | rated well) − P(back | rated badly) of those who answered, and its mean over their segments."""
    given = lives.rating[:, place]
    good, bad = given >= 4, (given >= 1) & (given <= 2)
    if not good.any() or not bad.any():
        return None, None
    inside, weight = [], []
    for segment in range(len(SEGMENTS)):
        here = lives.segment == segment
        if (good & here).any() and (bad & here).any():
            inside.append(lives.back[good & here].mean() - lives.back[bad & here].mean())
            weight.append(((good | bad) & here).sum())
    return float(lives.back[good].mean() - lives.back[bad].mean()), float(np.average(inside, weights=weight))


def _question(name: str, step: str) -> Question:
    return Question(name, f"How was step {step}?", "likert_1_5", "high", role="satisfaction", about=step)
