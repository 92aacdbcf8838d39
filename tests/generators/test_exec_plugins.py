"""Legacy exec plugins: where they are found, how they are called, what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generators.stand_in import Built, StandIn

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n"
CONFIG = "apiVersion: example.com/v1\nkind: Foo\nmetadata:\n  name: foo\n"
ARGUMENTS = "argsFromFile: args.txt\nargsOneLiner: --a 'b c' \"d\" # no argument\n"


def tree(field: str, config: str = CONFIG) -> dict[str, str]:
    return {
        "kustomization.yaml": f"resources: [a.yaml]\n{field}: [foo.yaml]\n",
        "a.yaml": CONFIG_MAP.format("a"),
        "args.txt": "--x y\n   --z\n\nlast\n",
        "foo.yaml": config,
    }


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    home = tmp_path / "plugins"
    monkeypatch.setenv("KUSTOMIZE_PLUGIN_HOME", str(home))
    made = StandIn(home / "example.com/v1/foo", "Foo")
    made.says({"": {"echo": True}})
    return made


def test_a_transformer(plugin: StandIn, built: Built, tmp_path: Path) -> None:
    made = built(tree("transformers", CONFIG + ARGUMENTS), "--enable-alpha-plugins")
    assert made == (0, CONFIG_MAP.format("a"), "")
    (call,) = plugin.calls
    arguments, environment = call["arguments"], call["environment"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    assert arguments[1:] == ["--a", "b c", "d", "--x y", "--z", "last"]
    assert not Path(arguments[0]).exists()
    assert environment["KUSTOMIZE_PLUGIN_CONFIG_ROOT"] == call["directory"] == str(tmp_path / "tree")
    assert environment["KUSTOMIZE_PLUGIN_CONFIG_STRING"].startswith("apiVersion: example.com/v1\nargsFromFile:")
    identity = (
        "  annotations:\n    kustomize.config.k8s.io/id: |\n      kind: ConfigMap\n      name: a\n      version: v1\n"
    )
    assert call["stdin"] == CONFIG_MAP.format("a").replace("  name", f"{identity}  name")


def test_a_generator(plugin: StandIn, built: Built) -> None:
    plugin.says({"": {"stdout": CONFIG_MAP.format("made")}})
    made = built(tree("generators"), "--enable-alpha-plugins")
    assert made == (0, f"{CONFIG_MAP.format('a')}---\n{CONFIG_MAP.format('made')}", "")
    assert plugin.calls[0]["stdin"] == ""


def test_a_failing_one(plugin: StandIn, built: Built) -> None:
    plugin.says({"": {"stderr": "oops\n", "code": 4}})
    message = "oops\n: failure in plugin configured via <tmp>/config; exit status 4"
    assert built(tree("generators"), "--enable-alpha-plugins") == (1, "", f"Error: {message}\n")
    assert built(tree("transformers"), "--enable-alpha-plugins") == (1, "", f"Error: {message} \n")


LOADING = "loading generator plugins: failed to load generator: "


def test_what_is_no_program(plugin: StandIn, built: Built) -> None:
    plugin.path.chmod(0o644)
    made = built(tree("generators"), "--enable-alpha-plugins")
    path = "<root>/plugins/example.com/v1/foo/Foo"
    assert made == (1, "", f"Error: {LOADING}unexecutable plugin at: {path}\n")
    plugin.path.unlink()
    made = built(tree("generators"), "--enable-alpha-plugins")
    assert made == (1, "", f"Error: {LOADING}expected file with Go object code at: {path}.so\n")
    (plugin.folder / "Foo.so").write_bytes(b"")
    made = built(tree("generators"), "--enable-alpha-plugins")
    reason = f"plugin {path}.so fails to load: Go plugins cannot be run from Python"
    assert made == (1, "", f"Error: {LOADING}{reason}\n")


def test_no_plugin_home(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("KUSTOMIZE_PLUGIN_HOME", raising=False)
    message = (
        "unable to find plugin root - tried: ('<no value>'; homed in $KUSTOMIZE_PLUGIN_HOME), "
        "('<root>/config/kustomize/plugin'; homed in $XDG_CONFIG_HOME), "
        "('<root>/home/.config/kustomize/plugin'; homed in default value of $XDG_CONFIG_HOME), "
        "('<root>/home/kustomize/plugin'; homed in home directory)"
    )
    assert built(tree("transformers"), "--enable-alpha-plugins") == (1, "", f"Error: {message}\n")
