"""Writes the table of groups in docs/validation.md: how many rules there are, and how many cases hold them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kustompy.validation.table.rows import GROUPS, all_rows
from tests.validation.field_cases import VALID, cases
from tools.tables import put_table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "validation.md"
MARKS = "<!-- groups of rules -->", "<!-- end of groups -->"
ABOUT = {
    "metadata": "names of labels and annotations, owners, finalizers, selectors",
    "pods": "the spec, scheduling, security, what differs by operating system",
    "containers": "images, environment, ports, mounts, resources, probes, hooks",
    "volumes": "volumes of pods and their sources",
    "workloads": "deployments, stateful and daemon sets, replica sets, jobs",
    "services": "services, endpoints, endpoint slices",
    "network": "ingresses, network policies, ranges of addresses",
    "storage": "claims, volumes, classes, drivers",
    "scaling": "autoscalers, disruption budgets, quotas, limit ranges, priorities",
    "access": "roles, bindings, reviews, certificates",
    "config": "config maps, secrets, namespaces",
    "admission": "webhooks, admission policies and their expressions",
    "apis": "custom resource definitions, aggregated APIs",
    "cluster": "nodes, leases, priority and fairness, events, devices",
}
"""What the rules of each group are about."""
OTHERS = ("kubeconform", "kubectl-validate", "flux-schema", "kube-linter")
"""The other tools, in the order of their columns."""
NONE, PART = "–", "in part"
DOCUMENTED: dict[str, tuple[str, str, str, str]] = {
    "metadata": (NONE, PART, "names, labels, annotations", "mismatching-selector"),
    "containers": (NONE, PART, NONE, "duplicate-env-var, liveness-port, readiness-port, startup-port"),
    "services": (NONE, PART, NONE, "invalid-target-ports"),
}
"""What the documentation of the others says that they check of a group beyond its schema, where it says more."""


def main(arguments: list[str]) -> int:
    """Write the table, or say whether it is up to date."""
    return put_table(PAGE, MARKS, table, arguments)


def table() -> str:
    """A line for each group, and one for all."""
    titles = ("group", "rules", "definitions", "refused", "left alone", "what they are about", *OTHERS)
    lines = [_line(group, [group], ABOUT[group], DOCUMENTED.get(group, _UNSAID)) for group in GROUPS]
    head = f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|\n"
    return f"{head}{''.join(lines)}{_line('**all**', list(GROUPS), '', ('',) * len(OTHERS))}"


_UNSAID = (NONE, PART, NONE, NONE)


def _line(name: str, groups: list[str], about: str, others: Sequence[str]) -> str:
    rows = [row for row in all_rows() if row.group in groups]
    held = [case for group in groups for case in cases(group)]
    valid = sum(case.code == VALID for case in held)
    counts = (len(rows), len({row.definition for row in rows}), len(held) - valid, valid)
    return f"| {name} | {' | '.join(map(str, counts))} | {about} | {' | '.join(others)} |\n"
