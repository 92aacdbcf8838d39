"""Tables of field specs: what is merged into what, and that reading a part gives what reading all does."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.errors import KustompyError
from kustompy.fieldspecs.tables import (
    DEFAULT_TABLES,
    LISTS,
    NO_TABLES,
    Tables,
    default_list,
    default_references,
    extended_specs,
    field_spec,
    is_cluster_scoped,
    kind_order,
    merged_specs,
    specs_of,
    tables_of,
)
from kustompy.model.ids import Gvk

KINDS = [
    ("apps", "v1", "Deployment"), ("", "v1", "Pod"), ("", "v1", "ServiceAccount"), ("batch", "v1", "CronJob"),
    ("rbac.authorization.k8s.io", "v1", "RoleBinding"), ("networking.k8s.io", "v1", "Ingress"),
    ("autoscaling", "v2", "HorizontalPodAutoscaler"), ("", "v1", "PersistentVolume"), ("g", "v1", "Unknown"),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each[2])
def test_the_references_of_a_kind_are_those_of_the_whole_table(kind: tuple[str, str, str]) -> None:
    gvk = Gvk(*kind)
    table: Any = default_list("name_references")
    expected = [(target, spec) for target, specs in table for spec in specs if spec.selects(gvk)]
    assert default_references(gvk) == expected
    assert bool(expected) == (kind[2] != "Unknown")


def test_the_first_and_last_rows_of_tables_are_read() -> None:
    first, last = kind_order()
    assert (first[:2], last) == (
        ("Namespace", "ResourceQuota"),
        ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
    )
    assert is_cluster_scoped("v1", "Namespace")
    assert not is_cluster_scoped("v1", "ConfigMap")
    assert not is_cluster_scoped("v1", "Unknown")


ONE, TWO = field_spec("a/b", kind="A"), field_spec("c", group="g", create=True)


def test_specs_of_a_configuration() -> None:
    entries = [{"path": "a/b", "kind": "A"}, {"path": "c", "group": "g", "create": True}]
    assert specs_of(entries) == (ONE, TWO)
    assert specs_of([{}])[0].path == ""


def test_what_is_there_stays_and_what_is_new_comes_behind() -> None:
    assert extended_specs((ONE,), (TWO,)) == (ONE, TWO)
    assert extended_specs((TWO,), (ONE,)) == (TWO, ONE)
    known = (ONE, TWO)
    assert extended_specs(known, (TWO, ONE)) is known
    assert merged_specs(known, (TWO,)) is known
    assert merged_specs((ONE,), (TWO, TWO)) == (TWO, ONE)
    # an incoming wildcard is the same as any spec of its path, and not the other way round
    assert extended_specs((ONE,), (field_spec("a/b"),)) == (ONE,)
    assert len(extended_specs((field_spec("a/b"),), (ONE,))) == 2
    with pytest.raises(KustompyError, match=r"^conflicting fieldspecs"):
        extended_specs((ONE,), (field_spec("a/b", kind="A", create=True),))


def test_merged_specs_are_sorted_by_the_rank_of_their_kind() -> None:
    kinds = ["ValidatingWebhookConfiguration", "Zoo", "Namespace", "Deployment"]
    found = merged_specs((), tuple(field_spec("x", kind=kind) for kind in kinds))
    assert [each.gvk.kind for each in found] == ["Namespace", "Deployment", "Zoo", "ValidatingWebhookConfiguration"]


def test_merged_tables() -> None:
    given = tables_of({"namePrefix": [{"path": "x"}], "nameReference": [{"kind": "B", "fieldSpecs": [{"path": "y"}]}]})
    assert DEFAULT_TABLES.merged(NO_TABLES) is DEFAULT_TABLES
    assert NO_TABLES.merged(DEFAULT_TABLES) is DEFAULT_TABLES
    assert DEFAULT_TABLES.merged(DEFAULT_TABLES) is DEFAULT_TABLES
    assert given.merged(given) is given
    both = DEFAULT_TABLES.merged(given)
    assert len(both.name_prefix) == len(DEFAULT_TABLES.name_prefix) + 1
    assert (Gvk("", "", "B"), (field_spec("y"),)) in both.name_references
    assert all(
        getattr(both, name) is getattr(DEFAULT_TABLES, name)
        for name in LISTS
        if name not in {"name_prefix", "name_references"}
    )
    assert DEFAULT_TABLES.are_default("images")
    assert not both.are_default("name_prefix")
    with pytest.raises(KustompyError, match=r"^failed to merge .*: conflicting fieldspecs"):
        both.merged(tables_of({"namePrefix": [{"path": "x", "create": True}]}))
    with pytest.raises(AttributeError):
        Tables({}).other  # noqa: B018
