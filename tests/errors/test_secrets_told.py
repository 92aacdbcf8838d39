"""No value of a Secret is in what commands print, in warnings, findings, reprs, snapshots or diffs of tests."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.errors import KustompyError
from kustompy.model.secrets import masked
from kustompy.testing.plugin import pytest_assertrepr_compare
from kustompy.testing.snapshots import assert_snapshot
from kustompy.yamlio.read.secret_lines import secret_lines

VALUE = "hunter2hunter2"
BASE64 = "aHVudGVyMmh1bnRlcjI="
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData:\n  p: {}\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 1}\n"
CARRIED = """\
resources: [s.yaml, d.yaml]
replacements:
- source: {kind: Secret, fieldPath: stringData.p}
  targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]
"""
VARS = """\
resources: [s.yaml, d.yaml]
vars: [{name: V, objref: {apiVersion: v1, kind: Secret, name: s}, fieldref: {fieldpath: stringData}}]
configurations: [c.yaml]
"""
LABELLED = f"""\
apiVersion: v1
kind: Secret
metadata: {{name: s, labels: {{l: -{VALUE}}}}}
stringData: {{p: -{VALUE}}}
"""
TREES: dict[str, dict[str, str]] = {
    "an alias that is none": {"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": SECRET.format(f"*{VALUE}")},
    "an alias among literals": {
        "kustomization.yaml": f"secretGenerator:\n- name: s\n  literals: [*{VALUE}]\n",
        "s.yaml": SECRET.format("a"),
    },
    **{
        f"a value with the tag {tag}": {
            "kustomization.yaml": "resources: [s.yaml]\n",
            "s.yaml": SECRET.format(f"!!{tag} {VALUE}"),
        }
        for tag in ("int", "float", "timestamp", "bool")
    },
    "a value that is carried": {"kustomization.yaml": CARRIED, "s.yaml": SECRET.format(VALUE), "d.yaml": DEPLOYMENT},
    "a carried value with a tag": {
        "kustomization.yaml": CARRIED,
        "s.yaml": SECRET.format(f"!!int {VALUE}"),
        "d.yaml": DEPLOYMENT,
    },
    "a var that is a mapping": {
        "kustomization.yaml": VARS,
        "s.yaml": SECRET.format(VALUE),
        "d.yaml": DEPLOYMENT.replace("1", "$(V)"),
        "c.yaml": "varReference: [{path: spec/replicas, kind: Deployment}]\n",
    },
    "a label with the value": {"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": LABELLED},
}
COMMANDS = (
    ["build", "."],
    ["build", "--format", "kustomize", "."],
    ["build", "--format", "json", "."],
    ["build", "--validate", "-o", "out.yaml", "."],
    ["build", "--strict", "-o", "out.yaml", "."],
    ["lint", "."],
    ["validate", "."],
    ["validate", "--format", "json", "."],
    ["validate", "s.yaml"],
    ["kubeconform", "s.yaml"],
)


@pytest.fixture
def tree(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREES[request.param].items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("tree", TREES, indirect=True)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_tells_a_value(tree: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(command)
    out, err = capsys.readouterr()
    told = err if command[0] == "build" else out + err
    assert VALUE not in told
    assert BASE64 not in told


@pytest.mark.parametrize("tree", ["a value that is carried"], indirect=True)
def test_a_finding_in_what_was_carried(tree: Path) -> None:
    finding = next(each for each in kustompy.validate(kustompy.build(tree)) if "integer" in each.message)
    assert finding.message == "'***' is not of type 'integer'"
    assert finding.is_private  # it stands at the source, which is the Secret


@pytest.mark.parametrize("tree", ["a value with the tag int"], indirect=True)
def test_what_printing_refuses(tree: Path) -> None:
    with pytest.raises(KustompyError) as caught:
        kustompy.build(tree).to_yaml()
    assert "cannot decode !!str `***` as a !!int" in str(caught.value)


def test_what_is_no_secret_is_quoted() -> None:
    tree = {"kustomization.yaml": "resources: [d.yaml]\n", "d.yaml": DEPLOYMENT.replace("1", f"*{VALUE}")}
    with pytest.raises(KustompyError, match=f"unknown anchor '{VALUE}' referenced"):
        kustompy.build(".", files=tree, disk=False)


def built(data: object, annotations: dict[str, str] | None = None) -> kustompy.Build:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "annotations": annotations or {}}}
    return kustompy.build({"resources": ["s.yaml"]}, files={"s.yaml": {**secret, "data": data}}, disk=False)


LAST_APPLIED = {"kubectl.kubernetes.io/last-applied-configuration": f'{{"data":{{"p":"{BASE64}"}}}}'}


@pytest.mark.parametrize("data", [{"p": BASE64}, [BASE64], BASE64], ids=["mapping", "list", "text"])
def test_a_snapshot(data: object, tmp_path: Path) -> None:
    assert_snapshot(built(data, LAST_APPLIED), tmp_path, update=True)
    written = "".join(each.read_text() for each in tmp_path.iterdir())
    assert "***" in written
    assert BASE64 not in written


@pytest.mark.parametrize("data", [{"p": BASE64}, [BASE64], BASE64], ids=["mapping", "list", "text"])
def test_a_repr(data: object) -> None:
    assert BASE64 not in repr(built(data)[0])


def test_the_diff_of_a_failed_test() -> None:
    one, other = built({"p": BASE64}), built({"p": BASE64, "q": "eA=="})
    for left, right in (
        (one, other),
        (one[0], other[0]),
        (one[0].manifest, other[0].manifest),
        (one.to_dicts(), other.to_dicts()),
        (one.to_yaml(), other.to_yaml()),
    ):
        told = "\n".join(pytest_assertrepr_compare("==", left, right) or [])
        assert "q" in told
        assert BASE64 not in told


def test_the_diff_of_what_holds_no_secret() -> None:
    assert pytest_assertrepr_compare("==", {"a": 1}, {"a": 2}) is None
    assert pytest_assertrepr_compare("==", "kind: Deployment", "kind: Pod") is None


@pytest.mark.parametrize(
    "entry", ["http://user:p4ssw0rd@host.invalid/a.yaml", "https://user:p4ssw0rd@host.invalid/org/repo"]
)
def test_the_password_of_a_url(entry: str) -> None:
    with pytest.raises(KustompyError) as caught:
        kustompy.build({"resources": [entry]}, disk=False, offline=True)
    error = caught.value
    for text in (str(error), repr(error.diagnostics), *error.warnings):
        assert "p4ssw0rd" not in text
    assert "http" in str(error)


def test_passwords_of_urls_in_a_text() -> None:
    text = "from 'https://u:secret@a/b': Get \"http://token@c\": ssh://git@d mailto://x y:z@e /http:/u:p@f"
    assert masked(text) == "from 'https://u:***@a/b': Get \"http://***@c\": ssh://git@d mailto://x y:z@e /http:/u:***@f"


SECRET_LINES = {
    "a Secret": ("kind: Secret\nmetadata: {name: s}\ndata: {a: b}\n---\nkind: Pod\nmetadata: {name: p}\n", [1, 2, 3]),
    "an item of a list": ("kind: List\nitems:\n- kind: Pod\n- kind: Secret\n  data: {a: b}\n", [4, 5]),
    "one line": ('[{"kind": "Secret", "data": {}}, {"kind": "Pod"}]\n', [1]),
    "another kind": ("kind: Secert\nstringData: {a: b}\n", [1, 2]),
    "a selector": ("replacements:\n- source: {kind: Secret, name: s}\n", []),
    "a reference": ("kind: Pod\nspec: {secretKeyRef: {name: Secret}}\n", []),
    "a generator": ("resources: []\nsecretGenerator:\n- literals: [a=b]\nnamePrefix: x\n", [2, 3]),
    "other letters": ("SecretGenerator:\n- literals: [a=b]\nnamePrefix: x\n", [1, 2]),
    "a config": ("kind: SecretGenerator\nmetadata: {name: s}\nliterals: [a=b]\n", [1, 2, 3]),
    "no YAML, with a Secret": ("kind: Pod\n---\nkind: Secret\na: b: c\n---\nkind: Pod\n", [2, 3, 4, 5, 6]),
    "no YAML, without one": ("kind: Pod\na: b: c\n", []),
    "a bad separator": ("kind: Secret\n--- x\nkind: Pod\n", [1, 2, 3]),
    "variables": ("PASSWORD=a\nUSER=b\n", [1, 2]),
    "a scalar": ("not a manifest\n", []),
    "arguments": ("kind: Pod\nargs: [--a=b]\n", []),
}


@pytest.mark.parametrize("name", SECRET_LINES)
def test_the_lines_of_secrets(name: str) -> None:
    text, wanted = SECRET_LINES[name]
    found = secret_lines(text.encode())
    count = text.count("\n")
    assert [line for line in range(1, count + 1) if any(first <= line <= last for first, last in found)] == wanted
