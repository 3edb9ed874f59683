"""Whether a promise was kept is said in words, also where less is better."""

import json
from dataclasses import replace

import pytest

from sojourn.prioritise import Kept
from sojourn.prioritise.follow_chart import draw


def kept(verdict: str, better: str | None, *, what: str = "transition") -> Kept:
    return Kept(
        what, "a", "Pay as a guest", ("pay", "lost"), 0.3, 0.1, 0.2, 0.25, 0.4, 0.35, 0.45, 120, 0.1, 0.05, 0.15,
        verdict, None, None, (), better,  # type: ignore[arg-type]  # one of the words
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "better", "standing", "said"),
    [
        ("within", "less", "kept", "as promised"),
        ("within", None, "kept", "as promised"),
        ("above", "more", "better", "better than promised"),
        ("below", "more", "short", "short of what was promised"),
        ("below", "less", "better", "better than promised"),
        ("above", "less", "short", "short of what was promised"),
        ("above", None, None, "more than promised"),
        ("below", None, None, "less than promised"),
        ("not decided", "less", None, "not decided"),
        ("too few", "more", None, "too few"),
    ],
)
def test_a_promise_is_told_by_its_better_side(
    verdict: str, better: str | None, standing: str | None, said: str
) -> None:
    found = kept(verdict, better)
    assert (found.standing, found.said) == (standing, said)
    assert found.to_dict()["standing"] == standing
    assert said in json.dumps(draw([("Pay as a guest: Pays → Left", found)], saved="2026-11-22", width=440).to_dict())


@pytest.mark.parametrize("verdict", ["within", "below", "above", "not decided"])
def test_journeys_from_before_the_plan_are_a_rehearsal(verdict: str) -> None:
    found = replace(kept(verdict, "more"), rehearsal=True)
    assert (found.standing, found.said, found.verdict) == (None, "a rehearsal", verdict)
    assert replace(kept("too early", "more"), rehearsal=True).said == "too early"


@pytest.mark.parametrize("width", [440, 340])
def test_promises_that_are_called_the_same_have_rows_of_their_own(width: int) -> None:
    twice = [("Guest: Pays → Left", kept("above", "less")), ("Guest: Pays → Left", kept("below", "less"))]
    rows = draw(twice, saved="2026-11-22", width=width).to_dict()["data"]["values"]
    assert [row["name"] for row in rows] == ["Guest: Pays → Left", "Guest: Pays → Left (2)"]
