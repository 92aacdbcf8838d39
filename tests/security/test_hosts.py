"""A tree fetches from public hosts only, takes no credentials elsewhere, and never takes for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from socket import create_server, socket
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

import kustompy
from kustompy.errors import KustompyError
from kustompy.session import remote
from tests.remote.places import Server


def code(tree: Path, entry: str, **options: object) -> str:
    """The code of what a build with a file of a config map behind the URL fails with."""
    (tree / "kustomization.yaml").write_text(f"configMapGenerator: [{{name: a, files: ['c={entry}']}}]\n")
    try:
        kustompy.build(tree, **options)  # type: ignore[arg-type]  # rows of a table
    except KustompyError as error:
        return error.code
    return ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1"])
def test_loopback(host: str, server: Server, tmp_path: Path) -> None:
    url = server.url.replace("127.0.0.1", host) + "/cm.yaml"
    assert code(tmp_path, url) == "KST316"
    assert server.asked == []
    for options in ({"allow_hosts": [host]}, {"allow_hosts": ["127.0.0.0/8"]}, {"trust": True}):
        assert code(tmp_path, url, **options) == ""
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "[::1]", "[fe80::1]",
     "[fd00::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "224.0.0.1"],
)  # fmt: skip
def test_git_is_not_sent_there(host: str, tmp_path: Path) -> None:
    for entry in (f"https://{host}/a/b//c", f"ssh://git@{host}/a/b//c", f"https://public.example@{host}/a/b//c"):
        (tmp_path / "kustomization.yaml").write_text(f"resources: ['{entry}']\n")
        with pytest.raises(KustompyError, match="refused to fetch"):
            kustompy.build(tmp_path)


@pytest.mark.parametrize("entry", ["git@127.0.0.1:a/b//c", "https://127.0.0.1#@example.com/a/b//c"])
def test_other_ways_to_write_it(entry: str, tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(f"resources: ['{entry}']\n")
    with pytest.raises(KustompyError, match="is no public address"):
        kustompy.build(tmp_path)


def test_a_proxy_is_not_asked_for_it_either(server: Server, tmp_path: Path) -> None:
    environment = {"http_proxy": server.url}
    assert code(tmp_path, "http://10.0.0.1/cm.yaml", environment=environment) == "KST316"
    assert server.asked == []
    assert code(tmp_path, "http://10.0.0.1/cm.yaml", environment=environment, trust=True) == "KST308"
    assert {*server.asked} == {"http://10.0.0.1/cm.yaml"}


def test_a_redirect(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(remote_redirects(), "/there", f"{server.url}/cm.yaml")
    url = f"{server.url.replace('127.0.0.1', 'me:secret@localhost')}/there"
    assert code(tmp_path, url, allow_hosts=["localhost"]) == "KST316"
    assert {*server.asked} == {"/there"}
    assert code(tmp_path, url, trust=True) == ""
    assert [each.get("Authorization") for each in server.headers][-2:] == ["Basic bWU6c2VjcmV0", None]


def test_a_redirect_to_the_same_host(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(remote_redirects(), "/there", "/cm.yaml")
    assert code(tmp_path, f"{server.url.replace('//', '//me:secret@')}/there", trust=True) == ""
    assert [each.get("Authorization") for each in server.headers] == ["Basic bWU6c2VjcmV0"] * 2


def remote_redirects() -> dict[str, str]:
    from tests.remote.conftest import REDIRECTS

    return REDIRECTS


PASSWORDS: dict[str, dict[str, Any]] = {
    "/round": {},
    "/file": {},
    "/nothing.yaml": {},
    "/large.yaml": {"limits": kustompy.Limits(file_size=4096)},
    "/cm.yaml": {"offline": True},
}


@pytest.mark.parametrize("path", PASSWORDS)
def test_a_password_is_not_told_where_it_is_fetched(path: str, server: Server, tmp_path: Path) -> None:
    url = server.url.replace("//", "//me:hunter2hunter2@") + path
    session_options = {"allow_hosts": ["127.0.0.1"], **PASSWORDS[path]}
    from kustompy.session.options import Options
    from kustompy.session.session import Session
    from kustompy.system.files import Files

    with pytest.raises(KustompyError) as caught:
        remote.fetch_file(url, Session(Files(), Options(**session_options)))
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in str(caught.value.diagnostics[0].file)


def test_a_path_that_is_not_ascii(server: Server, tmp_path: Path) -> None:
    assert code(tmp_path, f"{server.url}/ä b%20c", trust=True) == "KST308"
    assert {*server.asked} == {"/%C3%A4%20b%20c"}


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server whose headers never end: a byte now and then."""
    listening = create_server(("127.0.0.1", 0))

    def drip(connection: socket) -> None:
        with connection:
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\nx: ")
                for _ in range(100):
                    connection.sendall(b"y")
                    sleep(0.1)
            except OSError:
                return

    def serve() -> None:
        try:
            while True:
                Thread(target=drip, args=listening.accept()[:1], daemon=True).start()
        except OSError:
            return

    Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.close()


def test_a_server_that_never_ends(dripping: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "WHOLE_SECONDS", 0.5)
    began = monotonic()
    assert code(tmp_path, f"{dripping}/cm.yaml", trust=True) == "KST710"
    assert monotonic() - began < 5


def test_certificates_are_read_once_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longer than a small build, and a tree may name any number of files."""
    import ssl

    made: list[ssl.SSLContext] = []
    create = ssl.create_default_context

    def counted() -> ssl.SSLContext:
        made.append(create())
        return made[0]

    monkeypatch.setattr(ssl, "create_default_context", counted)
    entries = "".join(f"- https://127.0.0.1:1/{at}.yaml\n" for at in range(30))
    (tmp_path / "kustomization.yaml").write_text(f"resources:\n{entries}")
    with pytest.raises(KustompyError) as caught:
        kustompy.build(tmp_path, allow_hosts=["127.0.0.1"])
    assert caught.value.code == "KST308"
    assert len(made) <= 2  # the build, and the one that tells what is wrong
