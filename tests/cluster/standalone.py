"""A standalone Spark cluster of processes on the loopback, from nothing but the package that pip installs."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""Where `tests` and `src` lie: executors import what tests define."""

PATIENCE = 240.0
"""Seconds after which something counts as hanging; on a busy machine Java alone takes a minute to start."""

SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For Java that runs a few minutes: what its best compiler and collector cost does not come back."""


class Cluster:
    """A master and its workers; every process is known by its id, and ended by it.

    Args:
        folder: for logs, and for what Spark puts aside.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._master: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self._logs = 0
        self._last = 1

    @property
    def master(self) -> str:
        """The address that sessions are given."""
        return f"spark://127.0.0.1:{self.port}"

    def start(self, workers: int = 2) -> None:
        """Start the master, then its workers, and wait until they know each other."""
        self._master = self._started(
            "org.apache.spark.deploy.master.Master",
            *("--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0"),
            until="Starting Spark master at",
        )
        for _ in range(workers):
            self.add_worker()

    def add_worker(self) -> None:
        """Start one more worker, of one core, at an address of its own: a task runs twice only on two machines."""
        self._last += 1
        self.workers.append(
            self._started(
                "org.apache.spark.deploy.worker.Worker",
                *("--host", f"127.0.0.{self._last}", "--cores", "1", "--memory", "1g"),
                *("--webui-port", "0", self.master),
                until="Successfully registered",
            )
        )

    def executors(self) -> list[int]:
        """Give the processes of executors: those below the workers."""
        return [child for worker in self.workers for child in children(worker.pid)]

    def lose_worker(self) -> None:
        """Kill the first worker, as a machine that loses its power; its executor goes with it."""
        lost = self.workers.pop(0)
        below = children(lost.pid)
        lost.kill()
        lost.wait(10)
        for process in below:
            end(process)

    def stop(self) -> None:
        """End everything that was started here."""
        below = [each for child in self.executors() for each in (child, *descendants(child))]
        for process in (*self.workers, *([self._master] if self._master else [])):
            process.terminate()
        for process in (*self.workers, *([self._master] if self._master else [])):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        for each in below:
            end(each)

    def _started(self, name: str, *options: str, until: str) -> subprocess.Popen[bytes]:
        self._logs += 1
        log = self.folder / f"{self._logs}-{name.rpartition('.')[2]}.log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                [f"{home()}/bin/spark-class", name, *options],
                stdout=said,
                stderr=said,
                env={**os.environ, **surroundings(self.folder)},
            )
        try:
            wait_for(lambda: until in log.read_text(errors="replace") or process.poll() is not None, name)
        except TimeoutError:
            process.kill()
            process.wait(10)
            raise
        assert process.poll() is None, log.read_text(errors="replace")[-2_000:]
        return process


def home() -> str:
    """Say where the package keeps Spark; without it the tests here cannot run."""
    found = find_spec("pyspark")
    assert found is not None, "run these tests with `make cluster`, which installs Spark"
    assert found.origin is not None
    return str(Path(found.origin).parent)


def surroundings(folder: Path) -> dict[str, str]:
    """Give the environment of every process of Spark: nothing outside the folder, nothing beyond the loopback."""
    return {
        "SPARK_HOME": home(),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "aside"),
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
    }


def wait_for(there: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
    """Wait until something holds; not for ever."""
    until = time.monotonic() + seconds
    while not there():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds:.0f} seconds for {what}")
        time.sleep(0.05)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def children(process: int) -> list[int]:
    """Give the processes that one has started, as the kernel tells it."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name stands in parentheses and may hold anything; the parent is the second word after it.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == process:
            found.append(int(stat.parent.name))
    return found


def descendants(process: int) -> Iterator[int]:
    """Give all processes below one."""
    for child in children(process):
        yield child
        yield from descendants(child)


def end(process: int) -> None:
    """Kill a process of ours, if it is still there."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
