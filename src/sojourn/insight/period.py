"""The period of an overlay in words."""

from sojourn.core.instants import rfc3339
from sojourn.maps import Overlay


def period(overlay: Overlay) -> str:
    """Say from when to when: two dates."""
    if overlay.since is None or overlay.until is None:
        return "no events"
    return f"{(rfc3339(overlay.since) or '')[:10]} to {(rfc3339(overlay.until) or '')[:10]}"
