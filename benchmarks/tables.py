"""Write what was measured as one text that fits a terminal."""

from collections.abc import Sequence
from typing import Any

from benchmarks.processes import middle

MEGABYTE = 1e6


def grid(rows: Sequence[Sequence[str]]) -> str:
    """Align rows of cells: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def seconds(value: float) -> str:
    """Write seconds with as many places as they deserve."""
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def _questions(questions: dict[str, Any], own: str) -> list[str]:
    names = list(dict.fromkeys(name for engines in questions.values() for name in engines))
    labels = [name.replace("any_order", "(any order)").replace("quantiles", "(quantiles)") for name in names]
    warm, cold, ratio, peak = ([["", *labels]] for _ in range(4))
    for question, engines in questions.items():
        facts = [engines.get(name) for name in names]
        warm.append([question, *(seconds(f["warm"]) if f else "" for f in facts)])
        cold.append([question, *(seconds(f["cold"]) if f else "" for f in facts)])
        peak.append([question, *(f"{f['peak'] / MEGABYTE:.0f}/{f['own'] / MEGABYTE:.0f}" if f else "" for f in facts)])
        shown = [
            f"{f['ratio']:.1f} ({f['ratio_range'][0]:.1f}-{f['ratio_range'][1]:.1f})" if f and "ratio" in f else ""
            for f in facts
        ]
        ratio.append([question, *shown])
    parts = [
        f"Warm, seconds (median of rounds)\n{grid(warm)}",
        f"First time in a new process, data loaded, seconds\n{grid(cold)}",
    ]
    if own in names:
        parts.append(f"How many times as long as {own} (median and range of the rounds)\n{grid(ratio)}")
    parts.append(f"Memory while answering, MB: peak of the process / its own after, without mapped files\n{grid(peak)}")
    return parts


def show(result: dict[str, Any], own: str) -> str:
    """Write a whole result."""
    world, computer = result["world"], result["machine"]
    about = (
        f"{world['customers']:,} customers, {world['events']:,} events; {result['date']}\n"
        f"{computer['processor']}, {computer['cores']} cores, {computer['system']}; "
        f"load {computer['load_at_start'][0]:.1f} before, {computer['load_at_end'][0]:.1f} after"
    )
    parts = [about]
    if "versions" in result:
        parts.append("; ".join(result["versions"].values()))
        parts += _questions(result["questions"], own)
        rows = [["", "seconds", "peak MB", "own MB after"]]
        for name, load in result["loads"].items():
            figures = (f"{load['peak'] / MEGABYTE:.0f}", f"{load['own'] / MEGABYTE:.0f}")
            rows.append([name, seconds(load["seconds"]), *figures])
        parts.append(f"Loading\n{grid(rows)}")
    if result.get("conformance"):
        rows = [["", "cases", "seconds", "us a case", "times as long", "same customers", "peak/own MB"]]
        for name, facts in result["conformance"]["engines"].items():
            times = [f"{facts[key]:.1f}" for key in ("ratio_all_customers", "ratio_same_customers")]
            memory = f"{facts['peak'] / MEGABYTE:.0f}/{facts['own'] / MEGABYTE:.0f}"
            spent = (seconds(facts["seconds"]), f"{facts['microseconds_a_case']:.3f}")
            rows.append([name, f"{facts['cases']:,}", *spent, *times, memory])
        parts.append(f"Alignment to a line of eight steps; times as long by the case\n{grid(rows)}")
    if result.get("commands"):
        rows = [["", "median", "least", "most"]]
        rows += [[name, *(seconds(f(t)) for f in (middle, min, max))] for name, t in result["commands"].items()]
        parts.append(f"Whole commands as fresh processes, seconds\n{grid(rows)}")
    if result.get("imports"):
        rows = [["", "seconds", "events/s", "peak MB", "own MB", "file MB", "lake MB", "index MB"]]
        for name, facts in result["imports"].items():
            sizes = (facts["peak"], facts["own"], facts["file_bytes"], *facts["workspace_bytes"].values())
            figures = [f"{size / MEGABYTE:.0f}" for size in sizes]
            rows.append([name, seconds(facts["seconds"]), f"{facts['events_per_second']:,.0f}", *figures])
        parts.append(f"Imports\n{grid(rows)}")
    return "\n\n".join(parts)
