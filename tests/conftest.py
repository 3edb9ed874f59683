"""What every test gets: a deterministic, bounded hypothesis profile."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# A width that somebody set for a terminal would fold the tables that tests read.
os.environ.pop("COLUMNS", None)

settings.register_profile("sojourn", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sojourn")

# Hypothesis also draws numbers and words that stand in the source of whatever modules are loaded: examples would depend
# on which tests ran before in the same process, and change with every edit anywhere.
assert hasattr(providers, "_get_local_constants"), "hypothesis keeps its constants elsewhere now"
providers._get_local_constants = lambda: providers._local_constants
