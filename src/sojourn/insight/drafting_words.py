"""Words for events: what a customer does, whether the company began, and what is a slip or a machine's own business.

Names of events are read as people write them: `order.completed`, `Order Completed`, `view_item`, `ticketScanned`. The
words are a first guess in English; whoever knows the journey will say it better.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_IRREGULAR = {
    "begin": "begun began", "buy": "bought", "choose": "chosen chose", "come": "came", "find": "found",
    "get": "got gotten", "give": "given gave", "go": "gone went", "hold": "held", "keep": "kept", "leave": "left",
    "learn": "learnt learned", "lose": "lost", "make": "made", "meet": "met", "pay": "paid", "put": "put",
    "read": "read", "ring": "rung rang", "see": "seen saw", "sell": "sold", "send": "sent", "set": "set",
    "show": "shown showed", "take": "taken took", "tell": "told", "withdraw": "withdrawn withdrew",
    "write": "written wrote", "try": "tried", "apply": "applied", "reply": "replied", "identify": "identified",
    "notify": "notified", "deny": "denied", "verify": "verified", "retry": "retried",
}  # fmt: skip
_DOUBLE = {"drop", "ship", "scan", "stop", "tap", "top", "chat", "log", "opt", "refer", "plan", "transfer", "cancel"}
_SENT = {"send", "email", "mail", "push", "deliver", "dispatch", "post", "message", "notify", "remind", "ship", "issue"}
_TOLD = _SENT | {"receive", "offer", "show", "display", "suggest", "invite", "inform", "recommend", "invoice"}
_PUSHED = frozenset({"email", "sms", "post", "display_ad", "tv_radio", "press", "parcel", "messaging", "push"})
_OWN = {"open", "click", "answer", "reply", "read", "visit", "view", "buy", "choose", "redeem", "unsubscribe", "rate"}
_SLIPS = {"refuse", "fail", "decline", "deny", "reject", "cancel", "abort", "expire", "error", "abandon", "miss"}
_SLIP_WORDS = {"refused", "failed", "failure", "declined", "denied", "rejected", "error", "aborted", "timeout"}
_MACHINES = {
    "experiment", "variant", "heartbeat", "ping", "flag", "debug", "exposure", "exposed", "identify", "identified",
    "assignment", "assigned", "synced", "indexed", "bucketed", "allocated",
}  # fmt: skip
_BUYING = {"purchase", "buy", "pay", "order", "book", "subscribe", "sign", "rent", "renew", "donate", "redeem"}
_BOUGHT = {"order", "purchase", "payment", "checkout", "booking", "contract", "subscription", "transaction", "policy"}
_THE = {
    "app", "gate", "shop", "store", "till", "desk", "website", "site", "branch", "hotline", "newsletter", "kiosk",
    "counter", "cart", "basket", "checkout", "queue", "trial", "call", "homepage", "account",
}  # fmt: skip
_PLAIN = {
    "help", "support", "feedback", "fuel", "content", "information", "food", "delivery", "service", "advice",
    "shipping", "onboarding", "parking", "money", "credit", "insurance", "coffee", "training",
}  # fmt: skip
_SURVEYS = {"survey", "surveys", "nps", "csat", "ces", "questionnaire", "feedback"}
_LOOKS = {
    "view", "see", "read", "click", "open", "visit", "search", "browse", "watch", "find", "look", "land", "reach",
    "show", "display", "receive", "compare", "explore", "arrive", "list", "filter", "scroll",
} | _SENT  # fmt: skip
_FINE = {"ok", "okay", "success", "successful", "succeeded", "done", "true", "yes", "accepted", "passed", "completed"}
_SMALL = {"to", "from", "in", "on", "of", "for", "with", "by", "up", "out", "off", "at", "the", "a", "an"}
PLACES = {
    "web": "on the web", "app": "in the app", "phone_web": "on the phone's browser", "email": "by email",
    "sms": "by text", "chat": "in the chat", "chatbot": "with the chatbot", "phone": "by phone", "post": "by post",
    "in_person": "in person", "kiosk": "at the kiosk", "payment_point": "at the till", "social": "on social media",
    "search": "from a search", "display_ad": "from an ad", "messaging": "by message", "marketplace": "on a marketplace",
}  # fmt: skip
"""How a channel is said behind a sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an event means in words.

    Attributes:
        does: what the customer does, as a sentence without a full stop.
        thing: what it is done with, for the name of a point of contact.
        push: whether the company begins.
        slip: whether something went wrong.
        machine: whether it is no business of customers.
        survey: whether customers are asked what they think: it tells of the journey and is no part of it.
        looks: whether somebody only looks, or is told something.
        buys: whether somebody decides to pay or to bind themselves.
    """

    does: str
    thing: str
    push: bool
    slip: bool
    machine: bool
    survey: bool
    looks: bool
    buys: bool


def _past(verb: str) -> list[str]:
    known = _IRREGULAR.get(verb, "").split()
    if known:
        return known
    if verb.endswith("e"):
        return [f"{verb}d"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [f"{verb[:-1]}ied"]
    return [f"{verb}{verb[-1]}ed"] if verb in _DOUBLE else [f"{verb}ed"]


@cache
def _forms() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Give the verbs that are known, by their past forms and by their plain ones."""
    verbs = (files(__package__) / "verbs.txt").read_text("utf-8").split()
    done = {form: verb for verb in verbs for form in _past(verb)}
    plain = {form: verb for verb in verbs for form in (verb, f"{verb}s")}
    return MappingProxyType(done), MappingProxyType(plain)


