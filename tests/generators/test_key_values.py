"""Sources of config maps and secrets: which pairs they give, and that no error shows what a Secret's hold."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.errors import KustompyError
from kustompy.generators.key_values import env_lines, env_lines_of, file_source, key_values, literal
from kustompy.kustomization.configs import Config

LONGEST = 64 * 1024 - 1
ENV_FILES = [
    (b"", []),
    (b"A=1\nB=2\n", [("A", b"1"), ("B", b"2")]),
    (b"A=1\r\n", [("A", b"1")]),
    (b"\xef\xbb\xbfA=1\n\xef\xbb\xbfB=2", [("A", b"1"), ("\ufeffB", b"2")]),
    (b"  A = 'x' # y \n", [("A ", b" 'x' # y ")]),
    (b"#A=1\n  # B\n\n \n=x\nC\n", [("C", b"")]),
    (b"A=b=c", [("A", b"b=c")]),
    (b"A=" + b"x" * (LONGEST - 2) + b"\nB=2", [("A", b"x" * (LONGEST - 2)), ("B", b"2")]),
    (b"A=1\nB=" + b"x" * (LONGEST - 1) + b"\nC=3", [("A", b"1")]),
]


@pytest.mark.parametrize(("content", "pairs"), ENV_FILES, ids=lambda each: repr(each)[:30])
def test_pairs_of_an_env_file(content: bytes, pairs: list[tuple[str, bytes]]) -> None:
    assert list(env_lines(content)) == pairs


def test_lines_of_an_env_file() -> None:
    found = env_lines_of(b"\xef\xbb\xbfA=1\r\n#C=1\n  B\nA=2\n")
    assert (found["A"], found["B"], "C" in found) == (1, 3, False)


LITERALS = [
    ("a=b", b"b"), ("a=", b""), ("a=b=c", b"b=c"), ("a='b'", b"b"), ('a="b"', b"b"), ("a=''", b""), ("a='", b"'"),
    ("a='b\"", b"'b\""), ("a=''b''", b"'b'"), ("a=bab", b"bab"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "value"), LITERALS)
def test_literals(source: str, value: bytes) -> None:
    assert literal(source) == ("a", value)


@pytest.mark.parametrize("source", ["a", "=a", "="])
def test_a_literal_without_a_key(source: str) -> None:
    with pytest.raises(KustompyError) as caught:
        literal(source)
    assert str(caught.value) == f"invalid literal source {source}, expected key=value"


FILES = [("d/f.txt", "f.txt", "d/f.txt"), ("d/", "d", "d/"), ("/", "/", "/"), ("k=d/f", "k", "d/f")]


@pytest.mark.parametrize(("source", "key", "path"), FILES)
def test_files(source: str, key: str, path: str) -> None:
    assert file_source(source, str.encode) == (key, path.encode())


REFUSED = [
    ("k=a=b", "source \"k=a=b\" key name or file path contains '='"),
    ("=a", 'missing key name for file path "a" in source "=a"'),
    ("k=", 'missing file path for key name "k" in source "k="'),
]


@pytest.mark.parametrize(("source", "problem"), REFUSED)
def test_refused_files(source: str, problem: str) -> None:
    with pytest.raises(KustompyError) as caught:
        file_source(source, str.encode)
    assert str(caught.value) == problem


def sources(**fields: list[str]) -> Any:
    return Config("SecretGenerator", {"name": "s", **fields})


def test_env_files_come_first_then_literals_then_files() -> None:
    entries: dict[str, tuple[str, int]] = {}
    found = key_values(
        sources(files=["f"], literals=["l=1", "m=2"], envs=["e"]),
        lambda path: b"E=" + path.encode(),
        entries_of=entries,
    )
    assert list(found.items()) == [("E", b"e"), ("l", b"1"), ("m", b"2"), ("f", b"E=f")]
    assert entries == {"E": ("envs", 0), "l": ("literals", 0), "m": ("literals", 1), "f": ("files", 0)}


def test_a_key_that_two_sources_give_is_refused_at_the_second() -> None:
    with pytest.raises(KustompyError, match=r"^configmap s illegally repeats the key `k`") as caught:
        key_values(sources(literals=["k=1"], files=["a", "k=b"]), str.encode)
    assert caught.value.diagnostics[0].path == ("files", 1)


SHOWN = [
    # what a config map's error says, and what that of a secret says
    (
        {"literals": ["a=1", "b"]},
        "loading KV pairs: literal sources [a=1 b]: invalid literal source b, expected key=value",
        "loading KV pairs: literal sources [a=*** ***]: invalid literal source ***, expected key=value",
    ),
    (
        {"envs": ["e"]},
        "loading KV pairs: env source files: [e]: line [255] has invalid utf8 bytes : \ufffd",
        "loading KV pairs: env source files: [e]: line *** has invalid utf8 bytes",
    ),
    (
        {"files": ["k="]},
        'loading KV pairs: file sources: [k=]: missing file path for key name "k" in source "k="',
        'loading KV pairs: file sources: [k=]: missing file path for key name "k" in source "k="',
    ),
]


@pytest.mark.parametrize(("fields", "shown", "hidden"), SHOWN)
def test_what_errors_show_of_sources(fields: dict[str, list[str]], shown: str, hidden: str) -> None:
    for secret, said in ((False, shown), (True, hidden)):
        with pytest.raises(KustompyError) as caught:
            key_values(sources(**fields), lambda path: b"\xff", secret=secret)
        assert str(caught.value) == said
        if secret:
            assert "line [255]" not in f"{caught.value.diagnostics}"
    with pytest.raises(KustompyError) as caught:
        key_values(sources(**fields), lambda path: b"\xff")
    assert str(caught.value) == shown
