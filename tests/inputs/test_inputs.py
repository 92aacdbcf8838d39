"""Inputs that the pipeline gives: what is declared is made of the environment, in memory only, and never shown."""

from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kustompy
from kustompy.cli import main
from kustompy.errors import UsageError
from kustompy.inputs.declared import declared_of
from kustompy.inputs.parameters import Parameter, is_of_type, replaced
from kustompy.session.inputs import Inputs, Pairs
from kustompy.yamlio.read.reader import read

CANARY = "hush-canary-4711"
SETTINGS = """\
[inputs."prod/secrets.env"]
env = ["DATABASE_URL", "SESSION_KEY"]

[inputs."prod/tls.key"]
value-of = "TLS_KEY"

[parameters]
files = ["preview/*.yaml"]
REPLICAS = { type = "integer", default = 2 }
HOST = {}
"""
PROD = """\
secretGenerator:
- name: app
  envs: [secrets.env]
- name: tls
  files: [tls.key]
"""
PREVIEW = """\
resources: [web.yaml]
commonAnnotations:
  host: "${HOST}"
  text: "$${HOST}"
"""
WEB = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: ${REPLICAS}\n"
VALUES = {"DATABASE_URL": f"postgres://{CANARY}", "SESSION_KEY": f"one\n{CANARY}=two\n", "TLS_KEY": f"-----\n{CANARY}"}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two overlays; the current directory, with none of the variables set."""
    for name, text in {
        "kustompy.toml": SETTINGS,
        "prod/kustomization.yaml": PROD,
        "preview/kustomization.yaml": PREVIEW,
        "preview/web.yaml": WEB,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    for name in (*VALUES, "HOST", "REPLICAS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def decoded(manifest: dict[str, Any]) -> dict[str, str]:
    return {key: base64.b64decode(value).decode() for key, value in manifest["data"].items()}


def test_values_of_several_lines_stay_one_value(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)
    assert main(["build", "prod"]) == 0
    app, tls = read(capsys.readouterr().out.encode())
    assert decoded(app) == {key: VALUES[key] for key in ("DATABASE_URL", "SESSION_KEY")}
    assert decoded(tls) == {"tls.key": VALUES["TLS_KEY"]}
    assert sorted(path.name for path in (tree / "prod").iterdir()) == ["kustomization.yaml"]


def test_the_library_builds_the_same(tree: Path) -> None:
    declared = kustompy.declared_inputs("prod", VALUES)
    by_hand: dict[str | os.PathLike[str], str | bytes | Mapping[str, str]] = {
        "prod/secrets.env": {key: VALUES[key] for key in ("DATABASE_URL", "SESSION_KEY")},
        tree / "prod/tls.key": VALUES["TLS_KEY"],
    }
    built = kustompy.build("prod", inputs=declared)
    assert built.to_yaml() == kustompy.build("prod", inputs=by_hand).to_yaml()
    assert built.dependencies.variables == ("DATABASE_URL", "SESSION_KEY", "TLS_KEY")
    assert kustompy.build("preview", inputs=kustompy.declared_inputs(".", {"HOST": "a"})).dependencies.variables == (
        "REPLICAS",
        "HOST",
    )


def test_checks_of_the_library_take_them(tree: Path) -> None:
    inputs = kustompy.declared_inputs(tree, VALUES)
    assert kustompy.validate("prod", inputs=inputs) == []
    left_out = ["KST033", "KST955", "KST956"]
    assert kustompy.lint("prod", disable=left_out, inputs=inputs) == []
    with pytest.raises(kustompy.LoadError, match="no such file"):
        kustompy.validate("prod")
    assert [each.code for each in kustompy.lint("prod", disable=left_out)] == ["KST301", "KST301"]


def test_flags_give_what_is_not_declared(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "kustompy.toml").unlink()
    (tree / "key").write_text("a key")
    monkeypatch.setenv("URL", "postgres://")
    flags = ["--input", "prod/secrets.env=URL", "--input-file", "prod/tls.key=key"]
    assert main(["build", "prod", *flags]) == 0
    app, tls = read(capsys.readouterr().out.encode())
    assert (decoded(app), decoded(tls)) == ({"URL": "postgres://"}, {"tls.key": "a key"})


def test_placeholders_are_the_same_in_every_run(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "prod", "--placeholder-inputs"]) == 0
    first = capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", CANARY)
    assert main(["build", "prod", "--placeholder-inputs"]) == 0
    assert capsys.readouterr().out == first
    app, tls = read(first.encode())
    assert decoded(app) == {
        "DATABASE_URL": "placeholder-DATABASE_URL",
        "SESSION_KEY": "placeholder-SESSION_KEY",
    }
    assert list(decoded(tls)) == ["tls.key"]
    assert main(["build", "preview", "--placeholder-inputs"]) == 0
    assert "host: placeholder-host" in capsys.readouterr().out


MISSING = {
    "prod": ({}, "KST330", "the variable DATABASE_URL is not set"),
    "prod/": ({**VALUES, "SESSION_KEY": ""}, "KST330", "the variable SESSION_KEY is empty"),
    "preview": ({}, "KST333", "the parameter HOST has no value"),
    "./preview": ({"HOST": "a", "REPLICAS": "2 # x"}, "KST332", "the variable REPLICAS is not an integer"),
    "preview/": ({"HOST": f"{CANARY}: b"}, "KST332", "the variable HOST is not a string"),
}


@pytest.mark.parametrize("target", MISSING)
def test_what_is_missing_is_named(
    target: str, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment, code, words = MISSING[target]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["build", target]) == 1
    out, err = capsys.readouterr()
    assert (out, words in err, CANARY in err) == ("", True, False), err
    with pytest.raises(kustompy.KustompyError) as caught:
        kustompy.build(target, inputs=kustompy.declared_inputs(".", environment))
    assert caught.value.code == code
    assert caught.value.diagnostics[0].hint
    if target.strip("./") == "preview":
        assert caught.value.diagnostics[0].line


def test_an_undeclared_name_is_refused_at_its_line(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "preview/web.yaml").write_text(WEB.replace("name: web", "name: ${NAME}"))
    assert main(["build", "preview", "--placeholder-inputs"]) == 1
    assert "${NAME} is not a parameter" in (err := capsys.readouterr().err)
    assert "preview/web.yaml:4" in err


def test_nothing_is_replaced_in_files_that_are_not_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustompy.toml").write_text('[parameters]\nfiles = ["preview/web.yaml"]\nREPLICAS = { type = "integer" }\n')
    assert main(["build", "preview", "--placeholder-inputs"]) == 0
    out = capsys.readouterr().out
    assert ("host: ${HOST}" in out, "text: $${HOST}" in out, "replicas: 1" in out) == (True, True, True)


def test_settings_of_the_tree_are_ignored_on_demand(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "prod", "--no-tree-settings"]) == 1
    assert "no such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["validate", "lint", "deps"])
def test_other_commands_take_inputs(command: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--disable", "KST955,KST956"] if command == "lint" else []
    assert main([command, "prod", "--placeholder-inputs", *flags]) == 0, capsys.readouterr()
    assert ("$DATABASE_URL" in capsys.readouterr().out) == (command == "deps")


UNREADABLE = {
    '[inputs."a.env"]\n': "neither env nor value-of nor sops",
    '[inputs."a.env"]\nenv = ["A"]\nvalue-of = "B"\n': "has env and value-of",
    '[inputs."a.env"]\nenv = "A"\n': "is not a list of variables",
    '[inputs."a.env"]\nenv = ["A"]\nfrom = "b"\n': "has no setting 'from'",
    '[inputs."a.env"]\nenv = ["A"]\nallow-empty = "yes"\n': "allow-empty is neither true nor false",
    "inputs = 5\n": "is not a table",
    "[parameters]\nA = {}\n": "does not say in which files",
    '[parameters]\nfiles = ["*"]\nA = { type = "list" }\n': "has the type 'list'",
    '[parameters]\nfiles = ["*"]\nA = { type = "integer", default = "2" }\n': "is not an integer",
    '[parameters]\nfiles = ["*"]\nA = { type = "integer", default = true }\n': "is not an integer",
    '[parameters]\nfiles = ["*"]\nA = { default = "a: b" }\n': "is not a string",
    '[parameters]\nfiles = ["*"]\nA-B = {}\n': "is not a valid name of a parameter",
    '[parameters]\nfiles = ["*"]\nA = { typ = "integer" }\n': "is not a table of type and default",
    "[parameters]\nfiles = 5\n": "is not a list of paths",
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_declarations_that_cannot_be_read(text: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustompy.toml").write_text(text)
    assert main(["build", "preview"]) == 1
    assert UNREADABLE[text] in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["--input=prod/secrets.env", "--input=a=", "--input-file=a", "--input-file==b"])
def test_flags_that_cannot_be_read(flag: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "prod", flag]) == 1
    assert "names no file" in capsys.readouterr().err


def test_an_input_of_another_type_is_refused() -> None:
    with pytest.raises(UsageError, match=r"the input a\.env is a int"):
        kustompy.build({}, inputs={"a.env": 5})  # type: ignore[dict-item]


WRONG = {
    "a patch of the Secret": "patches:\n- target: {kind: Secret}\n  patch: |-\n    - op: test\n"
    "      path: /data/DATABASE_URL\n      value: x\n",
    "a patch of a ConfigMap": "configMapGenerator:\n- name: c\n  envs: [secrets.env]\n"
    "patches:\n- target: {kind: ConfigMap}\n  patch: |-\n    - op: test\n"
    "      path: /data/DATABASE_URL\n      value: x\n",
    "a key twice": "configMapGenerator:\n- name: c\n  envs: [secrets.env, secrets.env]\n",
    "a file that is no YAML": "resources: [tls.key]\n",
    "a file of pairs": "resources: [secrets.env]\n",
}


@pytest.mark.parametrize("mistake", WRONG)
@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "kustomize"])
def test_a_value_is_in_no_message(
    form: str, mistake: str, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)
    (tree / "prod/kustomization.yaml").write_text(PROD + WRONG[mistake])
    assert main(["build", "prod", "--format", form]) == 1
    out, err = capsys.readouterr()
    hidden = (CANARY, *(base64.b64encode(each.encode()).decode() for each in VALUES.values()))
    assert [each for each in hidden if each in out + err] == []


def test_records_do_not_show_values() -> None:
    pairs = Pairs([("A", CANARY)])
    inputs = Inputs({"/a.env": pairs})
    assert CANARY not in repr(pairs) + repr(inputs) + str(inputs)
    assert pickle.loads(pickle.dumps(pairs)).pairs == pairs.pairs
    assert inputs == Inputs({"/a.env": pairs})


@pytest.mark.parametrize("command", ["validate", "lint", "deps"])
def test_many_that_have_no_values(command: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a process says of many goes to another one, with the files that cannot be given."""
    for name in ("other", "third"):
        (tree / name).mkdir()
        (tree / name / "kustomization.yaml").write_text("resources: [../prod]\n")
    assert main([command, "other", "third"]) == 1
    assert "the variable DATABASE_URL is not set" in "".join(capsys.readouterr())


