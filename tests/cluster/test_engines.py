"""Every question, asked of a cluster: the answer of one thread of one process, to the last bit."""

from collections.abc import Callable
from typing import Any

import pytest

import sojourn as sj
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.conformance.questions import MEMBERS, QUESTIONS
from tests.conformance.worlds import WORLDS

ALL = {name: question for name, question in {**QUESTIONS, **MEMBERS}.items() if not question.local}


@pytest.fixture(scope="session")
def there(spark: Any, as_parquet: Callable[..., str]) -> Journeys:
    """Give the journeys of a world with one giant customer, as files on the cluster."""
    return sj.spark_journeys(spark, as_parquet(WORLDS["giant"]))


@pytest.mark.parametrize("name", ALL)
def test_a_cluster_says_what_one_thread_says(there: Journeys, name: str) -> None:
    alone = Journeys(MemorySource.from_table(WORLDS["giant"]), LocalEngine(1))
    assert ALL[name].answer(there) == ALL[name].answer(alone)
