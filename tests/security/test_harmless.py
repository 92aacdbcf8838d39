"""Nothing that a command says of a tree is obeyed: by a terminal, by the log of a pipeline, by who reads lines."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.cli.harmless import harmless
from tests.security.test_expressions import policy
from tests.security.test_schemas import crd, custom

pytestmark = pytest.mark.skipif(os.name == "nt", reason="such names of files are none there")
EVIL = "\x1b]0;t\x07\x1b[31mr\r\n::error file=x::pwned\n ::set-output name=x::y\n##[add-path]x\u202eu\x9b31m"
OF_PATH = "d\n::error file=x::pwned\x1b[31m##[group]x"
FINE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
QUOTED = json.dumps(EVIL)


def text(*documents: object) -> str:
    return "\n---\n".join(map(json.dumps, documents))


RULES = {"type": "string", "enum": [EVIL], "x-kubernetes-validations": [{"rule": "false", "message": EVIL}]}
POD = {"apiVersion": "v1", "kind": "Pod", "spec": {EVIL: 1, "containers": [{"name": EVIL, "image": EVIL}]}}
TREES = {
    "names": {
        "a.yaml": text(
            {**POD, "metadata": {"name": EVIL, "labels": {EVIL: EVIL}}},
            {"apiVersion": EVIL, "kind": EVIL, "metadata": {"name": EVIL}},
        )
    },
    "entries": {"kustomization.yaml": f"resources: [a.yaml, {QUOTED}]\n{QUOTED}: 1\n", "a.yaml": FINE},
    "images": {"kustomization.yaml": f"resources: [a.yaml]\nimages: [{{name: {QUOTED}}}]\n", "a.yaml": FINE},
    "messages": {"a.yaml": text(crd(RULES), custom("b"), *policy(EVIL, "object.kind == " + QUOTED))},
    "syntax": {"a.yaml": FINE + "data: {a: *\x9b31m}\n"},
    "paths": {
        "kustomization.yaml": f"resources: [{json.dumps(OF_PATH)}]\n",
        f"{OF_PATH}/kustomization.yaml": "resources: [a.yaml]\nimages: [{name: x}]\n",
        f"{OF_PATH}/a.yaml": FINE + "data: {a: [1]}\n",
        f"other/{OF_PATH}.yaml": FINE,
    },
    "settings": {"a.yaml": FINE, "kustompy.toml": f"kustomize-version = {QUOTED}\n"},
    "flux": {
        "a.yaml": text({
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": {"name": EVIL},
            "spec": {"path": EVIL, "sourceRef": {"kind": "GitRepository", "name": EVIL}},
        }),
    },
}  # fmt: skip
FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit", "tap", "concise")


@pytest.fixture(params=list(TREES))
def tree(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree beside a plain one, which is what its repository has."""
    for name, content in {"kustomization.yaml": "resources: [a.yaml]\n", **TREES[request.param]}.items():
        (tmp_path / "k" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "k" / name).write_text(content)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/kustomization.yaml").write_text("configMapGenerator: [{name: a}]\n")
    for command in (
        ["init", "-q"],
        ["add", "plain"],
        ["-c", "user.name=a", "-c", "user.email=b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def commands() -> Iterator[list[str]]:
    for form in (*FORMATS, "kustomize"):
        yield ["build", "k", "--format", form]
    for form in FORMATS:
        yield ["validate", "k", "--format", form]
    yield ["lint", "k"]
    yield ["validate", "--all-files", "k"]
    for form in ("pretty", "text", "json", "junit", "tap"):
        yield ["kubeconform", "-strict", "-summary", "-verbose", "-output", form, "k"]
    for name in ("targets", "deps"):
        for form in ("text", "json"):
            yield [name, "k", "--format", form]
    yield ["targets", "--verbose", "k"]
    yield ["deps", "--all", "k"]
    for form in ("text", "mermaid", "dot", "svg"):
        yield ["graph", "k", "--format", form]
    yield ["explain", "k", "Pod/x"]
    for form in ("text", "unified", "json"):
        yield ["diff", "plain", "k", "--format", form]
    for form in ("text", "github"):
        yield ["plan", "--base", "HEAD", ".", "--format", form]
    yield from (
        ["report", "k"],
        ["cfg", "tree", "k"],
        ["cfg", "count", "k"],
        ["flux", "get", "k"],
        ["flux", "build", "k"],
    )
    yield from (["build", "k", "-o", "out/"], ["init", "new", "--from-manifests", "k/a.yaml"], ["localize", "k", "loc"])


def test_nothing_is_obeyed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in commands():
        main(arguments)
        out, err = capsys.readouterr()
        is_data = out.startswith("apiVersion") and arguments[0] in ("build", "flux")
        said = err if is_data else out + err
        obeyed = [each for each in said if not each.isprintable() and each not in "\n\t"]
        assert (arguments, obeyed) == (arguments, [])
        lines = [each for each in map(str.lstrip, said.split("\n")) if each.startswith("::") or "##[" in each]
        ours = arguments[-1] == "github"
        assert (arguments, [each for each in lines if not (ours and " " in each and "title=" in each)]) == (
            arguments,
            [],
        )


def test_each_path_has_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a\nb").mkdir()
    (tmp_path / "a\nb/kustomization.yaml").write_text("namePrefix: a-\n")
    monkeypatch.chdir(tmp_path)
    for arguments, lines in ((["targets"], ["a\\nb"]), (["deps"], ["a\\nb/kustomization.yaml"])):
        assert main(arguments) == 0
        assert capsys.readouterr().out.splitlines() == lines


def test_annotations_are_ours(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for arguments in (["lint", "k"], ["validate", "k"], ["build", "k"]):
        main(arguments)
        lines = "".join(capsys.readouterr()).split("\n")
        assert [each for each in lines if each.lstrip().startswith("::") and "title=" not in each] == []


TEXTS = {
    "a plain text\twith a tab\n": "a plain text\twith a tab\n",
    "ä\xa0€ 👩\u200d💻\u200f": "ä\xa0€ 👩\u200d💻\u200f",
    "a::b\nc ::d": "a::b\nc ::d",
    "::error::x\n \t::y\n": "\\::error::x\n \t\\::y\n",
    "\x1b[31ma\x1b[0m\x7f\x85": "\\u001b[31ma\\u001b[0m\\u007f\\u0085",
    "\u2028\u202e\u2066": "\\u2028\\u202e\\u2066",
    "## heading ##[command]x ##vso[task]y": "## heading #\\u0023[command]x #\\u0023vso[task]y",
}


@pytest.mark.parametrize("given", TEXTS)
def test_what_stands_for_it(given: str) -> None:
    assert harmless(given) == TEXTS[given]
    assert harmless(TEXTS[given]) == TEXTS[given]


@pytest.mark.parametrize("given", TEXTS)
def test_json_stays_what_it_is(given: str) -> None:
    assert json.loads(harmless(json.dumps({"text": given}, ensure_ascii=False, indent=2))) == {"text": given}


def test_colours_of_ours() -> None:
    assert (
        harmless("\x1b[1;31ma\x1b[0m\x1b[2J\x1b]0;t\x07", coloured=True)
        == "\x1b[1;31ma\x1b[0m\\u001b[2J\\u001b]0;t\\u0007"
    )
