"""Write what was measured as one text that fits a terminal: one table of all questions, and where Sojourn loses."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.subjects import OWN

MEGABYTE = 1e6
COLUMNS = ("", "", "warm s", "first s", "times as long", "in rounds", "peak MB", "own MB")


def grid(rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Align rows of cells: the first columns to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def seconds(value: float) -> str:
    """Write seconds with as many places as they deserve."""
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def times(value: float) -> str:
    """Write how many times as long."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def measured(result: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give all that was timed as (question, engine, facts), Sojourn first in each question.

    A ratio compares what both did: by the case where one was asked about fewer.
    """
    for question, engines in result.get("questions", {}).items():
        for name, facts in engines.items():
            yield question, _label(name), facts
    for label, facts in result.get("conformance", {}).get("engines", {}).items():
        question, _, engine = label.partition(", ")
        told = {"warm": facts["seconds"], "cold": facts["cold"], "peak": facts["peak"], "own": facts["own"]}
        ratio = {} if engine.startswith(OWN) else {"ratio": facts["ratio_same_customers"]}
        yield question, engine if "all" in engine else f"{engine}, first {facts['cases']:,}", told | ratio
    for number, forms in result.get("drivers", {}).items():
        for form, facts in forms.items():
            told = {"warm": facts["seconds"], "peak": facts["peak"], "own": facts["own"]}
            ratio = {} if form == OWN else {"ratio": facts["ratio"]}
            yield f"{number} drivers", form if form == OWN else f"numpy, {form}", told | ratio
    for question, engines in result.get("commands", {}).items():
        for name, facts in engines.items():
            yield (
                f"sojourn {question}, fresh process" if question == "--help" else f"{question}, fresh process",
                (name if name == OWN else f"{name} from Parquet"),
                facts,
            )


def _label(name: str) -> str:
    return name.replace("any_order", "(any order)").replace("quantiles", "(quantiles)")


def losses(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Name every question and engine that beat Sojourn, in the median or in a round, or by a smaller peak of memory."""
    found, peaks = [], {}
    for question, engine, facts in measured(result):
        if engine.split(",")[0] == OWN:
            peaks.setdefault(question, facts.get("peak"))
            continue
        low = facts.get("ratio_range", [facts.get("ratio")])[0]
        if facts.get("ratio") is not None and facts["ratio"] < 1:
            found.append({"question": question, "engine": engine, "in": "time", "times": facts["ratio"]})
        elif low is not None and low < 1:
            found.append({"question": question, "engine": engine, "in": "time, in a round", "times": low})
        if peaks.get(question) and facts.get("peak") and facts["peak"] < peaks[question]:
            lighter = facts["peak"] / peaks[question]
            found.append({"question": question, "engine": engine, "in": "peak memory", "times": lighter})
    return found


def table(result: dict[str, Any]) -> str:
    """Write one table of all questions and engines."""
    rows = [list(COLUMNS)]
    last = ""
    for question, engine, facts in measured(result):
        spread = facts.get("ratio_range")
        rows.append(
            [
                question if question != last else "",
                engine,
                seconds(facts["warm"]) if "warm" in facts else "",
                seconds(facts["cold"]) if "cold" in facts else "",
                times(facts["ratio"]) if "ratio" in facts else "",
                f"{times(spread[0])}-{times(spread[1])}" if spread else "",
                f"{facts['peak'] / MEGABYTE:.0f}" if "peak" in facts else "",
                f"{facts['own'] / MEGABYTE:.0f}" if "own" in facts else "",
            ]
        )
        last = question
    return grid(rows, left=2)


def show(result: dict[str, Any]) -> str:
    """Write a whole result."""
    world, computer = result["world"], result["machine"]
    about = (
        f"{world['customers']:,} customers, {world['events']:,} events; {result['date']}\n"
        f"{computer['processor']}, {computer['cores']} cores, {computer['system']}; "
        f"load {computer['load_at_start'][0]:.1f} before, {computer['load_at_end'][0]:.1f} after\n"
        + "; ".join(result["versions"].values())
    )
    legend = (
        "Warm: median of the rounds' medians, seconds; first: the first time in a new process, data loaded. Times as\n"
        "long as Sojourn, within a round; by the case for pm4py. Peak: of the process while answering; own: what it\n"
        "holds itself after, without mapped files."
    )
    parts = [about, legend, table(result)]
    if result.get("loads"):
        rows = [["", "seconds", "peak MB", "own MB after"]]
        for name, load in result["loads"].items():
            figures = (f"{load['peak'] / MEGABYTE:.0f}", f"{load['own'] / MEGABYTE:.0f}")
            rows.append([name, seconds(load["seconds"]), *figures])
        parts.append(f"Loading\n{grid(rows)}")
    if result.get("imports"):
        rows = [["", "seconds", "events/s", "peak MB", "own MB", "file MB", "lake MB", "index MB"]]
        for name, facts in result["imports"].items():
            sizes = (facts["peak"], facts["own"], facts["file_bytes"], *facts["workspace_bytes"].values())
            figures = [f"{size / MEGABYTE:.0f}" for size in sizes]
            rows.append([name, seconds(facts["seconds"]), f"{facts['events_per_second']:,.0f}", *figures])
        parts.append(f"Imports\n{grid(rows)}")
    for name, reason in result.get("missing", {}).items():
        parts.append(f"Not asked: {name}, which could not be installed: {reason}")
    parts.append(lost(result["losses"]))
    return "\n\n".join(parts)


def lost(found: Sequence[dict[str, Any]]) -> str:
    """Say where Sojourn loses."""
    if not found:
        return "Where Sojourn loses: nowhere in this run."
    rows = [["Where Sojourn loses", "to", "in", "times Sojourn's"]]
    rows += [[each["question"], each["engine"], each["in"], f"{each['times']:.2f}"] for each in found]
    return grid(rows, left=3)
