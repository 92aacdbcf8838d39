"""Rights that a change of RBAC adds."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from kustompy.model.values import Manifest, Value

    Right: TypeAlias = tuple[str, str, str, str]
    """Verb, group, resource or URL, and the name of the object, ``*`` for all."""

# Verbs times groups times resources times names: one rule of a hostile tree could make billions.
_MOST = 2000
ROLES, BINDINGS = ("Role", "ClusterRole"), ("RoleBinding", "ClusterRoleBinding")


def added_rights(before: Manifest | None, after: Manifest | None) -> list[str]:
    """What a role lets its subjects do now that it did not, or whom a binding gives its role now; as words."""
    if not isinstance(after, dict) or not str(after.get("apiVersion", "")).startswith("rbac.authorization.k8s.io/"):
        return []
    if after.get("kind") in ROLES:
        old, new = _rights(before), _rights(after)
        # Most rights were there before as they are, and only the others are held against every old one.
        known = set(old)
        others = [each for each in dict.fromkeys(new) if each not in known]
        found = [_words(each) for each in others if not any(_covers(one, each) for one in old)]
        # Nobody may hide a right behind thousands that are harmless.
        is_cut = len(new) > _MOST and (before or {}).get("rules") != after.get("rules")
        return [*found, f"more than {_MOST} rights, of which the others are not compared"] if is_cut else found
    if after.get("kind") in BINDINGS:
        role = _text(after.get("roleRef"), "name")
        had = set(_subjects(before))
        # The server refuses another role for a binding that is there. Whoever deletes it first gives all subjects the
        # new role.
        is_other = before is not None and before.get("roleRef") != after.get("roleRef")
        return [f"{each} gets {role}" for each in _subjects(after) if is_other or each not in had]
    return []


def _rights(role: Manifest | None) -> list[Right]:
    found: list[Right] = []
    for rule in _dicts((role or {}).get("rules")):
        # A rule without names is about all objects.
        names = _texts(rule.get("resourceNames")) or ["*"]
        urls = _texts(rule.get("nonResourceURLs"))
        for verb in _texts(rule.get("verbs")):
            found += [(verb, "url", url, "*") for url in urls]
            for group in _texts(rule.get("apiGroups")):
                for resource in _texts(rule.get("resources")):
                    found += [(verb, group, resource, name) for name in names]
                    if len(found) > _MOST:
                        return found
    return found


def _covers(old: Right, new: Right) -> bool:
    # RBAC only adds, and nothing takes away: a right is new if no old one covers it.
    return all(one in ("*", other) for one, other in zip(old, new, strict=True))


def _words(right: Right) -> str:
    verb, group, resource, name = right
    of_group = f" of {group}" if group not in ("", "url") else ""
    named = f" {name}" if name != "*" else ""
    what = "all resources" if resource == "*" else resource
    return f"{'everything on' if verb == '*' else verb} {what}{of_group}{named}"


def _subjects(binding: Manifest | None) -> Iterator[str]:
    for each in _dicts((binding or {}).get("subjects")):
        namespace = _text(each, "namespace")
        yield f"{_text(each, 'kind')} {f'{namespace}/' if namespace else ''}{_text(each, 'name')}"


def _dicts(value: Value) -> list[Manifest]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: Value) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _text(value: Value, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
