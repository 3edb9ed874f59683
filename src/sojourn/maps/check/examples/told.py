"""Examples of how a journey should be told."""

from collections.abc import Mapping
from types import MappingProxyType

from .example import Example

TOLD: Mapping[str, Example] = MappingProxyType(
    {
        "M101": Example(
            """\
steps:
  - {id: confirm, phase: before, does: We send a confirmation}
""",
            """\
steps:
  - {id: confirm, phase: before, does: Receives the confirmation}
""",
        ),
        "M102": Example(
            """\
scope: end_to_end
phases:
  - {id: before, name: Before, moment: before}
  - {id: during, name: During, moment: during}
""",
            """\
scope: end_to_end
phases:
  - {id: before, name: Before, moment: before}
  - {id: during, name: During, moment: during}
  - {id: after, name: After, moment: after}
""",
        ),
        "M103": Example(
            """\
scope: end_to_end
steps:
  - {id: buy, phase: before, does: Buys a ticket}
  - {id: enjoy, phase: during, does: Enjoys the concert, kind: no_contact}
  - {id: recall, phase: after, does: Is shown concerts nearby}
""",
            """\
scope: end_to_end
steps:
  - {id: buy, phase: before, does: Buys a ticket}
  - {id: enjoy, phase: during, does: Enjoys the concert, kind: no_contact}
  - {id: recall, phase: after, does: Is shown concerts nearby}
links:
  - {from: recall, to: buy, kind: loop}
""",
        ),
        "M104": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints:
      - {id: site, name: Website, control: owned}
      - {id: app, name: App, control: owned}
      - {id: shop_desk, name: Box office, control: owned}
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints:
      - {id: site, name: Website, control: owned}
      - {id: app, name: App, control: owned}
      - {id: reviews, name: Reviews of the hall, control: earned}
""",
        ),
        "M105": Example(
            """\
steps:
  - {id: s1, phase: before, does: Fills in page 1 of the form}
  - {id: s2, phase: before, does: Fills in page 2 of the form}
  - {id: s3, phase: before, does: Fills in page 3 of the form}
  - {id: s4, phase: before, does: Fills in page 4 of the form}
  - {id: s5, phase: before, does: Fills in page 5 of the form}
  - {id: s6, phase: before, does: Fills in page 6 of the form}
  - {id: s7, phase: before, does: Fills in page 7 of the form}
  - {id: s8, phase: before, does: Fills in page 8 of the form}
  - {id: s9, phase: before, does: Fills in page 9 of the form}
  - {id: s10, phase: before, does: Fills in page 10 of the form}
  - {id: s11, phase: before, does: Fills in page 11 of the form}
  - {id: s12, phase: before, does: Fills in page 12 of the form}
  - {id: s13, phase: before, does: Fills in page 13 of the form}
  - {id: s14, phase: before, does: Fills in page 14 of the form}
  - {id: s15, phase: before, does: Fills in page 15 of the form}
  - {id: s16, phase: before, does: Fills in page 16 of the form}
""",
            """\
steps:
  - {id: form, phase: before, does: Fills in the form, map: form-pages}
""",
        ),
        "M107": Example(
            """\
steps:
  - {id: look, phase: before, does: Looks at concerts}
  - {id: compare, phase: before, does: Compares seats}
  - {id: buy, phase: before, does: Buys a ticket}
links:
  - {from: look, to: buy, kind: loop}
""",
            """\
steps:
  - {id: look, phase: before, does: Looks at concerts}
  - {id: compare, phase: before, does: Compares seats}
  - {id: buy, phase: before, does: Buys a ticket}
links:
  - {from: look, to: buy, kind: skip}
""",
        ),
        "M106": Example(
            """\
personas: [{id: fan, name: The fan}, {id: parent, name: The parent who drives}]
steps:
  - {id: enjoy, phase: during, does: Hears the concert, feels: {score: 2}}
""",
            """\
personas: [{id: fan, name: The fan}, {id: parent, name: The parent who drives}]
steps:
  - id: enjoy
    phase: during
    does: Hears the concert
    feels: [{persona: fan, score: 2}, {persona: parent, score: -1}]
""",
        ),
        "M201": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints:
      - {id: kiosk, name: Kiosk, channel: kiosk, place: physical, purpose: transactional,
       control: owned, actor: shop, department: sales}
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints:
      - {id: kiosk, name: Kiosk, channel: kiosk, place: physical, trigger: pull, purpose: transactional,
       control: owned, actor: shop, department: sales}
""",
        ),
        "M202": Example(
            """\
steps:
  - {id: pay, phase: before, does: Pays}
""",
            """\
steps:
  - {id: pay, phase: before, does: Pays, touchpoints: [{id: till, name: Till}]}
""",
        ),
        "M203": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: ad, name: Ad}]
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: ad, name: Ad}]
    metrics: {satisfaction: {metric: csat, question: q_ad}}
""",
        ),
        "M204": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    moment_of_truth: {why: The code works or the evening is lost}
    touchpoints: [{id: gate, name: Gate, department: sales}]
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    moment_of_truth: {why: The code works or the evening is lost}
    touchpoints: [{id: gate, name: Gate, department: sales}]
    metrics: {wait: {target: PT5M, measured_by: {event: ticket.scanned, property: waited_s, unit: s}}}
""",
        ),
        "M205": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    handover: {from: shop, to: hall, keeps_context: false}
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    handover: {from: shop, to: hall, keeps_context: true}
""",
        ),
        "M206": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints:
      - {id: desk, name: Desk, department: sales}
      - {id: line, name: Help line, department: support}
""",
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket, touchpoints: [{id: desk, name: Desk, department: sales}]}
  - {id: call, phase: before, does: Calls for help, touchpoints: [{id: line, name: Help line, department: support}]}
""",
        ),
        "M207": Example(
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket, touchpoints: [{id: site, name: Website, actor: shop}]}
  - id: enter
    phase: during
    does: Walks in
    touchpoints: [{id: gate, name: Gate, actor: hall}]
""",
            """\
steps:
  - {id: buy, phase: before, does: Buys a ticket, touchpoints: [{id: site, name: Website, actor: shop}]}
  - id: enter
    phase: during
    does: Walks in
    touchpoints: [{id: gate, name: Gate, actor: hall}]
    handover: {from: shop, to: hall, keeps_context: true}
""",
        ),
        "M208": Example(
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: tip, name: Suggestion, personalised_by: [location]}]
""",
            """\
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    touchpoints: [{id: tip, name: Suggestion, personalised_by: [location], consent: opt_in}]
""",
        ),
        "M209": Example(
            """\
steps:
  - {id: pay, phase: before, does: Pays}
""",
            """\
steps:
  - {id: pay, phase: before, does: Pays, feels: {score: 0, words: [neutral]}}
""",
        ),
    }
)
