"""How far a question is, and how it is stopped."""

import signal
import subprocess
import sys
import threading

import pytest

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.engines import local as local_engine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import events_table, shop

SLOW = """
import os, signal, threading
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import shop

told = threading.Event()

class Slow:
    columns = frozenset()

    def partial(self, batch):
        os.write(1, b"began\\n")  # in one piece: threads write at once
        told.wait()  # no range is done before the interrupt comes, however late it is
        return 0

    def merge(self, a, b):
        return 0

def interrupt(*_):
    told.set()
    raise KeyboardInterrupt

# Whoever was started in the background may have been told to ignore it.
signal.signal(signal.SIGINT, interrupt)
journeys = Journeys(MemorySource.from_table(shop(), parts=5), LocalEngine(2))
many = journeys.source.ranges(most=5, at_least=1) * 40
journeys.source.ranges = lambda **_: many
try:
    journeys.engine.run(journeys, Slow())
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def asked(engine: LocalEngine, *, parts: int = 5) -> Journeys:
    return Journeys(MemorySource.from_table(shop(), parts=parts), engine)


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_is_told_in_order_from_nothing_to_all(threads: int) -> None:
    told, callers = [], set()

    def take(done: int, total: int) -> None:
        told.append((done, total))
        callers.add(threading.current_thread())

    analyse.follows(asked(LocalEngine(threads, progress=take)))
    assert told == [(0, 15), (5, 15), (8, 15), (12, 15), (13, 15), (15, 15)]
    assert callers == {threading.current_thread()}


def test_each_pass_counts_to_its_total_again() -> None:
    told = []
    analyse.variants(asked(LocalEngine(2, progress=lambda done, total: told.append((done, total)))), top=1)
    assert told.count((0, 15)) == told.count((15, 15)) > 1


def test_an_empty_source_is_done_at_once() -> None:
    told = []
    engine = LocalEngine(2, progress=lambda done, total: told.append((done, total)))
    analyse.follows(Journeys(MemorySource.from_table(events_table([])), engine))
    assert told == [(0, 0), (0, 0)]


def test_progress_may_end_the_question(monkeypatch) -> None:
    monkeypatch.setattr(local_engine, "AHEAD", 1)

    class Enough(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done:
            raise Enough

    with pytest.raises(Enough):
        analyse.follows(asked(LocalEngine(2, progress=stop)))


def test_an_interrupt_stops_a_question_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "began\n"
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read().split()
    assert process.returncode == 0
    assert "stopped" in rest
    assert rest.count("began") < 2 * local_engine.AHEAD, "200 ranges wait, and at most those handed out went on"
