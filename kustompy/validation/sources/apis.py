"""API versions that Kubernetes has stopped to serve or will stop to, and what to write instead."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.upstream import read_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Retired(NamedTuple):
        """An API version of a kind; ``removed`` 0 is not known, ``replacement`` empty: there is none."""

        deprecated: int
        removed: int
        replacement: str
else:
    from collections import namedtuple

    Retired = namedtuple("Retired", ["deprecated", "removed", "replacement"])

FILE, AGGREGATED = "file", "aggregated"
"""What a group can be that has no schema: one of files that programs read, or one of another API server."""

_TABLES = Memo(2)


def other(group: str, api_version: str, kind: str) -> str:
    """What is known of a kind without a schema, empty if nothing is."""
    others: dict[str, str] | None = _TABLES.get("others")
    if others is None:
        others = _TABLES.keep("others", _read_others())
    return others.get(group) or others.get(f"{api_version}/{kind}", "")


def _read_others() -> dict[str, str]:
    lines = read_data("kubernetes/other_apis.txt").splitlines()
    return dict(line.split() for line in lines if line.strip() and not line.startswith("#"))


def retired(api_version: str, kind: str) -> Retired | None:
    """What is known of an API version that does not last."""
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
    """Why a Kubernetes version does not serve it, empty if it is not known to have been removed."""
    row = retired(api_version, kind)
    if row is None or not row.removed or minor < row.removed:
        return ""
    return f"Kubernetes 1.{row.removed} removed {kind} of {api_version}{_instead(row)}"


def deprecation_message(api_version: str, kind: str, minor: int) -> str:
    """What will become of a version that is served yet, empty if nothing will."""
    row = retired(api_version, kind)
    if row is None or minor < row.deprecated or (row.removed and minor >= row.removed):
        return ""
    until = f", and removed in 1.{row.removed}" if row.removed else ""
    return f"{kind} of {api_version} is deprecated since Kubernetes 1.{row.deprecated}{until}{_instead(row)}"


def _instead(row: Retired) -> str:
    return f"; write apiVersion: {row.replacement}" if row.replacement else "; nothing takes its place"
