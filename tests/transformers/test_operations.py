"""What the operations and texts of patches write into Secrets is marked, so that no message shows it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from kustompy.kustomization.configs import as_record
from kustompy.kustomization.structs import SELECTOR
from kustompy.transformers.operations import keep_secrets, shown

MERGE = {"kind": "ConfigMap", "data": {"key": "value"}}
OPERATION = {"op": "add", "path": "/data/key", "value": "value"}


@pytest.mark.parametrize(
    ("merges", "operations", "target", "marked"),
    [
        ([MERGE], [], None, False),
        ([MERGE], [], {}, True),
        ([MERGE], [], {"kind": "Secret"}, True),
        ([MERGE], [], {"kind": "ConfigMap"}, False),
        ([{**MERGE, "kind": "Secret"}], [], None, True),
        ([{"kind": "Secret"}], [], {}, False),
        ([], [OPERATION], None, True),
        ([], [OPERATION], {"kind": "Sec.*"}, True),
        ([], [OPERATION], {"kind": "ConfigMap"}, False),
        ([], [{**OPERATION, "path": "/spec/key"}], {}, False),
        ([], [{"op": "remove", "path": "/data/key"}], {}, False),
    ],
    ids=str,
)
def test_what_may_be_of_secrets_is_marked(merges: Any, operations: Any, target: Any, marked: bool) -> None:
    session: Any = SimpleNamespace(secrets=[])
    record = None if target is None else as_record(target, SELECTOR)
    assert keep_secrets(merges, operations, record, session, lambda: ("file", 0, ())) is marked
    assert bool(session.secrets) is marked


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ('[{"op": "remove", "path": "/a"}]', "ConfigMap", '[{"op": "remove", "path": "/a"}]'),
        ("- {path: /a, op: remove}", "ConfigMap", '[{"op":"remove","path":"/a"}]'),
        ("- {path: /a, op: remove}", "Secret", "***"),
        ("- {path: /a, op: remove}", "", "***"),
    ],
)
def test_operations_are_shown_as_json_and_those_for_secrets_not_at_all(text: str, kind: str, expected: str) -> None:
    assert shown(text, kind) == expected
