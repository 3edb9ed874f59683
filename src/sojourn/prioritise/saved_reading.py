"""A kept plan, read field by field: what is wrong is named by its path, with what would be right."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.core.errors import InvalidInput

from .proposals import KINDS, proposals
from .refusals import PlanRefused
from .saved import FORMAT, Measured, Promise, PromisedOutcome, SavedPlan

AGAIN = "save the plan again"
OFF = 1e-9
"""How far a number that was worked out may miss a bound."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value of the document, with where it stands.

    Attributes:
        path: `promises[0].low`.
        file: what to call the document.
    """

    value: Any
    path: str
    file: str

    def refuse(self, right: str) -> InvalidInput:
        """Make the refusal of what stands here."""
        shown = repr(self.value)
        shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
        return InvalidInput(
            f"{self.file}: {self.path} is {shown}, not {right}",
            code="bad-saved-plan",
            hint=f"write {right} there, or {AGAIN}",
        )

    def __getitem__(self, key: str) -> "Part":
        """Give what stands under a key that must be there."""
        path = f"{self.path}.{key}" if self.path else key
        if key not in self.mapping():
            raise InvalidInput(f"{self.file} has no {path}", code="bad-saved-plan", hint=f"put {path} back, or {AGAIN}")
        return Part(self.value[key], path, self.file)

    def get(self, key: str) -> "Part":
        """Give what stands under a key; null where it does not stand there."""
        return Part(self.mapping().get(key), f"{self.path}.{key}" if self.path else key, self.file)

    def mapping(self) -> Mapping[str, Any]:
        """Give a mapping."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("an object with keys")
        return self.value

    def each(self) -> Iterator["Part"]:
        """Give the items of a list."""
        if not isinstance(self.value, list | tuple):
            raise self.refuse("a list")
        for place, value in enumerate(self.value):
            yield Part(value, f"{self.path}[{place}]", self.file)

    def row(self, width: int) -> tuple["Part", ...]:
        """Give the items of a list of a known length."""
        found = tuple(self.each())
        if len(found) != width:
            raise self.refuse(f"a list of {width}")
        return found

    def text(self) -> str:
        """Give text that says something."""
        if not isinstance(self.value, str) or not self.value:
            raise self.refuse("text")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Give a list of texts, each once."""
        found = tuple(each.text() for each in self.each())
        if len(set(found)) < len(found):
            raise self.refuse("a list in which each stands once")
        return found

    def number(self, least: float | None = None, most: float | None = None) -> float:
        """Give a finite number within its bounds."""
        value = self.value
        right = "a number" if least is None else f"a number from {least:g} up"
        right = right if most is None else f"a number from {least or 0:g} to {most:g}"
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse(right)
        if (least is not None and value < least - OFF) or (most is not None and value > most + OFF):
            raise self.refuse(right)
        return float(value)

    def whole(self) -> int:
        """Give a whole number from 0 up."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            raise self.refuse("a whole number from 0 up")
        return self.value

    def one_of(self, known: Sequence[str], what: str) -> str:
        """Give a name that is known."""
        if self.text() not in known:
            raise self.refuse(f"{what}: {', '.join(known)}")
        return str(self.value)

    @property
    def there(self) -> bool:
        """Say whether anything stands here."""
        return self.value is not None


def read_plan(document: Mapping[str, Any], *, file: str = "the plan") -> SavedPlan:
    """Read a plan that was kept.

    Raises:
        InvalidInput: `bad-saved-plan`, naming the field by its path, such as `promises[0].low`, and what would be right
            there; `saved-plan-version` for a plan that another version of the program kept in another format.
    """
    whole = Part(document, "", file)
    _of_format(document, file)
    model, chosen = whole["model"], whole["chosen"]
    titles = {name: Part(title, f"chosen.{name}", file).text() for name, title in chosen.mapping().items()}
    offered = _offered(whole["initiatives"])
    for name in titles:
        if name not in offered:
            raise InvalidInput(
                f"{file}: chosen.{name} is none of the initiatives of the plan",
                code="bad-saved-plan",
                hint=f"the initiatives are {', '.join(offered)}; or {AGAIN}",
            )
    states = _states(model)
    day = whole["saved"]
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day.text()):
        raise day.refuse("a day such as 2026-11-22")
    about = whole["map"]
    named, version = about["id"], about["version"]
    currency, period = model["currency"], model["period"]
    low, high = whole["gain_low"], whole["gain_high"]
    return SavedPlan(
        saved=day.text(),
        map_id=named.text() if named.there else None,
        map_version=version.whole() if version.there else None,
        currency=currency.text() if currency.there else None,
        period=period.text() if period.there else None,
        budget=whole["budget"].number(0),
        cost=whole["cost"].number(0),
        gain=whole["gain"].number(),
        gain_low=low.number() if low.there else None,
        gain_high=high.number() if high.there else None,
        chosen=titles,
        promises=tuple(_promise(each, tuple(titles), states) for each in whole["promises"].each()),
        outcomes=tuple(_outcome(each, states) for each in whole["outcomes"].each()),
        counted=model["counts"].there,
        document=document,
    )


