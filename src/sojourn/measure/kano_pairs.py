"""Pairs of answers to Kano's two questions: from answers to a survey, or from a table with one row a pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.words import counted

from .answer_cells import number
from .effective import checked_weights
from .kano import category_of, place_of
from .records import Records, Refusal, read_records

FUNCTIONAL, DYSFUNCTIONAL = "kano_functional", "kano_dysfunctional"


@dataclass(frozen=True, slots=True)
class Pair:
    """What one customer is to one feature."""

    customer: object
    feature: str
    category: str
    segment: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that count, one a customer and feature, and what does not.

    Attributes:
        incomplete: customers and features with only one of the two answers.
        replaced: pairs that a later one took the place of.
        refused: rows that are no pair.
    """

    pairs: tuple[Pair, ...]
    incomplete: int
    replaced: int
    refused: tuple[Refusal, ...]
    notes: tuple[Any, ...]


def pairs_of(source: Any, *, by: str | None) -> Pairs:
    """Give the pairs of answers, or of a table."""
    if isinstance(source, Answers):
        return _of_answers(source, by)
    needed = ("customer", "feature", "functional", "dysfunctional", *([by] if by else []))
    return _of_table(read_records(source, required=needed, what="a table of Kano answers"), by)


def is_table_of_pairs(path: str | Path) -> bool:
    """Say whether a file holds pairs, one a row, and not single answers."""
    columns = read_records(path, required=(), what="a table").columns
    return {"feature", "functional", "dysfunctional"} <= set(columns)


def _of_table(table: Records, by: str | None) -> Pairs:
    """Read one pair a row; of several of one customer about one feature the last counts."""
    found: dict[tuple[object, str], Pair] = {}
    refused = list(table.refused)
    incomplete = replaced = 0
    for place, row in table.rows:
        feature = row["feature"]
        customer = row["customer"]
        if feature is None:
            wanted = "each row names the feature it is about"
            refused.append(table.refuse(place, "feature", None, code="answer.unknown_question", wanted=wanted))
            continue
        given = {name: row[name] for name in ("functional", "dysfunctional")}
        places = {name: place_of(value) for name, value in given.items()}
        off = [name for name in given if given[name] is not None and places[name] is None]
        for name in off:
            wanted = "1 to 5, or like, must-be, neutral, live-with, dislike"
            refused.append(table.refuse(place, name, given[name], code="answer.out_of_scale", wanted=wanted))
        weight = _weight(row.get("weight"))
        if weight is None:
            wanted = "a weight is a number above 0"
            refused.append(table.refuse(place, "weight", row["weight"], code="answer.bad_weight", wanted=wanted))
        if off or weight is None:
            continue
        functional, dysfunctional = places["functional"], places["dysfunctional"]
        if functional is None or dysfunctional is None:
            incomplete += 1
            continue
        # Whoever is not named is a customer of their own.
        key = (("row", place) if customer is None else customer, str(feature))
        replaced += key in found
        segment = None if by is None or row[by] is None else str(row[by])
        found[key] = Pair(key[0], str(feature), category_of(functional, dysfunctional), segment, weight)
    return Pairs(tuple(found.values()), incomplete, replaced, tuple(refused), ())


def _of_answers(answers: Answers, by: str | None) -> Pairs:
    """Join each customer's two answers about a feature; of several to one question the latest counts."""
    if by is not None and by not in answers.groups:
        raise InvalidInput(
            f"answers have no column {by!r}",
            code="answers.unknown_group",
            hint=f"they have {', '.join(answers.groups) or 'none'}",
        )
    kinds = _features(answers)
    if not kinds:
        raise InvalidInput(
            "no question is one of Kano's pairs",
            code="kano.no_questions",
            hint=f"register two questions about each feature, one on {FUNCTIONAL}, one on {DYSFUNCTIONAL}, "
            "with the same `about`; a file with a row for each pair (feature, functional, dysfunctional) is read "
            "without --answers: sojourn measure kano FILE",
        )
    checked_weights(answers.weight)
    halves: dict[tuple[int, str], dict[str, int]] = {}
    replaced = 0
    for row in np.lexsort((np.arange(len(answers)), answers.at)):
        name = answers.questions[answers.question[row]]
        if name not in kinds or np.isnan(answers.value[row]):
            continue
        scale, feature = kinds[name]
        half = halves.setdefault((int(answers.person[row]), feature), {})
        replaced += scale in half
        half[scale] = int(row)
    groups = None if by is None else answers.groups[by]
    found = []
    incomplete = 0
    for (person, feature), half in halves.items():
        if len(half) < 2:
            incomplete += 1
            continue
        rows = [half[FUNCTIONAL], half[DYSFUNCTIONAL]]
        places = [place_of(float(answers.value[row])) for row in rows]
        if places[0] is None or places[1] is None:
            incomplete += 1
            continue
        named = [groups[row] for row in rows if groups[row] is not None] if groups is not None else []
        weight = float(answers.weight[rows].mean())
        if not weight:
            continue
        found.append(Pair(person, feature, category_of(places[0], places[1]), str(named[0]) if named else None, weight))
    return Pairs(tuple(found), incomplete, replaced, (), _unpaired(kinds.values()))


def _features(answers: Answers) -> dict[str, tuple[str, str]]:
    """Give, for each of Kano's questions that was answered, its scale and the feature it is about."""
    found = {}
    for place, name in enumerate(answers.questions):
        asked = answers.registry.get(name)
        if asked is not None:
            scale, about = asked.scale, asked.about
        else:
            named = {str(each) for each in answers.scale[answers.question == place] if each is not None}
            scale, about = (named.pop() if len(named) == 1 else ""), None
        if scale in (FUNCTIONAL, DYSFUNCTIONAL):
            # Without a registry the names themselves must agree: `wallet_functional`, `wallet_dysfunctional`.
            ending = "_" + scale.removeprefix("kano_")
            found[name] = (scale, about or name.removesuffix(ending))
    return found


def _unpaired(kinds: Sequence[tuple[str, str]] | Any) -> tuple[Any, ...]:
    """Name features of which only one of the two questions was asked."""
    kinds = list(kinds)
    by_feature = {feature: {scale for scale, about in kinds if about == feature} for _, feature in kinds}
    alone = sorted(feature for feature, scales in by_feature.items() if len(scales) < 2)
    if not alone:
        return ()
    text = f"{counted(len(alone), 'feature')} asked about with one of the two questions only: {', '.join(alone)}"
    return (note("kano.unpaired", text, features=alone),)


def _weight(given: object) -> float | None:
    """Read a weight; 1 where there is none."""
    weight = 1.0 if given is None else number(given)
    return weight if 0 < weight < float("inf") else None
