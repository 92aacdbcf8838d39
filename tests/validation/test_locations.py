"""Schemas of the user: folders, archives, files and URL templates as for kubeconform, and what is wrong with some."""

from __future__ import annotations

import io
import json
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kustompy.errors import UsageError
from kustompy.validation.check.documents import validate
from kustompy.validation.schema.finding import Finding
from kustompy.validation.sources import archives
from kustompy.validation.sources.locations import address, template

WIDGET = {"apiVersion": "acme.example.com/v1", "kind": "Widget", "metadata": {"name": "a"}, "spec": {"size": 1}}
BAD = {**WIDGET, "metadata": {"name": "b"}, "spec": {"size": "big"}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}},
}
WRONG_SIZE = ["spec.size: 'big' is not of type 'integer'"]


def said(findings: list[Finding]) -> list[str]:
    return [str(each) for each in findings]


def write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("location", "file"),
    [
        ("schemas", "schemas/v1.31.0-standalone-strict/widget-acme-v1.json"),
        ("schemas/", "schemas/v1.31.0-standalone-strict/widget-acme-v1.json"),
        ("one.json", "one.json"),
        ("{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json", "acme.example.com/widget_v1.json"),
        ("x/{{ .ResourceKind }}{{ .KindSuffix }}{{.StrictSuffix}}.json", "x/widget-acme-v1-strict.json"),
        ("{{ .NormalizedKubernetesVersion }}/{{.ResourceKind}}.json", "v1.31.0/widget.json"),
    ],
)
def test_found(location: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(file), SCHEMA)
    assert said(validate([WIDGET, BAD], kubernetes_version="1.31", schema_locations=[location])) == WRONG_SIZE


