"""Bases in git repositories, against a bare repository that the test makes."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from kustompy.cli import main
from kustompy.session import remote
from tests.remote.places import CONFIG_MAP, Repository, git


def built(folder: Path, text: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Build a kustomization of this text; names of temporary folders become ``<tmp>``."""
    tree = folder / "tree"
    tree.mkdir(exist_ok=True)
    (tree / "kustomization.yaml").write_text(text)
    code = main(["build", "--format", "kustomize", str(tree), "--allow-host", "file:///", *arguments])
    stdout, stderr = capsys.readouterr()
    return code, stdout, re.sub(r"/\S*?/kustomize-\w+", "<tmp>", stderr).replace(str(folder), "<root>")


RENDERED = {
    "//base": "second",
    "//base?ref=v1": "first",
    "//base?version=v1": "first",
    "//overlay?ref=v1": "o-first",
    "/base?ref=main": "second",
    "//base?timeout=20s&submodules=false": "second",
    "": "second",
}


@pytest.mark.parametrize("rest", RENDERED)
def test_a_base(rest: str, repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = built(tmp_path, f"resources: ['{repository.url}{rest}']\n", capsys)
    assert made == (0, CONFIG_MAP.format(RENDERED[rest]), "")


def test_the_target_itself(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", f"{repository.url}//overlay"]) == 0
    assert capsys.readouterr().out == CONFIG_MAP.format("o-second")


REFUSED = {
    "//base?ref=nope": "failed to run '{git} fetch --depth=1 {url} nope': fatal: couldn't find remote ref nope\n"
    ": exit status 128",
    "//missing": "evalsymlink failure on '<tmp>/missing' : lstat <tmp>/missing: no such file or directory",
    "//base/cm.yaml": "'<tmp>/base/cm.yaml' refers to file 'cm.yaml'; expecting directory",
    "//link": '"<tmp>/link" refers to directory outside of repo "<tmp>"',
    "//cycle": "cycle detected: URI '{url}//cycle' referenced by previous URI '{url}//cycle'",
    "//base?ref=--upload-pack=touch%20pwned": (
        "refused to fetch '{url}//base?ref=--upload-pack=touch%20pwned': a part of it begins with '-'"
    ),
    "//base?timeout=1ns": "hit 1ns timeout running '{git} init'",
}


@pytest.mark.parametrize("rest", REFUSED)
def test_what_fails(rest: str, repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, stdout, stderr = built(tmp_path, f"resources: ['{repository.url}{rest}']\n", capsys)
    url = repository.url.replace(str(tmp_path), "<root>")
    assert (code, stdout) == (1, "")
    assert stderr.endswith(f"': {REFUSED[rest].format(git=which('git'), url=url)}\n")
    assert not (tmp_path / "tree/pwned").exists()


def test_a_clone_reads_nothing_outside(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    free = "--load-restrictor=LoadRestrictionsNone"
    code, _, stderr = built(tmp_path, f"resources: ['{repository.url}//reads']\n", capsys, free)
    assert code == 1
    assert "security; file '<tmp>/base/cm.yaml' is not in or below '<tmp>/reads'" in stderr
    (tmp_path / "elsewhere").mkdir()
    code, _, stderr = built(tmp_path, f"resources: ['{repository.url}//outside']\n", capsys, free)
    assert code == 1
    assert "bases in kustomizations found in cloned git repos must be within the repo, but base" in stderr


EXT = ["ext::sh -c 'touch pwned'", "git::ext::sh -c 'touch pwned'", "a@ext::sh -c 'touch pwned'/x"]


@pytest.mark.parametrize("entry", [*EXT, "-oProxyCommand=x@h:a/b", "ssh://-oProxyCommand=touch+pwned/a/b", "a@-x:b/c"])
def test_no_url_runs_a_command(
    entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert built(tmp_path, f'resources: ["{entry}"]\n', capsys)[:2] == (1, "")
    assert [*tmp_path.rglob("pwned")] == []


def test_each_repository_is_fetched_once(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fetched: list[str] = []
    original = remote._fetch

    def fetch(url: Any, *rest: Any) -> Any:
        fetched.append(url.raw)
        return original(url, *rest)

    monkeypatch.setattr(remote, "_fetch", fetch)
    text = f"resources: ['{repository.url}//base', '{repository.url}//overlay', '{repository.url}//base?ref=v1']\n"
    code, stdout, _ = built(tmp_path, text, capsys)
    assert (code, re.findall("name: (.*)", stdout)) == (0, ["first", "o-second", "second"])
    assert fetched == [f"{repository.url}//base", f"{repository.url}//base?ref=v1"]


def test_nothing_is_left_behind(repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {*tmp_path.iterdir(), tmp_path / "tree"}
    built(tmp_path, f"resources: ['{repository.url}//base', '{repository.url}//nope']\n", capsys)
    assert {*tmp_path.iterdir()} == before


def test_submodules(repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other").mkdir()
    other = Repository(tmp_path / "other")
    other.commit({"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP.format("of-the-submodule")})
    git(repository.work, "submodule", "--quiet", "add", str(other.bare), "sub")
    repository.commit({"uses/kustomization.yaml": "resources: [../sub]\n"})
    text = f"resources: ['{repository.url}//uses']\n"
    assert built(tmp_path, text, capsys)[:2] == (1, "")
    made = built(tmp_path, text, capsys, "--trust")
    assert made == (0, CONFIG_MAP.format("of-the-submodule"), "")
    assert built(tmp_path, f"resources: ['{repository.url}//uses?submodules=false']\n", capsys)[:2] == (1, "")


def test_origins(repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"buildMetadata: [originAnnotations]\nresources: ['{repository.url}//overlay?ref=v1']\n"
    code, stdout, _ = built(tmp_path, text, capsys)
    origin = f"      path: base/cm.yaml\n      repo: {repository.url}\n      ref: v1\n"
    assert (code, origin in stdout) == (0, True)


def test_offline_refuses_the_network_only(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert built(tmp_path, f"resources: ['{repository.url}//base']\n", capsys, "--offline")[0] == 0
    code, _, stderr = built(tmp_path, "resources: ['https://127.0.0.1:1/a/b//c']\n", capsys, "--offline")
    assert (code, stderr.count("--offline")) == (1, 2)
