"""Write ``secrets.env`` of overlays from the environment: ``python write_secrets.py [--made-up] OVERLAY…``

``--made-up`` writes a stand-in for each value that the environment does not have, for jobs that only check. An env file
has one line a value: a value of several lines is refused, since what stands behind its first line would be lost or
become a key of its own; list such a value under `files:`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAMES = ("DATABASE_URL", "SESSION_KEY", "SENTRY_DSN")


def main(arguments: list[str]) -> int:
    made_up = "--made-up" in arguments
    overlays = [Path(each) for each in arguments if each != "--made-up"]
    lines = []
    for name in NAMES:
        value = os.environ.get(name) or ("made-up" if made_up else "")
        if not value:
            print(f"{name} is not set", file=sys.stderr)
            return 1
        if len(value.splitlines()) > 1:
            print(f"{name} has several lines, which an env file cannot hold", file=sys.stderr)
            return 1
        lines.append(f"{name}={value}\n")
    for overlay in overlays:
        file = overlay / "secrets.env"
        file.touch(mode=0o600)
        file.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
