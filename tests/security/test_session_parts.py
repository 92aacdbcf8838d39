"""Parts of a session: hosts that are public, repeated texts, inputs, links on the way, walls of git, credentials."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.error import URLError

import pytest

from kustompy.errors import LimitError, LoadError
from kustompy.memo import Constants, Memo, TextMemo
from kustompy.session.dependencies import _is_in, _walked, changes_of
from kustompy.session.git_url import parse_git_url
from kustompy.session.hosts import is_allowed, refuse_address
from kustompy.session.inputs import Inputs, Pairs
from kustompy.session.options import Options
from kustompy.session.remote import _authorization, _check_safe, _go_text, _host_of, _names_a_host, _without_credentials
from kustompy.session.repeated import Repeated
from kustompy.session.walls import _lines, _named_by_git, work_tree


@pytest.mark.parametrize(
    ("address", "allowed", "is_refused"),
    [
        ("10.0.0.1", [], True),
        ("8.8.8.8", [], False),
        ("10.0.0.1", ["10.0.0.0/8"], False),
        ("10.0.0.1", ["odd", "10.0.0.1"], False),
        ("10.0.0.1", ["11.0.0.0/8"], True),
        ("10.0.0.1", ["HOST"], False),
        ("::ffff:10.0.0.1", [], True),
        ("::ffff:8.8.8.8", [], False),
        ("2002:a00:1::", [], True),
        ("64:ff9b::a00:1", [], True),
        ("64:ff9b::808:808", [], False),
        ("64:ff9b::a00:1", ["10.0.0.1"], False),
        ("fe80::1%eth0", [], True),
        ("224.0.1.1", [], True),
        ("ff0e::1", [], True),
        ("2606:4700::1111", [], False),
    ],
)
def test_addresses(address: str, allowed: list[str], is_refused: bool) -> None:
    if not is_refused:
        refuse_address(address, "host", "url", allowed)
        return
    with pytest.raises(LoadError, match="which is no public address") as caught:
        refuse_address(address, "host", "url", allowed)
    assert caught.value.diagnostics[0].hint == "if it is meant, name the host: --allow-host host"


@pytest.mark.parametrize(
    ("host", "allowed", "is_meant"),
    [
        ("a.example.com", "*.example.com", True), ("example.com", "*.example.com", False),
        ("Example.com.", "example.COM", True),
        ("[::1]", "::1", True), ("::1", "[::1]", True), ("a.example.com", "example.com", False),
        ("badexample.com", "*.example.com", False), ("A.EXAMPLE.com", "*.Example.com", True),
    ],
)  # fmt: skip
def test_hosts_that_are_named(host: str, allowed: str, is_meant: bool) -> None:
    assert is_allowed(host, ["other", allowed]) is is_meant
    assert not is_allowed(host, [])


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.com/a", "example.com"), ("git@example.com:a/b", "example.com"), ("ssh://a@b@c:22/d", "c"),
        ("https://127.0.0.1#@example.com/", "127.0.0.1"), ("https://[::1]:80/a", "::1"), (r"https://a\@b/", "a"),
        ("https://a?@b/", "a"),
    ],
)  # fmt: skip
def test_hosts_of_addresses(address: str, host: str) -> None:
    assert _host_of(address) == host
    assert _names_a_host(address)


def test_addresses_without_a_host() -> None:
    assert [_names_a_host(each) for each in ("../a", "a/b:c", "plain", "/srv/git")] == [False] * 4


@pytest.mark.parametrize(
    ("url", "is_refused"),
    [
        ("https://example.com/a/b?ref=-x", True), ("ssh://-oProxyCommand/a/b", True),
        ("https://example.com/-a/b", True),
        ("ssh://git@-o/a/b", True), ("https://example.com/a/b?ref=v1", False),
    ],
)  # fmt: skip
def test_what_git_would_take_for_an_option(url: str, is_refused: bool) -> None:
    parsed = parse_git_url(url)
    assert parsed is not None
    if is_refused:
        with pytest.raises(LoadError, match="begins with '-'"):
            _check_safe(parsed)
    else:
        _check_safe(parsed)


def test_credentials_of_urls() -> None:
    assert _without_credentials("https://u:p@ss@host/a/b") == ("https://host/a/b", "u:p@ss")
    assert _without_credentials("https://host") == ("https://host", "")
    assert _authorization("") == {}
    assert _authorization("u:p%40") == {"Authorization": "Basic dTpwQA=="}
    refused = URLError(ConnectionRefusedError())
    assert _go_text(refused, "https://host/a") == "dial tcp host:443: connect: connection refused"
    assert _go_text(refused, "http://host/a") == "dial tcp host:80: connect: connection refused"
    assert _go_text(refused, "http://host:81/a") == "dial tcp host:81: connect: connection refused"
    assert _go_text(ValueError("odd"), "http://host/a") == "odd"


def test_texts_that_come_again() -> None:
    calls: list[bytes] = []

    def make(text: bytes) -> list[str]:
        calls.append(text)
        if text == b"bad":
            raise LimitError("no")
        return [text.decode()]

    repeated = Repeated()
    found = [repeated.of(b"a", make) for _ in range(4)]
    assert (found, len(calls)) == ([["a"]] * 4, 2)
    assert len({id(each) for each in found}) == 4
    found[3].append("changed")
    assert repeated.of(b"a", make) == ["a"]
    for _ in range(2):
        with pytest.raises(LimitError):
            repeated.of(b"bad", make)
    assert (repeated.refused, len(calls)) == (6, 4)
    repeated.clear()
    assert (repeated.of(b"a", make), repeated.of(b"a", make), len(calls)) == (["a"], ["a"], 6)


def test_inputs() -> None:
    pairs = Pairs([("A", "one\r\ntwo"), ("B", "b")])
    assert (bytes(pairs), repr(pairs), pairs.pairs[0]) == (b"A=one  two\nB=b\n", "Pairs(A, B)", ("A", "one\r\ntwo"))
    inputs = Inputs({"/a.env": pairs, "/b": b"text"}, {"/a.env": ("V", "W")})
    assert [value for _, value in inputs.marks()] == [["one\r\ntwo", "b"], [(b"text",)]]
    assert (inputs.variables_of(["/a.env", "/a.env", "/b"]), inputs.variables_of([])) == (("V", "W"), ())
    assert (inputs.rewrites("/b"), inputs.rewriter([]), inputs.opened()) == (False, None, [])
    assert repr(inputs) == "Inputs(/a.env, /b)"
    assert hash(inputs) == hash(Inputs({"/a.env": b"", "/b": b""}))
    assert inputs != Inputs({"/a.env": b"", "/b": b""})


def test_links_on_the_way(tmp_path: Path) -> None:
    top = tmp_path.resolve()
    (top / "real/in").mkdir(parents=True)
    (top / "one").symlink_to("real")
    (top / "two").symlink_to(top / "one")
    (top / "loop").symlink_to("loop")
    links: dict[str, None] = {}
    assert _walked(f"{top}/two/in/gone", links, set()) == f"{top}/real/in/gone"
    assert list(links) == [f"{top}/two", f"{top}/one"]
    assert _walked(f"{top}/real/in", links, set()) == f"{top}/real/in"
    assert _walked(f"{top}/one/in", {}, {f"{top}/one"}) == f"{top}/one/in"
    assert os.path.basename(_walked(f"{top}/loop", {}, set())) in ("loop", top.name)
    assert [_is_in(each, ["/a"]) for each in ("/a", "/a/b", "/ab", "/")] == [True, True, False, False]
    assert changes_of(["one/x", "../y", f"{top}/two"], str(top)).paths == {
        f"{top}/real/x", f"{top.parent}/y", f"{top}/two",
    }  # fmt: skip


def test_what_git_goes_on_to(tmp_path: Path) -> None:
    top = tmp_path.resolve()
    (top / "repo/objects/info").mkdir(parents=True)
    (top / "repo/info").mkdir()
    (top / "repo/objects/info/alternates").write_text("../other\n")
    (top / "repo/commondir").write_text("../common")
    found = [os.path.normpath(each) for each in _named_by_git(str(top / "repo"))]
    assert found == [str(top / each) for each in ("repo/.git", "common", "repo/other", "repo/objects")]
    (top / "file").write_text("gitdir: repo\nother: x\n")
    assert list(_named_by_git(str(top / "file"))) == [str(top / "file/.git"), str(top / "repo")]
    (top / "repo/info/alternates").write_text('"odd\\n"')
    with pytest.raises(LoadError, match="in a way that is not understood"):
        list(_named_by_git(str(top / "repo")))
    for size, lines in ((65536, 1), (65537, 0)):
        (top / "long").write_text("x" * size)
        if lines:
            assert len(_lines(str(top / "long"))) == lines
        else:
            with pytest.raises(LoadError, match="longer than git writes it"):
                _lines(str(top / "long"))
    assert _lines(str(top / "gone")) == []
    (top / "tree/a/b").mkdir(parents=True)
    assert work_tree("/") == "/"
    (top / "tree/.git").symlink_to("nowhere")
    assert [work_tree(str(top / each)) for each in ("tree", "tree/a/b")] == [str(top / "tree")] * 2


def test_memos() -> None:
    memo = Memo(2, shared=False)
    assert [memo.keep(each, str(each)) for each in (1, 2)] == ["1", "2"]
    assert (memo.issuperset([1, 2]), memo.issuperset([1, 3])) == (True, False)
    memo.keep(3, "3")
    assert dict(memo) == {3: "3"}
    texts = TextMemo(9, shared=False)
    texts.update(dict.fromkeys("abcd", 1))
    texts.forget({"k": ["a", {"x": "b"}], "c": 1})
    assert sorted(texts) == ["c", "d"]
    texts.forget("c")
    assert sorted(texts) == ["d"]
    tables = Constants()
    first: list[int] = []
    assert tables.keep("a", first) is tables.keep("a", [1]) is first


def test_options_are_told_apart_by_what_they_say() -> None:
    assert Options() == Options()
    assert Options(offline=True) != Options()
    with pytest.raises(AttributeError, match="make another one"):
        Options().offline = True
    with pytest.raises(AttributeError, match="make another one"):
        del Options().offline
