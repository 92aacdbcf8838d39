"""``cfg`` and ``fn``: folders of manifests."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kustompy.cli import main

DEPLOYMENT = """\
# the app
kind: Deployment
apiVersion: apps/v1
metadata:
  namespace: shop
  name: web # its name
spec:
  template:
    spec:
      containers:
      # the second
      - image: b:1
        name: two
      - name: one
        image: a:1
  replicas: 3
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n"
LOCAL = (
    'apiVersion: v1\nkind: Tool\nmetadata:\n  name: t\n  annotations:\n    config.kubernetes.io/local-config: "true"\n'
)
TREE = {
    "a.yaml": DEPLOYMENT + "---\n" + SERVICE,
    "local.yaml": LOCAL,
    "nameless.yaml": "resources: [a.yaml]\n",
    "text.txt": SERVICE,
    "sub/b.yml": SERVICE,
    "sub/skipped.tmp.yaml": SERVICE,
    ".krmignore": "[\n*.tmp.yaml\n",
    "package/Krmfile": "",
    "package/c.yaml": SERVICE,
}
ANNOTATED = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    config.kubernetes.io/index: '{index}'
    config.kubernetes.io/path: '{path}'
    internal.config.kubernetes.io/index: '{index}'
    internal.config.kubernetes.io/path: '{path}'
