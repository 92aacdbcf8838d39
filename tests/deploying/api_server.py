"""The cluster behind HTTP on loopback, as far as a real kubectl asks for it."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.deploying.cluster import Cluster, Cut, Kind, Object, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = """\
apiVersion: v1
kind: Config
current-context: test
contexts: [{{name: test, context: {{cluster: test, user: test}}}}]
clusters: [{{name: test, cluster: {{server: "http://127.0.0.1:{port}"}}}}]
users: [{{name: test, user: {{}}}}]
"""


@contextmanager
def served(cluster: Cluster, directory: Path) -> Iterator[Path]:
    """Serve a cluster; the kubeconfig that leads to it."""

    class Handler(_Handler):
        pass

    Handler.cluster = cluster
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        config = directory / "kubeconfig"
        config.write_text(CONFIG.format(port=server.server_address[1]))
        yield config
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    cluster: Cluster
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, *arguments: object) -> None:
        """Nothing is logged."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        words = f"{self.command} {self.path}"
        try:
            self.cluster.asked(words)
            found, code = self._found(url.path, query, body), 200
            self.cluster.answered(words)
        except Cut:
            self.close_connection = True
            self.connection.close()
            return
        except Refused as refused:
            found, code = refused.status(), refused.code
        text = json.dumps(found).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _found(self, path: str, query: dict[str, str], body: bytes) -> Any:
        parts = path.strip("/").split("/")
        if path == "/version":
            return {"major": "1", "minor": "34", "gitVersion": "v1.34.0"}
        if parts[0] == "openapi":
            return self._openapi(parts)
        if parts[0] == "api":
            group, rest = "", parts[1:]
        elif parts[0] == "apis" and len(parts) > 1:
            group, rest = parts[1], parts[2:]
        else:
            return self._groups()
        if not rest:
            return {"kind": "APIVersions", "versions": ["v1"]} if not group else self._groups()
        version, rest = rest[0], rest[1:]
        if not rest:
            return self._resources(group, version)
        return self._object(group, version, rest, query, body)

    def _groups(self) -> Object:
        groups: dict[str, list[str]] = {}
        for each in self.cluster.kinds:
            versions = groups.setdefault(each.group, [])
            if each.version not in versions:
                versions.append(each.version)
        return {
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": [
                {
                    "name": group,
                    "versions": [{"groupVersion": f"{group}/{each}", "version": each} for each in versions],
                    "preferredVersion": {"groupVersion": f"{group}/{versions[0]}", "version": versions[0]},
                }
                for group, versions in groups.items()
                if group
            ],
        }  # fmt: skip

    def _resources(self, group: str, version: str) -> Object:
        return {
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{group}/{version}" if group else version,
            "resources": [
                {
                    "name": each.plural, "singularName": each.kind.lower(), "namespaced": each.namespaced,
                    "kind": each.kind, "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"],
                }
                for each in self.cluster.kinds
                if (each.group, each.version) == (group, version)
            ],
        }  # fmt: skip

    def _openapi(self, parts: list[str]) -> Object:
        """What kubectl looks into to learn that the server validates fields by itself."""
        if parts[1:] == ["v3"]:
            places = {f"apis/{each.group}/{each.version}" if each.group else "api/v1" for each in self.cluster.kinds}
            return {"paths": {each: {"serverRelativeURL": f"/openapi/v3/{each}"} for each in sorted(places)}}
        if parts[1:2] != ["v3"]:
            raise Refused(404, "NotFound", "the server could not find the requested resource")
        group, version = ("", "v1") if parts[2] == "api" else (parts[3], parts[4])
        paths = {}
        for each in self.cluster.kinds:
            if (each.group, each.version) == (group, version):
                where = "/".join(parts[2:])
                within = "/namespaces/{namespace}" if each.namespaced else ""
                paths[f"/{where}{within}/{each.plural}/{{name}}"] = {"patch": _patching(each)}
        return {"openapi": "3.0.0", "info": {"title": "test", "version": "v1"}, "paths": paths}

    def _object(self, group: str, version: str, rest: list[str], query: dict[str, str], body: bytes) -> Object:
        namespace = ""
        if rest[0] == "namespaces" and len(rest) > 2:
            namespace, rest = rest[1], rest[2:]
        known = [
            each for each in self.cluster.kinds if (each.group, each.version, each.plural) == (group, version, rest[0])
        ]
        if not known:
            raise Refused(404, "NotFound", "the server could not find the requested resource")
        kind, name = known[0], rest[1] if len(rest) > 1 else ""
        if self.command == "PATCH":
            return self.cluster.apply(
                kind, namespace, name, json.loads(body), query["fieldManager"], force=query.get("force") == "true",
                dry_run="dryRun" in query,
            )[0]  # fmt: skip
        if self.command == "DELETE":
            return self.cluster.delete(kind, namespace, name)
        if name:
            return self.cluster.get(kind, namespace, name)
        labels = dict(each.split("=", 1) for each in query.get("labelSelector", "").split(",") if each)
        items = self.cluster.list(kind, namespace, labels)
        return {
            "kind": f"{kind.kind}List", "apiVersion": kind.api_version,
            "metadata": {"resourceVersion": str(self.cluster.version)}, "items": items,
        }  # fmt: skip


def _patching(kind: Kind) -> Object:
    names = ("dryRun", "fieldManager", "fieldValidation", "force")
    return {
        "x-kubernetes-group-version-kind": {"group": kind.group, "version": kind.version, "kind": kind.kind},
        "parameters": [{"name": each, "in": "query", "schema": {"type": "string"}} for each in names],
    }
