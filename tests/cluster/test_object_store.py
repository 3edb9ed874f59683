"""Events in an object store: a server of S3 on the loopback, read where Spark has no connector for it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import sojourn as sj
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.stores.index import open_index
from sojourn.stores.memory import MemorySource
from tests.cluster.conftest import Store
from tests.conformance.questions import QUESTIONS, told
from tests.conformance.worlds import WORLDS
from tests.factories.workspaces import bring


@pytest.fixture
def put(store: Store) -> Callable[[Path, str], str]:
    """Give what copies a folder into the store, and says where it is then."""
    boto3 = import_module("boto3")  # it has no types, and is only there for these tests

    client = boto3.client("s3", endpoint_url=store.endpoint)

    def copied(folder: Path, name: str) -> str:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                client.upload_file(str(file), store.bucket, f"{name}/{file.relative_to(folder).as_posix()}")
        return f"s3://{store.bucket}/{name}"

    return copied


def test_parquet_files(spark: Any, as_parquet: Callable[..., str], put: Callable[[Path, str], str]) -> None:
    place = put(Path(as_parquet(WORLDS["ties"])), "events")
    alone = Journeys(MemorySource.from_table(WORLDS["ties"]), LocalEngine(1))
    for name in ("funnel by city", "retention by day", "answers with words"):
        assert QUESTIONS[name].answer(sj.spark_journeys(spark, place)) == QUESTIONS[name].answer(alone)


def test_the_record_of_a_workspace(spark: Any, tmp_path: Path, put: Callable[[Path, str], str]) -> None:
    rows = [
        {
            "customer": f"c{number * 7919 % 40:02d}",
            "time": 1_704_067_200_000_000 + (number * 31 % 97) * 60_000_000,
            "event": ("see", "fill", "pay", "ask")[number * 13 % 4],
            "channel": (None, "web", "shop")[number % 3],
            "city": (None, "Malmö", "Lyon")[number * 3 % 3],
        }
        for number in range(300)
    ]
    bring(tmp_path / "w", rows[:200])
    bring(tmp_path / "w", rows[200:])
    alone = Journeys(open_index(tmp_path / "w"), LocalEngine(1))
    there = sj.spark_journeys(spark, put(tmp_path / "w" / "lake", "shop/lake").removesuffix("/lake"))
    for ask in (lambda j: sj.variants(j), lambda j: sj.funnel(j, ["see", "pay"], breakdown="city")):
        assert told(ask(there)) == told(ask(alone))


def test_a_place_where_nothing_is(spark: Any, store: Store) -> None:
    with pytest.raises(sj.NotFound) as refused:
        sj.spark_journeys(spark, f"s3://{store.bucket}/nowhere")
    assert "nowhere" in refused.value.message


def test_a_bucket_that_is_not_there(spark: Any, store: Store) -> None:
    with pytest.raises(sj.SojournError) as refused:
        sj.spark_journeys(spark, "s3://no-such-bucket/events")
    assert "no-such-bucket" in refused.value.message