def third(verb: str) -> str:
    """Give the form that goes with she and he: goes, tries, pushes."""
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}s"


def words_of(name: str) -> list[str]:
    """Take the name of an event apart, in small letters."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[\W_]+", spaced.casefold()) if word]


def said(name: str, *, channel: str | None = None, value: str | None = None) -> Said:
    """Say what an event means.

    Args:
        channel: where most of them happen.
        value: what sets these apart from others of the same name.
    """
    words = words_of(name)
    verb, things = _verb(words)
    apart = None if value is None or value.casefold() in _FINE else value
    if apart is not None and verb is not None and re.fullmatch(r"[A-Za-z][A-Za-z _-]{1,30}", apart):
        things, apart = [*words_of(apart), *things], None
    slip = verb in _SLIPS or bool(_SLIP_WORDS & {*words, *words_of(value or "")})
    push = verb in _TOLD or (channel in _PUSHED and verb not in _OWN and verb is not None)
    settles = verb in ("complete", "place", "order", "confirm") and bool(_BOUGHT & set(things))
    buys = not slip and ((verb in _BUYING and verb != "order") or settles or words == ["order"])
    thing = " ".join(things) or name
    if verb is None:
        does = name.replace("_", " ").replace(".", " ")
    elif verb in _SENT and things:
        does = f"Receives {article(thing)}" + (" by email" if verb == "email" and channel in (None, "email") else "")
    elif verb in ("show", "display", "offer", "suggest", "recommend") and things and push:
        does = f"Is shown {article(thing)}"
    elif verb == "add" and len(things) > 1 and things[0] not in _SMALL:
        does = f"Adds {article(' '.join(things[1:]))} to {article(things[0], known=True)}"
    elif things and things[0] in _SMALL:
        does = f"{third(verb)} {things[0]} {article(' '.join(things[1:]))}"
    else:
        does = f"{third(verb)} {article(thing)}" if things else third(verb)
    if apart is not None:
        does, thing = (f"{each}: {apart.replace('_', ' ')}" for each in (does, thing))
    does = " ".join(does.split())
    machine = bool(_MACHINES & set(words))
    survey = bool(_SURVEYS & set(words))
    looks = verb is None or verb in _LOOKS or push
    return Said(does[:1].upper() + does[1:], thing[:1].upper() + thing[1:], push, slip, machine, survey, looks, buys)


def event_in_words(name: str) -> str:
    """Say in English what an event means, as well as its name tells: `page.viewed` is “Views a page”."""
    return said(name).does


def _verb(words: list[str]) -> tuple[str | None, list[str]]:
    """Find what is done, and with what: the past form at the end, else the plain form at the beginning or end."""
    done, plain = _forms()
    for place in range(len(words) - 1, -1, -1):
        verb = done.get(words[place])
        if verb is not None and (place or len(words) == 1):
            return verb, [*words[:place], *words[place + 1 :]]
    for place in (0, len(words) - 1):
        verb = plain.get(words[place]) if words else None
        if verb is not None:
            return verb, words[:place] + words[place + 1 :]
    return None, words


def article(thing: str, *, known: bool = False) -> str:
    """Put an article before a thing: a ticket, an offer, the app; none before several or before what has none."""
    last = thing.rsplit(" ", 1)[-1]
    if not thing or last in _PLAIN or thing.split(" ", 1)[0] in _SMALL:
        return thing
    if last.endswith("s") and not last.endswith(("ss", "us", "is")):
        return thing
    if known or last in _THE:
        return f"the {thing}"
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"
