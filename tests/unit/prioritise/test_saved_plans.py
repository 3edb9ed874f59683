"""A kept plan: read as it was written, and refused by the path of the field that is wrong."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import sojourn as sj
from sojourn import maps, prioritise, samples
from sojourn.core.clock import FixedClock
from sojourn.core.errors import InvalidInput

TICKETS = maps.parse_map(samples.example_map("tickets"))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("kept") / "plan.json"
    plan = sj.plan(TICKETS, budget=120_000, draws=20)
    sj.save_plan(plan, path, clock=FixedClock(datetime(2026, 11, 22, tzinfo=UTC)), map=TICKETS)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Give a copy in which another value stands at a path such as `promises.0.low`; none where it is `...`."""
    made = copy.deepcopy(document)
    *before, last = path.split(".")
    at: Any = made
    for name in before:
        at = at[int(name)] if isinstance(at, list) else at[name]
    if value is ...:
        del at[last]
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return made


def test_what_is_written_is_what_is_read(document: dict[str, Any]) -> None:
    kept = prioritise.read_plan(document)
    assert (kept.saved, kept.map_id, kept.map_version, kept.budget) == ("2026-11-22", "tickets", 1, 120_000)
    assert [(each.initiative, each.kind) for each in kept.promises] == [
        (each["initiative"], each["kind"]) for each in document["promises"]
    ]


@pytest.mark.parametrize(
    ("path", "value", "place", "right"),
    [
        ("saved", "yesterday", "saved", "a day such as 2026-11-22"),
        ("budget", "much", "budget", "a number from 0 up"),
        ("budget", -5, "budget", "a number from 0 up"),
        ("cost", True, "cost", "a number from 0 up"),
        ("gain", float("nan"), "gain", "a number"),
        ("gain_low", "low", "gain_low", "a number"),
        ("map", [], "map", "an object with keys"),
        ("map.version", "1", "map.version", "a whole number from 0 up"),
        ("model.currency", 5, "model.currency", "text"),
        ("model.start", "nowhere", "model.start", "a step of the plan"),
        ("model.chain.0.2", 1.5, "model.chain[0][2]", "a number from 0 to 1"),
        ("model.chain.0.1", "nowhere", "model.chain[0][1]", "a step or outcome of the plan"),
        ("model.chain.0", ["site"], "model.chain[0]", "a list of 3"),
        ("model.margin_visit", {"show": "4"}, "model.margin_visit.show", "a number"),
        ("model.steps", ["a", "a"], "model.steps", "a list in which each stands once"),
        ("chosen", ["photos"], "chosen", "an object with keys"),
        ("chosen.photos", None, "chosen.photos", "text"),
        ("promises", {}, "promises", "a list"),
        ("promises.0", 3, "promises[0]", "an object with keys"),
        ("promises.0.kind", "wish", "promises[0].kind", "a kind of effect: transition, margin, wait, rating"),
        ("promises.0.low", "0.2", "promises[0].low", "a number from 0 to 1"),
        ("promises.0.high", 1.2, "promises[0].high", "a number from 0 to 1"),
        ("promises.0.mode", 0.01, "promises[0].mode", "a number from low, 0.28, to high, 0.36"),
        ("promises.0.count", -1, "promises[0].count", "a whole number from 0 up"),
        ("promises.0.steps", ["after"], "promises[0].steps", "the two ends of a way"),
        ("promises.0.steps.1", "nowhere", "promises[0].steps[1]", "a step or outcome of the plan"),
        ("promises.0.initiative", "dreams", "promises[0].initiative", "a chosen initiative"),
        ("promises.0.together", ["dreams"], "promises[0].together[0]", "a chosen initiative"),
        ("outcomes.0.outcome", "bliss", "outcomes[0].outcome", "an outcome of the plan"),
        ("outcomes.0.before", 2, "outcomes[0].before", "a number from 0 to 1"),
        ("outcomes.0.low", 0.9, "outcomes[0].low", "a number up to high"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_wrong_is_named_by_its_path_with_what_would_be_right(
    document: dict[str, Any], path: str, value: Any, place: str, right: str
) -> None:
    with pytest.raises(InvalidInput) as told:
        prioritise.read_plan(changed(document, path, value), file="plan.json")
    assert told.value.code == "bad-saved-plan"
    assert told.value.message.startswith(f"plan.json: {place} is ")
    assert f"not {right}" in told.value.message
    assert "save the plan again" in str(told.value.hint)


@pytest.mark.parametrize(
    "path", ["saved", "map", "map.id", "model", "model.steps", "model.counts", "promises", "promises.0.low", "chosen",
             "initiatives", "outcomes.0.mode", "gain_low"],
)  # fmt: skip
def test_a_key_that_is_missing_is_named(document: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput, match="the plan has no ") as told:
        prioritise.read_plan(changed(document, path, ...))
    place = path.replace(".0", "[0]")
    assert told.value.message.endswith(place)


def test_initiatives_that_no_plan_could_be_made_of_are_told(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="initiatives: cost of 'photos' is"):
        place = next(at for at, each in enumerate(document["initiatives"]) if each["id"] == "photos")
        prioritise.read_plan(changed(document, f"initiatives.{place}.cost", -3))
    with pytest.raises(InvalidInput, match=r"chosen\.dreams is none of the initiatives"):
        prioritise.read_plan(changed(document, "chosen.dreams", "Dreams"))


@pytest.mark.parametrize(
    ("document_", "code", "said"),
    [
        ({"format": "plan/2"}, "saved-plan-version", "reads plan/1"),
        ({"format": "journey-map/1"}, "bad-saved-plan", "not a plan that was saved"),
        ([1], "bad-saved-plan", "its format is 'list'"),
        (None, "bad-saved-plan", "its format is 'NoneType'"),
    ],
    ids=["version", "map", "list", "nothing"],
)
def test_another_format_or_version_is_told(document_: Any, code: str, said: str) -> None:
    with pytest.raises(InvalidInput) as told:
        prioritise.read_plan(document_)
    assert told.value.code == code
    assert said in told.value.message


def test_a_file_that_is_no_plan_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    for content in (b"\xff\xfe", b"{", b"[" * 100_000, b""):
        file.write_bytes(content)
        with pytest.raises(InvalidInput, match="is not JSON"):
            sj.read_plan(file)
