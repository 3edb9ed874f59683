"""Tell the truths planted in a concert world, beside what came of them.

The dictionary is plain JSON. What is `planted` follows from the parameters alone; what is `realised` was counted while
the world was made, by the one who knows why everything happened.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from .concert_calendar import ZONE, Calendar
from .concert_model import DEVICES, SEGMENTS, STEP_EVENTS, STEPS, ConcertModel
from .concert_people import EFFECTS, WAITS, Tally

Ints = npt.NDArray[np.int64]
Plain = dict[str, object]

REASONS = ("account", "price", "payment", "date", "other")
_RETURN = "an ad.clicked or page.viewed within 180 days after the concert of a gate.reached"
_LOW_HIGH = {"wait": (WAITS[1], WAITS[3]), "code_refused": (False, True), "suggestion": (False, True),
             "by_app": (False, True)}  # fmt: skip
_SEEN_AS = {
    "wait": "wait_minutes of ticket.scanned",
    "code_refused": "ticket.scanned[result=refused]",
    "suggestion": "message.sent[template=concert_nearby]; arms in experiment.assigned[experiment=suggestion]",
    "by_app": "wallet.ticket_added before the concert",
    "photos": "photos.viewed before the next attempt",
    "drinks": "drink.bought before the next attempt",
    "opened": "message.opened[template=concert_nearby]",
}
_WHY = {
    "wait": (
        "Waiting at the gate drives people away, the devoted most of all. They come early, wait longest and return "
        "most often, so that the plain comparison hides the effect; compare within segments."
    ),
    "code_refused": "A code that does not open the gate spoils the evening. Rare, and strong.",
    "suggestion": "Sent to those who agreed, but for a random holdout: the arms compare without adjustment.",
    "by_app": "The app changes the return only by refusing fewer codes than paper does.",
    "photos": "No effect at all: the devoted look at photos, and the devoted come back. Vanishes within segments.",
    "drinks": "No effect at all: who is devoted, and who waited little, drinks more. Vanishes given segment and wait.",
    "opened": "No effect at all: half of those coming back do so through the message. Segments do not remove it.",
}


def truths_of(model: ConcertModel, tally: Tally, days: Calendar, *, customers: int, seed: int) -> Plain:
    """Put parameters, what follows from them, and what was counted into one JSON-ready dictionary."""
    return {
        "format": "sojourn-truths/1",
        "world": "concert",
        "simulated": True,
        "note": "Simulated data. No customer, concert or company in it exists.",
        "customers": customers,
        "seed": seed,
        "observed_from": _rfc3339(days.start),
        "observed_until": _rfc3339(days.end),
        "time_zone": ZONE,
        "currency": "EUR",
        "segments": list(SEGMENTS),
        "devices": list(DEVICES),
        "answers": {
            "breaking_point": {"step": "account", "device": "mobile", "cause": "an account must be opened to pay"},
            "decides_return": {"event": "ticket.scanned", "property": "wait_minutes"},
            "moments_of_truth": ["payment.started", "ticket.scanned"],
            "only_look_decisive": ["photos.viewed", "drink.bought", "message.opened"],
            "hidden_until_adjusted_for_segment": ["wait_minutes"],
        },
        "conversion": _conversion(model, tally.counts["first_attempts"]),
        "breaking_points": _breaking_points(model, tally),
        "effects": [*_causes(model, tally), *_looks(tally)],
        "satisfaction": _satisfaction(model, tally),
        "realised": {"events": dict(tally.events), "at_gate": _by_segment(tally.counts["at_gate"])},
        "parameters": model.to_dict(),
    }


def _conversion(model: ConcertModel, reached: Ints) -> Plain:
    planted, rates = model.first_attempts(), model.step_rates()
    rows: list[Plain] = []
    for segment, device, step in np.ndindex(reached.shape):
        rows.append({
            "segment": SEGMENTS[segment],
            "device": DEVICES[device],
            "step": STEPS[step],
            "planted_share": float(planted[segment, device, step] / planted[segment, device, 0]),
            "planted_step_rate": float(rates[segment, device, step - 1]) if step else 1.0,
            "realised": int(reached[segment, device, step]),
        })  # fmt: skip
    whole = planted.sum(axis=1)
    return {
        "definition": (
            "first attempts that were seen on the artist's site and began more than 160 days before the end, so that "
            "every step was observed; the device is that of the attempt"
        ),
        "steps": [{"step": step, "event": STEP_EVENTS[step]} for step in STEPS],
        "by_segment_and_device": rows,
        "by_segment": [
            {
                "segment": name,
                "step": step,
                "planted_share": float(whole[at, place] / whole[at, 0]),
                "planted_step_rate": float(whole[at, place] / whole[at, place - 1]) if place else 1.0,
                "realised": int(reached[at, :, place].sum()),
            }
            for at, name in enumerate(SEGMENTS)
            for place, step in enumerate(STEPS)
        ],
    }


def _breaking_points(model: ConcertModel, tally: Tally) -> Plain:
    planted = model.first_attempts().sum(axis=0)
    reached = tally.counts["first_attempts"].sum(axis=0)
    why = {
        "shop": (False, "Curious, but not in this concert: nothing the shop could change."),
        "checkout": (False, "Date and price do not suit."),
        "account": (True, "An account must be opened to pay; on a telephone that is a long form."),
        "paid": (True, "The card is refused, on telephones mostly at the bank's second step."),
        "gate": (False, "Something came up: no contact explains it."),
        "inside": (True, "The code is refused and nobody can help."),
    }
    points: list[Plain] = []
    for step in range(1, len(STEPS)):
        for device, name in enumerate(DEVICES):
            came, went_on = int(reached[device, step - 1]), int(reached[device, step])
            avoidable, cause = why[STEPS[step]]
            points.append({
                "step": STEPS[step],
                "device": name,
                "avoidable": avoidable,
                "cause": cause,
                "planted_leaving": float(1 - planted[device, step] / planted[device, step - 1]),
                "realised_came": came,
                "realised_left": came - went_on,
            })  # fmt: skip
    asked = tally.counts["account_question"]
    held = ("account_held", "guest", "account_forced")
    questions: list[Plain] = [
        {"asked": held[kind], "device": DEVICES[device], "planted_passing": float(_passing(model, kind, device)),
         "realised_asked": int(asked[kind, device, 0]), "realised_passed": int(asked[kind, device, 1])}
        for kind, device in np.ndindex(3, 2)
    ]  # fmt: skip
    return {
        "steps": sorted(points, key=lambda point: (not point["avoidable"], -_number(point["planted_leaving"]))),
        "account_question": questions,
        "reasons": {
            "account": dict(zip(REASONS, tally.counts["left_at_account"].tolist(), strict=True)),
            "paid": dict(zip(REASONS, tally.counts["left_at_payment"].tolist(), strict=True)),
        },
        "note": "account_question and reasons count every attempt, first or not; 1 in 10 who left says why",
    }


def _passing(model: ConcertModel, kind: int, device: int) -> float:
    return (model.past_account_known, model.past_account_guest, model.past_account_forced[device])[kind]


def _causes(model: ConcertModel, tally: Tally) -> list[Plain]:
    log_odds: Mapping[str, object] = {
        "wait": {"per_10_minutes": _by_segment(model.logit_return_wait_10min)},
        "code_refused": {"all": model.logit_return_code_refused},
        "suggestion": {"all": model.logit_return_suggestion},
        "by_app": {"all": 0.0, "through": "code_refused"},
    }
    rows: list[Plain] = []
    for cause, sums in zip(EFFECTS, tally.effects, strict=True):
        rows.append({
            "cause": cause,
            "seen_as": _SEEN_AS[cause],
            "on": _RETURN,
            "causal": True,
            "why": _WHY[cause],
            "low": _LOW_HIGH[cause][0],
            "high": _LOW_HIGH[cause][1],
            "log_odds": log_odds[cause],
            "true_effect": _difference(sums.sum(axis=0)),
            "true_effect_by_segment": {name: _difference(part) for name, part in zip(SEGMENTS, sums, strict=True)},
            "observed": _observed(tally.counts[cause]),
        })  # fmt: skip
    return rows


def _looks(tally: Tally) -> list[Plain]:
    return [
        {
            "cause": name,
            "seen_as": _SEEN_AS[name],
            "on": _RETURN,
            "causal": False,
            "why": _WHY[name],
            "true_effect": {"difference": 0.0},
            "observed": _observed(tally.counts[name]),
        }
        for name in ("photos", "drinks", "opened")
    ]


def _difference(sums: npt.NDArray[np.float64]) -> Plain:
    """Give P(return) had all of them met the lower or the higher value, and the difference; null without customers."""
    low, high, n = (float(part) for part in sums)
    if n == 0:
        return {"low": None, "high": None, "difference": None, "customers": 0}
    return {"low": low / n, "high": high / n, "difference": (high - low) / n, "customers": int(n)}


def _observed(counts: Ints) -> Plain:
    """Give what the data show: counts by segment and group, the plain difference, and the one within segments.

    Groups are no and yes; for waits they are the four of `WAITS`, and the differences compare 20 minutes and more with
    under 10. Within segments: the mean of the segments' differences, weighted by their customers in both groups.
    """
    waits = counts.shape[1] == len(WAITS)
    low, high = (counts[:, :1].sum(axis=1), counts[:, 2 if waits else 1 :].sum(axis=1))
    n, back = counts[:, :, 0], counts[:, :, 1]
    plain = _share(high[:, 1].sum(), high[:, 0].sum()) - _share(low[:, 1].sum(), low[:, 0].sum())
    both = (low[:, 0] > 0) & (high[:, 0] > 0)
    weight = (low[:, 0] + high[:, 0])[both]
    inside = high[both, 1] / high[both, 0] - low[both, 1] / low[both, 0]
    adjusted = float((inside * weight).sum() / weight.sum()) if weight.sum() else float("nan")
    groups: Sequence[object] = list(WAITS) if waits else [False, True]
    return {
        "difference": _or_null(plain),
        "difference_within_segments": _or_null(adjusted),
        "counts": [
            {"segment": SEGMENTS[at], "group": groups[group], "customers": int(n[at, group]),
             "returned": int(back[at, group])}
            for at, group in np.ndindex(n.shape)
        ],
    }  # fmt: skip


def _satisfaction(model: ConcertModel, tally: Tally) -> Plain:
    rows: list[Plain] = []
    for question, sums in zip(("csat_payment", "csat_entry", "nps"), tally.satisfaction, strict=True):
        felt, n, answered, answers = (float(part) for part in sums)
        rows.append({
            "question": question,
            "customers": int(n),
            "answers": int(answers),
            "true_mean": _or_null(_share(felt, n)),
            "answered_mean": _or_null(_share(answered, answers)),
        })  # fmt: skip
    return {
        "response_bias": "the delighted, the angry and the loyal answer more often (parameters logit_answer*)",
        "scores": rows,
        "nps_weights": {"csat_entry": model.nps_per_entry, "csat_payment": model.nps_per_payment, "photos": 0.0},
        "stated_importance": {"payment": model.importance_payment, "entry": model.importance_entry},
        "note": "people say that paying matters most; what moves their recommendation is the entry",
    }


def _share(part: Any, whole: Any) -> float:
    return float(part) / float(whole) if whole else float("nan")


def _or_null(value: float) -> float | None:
    return None if np.isnan(value) else value


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _by_segment(values: Any) -> Plain:
    return {
        name: value.item() if hasattr(value, "item") else value for name, value in zip(SEGMENTS, values, strict=True)
    }


def _rfc3339(instant: int) -> str:
    return datetime.fromtimestamp(instant // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
