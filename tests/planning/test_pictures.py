"""What pictures make of nodes and edges: what is folded, which layer a node is in, and where it is drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kustompy.planning.graph.picture import MANY, Edge, Node, Picture, folded, layers, picture_of
from kustompy.planning.graph.svg import svg
from kustompy.planning.graph.written import dot, mermaid, text


def picture(edges: str, nodes: str = "", group: str = "g") -> Picture:
    """The picture of ``ab bc``, with nodes in the order in which they are named."""
    keys = dict.fromkeys(nodes or edges.replace(" ", ""))
    return picture_of(
        [Node(each, each, "thing", group) for each in keys], [Edge(each[0], each[1], "") for each in edges.split()]
    )


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ("ab bc", "a0 b1 c2"),
        ("ab bc ac", "a0 b1 c2"),
        ("ac ab bc", "a0 c2 b1"),
        ("ad ab bc cd", "a0 d3 b1 c2"),
        ("ab cb", "a0 b1 c0"),
        ("aa ab", "a0 b1"),
        ("ab ba", "a0 b1"),
        ("ab bc cb", "a0 b1 c2"),
        ("ab ba cd dc", "a0 b1 c0 d1"),
        ("ab ba bc", "a0 b1 c2"),
    ],
)
def test_layers(edges: str, found: str) -> None:
    assert " ".join(f"{key}{layer}" for key, layer in layers(picture(edges)).items()) == found


def things(count: int, *more: Node) -> list[Node]:
    return [*more, *(Node(f"k{each}", f"ConfigMap {each}", "ConfigMap", "g") for each in range(count))]


def shown(found: Picture) -> tuple[list[str], list[tuple[str, str, str]]]:
    return [str(each) for each in found.nodes], [(each.source, each.target, each.words) for each in found.edges]


def test_a_group_of_more_than_forty_is_folded() -> None:
    assert len(folded(picture_of(things(MANY), [])).nodes) == MANY
    assert shown(folded(picture_of(things(MANY + 1), []))) == (["ConfigMap × 41"], [])
    # another group stays as it is
    other = [Node("x", "x", "ConfigMap", "h"), Node("y", "y", "ConfigMap", "h")]
    assert shown(folded(picture_of([*things(MANY + 1), *other], [])))[0] == ["ConfigMap × 41", "x", "y"]


def test_what_leads_elsewhere_stays_apart() -> None:
    web, log = Node("w", "Deployment web", "Deployment", "g"), Node("l", "Deployment log", "Deployment", "g")
    edges = [Edge("w", f"k{each}", f"names spec.{each}") for each in range(20)]
    edges += [Edge("l", f"k{each}", "names x") for each in range(20, 40)]
    edges += [Edge("k40", "w", "names x"), Edge("w", "k41", "selects x")]
    nodes, ties = shown(folded(picture_of(things(42, web, log), edges)))
    assert nodes == [
        "Deployment web", "Deployment log", "ConfigMap × 20", "ConfigMap × 20", "ConfigMap 40", "ConfigMap 41",
    ]  # fmt: skip
    assert ties == [
        ("w", "k0", "names spec.0"), ("l", "k20", "names x"), ("k40", "w", "names x"), ("w", "k41", "selects x"),
    ]  # fmt: skip


def test_pairs_of_one_shape_are_folded_together() -> None:
    """Each of 30 Services leads to a Deployment of its own, and some of these to a ConfigMap of their own."""
    nodes, edges = [], []
    for each in range(30):
        nodes += [Node(f"s{each}", f"Service {each}", "Service", "g"), Node(f"d{each}", f"D {each}", "D", "g")]
        edges.append(Edge(f"s{each}", f"d{each}", "selects a"))
        if each < 10:
            nodes.append(Node(f"c{each}", f"C {each}", "C", "g"))
            edges.append(Edge(f"d{each}", f"c{each}", "names a"))
    found = folded(picture_of(nodes, edges))
    assert shown(found) == (
        ["Service × 10", "D × 10", "C × 10", "Service × 20", "D × 20"],
        [("s0", "d0", "selects a"), ("d0", "c0", "names a"), ("s10", "d10", "selects a")],
    )
    assert shown(folded(picture_of(nodes[:42], edges)))[0] == [
        "Service × 10", "D × 10", "C × 10", "Service × 6", "D × 6",
    ]  # fmt: skip


def test_what_was_folded_may_make_others_alike() -> None:
    nodes = things(42, *(Node(each, f"Deployment {each}", "Deployment", "g") for each in "ab"))
    edges = [Edge("a" if each % 2 else "b", f"k{each}", "names x") for each in range(42)]
    # by shape both are the same, but no more than forty are left when all that is really alike is one
    assert shown(folded(picture_of(nodes, edges)))[0] == [
        "Deployment a", "Deployment b", "ConfigMap × 21", "ConfigMap × 21",
    ]  # fmt: skip


def test_a_tree_of_text() -> None:
    assert text(picture("ab ac bd cd de xx")).splitlines() == [
        "g:", "  a", "  ├── b", "  │   └── d", "  │       └── e", "  └── c", "      └── d …", "  x", "  └── x …",
    ]  # fmt: skip
    two = Picture((*picture("ab").nodes, *picture("cd", group="h").nodes), (Edge("a", "b", "names x"),))
    assert text(two) == "g:\n  a\n  └── b  (names x)\n\nh:\n  c\n  d\n"


def test_a_tree_of_text_has_an_end() -> None:
    letters = "abcdefghijklmnop"
    found = text(picture(" ".join(map("".join, pairwise(letters))))).splitlines()
    # twelve below the first one, of which the last one begins a tree of its own
    assert [each.strip(" └─") for each in found[1:]] == [*letters[:13], *letters[12:]]
    assert found[13:16] == [f"  {' ' * 44}└── m", "  m", "  └── n"]


ODD = Picture(
    (Node("a", 'a "b"\\n', "component", "g"), Node("b", "é_-./×#[", "remote", "g"), Node("c", "c" * 31, "thing", "h"),
     Node("d", "d" * 30, "thing", "h"), Node("e", "e\x1b", "thing", "h", 3)),
    (Edge("a", "b", "names spec.x"), Edge("b", "c", ""), Edge("d", "c", "selects <x>"), Edge("c", "e", "")),
)  # fmt: skip


def test_odd_labels() -> None:
    assert mermaid(ODD).splitlines() == [
        "flowchart LR",
        '  subgraph g0["g"]',
        '    n0(["a #34;b#34;#92;n"])',
        '    n1["é_-./×#35;#91;"]',
        "  end",
        '  subgraph g1["h"]',
        f'    n2["{"c" * 31}"]',
        f'    n3["{"d" * 30}"]',
        '    n4["e#27; × 3"]',
        "  end",
        '  n0 -->|"names"| n1',
        "  n1 --> n2",
        '  n3 -->|"selects"| n2',
        "  n2 --> n4",
    ]
    assert dot(ODD).splitlines() == [
        "digraph kustompy {", "  rankdir=LR;", "  node [shape=box, fontname=sans];",
        "  subgraph cluster_0 {", '    label="g";', '    n0 [label="a \\"b\\"\\\\n", style=rounded];',
        '    n1 [label="é_-./×#["];', "  }",
        "  subgraph cluster_1 {", '    label="h";', f'    n2 [label="{"c" * 31}"];', f'    n3 [label="{"d" * 30}"];',
        '    n4 [label="e? × 3"];', "  }",
        '  n0 -> n1 [tooltip="names spec.x"];', '  n1 -> n2 [tooltip=""];', '  n3 -> n2 [tooltip="selects <x>"];',
        '  n2 -> n4 [tooltip=""];', "}",
    ]  # fmt: skip
    assert text(ODD).splitlines()[:3] == ["g:", '  a "b"\\n (component)', "  └── é_-./×#[ (remote)  (names spec.x)"]


def test_where_nodes_are_drawn() -> None:
    drawn = svg(ODD, style=False)
    assert drawn.startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 880 156" width="880" height="156"><defs>'
    )
    parts = [each.partition("</g>")[0] for each in drawn.split("<g ")[1:]]
    assert parts == [
        'class="node component"><title>a &quot;b&quot;\\n</title><rect x="20" y="34" width="220" height="24"/>'
        '<text x="28" y="50">a &quot;b&quot;\\n</text>',
        'class="node remote"><title>é_-./×#[</title><rect x="330" y="34" width="220" height="24"/>'
        '<text x="338" y="50">é_-./×#[</text>',
        f'class="node "><title>{"c" * 31}</title><rect x="330" y="112" width="220" height="24"/>'
        f'<text x="338" y="128">{"c" * 29}…</text>',
        f'class="node "><title>{"d" * 30}</title><rect x="20" y="112" width="220" height="24"/>'
        f'<text x="28" y="128">{"d" * 30}</text>',
        'class="node "><title>e? × 3</title><rect x="640" y="112" width="220" height="24"/>'
        '<text x="648" y="128">e? × 3</text>',
    ]
    assert [each.partition("</path>")[0] for each in drawn.split(' d="M')[2:]] == [
        '240 46C285 46 285 46 330 46"><title>names spec.x</title>',
        '240 124C285 124 285 124 330 124"><title>selects &lt;x&gt;</title>',
        '550 124C595 124 595 124 640 124">',
    ]
    assert svg(ODD).count("<style>") == 1
    assert "<style>" not in drawn


def test_neighbours_are_drawn_beside_each_other() -> None:
    drawn = svg(picture("az by cx", "abcxyz"))
    heights = {key: drawn.partition(f"<title>{key}</title>")[2].partition(' y="')[2][:3].strip('"') for key in "abcxyz"}
    assert [heights[key] for key in "abc"] == [heights[key] for key in "zyx"]
    assert drawn.count("C265 ") == 0 and "M240 46C285 46 285 46 330 46" in drawn
    wide = svg(picture("ab bc ac"))
    # an edge that passes a column bends by half of its way
    assert "M240 46C440 46 440 46 640 46" in wide
