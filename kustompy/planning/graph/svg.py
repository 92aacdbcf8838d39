"""Pictures as SVG: a column for each layer, nodes where those that lead to them are, no program beside ours."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from kustompy.planning.graph.picture import layers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.planning.graph.picture import Node, Picture

# In pixels of the SVG, whose width holds a label of `_LONGEST` characters.
_WIDTH, _HEIGHT, _GAP, _COLUMN, _HEAD = 220, 24, 10, 310, 34
_LONGEST = 30
_SWEEPS = 3
STYLE = """\
svg{font:12px system-ui,sans-serif}.node rect{fill:#eef3fb;stroke:#5b7db1;rx:4}.node text{fill:#16233a}
.component rect{fill:#f3eefb;stroke:#8660b0;stroke-dasharray:4 2}.remote rect{fill:#fdf3e3;stroke:#b3823a}
.edge{fill:none;stroke:#8a97a8;stroke-width:1.2}.group{font-weight:600;fill:#3a4657}
@media(prefers-color-scheme:dark){.node rect{fill:#1d2a3f;stroke:#6f93c9}.node text{fill:#e3ebf7}
.component rect{fill:#2b2138;stroke:#a583cc}.remote rect{fill:#3a2d17;stroke:#c99a52}.edge{stroke:#75828f}
.group{fill:#c3ceda}}
"""


class _Drawn(NamedTuple):
    width: int
    height: int
    body: str


def svg(picture: Picture, *, style: bool = True) -> str:
    """The picture, one group below the other; with ``style`` it has its colours itself, for dark and light."""
    parts, top, width = [], 0, 0
    for group, nodes in picture.groups().items():
        drawn = _group(picture, group, nodes, top)
        parts.append(drawn.body)
        top += drawn.height
        width = max(width, drawn.width)
    colours = f"<style>{STYLE}</style>" if style else ""
    # An SVG has no arrows of its own.
    marker = (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#8a97a8"/></marker></defs>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {top}" '
        f'width="{width}" height="{top}">'
        f"{colours}{marker}{''.join(parts)}</svg>\n"
    )


def _group(picture: Picture, group: str, nodes: list[Node], top: int) -> _Drawn:
    own = {each.key for each in nodes}
    edges = [each for each in picture.edges if each.source in own and each.target in own]
    columns = _columns(nodes, layers(picture._replace(nodes=tuple(nodes), edges=tuple(edges))))
    columns = _ordered(columns, [(each.source, each.target) for each in edges])
    places = {
        node.key: (20 + column * _COLUMN, top + _HEAD + row * (_HEIGHT + _GAP))
        for column, own_nodes in enumerate(columns)
        for row, node in enumerate(own_nodes)
    }
    tallest = max(map(len, columns), default=0)
    body = f'<text class="group" x="20" y="{top + 20}">{_safe(group)}</text>'
    body += "".join(_edge(places[each.source], places[each.target], each.words) for each in edges)
    body += "".join(_node(node, *places[node.key]) for node in nodes)
    return _Drawn(40 + len(columns) * _COLUMN - (_COLUMN - _WIDTH), _HEAD + tallest * (_HEIGHT + _GAP) + 10, body)


def _columns(nodes: list[Node], layer: dict[str, int]) -> list[list[Node]]:
    columns: list[list[Node]] = [[] for _ in range(max((layer[each.key] for each in nodes), default=-1) + 1)]
    for each in nodes:
        columns[layer[each.key]].append(each)
    return columns


def _ordered(columns: list[list[Node]], edges: list[tuple[str, str]]) -> list[list[Node]]:
    """The nodes of each column at about the height of those that they are tied to, so that few edges cross."""
    tied: dict[str, list[str]] = {}
    for source, target in edges:
        tied.setdefault(source, []).append(target)
        tied.setdefault(target, []).append(source)
    for _ in range(_SWEEPS):
        for column in columns:
            height = {node.key: row for own in columns for row, node in enumerate(own)}
            # The barycentre method: each node goes to the mean height of its neighbours.
            column.sort(key=lambda node: _mean([height[each] for each in tied.get(node.key, [node.key])]))
    return columns


def _mean(heights: list[int]) -> float:
    return sum(heights) / len(heights)


def _node(node: Node, x: int, y: int) -> str:
    label = str(node)
    short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
    kind = node.kind if node.kind in ("component", "remote") else ""
    return (
        f'<g class="node {kind}"><title>{_safe(label)}</title>'
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}"/>'
        f'<text x="{x + 8}" y="{y + 16}">{_safe(short)}</text></g>'
    )


def _edge(source: tuple[int, int], target: tuple[int, int], words: str) -> str:
    x, y = source[0] + _WIDTH, source[1] + _HEIGHT // 2
    to_x, to_y = target[0], target[1] + _HEIGHT // 2
    bend = max(40, abs(to_x - x) // 2)
    title = f"<title>{_safe(words)}</title>" if words else ""
    return (
        f'<path class="edge" marker-end="url(#arrow)" d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}">'
        f"{title}</path>"
    )


def _safe(text: str) -> str:
    """The text for XML, which knows no control characters."""
    # XML 1.0 has no way to write most control characters, not even as references.
    return escape("".join(each if each.isprintable() else "?" for each in text))
