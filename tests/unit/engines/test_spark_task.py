"""What executors do, without a cluster: the answers of one thread, whatever is cut and sent."""

import pytest

from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.conformance.questions import MEMBERS, QUESTIONS
from tests.conformance.worlds import WORLDS
from tests.unit.engines.executors import ExecutorsHere, source_of

ALL = {name: question for name, question in {**QUESTIONS, **MEMBERS}.items() if not question.local}


@pytest.mark.parametrize("name", ALL)
def test_executors_say_what_one_thread_says(name: str) -> None:
    alone = ALL[name].answer(Journeys(MemorySource.from_table(WORLDS["ties"]), LocalEngine(1)))
    assert ALL[name].answer(Journeys(source_of(WORLDS["ties"]), ExecutorsHere())) == alone


@pytest.mark.parametrize("name", ["funnel", "follows", "answers", *MEMBERS])
def test_of_nobody_they_say_the_same(name: str) -> None:
    alone = ALL[name].answer(Journeys(MemorySource.from_table(WORLDS["nobody"]), LocalEngine(1)))
    assert ALL[name].answer(Journeys(source_of(WORLDS["nobody"]), ExecutorsHere())) == alone


@pytest.mark.parametrize("at_once", [1, 1_000])
def test_neither_the_record_s_order_nor_the_size_of_a_chunk_matters(at_once: int) -> None:
    alone = Journeys(MemorySource.from_table(WORLDS["usual"]), LocalEngine(1))
    there = Journeys(source_of(WORLDS["usual"], by_name=False), ExecutorsHere(slices=5, rows=3, at_once=at_once))
    for name in ("funnel", "follows", "sessions"):
        assert ALL[name].answer(there) == ALL[name].answer(alone)
