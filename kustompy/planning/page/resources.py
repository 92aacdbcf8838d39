"""Resources with the writer of each line: in the page where they are few, else packed for its script."""

from __future__ import annotations

import base64
from typing import NamedTuple

from kustompy.model.secrets import shown
from kustompy.planning.explaining import writer_text
from kustompy.planning.page.parts import card, safe
from kustompy.yamlio.read.positions import positions
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.differ import Side
    from kustompy.planning.explaining import Near

FEW = 60
"""So many resources stand in the page itself, where no script is needed to see them."""


class Written(NamedTuple):
    """A resource: what it is called, and its lines with who wrote each, empty if nobody knows."""

    name: str
    lines: tuple[tuple[str, str], ...]


def written(side: Side, near: Near) -> list[Written]:
    """The resources of a build; values of Secrets are not in them."""
    return [written_resource(side, index, near) for index in range(len(side.resources))]


def written_resource(side: Side, index: int, near: Near) -> Written:
    """One resource of a build."""
    resource = side.resources[index]
    return Written(_name(resource.kind, resource.namespace, resource.name), tuple(_lines(side, index, near)))


def _name(kind: str, namespace: str, name: str) -> str:
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def _lines(side: Side, index: int, near: Near) -> Iterable[tuple[str, str]]:
    manifest: Manifest = shown(side.veil.over(side.resources[index].manifest, index))
    text = write_document(manifest)
    writers: dict[int, str] = {}
    for (_, path), span in positions(text).values.items() if side.writers is not None else ():
        value = _at(manifest, path)
        if not isinstance(value, (dict, list)) or not value:
            chain = side.writers.explain(index, path) if side.writers is not None else []
            if chain:
                writers[span[0]] = writer_text(chain[-1], near)
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        yield line, writers.get(number, "")


def _at(value: Value, path: Sequence[str | int]) -> Value:
    for part in path:
        value = value[part]
    return value


def section(found: Sequence[Written]) -> tuple[str, str]:
    """The HTML of the resources, and what is packed for the script, empty where they are few."""
    if len(found) <= FEW:
        return "".join(card(safe(each.name), f"<pre>{_static(each)}</pre>") for each in found), ""
    cards = "".join(
        f"<details data-text data-resource={number}><summary>{safe(each.name)}</summary><pre></pre></details>\n"
        for number, each in enumerate(found)
    )
    return f'<p class="soft unscripted">The lines of resources are shown by the script.</p>\n{cards}', packed(found)


def _static(resource: Written) -> str:
    return "".join(
        f'<span class="line"{f" title={chr(34)}{safe(writer)}{chr(34)}" if writer else ""}>{safe(line)}\n</span>'
        for line, writer in resource.lines
    )


def packed(found: Sequence[Written]) -> str:
    """The lines and their writers, as gzip in base64."""
    import gzip
    import json

    # Each writer once, since a file has one for each of its lines: the script finds it by number, -1 for none.
    writers: dict[str, int] = {"": -1}
    for each in found:
        for _, writer in each.lines:
            writers.setdefault(writer, len(writers) - 1)
    whole = {
        "writers": list(writers)[1:],
        "resources": [[[line, writers[writer]] for line, writer in each.lines] for each in found],
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    # `mtime=0`: the same plan gives the same bytes.
    return base64.b64encode(gzip.compress(text, mtime=0)).decode()
