"""What cannot be planned with is refused by code, with names."""

from dataclasses import replace
from typing import Any

import pytest

from sojourn import analyse, maps, prioritise, samples

TICKETS = maps.parse_map(samples.example_map("tickets"))
WAYS = [("a", "b", 0.6), ("a", "lost", 0.4), ("b", "done", 0.8), ("b", "lost", 0.2)]


def model(**more: Any) -> prioritise.PlanModel:
    return prioritise.plan_model(WAYS, volume=100, margin_outcome={"done": 5}, **more)


def transition(one: str, other: str, **more: Any) -> dict[str, Any]:
    return {"id": "x", "cost": 1, "effect": [{"kind": "transition", "steps": [one, other], **more}]}


REFUSED: dict[str, tuple[Any, str, list[str]]] = {
    "nobody goes": (transition("a", "done", to=0.1), "effect.zero_transition", ["a", "done"]),
    "everybody": (transition("a", "b", to=1), "effect.zero_transition", ["a", "b"]),
    "no such step": (transition("a", "z", to=0.1), "effect.unknown_step", ["z"]),
    "leaves an outcome": (transition("done", "a", to=0.1), "effect.unknown_step", ["done"]),
    "no share": (transition("a", "b", to=1.4), "effect.range", ["a", "b"]),
    "wrong order": (transition("a", "b", to=[0.7, 0.65, 0.9]), "effect.range", ["a", "b"]),
    "no value": (transition("a", "b"), "effect.incomplete", ["a", "b"]),
    "one step": ({"id": "x", "effect": {"kind": "transition", "steps": "a", "to": 0.5}}, "effect.incomplete", ["a"]),
    "no kind": ({"id": "x", "effect": {"kind": "mood", "steps": "a", "by": 1}}, "effect.kind", ["a"]),
    "slope without source": (
        {"id": "x", "effect": {"kind": "wait", "steps": "a", "by": -2, "leaving_per_minute": 0.01}},
        "effect.no_source",
        ["a"],
    ),
    "requires a stranger": ({"id": "x", "requires": ["y"], "effect": "none"}, "plan.unknown", ["y"]),
}


@pytest.mark.parametrize(("initiative", "code", "names"), REFUSED.values(), ids=list(REFUSED))
def test_an_effect_that_cannot_be_is_refused(initiative, code, names):
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.plan(model(), [initiative], budget=10)
    assert (refused.value.code, list(refused.value.names)) == (code, names)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"budget": -1}, "plan.budget"),
        ({"budget": 1, "draws": -1}, "plan.draws"),
        ({"budget": 1, "carry": 2}, "plan.carry"),
        ({"budget": 1, "objective": "profit"}, "plan.objective"),
        ({"budget": 1, "method": "guess"}, "plan.method"),
        ({"budget": 1, "include": ["nobody"]}, "plan.unknown"),
        ({"budget": 1, "floors": ["b"]}, "plan.infeasible"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_plan_that_cannot_be_is_refused(options, code):
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.plan(model(), [transition("a", "b", to=0.7)], **options)
    assert refused.value.code == code


def test_the_same_is_refused_of_many_initiatives():
    many = [{**transition("a", "b", to=0.61), "id": f"x{n}", "cost": 2} for n in range(3)]
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.plan(model(), many, budget=3, include=["x0", "x1"], method="milp", draws=0)
    assert (refused.value.constraint, refused.value.needs) == ("include:x1", 4)


def test_initiatives_that_stand_twice_are_refused():
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.plan(model(), [transition("a", "b", to=0.7)] * 2, budget=1)
    assert refused.value.code == "plan.twice"


def test_a_shorter_wait_keeps_some_of_those_who_leave():
    wait = {"id": "x", "cost": 1, "effect": {"kind": "wait", "steps": "a", "by": -5, "leaving_per_minute": 0.02,
                                             "source": "study"}}  # fmt: skip
    direct = transition("a", "lost", to=0.3)
    assert prioritise.gain(model(), [wait]).together == pytest.approx(prioritise.gain(model(), [direct]).together)
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.plan(model(lost="done"), [wait], budget=1)
    assert refused.value.code == "effect.no_leaving"


def test_a_way_may_be_opened_to_a_step_that_nobody_comes_to_yet():
    ways = [*WAYS, ("call", "done", 0.5), ("call", "lost", 0.5)]
    found = prioritise.plan_model(ways, start="a", volume=100, margin_outcome={"done": 10})
    assert found.chain.unreached == ("call",)
    opened = prioritise.gain(found, [transition("a", "call", **{"from": 0, "to": 0.1})])
    # Of all, 10 in 100 are called, half of them done, instead of 48 in 100 of those.
    assert opened.together == pytest.approx(100 * 10 * 0.1 * (0.5 - 0.48))


def test_a_rating_never_enters_the_value():
    rating = {"id": "x", "cost": 1, "effect": {"kind": "rating", "steps": "a", "by": 2}}
    assert prioritise.gain(model(), [rating]).together == 0
    assert prioritise.plan(model(), [rating], budget=1).chosen == ()


@pytest.mark.parametrize(
    ("changed", "options", "code"),
    [
        ({"links": tuple(replace(link, share=None) for link in TICKETS.links)}, {}, "plan.shares_missing"),
        ({"volume": None}, {}, "plan.volume"),
        ({}, {"volume": 0}, "plan.volume"),
        ({}, {"worth": {"nowhere": 3}}, "plan.unknown_state"),
    ],
    ids=["shares", "volume", "no journeys", "worth"],
)
def test_a_map_that_says_too_little_is_refused(changed, options, code):
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.model_of(replace(TICKETS, **changed), **options)
    assert refused.value.code == code


def test_a_map_without_worth_says_what_to_add():
    poor = replace(
        TICKETS, steps=tuple(replace(step, margin=None) for step in TICKETS.steps),
        outcomes=tuple(replace(outcome, margin=None) for outcome in TICKETS.outcomes),
    )  # fmt: skip
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.model_of(poor)
    assert refused.value.code == "plan.nothing_worth"
    assert "margin" in (refused.value.hint or "")
    assert prioritise.model_of(poor, worth={"show": 4, "loyal": 12}).margin_visit == {"show": 4.0}


def test_one_way_without_a_share_takes_the_rest():
    links = tuple(replace(link, share=None) if link.to == "choose" and link.from_ == "buy" else link
                  for link in TICKETS.links)  # fmt: skip
    assert prioritise.model_of(replace(TICKETS, links=links)).chain.share("buy", "choose") == pytest.approx(0.82)


def test_shares_that_add_up_to_more_are_refused_with_the_step():
    links = tuple(replace(link, share=0.9) if link.from_ == "qr" else link for link in TICKETS.links)
    with pytest.raises(analyse.ChainRefused) as refused:
        prioritise.model_of(replace(TICKETS, links=links))
    assert (refused.value.code, refused.value.names) == ("chain.row_sum", ("qr",))


def test_what_a_map_lacks_is_found():
    bare = replace(
        TICKETS,
        initiatives=(
            *(replace(each, meets=()) for each in TICKETS.initiatives),
            maps.Initiative(id="idea", title="An idea"),
        ),
    )  # fmt: skip
    found = prioritise.findings_of(bare)
    assert {"opportunity.no_initiative:o_bar", "initiative.no_effect:idea", "initiative.no_department:idea",
            "initiative.no_cost:idea"} <= set(found)  # fmt: skip
    assert "idea" not in [each.id for each in prioritise.initiatives_of(bare)]
    assert prioritise.findings_of(TICKETS) == ()
