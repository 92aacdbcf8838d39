"""``validate`` over many overlays says what it says of each, whoever builds them; and ``validate --watch``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.fleet import many, pool, waiting
from kustompy.fleet.watching import Watch
from tests.fleet.trees import fleet, write

WRONG = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: nope}]}\n"
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: t}\nstringData: {hush: 7}\n"
KIND = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {n: {type: TYPE}}}}}
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tree = tmp_path.resolve()
    fleet(tree, 8)
    write(tree, {
        "overlays/wrong/kustomization.yaml": "resources: [s.yaml]\n", "overlays/wrong/s.yaml": WRONG,
        "overlays/fails/kustomization.yaml": "resources: [nope.yaml]\n",
        "overlays/kinds/kustomization.yaml": "resources: [crd.yaml]\n",
        "overlays/kinds/crd.yaml": KIND.replace("TYPE", "integer"),
        "overlays/thing/kustomization.yaml": "resources: [thing.yaml]\n",
        "overlays/thing/thing.yaml": "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {n: x}\n",
    })  # fmt: skip
    monkeypatch.chdir(tree)
    return tree


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    return main(["validate", *arguments]), capsys.readouterr().out


def test_whoever_builds_the_same_is_said(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = said(capsys, "overlays", "--jobs", "1", "--format", "json")
    assert one[0] == 1
    for word in ("overlays/wrong/s.yaml", "overlays/fails", "overlays/thing/thing.yaml"):
        assert word in one[1]
    monkeypatch.setattr(many, "_ALONE_SECONDS", 0.0)
    monkeypatch.setattr(many, "_POOL_SECONDS", 0.0)
    monkeypatch.setattr(pool, "_CHUNK_SECONDS", 0.01)
    assert said(capsys, "overlays", "--jobs", "2", "--format", "json") == one


def test_values_of_secrets_are_not_shown_by_a_build_of_many(tree: Path) -> None:
    """The outcome of a build travels without what it has read of Secrets."""
    write(tree, {
        "a/kustomization.yaml": "resources: [t.yaml, s.yaml]\nreplacements:\n"
        "- source: {kind: Secret, fieldPath: stringData.hush}\n"
        "  targets: [{select: {kind: Service}, fieldPaths: [spec.ports.0.port]}]\n",
        "a/t.yaml": SECRET.replace("7", "hush-hush"), "a/s.yaml": WRONG,
    })  # fmt: skip
    build = next(kustompy.build_many(["a"])).build
    messages = [each.message for each in kustompy.validate(build)]
    assert messages == [each.message for each in kustompy.validate(kustompy.build("a"))]
    assert messages and not any("hush-hush" in each for each in messages)


def watching(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]) -> None:
    """Let a watch make these changes, one whenever it waits, and end it then."""
    left = list(steps)

    def wait(watch: Watch) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    monkeypatch.setattr(waiting, "waiting", lambda note: wait)


def test_watching(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rounds: list[str] = []

    def step(name: str, text: str) -> Callable[[], object]:
        def change() -> None:
            rounds.append(capsys.readouterr().out)
            write(tree, {name: text})

        return change

    watching(
        monkeypatch,
        step("overlays/wrong/s.yaml", WRONG.replace("nope", "80")),
        step("overlays/fails/kustomization.yaml", "namePrefix: a\n"),
        step("overlays/kinds/crd.yaml", KIND.replace("TYPE", "string")),
        step("loose.yaml", WRONG),
    )
    write(tree, {"loose.yaml": WRONG.replace("nope", "81")})
    assert main(["validate", "overlays", "loose.yaml", "--watch"]) == 130
    rounds.append(capsys.readouterr().out)
    first, mended, built, thing, loose = rounds
    assert "overlays/wrong/s.yaml" in first and "overlays/thing/thing.yaml" in first
    assert first.rstrip().endswith("1 overlay cannot be built")
    assert mended == ("1 resource of 1 overlay is valid; not valid as before: overlays/thing, overlays/fails\n")
    assert built.endswith("; not valid as before: overlays/thing\n")
    assert "not valid as before" not in thing and "Thing" not in thing, "the kind is another one now"
    assert "loose.yaml" in loose and "is not valid" in loose


def test_stdin_cannot_be_watched(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "-", "--watch"]) == 2
    assert "stdin cannot be watched" in capsys.readouterr().err


def test_what_appears_is_checked(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds: list[str] = []
    write(tree, {"some/a/kustomization.yaml": "resources: [s.yaml]\n", "some/a/s.yaml": WRONG.replace("nope", "80")})

    def step(name: str, text: str) -> Callable[[], object]:
        def change() -> None:
            rounds.append(capsys.readouterr().out)
            write(tree, {name: text})

        return change

    watching(
        monkeypatch,
        step("some/loose.yaml", WRONG),
        step("some/b/kustomization.yaml", "resources: [../a]\nnamePrefix: b-\n"),
        step("some/loose.yaml", WRONG.replace("nope", "81")),
    )
    assert main(["validate", "some", "--watch"]) == 130
    rounds.append(capsys.readouterr().out)
    first, loose, overlay, mended = rounds
    assert first == "1 resource of 1 overlay is valid\n"
    assert "some/loose.yaml" in loose and "is not valid" in loose
    assert overlay == "1 resource of 1 overlay is valid; not valid as before: some/loose.yaml\n"
    assert mended == "1 resource of 1 file is valid\n"
