"""What git and helm fetch through: no address is asked that is not public, whoever leads there."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import HTTPError

import pytest

import kustompy
from kustompy.errors import KustompyError
from kustompy.session.gate import Gate, can_lead_through
from tests.remote.places import Server


def through(gate: Gate, url: str) -> tuple[int, bytes]:
    proxies = {"http": gate.environment["http_proxy"]}
    opener = request.build_opener(request.ProxyHandler(proxies))
    try:
        with opener.open(url, timeout=10) as response:
            return response.status, response.read()
    except HTTPError as error:
        error.close()
        return error.code, b""


def test_a_file(server: Server) -> None:
    with Gate(["127.0.0.1"], {}) as gate:
        assert through(gate, f"{server.url}/cm.yaml")[1].startswith(b"apiVersion")
        assert through(gate, f"{server.url}/cm.yaml?a=b")[0] == 404
        assert gate.refused is None
    assert server.asked == ["/cm.yaml", "/cm.yaml?a=b"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1"])
def test_an_address_that_is_not_public(host: str, server: Server) -> None:
    port = server.url.rpartition(":")[2]
    with Gate([], {}) as gate:
        assert through(gate, f"http://{host}:{port}/cm.yaml") == (403, b"")
        assert gate.refused is not None
        assert gate.refused.code == "KST316"
    assert server.asked == []


def tunnel(gate: Gate, target: str) -> bytes:
    host, _, port = gate.environment["https_proxy"].rpartition("/")[2].partition(":")
    with socket.create_connection((host, int(port)), 10) as asking:
        asking.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        answer = asking.recv(1000)
        if b" 200 " in answer:
            asking.sendall(b"GET /cm.yaml HTTP/1.0\r\n\r\n")
            while part := asking.recv(1000):
                answer += part
        return answer


def test_a_tunnel(server: Server) -> None:
    target = server.url.rpartition("/")[2]
    with Gate(["127.0.0.1"], {}) as gate:
        assert tunnel(gate, target).endswith(b"name: fetched\n")
    with Gate([], {}) as gate:
        assert tunnel(gate, target).startswith(b"HTTP/1.1 403")


def test_the_proxy_of_the_user(server: Server) -> None:
    """It is asked for whatever is public, with its password, and for nothing else."""
    proxy = server.url.replace("//", "//me:secret@")
    with Gate(["example.com"], {"http_proxy": proxy, "no_proxy": "127.0.0.1"}) as gate:
        assert through(gate, "http://example.com/cm.yaml")[0] == 404
        assert through(gate, "http://10.0.0.1/cm.yaml") == (403, b"")
    assert server.asked == ["http://example.com/cm.yaml"]
    assert server.headers[0]["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"
    assert not can_lead_through({"ALL_PROXY": "socks5://localhost"})
    assert can_lead_through({"https_proxy": proxy})


def code(folder: Path, entry: str, **options: Any) -> str:
    (folder / "kustomization.yaml").write_text(f"resources: ['{entry}']\n")
    try:
        kustompy.build(folder, **options)
    except KustompyError as error:
        return error.code
    return ""


def test_git_is_redirected(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.remote.conftest import REDIRECTS

    asked = "/a/b.git/info/refs?service=git-upload-pack"
    monkeypatch.setitem(REDIRECTS, asked, f"{server.url}/elsewhere.git/info/refs?service=git-upload-pack")
    entry = f"{server.url.replace('127.0.0.1', 'localhost')}/a/b.git//base"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    assert code(tmp_path, entry, allow_hosts=["localhost"], environment=environment) == "KST316"
    assert server.asked[-1] == asked
    assert code(tmp_path, entry, trust=True, environment=environment) == "KST309"
    assert "/elsewhere.git/info/refs?service=git-upload-pack" in server.asked


def test_what_the_command_line_names_is_free(server: Server, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    with pytest.raises(KustompyError) as caught:
        kustompy.build(f"{server.url}/a/b.git//base", environment=environment)
    assert caught.value.code == "KST309"
    assert "/a/b.git/info/refs?service=git-upload-pack" in server.asked


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_helm_pulls_through_it(tmp_path: Path) -> None:
    helm, seen = tmp_path / "helm", tmp_path / "seen"
    helm.write_text(
        f'#!/bin/sh\n[ "$1" = version ] && echo v3.14.0 && exit\n[ "$1" = template ] && exit\nenv >> {seen}\n'
        'mkdir -p "$4/c"; printf "name: c\\nversion: 1.0.0\\n" > "$4/c/Chart.yaml"; echo > "$4/c/values.yaml"\n'
    )
    helm.chmod(0o755)
    (tmp_path / "kustomization.yaml").write_text(
        "helmCharts: [{name: c, repo: 'https://example.com', version: 1.0.0}]\n"
    )
    environment = {"PATH": os.environ["PATH"]}
    for trust in (True, False):
        kustompy.build(
            tmp_path, enable_helm=True, helm_command=str(helm), environment=environment, trust=trust,
            allow_hosts=["example.com"],
        )  # fmt: skip
        assert ("https_proxy=http://127.0.0.1:" in seen.read_text()) == (not trust)
