"""Examples of how a map is kept, carried out and tied to events."""

from collections.abc import Mapping
from types import MappingProxyType

from .example import Example

KEPT: Mapping[str, Example] = MappingProxyType(
    {
        "M301": Example(
            """\
owner: {department: sales}
""",
            """\
owner: {person: Head of ticketing, department: sales}
""",
        ),
        "M302": Example(
            """\
review: {last: 2026-07-31, every: P3M}
""",
            """\
review: {last: 2026-11-01, every: P3M}
""",
        ),
        "M303": Example(
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket, feels: {score: -1}}
  - {id: enjoy, phase: during, does: Hears the concert, feels: {score: 2}}
""",
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket, feels: {score: -1, evidence: research, source: [exit_survey]}}
  - {id: enjoy, phase: during, does: Hears the concert, feels: {score: 2}}
""",
        ),
        "M304": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    feels: {score: -1, evidence: partial}
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    feels: {score: -1, evidence: partial, source: [exit_survey]}
""",
        ),
        "M305": Example(
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket}
lint:
  ignore:
    - {rule: M101, about: buy, because: The band is the customer}
""",
            """\
steps:
  - {id: buy, phase: before, does: We buy a van}
lint:
  ignore:
    - {rule: M101, about: buy, because: The band is the customer}
""",
        ),
        "M306": Example(
            """\
steps:
  - {id: enjoy, phase: during, does: Hears the concert, image: stage.jpg}
""",
            """\
steps:
  - {id: enjoy, phase: during, does: Hears the concert, image: hall.jpg}
""",
        ),
        "M307": Example(
            """\
trends:
  - {id: passkeys, name: Passkeys, stance: watch, steps: [buy], reviewed: 2024-06-01}
""",
            """\
trends:
  - {id: passkeys, name: Passkeys, stance: watch, steps: [buy], reviewed: 2026-11-01}
""",
        ),
        "M401": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    pains: [{id: p_account, text: An account is needed before paying}]
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    pains: [{id: p_account, text: An account is needed before paying}]
opportunities:
  - {id: o_guest, steps: [buy], text: Pay as a guest, solves: [p_account]}
""",
        ),
        "M402": Example(
            """\
opportunities:
  - {id: o_guest, steps: [buy], text: Pay as a guest}
""",
            """\
opportunities:
  - {id: o_guest, steps: [buy], text: Pay as a guest}
initiatives:
  - {id: guest, title: Guest checkout, meets: [o_guest], cost: 40000, department: sales, effect: none}
""",
        ),
        "M403": Example(
            """\
initiatives:
  - {id: guest, title: Guest checkout, cost: 40000}
""",
            """\
initiatives:
  - {id: guest, title: Guest checkout, cost: 40000, department: sales, effect: none}
""",
        ),
        "M404": Example(
            """\
initiatives:
  - id: desk
    title: A second desk
    cost: 8000
    department: sales
    effect: {kind: wait, steps: [buy], by: [-4, -3, -2]}
""",
            """\
initiatives:
  - id: desk
    title: A second desk
    cost: 8000
    department: sales
    effect: {kind: wait, steps: [buy], by: [-4, -3, -2], leaving_per_minute: 0.01, source: [exit_survey]}
""",
        ),
        "M405": Example(
            """\
view: buying
steps:
  - {id: hears, phase: before, does: Hears of the concert, feels: {score: 1}}
  - {id: asks, phase: before, does: Asks friends to come along, feels: {score: 1}}
acquisition:
  lines:
    - {id: posters, step: hears, action: Posters, team: marketing, cost: 4000, start: 2027-01-01, effect: none}
""",
            """\
view: buying
steps:
  - {id: hears, phase: before, does: Hears of the concert, feels: {score: 1}}
  - {id: asks, phase: before, does: Asks friends to come along, feels: {score: 1}}
