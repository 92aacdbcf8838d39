"""What doctor says of overlays that change with the level, and of a binary that prints something else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.doctor.binary import _message, find_binary
from kustompy.doctor.levels import distinct_levels
from kustompy.doctor.rendered import Rendered, documents_of, texts_of
from kustompy.model.levels import CHANGES
from tools.levels import CASES as LEVEL_CASES

PLAIN = {
    "a/kustomization.yaml": "resources: [r.yaml]\n",
    "a/r.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    "b/kustomization.yaml": "resources: [../a]\nnamePrefix: b-\n",
}
POLICY = {
    "kustomization.yaml": "resources: [r.yaml]\nnamespace: ns\n",
    "r.yaml": (
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: p}\n"
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    ),
}


def said(
    files: dict[str, str],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    *flags: str,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[int, str]:
    """The exit code and the output of doctor in a folder with the files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.chdir(folder)
    code = main(["doctor", *flags])
    return code, capsys.readouterr().out


def test_overlays_that_are_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = said(PLAIN, tmp_path, capsys, "--no-binary", monkeypatch=monkeypatch)
    assert (code, text) == (0, "1 overlay at 3 levels: none differs\n")


def test_resource_that_changes_with_the_level(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = said(POLICY, tmp_path, capsys, "--no-binary", monkeypatch=monkeypatch)
    assert code == 1
    assert text == (
        ".: 5.8.1 and 5.8.2 to 5.8.3 differ\n"
        "  ValidatingAdmissionPolicy.v1.admissionregistration.k8s.io/p.ns\n"
        "  ValidatingAdmissionPolicy.v1.admissionregistration.k8s.io/p.[noNs]\n"
        "  because ValidatingAdmissionPolicy and ValidatingAdmissionPolicyBinding v1 have no namespace\n"
        "1 overlay at 3 levels: 1 differs\n"
    )


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, _, words in CHANGES])
def test_every_change_is_given_as_a_reason(name: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--no-binary", str(LEVEL_CASES / name / "input")]) == 1
    assert f"  because {words}\n" in capsys.readouterr().out


def test_label_that_names_the_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**PLAIN, "b/kustomization.yaml": "resources: [../a]\nbuildMetadata: [managedByLabel]\n"}
    code, text = said(files, tmp_path, capsys, "--no-binary", monkeypatch=monkeypatch)
    assert code == 1
    assert "  because the label of `managedByLabel` names the version\n" in text


