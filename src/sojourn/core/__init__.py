"""Words shared by all: events, journeys, cases, analyses, errors, durations, intervals, charts.

Knows the standard library, numpy and pyarrow, and nothing of the rest of Sojourn. Import its modules by name
(`from sojourn.core.errors import InvalidInput`); the root stays empty so that nothing heavy loads before it is needed.
"""

from . import copies as _copies  # noqa: F401 - results can be copied and pickled
