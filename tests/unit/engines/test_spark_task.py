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
@pytest.mark.parametrize("world", ["ties", "nobody"])
def test_executors_say_what_one_thread_says(name: str, world: str) -> None:
    alone = ALL[name].answer(Journeys(MemorySource.from_table(WORLDS[world]), LocalEngine(1)))
    assert ALL[name].answer(Journeys(source_of(WORLDS[world]), ExecutorsHere())) == alone
