"""What every test gets: a deterministic, bounded hypothesis profile."""

import os

from hypothesis import HealthCheck, settings

# A width that somebody set for a terminal would fold the tables that tests read.
os.environ.pop("COLUMNS", None)

settings.register_profile("sojourn", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sojourn")
