"""Small journeys and initiatives for tests of plans, drawn by hypothesis."""

from typing import Any

from hypothesis import strategies as st

from sojourn import prioritise

STEPS = ("a", "b", "c", "d")
OUTCOMES = ("good", "lost")
GRID = [0.1, 0.2, 0.3, 0.4, 0.5]


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """Give a chain of four steps, each of which leads on, back and out."""
    chain = []
    for place, step in enumerate(STEPS):
        back = draw(st.sampled_from(STEPS[: place + 1]))
        on = STEPS[place + 1] if place + 1 < len(STEPS) else "good"
        weights = draw(st.tuples(*[st.integers(1, 9)] * 4))
        total = sum(weights)
        targets = (on, back, "good", "lost")
        shares = [weight / total for weight in weights[:-1]]
        shares.append(1 - sum(shares))
        chain += [(step, to, share) for to, share in zip(targets, shares, strict=True)]
    return {
        "chain": chain,
        "start": "a",
        "outcomes": list(OUTCOMES),
        "volume": draw(st.sampled_from([10.0, 1000.0])),
        "margin_visit": {step: draw(st.sampled_from([0.0, 1.0, 4.0])) for step in STEPS},
        "cost_visit": {"b": draw(st.sampled_from([0.0, 0.5]))},
        "margin_outcome": {"good": draw(st.sampled_from([5.0, 12.0]))},
    }


@st.composite
def effects(draw: st.DrawFn) -> Any:
    """Give an effect, several, or none."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        if draw(st.booleans()):
            place = draw(st.integers(0, len(STEPS) - 1))
            on = STEPS[place + 1] if place + 1 < len(STEPS) else "good"
            effect = {"kind": "transition", "steps": [STEPS[place], on], "to": draw(st.sampled_from(GRID))}
            if draw(st.booleans()):
                effect["from"] = draw(st.sampled_from(GRID))
            found.append(effect)
        else:
            place_of = draw(st.sampled_from([*STEPS, "good"]))
            found.append({"kind": "margin", "steps": [place_of], "by": draw(st.sampled_from([0.5, 1.0, 2.0]))})
    return found or "none"


@st.composite
def initiatives(draw: st.DrawFn, most: int = 5) -> list[dict[str, Any]]:
    """Give some initiatives; one may require, or exclude, those before it."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, most))):
        before = [each["id"] for each in found]
        one = {
            "id": f"I{number}",
            "cost": draw(st.sampled_from([0, 10, 10, 20, 35])),
            "effort": draw(st.sampled_from([1.0, 2.0])),
            "department": draw(st.sampled_from(["product", "shop"])),
            "effect": draw(effects()),
        }
        for rule in ("requires", "any_of", "excludes"):
            if before and draw(st.integers(0, 3)) == 0:
                one[rule] = [draw(st.sampled_from(before))]
        if set(one.get("requires", ())) & set(one.get("excludes", ())):
            one.pop("excludes")
        found.append(one)
    return found


def model_of(given: dict[str, Any]) -> prioritise.PlanModel:
    """Give the model."""
    return prioritise.plan_model(given["chain"], **{name: value for name, value in given.items() if name != "chain"})
