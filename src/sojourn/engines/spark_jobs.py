"""The jobs that a question starts on a cluster: marked, looked at while they run, and ended when that is wanted."""

import copy
from collections.abc import Mapping
from contextlib import suppress
from threading import get_ident
from typing import Any, NamedTuple, Protocol

from .spark_remote import is_remote


class Stage(NamedTuple):
    """How far a stage of a job is.

    Attributes:
        active: tasks that run now.
    """

    tasks: int
    done: int
    active: int


class Jobs(Protocol):
    """What a thread starts on a cluster from `begin` on."""

    def begin(self) -> None:
        """Mark what this thread starts; whoever asked may have marked things too, which stay."""
        ...

    def end(self) -> None:
        """Leave nothing behind; in the same thread."""
        ...

    def stages(self) -> Mapping[int, Stage]:
        """Give the stages of the jobs that run."""
        ...

    def cancel(self) -> None:
        """End the jobs that run."""
        ...

    def idle(self) -> str:
        """Say why nothing may begin."""
        ...


def jobs_of(spark: Any, tag: str, told: str) -> Jobs | None:
    """Give the jobs of a session, called now by the thread that asks; None where they cannot be told apart.

    Args:
        tag: what marks them, unlike any other.
        told: what the pages of the cluster call them.
    """
    if is_remote(spark):
        return RemoteJobs(spark, tag)
    context = getattr(spark, "sparkContext", None)
    # Otherwise threads of Python share those of Java, and with them what marks a job.
    pinned = type(getattr(context, "_gateway", None)).__name__ == "ClientServer"
    return ClassicJobs(spark, tag, told) if pinned else None


class ClassicJobs:
    """Jobs of a session with Java in this process."""

    def __init__(self, spark: Any, tag: str, told: str) -> None:
        self._spark = spark
        self._context = spark.sparkContext
        self._tag, self._told = tag, told
        self._properties = self._context._jsc.sc().getLocalProperties().clone()
        self._tags = set(spark.getTags())

    def begin(self) -> None:
        """Mark what this thread starts."""
        self._context._jsc.sc().setLocalProperties(self._properties)
        for tag in self._tags:
            self._spark.addTag(tag)
        self._context.addJobTag(self._tag)
        if self._context.getLocalProperty("spark.job.description") is None:
            self._context.setJobDescription(self._told)

    def end(self) -> None:
        """Leave nothing behind: the thread ends, and its properties with it."""

    def stages(self) -> Mapping[int, Stage]:
        """Ask what is known of the jobs that run."""
        tracker = self._context._jsc.sc().statusTracker()
        found = {}
        for job in tracker.getJobIdsForTag(self._tag):
            told = tracker.getJobInfo(job)
            if told.isEmpty() or str(told.get().status()) != "RUNNING":
                continue
            for stage in told.get().stageIds():
                if (info := tracker.getStageInfo(stage)).nonEmpty():
                    each = info.get()
                    found[int(stage)] = Stage(each.numTasks(), each.numCompletedTasks(), each.numActiveTasks())
        return found

    def cancel(self) -> None:
        """End the jobs that run."""
        self._context.cancelJobsWithTag(self._tag)

    def idle(self) -> str:
        """Say why nothing may begin."""
        master = str(self._context.master)
        executors = len(self._context._jsc.sc().statusTracker().getExecutorInfos()) - 1
        if executors > 0:
            return f"the executors that {master} gave ({executors:,}) are busy with something else, or have just gone"
        conf = self._context.getConf()
        memory, cores = conf.get("spark.executor.memory", "1g"), conf.get("spark.executor.cores", None)
        asked = f"{memory} of memory" + (f" and {cores} cores" if cores else "")
        return (
            f"{master} has given no executor yet, and each asks for {asked}: no worker has that free, or there is no "
            "worker; the page of the master shows them"
        )


class RemoteJobs:
    """Jobs of a session of Spark Connect, whose server says every other second how far they are."""

    def __init__(self, spark: Any, tag: str) -> None:
        self._spark = spark
        self._tag = tag
        self._stages: Mapping[int, Stage] = {}
        self._thread = 0
        # Tags, and what managed clusters add of the user; a copy, since both threads would change it.
        held = getattr(getattr(spark, "client", None), "thread_local", None)
        self._held = {} if held is None else {name: copy.copy(value) for name, value in vars(held).items()}

    def begin(self) -> None:
        """Mark what this thread starts, and listen to what is told of it."""
        self._thread = get_ident()
        for name, value in self._held.items():
            setattr(self._spark.client.thread_local, name, value)
        self._spark.addTag(self._tag)
        with suppress(AttributeError):  # a client that tells nothing
            self._spark.registerProgressHandler(self._take)

    def end(self) -> None:
        """Listen no longer."""
        with suppress(AttributeError, ValueError):
            self._spark.removeProgressHandler(self._take)

    def stages(self) -> Mapping[int, Stage]:
        """Give what was told last."""
        return self._stages

    def cancel(self) -> None:
        """End the jobs that run."""
        self._spark.interruptTag(self._tag)

    def idle(self) -> str:
        """Say why nothing may begin."""
        return (
            "the cluster has started no task: all its workers are busy, or none has the memory and the cores that "
            "executors ask for; its page shows them"
        )

    def _take(self, stages: Any, inflight_tasks: int, operation_id: str | None, done: bool) -> None:
        """Take what the server says; calls are of the thread whose work it is about."""
        if get_ident() != self._thread:
            return
        told = {} if done else {each.stage_id: each for each in stages or () if not each.done}
        # What runs is told for all stages together.
        self._stages = {
            number: Stage(each.num_tasks, each.num_completed_tasks, inflight_tasks) for number, each in told.items()
        }
