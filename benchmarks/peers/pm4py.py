"""pm4py: alignments of a line as a Petri net, and replay of tokens, on customers laid out as an event log beforehand.

The best form found is Dijkstra's search with little memory: on a line, five times faster than the default, A* with a
linear programme at each marking. Both find an optimal alignment for each distinct sequence once. Costs are pm4py's
standard ones, 10,000 for a move on one side only, and 0 for a move on both.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.alignment import LINE, slice_of
from benchmarks.questions import Answer

UNIT = 10_000


class Engine:
    """An event log, two nets, and two questions."""

    version = f"pm4py {version('pm4py')}"

    def load(self, folder: Path) -> None:
        """Make the log of the slice and the net of the line."""
        logs, nets = import_module("pm4py.objects.log.obj"), import_module("pm4py.objects.petri_net.obj")
        arcs = import_module("pm4py.objects.petri_net.utils.petri_utils")
        table = import_module("pyarrow.parquet").read_table(slice_of(folder))
        cases: dict[str, list[Any]] = {}
        for customer, event in zip(table["customer"].to_pylist(), table["event"].to_pylist(), strict=True):
            cases.setdefault(customer, []).append(logs.Event({"concept:name": event}))
        self._log = logs.EventLog(
            [logs.Trace(events, attributes={"concept:name": customer}) for customer, events in cases.items()]
        )

        def line(steps: Sequence[str], free: Sequence[str] = ()) -> tuple[Any, Any, Any]:
            """Make the net of a line, with a silent way past each step that may be left out, and its markings."""
            net = nets.PetriNet("line")
            places = [nets.PetriNet.Place(f"after {step}") for step in range(len(steps) + 1)]
            net.places.update(places)
            for step, event in enumerate(steps):
                for label in (event, None) if event in free else (event,):
                    move = nets.PetriNet.Transition(f"{event} {'done' if label else 'left out'}", label)
                    net.transitions.add(move)
                    arcs.add_arc_from_to(places[step], move, net)
                    arcs.add_arc_from_to(move, places[step + 1], net)
            return net, nets.Marking({places[0]: 1}), nets.Marking({places[-1]: 1})

        self._line = line(LINE)
        self._loose = line(LINE[:5], LINE[1:4])
        self._replay = import_module("pm4py.algo.conformance.tokenreplay.algorithm")
        self._alignments = import_module("pm4py.algo.conformance.alignments.petri_net.algorithm")

    def conformance(self) -> list[dict[str, Any]]:
        """Align by Dijkstra's search."""
        return self._align(self._alignments.Variants.VERSION_DIJKSTRA_LESS_MEMORY)

    def conformance_default(self) -> list[dict[str, Any]]:
        """Align as pm4py does when nothing is said."""
        return self._align(self._alignments.Variants.VERSION_STATE_EQUATION_A_STAR)

    def _align(self, form: Any) -> list[dict[str, Any]]:
        quiet = {"show_progress_bar": False}
        found: list[dict[str, Any]] = self._alignments.apply(self._log, *self._line, variant=form, parameters=quiet)
        return found

    def fits(self) -> list[dict[str, Any]]:
        """Replay tokens; what no step is called counts for nothing."""
        quiet = {"show_progress_bar": False}
        found: list[dict[str, Any]] = self._replay.apply(self._log, *self._loose, parameters=quiet)
        return found

    def translate(self, question: str, raw: list[dict[str, Any]]) -> Answer:
        """Count cases by cost, or those that fit."""
        if question == "fits":
            return {"conforming": sum(bool(each["trace_is_fit"]) for each in raw)}
        costs: dict[int, int] = {}
        for alignment in raw:
            cost = round(alignment["cost"] / UNIT)
            costs[cost] = costs.get(cost, 0) + 1
        return {"costs": sorted(map(list, costs.items()))}
