"""What every test gets: a deterministic, bounded hypothesis profile."""

from hypothesis import HealthCheck, settings

settings.register_profile("sojourn", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sojourn")
