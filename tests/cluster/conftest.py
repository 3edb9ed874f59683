"""One cluster and one object store for all tests here.

A process has one Java and one session: these tests use the cluster's, and what needs `local[*]` runs in a process of
its own. So they run one after the other, in the process of pytest itself: `make cluster`.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.engines.spark_session import start_spark
from tests.cluster.standalone import PATIENCE, ROOT, SHORT_LIVED, Cluster, descendants, end, free_port, surroundings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here: it is left out of other runs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give a standalone cluster: a master and two workers of one core each."""
    made = Cluster(tmp_path_factory.mktemp("spark"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@dataclass(frozen=True)
class Store:
    """An object store.

    Attributes:
        endpoint: where it listens.
        bucket: one that is there, and empty at first.
    """

    endpoint: str
    bucket: str

    @property
    def surroundings(self) -> dict[str, str]:
        """Give the environment of whoever may read it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """Give an S3 server on the loopback, and say to everything in this process and below where it is."""
    boto3 = import_module("boto3")  # it has no types, and is only there for these tests
    moto = import_module("moto.server")

    port = free_port()
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        made = Store(f"http://127.0.0.1:{port}", "lake")
        with pytest.MonkeyPatch.context() as patch:
            for name, value in made.surroundings.items():
                patch.setenv(name, value)
            boto3.client("s3", endpoint_url=made.endpoint).create_bucket(Bucket=made.bucket)
            yield made
    finally:
        server.stop()


@pytest.fixture(scope="session")
def spark(cluster: Cluster, store: Store) -> Iterator[Any]:
    """Give the session on the cluster, in which tasks that seem slow are run a second time."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(cluster.folder).items():
            patch.setenv(name, value)
        session = start_spark(
            cluster.master,
            {
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.memory": "512m",
                "spark.executor.memory": "512m",
                "spark.driver.extraJavaOptions": SHORT_LIVED,
                "spark.executor.extraJavaOptions": SHORT_LIVED,
                "spark.executorEnv.PYTHONPATH": str(ROOT),
                **{f"spark.executorEnv.{name}": value for name, value in store.surroundings.items()},
                "spark.pyspark.python": sys.executable,
                "spark.sql.shuffle.partitions": "3",
                # Another zone than the data's: no answer may hang on it.
                "spark.sql.session.timeZone": "Asia/Kolkata",
                "spark.sql.warehouse.dir": str(cluster.folder / "warehouse"),
                "spark.speculation": "true",
                "spark.speculation.interval": "100ms",
                "spark.speculation.multiplier": "3",
                "spark.speculation.quantile": "0.5",
            },
        )
        java = session.sparkContext._gateway.proc
        try:
            yield session
        finally:
            below = list(descendants(java.pid))
            session.stop()
            session.sparkContext._gateway.shutdown()
            java.stdin.close()
            java.wait(PATIENCE)
            for each in below:
                end(each)


@pytest.fixture(scope="session")
def as_parquet(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Give what writes a table as Parquet files, its rows in order over several of them, and says where they are."""

    def written(table: pa.Table, files: int = 3) -> str:
        folder = tmp_path_factory.mktemp("parquet")
        share = -(-max(table.num_rows, 1) // files)
        for number in range(files):
            pq.write_table(table.slice(number * share, share), folder / f"part-{number:03}.parquet")
        return str(folder)

    return written