def _of_format(document: Any, file: str) -> None:
    """Refuse what is no plan, or one of another version."""
    found = document.get("format") if isinstance(document, Mapping) else type(document).__name__
    if isinstance(found, str) and re.fullmatch(r"plan/\d+", found) and found != FORMAT:
        raise InvalidInput(
            f"{file} is a plan of the format {found}, and this version reads {FORMAT}",
            code="saved-plan-version",
            hint=f"read it with the version of Sojourn that kept it, or {AGAIN} with this one",
        )
    if found != FORMAT:
        raise InvalidInput(
            f"{file} is not a plan that was saved: its format is {found!r}, not {FORMAT!r}",
            code="bad-saved-plan",
            hint="save one with: sojourn plan --map MAP --budget B --save plan.json",
        )


def _offered(part: Part) -> tuple[str, ...]:
    """Read the ids of what could be chosen, and refuse initiatives that no plan could be made of."""
    found = tuple(each["id"].text() for each in part.each())
    try:
        proposals(part.value)
    except PlanRefused as refused:
        raise InvalidInput(
            f"{part.file}: initiatives: {refused.message}", code="bad-saved-plan", hint=refused.hint
        ) from refused
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise InvalidInput(
            f"{part.file}: initiatives cannot be read: {error}", code="bad-saved-plan", hint=AGAIN
        ) from error
    return found


def _states(model: Part) -> tuple[str, ...]:
    """Read the chain, and give its steps and outcomes."""
    steps, outcomes = model["steps"].texts(), model["outcomes"].texts()
    states = (*steps, *outcomes)
    model["start"].one_of(steps, "a step of the plan")
    for each in model["chain"].each():
        one, other, share = each.row(3)
        one.one_of(steps, "a step of the plan")
        other.one_of(states, "a step or outcome of the plan")
        share.number(0, 1)
    counts = model["counts"]
    for each in counts.each() if counts.there else ():
        one, other, number = each.row(3)
        one.one_of(steps, "a step of the plan")
        other.one_of(states, "a step or outcome of the plan")
        number.number(0)
    model["volume"].number(0)
    for name, known in (("margin_visit", steps), ("cost_visit", steps), ("margin_outcome", outcomes)):
        worth = model[name]
        for state, amount in worth.mapping().items():
            at = Part(amount, f"model.{name}.{state}", model.file)
            if state not in known:
                raise InvalidInput(
                    f"{model.file}: {at.path}: the plan has no {state!r}",
                    code="bad-saved-plan",
                    hint=f"there are {', '.join(known)}; or {AGAIN}",
                )
            at.number()
    return states


def _promise(part: Part, chosen: Sequence[str], states: Sequence[str]) -> Promise:
    """Read what one initiative claims of one place."""
    kind = part["kind"].one_of(KINDS, "a kind of effect")
    a_way = kind == "transition"
    steps = tuple(
        each.one_of(states, "a step or outcome of the plan") if a_way else each.text() for each in part["steps"].each()
    )
    if not steps or (a_way and len(steps) != 2):
        raise part["steps"].refuse("the two ends of a way" if a_way else "a list with a step")
    bounds = (0.0, 1.0) if a_way else (None, None)
    low, mode, high = (part[name].number(*bounds) for name in ("low", "mode", "high"))
    if not low <= mode <= high:
        raise part["mode"].refuse(f"a number from low, {low:g}, to high, {high:g}")
    before, count, measured, tried = part["before"], part["count"], part.get("measured"), part.get("tried")
    if tried.there and not isinstance(tried.value, bool):
        raise tried.refuse("true or false")
    return Promise(
        initiative=part["initiative"].one_of(chosen, "a chosen initiative"),
        title=part["title"].text(),
        kind=kind,
        steps=steps,
        before=before.number(0, 1) if before.there else None,
        count=count.whole() if count.there else None,
        low=low,
        mode=mode,
        high=high,
        together=tuple(each.one_of(chosen, "a chosen initiative") for each in part["together"].each()),
        measured=tuple(_measured(each) for each in measured.each()) if measured.there else (),
        tried=tried.value is True,
    )


def _measured(part: Part) -> Measured:
    """Read what was measured when the plan was kept."""
    low, high = part["low"], part["high"]
    return Measured(
        step=part["step"].text(),
        of=part["of"].text(),
        value=part["value"].number(),
        low=low.number() if low.there else None,
        high=high.number() if high.there else None,
        n=part["n"].whole(),
    )


def _outcome(part: Part, states: Sequence[str]) -> PromisedOutcome:
    """Read what the plan claims of an outcome."""
    count = part["count"]
    low, high = part["low"].number(0, 1), part["high"].number(0, 1)
    if low > high:
        raise part["low"].refuse(f"a number up to high, {high:g}")
    return PromisedOutcome(
        outcome=part["outcome"].one_of(states, "an outcome of the plan"),
        before=part["before"].number(0, 1),
        count=count.whole() if count.there else None,
        low=low,
        mode=part["mode"].number(0, 1),
        high=high,
    )
