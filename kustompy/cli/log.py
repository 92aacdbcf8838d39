"""Lines on stderr in the form of Go's logger, with which kustomize prints what edits and localize did."""

from __future__ import annotations

import time

from kustompy.cli.output import to_stderr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def log(texts: Sequence[str]) -> None:
    """Write each text on a line of its own, behind date and time."""
    if not texts:
        return

    stamp = time.strftime("%Y/%m/%d %H:%M:%S")
    for text in texts:
        to_stderr(f"{stamp} {text}\n")
