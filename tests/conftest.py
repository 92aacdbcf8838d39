"""Laws run the same examples every time, also where the machine is busy or the first example imports a lot."""

from __future__ import annotations

# pytester forgets the modules that a suite inside of a test is the first to import. libyaml's parser, which a process
# loads once, would go on raising errors of the ruamel.yaml that was forgotten, so both are loaded before.
import ruamel.yaml  # noqa: F401
from hypothesis import HealthCheck, settings

settings.register_profile(
    "everywhere", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("everywhere")
