"""Spark that does not start, in processes of their own: a Java that gives a port and goes, addresses that are none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GONE = r"""#!/bin/bash
case "$*" in
  *launcher.Main*) printf '\0\n%s\0serve\0' "$0" ;;
  serve) printf '\x00\x00\x00\x01\x00\x00\x00\x01x' > "$_PYSPARK_DRIVER_CONN_INFO_PATH" ;;
esac
"""


def asked(engine: str, tmp_path: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Ask on an engine; nothing lies at the place."""
    command = [sys.executable, "-m", "sojourn", "sessions", "--engine", engine, "--events", str(tmp_path / "x.parquet")]
    return subprocess.run(
        command, env={**os.environ, **surroundings}, capture_output=True, text=True, check=False, timeout=240
    )


def test_a_java_that_gives_a_port_and_goes(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(GONE)
    java.chmod(0o755)
    done = asked("local[1]", tmp_path, JAVA_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith("error: Spark did not start: ")
    assert "Connection refused" in done.stderr


@pytest.mark.parametrize("engine", ["spark://nowhere", "local[x]", "local[0]"])
def test_an_address_that_is_none(engine: str, tmp_path: Path) -> None:
    done = asked(engine, tmp_path)
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr.startswith(f"error: {engine!r} is no address of a Spark master\n")
    assert "hint: write " in done.stderr
    assert len(done.stderr.splitlines()) == 2


AT_ITS_START = """
import os, signal, sys, threading
from pyspark import SparkContext
from sojourn.cli.main import main
start = SparkContext._do_init
def interrupted(self, *given, **named):
    start(self, *given, **named)
    threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
    self._jvm.java.lang.Thread.sleep(60_000)
SparkContext._do_init = interrupted
sys.exit(main(["sessions", "--engine", "local[1]", "--events", sys.argv[1]]))
"""
"""Ask, with an interrupt while Java is asked something and the handler is still Spark's own, which asks it too."""


def test_an_interrupt_while_spark_starts(tmp_path: Path) -> None:
    command = [sys.executable, "-c", AT_ITS_START, str(tmp_path / "x.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
