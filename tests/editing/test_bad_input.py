"""What an edit refuses: kustomize's first line, exit code 1, and the directory as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.editing.annotations import documents_in, with_annotation
from kustompy.editing.draft import Draft
from kustompy.errors import LoadError

K = "kustomization.yaml"
REFUSED = [
    ("no kustomization", {}, ["set", "namespace", "a"], "Missing kustomization file 'kustomization.yaml'."),
    (
        "two of them", {K: "", "Kustomization": ""}, ["set", "namespace", "a"],
        "Found multiple kustomization file: [kustomization.yaml Kustomization]",
    ),
    (
        "no YAML", {K: "resources: [\n"}, ["set", "namespace", "a"],
        "invalid Kustomization: yaml: line 1: did not find expected node content",
    ),
    ("a list", {K: "- a\n"}, ["set", "namespace", "a"],
     "invalid Kustomization: json: cannot unmarshal array into Go value of type types.Kustomization"),
    ("an unknown field", {K: "extra: 1\n"}, ["set", "namespace", "a"],
     'invalid Kustomization: json: unknown field "extra"'),
    ("bytes that are no text", {K: b"a: \xff\n"}, ["set", "namespace", "a"],
     "invalid Kustomization: yaml: invalid leading UTF-8 octet"),
    ("a glob that matches nothing", {K: ""}, ["add", "resource", "*.json"], None),
    ("a pattern with an open bracket", {K: "resources: [a]"}, ["remove", "resource", "["], "syntax error in pattern"),
    ("a pattern that ends in a backslash", {K: "resources: [a]"}, ["remove", "resource", "a\\"],
     "syntax error in pattern"),
    ("nothing to add", {K: ""}, ["add", "resource"], "must specify a resource file"),
    ("a label that is there", {K: "commonLabels: {a: b}\n"}, ["add", "label", "a:c"],
     "label a already in kustomization file. Use --force to override."),
    ("a label that is not there", {K: "commonLabels: {a: b}\n"}, ["remove", "label", "a,b"],
     "label b is not defined in kustomization file"),
    ("an image without a tag", {K: ""}, ["set", "image", "app"],
     "invalid format of image, use one of the following options:"),
    ("a count that is none", {K: ""}, ["set", "replicas", "web=many"],
     "invalid format of replica, use the following format: <name>=<count>"),
    ("a file of a generator that is not there", {K: ""}, ["add", "configmap", "c", "--from-env-file", "none"], None),
    ("a key twice", {K: ""}, ["add", "configmap", "c", "--from-literal", "a=1", "--from-literal", "a=2"],
     "failed to create configmap: configmap c illegally repeats the key `a`"),
    ("a second document, and an anchor that stands elsewhere, too",
     {K: "commonLabels: &l {a: x}\ncommonAnnotations: *l\n---\nb: c\n"}, ["set", "label", "a:y"],
     "the kustomization cannot be edited in place, and has a second document, which would be lost"),
    ("an unknown flag", {K: ""}, ["set", "image", "--nope"], "unknown flag: --nope"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "words", "message"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_refused(
    files: dict[str, str | bytes],
    words: list[str],
    message: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    content = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    for name, text in content.items():
        (tmp_path / name).write_bytes(text)
    monkeypatch.chdir(tmp_path)
    assert main(["edit", *words]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    first = said.err.splitlines()[0] if said.err.startswith("Error") else said.err.splitlines()[-1]
    assert first.startswith("Error: ")
    if message is not None:
        assert first == f"Error: {message}"
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == content


def test_a_word_that_is_not_known_shows_help_and_says_that_nothing_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["edit", "set", "imagetag", "a=b"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Sets the value")
    assert said.err == "Warning: there is no command `edit set imagetag`; nothing was changed\n"


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / K).write_text("namespace: a\n")
    draft = Draft(str(tmp_path))
    draft.fields["namespace"] = "b"
    (tmp_path / K).write_text("namespace: c\n")
    with pytest.raises(LoadError, match=r"kustomization\.yaml was changed by somebody else while it was edited"):
        draft.save()
    assert (tmp_path / K).read_text() == "namespace: c\n"


def test_a_file_that_vanishes_meanwhile_is_an_error(tmp_path: Path) -> None:
    (tmp_path / K).write_text("namespace: a\n")
    draft = Draft(str(tmp_path))
    draft.fields["namespace"] = "b"
    (tmp_path / K).unlink()
    with pytest.raises(LoadError, match=r"open kustomization\.yaml: no such file or directory"):
        draft.save()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_stays(tmp_path: Path) -> None:
    (tmp_path / K).write_text("namespace: a\n")
    (tmp_path / K).chmod(0o444)
    draft = Draft(str(tmp_path))
    draft.fields["namespace"] = "b"
    with pytest.raises(LoadError, match=r"open kustomization\.yaml: permission denied"):
        draft.save()


@pytest.mark.skipif(os.name == "nt", reason="needs links and modes of POSIX")
def test_links_and_modes_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real.yaml").write_text("namespace: a\n")
    (tmp_path / "real.yaml").chmod(0o640)
    (tmp_path / K).symlink_to("real.yaml")
    monkeypatch.chdir(tmp_path)
    assert main(["edit", "set", "namespace", "b"]) == 0
    assert (tmp_path / K).is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "namespace: b\n"
    assert (tmp_path / "real.yaml").stat().st_mode & 0o777 == 0o640


def test_dashes_in_a_block_part_no_documents() -> None:
    source = b"a: |-\n    ---\n    b\n---\nkind: X\n"
    assert documents_in(source) == [{"a": "---\nb"}, {"kind": "X"}]
    made = with_annotation(source, "a.yaml", 1, "name", "v")
    assert made == source + b"metadata:\n  annotations:\n    name: v\n"
