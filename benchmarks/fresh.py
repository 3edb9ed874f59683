"""Answer from events.parquet in a process of its own, as a rival of the `sojourn funnel` and `attribution` commands.

    python -m benchmarks.fresh funnel|last|markov duckdb|polars FILE

Prints {"reached": [...]} or {"channels": [...]}. Both rely on rows standing by customer and recorded order in the file.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

STEPS = ("site.visited", "product.viewed", "basket.filled", "checkout.started", "order.paid")
WITHIN_US = 7 * 86_400_000_000


def with_duckdb(file: str) -> list[int]:
    """Keep the rows of the five events, then join each step to the latest attempt before it."""
    duckdb = importlib.import_module("duckdb")
    connection = duckdb.connect()
    connection.execute(
        f"""CREATE TEMP TABLE ev AS SELECT customer c, epoch_us("time") t, file_row_number n, event e
        FROM read_parquet('{file}', file_row_number = true) WHERE event IN {STEPS}"""
    )
    live = [f"a0 AS MATERIALIZED (SELECT c, n, t begun FROM ev WHERE e = '{STEPS[0]}')"]
    live += [
        f"""a{k} AS MATERIALIZED (
        SELECT x.c, x.n, p.begun FROM (SELECT c, n, t FROM ev WHERE e = '{step}') x ASOF JOIN a{k - 1} p ON x.n >= p.n
        WHERE x.c = p.c AND x.t - p.begun <= {WITHIN_US})"""
        for k, step in enumerate(STEPS)
        if k > 0
    ]
    counts = ", ".join(f"(SELECT count(DISTINCT c) FROM a{k})" for k in range(len(STEPS)))
    return list(connection.execute(f"WITH {', '.join(live)} SELECT {counts}").fetchall()[0])


def with_polars(file: str) -> list[int]:
    """Keep the rows of the five events, then join each step to the latest attempt before it."""
    pl = importlib.import_module("polars")
    kept = (
        pl.scan_parquet(file)
        .select(c="customer", t=pl.col("time").to_physical(), e=pl.col("event").cast(pl.String))
        .with_row_index("n")
        .filter(pl.col("e").is_in(STEPS))
        .collect()
        .with_columns(pl.col("n").set_sorted())
    )
    live = kept.filter(pl.col("e") == STEPS[0]).select("n", "c", begun="t")
    reached = [live["c"].n_unique()]
    for step in STEPS[1:]:
        here = kept.filter(pl.col("e") == step).select("n", "c", "t").set_sorted("n")
        joined = here.join_asof(live.rename({"c": "whose"}).set_sorted("n"), on="n", strategy="backward")
        same = (pl.col("c") == pl.col("whose")) & (pl.col("t") - pl.col("begun") <= WITHIN_US)
        live = joined.filter(same).select("n", "c", "begun")
        reached.append(live["c"].n_unique())
    return reached


def answered(question: str, engine: str, file: str) -> Any:
    """Answer one question."""
    if question == "funnel":
        return {"reached": {"duckdb": with_duckdb, "polars": with_polars}[engine](file)}
    rival = importlib.import_module(f"benchmarks.peers.attribution_{engine}").Engine()
    rival.load(Path(file).parent)
    return getattr(rival, question)()


if __name__ == "__main__":
    print(json.dumps(answered(*sys.argv[1:4])))
