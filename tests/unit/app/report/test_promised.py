"""What a plan should bring, in words: the worked fixture of the concert, whose numbers are known."""

from dataclasses import replace

import pytest

from sojourn import maps, prioritise, samples
from sojourn.app.report.promised import about, money, per, promise_of

MAP = maps.parse_map(samples.example_map("concert"))
WAYS = [
    ("site", "buy", 0.30), ("site", "lost", 0.70), ("buy", "choose", 0.82), ("buy", "lost", 0.18),
    ("choose", "app", 0.55), ("choose", "qr", 0.43), ("choose", "lost", 0.02), ("app", "qr", 0.80),
    ("app", "choose", 0.15), ("app", "lost", 0.05), ("qr", "show", 0.97), ("qr", "lost", 0.03), ("show", "after", 0.60),
    ("show", "done", 0.40), ("after", "loyal", 0.25), ("after", "done", 0.75),
]  # fmt: skip


def chosen(budget: float, *, draws: int = 200, **rules: object) -> prioritise.Plan:
    model = prioritise.plan_model(
        WAYS, volume=100_000, margin_visit={"show": 4}, margin_outcome={"loyal": 12}, period="P1Y", currency="EUR"
    )
    initiatives = [
        {"id": "guest", "title": "Guest checkout", "cost": 40_000, "months": 3, "department": "shop",
         "evidence": "research",
         "effect": [{"kind": "transition", "steps": ["buy", "choose"], "to": [0.84, 0.88, 0.91]}]},
        {"id": "wallet", "title": "Wallet", "cost": 50_000, "effect": "none"},
        {"id": "drinks", "title": "Drinks in the app", "cost": 30_000, "requires": ["wallet"],
         "effect": [{"kind": "margin", "steps": ["show"], "by": [0.5, 0.9, 1.4]}]},
        {"id": "photos", "title": "Photos", "cost": 30_000, "owner": "Ada",
         "effect": [{"kind": "transition", "steps": ["after", "loyal"], "to": [0.28, 0.33, 0.36]}]},
        {"id": "palace", "title": "A palace", "cost": 900_000,
         "effect": [{"kind": "margin", "steps": ["show"], "by": 1}]},
    ]  # fmt: skip
    for each in initiatives:
        if each["effect"] == "none":
            del each["effect"]
    return prioritise.plan(model, initiatives, budget=budget, draws=draws, **rules)  # type: ignore[arg-type]


def test_a_promise_has_an_interval_and_what_it_costs_to_be_wrong() -> None:
    promise = promise_of(chosen(120_000), MAP)
    assert promise.gain.startswith("€33,")
    assert promise.gain.endswith("00 a year")
    assert "95 % of draws lie between €2" in promise.under
    words = [name for _, name in promise.facts]
    assert words == [
        "of draws: none that keeps the rules is better",
        "to pay back €110,000",
        "if only half of those won over behave as others do",
    ]
    assert [row.title for row in promise.rows] == ["Wallet", "Drinks in the app", "Photos"]
    assert promise.rows[0].assumed == "no effect of its own; “Drinks in the app” needs it. Evidence: hypothesis."
    assert promise.rows[2].assumed.startswith("33 % (28–36) go from “after” to “Buys again”, 25 % today.")
    assert promise.rows[2].who == "Ada"


def test_what_is_left_out_has_its_reason() -> None:
    left_out = dict(promise_of(chosen(120_000), MAP).left_out)
    assert left_out["A palace"] == "it costs €900,000, more than the budget"
    assert left_out["Guest checkout"].startswith(
        "€10,000 of the budget is left, and it costs €40,000; the best plan holds it"
    )
    without = dict(promise_of(chosen(70_000), MAP).left_out)
    assert without["Drinks in the app"] == "with “Wallet”, which it needs, it costs €80,000, more than the budget"
    assert without["Wallet"] == (
        "it brings nothing by itself; with “Drinks in the app”, which needs it, it costs €80,000, more than the budget"
    )


def test_the_best_plan_is_said_to_be_the_best_in_so_many_draws() -> None:
    sure = " ".join(promise_of(chosen(120_000), MAP).sure)
    assert "The plan is the best" in sure
    assert "a hypothesis: nobody has tried" in sure
    assert "are a hypothesis" not in sure and "in most draws" not in sure


def test_without_draws_there_is_no_interval_and_the_page_says_so() -> None:
    promise = promise_of(chosen(120_000, draws=0), MAP)
    assert promise.under == "if the effects are as thought most likely"
    assert promise.rows[0].inclusion is None
    assert "nothing was drawn" in promise.sure[-1]


@pytest.mark.parametrize(
    ("amount", "written"), [(33_065.1, "€33,100"), (1_632, "€1,630"), (0.2, "€0"), (-2_877.4, "−€2,880"), (7, "€7")]
)
def test_simulated_amounts_have_three_digits(amount: float, written: str) -> None:
    assert about(chosen(30_000, draws=0), amount) == written


def test_other_currencies_are_written_by_their_code() -> None:
    plan = chosen(30_000, draws=0)
    francs = replace(plan, model=replace(plan.model, currency="CHF", period="P2M"))
    assert (money(francs, 1_200), per(francs)) == ("1,200 CHF", "in P2M")
    nobody = replace(plan, model=replace(plan.model, currency=None, period=None))
    assert (money(nobody, 1_200), per(nobody)) == ("1,200", "a period")
