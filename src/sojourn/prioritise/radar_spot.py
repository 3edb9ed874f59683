"""One entry of a radar."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Spot:
    """A need or a trend with its relevance.

    Attributes:
        relevance: share of the map's priorities that lies on its steps, 0 to 1; None when priorities are not known.
        findings: codes.
    """

    id: str
    name: str
    kind: str
    sector: str
    horizon: str | None
    stance: str | None
    affects: tuple[str, ...]
    initiatives: tuple[str, ...]
    reviewed: str | None
    relevance: float | None
    findings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "sector": self.sector,
            "horizon": self.horizon,
            "stance": self.stance,
            "affects": [*self.affects],
            "initiatives": [*self.initiatives],
            "reviewed": self.reviewed,
            "relevance": self.relevance,
            "findings": [*self.findings],
        }