@pytest.mark.parametrize("ignored", [False, True])
def test_an_input_that_is_committed_is_a_finding(ignored: bool, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / ".git").mkdir()
    (tree / "prod/secrets.env").write_text(f"DATABASE_URL={CANARY}\n")
    if ignored:
        (tree / ".gitignore").write_text("*.env\n")
    assert main(["lint", "prod", "--placeholder-inputs", "--disable", "KST955,KST956"]) == (not ignored)
    out, err = capsys.readouterr()
    assert ("KST967" in out, "prod/secrets.env:1" in out, CANARY in out + err) == (not ignored, not ignored, False)


PLAIN = st.text(st.sampled_from("ab1.-_/:=~ $"), max_size=12).filter(lambda text: is_of_type("string", text))


@given(PLAIN, st.integers(), st.booleans(), st.sampled_from(["{}", "'{}'", '"{}"', "x{}y", "[{}]", "{{k: {}}}"]))
def test_parameters_give_what_replacing_by_hand_gives(text: str, number: int, flag: bool, form: str) -> None:
    values = {"TEXT": text, "NUMBER": str(number), "FLAG": str(flag).lower()}
    template = "".join(f"{name}: {form.format(f'${{{name}}}')}\n" for name in values)
    by_hand = "".join(f"{name}: {form.format(value)}\n" for name, value in values.items())
    made = replaced(template, values, "a.yaml")
    assert made == by_hand
    (manifest,) = read(made.encode())
    assert list(manifest) == list(values)  # a value makes no other nodes


