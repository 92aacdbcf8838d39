"""Laws run the same examples every time, also where the machine is busy or the first example imports a lot."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "everywhere", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("everywhere")
