"""Every question, asked of a cluster: the answer of one thread of one process, to the last bit."""

from collections.abc import Callable
from typing import Any

import pytest

from sojourn.app.clusters import spark_journeys
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.conformance.questions import MEMBERS, QUESTIONS
from tests.conformance.worlds import WORLDS

ALL = {name: question for name, question in {**QUESTIONS, **MEMBERS}.items() if not question.local}


@pytest.fixture(scope="session")
def worlds(spark: Any, as_parquet: Callable[..., str]) -> dict[str, Journeys]:
    """Give the journeys of each world, as files on the cluster."""
    return {name: spark_journeys(spark, as_parquet(table)) for name, table in WORLDS.items()}


@pytest.mark.parametrize("name", ALL)
def test_a_cluster_says_what_one_thread_says(worlds: dict[str, Journeys], name: str) -> None:
    alone = Journeys(MemorySource.from_table(WORLDS["giant"]), LocalEngine(1))
    assert ALL[name].answer(worlds["giant"]) == ALL[name].answer(alone)
