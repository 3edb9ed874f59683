"""What each variant shows."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sojourn.core.errors import InvalidInput

from .lanes import bands, does, feels, opportunities, says, stages, touchpoints, ways
from .lanes.footer import footer
from .lanes.header import header
from .lanes.lane import Lane
from .layout import Design
from .sheet import Sheet

Make = Callable[[Sheet], Lane]

LANES: Mapping[str, Make] = MappingProxyType(
    {
        "moments": bands.moments,
        "phases": bands.phases,
        "does": does.does,
        "ways": ways.ways,
        "touchpoints": touchpoints.touchpoints,
        "evidence": stages.evidence,
        "feels": feels.feels,
        "thinks": says.thinks,
        "wants": says.wants,
        "pains": says.pains,
        "frontstage": stages.frontstage,
        "backstage": stages.backstage,
        "support": stages.support,
        "opportunities": opportunities.opportunities,
    }
)
"""Every lane, from the top."""

_WORKING = (
    "moments", "phases", "does", "ways", "touchpoints", "feels", "thinks", "wants", "pains", "frontstage", "backstage",
    "support", "opportunities",
)  # fmt: skip


def design_of(variant: str, lanes: Sequence[str] | None = None) -> Design:
    """Give what a variant puts on a sheet."""
    chosen = _known(lanes) if lanes is not None else _WORKING
    return Design(lambda sheet: [LANES[key](sheet) for key in chosen], header, footer)


def _known(lanes: Sequence[str]) -> tuple[str, ...]:
    for key in lanes:
        if key not in LANES:
            raise InvalidInput(
                f"there is no lane {key!r}", code="lane-unknown", hint=f"Lanes are {', '.join(LANES)}."
            )
    return tuple(lanes)
