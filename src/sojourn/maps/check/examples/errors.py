"""Examples of what refuses a map."""

from collections.abc import Mapping
from types import MappingProxyType

from .example import Example

ERRORS: Mapping[str, Example] = MappingProxyType(
    {
        "M001": Example(
            "title: Tickets: from the ad to the hall\n",
            'title: "Tickets: from the ad to the hall"\n',
        ),
        "M002": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    tuchpoints: [{id: checkout, name: Payment page}]
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: checkout, name: Payment page}]
""",
        ),
        "M003": Example(
            "steps:\n  - {id: buy, phase: before}\n",
            "steps:\n  - {id: buy, phase: before, does: Buys a ticket}\n",
        ),
        "M004": Example(
            "steps:\n  - {id: buy, phase: before, does: Buys a ticket, feels: {score: 3}}\n",
            "steps:\n  - {id: buy, phase: before, does: Buys a ticket, feels: {score: 2}}\n",
        ),
        "M005": Example(
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket}
  - {id: buy, phase: before, does: Pays}
""",
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket}
  - {id: pay, phase: before, does: Pays}
""",
        ),
        "M006": Example(
            "steps:\n  - {id: buy, phase: start, does: Buys a ticket}\n",
            "steps:\n  - {id: buy, phase: before, does: Buys a ticket}\n",
        ),
        "M007": Example(
            "owner: &lead {person: Marketing lead}\n",
            "owner: {person: Marketing lead}\n",
        ),
        "M008": Example(
            "format: journey-map/2\n",
            "format: journey-map/1\n",
        ),
        "M009": Example(
            """\
steps:
  - id: choose
    phase: before
    does: Chooses how to receive the ticket
    choice: {between: branches, options: [by_email, by_app]}
  - {id: app, phase: before, does: Installs the app}
  - {id: travel, phase: during, does: Travels to the hall, kind: no_contact}
links:
  - {from: choose, to: travel, when: by_mail}
""",
            """\
steps:
  - id: choose
    phase: before
    does: Chooses how to receive the ticket
    choice: {between: branches, options: [by_email, by_app]}
  - {id: app, phase: before, does: Installs the app}
  - {id: travel, phase: during, does: Travels to the hall, kind: no_contact}
links:
  - {from: choose, to: travel, when: by_email}
""",
        ),
        "M010": Example(
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket}
  - {id: app, phase: before, does: Installs the app}
  - {id: travel, phase: during, does: Travels to the hall, kind: no_contact}
links:
  - {from: buy, to: travel}
""",
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket}
  - {id: app, phase: before, does: Installs the app}
  - {id: travel, phase: during, does: Travels to the hall, kind: no_contact}
links:
  - {from: buy, to: travel, kind: skip}
""",
        ),
        "M011": Example(
            """\
state: planned
steps:
  - {id: buy, phase: before, does: Buys a ticket, feels: {score: -1, evidence: research, source: [exit_survey]}}
""",
            """\
state: planned
steps:
  - {id: buy, phase: before, does: Buys a ticket, feels: {score: -1, evidence: hypothesis}}
""",
        ),
        "M012": Example(
            """\
steps:
  - id: travel
    phase: during
    does: Travels to the hall
    kind: no_contact
    touchpoints: [{id: timetable, name: Timetable of the hall}]
""",
            """\
steps:
  - id: travel
    phase: during
    does: Travels to the hall
    touchpoints: [{id: timetable, name: Timetable of the hall}]
""",
        ),
        "M502": Example(
            """\
steps:
  - id: arrive
    phase: during
    does: Announces the arrival
    choice: {options: [desk, kiosk]}
    touchpoints:
      - {id: desk, name: Desk, event_match: {event: visit.checked_in}}
      - {id: kiosk, name: Kiosk, event_match: {event: visit.checked_in}}
""",
            """\
steps:
  - id: arrive
    phase: during
    does: Announces the arrival
    choice: {options: [desk, kiosk]}
    touchpoints:
      - {id: desk, name: Desk, event_match: {event: visit.checked_in, where: {method: desk}}}
      - {id: kiosk, name: Kiosk, event_match: {event: visit.checked_in, where: {method: kiosk}}}
""",
        ),
    }
)
