"""Conformance beside pm4py: how far is each case from a line of eight steps, and which cases keep to a looser one.

pm4py gets the first customers of the world, for it would take minutes for all; Sojourn answers for the same customers,
which must cost the same, and for the whole world. Which cases keep to a line whose inner steps may be left out is what
pm4py's replay of tokens answers, which passes over events that no step is called; Sojourn keeps the others by `where`
and aligns as always. Times are compared by the case.
"""

import statistics
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from benchmarks.processes import Worker
from benchmarks.questions import differences
from benchmarks.world import EVENTS

LINE = EVENTS[:8]
"""Steps that are expected one after the other: a missing one costs 1, and so does every other event."""

LOOSE = " > ".join([EVENTS[0], *(f"{step}?" for step in EVENTS[1:4]), EVENTS[4]])
"""A line whose inner steps may be left out, as Sojourn reads it."""

CUSTOMERS = 2_000
"""Customers that both are asked about."""


class Unlike(Exception):
    """The same customers cost one engine more than the other."""


def slice_of(folder: Path) -> Path:
    """Give the file of the first customers, made when it is not there."""
    path = folder / f"first-{CUSTOMERS}.parquet"
    if not path.exists():
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        kept: list[Any] = []
        seen: list[Any] = []
        columns = ["customer", "time", "event", "channel"]
        for batch in pq.ParquetFile(folder / "events.parquet").iter_batches(columns=columns):
            table = pa.table(batch)
            seen += [name for name in pc.unique(table["customer"]).to_pylist() if name not in seen[-1:]]
            wanted = pa.array(seen[:CUSTOMERS], table["customer"].type)
            kept.append(table.filter(pc.is_in(table["customer"], wanted)))
            if len(seen) > CUSTOMERS:
                break
        unfinished = path.with_suffix(".part")
        pq.write_table(pa.concat_tables(kept), unfinished)
        unfinished.replace(path)
    return path


ASKED: Mapping[str, tuple[str, str, str, bool]] = MappingProxyType(
    {
        "conformance, sojourn": ("sojourn", "conformance", "slice", True),
        "conformance, pm4py dijkstra": ("pm4py", "conformance", "", True),
        "conformance, pm4py default": ("pm4py", "conformance", "default", False),
        "conformance, sojourn, all customers": ("sojourn", "conformance", "", True),
        "fits, sojourn": ("sojourn", "fits", "slice", True),
        "fits, pm4py token replay": ("pm4py", "fits", "", True),
        "fits, sojourn, all customers": ("sojourn", "fits", "", True),
    }
)
"""What is asked, by its label: engine, question, form, and whether often enough for a median."""


def one_round(folder: Path, warm: int, customers: int) -> dict[str, Any]:
    """Ask both in processes of their own, and hold the costs of the same customers against each other.

    Raises:
        Unlike: they differ.
    """
    slice_of(folder)
    workers = {"sojourn": Worker("sojourn_engine"), "pm4py": Worker("pm4py")}
    try:
        versions = {name: worker.request(do="load", folder=str(folder))["version"] for name, worker in workers.items()}
        replies = {}
        for name, (engine, question, form, often) in ASKED.items():
            request = {"do": "ask", "question": question, "form": form}
            cold = workers[engine].request(**request, times=1, answer=True)
            again = workers[engine].request(**request, times=max(warm, 1) if often else 1, answer=True)
            cases = CUSTOMERS if form != "" or engine == "pm4py" else customers
            replies[name] = {
                "answer": cold["answer"],
                "cases": cases,
                "cold": cold["seconds"][0],
                "seconds": statistics.median(again["seconds"]),
                "microseconds_a_case": 1e6 * statistics.median(again["seconds"]) / cases,
                "peak": max(cold["peak"], again["peak"]),
                "own": again["own"],
            }
    finally:
        for worker in workers.values():
            worker.close()
    for name, (engine, question, _, _) in ASKED.items():
        own = replies[f"{question}, sojourn"]["answer"]
        if engine == "pm4py" and (wrong := differences(question, own, replies[name]["answer"])):
            raise Unlike(f"{question}: sojourn and {name}: {'; '.join(wrong)}")
    return {
        "versions": versions,
        "engines": {name: {k: v for k, v in reply.items() if k != "answer"} for name, reply in replies.items()},
    }


def summarise(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Give medians over rounds, and how many times as long as Sojourn, by the case and within each round."""
    found: dict[str, Any] = {}
    for name, first in rounds[0]["engines"].items():
        each = [one["engines"][name] for one in rounds]
        question = ASKED[name][1]
        against = [
            one["engines"][name]["microseconds_a_case"] / one["engines"][own]["microseconds_a_case"]
            for one in rounds
            for own in (f"{question}, sojourn", f"{question}, sojourn, all customers")
        ]
        found[name] = {
            "cases": first["cases"],
            "cold": statistics.median(one["cold"] for one in each),
            "seconds": statistics.median(one["seconds"] for one in each),
            "microseconds_a_case": statistics.median(one["microseconds_a_case"] for one in each),
            "peak": max(one["peak"] for one in each),
            "own": max(one["own"] for one in each),
            "ratio_same_customers": statistics.median(against[::2]),
            "ratio_all_customers": statistics.median(against[1::2]),
        }
    return {"engines": found, "versions": rounds[0]["versions"], "rounds": [one["engines"] for one in rounds]}