spec:
  ports:
  - port: 80
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(words: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    assert main(words) == code
    return capsys.readouterr().out


def test_cat_orders_fields_and_keeps_comments(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["cfg", "cat", "a.yaml"], capsys) == (
        "apiVersion: apps/v1\n# the app\nkind: Deployment\nmetadata:\n  name: web # its name\n  namespace: shop\n"
        "spec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: one\n        image: a:1\n"
        "      # the second\n      - name: two\n        image: b:1\n---\n" + SERVICE
    )


def test_cat_leaves_local_configuration_out(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = printed(["cfg", "cat", ".", "--format=false", "-R=false"], capsys)
    assert whole == DEPLOYMENT + "---\n" + SERVICE + "---\nresources: [a.yaml]\n---\n" + SERVICE
    assert printed(["cfg", "cat", ".", "--include-local", "--exclude-non-local", "-R=false"], capsys) == LOCAL


def test_cat_wraps(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["cfg", "cat", "sub", "--wrap-kind", "ResourceList", "--wrap-version", "v1"]
    lines = "".join(f"  {line}\n" for line in SERVICE.splitlines()[1:])
    tmp = "- apiVersion: v1\n" + lines
    assert printed(words, capsys) == f"apiVersion: v1\nkind: ResourceList\nitems:\n{tmp}{tmp}"


def test_count(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["cfg", "count", "."], capsys) == (
        "./\n: 1\nDeployment: 1\nService: 2\nTool: 1\n\n./package/\nService: 1\n"
    )
    assert printed(["cfg", "count", ".", "--kind=false", "-R=false"], capsys) == "./\n5\n"


QUERIES = [
    ("kind=Deployment", 1), ("kind=^(Deployment|Service)$", 2), ("metadata.name=web", 2), ("metadata.namespace", 1),
    ("spec.replicas>2", 1), ("spec.replicas>=3", 1), ("spec.replicas<3", 0), ("spec.replicas<=3", 1),
    ("spec.template.spec.containers[name=one].image=a:1", 1), ("spec.template.spec.containers[name=tw].image=b", 1),
    ("spec.ports.0.port=80", 1), ("metadata.name=none", 0), ("spec.none.x", 0), ("kind=Serv\\.ce", 1),
]  # fmt: skip


@pytest.mark.parametrize(("query", "count"), QUERIES)
def test_grep_finds(query: str, count: int, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["cfg", "grep", query, "a.yaml"], capsys).count("apiVersion: ") == count


def test_grep_annotates(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["cfg", "grep", "kind=Service", "a.yaml"], capsys) == ANNOTATED.format(index=1, path="a.yaml")


def test_grep_reads_stdin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.TextIOWrapper(io.BytesIO((DEPLOYMENT + "---\n" + SERVICE).encode()))
    monkeypatch.setattr(sys, "stdin", text)
    assert printed(["cfg", "grep", "kind=Service", "--invert-match", "--annotate=false"], capsys) == DEPLOYMENT


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["cfg", "grep"], "missing required argument: QUERY"),
        (["cfg", "grep", "a=b=c", "."], "ambiguous match -- multiple of ['<', '>', '<=', '>=', '=' in final path "
         "element: a=b=c"),
        (["cfg", "grep", "kind=(", "."], "error parsing regexp: missing closing ): `(`"),
        (["cfg", "grep", "spec.replicas>many", "."], "quantities must match the regular expression "
         "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
        (["cfg", "grep", "spec.template.spec.containers.name=x", "a.yaml"],
         "wrong node kind: expected MappingNode but got SequenceNode: node contents:"),
        (["cfg", "count", "none"], "lstat none: no such file or directory"),
        (["cfg", "cat", "a", "b"], "accepts at most 1 arg(s), received 2"),
        (["fn", "run", "none"], "evalsymlink failure on 'none' : lstat {}/none: no such file or directory"),
        (["fn", "run", ".", "--exec-path", "./x"], "must specify --enable-exec with --exec-path"),
        (["fn", "run", ".", "--", "a=b"], "must specify --image"),
        (["fn", "run", "a", "b"], "0 or 1 arguments supported, function arguments go after '--'"),
        (["openapi", "fetch", "--format", "xml"], "format must be either 'json' or 'yaml'"),
    ],
)  # fmt: skip
def test_refused(words: list[str], message: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = tree.resolve()
    assert main(words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0] == f"Error: {message.replace('{}', str(tree))}"


def test_what_is_not_yaml_is_an_error(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """kustomize prints the error to stdout, and ends with 0."""
    (tree / "bad.yaml").write_text("a: [\n")
    for words in (["cfg", "cat", "."], ["cfg", "count", "."], ["cfg", "grep", "kind=x", "."], ["cfg", "tree", "."]):
        assert main(words) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert "bad.yaml: MalformedYAMLError: yaml: line 1: did not find expected node content" in said.err


def test_tree_by_folder(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        printed(["cfg", "tree", ".", "--replicas", "--image"], capsys)
        == """\
.
├── [a.yaml]  Service web
├── [a.yaml]  Deployment shop/web
│   ├── spec.replicas: 3
│   └── spec.template.spec.containers
│       ├── 0
│       │   └── image: a:1
│       └── 1
│           └── image: b:1
├── Pkg: package
│   └── [c.yaml]  Service web
└── sub
    ├── [b.yml]  Service web
    └── [skipped.tmp.yaml]  Service web
""".replace("    ├── [b.yml]  Service web\n    └── [skipped.tmp.yaml]  Service web\n", "    └── [b.yml]  Service web\n")
    )


def test_tree_by_owner(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    owned = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  ownerReferences:\n  - kind: Service\n    name: web\n"
    (tree / "sub/b.yml").write_text(SERVICE + "---\n" + owned)
    assert printed(["cfg", "tree", "sub/b.yml"], capsys) == (
        ".\n└── [Resource]  Service web\n    └── [Resource]  Pod p\n"
    )


SCRIPT = "#!/bin/sh\nsed 's/port: 80/port: 8080/'\n"
needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="the functions are shell scripts")


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@needs_sh
def test_a_function_changes_files(tree: Path) -> None:
    program(tree / "f.sh", SCRIPT)
    assert main(["fn", "run", "sub", "--enable-exec", "--exec-path", "./f.sh"]) == 0
    assert (tree / "sub/b.yml").read_text() == SERVICE.replace("80", "8080")


@needs_sh
def test_files_that_a_function_leaves_alone_keep_their_bytes(tree: Path) -> None:
    odd = "kind: ConfigMap\napiVersion: v1\nmetadata:\n    name: x\ndata: {a:   b}\n"
    (tree / "sub/d.yaml").write_text(odd)
    program(tree / "f.sh", SCRIPT)
    assert main(["fn", "run", "sub", "--enable-exec", "--exec-path", "./f.sh"]) == 0
    assert (tree / "sub/d.yaml").read_text() == odd


@needs_sh
def test_programs_need_to_be_enabled(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(tree / "f.sh", SCRIPT)
    config = LOCAL.replace(
        "annotations:\n", "annotations:\n    config.kubernetes.io/function: 'exec: {path: ./f.sh}'\n"
    )
    (tree / "sub/f.yaml").write_text(config)
    assert main(["fn", "run", "sub"]) == 0
    assert capsys.readouterr().err == "Warning: ./f.sh was not run: --enable-exec allows programs\n"
    assert (tree / "sub/b.yml").read_text() == SERVICE
    assert main(["fn", "run", "sub", "--enable-exec"]) == 0
    assert (tree / "sub/b.yml").read_text() == SERVICE.replace("80", "8080")


@needs_sh
@pytest.mark.parametrize("path", ["../out.yaml", "/tmp/out.yaml", "a/../../out.yaml", "linked/out.yaml", "link.yaml"])
def test_a_function_cannot_write_outside_of_the_package(
    path: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    annotations = f"    annotations:\n      config.kubernetes.io/path: {path}\n"
    item = f"- apiVersion: v1\n  kind: X\n  metadata:\n    name: x\n{annotations}"
    (tree / "sub/linked").symlink_to("..")
    (tree / "sub/link.yaml").symlink_to("../out.yaml")
    program(tree / "f.sh", f"#!/bin/sh\ncat <<E\napiVersion: v1\nkind: ResourceList\nitems:\n{item}E\n")
    assert main(["fn", "run", "sub", "--enable-exec", "--exec-path", "./f.sh"]) == 1
    assert f"the path '{path}' of a resource leads out of the package" in capsys.readouterr().err
    assert not (tree / "out.yaml").exists()


@needs_sh
def test_a_function_that_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(tree / "f.sh", "#!/bin/sh\necho why >&2\nexit 3\n")
    assert main(["fn", "run", "sub", "--enable-exec", "--exec-path", "./f.sh"]) == 1
    assert capsys.readouterr().err.splitlines()[:2] == ["why", "Error: exit status 3"]
    assert (tree / "sub/b.yml").read_text() == SERVICE
