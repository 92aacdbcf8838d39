"""A bare repository and an HTTP server on loopback, both made for the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.remote.places import CONFIG_MAP, Repository, Server


@pytest.fixture(autouse=True)
def git_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the machine: git knows what the test says."""
    config = tmp_path / "gitconfig"
    config.write_text('[user]\n  name = t\n  email = t@example.com\n[protocol "file"]\n  allow = always\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Two bases: one plain, one with an overlay; and what must not be built."""
    made = Repository(tmp_path)
    made.commit(
        {
            "base/kustomization.yaml": "resources: [cm.yaml]\n",
            "base/cm.yaml": CONFIG_MAP.format("first"),
            "overlay/kustomization.yaml": "namePrefix: o-\nresources: [../base]\n",
        },
        tag="v1",
    )
    made.commit(
        {
            "base/cm.yaml": CONFIG_MAP.format("second"),
            "kustomization.yaml": "resources: [base]\n",
            "outside/kustomization.yaml": "resources: [../../elsewhere]\n",
            "reads/kustomization.yaml": "resources: [../base/cm.yaml]\n",
            "link": "->/etc",
            "cycle/kustomization.yaml": f"resources: ['{made.url}//cycle']\n",
        }
    )
    return made


ANSWERS = {
    "/cm.yaml": (200, CONFIG_MAP.format("fetched")),
    "/page": (200, "<html><p>no manifest</p></html>\n"),
    "/large.yaml": (200, "#" * 5000),
    "/broken.yaml": (200, "a: [\n"),
    "/gone/away/base": (404, ""),
}
REDIRECTS = {"/moved.yaml": "/cm.yaml", "/round": "/round", "/file": "file:///etc/passwd"}


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            served.headers.append(dict(self.headers))
            if self.path in REDIRECTS:
                self.send_response(302)
                self.send_header("Location", REDIRECTS[self.path])
                self.end_headers()
                return
            status, text = ANSWERS.get(self.path, (404, ""))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *arguments: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        served = Server(f"http://127.0.0.1:{listening.server_port}")
        Thread(target=listening.serve_forever, daemon=True).start()
        yield served
        listening.shutdown()
