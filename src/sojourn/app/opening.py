"""Open the events of a workspace: the index as it lies when it is fresh, brought up to date when it is not."""

from collections.abc import Callable
from pathlib import Path

from sojourn.core.errors import InvalidInput, NotFound
from sojourn.stores.index import JourneyIndex
from sojourn.stores.lake_log import newest_version
from sojourn.stores.layout import Layout
from sojourn.stores.mapped import Damaged


def open_events(workspace: Path, *, subject: str = "customer", note: Callable[[str], None]) -> JourneyIndex:
    """Open what has been imported, ready to compute.

    Nothing but the index's manifest is read when it stands for the newest version of the record. Otherwise, or when a
    file of it is not what was written, it is mended first, under the workspace's lock.

    Args:
        note: told why the index is mended, and what is waited for.

    Raises:
        NotFound: nothing has been imported.
        InvalidInput: the subject is not the one that events are kept by.
        StoreError: the record is damaged.
    """
    if subject != "customer":
        raise InvalidInput(
            f"events of a workspace are kept by customer, not by {subject!r}",
            code="unknown-subject",
            hint=f"ask a file with --events FILE --subject {subject}, or import it with --customer {subject}",
        )
    layout = Layout(workspace)
    version = newest_version(layout.lake)
    if version <= 0:
        raise NotFound(
            f"nothing has been imported into {workspace} yet",
            code="empty-workspace",
            hint=f"bring events in with `sojourn import FILE --workspace {workspace}`",
        )
    try:
        index = JourneyIndex(layout.index, fill=_fill(layout, note))
        if index.manifest.lake_version == version:
            return index
    except Damaged as error:
        # Why is said by the mending: it finds the same damage.
        del error
    _mend(layout, note)
    return JourneyIndex(layout.index, fill=_fill(layout, note))


def _mend(layout: Layout, note: Callable[[str], None]) -> None:
    """Bring the index up to date, or build it anew."""
    from sojourn.stores.index_update import bring_up_to_date  # noqa: PLC0415 - start-up: a fresh index needs none
    from sojourn.stores.lake import Lake  # noqa: PLC0415 - the same

    with layout.changing(doing="index", note=note):
        layout.index.mkdir(parents=True, exist_ok=True)
        bring_up_to_date(layout.index, Lake(layout.lake), note=note)


def _fill(layout: Layout, note: Callable[[str], None]) -> Callable[[JourneyIndex, str], None]:
    """Say how to make a column that was never asked for."""

    def fill(index: JourneyIndex, name: str) -> None:
        from sojourn.stores.index_fill import fill_column  # noqa: PLC0415 - start-up: kept columns need none
        from sojourn.stores.lake import Lake  # noqa: PLC0415 - the same

        with layout.changing(doing="index", note=note):
            fill_column(index, name, lake=Lake(layout.lake))

    return fill
