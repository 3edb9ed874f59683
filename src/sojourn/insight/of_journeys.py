"""What results that rest on journeys have in common."""

from sojourn.core.journeys import Basis
from sojourn.core.results import Noted


class OfJourneys(Noted):
    """A result whose basis is journeys: whose, over what time, and what must be known of it."""

    __slots__ = ()
    basis: Basis

    @property
    def n(self) -> int:
        """Give the customers whose journeys it rests on."""
        return self.basis.customers

    @property
    def period(self) -> tuple[int, int] | None:
        """Give the span for which data are complete, microseconds UTC; None where it is not known."""
        since, until = self.basis.observed_from, self.basis.observed_until
        return None if since is None or until is None else (since, until)
