"""The waves of a deploy: their order from the graph of references, and what to wait for between them."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.deploying.wave_table import (
    DEFINITIONS,
    FIRST,
    GUARDED,
    LAST,
    NAMES,
    NEEDED,
    ORDER,
    SERVED,
    WITH_PODS,
    WORKLOADS,
)
from kustompy.references.among import graph_of_manifests
from kustompy.references.graph import is_workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kustompy.model.values import Value
    from kustompy.references.graph import Graph
    from kustompy.references.nodes import Node


class Wave(NamedTuple):
    """Resources that are applied together, by index, and those that must be ready before the next wave."""

    name: str
    members: tuple[int, ...]
    gates: frozenset[int]


_NO_ORDER = ("selects", "mentions")
"""Relations that demand no order: a Service may come before its pods, and a mention is a guess from a text."""


def waves_of(manifests: Sequence[Mapping[str, Value]]) -> list[Wave]:
    """The waves of a build, which contain each index once."""
    graph = graph_of_manifests(manifests)
    needs = _needs(graph)
    serving = _serving(graph, needs)
    stages = _stages(graph, needs, serving)
    order = _ordered(graph, needs)
    waves = []
    for number in sorted(set(stages)):
        members = tuple(each for each in order if stages[each] == number)
        waves.append(Wave(NAMES[number], members, _gates(number, members, serving)))
    return waves


def _gates(number: int, members: Sequence[int], serving: Mapping[int, set[int]]) -> frozenset[int]:
    # A definition is accepted at once and served a moment later. Of the workloads only those behind webhooks and APIs
    # are waited for: to wait for all would let one that is slow hold up the rest.
    if number == DEFINITIONS:
        return frozenset(members)
    served = {each for workloads in serving.values() for each in workloads}
    return frozenset(served & set(members)) if number == WORKLOADS else frozenset()


def _needs(graph: Graph) -> list[set[int]]:
    """By node the nodes that it refers to."""
    needs: list[set[int]] = [set() for _ in graph.nodes]
    for edge in graph.edges():
        if edge.target is not None and edge.target != edge.referrer and edge.relation not in _NO_ORDER:
            needs[edge.referrer].add(edge.target)
    return needs


def _serving(graph: Graph, needs: Sequence[set[int]]) -> dict[int, set[int]]:
    """By webhook or APIService the workloads behind its Services."""
    pods: dict[int, set[int]] = {}
    for chosen in graph.selections:
        workloads = {each for each in chosen.selected if is_workload(graph.nodes[each])}
        pods.setdefault(chosen.referrer, set()).update(workloads)
    return {
        index: {workload for service in needs[index] for workload in pods.get(service, ())}
        for index, node in enumerate(graph.nodes)
        if node.group_kind in LAST
    }


def _stages(graph: Graph, needs: Sequence[set[int]], serving: Mapping[int, set[int]]) -> list[int]:
    """By node the number of its wave: that of its kind, or a later one of what it refers to."""
    guarded = _guarded_groups(graph)
    fixed = {each for workloads in serving.values() for each in workloads}
    stages = [_stage(node, guarded) for node in graph.nodes]
    fixed |= {index for index, stage in enumerate(stages) if stage in (DEFINITIONS, SERVED, GUARDED)}
    # The workload behind a webhook cannot wait for it, and webhooks have a wave of their own. The loop ends, since
    # numbers only grow, and there are five.
    has_changed = True
    while has_changed:
        has_changed = False
        for index in range(len(stages)):
            latest = max([stages[each] for each in needs[index]], default=0)
            if index not in fixed and latest > stages[index]:
                stages[index], has_changed = latest, True
    return stages


def _stage(node: Node, guarded: set[str]) -> int:
    if node.group_kind in FIRST:
        return DEFINITIONS
    if node.group_kind in LAST:
        return SERVED
    if node.gvk.group in guarded:
        return GUARDED
    return WORKLOADS if is_workload(node) or node.group_kind in WITH_PODS else NEEDED


def _guarded_groups(graph: Graph) -> set[str]:
    """The groups of custom kinds of the build that its own webhooks check, by the rules in them."""
    # Without the webhook's pods these objects would be refused. `*` and groups of Kubernetes are left alone: everything
    # would have to wait for the webhook then, its own pods as well.
    defined = {
        str(_mapping(node.manifest.get("spec")).get("group")) for node in graph.nodes if node.group_kind in FIRST[1:]
    }
    named = {
        group
        for node in graph.nodes
        if node.group_kind in LAST
        for webhook in _mappings(node.manifest.get("webhooks"))
        for rule in _mappings(webhook.get("rules"))
        for group in _texts(rule.get("apiGroups"))
    }
    return named & defined


def _ordered(graph: Graph, needs: Sequence[set[int]]) -> list[int]:
    """All nodes, each after those that it refers to; a circle begins at the node that the order of kinds puts first."""
    # A depth-first walk without recursion: a chain of references may be as long as the build.
    ranks = {kind: rank for rank, kind in enumerate(ORDER)}
    start = sorted(range(len(needs)), key=lambda each: (ranks.get(graph.nodes[each].group_kind, len(ORDER)), each))
    place = {each: number for number, each in enumerate(start)}
    done: dict[int, None] = {}
    entered: set[int] = set()
    for first in start:
        waiting: list[tuple[int, Iterator[int]]] = []
        if first not in entered:
            entered.add(first)
            waiting.append((first, iter(sorted(needs[first], key=place.__getitem__))))
        while waiting:
            index, rest = waiting[-1]
            below = next((each for each in rest if each not in entered), None)
            if below is None:
                done[index] = None
                waiting.pop()
            else:
                entered.add(below)
                waiting.append((below, iter(sorted(needs[below], key=place.__getitem__))))
    return list(done)


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _mappings(value: Value) -> list[Mapping[str, Value]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: Value) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
