"""API versions that Kubernetes has stopped serving or will stop serving, and their replacements."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.upstream import read_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Retired(NamedTuple):
        """An API version of a kind: the minors in which it is deprecated and ``removed`` (0 if not announced)."""

        deprecated: int
        removed: int
        replacement: str
else:
    from collections import namedtuple

    Retired = namedtuple("Retired", ["deprecated", "removed", "replacement"])

FILE, AGGREGATED = "file", "aggregated"
"""The groups without schemas: those of files that programs read, and those of aggregated API servers."""

_TABLES = Memo(2)


def other(group: str, api_version: str, kind: str) -> str:
    """FILE or AGGREGATED for a kind without a schema, empty if nothing is known of it."""
    # A row names a whole group (`kubeadm.k8s.io`), or one kind of a group that has schemas otherwise.
    others: dict[str, str] | None = _TABLES.get("others")
    if others is None:
        others = _TABLES.keep("others", _read_others())
    return others.get(group) or others.get(f"{api_version}/{kind}", "")


def _read_others() -> dict[str, str]:
    lines = read_data("kubernetes/other_apis.txt").splitlines()
    return dict(line.split() for line in lines if line.strip() and not line.startswith("#"))


def retired(api_version: str, kind: str) -> Retired | None:
    """The row of an API version that is deprecated or removed in some version, None for all others."""
    return _table().get((api_version, kind))


def _table() -> dict[tuple[str, str], Retired]:
    found: dict[tuple[str, str], Retired] | None = _TABLES.get("retired")
    return found if found is not None else _TABLES.keep("retired", _read())


def _read() -> dict[tuple[str, str], Retired]:
    found = {}
    for line in read_data("kubernetes/retired_apis.txt").splitlines():
        if line.strip() and not line.startswith("#"):
            api_version, kinds, deprecated, removed, replacement = line.split()
            row = Retired(int(deprecated), int(removed), "" if replacement == "-" else replacement)
            for kind in kinds.split(","):
                found[api_version, kind] = row
    return found


def removal_message(api_version: str, kind: str, minor: int) -> str:
    """The message about an API version that a Kubernetes version no longer serves, empty for all others."""
    row = retired(api_version, kind)
    if row is None or not row.removed or minor < row.removed:
        return ""
    return f"Kubernetes 1.{row.removed} removed {kind} of {api_version}{_instead(row)}"


def deprecation_message(api_version: str, kind: str, minor: int) -> str:
    """The message about an API version that is deprecated and still served, empty for all others."""
    row = retired(api_version, kind)
    if row is None or minor < row.deprecated or (row.removed and minor >= row.removed):
        return ""
    until = f", and removed in 1.{row.removed}" if row.removed else ""
    return f"{kind} of {api_version} is deprecated since Kubernetes 1.{row.deprecated}{until}{_instead(row)}"


def _instead(row: Retired) -> str:
    return f"; write apiVersion: {row.replacement}" if row.replacement else "; nothing takes its place"