BINARY = """#!{python}
import sys
if sys.argv[1] == "version":
    print("v{version}")
elif {fails}:
    sys.exit("Error: no such thing")
else:
    print("apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: {name}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize(
    ("version", "name", "fails", "expected"),
    [
        ("5.8.1", "b-a", False, "1 overlay at 3 levels and kustomize 5.8.1: none differs\n"),
        (
            "5.8.3", "other", False,
            "b: kustompy and kustomize 5.8.3 differ\n  ConfigMap.v1.[noGrp]/b-a.[noNs]\n"
            "  no known difference: see docs/compatibility.md, and report it if it is not there\n"
            "1 overlay at 3 levels and kustomize 5.8.3: 1 differs\n",
        ),
        (
            "5.4.0", "b-a", True,
            "b: kustompy and kustomize 5.4.0 differ\n  kustompy: builds\n  kustomize: no such thing\n"
            "  kustompy follows 5.8.1, 5.8.2, 5.8.3, and no 5.4.0\n"
            "1 overlay at 3 levels and kustomize 5.4.0: 1 differs\n",
        ),
    ],
)  # fmt: skip
def test_binary(
    version: str, name: str, fails: bool, expected: str,
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    program = tmp_path / "bin/kustomize"
    program.parent.mkdir()
    program.write_text(BINARY.format(python=sys.executable, version=version, name=name, fails=fails))
    program.chmod(0o755)
    code, text = said(PLAIN, tmp_path / "tree", capsys, f"--binary={program}", monkeypatch=monkeypatch)
    assert text == expected
    assert code == int("none" not in expected)


def test_binary_that_there_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kustomization.yaml").write_text("namePrefix: a-\n")
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--binary=/no/such/program"]) == 2
    assert "there is no program '/no/such/program'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("printed", "first"),
    [
        ("\nwarning: old\nError: no such thing: x\n", "no such thing: x"),
        ("ERROR: loud\n", "loud"),
        ("Warning: ERROR in a: file\nno kustomization\n", "Warning: ERROR in a: file"),
        ("error without a colon\n", "error without a colon"),
    ],
)
def test_the_message_of_a_binary(printed: str, first: str) -> None:
    assert _message(printed) == first


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize(
    ("name", "printed", "level", "arguments"),
    [
        ("kustomize", "v5.8.1", "5.8.1", ("build",)),
        ("kustomize", "{Version:v4.5.7 GitCommit:v5.0}", "", ("build",)),
        ("kubectl", "Client Version: v5.1.0\nKustomize Version: v5.7.1", "5.7.1", ("kustomize",)),
        ("kubectl-1.31", "Client Version: v1.31.0", "", ("kustomize",)),
        ("my-kubectl", "v5.8.1", "5.8.1", ("build",)),
    ],
)
def test_the_version_of_a_binary(
    name: str, printed: str, level: str, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    program = tmp_path / name
    program.write_text(f"#!/bin/sh\n[ $# = {2 if arguments == ('kustomize',) else 1} ] && cat <<'E'\n{printed}\nE\n")
    program.chmod(0o755)
    found = find_binary(str(program), {"PATH": os.environ["PATH"]})
    assert found is not None
    assert (found.level, found.arguments) == (level, arguments)


def test_kustomize_is_looked_for_before_kubectl(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("a script is no program there")
    assert find_binary("", {"PATH": str(tmp_path)}) is None
    for name in ("kubectl", "kustomize"):
        (tmp_path / name).write_text("#!/bin/sh\necho v5.8.1\n")
        (tmp_path / name).chmod(0o755)
        found = find_binary("", {"PATH": str(tmp_path)})
        assert found is not None
        assert found.path == str(tmp_path / name)


def test_levels_that_behave_alike_are_one_group() -> None:
    assert distinct_levels() == [("5.8.1", "5.8.1"), ("5.8.2", "5.8.3")]


def test_a_group_of_many_levels_keeps_its_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kustompy.doctor.levels.LEVELS", ("5.8.1", "5.8.2", "5.8.3", "5.8.3", "5.8.1", "5.8.1"))
    assert distinct_levels() == [("5.8.1", "5.8.1"), ("5.8.2", "5.8.3"), ("5.8.1", "5.8.1")]


def test_a_line_of_dashes_inside_of_a_text_ends_no_document() -> None:
    text = "kind: ConfigMap\ndata:\n  a: |\n    x\n    ---\n    y\n"
    assert texts_of("") == []
    assert texts_of(text) == [text]
    assert texts_of(f"{text}---\nkind: B\n") == [text, "kind: B\n"]
    assert "---\n".join(texts_of(f"{text}---\nkind: B\n")) == f"{text}---\nkind: B\n"


def test_documents_that_come_again_or_have_no_id() -> None:
    assert documents_of(["a", "a"], ["1", "2", "3"]) == {"a": "1", "a (2)": "2", "document 3": "3"}


def test_what_differs_between_two_renders() -> None:
    old, new = Rendered({"a": "1", "b": "2"}), Rendered({"b": "3", "c": "4"})
    assert old.differing(new) == ["a", "b", "c"]
    assert old.differing(Rendered({}, "broken")) == []
    assert Rendered({}, "broken").differing(new) == []
    assert Rendered({}, "broken").text == "Error: broken"
    assert new.text == "3---\n4"
