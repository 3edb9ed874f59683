"""What to improve with the money there is: the value of a plan, the best plan, and how sure it is."""

from sojourn.core.doors import open_door

open_door(__name__, {})
