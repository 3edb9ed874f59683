"""Whose voice a map speaks with."""

import pytest

from sojourn.maps.check.voice import company_speaking
from sojourn.maps.model import Actor
from tests.factories.walks import journey_map, step

ACTORS = (
    Actor(id="shop", kind="provider", name="Bank B"),
    Actor(id="agent", kind="employee", name="Financial agent"),
    Actor(id="crm", kind="system", name="CRM"),
    Actor(id="artist", kind="partner", name="Artist's website"),
)


def speaks(does, **more):
    """Whether a step is told from the company's side."""
    made = step("a")
    return bool(
        list(company_speaking(journey_map(type(made)(id="a", phase="during", does=does), actors=ACTORS, **more)))
    )


@pytest.mark.parametrize(
    "does",
    [
        "We send a confirmation",
        "we'll call back within a day",
        "Our agent calls",
        "Then we ship the parcel",
        "After payment, we send the tickets",
        "When the form is complete, our system checks it",
        "Waits a day. We call back",
        "Pays by card and we send a receipt",
        "Fills in the form, then we check it",
        "Bank B sends a letter",
        "The financial agent calls back",
        "the Financial agent will call back",
        "CRM sends a reminder",
        "The customer is sent an email",
        "Every returning customer gets a voucher",
        "Customers are asked to wait",
        "Arrives – our doorman opens",
    ],
)
def test_the_company_is_heard(does):
    assert speaks(does)


@pytest.mark.parametrize(
    "does",
    [
        "Receives the confirmation",
        "Is sent straight to a suitable agent at the appointed time",
        "Is shown concerts nearby by artists they like",
        "Sees an ad for a concert by their favourite artist",
        'Reads "We are sorry" on the page',
        "Reads “Our shop is closed” at the door",
        "Hears 'We close in ten minutes' over the speakers",
        "Orders from WeChat",
        "We Will Rock You: buys two tickets",
        "Visits the US",
        "Weighs the parcel",
        "Calls Bank B",
        "Bank B's page loads slowly",
        "Bank B advert catches the eye",
        "Bank Bern opens early",
        "The financial agent's desk is empty",
        "Artist's website loads",
        "Compares our price with three others",
        "Tells a friend that we were late",
        "Waits an hour for the courier",
        "Ours is the third table",
        "The customer service desk is closed",
        "Calls customer services",
        "Hears the friends' story, and west of the river turns left",
        "The guest list is checked at the door",
        "Finds the user manual",
        "After the concert, walks home",
    ],
)
def test_the_customer_is_heard(does):
    assert not speaks(does)


@pytest.mark.parametrize(
    ("language", "heard"), [("en", True), ("en-GB", True), ("EN", True), ("fr", False), ("de", False)]
)
def test_only_languages_with_a_list_of_words_are_judged(language, heard):
    assert speaks("We send a confirmation", language=language) is heard


def test_a_map_seen_through_employees_may_say_we():
    assert not speaks("We send a confirmation", view="employee")
