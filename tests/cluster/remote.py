"""A server of Spark Connect on the loopback: a process of its own, from nothing but the package that pip installs."""

import os
import socket
import subprocess
from pathlib import Path

from tests.cluster.standalone import descendants, end, free_port, home, surroundings, wait_for

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


class Server:
    """A server that computes itself, with two cores.

    Args:
        folder: where it runs; for its log, and for what Spark puts aside.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The address that sessions are given."""
        return f"sc://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(self.port),
            "spark.connect.progress.reportInterval": "100ms",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            # Another zone than the data's: no answer may hang on it.
            "spark.sql.session.timeZone": "Asia/Kolkata",
            "spark.sql.shuffle.partitions": "3",
            "spark.sql.warehouse.dir": str(self.folder / "warehouse"),
        }
        conf = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        log = self.folder / "server.log"
        with log.open("wb") as said:
            self._process = subprocess.Popen(
                [f"{home()}/bin/spark-submit", "--class", SERVER, "--master", "local[2]", *conf],
                cwd=self.folder,
                stdout=said,
                stderr=said,
                env={**os.environ, **surroundings(self.folder), "SPARK_DAEMON_MEMORY": "768m"},
            )
        process = self._process
        wait_for(lambda: self._listens() or process.poll() is not None, "a server of Spark Connect")
        assert process.poll() is None, log.read_text(errors="replace")[-2_000:]

    def stop(self) -> None:
        """End it and what it started."""
        if self._process is None:
            return
        below = list(descendants(self._process.pid))
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        for each in below:
            end(each)

    def _listens(self) -> bool:
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0
