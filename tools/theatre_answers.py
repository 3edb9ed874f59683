"""Write examples/answers.csv and examples/questions.csv: what visitors of an invented theatre said in a year.

Run by hand: `python tools/theatre_answers.py`. The same seed gives the same letters. Planted: members recommend more
than others; from August on the side entrance is closed, and getting in is rated worse. A few rows are wrong, as they
are in any file.
"""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

EXAMPLES = Path(__file__).parents[1] / "examples"
SEED = 20_260_101
SEGMENTS = ("member", "single", "group", "press")
SHARES = (0.44, 0.495, 0.045, 0.02)
LIKING = {"member": 1.2, "single": 0.0, "group": -0.2, "press": 0.3}
VISITORS = 430
REMARKS = {1: "queued for half an hour", 2: "long queue", 5: "quick and friendly"}
QUESTIONS = (
    ("question", "wording", "lang", "scale", "good", "top", "role", "about"),
    ("nps", "How likely are you to recommend us to a friend?", "en", "nps", "high", "", "recommend", ""),
    ("entry", "How satisfied were you with getting in?", "en", "likert_1_5", "high", "", "satisfaction", "entry"),
    ("effort", "How much effort did it take to buy your ticket?", "en", "likert_1_5", "low", "", "effort", "ticket"),
)
WRONG = (
    ("b001", "v900", "2026-05-04T20:00:00Z", "nps", "11", "", "single", "email"),
    ("b002", "v901", "2026-05-04T20:00:00Z", "entry", "", "", "single", "email"),
    ("b003", "v902", "2026-05-04T20:00:00Z", "parking", "4", "", "single", "email"),
    ("b004", "v903", "04/05/2026", "nps", "9", "", "single", "email"),
)
"""An answer off its scale, an empty one, a question nobody registered, and a date that may be May or April."""


def answers() -> str:
    """Give the file of answers."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("answer", "customer", "at", "question", "value", "text", "segment", "channel"))
    number = 0
    days = np.sort(rng.uniform(0, 364, VISITORS))
    for visitor, day in enumerate(days.tolist(), 1):
        when = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=day)
        segment = SEGMENTS[int(rng.choice(4, p=SHARES))]
        channel = "app" if rng.random() < 0.4 else "email"
        mood = rng.normal(0, 1)
        entry = _rounded(rng, (3.9 if when.month < 8 else 2.9) + 0.5 * mood, 0.8, 1, 5)
        effort = _rounded(rng, 2.2 - 0.4 * mood, 0.9, 1, 5)
        nps = _rounded(rng, 7.4 + mood + 0.4 * (entry - 3.5) + LIKING[segment], 1.3, 0, 10)
        asked = [("nps", nps), ("entry", entry), *([("effort", effort)] if visitor % 3 == 0 else [])]
        for question, value in asked:
            number += 1
            written = str(value)
            if question == "nps" and visitor % 40 == 0:
                written = f"{value} - very likely" if value >= 9 else f"{value},0"
            remark = REMARKS.get(value, "") if question == "entry" and visitor % 5 == 0 else ""
            at = when.strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.writerow((f"a{number:03}", f"v{visitor:03}", at, question, written, remark, segment, channel))
    writer.writerows(WRONG)
    return out.getvalue()


def questions() -> str:
    """Give the register of the three questions."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(QUESTIONS)
    return out.getvalue()


def _rounded(rng: np.random.Generator, mean: float, spread: float, low: int, high: int) -> int:
    """Draw a whole number on a scale."""
    return int(np.clip(np.rint(rng.normal(mean, spread)), low, high))


if __name__ == "__main__":
    (EXAMPLES / "answers.csv").write_text(answers(), "utf-8")
    (EXAMPLES / "questions.csv").write_text(questions(), "utf-8")
