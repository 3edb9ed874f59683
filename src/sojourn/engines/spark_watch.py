"""Work of a cluster, watched: how far it is, why nothing begins, and an end to it as soon as that is wanted."""

import warnings
from collections.abc import Callable, Mapping
from contextvars import copy_context
from threading import Event, Thread
from time import monotonic
from typing import Any, Generic, TypeVar
from uuid import uuid4

from sojourn.core.progress import Progress

from .spark_jobs import Jobs, Stage, jobs_of

Found = TypeVar("Found")

LOOK_SECONDS = 0.25
"""How often it is looked how far a job is."""

PATIENCE_SECONDS = 10.0
"""How long nothing may begin before it is said why that may be."""

END_SECONDS = 5.0
"""How long an interrupt waits for the cluster to take notice of it."""


class NothingBegins(UserWarning):
    """A cluster has not begun with a question, and may never do."""


def warned(message: str) -> None:
    """Tell it as a warning."""
    warnings.warn(message, NothingBegins, stacklevel=4)


class Watch:
    """Lets a cluster work, and keeps whoever asked informed.

    The work runs in a thread of its own, with what the asking thread has set for its jobs. The asking thread looks how
    far it is, so that an interrupt, or an error of `progress`, ends the work at once: the jobs it has started, and no
    other of the session.

    Args:
        progress: is told how many tasks of a job are done; every job is a pass of its own.
        note: is told once for each piece of work why nothing begins; by default it is a `NothingBegins` warning.
        clock: seconds that only go forward.
        patience: seconds in which something should have begun.
        name: gives what marks jobs, each time another.
    """

    def __init__(
        self,
        progress: Progress | None = None,
        *,
        note: Callable[[str], None] | None = None,
        clock: Callable[[], float] = monotonic,
        patience: float = PATIENCE_SECONDS,
        name: Callable[[], str] = lambda: f"sojourn-{uuid4().hex}",
    ) -> None:
        self.progress = progress
        self._note = note or warned
        self._clock = clock
        self._patience = patience
        self._name = name

    def over(self, spark: Any, work: Callable[[], Found], *, told: str) -> Found:
        """Do a piece of work that starts jobs in a session, and give what it came to.

        Args:
            told: what the pages of the cluster call it.

        Raises:
            Exception: what the work raised, or `progress`.
            KeyboardInterrupt: whoever asked wants no answer any more.
        """
        jobs = jobs_of(spark, self._name(), told)
        if jobs is None:
            return work()
        done = _Work(work, jobs)
        pictured, waiting = _Passes(self.progress), _Waiting(self._clock, self._patience)
        try:
            done.start()
            while not done.ended.wait(LOOK_SECONDS):
                stages = _looked(jobs)
                pictured.take(stages)
                if waiting.too_long(stages):
                    self._note(f"nothing has begun for {self._patience:.0f} s: {_why(jobs)}")
        except BaseException:
            _stop(jobs, done)
            raise
        found = done.found()
        pictured.end()
        return found


class _Work(Generic[Found]):
    """A piece of work in a thread of its own; the process does not wait for it at its end."""

    def __init__(self, work: Callable[[], Found], jobs: Jobs) -> None:
        self._work, self._jobs = work, jobs
        self._found: list[Found] = []
        self._error: BaseException | None = None
        self.ended = Event()

    def start(self) -> None:
        """Begin; context variables are those of the thread that asks."""
        Thread(target=copy_context().run, args=(self._run,), name="sojourn-spark", daemon=True).start()

    def found(self) -> Found:
        """Give what it came to, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._found[0]

    def _run(self) -> None:
        try:
            self._jobs.begin()
            try:
                self._found.append(self._work())
            finally:
                self._jobs.end()
        except BaseException as error:  # noqa: BLE001 - raised where it was asked
            self._error = error
        finally:
            self.ended.set()


class _Passes:
    """Makes passes of jobs: each counts its tasks from none to all, and the last task is done when the job is."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._stages: frozenset[int] = frozenset()
        self._done = self._total = 0
        self._any = False

    def take(self, stages: Mapping[int, Stage]) -> None:
        """Take the stages that run now."""
        if self._stages and not self._stages & stages.keys():
            self._ends()
        if not self._stages and stages:
            self._begins(frozenset(stages), sum(each.tasks for each in stages.values()))
        if self._stages:
            gone = self._stages - stages.keys()  # of a job whose other stages run, they are done
            done = sum(each.done for number, each in stages.items() if number in self._stages)
            left = sum(each.tasks for number, each in stages.items() if number in self._stages)
            done += self._total - left if gone else 0
            self._done = max(self._done, min(done, self._total - 1))
            self._tell(self._done)

    def end(self) -> None:
        """End the pass that is open; work so quick that nobody saw it was one of one task."""
        if not self._any:
            self._begins(frozenset({0}), 1)
        if self._stages:
            self._ends()

    def _begins(self, stages: frozenset[int], total: int) -> None:
        self._stages, self._done, self._total, self._any = stages, 0, max(total, 1), True
        self._tell(0)

    def _ends(self) -> None:
        self._stages = frozenset()
        self._tell(self._total)

    def _tell(self, done: int) -> None:
        if self._progress is not None:
            self._progress(done, self._total)


class _Waiting:
    """Finds out that jobs wait for somebody to do them; is told so once."""

    def __init__(self, clock: Callable[[], float], patience: float) -> None:
        self._clock, self._patience = clock, patience
        self._since: float | None = None
        self._before = 0
        self._told = False

    def too_long(self, stages: Mapping[int, Stage]) -> bool:
        """Say whether no task has run for so long that it should be told now."""
        done = sum(each.done for each in stages.values())
        waits = bool(stages) and not any(each.active for each in stages.values()) and done == self._before
        self._before = done
        if not waits:
            self._since = None
            return False
        now = self._clock()
        self._since = now if self._since is None else self._since
        if self._told or now - self._since < self._patience:
            return False
        self._told = True
        return True


def _looked(jobs: Jobs) -> Mapping[int, Stage]:
    """Look how far jobs are, where that can be seen."""
    try:
        return jobs.stages()
    except Exception:  # noqa: BLE001 - what ails the session the work itself says better
        return {}


def _why(jobs: Jobs) -> str:
    """Say why nothing may begin."""
    try:
        return jobs.idle()
    except Exception:  # noqa: BLE001 - the same
        return "the cluster does not say why"


def _stop(jobs: Jobs, done: _Work[Any]) -> None:
    """End the work; what it would start next is ended too, while whoever asked goes on."""
    noticed = Event()

    def again() -> None:
        while not done.ended.is_set():
            try:
                jobs.cancel()
            except Exception:  # noqa: BLE001 - Java or the line may be gone by the same key
                break
            finally:
                noticed.set()
            done.ended.wait(LOOK_SECONDS)

    Thread(target=again, name="sojourn-spark-end", daemon=True).start()
    noticed.wait(END_SECONDS)
