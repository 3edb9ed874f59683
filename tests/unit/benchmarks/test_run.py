"""A run compares before it shows, takes ratios within rounds, and notices when one falls."""

import json
import sys
from typing import Any

import pytest
from benchmarks import processes, run, tables


def a_round(own: float, rival: float) -> dict[str, Any]:
    def reply(seconds: float) -> dict[str, Any]:
        return {"cold": 2 * seconds, "warm": [seconds] * 3, "peak": 5_000_000, "own": 3_000_000}

    return {"questions": {q: {"sojourn": reply(own), "polars": reply(rival)} for q in run.QUESTIONS}}


def test_ratios_are_taken_within_a_round() -> None:
    busy, quiet = a_round(0.04, 0.40), a_round(0.01, 0.02)
    facts = run.summarise([busy, quiet, quiet])["funnel"]["polars"]
    assert facts["ratio"] == pytest.approx(2.0)
    assert facts["ratio_range"] == pytest.approx([2.0, 10.0])
    assert facts["warm"] == pytest.approx(0.02)
    assert facts["cold"] == pytest.approx(0.04)


def test_a_run_without_sojourn_has_no_ratios() -> None:
    alone = {"questions": {q: {"polars": a_round(1, 1)["questions"][q]["polars"]} for q in run.QUESTIONS}}
    assert "ratio" not in run.summarise([alone])["funnel"]["polars"]


def test_a_ratio_under_half_of_the_committed_one_is_named() -> None:
    before = {"questions": run.summarise([a_round(0.01, 0.10)])}
    slower = {"questions": run.summarise([a_round(0.01, 0.04)])}
    nearly = {"questions": run.summarise([a_round(0.01, 0.06)])}
    assert run.fell(nearly, before) == []
    assert run.fell(slower, before)[0] == "funnel: polars took 10.0 times as long, now 4.0"


def test_answers_that_differ_stop_the_run_and_name_the_engine() -> None:
    answers = {"sojourn": {"reached": [2, 1]}, "polars": {"reached": [2, 1]}, "duckdb": {"reached": [2, 2]}}
    with pytest.raises(run.Unequal, match="sojourn and duckdb") as caught:
        run.compare("funnel", answers)
    assert "polars" not in str(caught.value)


def test_the_table_shows_every_engine_with_its_ratio() -> None:
    result = {
        "date": "2025-03-01T00:00:00+00:00",
        "world": {"customers": 10_000, "events": 200_000},
        "machine": {"processor": "P", "cores": 2, "system": "S", "load_at_start": [0.1], "load_at_end": [0.2]},
        "versions": {"sojourn": "sojourn 0", "polars": "polars 0"},
        "loads": {"polars": {"seconds": 1.0, "peak": 7_000_000, "resident": 0, "own": 6_000_000}},
        "questions": run.summarise([a_round(0.01, 0.05)]),
        "commands": {"sojourn --help": [0.3, 0.2, 0.4]},
        "imports": {
            "events.csv": {
                "seconds": 2.0, "events_per_second": 100_000.0, "peak": 9_000_000, "own": 8_000_000,
                "file_bytes": 1_000_000, "workspace_bytes": {"lake": 2_000_000, "index": 3_000_000},
            }
        },
    }  # fmt: skip
    lines = tables.show(result, "sojourn").splitlines()
    assert "funnel              5.0 (5.0-5.0)" in lines
    assert "sojourn --help   0.300  0.200  0.400" in lines
    assert "events.csv    2.000   100,000        9       8        1        2         3" in lines


def test_a_command_s_memory_is_seen_from_outside() -> None:
    hold = "import time; held = bytearray(80_000_000); time.sleep(0.3); print('done')"
    done = processes.run([sys.executable, "-c", hold], watch=True)
    assert done.output == "done\n"
    assert done.seconds > 0.3
    assert done.own > 80_000_000
    assert done.peak >= done.own


def test_a_command_that_fails_says_so_with_its_last_words() -> None:
    with pytest.raises(processes.Failed, match=r"status 3\n.*out of paper"):
        processes.run([sys.executable, "-c", "import sys; print('out of paper', file=sys.stderr); sys.exit(3)"])


def test_results_can_be_kept_as_json() -> None:
    assert json.loads(json.dumps(processes.machine()))["cores"] >= 1
