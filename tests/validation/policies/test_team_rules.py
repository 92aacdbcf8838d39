"""Rules of a team: in CEL in the settings, in Python in files that somebody allows to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli import main

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: b\n"
SETTINGS = """\
rules = ["rules.py"]

[[rule]]
code = "TEAM001"
kinds = ["ConfigMap"]
expression = "has(object.metadata.labels) && has(object.metadata.labels.owner)"
message = "every config map names its owner"
path = "metadata"

[[rule]]
code = "TEAM002"
kinds = ["Secret"]
expression = "false"
message = "never said of a config map"
"""
RULES = """\
def long_names(resource):
    if len(resource.name) < 5:
        yield "metadata.name", "is shorter than five letters", "warning"

def _helper(resource):
    yield (), "never called"

def counted(resources):
    for resource in resources:
        yield resource, ("data", "a"), f"one of {len(resources)}"
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "web.yaml").write_text(MANIFEST)
    (tmp_path / "kustompy.toml").write_text(SETTINGS)
    (tmp_path / "rules.py").write_text(RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KUSTOMPY_ALLOW_RULES", raising=False)
    return tmp_path


def test_rules_in_cel_are_checked(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "web.yaml"]) == 1
    printed = capfd.readouterr()
    assert "web.yaml:3:1" in printed.out
    assert "TEAM001" in printed.out
    assert "TEAM002" not in printed.out


def test_rules_in_python_of_the_tree_run_only_when_allowed(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tree / "rules.py").write_text("open('ran', 'w').close()\n" + RULES)
    main(["validate", "web.yaml"])
    assert "1 files of rules are not run: pass --allow-rules" in capfd.readouterr().err
    assert not (tree / "ran").exists()
    main(["validate", "web.yaml", "--allow-rules"])
    printed = capfd.readouterr().out
    assert (tree / "ran").exists()
    assert "long_names" in printed
    assert "one of 1" in printed
    assert "never called" not in printed


def test_rules_that_the_command_line_names_run(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tree / "kustompy.toml").write_text("")
    assert main(["validate", "web.yaml", "--rules", "rules.py", "--disable", "counted"]) == 0
    printed = capfd.readouterr().out
    assert "long_names" in printed
    assert "counted" not in printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "has no rules"),
        ("import nothing_of_the_kind\n", "cannot be used: ModuleNotFoundError"),
        ("def a(resource: int\n", "cannot be used: SyntaxError"),
    ],
)
def test_a_file_that_is_none_of_rules(tree: Path, capfd: pytest.CaptureFixture[str], text: str, said: str) -> None:
    (tree / "rules.py").write_text(text)
    assert main(["validate", "web.yaml", "--rules", "rules.py"]) == 2
    assert said in capfd.readouterr().err


def test_a_rule_that_raises_is_a_finding(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tree / "rules.py").write_text("def broken(resource):\n    return resource['nothing']\n")
    assert main(["validate", "web.yaml", "--rules", "rules.py"]) == 1
    assert "KST943" in (printed := capfd.readouterr().out)
    assert "the rule broken raised KeyError: 'nothing'" in printed


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "it needs a code"),
        ('code = "A"\n', "it needs an expression and a message"),
        ('code = "A"\nexpression = "object."\nmessage = "m"\n', "Syntax error"),
        ('code = "A"\nexpression = "1"\nmessage = "m"\n', "is of type int, not bool"),
        ('code = "A"\nexpression = "true"\nmessage = "m"\nkind = "Pod"\n', "it has no 'kind'"),
        ('code = "A"\nexpression = "true"\nmessage = "m"\nseverity = "bad"\n', "severity one of error and warning"),
    ],
)
def test_a_rule_that_is_wrong(tree: Path, capfd: pytest.CaptureFixture[str], rule: str, said: str) -> None:
    (tree / "kustompy.toml").write_text(f"[[rule]]\n{rule}")
    assert main(["validate", "web.yaml"]) == 2
    assert said in capfd.readouterr().err
