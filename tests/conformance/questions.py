"""Every question there is, with options that make it work: what one engine says, all must say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sojourn import analyse, insight, maps
from sojourn.core import quantiles
from sojourn.core.analysis import Journeys
from sojourn.core.errors import SojournError
from sojourn.core.expectation import Condition, Expectation, ExpectedStep, Measure, Move, Outcome, Point, Rule
from sojourn.core.journeys import cases
from tests.factories.questions import inside

FUNNEL = ("see", "fill|ask", "pay")


def _step(name: str, *events: str, failures: tuple[str, ...] = (), **more: Any) -> ExpectedStep:
    points = tuple(Point(event, event, (Rule((event,)),), tuple(Rule((f,)) for f in failures)) for event in events)
    return ExpectedStep(name, name, points, **more)


SHOP = Expectation(
    "shop",
    (
        _step("look", "see", "search", expected="see"),
        _step(
            "choose",
            "fill",
            "ask",
            optional=True,
            measures=(
                Measure("wait", (Rule(("see",)),), (Rule(("fill",)),), target=600.0),
                Measure("size", (Rule(("fill",)),), property="number", target=5.0, at=0.9),
            ),
        ),
        _step("pay", "pay", failures=("refused",)),
        _step("after", "return", "ask2", one_of=False, optional=True),
    ),
    (
        Move(0, 1, "choice", "choose first"),
        Move(0, 2, "choice", "straight on"),
        Move(1, 2),
        Move(2, 0, "loop"),
        Move(2, 3),
    ),
    (0,),
    (2, 3),
    outcomes=(
        Outcome("again", "Pays much", (Rule(("pay",), (Condition("number", "gte", (7,)),)),), True),
        Outcome("back", "Sends it back", (Rule(("return",), (Condition("city", "is", ("Lyon", "Bath")),)),), False),
        Outcome("gone", "Goes"),
    ),
    watch=(Rule(("ask",), (Condition("member", "is", (True,)),)),),
    visits=True,
    map_id="shop",
)
PATH = "see+ > (search | fill)? > pay!refused"
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def _cohort(journeys: Journeys) -> analyse.Cohort:
    return analyse.cohort_by_step(journeys, "payers", ["see", "pay"], step=2, made=MADE)


def _attributed(journeys: Journeys, *, model: str) -> analyse.AttributionResult:
    return analyse.attribution(journeys, "pay", model=model, touch=["see", "search"], value="value")


def _next_step(journeys: Journeys) -> analyse.NextStepResult:
    return analyse.next_step(journeys, model="markov", length=3, seen=5)


def _next_step_boosted(journeys: Journeys) -> analyse.NextStepResult:
    return analyse.next_step(journeys, model="boosted", length=2, seen=5, sample=1_000, test=0.5)


def _outcome(journeys: Journeys, *, model: str = "markov") -> analyse.OutcomeResult:
    return analyse.outcome(journeys, outcome="see|search|fill", at="1 events", model=model)


def _conformance_of_a_draft(journeys: Journeys) -> analyse.ConformanceResult:
    drafted = insight.draft_map(journeys, today=date(2026, 1, 1)).map
    return analyse.conformance(journeys, maps.expect(drafted))


def _kinds(journeys: Journeys, **options: Any) -> analyse.KindsResult:
    chosen = {
        "outcomes": ("pay",) if "pay" in journeys.source.events else (),
        "sample": 150,
        "worlds": 19,
        "redraws": 2,
    }
    return analyse.kinds(journeys, **{**chosen, "min_support": 5, **options})


def _sketched(journeys: Journeys, ask: Callable[[Journeys], Any], *, kept: bool = True) -> Any:
    """Ask as if there were more than a million values; `kept` as if the buckets of all times had room."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quantiles, "EXACT", 20)
        for module in ("sketches", "variants", "follows"):
            patch.setattr(inside(module), "EXACT", 20)
        if not kept:
            patch.setattr(inside("follows"), "KEPT", 0)
        return ask(journeys)


