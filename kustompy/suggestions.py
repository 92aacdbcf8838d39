"""What somebody may have meant by a name that is not there; looked for only when something failed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.resource import Resource

_MANY = 5000


def similar(name: str, names: Iterable[str]) -> str:
    """The most similar of the names, empty where none is."""
    from difflib import get_close_matches

    known = list(dict.fromkeys(names))
    if len(name) > 200 or len(known) > _MANY:
        return ""
    lowered = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), lowered, n=1)
    return lowered[close[0]] if close else ""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A hint that names the most similar one."""
    close = similar(name, names)
    return f"did you mean `{close}`?" if close else ""


def similar_resource(kind: str, name: str, resources: Iterable[Resource]) -> str:
    """A hint that tells which resource may have been meant: a similar name of the kind, or the name of another kind."""
    every = list(resources)
    same_kind = [each for each in every if not kind or each.kind == kind]
    names = {old: each.name for each in same_kind for old in (each.name, *(key[0] for key in each.previous))}
    close = similar(name, names)
    if close and close != name:
        return f"did you mean {kind or 'the resource'} `{close}`?"
    named = [each for each in every if name == each.name or any(name == key[0] for key in each.previous)]
    if named:
        return f"the resource of this name is {named[0].id}"
    kinds = similar(kind, (each.kind for each in every))
    return f"did you mean kind `{kinds}`?" if kinds and kinds != kind else ""
