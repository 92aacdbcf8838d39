"""No value of a Secret is in an error, a diagnostic, a rendering, or a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.api.build import build
from kustompy.errors import KustompyError
from kustompy.limits import Limits
from kustompy.linting.run import lint
from kustompy.reporting.report import FORMATS, rendered, report_of_error, report_of_findings
from kustompy.session.options import Options

VALUE = "hunter2-hunter2"
BASE64 = "aHVudGVyMi1odW50ZXIy"
SHORT = "pw9"
SECRET = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata: {{a: {BASE64}}}\nstringData: {{b: {VALUE}}}\n"
OTHER = SECRET.replace("name: s", "name: s, namespace: other")
BAD = "secretGenerator:\n- name: s\n"

RESOURCES = "resources: [other.yaml, d.yaml]\n"
# a Secret with other values than those that must not be shown, which then are known from nowhere else
ANOTHER = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {b: swordfish-x}\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 1}\n"


def patched(entry: str, field: str = "patches", **files: str) -> dict[str, str | bytes]:
    """A tree with a patch."""
    return {"kustomization.yaml": f"{RESOURCES}{field}:\n{entry}", "other.yaml": ANOTHER, "d.yaml": DEPLOYMENT, **files}


def transformed(kind: str, fields: str) -> dict[str, str | bytes]:
    """A tree with a transformer that is a KRM object."""
    config = f"apiVersion: builtin\nkind: {kind}\nmetadata: {{name: t}}\n{fields}"
    return patched("- t.yaml\n", "transformers", **{"t.yaml": config})


def of_secret(text: str) -> dict[str, str | bytes]:
    """A tree of a Secret in this text."""
    return {"kustomization.yaml": "namePrefix: x-\nresources: [s.yaml]\n", "s.yaml": text}


IN_SECRET = "- target: {kind: Secret}\n"
BROKEN = f"- op: replace\n  path: /stringData/b\n  value: {VALUE}: {SHORT}\n"
FAILING = f"- {{op: test, path: /stringData/b, value: {VALUE}}}\n"
UNLISTED = f"op: replace\npath: /stringData/b\nvalue: {VALUE}\n"
LIST = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: [{VALUE}, {SHORT}]\n"
INLINE = "apiVersion: builtin\nkind: {}\nmetadata: {{nam: t}}\n{}: {}\n"


def block(text: str, indent: int = 4) -> str:
    """The text as the rest of an entry that is a block of lines."""
    return "|-\n" + "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())


TREES = {
    "literal without =": {"kustomization.yaml": f"{BAD}  literals: [a={SHORT}, b={VALUE}, {VALUE}]\n"},
    "literal twice": {"kustomization.yaml": f"{BAD}  literals: [a={SHORT}, a={VALUE}]\n"},
    "no name": {"kustomization.yaml": f"secretGenerator:\n- literals: [a={SHORT}, b={VALUE}]\n"},
    "missing file": {"kustomization.yaml": f"{BAD}  literals: [a={SHORT}, b={VALUE}]\n  files: [gone]\n"},
    "env that is no text": {
        "kustomization.yaml": f"{BAD}  envs: [e]\n",
        "e": f"A={VALUE}\nB={VALUE}\xff".encode("latin-1"),
    },
    "namespaces meet": {
        "kustomization.yaml": "resources: [s.yaml, o.yaml]\nnamespace: x\n",
        "s.yaml": SECRET,
        "o.yaml": OTHER,
    },
    "patch of another shape": {
        "kustomization.yaml": "resources: [s.yaml]\npatches:\n"
        f"- patch: '{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, data: [{VALUE}]}}'\n",
        "s.yaml": SECRET,
    },
    "replacement inside": {
        "kustomization.yaml": "resources: [s.yaml]\nreplacements:\n- source: {kind: Secret, fieldPath: stringData.b,"
        " options: {delimiter: '-', index: 9}}\n  targets: [{select: {kind: Secret}, fieldPaths: [data.a]}]\n",
        "s.yaml": SECRET,
    },
    "source of a wrong kind": {
        "kustomization.yaml": "resources: [s.yaml]\nreplacements:\n"
        "- source: {kind: Secret, fieldPath: stringData.b.c}\n"
        "  targets: [{select: {kind: Secret}, fieldPaths: [data.a]}]\n",
        "s.yaml": SECRET,
    },
    "what cannot be printed": {"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": f"{SECRET}x: {{1: 2}}\n"},
    "a key twice": {"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": f"{SECRET}x: {{a: 1, a: {VALUE}}}\n"},
    "images in a secret": {
        "kustomization.yaml": "resources: [s.yaml]\nreplicas: [{name: nobody, count: 2}]\n",
        "s.yaml": SECRET,
    },
    "json patch": {
        "kustomization.yaml": 'resources: [s.yaml]\npatches:\n- target: {kind: Secret}\n  patch: \'[{"op": "test",'
        f' "path": "/stringData/b", "value": "{VALUE}{VALUE}"}}]\'\n',
        "s.yaml": SECRET,
    },
    "syntax": {"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": f"{SECRET}  x: [{VALUE}\n"},
    "a patch that is no YAML": patched(f"{IN_SECRET}  patch: {block(BROKEN)}"),
    "a patch that is no YAML, too deep": patched(f"{IN_SECRET}  patch: {block(BROKEN + '- ' * 300)}"),
    "a patch in a file that is no YAML": patched(f"{IN_SECRET}  path: p.yaml\n", **{"p.yaml": BROKEN}),
    "a patch whose test fails": patched(f"{IN_SECRET}  patch: {block(FAILING)}"),
    "a patch in a file whose test fails": patched(f"{IN_SECRET}  path: p.yaml\n", **{"p.yaml": FAILING}),
    "a patch that is no list": patched(f"{IN_SECRET}  patch: {block(UNLISTED)}"),
    "a patch without a target": patched(f"- patch: {block(FAILING)}"),
    "a patch and a path": patched(f"{IN_SECRET}  path: p.yaml\n  patch: {block(FAILING)}"),
    "an entry that is no patch": patched(f"- patch: {block('a: b')}  stringData: {VALUE}\n"),
    "an env file as a patch": patched("- path: e\n", e=f"PASSWORD={VALUE}\n"),
    "operations that are no YAML": patched(
        f"- target: {{version: v1, kind: Secret, name: s}}\n  patch: {block(BROKEN)}", "patchesJson6902"
    ),
    "operations that are no JSON": patched(
        f'- target: {{version: v1, kind: Secret, name: s}}\n  patch: \'[{{"value": "{VALUE}",}}]\'\n',
        "patchesJson6902",
    ),
    "a strategic merge that is no YAML": patched(
        f"- {block(f'kind: Secret{chr(10)}stringData: {{b: {VALUE}: c}}', 2)}", "patchesStrategicMerge"
    ),
    "a strategic merge without a name": patched(
        f"- {block(f'kind: Secret{chr(10)}stringData: {{b: {VALUE}}}', 2)}", "patchesStrategicMerge"
    ),
    "a PatchTransformer that fails": transformed(
        "PatchTransformer", f"target: {{kind: Secret}}\npatch: {block(FAILING)}"
    ),
    "a PatchTransformer that is no YAML": transformed(
        "PatchTransformer", f"target: {{kind: Secret}}\npatch: {block(BROKEN)}"
    ),
    "a PatchTransformer of another shape": transformed("PatchTransformer", f"patch: {block(LIST)}"),
    "a PatchTransformer that is given a list": transformed(
        "PatchTransformer", f"target: {{kind: Secret}}\npatch:\n{FAILING}"
    ),
    "a PatchJson6902Transformer": transformed(
        "PatchJson6902Transformer", f"target: {{kind: Secret, name: s}}\njsonOp: {block(UNLISTED)}"
    ),
    "a PatchStrategicMergeTransformer": transformed("PatchStrategicMergeTransformer", f"patches: {block(LIST)}"),
    "a transformer without a name": patched(
        f"- {block(INLINE.format('PatchTransformer', 'patch', f'{{kind: Secret, stringData: {{a: {VALUE}}}}}'), 2)}",
        "transformers",
    ),
    "a generator without a name": patched(
        f"- {block(INLINE.format('SecretGenerator', 'literals', f'[a={VALUE}]'), 2)}", "generators"
    ),
    "a SecretGenerator": patched(
        f"- {block(INLINE.replace('nam:', 'name:').format('SecretGenerator', 'literals', f'[{VALUE}]'), 2)}",
        "generators",
    ),
    "a literal among the files": {"kustomization.yaml": f"{BAD}  files: ['a=b={VALUE}']\n"},
    "literals as a mapping": {"kustomization.yaml": f"{BAD}  literals:\n    password: {VALUE}\n"},
    "literals of mappings": {"kustomization.yaml": f"{BAD}  literals:\n  - password: {VALUE}\n"},
    "a source that splits a short value": {
        "kustomization.yaml": "resources: [s.yaml]\nreplacements:\n- source: {kind: Secret, fieldPath: stringData.b,"
        " options: {delimiter: '-', index: 9}}\n  targets: [{select: {kind: Secret}, fieldPaths: [data.a]}]\n",
        "s.yaml": SECRET.replace(VALUE, SHORT),
    },
    "a name that is a value": {
        "kustomization.yaml": "resources: [s.yaml, d.yaml, e.yaml]\nreplacements:\n"
        "- source: {kind: Secret, fieldPath: stringData.b}\n"
        "  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.name]}]\n",
        "s.yaml": SECRET,
        "d.yaml": DEPLOYMENT,
        "e.yaml": DEPLOYMENT.replace("name: d", "name: e"),
    },
    "a prefix for all values": {
        "kustomization.yaml": "resources: [s.yaml]\nnamePrefix: x\nconfigurations: [c.yaml]\n",
        "s.yaml": SECRET.replace(VALUE, SHORT),
        "c.yaml": "namePrefix: [{path: stringData, kind: Secret}]\n",
    },
    "a Secret without a name": of_secret(SECRET.replace("name:", "nam:")),
    "a Secret in one line": of_secret(f'{{"kind": "Secret", "apiVersion": "v1", "stringData": {{"a": "{VALUE}"}}}}\n'),
    "a Secret in one line that is no JSON": of_secret(f'{{"kind": "Secret", "stringData": {{"a": "{VALUE}" "b"}}}}\n'),
    "a Secret of a misspelled kind": of_secret(SECRET.replace("Secret", "Secert") + "x: {1: 2}\n"),
    "a Secret with a tab": of_secret(SECRET + f"\tb: {VALUE}\n"),
    "a Secret where definitions are expected": {"kustomization.yaml": "crds: [s.yaml]\n", "s.yaml": SECRET},
    "a Secret where replacements are expected": {
        "kustomization.yaml": "replacements: [{path: s.yaml}]\n",
        "s.yaml": SECRET,
    },
    "a Secret as a kustomization": {"kustomization.yaml": SECRET},
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("on_disk", [True, False], ids=["disk", "memory"])
@pytest.mark.parametrize("tree", TREES.values(), ids=list(TREES))
def test_no_value_is_shown(tree: dict[str, str | bytes], on_disk: bool, tmp_path: Path) -> None:
    for name, text in tree.items() if on_disk else ():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(KustompyError) as caught:
        build(tmp_path, files={} if on_disk else tree, disk=on_disk, base=tmp_path).to_yaml()
    error = caught.value
    texts = [str(error), repr(error), *error.warnings]
    texts += [repr(each) + each.hint + each.resource for each in error.diagnostics]
    texts += [rendered(report_of_error(error, str(tmp_path)), form) for form in FORMATS]
    if on_disk:
        found = lint([str(tmp_path)], Options())
        texts += [rendered(report_of_findings(found, str(tmp_path)), form) for form in FORMATS]
    for text in texts:
        assert not {value for value in (VALUE, BASE64, SHORT) if value in text}


def test_a_limit_that_a_patch_exceeds() -> None:
    tree = patched(f"{IN_SECRET}  patch: {block(FAILING + '- [[[[[]]]]]')}")
    with pytest.raises(KustompyError) as caught:
        build(".", files=tree, disk=False, limits=Limits(depth=5))
    assert caught.value.diagnostics[0].code == "KST703"
    assert VALUE not in str(caught.value)


def test_what_is_no_secret_is_shown(tmp_path: Path) -> None:
    """A patch for Deployments in a tree with Secrets is shown with its line."""
    tree = patched(
        "- target: {kind: Deployment}\n  path: p.yaml\n", **{"p.yaml": FAILING.replace("stringData", "spec")}
    )
    for name, text in tree.items():
        (tmp_path / name).write_text(str(text))
    with pytest.raises(KustompyError) as caught:
        build(tmp_path)
    assert VALUE in rendered(report_of_error(caught.value, str(tmp_path)), "text")


def test_what_is_visible_anyway_is_shown() -> None:
    """A value that is also in the name of a file is hidden in data alone; kustomize's words are no values."""
    tree = {
        "kustomization.yaml": "resources: [s.yaml, postgres-pvc.yaml]\n",
        "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {user: postgres, b: 'resources: '}\n",
    }
    with pytest.raises(KustompyError) as caught:
        build(".", files=tree, disk=False)
    assert "accumulating resources: accumulation err='accumulating resources from 'postgres-pvc.yaml'" in str(
        caught.value
    )


def test_what_is_visible_anyway_is_hidden_in_data() -> None:
    tree = {
        "kustomization.yaml": f"resources: [s.yaml, {VALUE}.yaml]\n",
        "s.yaml": f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{user: {VALUE}, b: .inf}}\n",
        f"{VALUE}.yaml": DEPLOYMENT,
    }
    with pytest.raises(KustompyError) as caught:
        build(".", files=tree, disk=False).to_yaml()
    assert VALUE not in str(caught.value)


def test_the_texts_of_secrets_are_those_that_messages_hide(tmp_path: Path) -> None:
    """Among them are numbers, and the lines of files: a plan hides them wherever they were copied to."""
    (tmp_path / "kustomization.yaml").write_text("resources: [s.yaml]\nsecretGenerator: [{name: g, envs: [g.env]}]\n")
    (tmp_path / "s.yaml").write_text("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {pin: 123456}\n")
    (tmp_path / "g.env").write_text(f"TOKEN={VALUE}\n")
    built = build(tmp_path)
    assert {"123456", VALUE} <= set(built.secret_texts())
    assert build({"namePrefix": "a-", "resources": []}, base=tmp_path).secret_texts() == []