@given(st.text(max_size=20))
def test_only_plain_texts_are_strings(text: str) -> None:
    if is_of_type("string", text):
        assert read(f"a: x{text}\n".encode()) == [{"a": f"x{text}"}]
        assert json.dumps(text, ensure_ascii=False) == f'"{text}"'


def test_declared_of_plain_data() -> None:
    declared = declared_of(
        {"a.env": {"env": ["A"]}}, {"files": ["*"], "B": {"type": "boolean", "default": True}}, {}, "/t"
    )
    assert declared.files[0].variables == ("A",)
    assert declared.parameters == (Parameter("B", "boolean", "true"),)


def test_a_revision_has_the_inputs_too(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message=a"], check=True)
    for path, text in {"prod/kustomization.yaml": PROD, "preview/kustomization.yaml": PREVIEW}.items():
        (tree / path).write_text(f"{text}commonLabels:\n  a: b\n")
    for name, value in {**VALUES, "HOST": "pr-7.example.com"}.items():
        monkeypatch.setenv(name, value)
    for flags in ([], ["--placeholder-inputs"]):
        assert main(["plan", "--base", "HEAD", *flags]) == 0
        out, err = capsys.readouterr()
        assert "did not build" not in out
        assert "2 overlays" in out
        assert main(["diff", "--git", "HEAD", "preview", *flags]) == 1
        changes, more = capsys.readouterr()
        assert "a: b" in changes
        assert CANARY not in out + err + changes + more


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("$${HOST}", "${HOST}"),
        ("a $${HOST} ${HOST} b", "a ${HOST} db b"),
        ("${HOST}${HOST}", "dbdb"),
        ("$$", "$$"),
        ("$$${HOST}", "$${HOST}"),
        ("", ""),
    ],
)
def test_two_dollars_stand_for_one(text: str, made: str) -> None:
    assert replaced(text, {"HOST": "db"}, "a.yaml") == made
