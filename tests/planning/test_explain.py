"""Who wrote the fields of a resource, as the command says it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.planning.explaining import annotated, near
from tests.planning.goldens_of import held
from tools.fixtures import metadata, tree_of

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = sorted(each.parent for each in (ROOT / "fixtures").glob("*/*/expected.yaml"))[::6]
assert len(FIXTURES) > 20, "no fixtures found"


ASKED = {
    "image.txt": "Deployment/web spec.template.spec.containers[name=web].image",
    "replicas.txt": "Deployment/web spec.replicas",
    "tls.txt": "Ingress/web spec.tls",
    "secret.txt": "Secret/app-secrets",
    "replicas.json": "deployment/notes/web spec.replicas --format json",
    "secret.json": "Secret/app-secrets data --format json",
}


@pytest.mark.parametrize("golden", ASKED)
def test_fields_are_explained(golden: str, gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "overlays/prod", *ASKED[golden].split()]) == 0
    held(f"explain/{golden}", capsys.readouterr().out)


def test_values_of_secrets_are_not_told(gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = [line.partition("=")[2] for line in (gitops / "overlays/prod/secrets.env").read_text().splitlines()]
    encoded = kustompy.build("overlays/prod").one("Secret")["data"].values()
    assert len(encoded) > 1
    for form in ("text", "json"):
        assert main(["explain", "overlays/prod", "Secret/app-secrets", "--format", form]) == 0
        out = capsys.readouterr().out
        assert [each for each in [*values, *encoded] if each and each in out] == []


def test_a_secret_that_is_patched_and_copied_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kustomization.yaml").write_text(
        "resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: s}\n"
        "    stringData: {x: hunter-two}\n"
        "replacements:\n- source: {kind: Secret, fieldPath: stringData.x}\n"
        "  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.x]\n"
    )
    (tmp_path / "a.yaml").write_text(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {x: hunter-one}\n---\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {x: y}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["explain", ".", "Secret/s"]) == 0
    assert "hunter" not in capsys.readouterr().out
    build = kustompy.build(".")
    texts = [each.text for field in build.explain_fields("ConfigMap/c", "data") for each in field.writers]
    assert "hunter-two" not in texts
    assert "***" in texts


def test_a_removed_field_is_explained_by_who_removed_it(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(
        "resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: c}\n"
        "    data: {x: null}\n"
    )
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {x: y, z: z}\n")
    fields = kustompy.build(tmp_path).explain_fields("ConfigMap/c", "data")
    assert [(each.path, each.is_removed, each.value) for each in fields] == [
        (("data", "z"), False, "z"),
        (("data", "x"), True, None),
    ]
    assert [each.how for each in fields[1].writers] == ["over", "removed"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("overlays/prod", "explain takes a target, a resource and a path"),
        ("overlays/prod Deployment/web a b", "explain takes a target, a resource and a path"),
        ("overlays/prod Deployment/wob", "no resource is called Deployment/wob"),
        ("overlays/prod deploymnt/web", "did you mean `Deployment/web`?"),
        ("overlays/prod redis", "say the kind, too: `Service/redis`, `StatefulSet/redis`"),
        ("overlays/prod nothing/alike", "there are Namespace notes, "),
        ("overlays/prod Deployment/web spec.replcas", "did you mean `spec.replicas`?"),
        ("overlays/prod Deployment/web spec.replicas.x[3]", "Deployment web has no field spec.replicas.x[3]"),
        ("overlays/prod Deployment/web spec.template.spec.containers[9]", "has no field"),
        ("overlays/nope Deployment/web", "overlays/nope"),
    ],
)
def test_what_cannot_be_explained(arguments: str, said: str, gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *arguments.split()]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_annotations_change_no_value(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warnings.warn", lambda *_, **__: None)
    meta = metadata(case)
    if meta.get("args"):
        pytest.skip("built with flags")
    build = kustompy.build(tree_of(case, meta) / meta.get("root", "."))
    text = annotated(build, near(os.fspath(case)))
    assert kustompy.load(text) == kustompy.load(build.to_yaml())
    assert " # " in text or not len(build)


def test_annotations_stand_behind_headers_of_blocks_and_name_odd_files_harmlessly(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text('resources: ["a\\nb.yaml"]\n')
    (tmp_path / "a\nb.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  x: |\n    one\n    two\n  z: {}\n"
    )
    build = kustompy.build(tmp_path)
    lines = annotated(build, near(os.fspath(tmp_path))).splitlines()
    assert "  x: | # a?b.yaml:5:6 resources" in lines
    assert "    two" in lines
    assert "  z: {} # a?b.yaml:8:6 resources" in lines


def test_annotations_are_written_to_a_file_and_not_into_a_folder(
    gitops: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "overlays/prod", "--annotate", "-o", "out.yaml"]) == 0
    assert "  replicas: 4 # overlays/prod/kustomization.yaml:38:10 replicas\n" in Path("out.yaml").read_text()
    Path("out").mkdir()
    assert main(["build", "overlays/prod", "--annotate", "-o", "out"]) == 1
    assert "does not write a file for each resource" in capsys.readouterr().err
    assert list(Path("out").iterdir()) == []


def test_the_json_is_json(gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "overlays/prod", "Deployment/web", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    by_pointer = {each["pointer"]: each for each in told["fields"]}
    assert by_pointer["/spec/replicas"]["value"] == 4
    assert [each["text"] for each in by_pointer["/spec/replicas"]["writers"]] == ["1", "4"]
