"""Small numbers: the limits below which nothing is shown."""

from sojourn.core.small import FEWEST as FEWEST
from sojourn.core.small import Limits as Limits
