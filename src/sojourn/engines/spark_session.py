"""Start a Spark session for a command: quietly, with this Python on the executors of this machine."""

import logging
import re
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from sojourn.core.errors import ConfigurationError, InvalidInput

from .spark_tables import words

log = logging.getLogger(__name__)

_QUIET: Mapping[str, str] = {
    "spark.app.name": "sojourn",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_PYTHON = "spark.pyspark.python"
_REASONS = ("Reason: ", "Exception: ", "Error: ", " ERROR ")
"""What a line has that says why Spark does not start, the best first."""

_LOCAL = re.compile(r"local\[(\*|0*[1-9]\d*)(\s*,\s*\d+)?\]")
_ALONE = "spark://"
_WAIT = 5.0
"""Seconds in which a master must answer: Spark itself tries for a minute."""
_LINE = "sc://"
_LINE_PORT = 15_002
_TRIES = 3
"""How often a server of Spark Connect is asked who it is: Spark itself asks for ten minutes."""
_JAVA = "install Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless) and say where it is in JAVA_HOME"


def start_spark(master: str | None = None, settings: Mapping[str, str] | None = None) -> Any:
    """Give the session of this process, starting one where there is none.

    What Spark writes of itself goes to a file that nobody sees, unless it does not start.

    Args:
        master: `spark://host:port`, `local[*]` and so on, or `sc://host:port` for a server of Spark Connect, which
            needs no Java here; by default what `spark-defaults.conf` says, else `local[*]`.
        settings: Spark's own, by name.

    Raises:
        ConfigurationError: pyspark or Java is missing, or Spark does not start.
        InvalidInput: the address cannot be read, the process has a session of another master, or a server does not let
            a setting be set.
    """
    if find_spec("pyspark") is None or find_spec("pandas") is None:
        missing = "pyspark" if find_spec("pyspark") is None else "pandas, without which Spark hands over no Arrow,"
        raise ConfigurationError(
            f"{missing} is not installed here", code="extra-missing", hint="pip install 'sojourn[spark]'"
        )
    if master is not None and master.startswith(_LINE):
        return _connected(master, settings or {})
    from pyspark import SparkConf, SparkContext
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    running = SparkContext._active_spark_context
    if running is not None:
        if master is not None and running.master != master:
            raise _other(running.master, master)
        return SparkSession.builder.getOrCreate()
    asked = {**_QUIET, **(settings or {})}
    if master is not None:
        asked["spark.master"] = master
    _readable(asked.get("spark.master", ""))
    _reach(asked.get("spark.master", ""))
    conf = SparkConf(loadDefaults=False)
    for name, value in asked.items():
        conf.set(name, value)
    # What fails, and what is interrupted, is raised: Spark writes it to the terminal as well, from its start on.
    for talks in (None, "py4j.clientserver", "py4j.java_gateway"):
        logging.getLogger(talks).addFilter(_worth_telling)
    PySparkLogger.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    interrupted = signal.getsignal(signal.SIGINT)
    session = _launched(conf)
    # Spark's own handler talks to Java in the middle of another talk, and writes pages about that to the terminal.
    if interrupted is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, interrupted)
    context = session.sparkContext
    python = asked.get(_PYTHON)
    if python is not None or context.master.startswith("local"):
        context.pythonExec = python or sys.executable
    return session


def _connected(address: str, settings: Mapping[str, str]) -> Any:
    """Give the session of this process with a server of Spark Connect."""
    try:
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise ConfigurationError(
            f"Spark Connect needs packages that are not installed here: {str(error).splitlines()[0]}",
            code="extra-missing",
            hint="pip install 'pyspark[connect]>=4,<5'",
        ) from error
    from pyspark.errors import PySparkException

    running = SparkSession.getActiveSession()
    if running is not None and (there := f"{_LINE}{running.client.host}") != f"{_LINE}{_place(address)[0]}":
        raise _other(there, address)
    if "use_ssl=true" not in address.lower():  # what is encrypted may go through a proxy
        _reach(address)
    try:
        session = running or SparkSession.builder.remote(address).create()
        patient = session.client.get_retry_policies()
        session.client.set_retry_policies([DefaultPolicy(max_retries=_TRIES)])
        log.debug("the server at %s runs Spark %s", address.partition("/;")[0], session.version)
        session.client.set_retry_policies(patient)
    except PySparkException as error:
        raise _failed(words(error), "") from error
    for name, value in settings.items():
        try:
            session.conf.set(name, value)
        except PySparkException as error:
            raise InvalidInput(
                f"the Spark server does not let a session set {name}: {words(error).splitlines()[0][:300]}",
                code="bad-setting",
                hint="set it where the server is started; sessions set those that begin with spark.sql",
            ) from error
    return session


