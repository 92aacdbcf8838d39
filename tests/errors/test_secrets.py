"""No value of a Secret is in an error, a diagnostic, a rendering, or a warning."""

from __future__ import annotations

import pytest

from kustompy.cli.diagnostics import FORMATS, rendered_error
from kustompy.errors import KustompyError
from kustompy.library import build

VALUE = "hunter2-hunter2"
BASE64 = "aHVudGVyMi1odW50ZXIy"
SHORT = "pw9"
SECRET = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata: {{a: {BASE64}}}\nstringData: {{b: {VALUE}}}\n"
OTHER = SECRET.replace("name: s", "name: s, namespace: other")
BAD = "secretGenerator:\n- name: s\n"

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
}


@pytest.mark.parametrize("tree", TREES.values(), ids=list(TREES))
def test_no_value_is_shown(tree: dict[str, str | bytes]) -> None:
    with pytest.raises(KustompyError) as caught:
        build(".", files=tree, disk=False).to_yaml()
    error = caught.value
    texts = [str(error), repr(error), *error.warnings, *(repr(each) + each.hint for each in error.diagnostics)]
    texts += [rendered_error(error, form, "/", coloured=False) for form in FORMATS]
    for text in texts:
        assert not {value for value in (VALUE, BASE64, SHORT) if value in text}
