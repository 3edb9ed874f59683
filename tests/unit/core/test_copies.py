"""Results and answers are copied and pickled like other values."""

import copy
import pickle
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

import sojourn as sj
from sojourn import analyse, measure, prioritise, samples
from sojourn.core.answers import Answers
from sojourn.core.results import Result

ROWS = 240


def _answers() -> Answers:
    rng = np.random.Generator(np.random.PCG64(5))
    value = rng.integers(0, 11, ROWS)
    return measure.read_answers(
        {
            "question": ["nps"] * ROWS,
            "value": value.tolist(),
            "customer": [f"c{place}" for place in range(ROWS)],
            "segment": ["ab"[place % 2] for place in range(ROWS)],
            "scale": ["nps"] * ROWS,
            "at": [f"2026-0{1 + place % 9}-01" for place in range(ROWS)],
        }
    )


def _table() -> dict[str, list[float]]:
    rng = np.random.Generator(np.random.PCG64(6))
    first, second = rng.integers(1, 6, (2, ROWS))
    return {
        "entry": first.tolist(),
        "sound": second.tolist(),
        "whole": (first + second + rng.normal(size=ROWS)).tolist(),
    }


def _kano() -> measure.Kano:
    return measure.kano(counts={"A": 40, "O": 12, "M": 5, "I": 9, "R": 1, "Q": 0})


MADE = {
    "scores": lambda: measure.nps(_answers(), by="segment"),
    "trend": lambda: measure.trend(_answers(), "nps"),
    "drivers": lambda: measure.drivers(_table(), "whole", ["entry", "sound"], bootstrap=20),
    "contrast": lambda: measure.penalty_reward(_table(), "whole", ["entry", "sound"]),
    "kano": _kano,
}


@pytest.mark.parametrize("name", MADE)
def test_a_result_survives_a_copy_and_a_pickle(name: str) -> None:
    made: Result = MADE[name]()
    for again in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert type(again) is type(made)
        assert again.to_dict() == made.to_dict()


def test_answers_survive_a_copy_and_a_pickle() -> None:
    made = _answers()
    for again in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again.questions == made.questions
        assert again.value.tolist() == made.value.tolist()
        assert again.groups["segment"].tolist() == made.groups["segment"].tolist()
        assert isinstance(again.groups, MappingProxyType)


def test_a_chain_survives_a_pickle() -> None:
    made = analyse.chain_of([("a", "sold", 0.4), ("a", "lost", 0.6)], start="a", outcomes=["sold", "lost"])
    again = pickle.loads(pickle.dumps(made))
    assert again.outcome == made.outcome


def test_a_plan_and_its_model_survive_a_copy_and_a_pickle(tmp_path: Path) -> None:
    file = tmp_path / "tickets.yaml"
    file.write_text(samples.example_map("tickets"), encoding="utf-8")
    tickets = sj.read_map(file)
    made = sj.plan(tickets, budget=120_000, draws=20)
    model = prioritise.model_of(tickets)
    for copied in (copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))):
        assert copied(made).to_dict() == made.to_dict()
        assert copied(model).margin_visit == model.margin_visit
