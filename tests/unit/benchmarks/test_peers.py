"""Every rival that is installed beside the tests answers as Sojourn does, and as a slow reading of the events does."""

import importlib
import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from benchmarks import chain, questions, world
from benchmarks.peers.sojourn_engine import Engine
from benchmarks.subjects import OWN, SUBJECTS

import sojourn

ASKED = [
    (module, question, form)
    for subject in SUBJECTS.values()
    for name, module in subject.engines.items()
    for question in subject.questions
    for form in subject.forms
    if name != OWN and importlib.util.find_spec(name) is not None and form != "quantiles"
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("world")
    whole = world.make_block(5, world.chances())
    some = whole.customer < whole.customer[0] + 1_500
    block = world.Block(*(getattr(whole, name)[some] for name in world.COLUMNS))
    pq.write_table(world.to_table(block, seq=True), made / "events.parquet")
    return made


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[str, Any]:
    own = Engine()
    own.take(sojourn.journeys(folder / "events.parquet"))
    asked = [question for subject in SUBJECTS.values() for question in subject.questions]
    return {question: own.translate(question, getattr(own, question)()) for question in asked}


@pytest.fixture(scope="module")
def engines(folder: Path) -> dict[str, Any]:
    made = {module: importlib.import_module(f"benchmarks.peers.{module}").Engine() for module, _, _ in ASKED}
    for engine in made.values():
        engine.load(folder)
    return made


@pytest.mark.parametrize(("module", "question", "form"), ASKED)
def test_a_rival_answers_as_sojourn_does(
    module: str, question: str, form: str, engines: dict[str, Any], answers: dict[str, Any]
) -> None:
    ask = getattr(engines[module], f"{question}_{form}".rstrip("_"), None)
    if ask is not None:
        assert questions.differences(question, answers[question], ask()) == []


def test_sojourn_s_last_touches_are_those_of_a_slow_reading(folder: Path, answers: dict[str, Any]) -> None:
    counts: Counter[str] = Counter()
    touched: dict[int, str] = {}
    for row in pq.read_table(folder / "events.parquet").to_pylist():
        if row["event"] == questions.CONVERSION:
            if row["customer"] in touched:
                counts[touched.pop(row["customer"])] += 1
        elif row["channel"] is not None:
            touched[row["customer"]] = row["channel"]
    assert {"channels": sorted([name, float(n)] for name, n in counts.items())} == answers["last"]


def test_sojourn_s_waits_are_those_of_a_slow_reading(folder: Path, answers: dict[str, Any]) -> None:
    rows = pq.read_table(folder / "events.parquet").to_pylist()
    starts = {row["customer"] for row in rows if row["event"] == questions.STARTED}
    waiting, reached = set(), set()
    for row in rows:
        if row["event"] == questions.CONVERSION and row["customer"] in waiting:
            reached.add(row["customer"])
        elif row["event"] == questions.STARTED:
            waiting.add(row["customer"])
    assert (answers["survival"]["waits"], answers["survival"]["reached"]) == (len(starts), len(reached))
    shares = [share for _, share in answers["survival"]["shares"]]
    assert shares == sorted(shares) and shares[-1] > shares[1] > 0


def test_a_chain_is_solved_for_rivals_that_count_its_moves() -> None:
    """Small enough for fractions: a > b > sold, a > nothing, b > sold."""
    counts = np.array([[0, 1, 0, 1], [0, 0, 2, 0], [2, 1, 0, 0]])
    assert chain.answer(counts, ("a", "b"))["channels"] == [["a", pytest.approx(2 / 3)], ["b", pytest.approx(4 / 3)]]


def test_one_that_simulates_says_how_near_it_comes() -> None:
    exact, near = {"channels": [["a", 100.0]]}, {"channels": [["a", 100.5]]}
    assert questions.differences("markov", exact, near)
    assert questions.differences("markov", exact, near | {"within": 0.01}) == []
    assert questions.differences("last", exact, {"channels": [["b", 100.0]]}) == [
        "only one has channel a", "only one has channel b"
    ]  # fmt: skip