def packed(path: Path, members: dict[str, str]) -> None:
    """An archive of texts, of the kind that its name says."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, text in members.items():
                made.writestr(name, text)
        return
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as tar:
        for name, text in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))


@pytest.mark.parametrize("archive", ["all.tar.gz", "all.tgz", "all.tar", "all.zip"])
@pytest.mark.parametrize(
    ("inside", "member"),
    [
        ("", "v1.31.0-standalone-strict/widget-acme-v1.json"),
        ("", "catalog-main/v1.31.0-standalone-strict/widget-acme-v1.json"),
        ("/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json", "catalog-main/acme.example.com/widget_v1.json"),
    ],
)
def test_found_in_archives(
    archive: str, inside: str, member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    packed(Path(archive), {"README.md": "no schema", member: json.dumps(SCHEMA)})
    locations = [f"{archive}{inside}"]
    assert said(validate([WIDGET, BAD], kubernetes_version="1.31", schema_locations=locations)) == WRONG_SIZE


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00", b"PK\x03\x04"])
@pytest.mark.parametrize("name", ["all.tar.gz", "all.zip"])
def test_archives_that_cannot_be_read(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    found = validate([WIDGET], kubernetes_version="1.31", schema_locations=[str(tmp_path / name)])
    assert [each.code for each in found] == ["KST903"]


def test_an_archive_may_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MAX_ALL", 100_000)
    for name in ("all.tar.gz", "all.zip"):
        packed(tmp_path / name, {"a.json": " " * 200_000})
        found = validate([WIDGET], kubernetes_version="1.31", schema_locations=[str(tmp_path / name)])
        assert [each.code for each in found] == ["KST903"]


@pytest.mark.parametrize(
    ("api_version", "kind", "expected"),
    [
        ("v1", "Pod", "/s/v1.30.2-standalone/pod-v1.json"),
        ("apps/v1", "Deployment", "/s/v1.30.2-standalone/deployment-apps-v1.json"),
        ("rbac.authorization.k8s.io/v1", "Role", "/s/v1.30.2-standalone/role-rbac-v1.json"),
        ("v1", "../Pod", ""),
        ("../../etc/v1", "Pod", ""),
        ("a..b/v1", "Pod", ""),
        ("/v1", "Pod", ""),
        ("a/b/v1", "Pod", ""),
        ("v1", "Pod\n", ""),
        ("v1", "{{.Group}}", ""),
    ],
)
def test_what_a_manifest_says_leads_nowhere_else(api_version: str, kind: str, expected: str) -> None:
    assert address(template("/s"), api_version, kind, "1.30.2", strict=False) == expected


@pytest.mark.parametrize("location", ["{{.Kind}}.json", "file:///etc/x.json", "ftp://example.com/"])
def test_locations_that_are_none(location: str) -> None:
    with pytest.raises(UsageError):
        template(location)


def test_the_schemas_in_the_box_come_first(tmp_path: Path) -> None:
    write(tmp_path / "any.json", {"not": {}})
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
    assert validate([config_map], schema_locations=[str(tmp_path / "any.json")]) == []


def test_a_reference_to_another_file_of_the_location(tmp_path: Path) -> None:
    write(tmp_path / "widget.json", {"properties": {"spec": {"$ref": "parts/spec.json#/definitions/spec"}}})
    write(tmp_path / "parts/spec.json", {"definitions": {"spec": {"properties": {"size": {"type": "integer"}}}}})
    location = str(tmp_path / "{{.ResourceKind}}.json")
    assert said(validate([WIDGET, BAD], schema_locations=[location])) == WRONG_SIZE


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#/definitions/a"}], "definitions": {"a": {"anyOf": [{"$ref": "#"}]}}},
        {
            "$ref": "#/definitions/a",
            "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
        },
        {"type": "sideways"},
        {"properties": []},
        {"properties": {"spec": {"$ref": "nowhere.json"}}},
        {"properties": {"spec": {"$ref": "#/definitions/nowhere"}}},
        {"properties": {"spec": {"pattern": "("}}},
        [],
        "{",
        "[" * 100_000,
    ],
    ids=lambda each: str(each)[:40],
)
def test_schemas_that_cannot_be_used(schema: object, tmp_path: Path) -> None:
    write(tmp_path / "widget.json", schema)
    other = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other"}, "data": {"a": 1}}
    findings = validate([WIDGET, other], schema_locations=[str(tmp_path / "{{.ResourceKind}}.json")])
    assert [(each.code, each.resource.split("/")[-1]) for each in findings] == [
        ("KST903", "a.[noNs]"),
        ("KST900", "other.[noNs]"),
    ]


def test_a_schema_may_refer_to_itself_further_down(tmp_path: Path) -> None:
    schema = {
        "definitions": {"n": {"type": ["object", "integer"], "additionalProperties": {"$ref": "#/definitions/n"}}}
    }
    write(tmp_path / "any.json", {**schema, "properties": {"spec": {"$ref": "#/definitions/n"}}})
    deep = {**BAD, "spec": {"a": {"b": {"c": "x"}}}}
    assert said(validate([WIDGET, deep], schema_locations=[str(tmp_path / "any.json")])) == [
        "spec.a.b.c: 'x' is not of type 'object' or 'integer'"
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"spec": {"patternProperties": {"^s": {"type": "integer"}}}}},
        {"properties": {"spec": {"if": {"required": ["size"]}, "then": {"properties": {"size": {"type": "integer"}}}}}},
        {"$schema": "http://json-schema.org/draft-07/schema#", **SCHEMA},
        {"properties": {"spec": {"dependentSchemas": {"size": {"properties": {"size": {"type": "integer"}}}}}}},
        {"properties": {"spec": {"propertyNames": {"pattern": "^s"}, "properties": {"size": {"type": "integer"}}}}},
    ],
    ids=lambda each: str(each)[:60],
)
def test_keywords_that_only_jsonschema_knows(schema: object, tmp_path: Path) -> None:
    write(tmp_path / "any.json", schema)
    assert said(validate([WIDGET, BAD], schema_locations=[str(tmp_path / "any.json")])) == WRONG_SIZE


class Server:
    """A web server on this machine that answers with what it is given, and counts."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # http.server's name
                server.asked.append(self.path)
                status, content = server.answers.get(self.path, (404, b""))
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", content.decode())
                    content = b""
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    thread = threading.Thread(target=found.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.http.shutdown()
    found.http.server_close()
    thread.join()


def test_a_schema_from_the_web_is_fetched_once(server: Server, tmp_path: Path) -> None:
    server.answers["/widget-acme-v1.json"] = (200, json.dumps(SCHEMA).encode())
    location = server.address + "/{{.ResourceKind}}{{.KindSuffix}}.json"
    for _ in range(2):
        assert said(validate([WIDGET, BAD], schema_locations=[location], cache=str(tmp_path / "cache"))) == WRONG_SIZE
    assert server.asked == ["/widget-acme-v1.json"]


def test_a_reference_to_another_file_on_the_web(server: Server, tmp_path: Path) -> None:
    answers = {
        "/a/widget.json": {"properties": {"spec": {"$ref": "../spec.json"}}},
        "/spec.json": {"properties": {"size": {"type": "integer"}}},
    }
    server.answers.update({path: (200, json.dumps(schema).encode()) for path, schema in answers.items()})
    location = server.address + "/a/{{.ResourceKind}}.json"
    assert said(validate([WIDGET, BAD], schema_locations=[location], cache=str(tmp_path))) == WRONG_SIZE
    assert server.asked == list(answers)


@pytest.mark.parametrize(
    ("status", "content", "code"),
    [(404, b"", "KST902"), (500, b"", "KST903"), (200, b"{", "KST903"), (302, b"file:///etc/passwd", "KST903")],
)
def test_answers_that_are_no_schema(server: Server, status: int, content: bytes, code: str, tmp_path: Path) -> None:
    server.answers["/widget.json"] = (status, content)
    location = server.address + "/{{.ResourceKind}}.json"
    assert [each.code for each in validate([WIDGET], schema_locations=[location], cache=str(tmp_path))] == [code]


def test_a_redirect_leads_to_the_web_alone(server: Server, tmp_path: Path) -> None:
    server.answers["/widget.json"] = (302, b"ftp://127.0.0.1:9/widget.json")
    found = validate([WIDGET], schema_locations=[server.address + "/{{.ResourceKind}}.json"], cache=str(tmp_path))
    assert "unknown url type: ftp" in found[0].message


@pytest.mark.parametrize(("name", "value"), [("_MAX_BYTES", 5), ("_SECONDS", -1)])
def test_an_answer_has_an_end(
    name: str, value: int, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"kustompy.validation.sources.remote.{name}", value)
    server.answers["/widget.json"] = (200, json.dumps(SCHEMA).encode())
    found = validate([WIDGET], schema_locations=[server.address + "/{{.ResourceKind}}.json"], cache=str(tmp_path))
    assert [each.code for each in found] == ["KST903"]
    assert not list(tmp_path.iterdir())


def test_nobody_answers() -> None:
    found = validate([WIDGET], schema_locations=["http://127.0.0.1:9/{{.ResourceKind}}.json"])
    assert [each.code for each in found] == ["KST903"]
