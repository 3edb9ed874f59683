"""Open the journey index of a workspace, whatever state it is in."""

from collections.abc import Callable
from pathlib import Path

from sojourn.core.errors import InvalidInput, NotFound

from .journey_index import MANIFEST
from .journey_index import JourneyIndex as JourneyIndex
from .lake_log import newest_version
from .layout import Layout
from .mapped import Damaged


def silent(_: str) -> None:
    """Say nothing."""


def open_index(
    workspace: Path, *, subject: str = "customer", note: Callable[[str], None] = silent, threads: int = 2
) -> JourneyIndex:
    """Open the index of a workspace, bringing it up to date or building it anew first where it must be.

    Args:
        workspace: the folder.
        subject: whose journeys; there is an index by `customer`.
        note: told why the index was updated or rebuilt.

    Raises:
        NotFound: nothing has been imported yet.
        InvalidInput: there is no index for the subject.
        StoreError: the lake cannot be read.
    """
    layout = Layout(Path(workspace))
    if subject != "customer":
        raise InvalidInput(
            f"there is no index by {subject!r}", code="unknown-subject", hint="journeys are those of the customer"
        )
    version = newest_version(layout.lake)
    if version < 0:
        raise NotFound(
            f"nothing has been imported into {workspace} yet", code="nothing-imported", hint="sojourn import FILE"
        )

    def fill(index: JourneyIndex, name: str) -> None:
        from .index_fill import fill_column  # noqa: PLC0415 - start-up: only a column's first use needs the lake
        from .lake import Lake  # noqa: PLC0415 - start-up

        fill_column(index, name, lake=Lake(layout.lake))

    there = (layout.index / MANIFEST).exists()
    try:
        index = JourneyIndex(layout.index, fill=fill)
        if index.manifest.lake_version == version:
            return index
    except Damaged as error:
        if there:
            note(f"the index is built anew: {error}")
            (layout.index / MANIFEST).unlink(missing_ok=True)
    from .index_update import bring_up_to_date, rebuild  # noqa: PLC0415 - start-up: a ready index needs none of it
    from .lake import Lake  # noqa: PLC0415 - start-up

    layout.index.mkdir(parents=True, exist_ok=True)
    with layout.changing(doing="index", note=note):
        bring_up_to_date(layout.index, Lake(layout.lake), note=note, threads=threads, subject=subject)
        try:
            return JourneyIndex(layout.index, fill=fill)
        except Damaged as error:
            note(f"the index is built anew: {error}")
            rebuild(layout.index, Lake(layout.lake), note=note, threads=threads, subject=subject)
            return JourneyIndex(layout.index, fill=fill)
