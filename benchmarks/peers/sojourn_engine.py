"""Sojourn itself, through its public Python functions, on a workspace that was made by importing shuffled.parquet.

What is timed is the whole answer as `to_dict()` gives it: for a funnel also open units, times, quantiles and intervals.
The rivals compute only the part that is compared. For the graph the quantiles of each pair cost more than all the rest,
so they are a form of their own.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import sojourn
from benchmarks.alignment import LINE, LOOSE, slice_of
from benchmarks.questions import AT_SECONDS, CONVERSION, PERIODS, START, STARTED, STEPS, TOP, Answer
from benchmarks.world import EVENTS
from sojourn.core.analysis import Journeys

PLACE = {name: code for code, name in enumerate(EVENTS)}
MONDAY = date(2018, 1, 1)
OF_THE_LINE = " OR ".join(f"event = '{name}'" for name in EVENTS[:5])


class Engine:
    """An open workspace and all questions."""

    version = f"sojourn {getattr(sojourn, '__version__', 'in development')}"

    def load(self, folder: Path) -> None:
        """Open the workspace beside the world's files."""
        self._folder = folder
        self.take(sojourn.open(folder / "workspace").journeys())

    @cached_property
    def _first(self) -> Journeys:
        """Open the first customers' file when it is asked: what that takes is not held for other questions."""
        return sojourn.journeys(slice_of(self._folder))

    @cached_property
    def _own(self) -> Journeys:
        """Keep to the line's own events; a filter brings a library of its own."""
        return sojourn.open(self._folder / "workspace").journeys(where=OF_THE_LINE)

    @cached_property
    def _own_first(self) -> Journeys:
        """Keep to them among the first customers."""
        return sojourn.journeys(slice_of(self._folder), where=OF_THE_LINE)

    def take(self, journeys: Journeys) -> None:
        """Answer from these journeys, without the questions of conformance."""
        self._journeys = journeys

    def funnel(self) -> dict[str, Any]:
        """Ask for the five steps."""
        steps = [EVENTS[step] for step in STEPS]
        return sojourn.funnel(self._journeys, steps, within="7d", ties="recorded").to_dict()

    def follows(self) -> dict[str, Any]:
        """Ask what follows what, with mean times as the rivals give them."""
        return sojourn.follows(self._journeys, times="mean").to_dict()

    def follows_quantiles(self) -> dict[str, Any]:
        """Ask the same with the quantiles of each pair's times, which no rival is asked for."""
        return sojourn.follows(self._journeys).to_dict()

    def variants(self) -> dict[str, Any]:
        """Ask for the most frequent sequences."""
        return sojourn.variants(self._journeys, top=TOP).to_dict()

    def retention(self) -> dict[str, Any]:
        """Ask who comes back, week by week."""
        event = [EVENTS[START]]
        return sojourn.retention(self._journeys, start=event, returning=event, period="week", periods=PERIODS).to_dict()

    def conformance(self) -> dict[str, Any]:
        """Ask how far everybody is from the line."""
        return sojourn.conformance(self._journeys, " > ".join(LINE)).to_dict()

    def conformance_slice(self) -> dict[str, Any]:
        """Ask the same of the first customers."""
        return sojourn.conformance(self._first, " > ".join(LINE)).to_dict()

    def fits(self) -> dict[str, Any]:
        """Ask who keeps to a line whose inner steps may be left out, looking at events of the line alone."""
        return sojourn.conformance(self._own, LOOSE).to_dict()

    def fits_slice(self) -> dict[str, Any]:
        """Ask the same of the first customers."""
        return sojourn.conformance(self._own_first, LOOSE).to_dict()

    def last(self) -> dict[str, Any]:
        """Ask for the last touch."""
        return sojourn.attribution(self._journeys, CONVERSION, model="last", lookback=None).to_dict()

    def linear(self) -> dict[str, Any]:
        """Ask for equal parts."""
        return sojourn.attribution(self._journeys, CONVERSION, model="linear", lookback=None).to_dict()

    def markov(self) -> dict[str, Any]:
        """Ask for a chain of the last channel, solved."""
        return sojourn.attribution(self._journeys, CONVERSION, model="markov", lookback=None).to_dict()

    def survival(self) -> dict[str, Any]:
        """Ask how long it takes from the first visit to the next payment."""
        at = [f"{seconds}s" for seconds in AT_SECONDS]
        return sojourn.survival(self._journeys, start=STARTED, end=CONVERSION, ties="recorded", at=at).to_dict()

    def translate(self, question: str, raw: dict[str, Any]) -> Answer:
        """Bring an answer into the shape that all engines are compared in."""
        return translate(question, raw)


def translate(question: str, raw: dict[str, Any]) -> Answer:
    """Bring one of Sojourn's JSON documents into the shape that all engines are compared in."""
    if question == "funnel":
        return {"reached": [step["reached"] for step in raw["steps"]]}
    if question == "follows":
        edges = [[PLACE[e["from"]], PLACE[e["to"]], e["count"], e["mean_seconds"]] for e in raw["edges"]]
        return {"edges": sorted(edges)}
    if question == "variants":
        top = [[v["journeys"], [PLACE[name] for name in v["path"]]] for v in raw["variants"]]
        return {"distinct": raw["distinct"], "top": top}
    if question in ("last", "linear", "markov"):
        return {"channels": sorted([each["channel"], each["conversions"]] for each in raw["channels"])}
    if question == "survival":
        shares = [[point["seconds"], point["share"]] for point in raw["all"]["points"]]
        return {"waits": raw["all"]["waits"], "reached": raw["all"]["reached"], "shares": shares}
    if question == "fits":
        return {"conforming": raw["conforming"]}
    if question == "conformance":
        return {"costs": sorted([each["cost"], each["journeys"]] for each in raw["cost_histogram"])}
    cells = [
        [(date.fromisoformat(cohort["cohort"]) - MONDAY).days // 7, cell["period"], cell["retained"]]
        for cohort in raw["cohorts"]
        for cell in cohort["cells"]
        if cell["retained"]
    ]
    return {"cells": sorted(cells)}
