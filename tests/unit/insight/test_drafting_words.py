"""Events in words."""

import pytest

from sojourn.insight.drafting_words import article, said, third

SAID = {
    "order.completed": "Completes an order",
    "Order Completed": "Completes an order",
    "OrderCompleted": "Completes an order",
    "view_item": "Views an item",
    "add_to_cart": "Adds to the cart",
    "begin_checkout": "Begins the checkout",
    "purchase": "Purchases",
    "page_view": "Views a page",
    "drink.bought": "Buys a drink",
    "delivery.chosen": "Chooses delivery",
    "ticket.scanned": "Scans a ticket",
    "wallet.ticket_added": "Adds a ticket to the wallet",
    "ticket.emailed": "Receives a ticket by email",
    "offer.shown": "Is shown an offer",
    "photos.viewed": "Views photos",
    "department.tried": "Tries a department",
    "help.opened": "Opens help",
    "login": "Login",
    "Bestellung.aufgegeben": "Bestellung aufgegeben",
    "ψ": "Ψ",
    "...": "",
}


@pytest.mark.parametrize("name", SAID, ids=ascii)
def test_a_name_is_said_as_a_sentence(name: str) -> None:
    assert said(name).does == SAID[name]


@pytest.mark.parametrize(
    "name", ["message.sent", "campaign.received", "survey.sent", "offer.shown", "parcel.delivered"]
)
def test_what_the_company_begins_is_pushed(name: str) -> None:
    assert said(name).push


def test_a_letter_is_pushed_unless_the_customer_opens_it() -> None:
    assert said("offer.made", channel="email").push
    assert not said("offer.opened", channel="email").push
    assert not said("order.completed", channel="web").push


@pytest.mark.parametrize("name", ["payment.refused", "delivery.failed", "checkout_error", "booking.cancelled"])
def test_a_slip_is_known(name: str) -> None:
    assert said(name).slip and not said(name).buys


def test_a_value_sets_apart_or_says_that_it_went_wrong() -> None:
    assert said("page.viewed", value="artist").does == "Views an artist page"
    assert said("ticket.scanned", value="refused").slip
    assert said("ticket.scanned", value="ok").does == "Scans a ticket"
    assert said("page.viewed", value="42").does == "Views a page: 42"


def test_machines_surveys_and_purchases_are_told_apart() -> None:
    assert said("experiment.assigned").machine
    assert said("survey.answered").survey
    assert said("order.paid").buys and said("booking.confirmed").buys
    assert not said("page.viewed").buys


def test_grammar_is_kept() -> None:
    assert [third(verb) for verb in ("go", "try", "push", "pay", "buy")] == ["goes", "tries", "pushes", "pays", "buys"]
    assert [article(thing) for thing in ("order", "photos", "app", "help", "bus")] == [
        "an order", "photos", "the app", "help", "a bus",
    ]  # fmt: skip
