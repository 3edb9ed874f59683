"""Paths step by step, as a result."""

from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, percent
from sojourn.core.words import counted

from .names import Notes, envelope


@dataclass(frozen=True, slots=True)
class PathNode:
    """An event at a step, or the other events there.

    Attributes:
        step: places from the anchor, negative backwards.
        event: None for `other`.
        ended, open, continues: paths that ended here, are open here, go on.
    """

    id: int
    step: int
    event: str | None
    kind: Literal["event", "other"]
    ended: int
    open: int
    continues: int

    @property
    def paths(self) -> int:
        """Paths through the node."""
        return self.ended + self.open + self.continues

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "id": self.id,
            "step": self.step,
            "event": self.event,
            "kind": self.kind,
            "paths": self.paths,
            "ended": self.ended,
            "open": self.open,
            "continues": self.continues,
        }


@dataclass(frozen=True, slots=True)
class Link:
    """Paths from a node to one at the next step, by their ids."""

    source: int
    target: int
    paths: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"source": self.source, "target": self.target, "paths": self.paths}


@dataclass(frozen=True, slots=True)
class PathsResult(Result):
    """Paths from, to or between anchors.

    Attributes:
        start, end: the anchors; `from` and `to` in JSON.
        paths: how many paths there are.
        nodes: by step, then number of paths, then name, the others last.
        links: by source, then target.
    """

    basis: Basis
    notes: Notes
    start: str | None
    end: str | None
    occurrence: Literal["first", "last", "every"]
    depth: int
    top: int
    collapse: bool
    paths: int
    nodes: tuple[PathNode, ...]
    links: tuple[Link, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("paths", self.basis, self.notes),
            "from": self.start,
            "to": self.end,
            "occurrence": self.occurrence,
            "depth": self.depth,
            "top": self.top,
            "collapse": self.collapse,
            "paths": self.paths,
            "nodes": [node.to_dict() for node in self.nodes],
            "links": [link.to_dict() for link in self.links],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a node."""
        return [node.to_dict() for node in self.nodes]

    def tables(self) -> tuple[Table, ...]:
        """Give the nodes step by step."""
        return (
            Table(
                f"{counted(self.paths, 'path')} {self.words()}",
                (
                    Heading("Step"),
                    Heading("Event", numeric=False),
                    Heading("Paths"),
                    Heading("Share"),
                    Heading("End here" if self.start is not None or self.end is None else "Begin here"),
                    Heading("Open"),
                    Heading("Go on"),
                ),
                tuple(
                    (
                        str(node.step),
                        node.event if node.event is not None else "other events",
                        count(node.paths),
                        percent(node.paths / self.paths),
                        count(node.ended),
                        count(node.open),
                        count(node.continues),
                    )
                    for node in self.nodes
                ),
                tuple(entry["message"] for entry in self.notes),
            ),
        )

    def words(self) -> str:
        """Say which paths these are."""
        if self.start is not None and self.end is not None:
            return f"from {self.start} to {self.end}"
        if self.start is not None:
            return f"after {self.start}"
        return "from the beginning" if self.end is None else f"before {self.end}"

    def chart(self, *, width: int | None = None) -> Chart:
        """Draw the paths as bands between the events of each step; on a narrow width, as a list for each step."""
        from .paths_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(
            [(node.step, node.event, node.ended, node.open, node.continues) for node in self.nodes],
            [(link.source, link.target, link.paths) for link in self.links],
            f"{counted(self.paths, 'path')} {self.words()}",
            width=width,
        )
