"""Whatever an engine does, the answer is the same: to the last bit, however customers are cut, sent and merged."""

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sojourn
from sojourn import analyse
from sojourn.core.analysis import Analysis, Engine, Journeys, MemberAnalysis
from sojourn.engines import LocalEngine, local
from sojourn.stores.memory import MemorySource
from tests.conformance.engines import Chopped
from tests.conformance.questions import MEMBERS, QUESTIONS, Question
from tests.conformance.worlds import WORLDS, few
from tests.factories.questions import inside

ALL = {**QUESTIONS, **MEMBERS}


def asked(question: Question, table: pa.Table, engine: Engine, *, parts: int = 1) -> Any:
    return question.answer(Journeys(MemorySource.from_table(table, parts=parts), engine))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("world", WORLDS)
def test_tiny_ranges_threads_and_bytes_change_nothing(name: str, world: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = asked(ALL[name], WORLDS[world], LocalEngine(1))
    monkeypatch.setattr(local, "SMALLEST_RANGE", 50)
    assert asked(ALL[name], WORLDS[world], LocalEngine(4), parts=2) == alone
    assert asked(ALL[name], WORLDS[world], Chopped(7, most=12, wire=True), parts=2) == alone


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=3)
@given(seed=st.integers(0, 2**32), most=st.integers(1, 8), parts=st.integers(1, 3))
def test_any_cut_and_any_order_of_merging_change_nothing(name: str, seed: int, most: int, parts: int) -> None:
    table = few(seed)
    assert asked(ALL[name], table, Chopped(seed, most=most), parts=parts) == asked(ALL[name], table, LocalEngine(1))


def classes_with(method: str) -> set[type]:
    """Find every class that an engine may be given: those that say which columns they need, and have the method."""
    found = set()
    for module in pkgutil.walk_packages(sojourn.__path__, "sojourn."):
        if module.name.split(".")[1] in ("analyse", "insight", "prioritise", "measure"):
            for _, each in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if each.__module__.startswith("sojourn.") and {method, "columns"} <= each.__dict__.keys():
                    found.add(each)
    return found - {Analysis, MemberAnalysis}


@dataclass
class Recorded:
    """An engine that remembers what it was asked."""

    engine: Engine = field(default_factory=lambda: LocalEngine(1))
    run_of: set[type] = field(default_factory=set)
    members_of: set[type] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    tried: set[tuple[str, str]] = field(default_factory=set)

    def run(self, journeys: Journeys, analysis: Any) -> Any:
        self.run_of.add(type(analysis))
        return self.engine.run(journeys, analysis)

    def members(self, journeys: Journeys, analysis: Any) -> Any:
        self.members_of.add(type(analysis))
        return self.engine.members(journeys, analysis)


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    engine = Recorded()
    for name, question in ALL.items():
        answer = asked(question, WORLDS["usual"], engine)
        if isinstance(answer, list) and answer and isinstance(answer[0], str):
            engine.refused.append(name)
        if isinstance(answer, dict) and "model" in answer:
            scored = [each["model"] for each in answer.get("scores", ())]
            engine.tried |= {(answer["analysis"], model) for model in (*scored, answer["model"])}
    return engine


def test_every_analysis_is_asked(recorded: Recorded) -> None:
    missing = classes_with("partial") - recorded.run_of
    assert not missing, "add a question for each to tests/conformance/questions.py"


def test_every_list_behind_a_number_is_asked(recorded: Recorded) -> None:
    missing = classes_with("members") - recorded.members_of
    assert not missing, "add a question for each to tests/conformance/questions.py"


def test_every_model_is_asked(recorded: Recorded) -> None:
    known = {
        "attribution": inside("attribution_counts").MODELS,
        "next": inside("next_step_models").MODELS,
        "outcome": inside("outcome_models").MODELS,
    }
    missing = {(name, model) for name, models in known.items() for model in models} - recorded.tried
    assert not missing, "add a question for each to tests/conformance/questions.py"


def test_every_question_that_takes_a_model_is_known_to() -> None:
    taking = {
        name
        for name, each in ((name, getattr(analyse, name)) for name in dir(analyse) if not name.startswith("_"))
        if inspect.isfunction(each) and "model" in inspect.signature(each).parameters
    }
    same = {"attribution_members", "attribution_of_paths"}  # the models of attribution
    assert taking - same == {"attribution", "next_step", "outcome"}, "let test_every_model_is_asked look at it too"


def test_no_question_is_refused_where_there_is_something_to_find(recorded: Recorded) -> None:
    assert recorded.refused == []
