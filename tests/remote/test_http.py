"""Files behind http, against a server that the test starts on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.errors import KustompyError
from kustompy.limits import Limits
from kustompy.session import http, remote
from kustompy.session.options import Options
from kustompy.session.session import Session
from kustompy.system.files import Files
from tests.remote.places import Server

FETCHED = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: fetched\n"


def built(folder: Path, text: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    (folder / "kustomization.yaml").write_text(text)
    code = main(["build", "--format", "kustomize", str(folder), "--allow-host", "127.0.0.1", *arguments])
    return (code, *capsys.readouterr())


@pytest.mark.parametrize("path", ["/cm.yaml", "/moved.yaml"])
def test_a_resource(path: str, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert built(tmp_path, f"resources: ['{server.url}{path}']\n", capsys) == (0, FETCHED, "")


FILE = "accumulating resources: accumulating resources from '{url}': "
NOR_A_DIRECTORY = (
    "accumulating resources: accumulation err='accumulating resources from '{url}': %s': must build at directory: "
    "not a valid directory: evalsymlink failure on '{tree}/{local}' : lstat {tree}/http:: no such file or directory"
)
FAILURES = {
    "/nothing.yaml": f"{FILE}HTTP Error: status code 404 (Not Found)",
    "/broken.yaml": f"{FILE}MalformedYAMLError: yaml: line 1: did not find expected node content in File: {{url}}",
    "/page": NOR_A_DIRECTORY % "missing Resource metadata",
    "/round": NOR_A_DIRECTORY % 'Get "{url}": stopped after 10 redirects',
    "/file": NOR_A_DIRECTORY % 'Get "{url}": unsupported protocol scheme',
}


@pytest.mark.parametrize("path", FAILURES)
def test_what_fails(path: str, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = server.url + path
    wanted = FAILURES[path].format(url=url, tree=tmp_path, local=url.replace("//", "/"))
    assert built(tmp_path, f"resources: ['{url}']\n", capsys) == (1, "", f"Error: {wanted}\n")


def test_an_answer_that_is_no_file_may_be_a_repository(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, stdout, stderr = built(tmp_path, f"resources: ['{server.url}/gone/away/base']\n", capsys)
    assert (code, stdout) == (1, "")
    assert "': URL is a git repository': failed to run '" in stderr


def test_each_file_is_fetched_once(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"configMapGenerator: [{{name: a, files: ['a={server.url}/cm.yaml', 'b={server.url}/cm.yaml']}}]\n"
    assert built(tmp_path, text, capsys)[0] == 0
    assert server.asked == ["/cm.yaml"]


def test_credentials_are_sent_and_not_shown(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = server.url.replace("://", "://me:secret@")
    assert built(tmp_path, f"resources: ['{url}/cm.yaml']\n", capsys)[0] == 0
    assert server.headers[0]["Authorization"] == "Basic bWU6c2VjcmV0"
    text = "configMapGenerator: [{name: a, files: ['a=http://me:secret@127.0.0.1:1/x']}]\n"
    code, _, stderr = built(tmp_path, text, capsys)
    assert (code, 'Get "http://me:***@127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused' in stderr) == (
        1,
        True,
    )


def test_a_file_may_be_too_large(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"resources: ['{server.url}/large.yaml']\n"
    code, stdout, stderr = built(tmp_path, text, capsys, "--max-file-size", "4096")
    assert (code, stdout, "a file larger than 4096 bytes" in stderr) == (1, "", True)


def test_offline(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert built(tmp_path, f"resources: ['{server.url}/cm.yaml']\n", capsys, "--offline")[:2] == (1, "")
    assert server.asked == []


def test_a_server_may_be_too_slow(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(remote, "WHOLE_SECONDS", -1)
    code, stdout, stderr = built(tmp_path, f"resources: ['{server.url}/large.yaml']\n", capsys)
    assert (code, stdout, "hit -1s timeout fetching" in stderr) == (1, "", True)


@pytest.mark.parametrize(("most", "code"), [(5000, ""), (4999, "KST701")])
def test_the_largest_file_is_as_large_as_the_limit(most: int, code: str, server: Server) -> None:
    session = Session(Files(), Options(trust=True, limits=Limits(file_size=most)))
    try:
        assert remote.fetch_file(f"{server.url}/large.yaml", session) == b"#" * 5000
    except KustompyError as error:
        assert error.code == code
    else:
        assert code == ""


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("http://a/x", "http://a/y", True),
        ("http://a/x", "http://b/x", False),
        ("http://a:80/x", "http://a/x", True),
        ("https://a/x", "https://a:443/x", True),
        ("http://a/x", "https://a/x", True),
        ("https://a/x", "http://a/x", False),
        ("http://a:8080/x", "https://a/x", False),
        ("http://a/x", "https://a:8443/x", False),
        ("https://a:8443/x", "https://a/x", False),
    ],
)
def test_credentials_stay_with_the_host_and_port(before: str, after: str, is_same: bool) -> None:
    """From http to https of one host they may go, but not back: what was encrypted would be sent openly."""
    assert http._is_same_host(before, after) is is_same


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, {}),
        ({"http_proxy": "http://p"}, {"http": "http://p"}),
        ({"HTTPS_PROXY": "http://P"}, {"https": "http://P"}),
        ({"http_proxy": "http://p", "HTTP_PROXY": "http://P"}, {"http": "http://p"}),
        ({"http_proxy": "http://p", "no_proxy": "example.com"}, {}),
        ({"http_proxy": "http://p", "NO_PROXY": "example.com"}, {}),
        ({"http_proxy": "http://p", "no_proxy": "other.com"}, {"http": "http://p"}),
        ({"http_proxy": "", "https_proxy": ""}, {}),
    ],
)
def test_proxies_are_those_of_the_given_environment(environment: dict[str, str], found: dict[str, str]) -> None:
    assert http.proxies_for("example.com", environment) == found
