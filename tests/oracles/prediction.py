"""Predictions by plain dicts and loops: what is asked and known, pasts and what came next, points, features, scores."""

import math
from collections import Counter, defaultdict

NOTHING = "(nothing)"


def decisions(journeys, window):
    """One dict for each event at which it is asked what comes next: journey, place, asked, known, answer, past."""
    found = []
    for number, journey in enumerate(journeys):
        events = journey["events"]
        for i, (time, _) in enumerate(events):
            last = i == len(events) - 1
            past = tuple(name for _, name in events[: i + 1])
            row = {"journey": number, "place": i, "asked": time, "past": past}
            if window is None:
                if not last:
                    found.append({**row, "known": events[i + 1][0], "answer": events[i + 1][1]})
                elif journey["status"] != "ended":
                    found.append({**row, "known": math.inf, "answer": None})
            elif not last and events[i + 1][0] - time <= window:
                found.append({**row, "known": time + window, "answer": events[i + 1][1]})
            elif not (last and journey["status"] == "ended"):
                found.append({**row, "known": time + window, "answer": NOTHING})
    return found


def tally(asked, cut, until):
    """How many were known before the cut, straddle it, were asked after it and known, and are not known."""
    learned = sum(each["known"] < cut for each in asked)
    open_ = sum(each["known"] > until and each["known"] >= cut for each in asked)
    straddling = sum(each["asked"] < cut <= each["known"] <= until for each in asked)
    tested = sum(each["asked"] >= cut and each["known"] <= until for each in asked)
    return learned, straddling, tested, open_


def after_pasts(asked, cut, length):
    """What came next after each past of at most so many events, where it was known before the cut."""
    counts = defaultdict(Counter)
    for each in asked:
        if each["known"] < cut:
            for many in range(length + 1):
                if many <= len(each["past"]):
                    counts[each["past"][len(each["past"]) - many :]][each["answer"]] += 1
    return counts


def shares(counts, past, answers, length, seen):
    """Witten and Bell's mixture: from equal shares up to the longest past seen often enough."""
    told = dict.fromkeys(answers, 1 / len(answers))
    for many in range(min(length, len(past)) + 1):
        here = counts.get(past[len(past) - many :])
        if here is None or (many and sum(here.values()) < seen):
            break
        n, kinds = sum(here.values()), len(here)
        told = {answer: (here.get(answer, 0) + kinds * told[answer]) / (n + kinds) for answer in answers}
    return told


def points(journeys, kind, value, outcome, *, within, closing, until):
    """One dict for each journey: state, and where it is asked about, the point, when it is known, and the answer."""
    found = []
    for journey in journeys:
        events = journey["events"]
        if not events:
            continue
        over = events[-1][0] if journey["status"] == "ended" else (
            math.inf if closing is None else events[-1][0] + closing
        )  # fmt: skip
        at = moment = None
        if kind == "events" and len(events) >= value:
            at, moment = value - 1, events[value - 1][0]
        elif kind == "step":
            at = next((i for i, (_, name) in enumerate(events) if name == value), None)
            moment = None if at is None else events[at][0]
        elif kind == "age" and events[0][0] + value <= until:
            moment = events[0][0] + value
            at = max(i for i, (time, _) in enumerate(events) if time <= moment)
        if at is None:
            found.append({"state": "not_reached"})
        elif any(name == outcome for _, name in events[: at + 1]):
            found.append({"state": "already"})
        elif kind == "age" and over <= moment:
            found.append({"state": "over"})
        else:
            resolved = over if within is None else moment + within
            came = [time for time, name in events[at + 1 :] if name == outcome and (within is None or time <= resolved)]
            found.append(
                {
                    "state": "resolved" if resolved <= until else "open",
                    "at": at,
                    "moment": moment,
                    "resolved": resolved,
                    "hit": bool(came),
                    "lasted": (came[0] if came else min(resolved, over)) - moment,
                }
            )
    return found


def area(chances, hits):
    """The share of pairs in which the one with the outcome has the higher chance."""
    pairs = [(p, q) for p, hit in zip(chances, hits, strict=True) if hit
             for q, other in zip(chances, hits, strict=True) if not other]  # fmt: skip
    return sum(1.0 if p > q else 0.5 if p == q else 0.0 for p, q in pairs) / len(pairs) if pairs else math.nan


def average_precision(chances, hits):
    """The mean over those with the outcome of the share with it among all of at least their chance."""
    if not any(hits):
        return math.nan
    found = []
    for p, hit in zip(chances, hits, strict=True):
        if hit:
            among = [other for q, other in zip(chances, hits, strict=True) if q >= p]
            found.append(sum(among) / len(among))
    return sum(found) / len(found)


def known_customers(asked, cut):
    """Customers of whom an answer was known before the cut; each answer is a dict with `customer` and `known`."""
    return {each["customer"] for each in asked if each["known"] < cut}


def fared(rows, weights):
    """Weighted mean log loss of the model, and by how much it is less than the baseline's; rows name their customer."""
    total = sum(weights[row["customer"]] for row in rows)
    if not total:
        return math.nan, math.nan
    loss = sum(weights[row["customer"]] * row["loss"] for row in rows) / total
    base = sum(weights[row["customer"]] * row["base"] for row in rows) / total
    return loss, base - loss


def after_silence(told, last, silent, waits, *, nothing=None, like=10):
    """Chances of answers after a silence, and the share of those who go on that do so after a longer one.

    `waits` are (event before, answer, wait) of answers that came.
    """

    def longer(some):
        return sum(wait > silent for wait in some)

    everything = [wait for _, _, wait in waits]
    at_large = (longer(everything) + 0.5) / (len(everything) + 1)
    left = {}
    for answer, chance in told.items():
        if answer == nothing:
            left[answer] = chance
            continue
        same = [wait for _, kind, wait in waits if kind == answer]
        share = (longer(same) + like * at_large) / (len(same) + like)
        both = [wait for before, kind, wait in waits if kind == answer and before == last]
        left[answer] = chance * (longer(both) + like * share) / (len(both) + like)
    going = [answer for answer in told if answer != nothing]
    later = sum(left[answer] for answer in going) / sum(told[answer] for answer in going)
    return {answer: value / sum(left.values()) for answer, value in left.items()}, later
