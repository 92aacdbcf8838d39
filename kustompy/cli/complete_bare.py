"""``kustompy __completeNoDesc``: what ``__complete`` prints, without what the words mean."""

from __future__ import annotations

from kustompy.cli import complete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Print the words alone."""
    return complete.main(arguments, described=False)
