"""The grammar of git URLs, row by row: what is a repository, and what its parts are."""

from __future__ import annotations

import pytest

from kustompy.session.git_url import DEFAULT_SECONDS, parse_git_url
from kustompy.system.root import may_be_remote

REPOSITORIES = {
    # URL: what git is asked for, the path in it, the ref
    "https://github.com/org/repo": ("https://github.com/org/repo", "", ""),
    "https://github.com/org/repo?ref=v1": ("https://github.com/org/repo", "", "v1"),
    "https://github.com/org/repo/": ("https://github.com/org/repo", "", ""),
    "https://github.com/org/repo/a/b?ref=v1": ("https://github.com/org/repo", "a/b", "v1"),
    "https://github.com/org/repo.git/a/b?version=v2": ("https://github.com/org/repo.git", "a/b", "v2"),
    "https://github.com/org/repo//a/b?version=v2&ref=v1": ("https://github.com/org/repo", "a/b", "v1"),
    "https://GitHub.com/org/repo": ("https://github.com/org/repo", "", ""),
    "http://github.com/org/repo": ("https://github.com/org/repo", "", ""),
    "github.com/org/repo//a": ("https://github.com/org/repo", "a", ""),
    "github.com:org/repo": ("https://github.com/org/repo", "", ""),
    "git@github.com:org/repo//a": ("git@github.com:org/repo", "a", ""),
    "git@github.com/org/repo//a": ("git@github.com:org/repo", "a", ""),
    "org-1234@github.com:org/repo": ("org-1234@github.com:org/repo", "", ""),
    "ssh://git@github.com/org/repo": ("git@github.com:org/repo", "", ""),
    "ssh://github.com/org/repo": ("github.com:org/repo", "", ""),
    "https://user@github.com/org/repo": ("user@github.com:org/repo", "", ""),
    "git::https://example.com/org/repo//a?ref=v1": ("https://example.com/org/repo", "a", "v1"),
    "GIT::git@example.com:org/repo": ("git@example.com:org/repo", "", ""),
    "HTTPS://example.com/org/repo": ("https://example.com/org/repo", "", ""),
    "https://example.com/a/b/c/d": ("https://example.com/a/b", "c/d", ""),
    "https://example.com/a/b/c.git/d": ("https://example.com/a/b/c.git", "d", ""),
    "https://example.com/a/b/c//d": ("https://example.com/a/b/c", "d", ""),
    "https://user:token@example.com/a/b": ("https://user:token@example.com/a/b", "", ""),
    "https://example.com:8443/a/b": ("https://example.com:8443/a/b", "", ""),
    "ssh://git@example.com:7999/org/repo.git": ("ssh://git@example.com:7999/org/repo.git", "", ""),
    "git@example.com:org/repo.git//a": ("git@example.com:org/repo.git", "a", ""),
    "git@example.com:group/sub/repo.git/a": ("git@example.com:group/sub/repo.git", "a", ""),
    "https://dev.azure.com/org/project/_git/repo/a/b": ("https://dev.azure.com/org/project/_git/repo", "a/b", ""),
    "https://dev.azure.com/org/project/_git/repo//a": ("https://dev.azure.com/org/project/_git/repo", "a", ""),
    "file:///srv/repo": ("file:///srv/repo", "", ""),
    "file:///srv/repo.git/a": ("file:///srv/repo.git", "a", ""),
    "file:///srv/repo//a?ref=x%2Fy": ("file:///srv/repo", "a", "x/y"),
    "file://relative/repo": ("file://relative/repo", "", ""),
    "https://example.com/a/b//c/../d": ("https://example.com/a/b", "c/../d", ""),
    "https://example.com/a/b?ref=%zz": ("https://example.com/a/b", "", ""),
    "https://example.com/a/b?ref=v1;x=y": ("https://example.com/a/b", "", ""),
}


@pytest.mark.parametrize("url", REPOSITORIES)
def test_a_repository(url: str) -> None:
    parsed = parse_git_url(url)
    assert parsed is not None
    assert (parsed.clone_url, parsed.path, parsed.ref) == REPOSITORIES[url]
    assert may_be_remote(url)


LOCAL = [
    "", ".", "..", "base", "../base", "./a/b", "/srv/repo", "/github.com/org/repo", "a/github.com/org/repo",
    "github.com", "github.com/org", "https://example.com/one", "https://example.com", "https://github.com/org",
    "example.com/org/repo", "gh:org/repo", "ftp://example.com/a/b", "ext::sh -c id", "git::ext::sh -c id", "a:b",
    "1user@example.com:org/repo", "@example.com:org/repo", "https://example.com/a/b//../c", "file:///srv/repo//../x",
    "https://example.com/a/b/../../../c/..//../x", "C:\\base", "git@example.com",
]  # fmt: skip


@pytest.mark.parametrize("path", LOCAL)
def test_a_local_path(path: str) -> None:
    assert parse_git_url(path) is None


@pytest.mark.parametrize("path", ["base", "../base", "./a/b", "/srv/repo", "github.com", "github.company/a/b"])
def test_an_ordinary_path_needs_no_grammar(path: str) -> None:
    assert not may_be_remote(path)


SECONDS = {
    "": DEFAULT_SECONDS, "61": 61, "+5": 5, "0": DEFAULT_SECONDS, "-5": DEFAULT_SECONDS, "1m": 60, "1m30s": 90,
    "1.5s": 1.5, "300ms": 0.3, "2h": 300, "1m1.5s": 61.5, "x": DEFAULT_SECONDS, "5x": DEFAULT_SECONDS,
    "1.2.3s": DEFAULT_SECONDS, ".s": DEFAULT_SECONDS, "s": DEFAULT_SECONDS, "0s": DEFAULT_SECONDS,
}  # fmt: skip


@pytest.mark.parametrize("text", SECONDS)
def test_timeouts(text: str) -> None:
    parsed = parse_git_url(f"https://example.com/a/b?timeout={text.replace('+', '%2B')}")
    assert parsed is not None
    assert parsed.seconds == pytest.approx(SECONDS[text])


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", True),
        ("?submodules=false", False),
        ("?submodules=0", False),
        ("?submodules=no", True),
        ("?submodules=", True),
    ],
)
def test_submodules(query: str, wanted: bool) -> None:
    parsed = parse_git_url(f"https://example.com/a/b{query}")
    assert parsed is not None
    assert parsed.submodules is wanted
