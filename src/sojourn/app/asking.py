"""What is given to a question is checked before it is asked, so that a slip is told in words and not by a traceback."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import wraps
from numbers import Integral, Real
from os import PathLike
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.charts import Chart
from sojourn.core.errors import InvalidInput
from sojourn.core.results import Result

from .notebooks import progress_here

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_WORDS: Mapping[Any, str] = MappingProxyType(
    {
        Journeys: "journeys, as sj.journeys(...) and Workspace.journeys() give them",
        Result: "a result",
        Chart: "a chart",
        str: "text",
        int: "a whole number",
        float: "a number",
        bool: "True or False",
        NoneType: "None",
    }
)
_NAMED: Mapping[str, str] = MappingProxyType(
    {
        "Answers": "answers, as sj.read_answers(...) and Workspace.answers() give them",
        "JourneyMap": "a journey map, as sj.read_map(...) gives one",
        "Expectation": "what is expected, as sj.expect(map) gives it",
        "Overlay": "an overlay, as sj.evidence(...).overlay gives one",
        "date": "a date, such as datetime.date(2026, 11, 22)",
    }
)
"""The same for types of slices that most questions do not load."""

_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "JourneyMap": "write sj.expect(map) for what a map expects",
        "EvidenceResult": "write evidence.overlay",
    }
)
"""What to write where something of a type was given that is nearly right."""

_NUMBERS: Mapping[Any, type] = MappingProxyType({int: Integral, float: Real})
"""Whole numbers of numpy and others are whole numbers too."""

_SHOWN = 60
"""How much of a wrong value a message shows."""


def checked(question: Callable[Given, Answer], *, called: str | None = None) -> Callable[Given, Answer]:
    """Refuse what does not fit the annotations of a function before it runs.

    What the annotations cannot say is for the function itself: which words it knows, which numbers make sense. Where a
    notebook runs this, a function that can tell its progress shows it, unless `progress=None` says otherwise.

    Args:
        question: the function.
        called: the name it is known by, where it is another than its own.
    """
    signature = inspect.signature(question)
    hints = get_type_hints(question)

    @wraps(question)
    def ask(*args: Given.args, **options: Given.kwargs) -> Answer:
        try:
            given = signature.bind(*args, **options).arguments
        except TypeError:
            return question(*args, **options)  # Python says best which argument is missing or not known
        for name, value in given.items():
            _check(name, value, hints.get(name, Any), called or question.__name__)
        if "progress" in hints and "progress" not in given:
            options["progress"] = progress_here()
        return question(*args, **options)

    return ask


def passed_on(question: Callable[..., Any], options: Mapping[str, object], *, called: str) -> None:
    """Refuse options that are handed on to another function and do not fit its annotations.

    Raises:
        InvalidInput: as `checked`; options that the function does not know are left to it.
    """
    hints = get_type_hints(question)
    for name, value in options.items():
        _check(name, value, hints.get(name, Any), called)


def fits(value: object, hint: Any) -> bool:
    """Say whether a value is of an annotated type; what cannot be told fits.

    Durations and steps stand for the text they are usually written as.
    """
    origin = get_origin(hint)
    if hint is Any:
        return True
    if hint is None or hint is NoneType:
        return value is None
    if origin in (Union, UnionType):
        return any(fits(value, each) for each in get_args(hint))
    if origin is Literal:
        return any(value == each and type(value) is type(each) for each in get_args(hint))
    if origin is Sequence:
        (item,) = get_args(hint)
        if isinstance(value, str):
            return False
        return (isinstance(value, list | tuple) and all(fits(each, item) for each in value)) or (
            hasattr(value, "__iter__") and not isinstance(value, list | tuple | Mapping)
        )
    if origin is Iterable:
        (item,) = get_args(hint)
        if isinstance(value, list | tuple):
            return all(fits(each, item) for each in value)
        return not isinstance(value, str) and (hasattr(value, "__iter__") or hasattr(value, "__getitem__"))
    if origin is Mapping:
        key, held = get_args(hint)
        return isinstance(value, Mapping) and all(fits(k, key) and fits(v, held) for k, v in value.items())
    if origin is Callable:
        return callable(value)
    if hint is str:
        return isinstance(value, str | timedelta | analyse.Step)
    if hint in _NUMBERS:
        return isinstance(value, _NUMBERS[hint]) and not isinstance(value, bool)
    if isinstance(hint, type) and origin is None and not getattr(hint, "_is_protocol", False):
        return isinstance(value, hint)
    return not (isinstance(origin, type) and issubclass(origin, PathLike)) or isinstance(value, origin)


def _check(name: str, value: object, hint: Any, question: str) -> None:
    """Refuse a value that does not fit.

    Raises:
        InvalidInput: always then; it says what was given and what is expected.
    """
    if fits(value, hint):
        return
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    raise InvalidInput(
        f"{question} takes as {name} {_words(hint)}, and was given {shown}",
        code="bad-argument",
        hint=_INSTEAD.get(type(value).__name__, f"see help(sj.{question})"),
    )


def _words(hint: Any) -> str:
    """Say in words what is expected."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_words(each) for each in get_args(hint)))
    if origin is Literal:
        return "one of " + ", ".join(map(str, get_args(hint)))
    if origin in (Sequence, Iterable):
        return f"a list, each {_words(get_args(hint)[0])}"
    if origin is Mapping:
        held = get_args(hint)[1]
        return "a mapping" if held is Any else f"a mapping, each {_words(held)}"
    if isinstance(origin, type) and issubclass(origin, PathLike):
        return "a path"
    if origin is Callable or origin is not None:
        return "a function" if origin is Callable else str(hint)
    name = str(getattr(hint, "__name__", hint))
    return _WORDS.get(hint) or _NAMED.get(name) or f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"
