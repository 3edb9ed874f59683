"""Every rule that a map is held to: what it asks, why, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..findings import Severity


@dataclass(frozen=True, slots=True)
class MapRule:
    """A rule.

    Attributes:
        id: its number, by which it is ignored and explained.
        severity: an error refuses the map; a warning and a note never block.
        title: what is wrong when it speaks.
        why: what goes wrong with a map that breaks it.
        do: what to do; the hint of its findings unless they know better. Begins with a small letter.
    """

    id: str
    severity: Severity
    title: str
    why: str
    do: str


_TABLE = (
    MapRule(
        "M001", "error", "The file is not YAML",
        "Nothing can be read from it. The usual reason is a text with a colon and a space in it, or a column too many.",
        "quote text that holds ': ' or ' #', and indent with spaces",
    ),
    MapRule(
        "M002", "error", "A key is not known",
        "A key that nobody reads is a mistake that nobody sees: the map would say less than its author believes.",
        "take the key that is proposed, or begin your own keys with 'x-'",
    ),
    MapRule(
        "M003", "error", "Something required is missing",
        "A step without its deed, or a touchpoint without a name, can be neither drawn nor spoken of.",
        "write what is missing",
    ),
    MapRule(
        "M004", "error", "A value is not one that its field takes",
        "Each field has its own values, so that every map can be drawn, compared and counted alike.",
        "take one of the values that the message names",
    ),
    MapRule(
        "M005", "error", "An id is used twice",
        "Links, comments and evidence find their place by id: with two of a name, nobody knows which is meant.",
        "rename one, and what refers to it",
    ),
    MapRule(
        "M006", "error", "Something named does not exist",
        "A step in a phase that is not there, or a link to a step that is gone, would silently be left out.",
        "take the id that is proposed, or write what it should name",
    ),
    MapRule(
        "M007", "error", "The file uses a part of YAML that is not read",
        "Anchors, tags and keys that are not text mean different things to different readers.",
        "write it out, and quote keys such as 'on' and '1'",
    ),
    MapRule(
        "M008", "error", "The file is of another format",
        "A later version may say things that this one would misread.",
        "upgrade Sojourn, or write 'format: journey-map/1'",
    ),
    MapRule(
        "M009", "error", "A choice and its links do not fit together",
        "An option that leads nowhere, or a link for no option, leaves the path of some customers unsaid.",
        "give each option a touchpoint or a link, and name only options in 'when'",
    ),
    MapRule(
        "M010", "error", "A step cannot be reached, or the journey never ends",
        "No customer could live such a journey, so none could be held against it.",
        "add or mend a link",
    ),
    MapRule(
        "M011", "error", "A feeling is measured on a map of what is not there yet",
        "Nobody has lived a planned journey: feelings there are expectations, or belong to a written case.",
        "move it to 'lived', or call it a hypothesis",
    ),
    MapRule(
        "M012", "error", "A step without contact has a touchpoint",
        "Either customer and company meet there or they do not; the two are drawn and counted differently.",
        "take 'kind: no_contact' out, or the touchpoint",
    ),
    MapRule(
        "M101", "warning", "The map speaks for the company",
        "A map told from the inside shows the process of the company, and hides what customers go through.",
        "say what the customer does or meets, such as 'Receives the confirmation'",
    ),
    MapRule(
        "M102", "note", "A moment is missing",
        "A journey has a before, a during and an after; the one left out is often where customers are lost.",
        "add a phase of that moment, or set 'scope'",
    ),
    MapRule(
        "M103", "note", "What comes after never leads back",
        "Customers who come again are the point of most journeys; without a way back they look like strangers.",
        "add a link of 'kind: loop', or 'loops_to' on the phase",
    ),
    MapRule(
        "M104", "note", "All touchpoints are owned",
        "Customers also meet a company where it has no say: in reviews, in searches, with partners, among friends.",
        "list reviews, search, partners, or other places that are not yours",
    ),
    MapRule(
        "M105", "note", "The map has many steps",
        "More than fifteen steps no longer fit one sheet that people read together.",
        "move the detail of a step into a map of its own, and name it in 'map'",
    ),
    MapRule(
        "M106", "note", "Several personas share one curve",
        "Personas are told apart because they live the journey differently; a shared feeling hides it.",
        "write 'feels' as a list with 'persona' where they differ",
    ),
    MapRule(
        "M107", "warning", "A link leads the wrong way for its kind",
        "A loop is drawn as coming again, and a skip as leaving steps out: the other way round both mislead readers.",
        "take the other kind, or turn the link round",
    ),
    MapRule(
        "M201", "warning", "A touchpoint is only half described",
        "Who begins, through what, for what, under whose control and in whose care decide what can be changed.",
        "add what is missing",
    ),
    MapRule(
        "M202", "warning", "A contact step has no touchpoint",
        "A contact happens somewhere; a step where the two sides do not meet says so.",
        "add a touchpoint, or 'kind: no_contact'",
    ),
    MapRule(
        "M203", "note", "The first or last contact is not judged",
        "The first and the last contact colour what customers remember of everything between them.",
        "add importance or satisfaction to its metrics",
    ),
    MapRule(
        "M204", "warning", "A moment of truth has no target, or nobody in charge",
        "Where customers are won or lost, someone must know how good is good enough, and answer for it.",
        "add a metric with a target, and a department to the touchpoint",
    ),
    MapRule(
        "M205", "warning", "Context is lost on the way",
        "Customers who must tell their story again feel like strangers, and it costs time on both sides.",
        "say what must travel along, and set 'keeps_context: true' once it does",
    ),
    MapRule(
        "M206", "note", "A step crosses departments",
        "What belongs to two departments is often finished by neither.",
        "name one owner: agree who answers for the whole step, or split it",
    ),
    MapRule(
        "M207", "note", "Another actor takes over without a handover",
        "Each change of hands can lose what the customer has already told.",
        "add 'handover' and say whether the context is kept",
    ),
    MapRule(
        "M208", "warning", "Something is personal without consent",
        "Using what is known of a customer needs the customer's agreement, or it is felt as spying.",
        "set 'consent' to informed or opt_in",
    ),
    MapRule(
        "M209", "note", "A step has no feeling",
        "The curve breaks there, and a step nobody has thought about looks like one that is fine.",
        "add 'feels', a hypothesis at first",
    ),
    MapRule(
        "M301", "warning", "Nobody owns the map",
        "A map without an owner is out of date within months.",
        "add 'owner' with a person or a role",
    ),
    MapRule(
        "M302", "warning", "The review is overdue, or none is planned",
        "Journeys change. A map that nobody looks at again misleads those who trust it.",
        "review the map and set 'last'",
    ),
    MapRule(
        "M303", "note", "Most feelings are hypotheses",
        "A map of what is should rest on what customers said or did, not only on what was assumed in a workshop.",
        "ask customers, and name the source",
    ),
    MapRule(
        "M304", "warning", "Something is said to be known, and not from where",
        "Evidence without a source cannot be checked by the next reader.",
        "name the source",
    ),
    MapRule(
        "M305", "note", "Something is ignored that is not there",
        "An ignored rule that no longer speaks would silence the next real case.",
        "take it out of 'lint'",
    ),
    MapRule(
        "M306", "warning", "A picture is not there",
        "Its place on the drawing stays empty, and nobody learns why before the map hangs on the wall.",
        "put the file beside the map, or correct its name",
    ),
    MapRule(
        "M307", "note", "A need or a trend has not been looked at for long",
        "What customers need and what a technology can do changes; an old entry is a decision that nobody takes.",
        "look at it again, and set 'reviewed'",
    ),
    MapRule(
        "M401", "warning", "A pain meets no opportunity",
        "A pain that nobody takes up was collected for nothing.",
        "add an opportunity that 'solves' it",
    ),
    MapRule(
        "M402", "note", "An opportunity has no initiative",
        "An idea that nobody carries out stays an idea.",
        "add an initiative that 'meets' it, or drop it",
    ),
    MapRule(
        "M403", "warning", "An initiative cannot be weighed",
        "Initiatives compete for the same money: without cost, department and effect they cannot be ranked.",
        "fill in what is missing, or write 'effect: none'",
    ),
    MapRule(
        "M404", "warning", "An effect on waiting rests on nothing",
        "A shorter wait is worth the people who then stay; how many leave with each minute must be known.",
        "add 'leaving_per_minute' and the 'source' it is known from",
    ),
    MapRule(
        "M405", "warning", "A customer's action is served by nobody",
        "Where those who are to be won act and nobody answers, they go to whoever does.",
        "add a line to 'acquisition', or list the step under 'left_to_others' with the reason",
    ),
    MapRule(
        "M406", "warning", "A line of the acquisition matrix cannot be planned",
        "Lines compete for the same money and the same people: each needs a team, a cost, a month and an effect.",
        "fill in what is missing, or write 'effect: none'",
    ),
    MapRule(
        "M407", "note", "A need or a trend has no initiative",
        "A need that nobody acts on, or a technology that is to be used and is not, stays on the list for ever.",
        "add an opportunity that 'solves' it and an initiative that 'meets' the opportunity",
    ),
    MapRule(
        "M408", "note", "A box of the acquisition canvas is open",
        "An empty box cannot be told from one that nobody thought of; an unknown that is named can be researched.",
        "fill it in the customer's words, or list it under 'unknown'",
    ),
    MapRule(
        "M409", "warning", "Initiatives wait for each other",
        "What requires itself, by however many others, could never be first: no plan can hold it.",
        "take one of the 'requires' out",
    ),
    MapRule(
        "M501", "note", "A touchpoint is not tied to events",
        "What leaves no event cannot be seen in the journeys customers live: the step is passed over there.",
        "add 'event_match' with the events that show it",
    ),
    MapRule(
        "M502", "error", "Two touchpoints claim the same events",
        "An event means one thing at most; with two equal rules nothing tells which.",
        "add a condition to one of them",
    ),
    MapRule(
        "M503", "warning", "A rule matches no event",
        "A misspelt name or a condition that never holds makes a step look as if nobody came.",
        "correct the name or the conditions",
    ),
    MapRule(
        "M504", "note", "Branches look alike in events",
        "Which way customers took is read from the step that they meet next; when that is the same, it cannot be told.",
        "tie a step of one branch to events",
    ),
    MapRule(
        "M505", "warning", "A target cannot be measured",
        "A target that nothing is held against is never missed and never met.",
        "add 'measured_by' or 'question'",
    ),
    MapRule(
        "M506", "note", "Nothing says which events are one journey",
        "Without it two visits of one customer, a year apart, are one long journey.",
        "add 'case' with a key or a gap",
    ),
)  # fmt: skip

RULES: Mapping[str, MapRule] = MappingProxyType({rule.id: rule for rule in _TABLE})
"""Every rule by its number, in the order of the reference."""
