"""KST962: an unknown ``behavior`` is silently treated as ``create``."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.messages.suggestions import did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run

_BEHAVIORS = ("create", "merge", "replace")


def unknown_behaviors(run: Run) -> Iterator[Diagnostic]:
    """Each ``behavior`` of a generator that kustomize does not know."""
    for file, fields in run.parsed_kustomizations():
        for field in ("configMapGenerator", "secretGenerator"):
            for index, generator in enumerate(fields.get(field) or ()):
                # kustomize's NewGenerationBehavior turns any other word into "unspecified", which creates.
                behavior = generator.get("behavior") or "create"
                if behavior not in _BEHAVIORS:
                    yield Diagnostic(
                        f"there is no behavior {behavior!r}", code="KST962", file=file, path=(field, index, "behavior"),
                        hint=did_you_mean(behavior, _BEHAVIORS) or f"it is one of {', '.join(_BEHAVIORS)}",
                    )  # fmt: skip