def _other(running: str, wanted: str) -> InvalidInput:
    """Say that there is another session; what follows an address may be a secret."""
    return InvalidInput(
        f"this process already uses the Spark cluster {running}, not {wanted.partition('/;')[0]}",
        code="other-cluster",
        hint="use one cluster a process, or stop the session first: spark.stop()",
    )


def _worth_telling(record: logging.LogRecord) -> bool:
    """Leave out how the connection to Java broke off, which is raised as well, or was asked for."""
    return not str(record.msg).endswith(("while sending command.", "while shutting down connection"))


def _readable(master: str) -> None:
    """Refuse the address of a master that no Spark understands.

    Raises:
        InvalidInput: no such threads of this machine, or a host without a port.
    """
    right = None
    if master.startswith("local[") and not _LOCAL.fullmatch(master):
        right = "local[2] for two threads of this machine, local[*] for as many as it has cores"
    elif master.startswith(_ALONE):
        places = [_place(f"//{each}") for each in master.removeprefix(_ALONE).split(",")]
        if not all(host and port for host, port in places):
            right = "spark://host:port, such as spark://master:7077"
    if right is not None:
        raise InvalidInput(f"{master!r} is no address of a Spark master", code="bad-master", hint=f"write {right}")


def _reach(master: str) -> None:
    """Refuse the address of a master, of several, or of a server of Spark Connect, where none answers.

    An address that cannot be read is left to Spark, which says what is wrong with it.

    Raises:
        ConfigurationError: nothing answers there.
    """
    if not master.startswith((_ALONE, _LINE)):
        return
    why = ""
    whole = master.startswith(_LINE)
    for each in [master] if whole else master.removeprefix(_ALONE).split(","):
        host, port = _place(each if whole else f"//{each}")
        if not host or not port:
            return
        try:
            socket.create_connection((host, port), timeout=_WAIT).close()
        except OSError as error:
            why = str(error.strerror or error)
        else:
            return
    what = "server" if whole else "master"
    raise ConfigurationError(
        f"no Spark {what} answers at {master.partition('/;')[0]}: {why}",
        code="spark-does-not-start",
        hint="check the address of the cluster, which its own page shows, and that this machine can reach it",
    )


def _place(address: str) -> tuple[str | None, int | None]:
    """Take host and port out of an address; nothing where it cannot be read."""
    try:
        told = urlsplit(address)
        return told.hostname, told.port or (_LINE_PORT if address.startswith(_LINE) else None)
    except ValueError:
        return None, None


def _launched(conf: Any) -> Any:
    """Start Java and a session in it, and listen to what they say."""
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    with tempfile.TemporaryFile() as said:
        gateway = None
        try:
            gateway = launch_gateway(conf, popen_kwargs={"stdout": said, "stderr": said})
            full = SparkConf(_jvm=gateway.jvm)
            for name, value in conf.getAll():
                full.set(name, value)
            # A master that takes nobody in stops the context, which only the session then tells.
            return SparkSession(SparkContext(conf=full, gateway=gateway))
        except (PySparkException, Py4JError, OSError) as error:
            message = words(error)
            said.seek(0)
            text = said.read().decode(errors="replace")
            if gateway is not None:
                # Java may be gone already.
                with suppress(Py4JError, OSError):
                    gateway.shutdown()
                with suppress(OSError):
                    gateway.proc.stdin.close()
                # What it left behind would be taken for a running Java by the next start.
                SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
            raise _failed(message, text) from error


def _failed(message: str, text: str) -> ConfigurationError:
    """Word why Spark did not start."""
    if any(word in text for word in ("JAVA_HOME is not set", "UnsupportedClassVersionError", "java: not found")) or (
        "java: No such file" in text
    ):
        old = "UnsupportedClassVersionError" in text
        told = "the Java of this machine is too old for Spark" if old else "Spark needs Java, and none is found"
        return ConfigurationError(told, code="java-missing", hint=_JAVA)
    lines = [line.strip() for line in f"{text}\n{message}".splitlines() if line.strip()]
    why = [line for sign in _REASONS for line in lines if sign in line]
    return ConfigurationError(
        f"Spark did not start: {(why or lines or ['it gave no reason'])[0][:400]}",
        code="spark-does-not-start",
        hint="check the settings, and that this machine and the cluster can reach each other",
    )