@dataclass(frozen=True)
class Question:
    """A question, and how journeys are cut for it.

    Attributes:
        local: asked with another limit of exact values, which only this process knows.
    """

    ask: Callable[[Journeys], Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    local: bool = False

    def answer(self, journeys: Journeys) -> Any:
        """Give the answer as plain data; what is refused, and why, is an answer too."""
        try:
            return told(self.ask(replace(journeys, **self.options)))
        except SojournError as error:
            return [type(error).__name__, error.code, error.message, error.hint]


def told(answer: Any) -> Any:
    """Give plain data that are equal when answers are, to the last bit of every number."""
    if hasattr(answer, "to_dict"):
        return told(answer.to_dict())
    if isinstance(answer, pa.Table):
        return {"schema": [(each.name, str(each.type)) for each in answer.schema], "rows": told(answer.to_pylist())}
    if isinstance(answer, np.ndarray | np.generic):
        return told(answer.tolist())
    if isinstance(answer, float):
        return answer.hex()
    if isinstance(answer, Mapping):
        return {str(told(key)): told(each) for key, each in answer.items()}
    if isinstance(answer, tuple | list):
        return [told(each) for each in answer]
    if isinstance(answer, set | frozenset):
        return sorted((told(each) for each in answer), key=repr)
    if isinstance(answer, Enum):
        return answer.name
    if is_dataclass(answer) and not isinstance(answer, type):
        return {each.name: told(getattr(answer, each.name)) for each in fields(answer)}
    assert answer is None or isinstance(answer, bool | int | str | datetime | date), f"{answer!r} cannot be compared"
    return answer


GAP = MappingProxyType({"cases": cases("gap", gap="6h")})
DAYS = MappingProxyType({"cases": cases("gap", gap="2d")})
BETWEEN = MappingProxyType({"cases": cases("between", start=["see"], end=["pay"], timeout="2d")})
KEY = MappingProxyType({"cases": cases("key", key="order")})
WHERE = MappingProxyType({"where": "city IS NOT NULL AND number > -7"})
LATER = MappingProxyType({"since": 1_712_000_000_000_000, "until": 1_714_000_000_000_000})

_TABLE: dict[str, Question] = {
    "sessions": Question(lambda j: analyse.sessions(j, "45m")),
    "sessions of some": Question(lambda j: analyse.sessions(j, "3h"), WHERE),
    "sessions sketched": Question(lambda j: _sketched(j, lambda k: analyse.sessions(k, "45m")), local=True),
    "funnel": Question(lambda j: analyse.funnel(j, FUNNEL)),
    "funnel within": Question(lambda j: analyse.funnel(j, FUNNEL, within="5d", step_within="3d"), GAP),
    "funnel any order": Question(lambda j: analyse.funnel(j, ["pay", "see", "ask"], order="any", within="9d")),
    "funnel strict": Question(lambda j: analyse.funnel(j, ["see", "fill"], order="strict", ties="recorded")),
    "funnel optional": Question(lambda j: analyse.funnel(j, ["see", "search?", "pay"], within="9d", ties="apart")),
    "funnel every": Question(lambda j: analyse.funnel(j, ["see", "pay"], reentry="every", within="2d")),
    "funnel first": Question(lambda j: analyse.funnel(j, ["see", "pay"], reentry="first", within="2d"), KEY),
    "funnel exclude": Question(lambda j: analyse.funnel(j, ["see", "pay"], exclude=["refused:1-2"])),
    "funnel by city": Question(lambda j: analyse.funnel(j, FUNNEL, breakdown="city", top=2, within="9d")),
    "funnel by channel": Question(lambda j: analyse.funnel(j, FUNNEL, breakdown="channel", top=1), GAP),
    "funnel of properties": Question(lambda j: analyse.funnel(j, ["see[city=Lyon]", "pay[number=7]|return"]), LATER),
    "funnel of unknown": Question(lambda j: analyse.funnel(j, ["see", "paid", "pay"])),
    "funnel sketched": Question(lambda j: _sketched(j, lambda k: analyse.funnel(k, ["see", "pay"])), local=True),
    "dropoff": Question(lambda j: analyse.dropoff(j, FUNNEL, within="9d", min_support=1)),
    "dropoff at 1": Question(lambda j: analyse.dropoff(j, FUNNEL, at=1, top=2, min_support=3), GAP),
    "timing": Question(lambda j: analyse.timing(j, start="see", end="pay")),
    "timing every": Question(
        lambda j: analyse.timing(j, start="see", end="pay|ask", pairing="every", within="3d"), GAP
    ),
    "timing apart": Question(lambda j: analyse.timing(j, start="see", end="see", ties="apart"), KEY),
    "timing sketched": Question(
        lambda j: _sketched(j, lambda k: analyse.timing(k, start="see", end="pay", pairing="every")), local=True
    ),
    "survival": Question(lambda j: analyse.survival(j, start="see", end="pay")),
    "survival by city": Question(
        lambda j: analyse.survival(j, start="see", end="pay", competing="refused", breakdown="city", at=["1d", "9d"]),
        GAP,
    ),
    "survival in strata": Question(
        lambda j: analyse.survival(
            j, start="see", end="pay", breakdown="member", strata="channel", rho=1.0, mean_within="10d"
        )
    ),
    "survival every": Question(
        lambda j: analyse.survival(j, start="see", end="pay", pairing="every", closed="censors", landmark="1h"), BETWEEN
    ),
    "follows": Question(lambda j: analyse.follows(j)),
    "follows mean": Question(lambda j: analyse.follows(j, times="mean", min_count=3, top=9), {**GAP, "collapse": True}),
    "follows some": Question(lambda j: analyse.follows(j, top=5), {**WHERE, **LATER}),
    "follows sketched": Question(lambda j: _sketched(j, analyse.follows), local=True),
    "follows sketched twice": Question(lambda j: _sketched(j, analyse.follows, kept=False), local=True),
    "variants": Question(lambda j: analyse.variants(j), GAP),
    "variants of few": Question(lambda j: analyse.variants(j, top=3), {**BETWEEN, "collapse": True}),
    "variants that tie": Question(lambda j: analyse.variants(j, top=40), KEY),
    "variants sketched": Question(lambda j: _sketched(j, analyse.variants), GAP, local=True),
    "paths": Question(lambda j: analyse.paths(j)),
    "paths from": Question(lambda j: analyse.paths(j, start="see", depth=3, top=3, occurrence="last"), GAP),
    "paths to": Question(lambda j: analyse.paths(j, end="pay", depth=4, collapse=False)),
    "paths through": Question(lambda j: analyse.paths(j, start="see", end="pay", top=4)),
    "retention": Question(lambda j: analyse.retention(j, start="see", returning="pay", period="week", periods=6)),
    "retention by day": Question(
        lambda j: analyse.retention(
            j, start="see", returning=["pay", "ask"], period="day", cohorts="every", unbounded=True, periods=5
        ),
        {"time_zone": "Europe/Paris"},
    ),
    "retention rolling": Question(
        lambda j: analyse.retention(j, start="see", returning="see", rolling="3d", breakdown="city", top=2)
    ),
    "retention by channel": Question(
        lambda j: analyse.retention(j, start="see", returning="pay", period="month", breakdown="channel"), WHERE
    ),
    "attribution": Question(lambda j: analyse.attribution(j, "pay", value="value")),
    **{
        f"attribution {model}": Question(partial(_attributed, model=model))
        for model in ("first", "last_non_direct", "linear", "time_decay", "u")
    },
    "attribution w": Question(lambda j: analyse.attribution(j, "pay", model="w", key_event="fill")),
    "attribution markov": Question(lambda j: analyse.attribution(j, "pay", model="markov", value="value")),
    "attribution markov 2": Question(
        lambda j: analyse.attribution(j, "pay", model="markov", order=2, repeats="collapse", include_null=False)
    ),
    "attribution shapley": Question(lambda j: analyse.attribution(j, "pay", model="shapley", value="value")),
    "attribution shapley rates": Question(
        lambda j: analyse.attribution(j, "pay", model="shapley", worth="rate", exclude_open=True, lookback="5d")
    ),
    "attribution drawn": Question(lambda j: analyse.attribution(j, "pay", model="linear", bootstrap=40, seed=3), GAP),
    "attribution markov drawn": Question(lambda j: analyse.attribution(j, "pay", model="markov", bootstrap=20)),
    "compare values": Question(
        lambda j: analyse.compare_values(analyse.funnel(j, ["see", "pay"], breakdown="city"), "Lyon", "Bath")
    ),
    "compare groups": Question(
        lambda j: analyse.compare_groups(
            j, lambda k: analyse.funnel(k, ["see", "pay"]), where_a="customer LIKE 'c%'", where_b="customer LIKE 'K%'"
        )
    ),
    "compare funnels": Question(
        lambda j: analyse.compare_funnels(
            j, ["see", "pay"], by="city", a="Lyon", draws=30, rng=np.random.Generator(np.random.PCG64(1))
        )
    ),
    "cohort by birth": Question(
        lambda j: analyse.cohort_by_birth(j, "spring", start="see", cohort="2024-04-01", made=MADE)
    ),
    "cohort by property": Question(
        lambda j: analyse.cohort_by_property(j, "lyon", property="city", value="Lyon", start="see", made=MADE)
    ),
    "cohort by step": Question(_cohort),
    "within a cohort": Question(lambda j: analyse.funnel(analyse.within_cohort(j, _cohort(j)), ["see", "ask"])),
    "cohort value": Question(lambda j: analyse.cohort_value(j, start="see", of="pay", period="week", periods=5)),
    "kinds": Question(_kinds, GAP),
    "kinds by number": Question(lambda j: _kinds(j, number=3), KEY),
    "conformance": Question(lambda j: analyse.conformance(j, PATH), GAP),
    "conformance ignoring": Question(lambda j: analyse.conformance(j, PATH, ignore_unknown=True), KEY),
    "conformance of a drafted map": Question(_conformance_of_a_draft, GAP),
    "conformance of a map": Question(lambda j: analyse.conformance(j, SHOP), LATER),
    "passage": Question(lambda j: analyse.passage(j, SHOP)),
    "passage cut": Question(lambda j: analyse.passage(j, SHOP, top=1), {**GAP, **LATER}),
    "chain": Question(lambda j: analyse.chain(j, SHOP, draws=20), GAP),
    "what became of passages": Question(lambda j: analyse.settled(j, SHOP), GAP),
    "what became of passages of customers": Question(lambda j: analyse.settled(j, PATH)),
    "chain of a text": Question(lambda j: analyse.chain(j, PATH, draws=20, seed=4)),
    "answers": Question(lambda j: analyse.answers(j)),
    "answers with words": Question(lambda j: analyse.answers(j, groups=["city", "channel"], weight="number"), WHERE),
    "ratings": Question(lambda j: analyse.ratings(j, SHOP, {"look": "csat_see", "pay": "csat_pay"}, window="9d"), GAP),
    "ratings in groups": Question(
        lambda j: analyse.ratings(j, SHOP, {"look": "csat_see"}, outcome="back", groups=["city", "channel"]), KEY
    ),
    "arms": Question(lambda j: analyse.arms(j, SHOP, window="9d")),
    "occurrences": Question(
        lambda j: analyse.occurrences(j, [Rule(("see", "ask")), Rule(("pay",), (Condition("number", "gt", (0,)),))])
    ),
    "next step": Question(_next_step, GAP),
    "next step of few": Question(lambda j: analyse.next_step(j, model="order_1", seen=5, sample=1_000, seed=2)),
    "next step boosted": Question(_next_step_boosted, GAP),
    "what came next": Question(lambda j: analyse.next_after(j, ["see", "search"], within="1d")),
    "outcome": Question(_outcome, DAYS),
    "outcome boosted": Question(partial(_outcome, model="boosted"), DAYS),
    "outcome of properties": Question(
        lambda j: analyse.outcome(
            j, outcome="see|search|fill", at="1 events", properties=["city", "number"], model="logistic"
        ),
        DAYS,
    ),
    "a drafted map": Question(lambda j: insight.draft_map(j, today=date(2026, 1, 1))),
    "a drafted map of cut journeys": Question(lambda j: insight.draft_map(j, today=date(2026, 1, 1), cut=True), GAP),
}

QUESTIONS: Mapping[str, Question] = MappingProxyType(_TABLE)

_PEOPLE: dict[str, Question] = {
    "funnel members": Question(lambda j: analyse.funnel_members(j, FUNNEL, within="9d")),
    "funnel members by city": Question(lambda j: analyse.funnel_members(j, FUNNEL, breakdown="city", top=1), GAP),
    "dropoff members": Question(lambda j: analyse.dropoff_members(j, FUNNEL, within="9d")),
    "timing members": Question(lambda j: analyse.timing_members(j, start="see", end="pay", pairing="every"), GAP),
    "survival members": Question(lambda j: analyse.survival_members(j, start="see", end="pay", breakdown="city")),
    "follows members": Question(lambda j: analyse.follows_members(j, "see", "pay"), KEY),
    "variant members": Question(lambda j: analyse.variant_members(j, ["see", "search"]), GAP),
    "path members": Question(lambda j: analyse.path_members(j, analyse.paths(j, depth=3), node=1), GAP),
    "retention members": Question(
        lambda j: analyse.retention_members(j, start="see", returning="pay", period="week", breakdown="city")
    ),
    "attribution members": Question(lambda j: analyse.attribution_members(j, "pay", channel="web", value="value")),
    "conformance members": Question(lambda j: analyse.conformance_members(j, PATH), GAP),
    "next step members": Question(lambda j: analyse.next_step_members(j, _next_step(j)), GAP),
    "next step members boosted": Question(lambda j: analyse.next_step_members(j, _next_step_boosted(j)), GAP),
    "outcome members boosted": Question(lambda j: analyse.outcome_members(j, _outcome(j, model="boosted")), DAYS),
    "outcome members": Question(lambda j: analyse.outcome_members(j, _outcome(j)), DAYS),
    "kind members": Question(lambda j: analyse.kind_members(j, _kinds(j, number=2)), GAP),
}

MEMBERS: Mapping[str, Question] = MappingProxyType(_PEOPLE)
