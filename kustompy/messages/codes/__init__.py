"""What each code of an error or finding means, and how to mend what it stands for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Meaning: TypeAlias = tuple[str, str, str]
    """Title, explanation, and how to mend it."""

AREAS = {
    "KST0": "losses",
    "KST1": "text",
    "KST2": "kustomization",
    "KST3": "loading",
    "KST4": "resources",
    "KST5": "changes",
    "KST6": "programs",
    "KST7": "limits",
    "KST8": "usage",
    "KST9": "findings",
}
"""What the codes of each hundred are about, and the module of this package that lists them."""


HOME = "https://github.com/kustompy/kustompy"
"""Where the project and its pages live."""


def page_of(code: str) -> str:
    """The address of what docs/errors.md says of a code."""
    # An address that tools show beside a finding, as SARIF and annotations of code hosts do.
    return f"{HOME}/blob/main/docs/errors.md#{code}"


def codes() -> dict[str, Meaning]:
    """Every code with its meaning, in order."""
    from kustompy.messages.codes import changes, findings, loading, losses, runs, sources

    whole: dict[str, Meaning] = {}
    for module in (losses, sources, loading, changes, runs, findings):
        whole.update(module.CODES)
    return dict(sorted(whole.items()))


def meaning(code: str) -> Meaning | None:
    """The meaning of one code, if there is such a code; no more tables are loaded than it takes to find it."""
    for module in _TABLES:
        table = __import__(f"{__name__}.{module}", fromlist=["CODES"]).CODES
        if code in table:
            found: Meaning = table[code]
            return found
    return None


# Six modules, not one: a failing build explains one code, and opens few of them.
_TABLES = ("sources", "loading", "changes", "runs", "losses", "findings")
"""The modules with codes, those of builds that fail first."""


def explanation(code: str) -> str:
    """The page of one code as text; empty for a code that there is not."""
    meaning = codes().get(code)
    if meaning is None:
        return ""
    title, why, remedy = meaning
    return f"{code}: {title}\n\n{why}\n\nTo mend it: {remedy}\n"


def title(code: str) -> str:
    """The short name of a code; empty for a code that there is not."""
    meaning = codes().get(code)
    return meaning[0] if meaning else ""
