"""A base of what a team has: every object is in the render as it was, or nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

import kustompy
from kustompy.cli import main
from kustompy.errors import UsageError
from kustompy.scaffolding.taken import lost
from kustompy.testing import resources

FILES = {
    "web/deployment.yaml": "# kept\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n"
    "  template:\n    spec:\n      containers: [{name: web, image: 'nginx:1.27'}]   # as it was\n",
    "web/all.yml": "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n---\n# nothing\n---\n"
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: other\ndata:\n  a: \"1\"\n  b: ''\n",
    "list.yaml": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: one}\n"
    "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: two}\n",
    "account.json": '{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web"}}\n',
    "README.md": "Not a manifest.\n",
}
SECRET = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\nstringData:\n  key: hush-canary-4711\n"
HOOK = 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: up\n  annotations: {"helm.sh/hook": pre-install}\n'
CHART = """\
---
# Source: shop/templates/web/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
---
# Source: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
---
# Source: shop/templates/empty.yaml
---
# Source: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: b
---
# Source: shop/charts/queue/templates/../../../up.yaml
apiVersion: v1
kind: Service
metadata:
  name: queue
---
apiVersion: v1
kind: Service
metadata:
  name: other
"""


def laid(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    return directory


def test_a_folder_becomes_a_base_byte_for_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laid(tmp_path / "k8s", FILES)
    assert main(["init", str(tmp_path / "new"), "--from-manifests", str(tmp_path / "k8s")]) == 0
    assert capsys.readouterr().out == f"wrote 10 files into {tmp_path / 'new'}\n"
    taken = sorted(name for name in FILES if name != "README.md")
    for name in taken:
        assert (tmp_path / "new/base" / name).read_text() == FILES[name]
    [kustomization] = kustompy.load((tmp_path / "new/base/kustomization.yaml").read_text())
    assert kustomization["resources"] == taken
    render = kustompy.build(tmp_path / "new/overlays/prod").to_dicts()
    assert lost([each for name in taken for each in items(FILES[name])], render) == []


def items(text: str) -> list[dict[str, object]]:
    found = [each for each in kustompy.load(text) if each]
    return [item for each in found for item in (each["items"] if each["kind"] == "List" else [each])]


def test_a_render_of_helm_gets_the_files_of_its_chart(tmp_path: Path) -> None:
    (tmp_path / "render.yaml").write_text(CHART)
    made = kustompy.scaffold(tmp_path / "new", {"name": "shop"}, from_helm=tmp_path / "render.yaml")
    base = [each.removeprefix("base/") for each in made.files if each.startswith("base/")]
    assert base == [
        "kustomization.yaml",
        "web/deployment.yaml",
        "config.yaml",
        "charts/queue/up.yaml",
        "document-5.yaml",
    ]
    render = kustompy.build(tmp_path / "new/overlays/prod")
    assert sorted(each.name for each in render) == ["a", "b", "other", "queue", "shop-prod", "web"]
    assert {each.namespace for each in render.find(kind="ConfigMap")} == {"shop-prod"}


def test_helm_template_with_an_output_folder(tmp_path: Path) -> None:
    laid(tmp_path / "out", {"shop/templates/config.yaml": "---\n# Source: shop/templates/config.yaml\n" + SECRET})
    made = kustompy.scaffold(tmp_path / "new", from_helm=tmp_path / "out")
    assert "base/shop/templates/config.yaml" in made.files


def test_what_another_tool_would_do_otherwise_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laid(tmp_path / "k8s", {"secret.yaml": SECRET, "hook.yaml": HOOK})
    assert main(["init", str(tmp_path / "new"), "--from-manifests", str(tmp_path / "k8s")]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[1:] == [
        "  note: Job up is a hook of helm (pre-install): it is applied like the others now",
        "  note: Secret keys holds its values: declare them as inputs, or encrypt the file with sops",
    ]
    assert "canary" not in out + err


CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
LOCAL = CONFIG + "  annotations:\n    config.kubernetes.io/local-config: 'true'\n"
WRONG: list[tuple[dict[str, str], str, str]] = [
    ({}, "KST872", "there are no manifests in "),
    ({"README.md": "a\n"}, "KST872", "there are no manifests in "),
    ({"empty.yaml": "# nothing\n---\n"}, "KST872", "there are no manifests in "),
    ({"a.yaml": CONFIG, "values.yaml": "replicas: 2\n"}, "KST872", "values.yaml holds no manifests: "),
    ({"a.yaml": CONFIG, "package.json": "{}\n", "b.json": "[1]\n"}, "KST872", "b.json holds no manifests: "),
    ({"a.yaml": CONFIG, "b.yaml": "a: [\n"}, "KST872", "b.yaml holds no manifests: "),
    ({"a.yaml": CONFIG, "b.yaml": "kind: {{ .Values.kind }}\n"}, "KST872", "b.yaml holds no manifests: "),
    ({"a.yaml": CONFIG, "b.yaml": "apiVersion: v1\nmetadata:\n  name: a\n"}, "KST872", "b.yaml holds no manifests: "),
    ({"a.yaml": CONFIG, "b/kustomization.yaml": "resources: []\n"}, "KST872", "kustomization.yaml is a kustomization"),
    ({"a.yaml": CONFIG, "b.yaml": CONFIG}, "KST873", "the repository would not build: "),
    ({"a.yaml": CONFIG.replace("name: a", "name: b"), "b.yaml": LOCAL}, "KST873", "were: - ConfigMap a"),
    ({"a.yaml": CONFIG + "  name: b\n"}, "KST873", "the repository would not build: "),
]


@pytest.mark.parametrize(("files", "code", "message"), WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_taken(files: dict[str, str], code: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "k8s").mkdir()
    laid(tmp_path / "k8s", files)
    with pytest.raises(UsageError) as caught:
        kustompy.scaffold(tmp_path / "new", from_manifests=tmp_path / "k8s")
    assert (caught.value.code, message in str(caught.value)) == (code, True), str(caught.value)
    assert caught.value.diagnostics[0].hint
    assert not (tmp_path / "new").exists()


RENDERS: list[tuple[bytes, str]] = [
    (b"", "there are no manifests in "),
    (b"Error: chart not found\n", "holds no manifests: "),
    (b"a: b\n--- oops\n", "holds no manifests: "),
    (b"\xff\xfe\x00", "is not UTF-8"),
    (b"NAME: shop\nNOTES:\n  get the URL\n", "holds no manifests: "),
]


@pytest.mark.parametrize(("render", "message"), RENDERS, ids=range(len(RENDERS)))
def test_what_is_no_render(render: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "render.yaml").write_bytes(render)
    with pytest.raises(UsageError) as caught:
        kustompy.scaffold(tmp_path / "new", from_helm=tmp_path / "render.yaml")
    assert (caught.value.code, message in str(caught.value)) == ("KST872", True), str(caught.value)
    assert not (tmp_path / "new").exists()


def test_a_description_beside_manifests(tmp_path: Path) -> None:
    laid(tmp_path / "k8s", {"a.yaml": CONFIG})
    with pytest.raises(UsageError, match="apps do not go together with manifests"):
        kustompy.scaffold(tmp_path / "new", {"apps": {"web": {"image": "a:1"}}}, from_manifests=tmp_path / "k8s")
    with pytest.raises(UsageError, match="manifests and a render of helm do not go together"):
        kustompy.scaffold(tmp_path / "new", from_manifests=tmp_path / "k8s", from_helm=tmp_path / "k8s")


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(resources())
def test_any_manifest_is_kept_or_named(tmp_path_factory: pytest.TempPathFactory, manifest: dict[str, object]) -> None:
    directory = tmp_path_factory.mktemp("drawn")
    laid(directory / "k8s", {"a.yaml": kustompy.dump([manifest])})
    try:
        kustompy.scaffold(directory / "new", {"pipeline": "none"}, from_manifests=directory / "k8s")
    except UsageError as error:
        assert error.code == "KST873"
        return
    assert kustompy.build(directory / "new/overlays/prod").to_yaml() == kustompy.dump([manifest])


def test_what_only_one_side_has_is_told_by_name() -> None:
    one, other = {"kind": "A", "metadata": {"name": "a"}}, {"metadata": {"name": "a"}, "kind": "A"}
    assert lost([one], [other]) == []
    placed = {"kind": "B", "metadata": {"name": "b", "namespace": "n"}}
    assert lost([one, one, {"kind": "C"}], [other, placed]) == ["- A a", "- C None", "+ B n/b"]
