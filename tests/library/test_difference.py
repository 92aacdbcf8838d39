"""What ``diff`` tells of two builds."""

from __future__ import annotations

import jsonpatch

import kustompy

A = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1", "xy": "2"}}
B = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}, "data": {}}
C = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
CHANGED = {**A, "data": {"x": "1", "xy": "3", "z": "4"}}
TEXT = """\
--- v1 ConfigMap a
+++ v1 ConfigMap a
@@ -1,7 +1,8 @@
 apiVersion: v1
 data:
   x: "1"
-  xy: "2"
+  xy: "3"
+  z: "4"
 kind: ConfigMap
 metadata:
   name: a
"""


def test_added_removed_and_changed() -> None:
    found = kustompy.diff([A, B], [CHANGED, C])
    assert [(each.id.name, each.kind) for each in found] == [("a", "changed"), ("c", "added"), ("b", "removed")]
    assert ([each.id.name for each in found.added], [each.id.name for each in found.removed]) == (["c"], ["b"])
    assert found.changed[0].paths == [("data", "xy"), ("data", "z")]
    assert found.changed[0].to_text() == TEXT
    assert repr(found) == "<Diff: 1 added, 1 removed, 1 changed>"


def test_nothing_differs() -> None:
    assert not kustompy.diff([A, B], kustompy.dump([B, A]))


def test_true_is_not_one() -> None:
    assert kustompy.diff([{**B, "immutable": True}], [{**B, "immutable": 1}])


def test_operations_turn_one_into_the_other() -> None:
    for change in kustompy.diff([A, B], [CHANGED, C]):
        assert jsonpatch.apply_patch(change.before, change.operations) == change.after
