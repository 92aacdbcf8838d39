"""What the checks of lint read out of lists, lines, pointers, hosts and names."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.linting.checks.dashes import at_pointer, operations
from kustompy.linting.checks.env_files import _of_line
from kustompy.linting.checks.lost_elements import _keys_lost, _lists, _meant, _name
from kustompy.linting.checks.namespaces import SCAFFOLDS, _is_placeholder
from kustompy.linting.checks.old_names import _at, _hosts_in, _may_have, _names_kind
from kustompy.linting.checks.selectors import _fits, _Labels
from kustompy.linting.exceptions import exempt_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath

MEANT: list[tuple[list[Any], list[Any], list[int | None]]] = [
    ([{"name": "a"}, {"name": "b"}], [{"name": "b", "x": 1}], [1]),
    ([{"name": "a"}], [{"name": "z"}], [None]),
    ([{"host": "a"}, {"host": "b"}], [{"host": "b"}], [1]),
    ([{"host": "a"}, {"host": "a"}], [{"host": "a"}], [None]),
    ([{"host": "a"}], [{"host": "a"}], [None]),
    ([{"host": "a", "ref": {"name": "x"}}], [{"ref": {"name": "x"}}], [0]),
    ([{"type": "A", "v": "1"}, {"type": "B", "v": "2"}], [{"type": "B"}], [None]),
    ([{"a": 1}, {"b": 2}], [{"b": 3}], [1]),
    ([{"name": "a"}, {"host": "b"}], [{"host": "b"}, {"name": "a"}], [None, 0]),
    ([{"a": "x"}, {"a": "y", "b": 1}], [{"b": 2, "a": "x"}], [0]),
]


@pytest.mark.parametrize(("before", "patch", "meant"), MEANT)
def test_which_elements_a_patch_means(before: list[Any], patch: list[Any], meant: list[int | None]) -> None:
    assert _meant(before, patch) == meant


LOST: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({"a": 1, "b": 2}, {"a": 1}, ["b"]),
    ({"m": {"x": 1, "labels": 1}}, {"m": {}}, ["m.x", "m.labels"]),
    ({"metadata": {"x": 1, "labels": 1, "annotations": 2}}, {"metadata": {}}, ["metadata.x"]),
    ({"m": {"x": 1}}, {"m": 1}, []),
    ({"m": 1}, {"m": {}}, []),
]


@pytest.mark.parametrize(("before", "new", "lost"), LOST)
def test_which_fields_an_element_loses(before: dict[str, Any], new: dict[str, Any], lost: list[str]) -> None:
    assert list(_keys_lost(before, new)) == lost


NAMED: list[tuple[dict[str, Any], str]] = [
    ({"name": "a"}, "a"),
    ({"host": "h"}, "h"),
    ({"type": "T", "host": "h"}, "h"),
    ({"ref": {"name": "r"}}, "r"),
    ({"x": 1}, ""),
    ({"kind": "K", "n": {"z": 1}, "ref": {"name": "r"}}, "r"),
]


@pytest.mark.parametrize(("element", "name"), NAMED)
def test_what_an_element_is_called(element: dict[str, Any], name: str) -> None:
    assert _name(element) == name


def test_where_the_lists_of_a_manifest_are() -> None:
    manifest: dict[str, Any] = {"a": [{"b": [1]}], "c": {"d": []}}
    assert set(_lists(manifest).values()) == {("a",), ("a", 0, "b"), ("c", "d")}


ENV_LINES: list[tuple[str, list[str]]] = [
    ("A=b", []),
    ("A", ["KST030"]),
    ("export A=b", ["KST032"]),
    ("A =b", ["KST032"]),
    ("A=b ", ["KST033"]),
    ("A= ", []),
    ("A=", []),
    ("A=b # c", ["KST036"]),
    ("A=b#c", []),
    ('A="b"', ["KST031"]),
    ("A='b'", ["KST031"]),
    ('A="b', []),
    ('A="', []),
    ("A='b\"", []),
    ('A=""', ["KST031"]),
    ('A="b" ', ["KST033", "KST031"]),
    ("A==b", []),
    ("exportA=b", []),
]


@pytest.mark.parametrize(("line", "codes"), ENV_LINES)
def test_what_is_odd_about_a_line_of_an_env_file(line: str, codes: list[str]) -> None:
    assert [each.code for each in _of_line(line, is_secret=False)] == codes


def test_a_line_of_a_secret_is_not_shown() -> None:
    (open_,), (hidden,) = (list(_of_line(" hunter2", is_secret=each)) for each in (False, True))
    assert "hunter2" in open_.message
    assert "hunter2" not in hidden.message


MANIFEST: dict[str, Any] = {"a": {"b/c": [1, {"k": 1}]}, "~1": {"x": 1}, "l": [[1]]}
POINTERS: list[tuple[str, Any]] = [
    ("/a/x", {"b/c": [1, {"k": 1}]}),
    ("/a/b~1c/x", [1, {"k": 1}]),
    ("/a/b~1c/1/k", {"k": 1}),
    ("/a/b~1c/0/x", 1),
    ("/a/b~1c/2/x", None),
    ("/a/b~1c/-/x", None),
    ("/~01/x", {"x": 1}),
    ("/l/0/x", [1]),
    ("/l/1/x", None),
    ("/z/x", None),
    ("/x", {"a": {"b/c": [1, {"k": 1}]}, "~1": {"x": 1}, "l": [[1]]}),
    ("/a/z/y/x", None),
]


@pytest.mark.parametrize(("pointer", "container"), POINTERS)
def test_what_a_pointer_leads_into(pointer: str, container: Any) -> None:
    assert at_pointer(MANIFEST, pointer) == container


def test_a_strategic_merge_has_no_operations() -> None:
    assert operations("- op: add\n  path: /a\n") == [{"op": "add", "path": "/a"}]
    assert operations("kind: A\n") == []


KINDS: list[tuple[FieldPath, str, bool]] = [
    (("spec", "instanceRef", "name"), "Instance", True),
    (("spec", "instanceRef", "name"), "Pool", False),
    (("spec", "poolName"), "Pool", True),
    (("spec", "poolName"), "Worker", False),
    (("spec", "host"), "Service", True),
    (("spec", "hosts", 0), "Service", True),
    (("spec", "host"), "Host", False),
    (("name",), "Name", False),
    (("spec", "abRef"), "Ab", False),
    (("spec", "abcRef"), "Abc", True),
    (("spec", "abcRefs", 0, "name"), "Abc", True),
    (("spec", "other"), "Other", False),
    (("spec", "databaseHost"), "Database", True),
    (("spec", "dbRef"), "Database", False),
    (("spec", "clusterref", "name"), "PgCluster", True),
]


@pytest.mark.parametrize(("path", "kind", "named"), KINDS)
def test_which_fields_speak_of_a_kind(path: FieldPath, kind: str, named: bool) -> None:
    assert _names_kind(path, kind) is named


HOSTS: list[tuple[str, list[str]]] = [
    ("http://web:80/x", ["web"]),
    ("https://u:p@web.ns/x", ["web"]),
    ("x web.ns.svc y", ["web"]),
    ("web:8080", ["web"]),
    ("web:1", []),
    ("a.web:80", []),
    ("http://web", ["web"]),
    ("pod.web.ns.svc.cluster.local", ["web"]),
    ("http://web.ns.svc", ["web"]),
    ("x-web:80", ["x-web"]),
]


@pytest.mark.parametrize(("text", "names"), HOSTS)
def test_which_names_stand_as_hosts(text: str, names: list[str]) -> None:
    assert sorted(_hosts_in(text)) == names


OF_CONFIGS = [
    ("  - --config=web", True),
    ("value: web", True),
    ("key: web", False),
    ("configName: web", True),
    ("a: b web", False),
    ('value: "web"', True),
    ("secretRef: web", True),
    ("cm: web", True),
    ("- web", True),
    ("web: x", False),
]


@pytest.mark.parametrize(("line", "may_have"), OF_CONFIGS)
def test_which_lines_may_name_a_config_map(line: str, may_have: bool) -> None:
    assert _may_have({"web"}, f"kind: A\n{line}\nlast: 1\n") is may_have


def test_values_at_paths_that_lead_nowhere() -> None:
    value = {"a": [{"b": 1}]}
    rows: list[tuple[FieldPath, object]] = [
        (("a", 0, "b"), 1), (("a", 1), None), (("a", -1), None), (("a", "b"), None), (("z",), None),
        (("a", 0, "b", "c"), None), ((), value),
    ]  # fmt: skip
    for path, wanted in rows:
        assert _at(value, path) == wanted


def test_names_that_stand_for_others() -> None:
    assert [name for name in ("default", "-", "...", "app", "x", "1") if _is_placeholder(name)] == [
        "default",
        "-",
        "...",
    ]
    assert all(map(_is_placeholder, SCAFFOLDS))


def test_what_a_selector_fits() -> None:
    labels = {"app": "web", "tier": "front"}
    assert _fits(labels, (("app", frozenset(("web", "api"))), ("tier", None)))
    assert not _fits(labels, (("app", frozenset(("api",))),))
    assert not _fits(labels, (("zone", None),))
    assert _fits(labels, ())
    seen = _Labels()
    seen.add(labels)
    seen.add({"app": "web"})
    assert (len(seen.pairs), seen.keys, len(seen.combinations)) == (2, {"app", "tier"}, 2)


def test_an_exception_without_fields_holds_for_all_of_a_code() -> None:
    assert exempt_of({"code": " KST930 ", "reason": "x"})[:4] == ("KST930", "", "", "")