acquisition:
  lines:
    - {id: posters, step: hears, action: Posters, team: marketing, cost: 4000, start: 2027-01-01, effect: none}
  left_to_others:
    - {step: asks, to: their friends, because: nobody wants us in that talk}
""",
        ),
        "M406": Example(
            """\
view: buying
acquisition:
  lines:
    - {id: posters, step: buy, action: Posters, cost: 4000, start: 2027-01-01, effect: none}
""",
            """\
view: buying
acquisition:
  lines:
    - {id: posters, step: buy, action: Posters, team: marketing, cost: 4000, start: 2027-01-01, effect: none}
""",
        ),
        "M407": Example(
            """\
customer_needs:
  - {id: n_guest, text: I want to pay without an account, steps: [buy]}
""",
            """\
customer_needs:
  - {id: n_guest, text: I want to pay without an account, steps: [buy]}
opportunities:
  - {id: o_guest, steps: [buy], text: Pay as a guest, solves: [n_guest]}
initiatives:
  - {id: guest, title: Guest checkout, meets: [o_guest], cost: 40000, department: sales, effect: none}
""",
        ),
        "M408": Example(
            """\
view: buying
acquisition:
  canvas:
    who: Families who go out once a month
    need: An evening that all of them like
    trigger: A birthday
    knows: That there is a hall
    looks: In the paper
    criteria: Whether children like it
    alternatives: The cinema
    influence: Other parents
    fears: Tired children
    proof: What others say of it
    moment: When the date is settled
  left_to_others: [{step: buy}]
""",
            """\
view: buying
acquisition:
  canvas:
    who: Families who go out once a month
    need: An evening that all of them like
    trigger: A birthday
    knows: That there is a hall
    looks: In the paper
    criteria: Whether children like it
    alternatives: The cinema
    influence: Other parents
    fears: Tired children
    proof: What others say of it
    moment: When the date is settled
    unknown: [after]
  left_to_others: [{step: buy}]
""",
        ),
        "M409": Example(
            """\
initiatives:
  - {id: wallet, title: Money in the app, requires: drinks}
  - {id: drinks, title: Order drinks from the seat, requires: wallet}
""",
            """\
initiatives:
  - {id: wallet, title: Money in the app}
  - {id: drinks, title: Order drinks from the seat, requires: wallet}
""",
        ),
        "M501": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: desk, name: Desk}]
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: desk, name: Desk, event_match: {event: desk.served}}]
""",
        ),
        "M503": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: site, name: Website, event_match: {event: order.complete}}]
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: site, name: Website, event_match: {event: order.completed}}]
""",
        ),
        "M504": Example(
            """\
steps:
  - id: choose
    phase: before
    does: Chooses how to receive the ticket
    choice: {between: branches, options: [by_email, by_app]}
  - id: app
    phase: before
    does: Installs the app
    touchpoints: [{id: wallet, name: Wallet}]
  - id: enter
    phase: during
    does: Walks in
    touchpoints: [{id: gate, name: Gate, event_match: {event: ticket.scanned}}]
links:
  - {from: choose, to: enter, when: by_email}
""",
            """\
steps:
  - id: choose
    phase: before
    does: Chooses how to receive the ticket
    choice: {between: branches, options: [by_email, by_app]}
  - id: app
    phase: before
    does: Installs the app
    touchpoints: [{id: wallet, name: Wallet, event_match: {event: app.installed}}]
  - id: enter
    phase: during
    does: Walks in
    touchpoints: [{id: gate, name: Gate, event_match: {event: ticket.scanned}}]
links:
  - {from: choose, to: enter, when: by_email}
""",
        ),
        "M505": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    metrics: {wait: {target: PT3M}}
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    metrics: {wait: {target: PT3M, measured_by: {event: order.completed, property: took_s, unit: s}}}
""",
        ),
        "M506": Example(
            """\
case: {gap: P6M}
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: site, name: Website, event_match: {event: order.completed}}]
""",
            """\
case: {gap: P180D}
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: site, name: Website, event_match: {event: order.completed}}]
""",
        ),
    }
)
