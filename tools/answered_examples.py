"""Invent the answers of examples/after-the-show: nobody said any of this.

Run by hand: python tools/answered_examples.py.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[1] / "examples" / "after-the-show"
SEGMENTS = (["subscriber"] * 90, ["first time"] * 56, ["school class"] * 8)

FEATURES = {
    "ticket in the wallet": (0.06, 0.16, 0.60, 0.14),
    "short way in": (0.10, 0.44, 0.36, 0.08),
    "drinks brought to the seat": (0.56, 0.14, 0.06, 0.20),
    "photos after the show": (0.46, 0.10, 0.05, 0.34),
    "printed programme": (0.12, 0.10, 0.10, 0.52),
    "seat map before buying": (0.24, 0.40, 0.22, 0.12),
}
"""How many are attractive, one-dimensional, must-be, indifferent; the rest is reversed or contradicts itself."""

PAIRS = {
    "A": (("like", "neutral"), ("like", "live-with"), ("like", "must-be")),
    "O": (("like", "dislike"),),
    "M": (("must-be", "dislike"), ("neutral", "dislike"), ("live-with", "dislike")),
    "I": (("neutral", "neutral"), ("neutral", "live-with"), ("must-be", "neutral")),
    "R": (("dislike", "like"), ("dislike", "neutral")),
    "Q": (("like", "like"),),
}

CRITERIA = (
    ("greeted", "entry", "Greeted within a minute", "must_be", 2),
    ("scanned", "entry", "Ticket read at the first try", "must_be", 3),
    ("way", "entry", "The way to the seat is explained", "expected", 2),
    ("wait-told", "entry", "The wait is announced", "expected", 1),
    ("by-name", "entry", "Addressed by name", "delight", 1),
    ("price", "bar", "Prices can be read from the queue", "must_be", 2),
    ("served", "bar", "Served within five minutes", "expected", 3),
    ("card", "bar", "Card and telephone are taken", "must_be", 2),
    ("remembered", "bar", "A second order needs no queue", "delight", 1),
    ("clean", "bar", "The counter is clean", "expected", 1),
)
CHANCES = {"greeted": 0.94, "scanned": 0.9, "way": 0.7, "wait-told": 0.45, "by-name": 0.4, "price": 0.92,
           "served": 0.55, "card": 0.96, "remembered": 0.2, "clean": 0.8}  # fmt: skip

GOOD = ("wonderful", "great", "lovely", "friendly", "easy", "excellent", "a pleasure", "good")
BAD = ("awful", "terrible", "rude", "a disaster", "disappointing", "horrible", "bad", "annoying")
PLAIN = ("as usual", "on the second floor", "at eight", "next to the lift", "what I expected")
THINGS = ("the queue", "the ticket", "the seat", "the sound", "the bar", "the usher", "the way in", "the show",
          "the cloakroom", "the app", "the programme", "the view")  # fmt: skip


def write(name: str, heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([heading, *rows])


def pairs(chance: np.random.Generator) -> None:
    """Invent answers to Kano's two questions."""
    rows = []
    people = [*["subscriber"] * 50, *["first time"] * 34]
    for number, segment in enumerate(people, start=1):
        for feature, shares in FEATURES.items():
            rest = 1 - sum(shares)
            kind = "AOMIRQ"[chance.choice(6, p=[*shares, rest * 0.6, rest * 0.4])]
            functional, dysfunctional = PAIRS[kind][chance.integers(len(PAIRS[kind]))]
            rows.append((f"k{number:02}", segment, feature, functional, dysfunctional))
    write("pairs.csv", ("customer", "segment", "feature", "functional", "dysfunctional"), rows)


