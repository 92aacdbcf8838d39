"""The sets of checks that are off until they are asked for by name."""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.validation.policies.best_practice import BEST_PRACTICE
from kustompy.validation.policies.pod_security import BASELINE, RESTRICTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.validation.rules import Rule

SETS: dict[str, tuple[Rule, ...]] = {"baseline": BASELINE, "restricted": RESTRICTED, "best-practice": BEST_PRACTICE}


def rules_of_sets(names: Iterable[str]) -> list[Rule]:
    """The rules of the sets, each once; a ``UsageError`` for an unknown name."""
    # By code: `restricted` contains `baseline`, and both may be asked for.
    found: dict[str, Rule] = {}
    for name in names:
        if name not in SETS:
            raise UsageError(f"there is no policy set {name!r}; there are {', '.join(SETS)}", code="KST806")
        found.update((rule[0], rule) for rule in SETS[name])
    return list(found.values())


CODES = frozenset(code for rules in SETS.values() for code, _, _ in rules)
"""The codes of all sets, which can be switched off one by one."""
