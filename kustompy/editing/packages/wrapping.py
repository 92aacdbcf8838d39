"""Documents as the items of one list, such as functions read."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.editing.packages.reading import Record


def wrapped(found: Sequence[Record], kind: str, api_version: str, function_config: str = "") -> str:
    """The text of the list; ``function_config`` is the path of a file."""
    return _text(found, kind, api_version, _document(function_config) if function_config else "")


def list_text(found: Sequence[Record], function_config: str) -> str:
    """The list that a function reads."""
    return _text(found, "ResourceList", "config.kubernetes.io/v1", function_config)


def _text(found: Sequence[Record], kind: str, api_version: str, config: str) -> str:
    lines = ([f"apiVersion: {api_version}"] if api_version else []) + [f"kind: {kind}", "items:"]
    for record in found:
        first, *others = record.text().rstrip("\n").split("\n")
        # Put together as text: comments and styles of the documents stay, as they do in kustomize.
        lines += [f"- {first}", *(f"  {line}" if line else "" for line in others)]
    if not found:
        lines[-1] = "items: []"
    if config:
        lines += ["functionConfig:", *(f"  {line}" if line else "" for line in config.rstrip("\n").split("\n"))]
    return "\n".join(lines) + "\n"


def _document(path: str) -> str:
    from kustompy.editing.packages.reading import documents

    found = documents(os.path.abspath(path), os.path.basename(path))
    return found[0].text() if found else ""