def sheets(chance: np.random.Generator) -> None:
    """Invent sheets: what people rated, and how they felt."""
    questions = (
        ("overall", "How was the evening as a whole?", "nps", "high", "outcome", ""),
        ("recommend", "Would you recommend us to a friend?", "nps", "high", "recommend", ""),
        ("rate_entry", "How satisfied were you with the way in?", "likert_1_5", "high", "satisfaction", "entry"),
        ("rate_bar", "How satisfied were you with the bar?", "likert_1_5", "high", "satisfaction", "bar"),
        ("rate_sound", "How satisfied were you with the sound?", "likert_1_5", "high", "satisfaction", "show"),
        ("rate_photos", "How satisfied were you with the photos?", "likert_1_5", "high", "satisfaction", "photos"),
        ("effort_entry", "How easy was it to get in?", "likert_1_7", "high", "effort", "entry"),
        ("feel_booking", "How did booking feel?", "faces", "high", "feeling", "booking"),
        ("feel_entry", "How did the way in feel?", "faces", "high", "feeling", "entry"),
        ("feel_show", "How did the show feel?", "faces", "high", "feeling", "show"),
        ("feel_home", "How did the way home feel?", "faces", "high", "feeling", "way home"),
    )
    heading = ("question", "wording", "scale", "good", "role", "about")
    write("questions.csv", heading, questions)
    rows = []
    segments = [segment for part in SEGMENTS for segment in part]
    for number, segment in enumerate(segments, start=1):
        mood = chance.normal(0, 0.5) + (0.3 if segment == "subscriber" else 0)
        rates = [int(np.clip(round(chance.normal(middle, 1.25) + mood), 1, 5)) for middle in (3.1, 3.2, 3.9, 3.2)]
        entry, bar, sound, photos = rates
        feels = [int(np.clip(round(chance.normal(middle, 0.9) + mood), -2, 2)) for middle in (0.3, -0.8, 1.4, 0.1)]
        whole = 6.4 + mood - 1.9 * (entry <= 2) + 0.3 * (entry == 5) - 0.8 * (bar <= 2) + 0.7 * (bar == 5)
        whole += -0.9 * (sound <= 2) + 0.8 * (sound == 5) - 0.1 * (photos <= 2) + 1.3 * (photos == 5)
        whole += 0.25 * feels[2] + 0.2 * feels[3]
        overall = int(np.clip(round(whole + chance.normal(0, 0.8)), 0, 10))
        recommend = int(np.clip(overall + chance.integers(-1, 2), 0, 10))
        easy = int(np.clip(round(2 + entry * 0.9 + chance.normal(0, 0.8)), 1, 7))
        at = f"2026-03-{1 + number % 28:02}T21:{number % 60:02}:00Z"
        rows.append((f"c{number:03}", at, segment, overall, recommend, *rates, easy, *feels))
    write("sheets.csv", ("customer", "at", "segment", *(name for name, *_ in questions)), rows)


def sentence(chance: np.random.Generator, feeling: int) -> str:
    """Invent a sentence with a feeling in it."""
    thing = THINGS[chance.integers(len(THINGS))]
    words = GOOD if feeling > 0 else BAD if feeling < 0 else PLAIN
    word = words[chance.integers(len(words))]
    if abs(feeling) == 2:
        other = words[chance.integers(len(words))]
        return f"{thing.capitalize()} was {word}, really {other}!"
    if chance.random() < 0.3 and feeling:
        turned = (BAD if feeling > 0 else GOOD)[chance.integers(8)]
        return f"{thing.capitalize()} was not {turned}."
    return f"{thing.capitalize()} was {word}."


def texts(chance: np.random.Generator) -> None:
    """Invent comments, and sentences with labels; some labels are not what a lexicon would say."""
    rows = []
    for number in range(1, 91):
        for question, middle in (("feel_booking", 0.2), ("feel_entry", -0.7), ("feel_show", 1.3)):
            if chance.random() < 0.55:
                feeling = int(np.clip(round(chance.normal(middle, 1)), -2, 2))
                at = f"2026-03-{1 + number % 28:02}T22:{number % 60:02}:00Z"
                rows.append((f"c{number:03}", at, question, sentence(chance, feeling)))
    write("comments.csv", ("customer", "at", "question", "text"), rows)
    labels = []
    for _ in range(230):
        feeling = int(chance.integers(-2, 3))
        told = int(np.clip(feeling + chance.choice([0, 0, 0, 0, 1, -1]), -2, 2))
        labels.append((sentence(chance, feeling), told, "en"))
    write("labelled.csv", ("text", "feeling", "lang"), labels)


def visits(chance: np.random.Generator) -> None:
    """Invent mystery visits, every third by two observers."""
    write("criteria.csv", ("criterion", "touchpoint", "text", "kind", "weight"), CRITERIA)
    rows = []
    for number in range(1, 25):
        for observers in [["north", "south"] if number % 3 == 0 else [("north", "south")[number % 2]]]:
            for criterion, touchpoint, *_ in CRITERIA:
                drawn = chance.random()
                truth = "yes" if drawn < CHANCES[criterion] else "partly" if drawn < CHANCES[criterion] + 0.06 else "no"
                for observer in observers:
                    slip = chance.random()
                    value = "" if slip < 0.04 else "partly" if slip < 0.09 else truth
                    at = f"2026-04-{number:02}T19:10:00Z"
                    rows.append((f"v{number:02}", at, touchpoint, observer, criterion, value))
    write("observations.csv", ("visit", "at", "touchpoint", "observer", "criterion", "value"), rows)


if __name__ == "__main__":
    for make, seed in ((pairs, 11), (sheets, 12), (texts, 13), (visits, 14)):
        make(np.random.Generator(np.random.PCG64(seed)))
