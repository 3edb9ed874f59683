"""Channels by the words that people use for them."""

import re

from ..model import CHANNELS, Other

_WORDS = {
    "web": "website, web site, site, internet, online, browser, webshop, web shop, online shop, shop page, portal, "
    "desktop, webpage, web page, homepage, landing page",
    "app": "mobile app, application, ios, android, mobile application, phone app, smartphone app",
    "phone_web": "mobile web, mobile site, mobile website, mobile browser, phone web",
    "email": "e-mail, mail, newsletter, e mail, emails, electronic mail",
    "sms": "text message, text, texting, mms",
    "chat": "live chat, webchat, web chat, instant messaging",
    "chatbot": "bot, virtual assistant, assistant",
    "phone": "telephone, call, phone call, hotline, call centre, contact centre, voice, ivr, tel",
    "post": "letter, postal mail, direct mail, snail mail, paper mail, paper, leaflet, catalogue, brochure",
    "in_person": "in person, face to face, face-to-face, store, shop, in store, in-store, branch, personal, meeting, "
    "physical, counter, desk, office, on site, on-site, salesperson, visit, event, physical meeting, human",
    "kiosk": "self-service kiosk, terminal, self service, self-service, ticket machine, atm, machine",
    "screen": "display, sign, digital sign, signage, tv screen, monitor",
    "payment_point": "till, checkout, pos, point of sale, cash desk, payment terminal, card terminal, cash register",
    "social": "social media, social network, facebook, instagram, twitter, x, tiktok, linkedin, pinterest, youtube, "
    "snapchat, social networks",
    "press": "newspaper, magazine, print, print ad",
    "tv_radio": "tv, television, radio, tv ad, broadcast",
    "display_ad": "ad, banner, display, advert, advertisement, advertising, online ad, banner ad, billboard, display "
    "advertising",
    "search": "search engine, google, bing, seo, sea, paid search, organic search, search ad",
    "marketplace": "market place, amazon, ebay, app store, play store",
    "wearable": "watch, smartwatch, smart watch",
    "messaging": "whatsapp, messenger, telegram, signal, messaging app, message, wechat, push, push notification, "
    "notification, teams, slack",
    "parcel": "package, delivery, courier, shipment, box",
    "third_party_review": "review, reviews, review site, third party review, word of mouth, recommendation, "
    "tripadvisor, trustpilot",
}
_KNOWN = {word: channel for channel, words in _WORDS.items() for word in words.split(", ")} | {
    **{channel: channel for channel in CHANNELS},
    **{channel.replace("_", " "): channel for channel in CHANNELS},
}


def channel_of(name: str) -> str | Other:
    """Give the channel that a word means, else the word as it stands."""
    plain = " ".join(name.split())
    folded = re.sub(r"\bcent(er)\b", "centre", plain.casefold())
    found = _KNOWN.get(folded) or _KNOWN.get(re.sub(r"[^\w]+", " ", folded).strip())
    return found or Other(plain)


def channel_name(channel: str | Other) -> str:
    """Write a channel so that it is read back as it was."""
    return channel.text if isinstance(channel, Other) else channel


PHYSICAL = frozenset({"in_person", "kiosk", "payment_point", "post", "parcel"})
"""Channels that are met somewhere."""
