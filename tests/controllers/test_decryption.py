"""What SOPS encrypted is opened with the user's keys, is a placeholder without any, and is in no message."""

from __future__ import annotations

import sys
from base64 import b64decode
from pathlib import Path

import pytest

import kustompy
from tests.controllers.suite import ended
from tests.sops.sealing import KEY

pytest.importorskip("pyrage")
pytest.importorskip("cryptography")
from tests.sops import sealing  # needs both

TARGET = ".#flux-system/apps"
OBJECT = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: app
  targetNamespace: shop
  sourceRef: {kind: GitRepository, name: flux-system}
  decryption: {provider: sops, secretRef: {name: age}}
  postBuild: {substituteFrom: [{kind: Secret, name: cluster}]}
"""
OTHER = "AGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU"
PLAIN = ("apiVersion", "kind", "metadata")


def secret(name: str, **fields: object) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, **fields}


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for each in (".git", "app"):
        (tmp_path / each).mkdir()
    (tmp_path / "flux.yaml").write_text(OBJECT)
    (tmp_path / "cluster.yaml").write_bytes(
        sealing.yaml_file(secret("cluster", stringData={"HOST": "hunter2.example"}), plain=PLAIN)
    )
    login = secret("login", data={"TOKEN": "aHVudGVyMw=="}, stringData={"port": 5432, "text": "two\nlines\n"})
    (tmp_path / "app/login.yaml").write_bytes(sealing.yaml_file(login, plain=PLAIN))
    (tmp_path / "app/config.json").write_bytes(sealing.json_file({"password": "hunter4"}))
    (tmp_path / "app/host.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: host}\ndata: {host: '${HOST}'}\n"
    )
    (tmp_path / "app/kustomization.yaml").write_text(
        "resources: [login.yaml, host.yaml]\nsecretGenerator: [{name: made, files: [config.json]}]\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUSTOMPY_FORMAT", "text")
    for each in ("SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE"):
        monkeypatch.delenv(each, raising=False)
    return tmp_path


def test_with_keys() -> None:
    build = kustompy.build(TARGET, environment={"SOPS_AGE_KEY": KEY})
    login, host, made = build
    assert login["data"] == {"TOKEN": "aHVudGVyMw=="}
    assert login["stringData"] == {"port": 5432, "text": "two\nlines\n"}
    assert (login["metadata"]["namespace"], "sops" in login) == ("shop", False)
    assert host["data"] == {"host": "hunter2.example"}
    assert b"hunter4" in b64decode(made["data"]["config.json"])


def test_without_keys() -> None:
    for environment in ({}, {"SOPS_AGE_KEY": KEY}):
        login, host, made = kustompy.build(TARGET, environment=environment, outside_values=True)
        assert (b64decode(login["data"]["TOKEN"]), host["data"]) == (b"placeholder-token", {"host": "placeholder-host"})
        assert b"placeholder-password" in b64decode(made["data"]["config.json"])


def test_sources_of_secrets_are_opened_before_their_hash_is_made(repository: Path) -> None:
    plain = {"USER": "hunter5", "PORT": "5432"}
    (repository / "app/more").mkdir()
    (repository / "app/more/sealed.env").write_bytes(sealing.dotenv_file(plain))
    (repository / "app/more/key.enc").write_bytes(sealing.binary_file("hunter6"))
    (repository / "app/more/map.enc").write_bytes(sealing.binary_file("hunter7"))
    (repository / "app/more/plain.txt").write_text("not sops at all")
    (repository / "app/more/kustomization.yaml").write_text(
        "secretGenerator:\n- {name: env, envs: [sealed.env]}\n- {name: files, files: [tls.key=key.enc, plain.txt]}\n"
        "configMapGenerator: [{name: map, files: [map.enc]}]\n"
    )
    (repository / "app/kustomization.yaml").write_text("resources: [more]\n")
    (repository / "plain").mkdir()
    (repository / "plain/sealed.env").write_text("".join(f"{key}={value}\n" for key, value in plain.items()))
    (repository / "plain/kustomization.yaml").write_text("secretGenerator: [{name: env, envs: [sealed.env]}]\n")
    env, files, made = sorted(kustompy.build(TARGET, environment={"SOPS_AGE_KEY": KEY}), key=lambda each: each.name)
    [expected] = kustompy.build("plain")
    assert (env["data"], env.name) == (expected["data"], expected.name)
    assert {key: b64decode(each) for key, each in files["data"].items()} == {
        "tls.key": b"hunter6", "plain.txt": b"not sops at all",
    }  # fmt: skip
    assert "ENC[" in made["data"]["map.enc"]  # the controller opens sources of secrets alone
    env = kustompy.build(TARGET, outside_values=True).one(kind="Secret", name="env")
    assert {key: b64decode(each) for key, each in env["data"].items()} == {
        "USER": b"placeholder-USER", "PORT": b"placeholder-PORT",
    }  # fmt: skip


def test_a_source_that_no_key_opens_is_named(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", OTHER)
    (repository / "app/sealed.env").write_bytes(sealing.dotenv_file({"A": "hunter5"}))
    (repository / "app/kustomization.yaml").write_text("secretGenerator: [{name: env, envs: [sealed.env]}]\n")
    object_file = repository / "flux.yaml"
    object_file.write_text(object_file.read_text().partition("  postBuild")[0])
    code, printed, said = ended(f"kustompy build {TARGET}")
    assert (code, printed, "app/sealed.env" in said, "KST334" in said, "hunter" in said) == (1, "", True, True, False)


def test_a_key_that_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", OTHER)
    code, printed, said = ended(f"kustompy build {TARGET}")
    assert (code, printed, "KST334" in said, "cluster.yaml:1:1" in said) == (1, "", True, True)
    assert OTHER not in said


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_the_program_of_the_user(repository: Path, tmp_path: Path) -> None:
    program = tmp_path / "opener"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nassert '--ignore-mac' in sys.argv\n"
        "print('apiVersion: v1\\nkind: Secret\\nmetadata: {name: opened}\\nstringData: {HOST: opened}')\n"
    )
    program.chmod(0o755)
    (repository / "app/kustomization.yaml").write_text("resources: [login.yaml, host.yaml]\n")
    opened, host = kustompy.build(TARGET, sops_command=str(program))
    assert (opened["stringData"], host["data"]) == ({"HOST": "opened"}, {"host": "opened"})


def test_values_are_in_no_message(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", KEY)
    (repository / "app/bad.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {a: '${HOST:bad}${'}\n"
    )
    (repository / "app/kustomization.yaml").write_text("resources: [login.yaml, host.yaml, bad.yaml]\n")
    for command in ("build", "lint", "validate", "explain"):
        code, printed, said = ended(f"kustompy {command} {TARGET}{' ConfigMap/host' if command == 'explain' else ''}")
        assert (code, "hunter2" in printed + said, "hunter3" in printed + said) == (1, False, False)
