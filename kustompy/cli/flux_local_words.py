"""The words of flux-local's command line: a verb, a kind of objects, and the name of one."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.controllers.names import KUSTOMIZATION, RELEASE
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cli.flags import Line

ALL, CLUSTER = "all", "cluster"


class Words(NamedTuple):
    """What a command is about: ``kind`` is one of the constants here, ``name`` is empty if none is given."""

    verb: str
    kind: str
    name: str


# The names that flux-local takes for each kind; a hint shows the first.
_KINDS = {
    **dict.fromkeys(("ks", "kustomization", "kustomizations"), KUSTOMIZATION),
    **dict.fromkeys(("hr", "helmrelease", "helmreleases"), RELEASE),
    **dict.fromkeys(("cl", "cluster", "clusters"), CLUSTER),
    "all": ALL,
}
_TAKES = {
    "build": (KUSTOMIZATION, RELEASE, ALL), "diff": (KUSTOMIZATION, RELEASE),
    "get": (KUSTOMIZATION, RELEASE, CLUSTER), "test": (ALL,),
}  # fmt: skip


def words_of(line: Line) -> Words:
    """The words of the line. A UsageError says what may stand where one is unknown."""
    verb, *rest = line.positional or [""]
    if verb not in _TAKES:
        raise _unknown(verb, "flux-local", "build, diff, get or test")
    if verb == "test":
        # `test` has no kind: what it tests is all, and so a word behind it is a name.
        rest = [ALL, *(each for each in rest if each != ALL)]
    spelled = rest[0] if rest else ""
    kind = _KINDS.get(spelled, "")
    if kind not in _TAKES[verb]:
        raise _unknown(spelled, f"flux-local {verb}", ", ".join(_short(each) for each in _TAKES[verb]))
    if len(rest) > 2:
        raise _unknown(rest[2], f"flux-local {verb} {spelled}", "one name")
    return Words(verb, kind, rest[1] if len(rest) > 1 else "")


def _short(kind: str) -> str:
    return next(word for word, each in _KINDS.items() if each == kind)


def _unknown(word: str, command: str, there: str) -> UsageError:
    return UsageError(f'unknown command "{word}" for "kustompy {command}"', code="KST809", hint=f"write {there}")
