"""Pictures as a tree of text, for Mermaid, and for Graphviz."""

from __future__ import annotations

from kustompy.planning.explaining import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.planning.graph.picture import Edge, Node, Picture

# Deeper trees do not fit into a terminal, and each level is a call.
_DEEPEST = 12


def text(picture: Picture) -> str:
    """Each group as trees that begin at the nodes that nothing leads to; no node is expanded twice."""
    lines: list[str] = []
    for group, nodes in picture.groups().items():
        lines += [f"{group}:", *_trees(picture, nodes), ""]
    return "".join(f"{printable(line)}\n" for line in lines[:-1])


def _trees(picture: Picture, nodes: list[Node]) -> Iterator[str]:
    by_key = {each.key: each for each in nodes}
    below: dict[str, list[Edge]] = {}
    entered = set()
    for edge in picture.edges:
        if edge.source in by_key and edge.target in by_key:
            below.setdefault(edge.source, []).append(edge)
            entered.add(edge.target)
    shown: set[str] = set()
    roots = [each for each in nodes if each.key not in entered]
    # In a circle no node is a root: whatever was not reached from one begins a tree of its own.
    for root in [*roots, *nodes]:
        if root.key not in shown:
            yield f"  {_worded(root)}"
            shown.add(root.key)
            yield from _branches(root.key, "  ", by_key, below, shown, 1)


def _branches(
    key: str, indent: str, nodes: dict[str, Node], below: dict[str, list[Edge]], shown: set[str], depth: int
) -> Iterator[str]:
    edges = below.get(key, [])
    for number, edge in enumerate(edges):
        is_last = number == len(edges) - 1
        target = nodes[edge.target]
        again = edge.target in shown and bool(below.get(edge.target))
        words = f"  ({edge.words})" if edge.words else ""
        yield f"{indent}{'└── ' if is_last else '├── '}{_worded(target)}{words}{' …' if again else ''}"
        if edge.target not in shown and depth < _DEEPEST:
            shown.add(edge.target)
            yield from _branches(
                edge.target, f"{indent}{'    ' if is_last else '│   '}", nodes, below, shown, depth + 1
            )


def _worded(node: Node) -> str:
    return f"{node} ({node.kind})" if node.kind in ("component", "remote") else str(node)


def mermaid(picture: Picture) -> str:
    """A flowchart with a subgraph for each group."""
    # Own names, since keys are texts of the tree and no identifiers.
    names = {each.key: f"n{number}" for number, each in enumerate(picture.nodes)}
    lines = ["flowchart LR"]
    for number, (group, nodes) in enumerate(picture.groups().items()):
        lines.append(f"  subgraph g{number}[{_quoted(group)}]")
        lines += [f"    {names[each.key]}{_shape(each)}" for each in nodes]
        lines.append("  end")
    lines += [
        f"  {names[each.source]} -->{f'|{_quoted(_short(each))}|' if each.words else ''} {names[each.target]}"
        for each in picture.edges
    ]
    return "".join(f"{line}\n" for line in lines)


def _short(edge: Edge) -> str:
    return edge.words.partition(" ")[0]


def _shape(node: Node) -> str:
    label = _quoted(str(node))
    return f"([{label}])" if node.kind == "component" else f"[{label}]"


def _quoted(label: str) -> str:
    """The label with what Mermaid or HTML reads in it as entities."""
    # Mermaid writes entities with `#` and without `&`. It reads much else in labels: brackets, quotes, links and HTML.
    kept = "".join(each if each.isalnum() or each in " -_./×" else f"#{ord(each)};" for each in label)
    return f'"{kept}"'


def dot(picture: Picture) -> str:
    """A digraph with a cluster for each group."""
    names = {each.key: f"n{number}" for number, each in enumerate(picture.nodes)}
    lines = ["digraph kustompy {", "  rankdir=LR;", "  node [shape=box, fontname=sans];"]
    for number, (group, nodes) in enumerate(picture.groups().items()):
        lines += [f"  subgraph cluster_{number} {{", f"    label={_escaped(group)};"]
        for each in nodes:
            style = ", style=rounded" if each.kind == "component" else ""
            lines.append(f"    {names[each.key]} [label={_escaped(str(each))}{style}];")
        lines.append("  }")
    lines += [
        f"  {names[each.source]} -> {names[each.target]} [tooltip={_escaped(each.words)}];" for each in picture.edges
    ]
    return "".join(f"{line}\n" for line in [*lines, "}"])


def _escaped(label: str) -> str:
    kept = "".join(each if each.isprintable() else "?" for each in label)
    # Graphviz reads backslashes in quotes as escapes (`\n`, `\G`).
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
