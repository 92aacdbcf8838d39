"""Laws run the same examples every time; ``KUSTOMPY_EXAMPLES`` asks for more of them."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# the first example pays for what is imported when it is first used
SLOW_START = [HealthCheck.too_slow]
COMMON = {"database": None, "deadline": None, "suppress_health_check": SLOW_START}
more = os.environ.get("KUSTOMPY_EXAMPLES")
settings.register_profile("laws", max_examples=60, derandomize=True, **COMMON)  # type: ignore[arg-type]
settings.register_profile("more", max_examples=int(more or 1), **COMMON)  # type: ignore[arg-type]
settings.load_profile("more" if more else "laws")
