"""What the concert world says of itself, and what is worth asking of it."""

from collections.abc import Mapping
from types import MappingProxyType

from sojourn.core.answers import Question

from .world import SampleWorld, SuggestedAnalysis

_BUYING = ("page.viewed[site=artist]", "page.viewed[site=shop]", "payment.started", "order.completed")

_QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        asked.id: asked
        for asked in (
            Question(
                "csat_payment",
                "How satisfied were you with paying?",
                "likert_1_5",
                "high",
                role="satisfaction",
                about="buy",
            ),
            Question(
                "csat_entry",
                "How satisfied were you with getting in?",
                "likert_1_5",
                "high",
                role="satisfaction",
                about="entry",
            ),
            Question("exit_reason", "Why did you stop before paying?", "choice", "high", role="reason", about="pay"),
            Question("nps", "How likely are you to recommend us to a friend?", "nps", "high", role="recommend"),
            Question(
                "importance_payment",
                "How important is paying to you?",
                "likert_1_5",
                "high",
                role="importance",
                about="buy",
            ),
            Question(
                "importance_entry",
                "How important is getting in to you?",
                "likert_1_5",
                "high",
                role="importance",
                about="entry",
            ),
        )
    }
)


def concert_world() -> SampleWorld:
    """Describe the concert sample; it holds for every size and seed."""
    return SampleWorld(
        name="concert",
        title="The concert (simulated)",
        description=(
            "Simulated. Customers see an advertisement, visit the artist's site and the ticket shop, pay (must they "
            "open an account?), get the ticket by mail or in the app, come to the hall, show their code, have a drink, "
            "look at photos, are shown the next concert, and begin again. Why they leave and what brings them back is "
            "planted, and written beside the data as truths."
        ),
        simulated=True,
        origin=(
            "Drawn from invented numbers with a seeded generator: no customer, concert or company in it exists.",
            "The steps are those of a familiar story: an advertisement, a ticket, an evening, and the next concert.",
        ),
        licence="Apache-2.0, with the program that makes it",
        observed_from="2023-12-31T23:00:00Z",
        observed_until="2025-12-31T23:00:00Z",
        time_zone="Europe/Paris",
        currency="EUR",
        columns=MappingProxyType(
            {
                "customer": "customer",
                "time": "time",
                "event": "event",
                "channel": "channel",
                "id": "id",
                "value": "value",
            }
        ),
        events=MappingProxyType(
            {
                "ad.clicked": "An advertisement was clicked; cost is what the click cost.",
                "page.viewed": "A page of the artist's site or of the ticket shop was seen.",
                "payment.started": "The payment page was opened; account_required: whether it asked for an account.",
                "experiment.assigned": "The customer fell into an arm of an experiment.",
                "account.opened": "An account was opened in order to pay.",
                "payment.refused": "The payment was refused, for a reason.",
                "order.completed": "Tickets were bought; value is their price.",
                "delivery.chosen": "The customer chose mail or the app for the ticket.",
                "app.installed": "The app was installed.",
                "wallet.ticket_added": "The ticket arrived in the app.",
                "ticket.emailed": "The ticket was sent by mail.",
                "message.sent": "A reminder, or a suggestion of a concert nearby, was sent.",
                "message.opened": "The suggestion was opened.",
                "gate.reached": "The customer stood in the queue at the gate.",
                "ticket.scanned": "The code was shown at the gate, accepted or refused; wait_minutes is the queue.",
                "drink.bought": "A drink was bought in the hall; value is its price.",
                "photos.viewed": "Photos of the evening were looked at.",
                "support.contacted": "Help was asked for; cost is what it cost to serve.",
                "survey.sent": "A survey was sent.",
                "survey.answered": "One question of a survey was answered.",
            }
        ),
        map="concert-lived",
        budget=50_000,
        questions=_QUESTIONS,
        segments=("segment", "age", "city", "consent"),
        suggestions=(
            SuggestedAnalysis(
                question="Where do people give up before they have a ticket?",
                analysis="funnel",
                arguments=_BUYING,
                options=MappingProxyType({"within": "14d", "breakdown": "device"}),
            ),
            SuggestedAnalysis(
                question="What does the question for an account cost?",
                analysis="funnel",
                arguments=("payment.started", "order.completed"),
                options=MappingProxyType({"within": "1d", "breakdown": "account_required"}),
            ),
            SuggestedAnalysis(
                question="Where did they go instead of paying?",
                analysis="dropoff",
                arguments=("page.viewed[site=shop]", "payment.started", "order.completed"),
                options=MappingProxyType({"within": "14d"}),
            ),
            SuggestedAnalysis(
                question="How long do people wait at the gate?",
                analysis="timing",
                options=MappingProxyType(
                    {
                        "from": "gate.reached",
                        "to": "ticket.scanned",
                        "pairing": "every",
                        "within": "6h",
                    }
                ),
            ),
            SuggestedAnalysis(
                question="What happens after the evening?",
                analysis="paths",
                options=MappingProxyType({"from": "ticket.scanned", "occurrence": "every", "depth": "5"}),
            ),
            SuggestedAnalysis(
                question="Who buys again, by segment?",
                analysis="retention",
                options=MappingProxyType(
                    {
                        "start": "order.completed",
                        "return": "order.completed",
                        "period": "month",
                        "time-zone": "Europe/Paris",
                        "breakdown": "segment",
                    }
                ),
            ),
            SuggestedAnalysis(
                question="How does an order go, from payment to the hall?",
                analysis="variants",
                options=MappingProxyType({"cases": "key", "case-key": "order_id", "collapse": None}),
            ),
        ),
    )
