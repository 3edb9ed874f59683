"""A run compares before it shows, takes ratios within rounds, and notices when one falls."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks import environment, processes, run, tables

QUESTIONS = ("funnel", "retention")


def a_round(own: float, rival: float) -> dict[str, Any]:
    def reply(seconds: float) -> dict[str, Any]:
        return {"cold": 2 * seconds, "warm": [seconds] * 3, "peak": 5_000_000, "own": 3_000_000}

    return {"questions": {q: {"sojourn": reply(own), "polars": reply(rival)} for q in QUESTIONS}}


def test_ratios_are_taken_within_a_round() -> None:
    busy, quiet = a_round(0.04, 0.40), a_round(0.01, 0.02)
    facts = run.summarise([busy, quiet, quiet])["funnel"]["polars"]
    assert facts["ratio"] == pytest.approx(2.0)
    assert facts["ratio_range"] == pytest.approx([2.0, 10.0])
    assert facts["warm"] == pytest.approx(0.02)
    assert facts["cold"] == pytest.approx(0.04)


def test_a_run_without_sojourn_has_no_ratios() -> None:
    alone = {"questions": {q: {"polars": a_round(1, 1)["questions"][q]["polars"]} for q in QUESTIONS}}
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


def a_result(rival: float) -> dict[str, Any]:
    made: dict[str, Any] = {
        "date": "2025-03-01T00:00:00+00:00",
        "world": {"customers": 10_000, "events": 200_000},
        "machine": {"processor": "P", "cores": 2, "system": "S", "load_at_start": [0.1], "load_at_end": [0.2]},
        "versions": {"sojourn": "sojourn 0", "polars": "polars 0"},
        "loads": {"questions, polars": {"seconds": 1.0, "peak": 7_000_000, "resident": 0, "own": 6_000_000}},
        "questions": run.summarise([a_round(0.01, rival)]),
        "missing": {"chdb": "no wheel"},
        "conformance": {
            "engines": {
                "fits, sojourn": {"cases": 20, "seconds": 0.1, "cold": 0.2, "peak": 5e6, "own": 4e6},
                "fits, pm4py token replay": {
                    "cases": 20, "seconds": 1.0, "cold": 2.0, "peak": 4e6, "own": 4e6, "ratio_same_customers": 10.0,
                },
            }
        },
        "drivers": {"12": {"sojourn": {"seconds": 0.1, "peak": 2e6, "own": 1e6}}},
        "commands": {"--help": {"sojourn": {"seconds": [0.3, 0.2, 0.4], "warm": 0.3}}},
        "imports": {
            "events.csv": {
                "seconds": 2.0, "events_per_second": 100_000.0, "peak": 9_000_000, "own": 8_000_000,
                "file_bytes": 1_000_000, "workspace_bytes": {"lake": 2_000_000, "index": 3_000_000},
            }
        },
    }  # fmt: skip
    made["losses"] = tables.losses(made)
    return made


def test_one_table_shows_every_question_and_engine() -> None:
    lines = [line.split() for line in tables.show(a_result(0.05)).splitlines()]
    assert ["funnel", "sojourn", "0.0100", "0.0200", "5", "3"] in lines
    assert ["polars", "0.0500", "0.100", "5.0", "5.0-5.0", "5", "3"] in lines
    assert ["pm4py", "token", "replay,", "first", "20", "1.000", "2.000", "10.0", "4", "4"] in lines
    assert ["12", "drivers", "sojourn", "0.100", "2", "1"] in lines
    assert ["events.csv", "2.000", "100,000", "9", "8", "1", "2", "3"] in lines
    assert "Not asked: chdb, which could not be installed: no wheel" in tables.show(a_result(0.05))


def test_losses_are_told_plainly() -> None:
    assert [(each["engine"], each["in"]) for each in a_result(0.05)["losses"]] == [
        ("pm4py token replay, first 20", "peak memory")
    ]
    told = tables.show(a_result(0.008)).splitlines()
    assert [line.split() for line in told[-3:-1]] == [
        ["funnel", "polars", "time", "0.80"],
        ["retention", "polars", "time", "0.80"],
    ]
    assert tables.lost([]) == "Where Sojourn loses: nowhere in this run."


def test_a_round_lost_is_told_though_the_median_is_won() -> None:
    result = a_result(0.05) | {"questions": run.summarise([a_round(0.01, 0.009), *[a_round(0.01, 0.02)] * 2])}
    found = [each for each in tables.losses(result) if each["engine"] == "polars"]
    assert [(each["in"], each["times"]) for each in found] == [("time, in a round", pytest.approx(0.9))] * 2


def test_rivals_that_cannot_be_installed_are_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(lines: list[str]) -> str:
        asked.extend(lines)
        return "no matching distribution" if lines[0].startswith("chdb") else ""

    monkeypatch.setattr(environment, "_install", refuse)
    missing = environment.one_by_one({"numpy": "numpy>=2", "chdb": "chdb==1", "polars": "polars==1"}, ["chdb"])
    assert asked == ["numpy>=2", "chdb==1"]
    assert environment.clear(missing).startswith("  chdb is left out: no matching distribution\n")


def test_nothing_can_be_measured_without_what_all_rivals_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_install", lambda _: "no network")
    with pytest.raises(SystemExit, match="numpy>=2 cannot be installed for the rivals: no network"):
        environment.one_by_one({"numpy": "numpy>=2"}, ["chdb"])


def test_every_rival_is_pinned() -> None:
    assert set(run.PEERS) <= set(environment.wanted())


def test_a_command_s_memory_is_seen_from_outside() -> None:
    hold = "import time; held = bytearray(80_000_000); time.sleep(2); print('done')"
    done = processes.run([sys.executable, "-c", hold], watch=True)
    assert done.output == "done\n"
    assert done.seconds > 2  # a hundred looks at it; on a busy machine far fewer
    assert done.own > 80_000_000
    assert done.peak >= done.own


def test_a_command_that_fails_says_so_with_its_last_words() -> None:
    with pytest.raises(processes.Failed, match=r"status 3\n.*out of paper"):
        processes.run([sys.executable, "-c", "import sys; print('out of paper', file=sys.stderr); sys.exit(3)"])


def test_results_can_be_kept_as_json() -> None:
    assert json.loads(json.dumps(processes.machine()))["cores"] >= 1


def test_without_its_own_environment_a_run_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"bin/sojourn is missing: run `make setup` first"):
        processes.check_set_up(python=tmp_path / "bin" / "python")
    (tmp_path / "sojourn").touch()
    processes.check_set_up(python=tmp_path / "python")
