"""Open the journey index of a workspace, whatever state it is in."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sojourn.core.errors import Conflict, InvalidInput, NotFound, StoreError

from .journey_index import MANIFEST
from .journey_index import JourneyIndex as JourneyIndex
from .lake_log import check_complete, newest_version
from .layout import Layout
from .mapped import Damaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sojourn.core.journeys import Column


def silent(_: str) -> None:
    """Say nothing."""


def open_index(
    workspace: Path, *, subject: str = "customer", note: Callable[[str], None] = silent, threads: int = 2
) -> JourneyIndex:
    """Open the index of a workspace, bringing it up to date or building it anew first where it must be.

    While someone else changes the workspace, an index that is whole is served as it is, with a note.

    Args:
        workspace: the folder.
        subject: whose journeys; there is an index by `customer`.
        note: told why the index was updated or rebuilt.

    Raises:
        NotFound: nothing has been imported yet.
        InvalidInput: there is no index for the subject.
        StoreError: the lake cannot be read, lacks events that were in it, or the index must be made and cannot be
            written.
    """
    layout = Layout(Path(workspace))
    if subject != "customer":
        raise InvalidInput(
            f"there is no index by {subject!r}", code="unknown-subject", hint="journeys are those of the customer"
        )
    version = newest_version(layout.lake)
    there = (layout.index / MANIFEST).exists()
    if version < 0 or not there:
        check_complete(layout.lake)
    if version < 0 or (version == 0 and not there):
        raise NotFound(
            f"nothing has been imported into {workspace} yet",
            code="nothing-imported",
            hint=f"bring events in with: sojourn import FILE --workspace {workspace}",
        )

    def fill(index: JourneyIndex, name: str) -> "Mapping[str, Column] | None":
        from .index_fill import fill_column  # noqa: PLC0415 - start-up: only a column's first use needs the lake
        from .lake import Lake  # noqa: PLC0415 - start-up

        return fill_column(index, name, lake=Lake(layout.lake))

    stale: JourneyIndex | None = None
    try:
        stale = JourneyIndex(layout.index, fill=fill)
        if stale.manifest.lake_version == version:
            return stale
    except Damaged as error:
        if there:
            note(f"the index is built anew: {error}")
            with suppress(OSError):  # what cannot be written is refused below
                (layout.index / MANIFEST).unlink(missing_ok=True)
    from .index_update import bring_up_to_date, rebuild  # noqa: PLC0415 - start-up: a ready index needs none of it
    from .lake import Lake  # noqa: PLC0415 - start-up

    check_complete(layout.lake)
    if not os.access(layout.root, os.W_OK):
        raise _read_only(layout, "the folder may not be written", behind=stale is not None)
    try:
        layout.index.mkdir(parents=True, exist_ok=True)
        with layout.changing(doing="index", note=note, wait=stale is None):
            bring_up_to_date(layout.index, Lake(layout.lake), note=note, threads=threads, subject=subject)
            try:
                return JourneyIndex(layout.index, fill=fill)
            except Damaged as error:
                note(f"the index is built anew: {error}")
                rebuild(layout.index, Lake(layout.lake), note=note, threads=threads, subject=subject)
                return JourneyIndex(layout.index, fill=fill)
    except Conflict as busy:
        if stale is None:
            raise
        note(f"what an import is bringing is not counted yet: {busy}")
        return stale
    except OSError as error:
        raise _read_only(layout, error.strerror or str(error), behind=stale is not None) from error


def _read_only(layout: Layout, why: str, *, behind: bool) -> StoreError:
    state = "behind the record" if behind else "not there or damaged"
    return StoreError(
        f"the index {layout.index} is {state} and cannot be made: {why}",
        code="cannot-write-index",
        hint=f"ask once as a user who may write there: sojourn describe --workspace {layout.root}",
    )
