"""A new repository builds, is valid and has no findings; nothing that exists is touched."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.cli import main
from kustompy.errors import LoadError, UsageError
from kustompy.scaffolding.description import described
from tests.scaffolding.repositories import DESCRIPTIONS, FLAGS


def contents(directory: Path) -> dict[str, bytes]:
    return {
        each.relative_to(directory).as_posix(): each.read_bytes() for each in directory.rglob("*") if each.is_file()
    }


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_repository_is_valid_and_has_no_findings(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = kustompy.scaffold(tmp_path / "new", DESCRIPTIONS[name])
    assert {*contents(tmp_path / "new")} == {*made.files}
    monkeypatch.chdir(tmp_path / "new")
    # what a person sees who works in it: every finding, not only errors
    assert main(["lint", ".", "--placeholder-inputs"]) == 0, capsys.readouterr()
    assert main(["validate", ".", "--placeholder-inputs", "--fail-on", "warning", "--policy-set", "restricted"]) == 0
    out, err = capsys.readouterr()
    assert "no findings" in out
    assert "are valid" in out
    assert err == ""
    assert main(["build", "overlays", "-o", "rendered/", "--placeholder-inputs"]) == 0


def test_flags_and_file_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.yaml").write_text(kustompy.dump([DESCRIPTIONS["flags"]]))
    assert main(["init", str(tmp_path / "by-flags"), *FLAGS]) == 0
    assert main(["init", str(tmp_path / "by-file"), "--from", str(tmp_path / "shop.yaml")]) == 0
    assert capsys.readouterr().out.startswith(f"wrote {len(contents(tmp_path / 'by-file'))} files into ")
    assert contents(tmp_path / "by-flags") == contents(tmp_path / "by-file")


def test_the_values_of_a_description_are_in_the_render(tmp_path: Path) -> None:
    kustompy.scaffold(tmp_path, DESCRIPTIONS["several"])
    inputs = kustompy.declared_inputs(tmp_path, {"DATABASE_URL": "postgres://a"})
    for environment, replicas in {"dev": 0, "test": 1, "prod": 4}.items():
        build = kustompy.build(tmp_path / "overlays" / environment, inputs=inputs)
        web = build.find(kind="Deployment", name="web")[0]
        assert web.manifest["spec"]["replicas"] == replicas
        assert {each.namespace for each in build if each.kind != "Namespace"} == {f"notes-{environment}"}
        [container] = web.manifest["spec"]["template"]["spec"]["containers"]
        assert container["image"] == DESCRIPTIONS["several"]["apps"]["web"]["image"]
    assert build.find(kind="Ingress")[0].manifest["spec"]["rules"][0]["host"] == "notes.example.com"
    config = build.find(kind="ConfigMap")[0].manifest["data"]
    assert config == {"DEBUG": "false", "EMPTY": "", "WORKERS": "4", "hash": "#a b"}
    [claim] = build.find(kind="StatefulSet", name="store")[0].manifest["spec"]["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"]["storage"] == "10Ti"


def test_a_description_file_may_have_its_environments_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("apps:\n  web:\n    image: nginx:1.27\n")
    arguments = ["init", str(tmp_path / "a"), "--from", str(tmp_path / "shop.yaml"), "--environments", "x,y"]
    assert main([*arguments, "--pipeline", "none", "--name", "shop"]) == 0
    assert sorted(each.name for each in (tmp_path / "a/overlays").iterdir()) == ["x", "y"]
    assert not (tmp_path / "a/.gitlab-ci.yml").exists()
    assert "shop-x" in (tmp_path / "a/overlays/x/kustomization.yaml").read_text()


@pytest.mark.parametrize("path", ["README.md", "base/kustomization.yaml", "overlays/prod/namespace.yaml", "overlays"])
def test_nothing_is_overwritten(path: str, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("mine\n")
    before = contents(tmp_path)
    with pytest.raises(UsageError, match=f"has {path} already") as caught:
        kustompy.scaffold(tmp_path, DESCRIPTIONS["least"])
    assert caught.value.code == "KST870"
    assert contents(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("path", ["base", "README.md", "overlays/dev"])
def test_no_link_is_followed(path: str, tmp_path: Path) -> None:
    (tmp_path / "new/overlays").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "new" / path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError) as caught:
        kustompy.scaffold(tmp_path / "new", DESCRIPTIONS["least"])
    assert caught.value.code == "KST870"
    assert contents(tmp_path) == {}


def test_a_file_in_the_place_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("mine\n")
    with pytest.raises(UsageError, match="is not a directory"):
        kustompy.scaffold(tmp_path / "new", DESCRIPTIONS["least"])
    assert contents(tmp_path) == {"new": b"mine\n"}


def test_what_is_beside_stays_and_the_rest_is_written(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("mine\n")
    (tmp_path / "overlays").mkdir()
    kustompy.scaffold(tmp_path, DESCRIPTIONS["least"])
    assert (tmp_path / "LICENSE").read_text() == "mine\n"
    with pytest.raises(UsageError) as caught:  # a second run has nothing to do
        kustompy.scaffold(tmp_path, DESCRIPTIONS["least"])
    assert caught.value.code == "KST870"


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kustompy.scaffolding import writing

    write, count = writing._write, iter(range(100))

    def full(path: str, content: bytes, made: list[str]) -> None:
        write(path, content, made)
        if next(count) == 7:
            raise OSError(28, "No space left on device", path)

    monkeypatch.setattr(writing, "_write", full)
    with pytest.raises(LoadError, match="no space left on device") as caught:
        kustompy.scaffold(tmp_path / "new", DESCRIPTIONS["several"])
    assert caught.value.code == "KST844"
    assert [*tmp_path.iterdir()] == []


APP = {"image": "nginx:1.27"}
WRONG: list[tuple[Any, str]] = [
    ([], "the repository has no apps"),
    ("text", "the description of the repository is not a mapping"),
    ({"apps": {}}, "the repository has no apps"),
    ({"apps": ["web"]}, "the repository has no apps"),
    ({"app": {"web": APP}}, "a repository has no 'app'"),
    ({"apps": {"web": None}}, "the app web is not a mapping"),
    ({"apps": {"Web": APP}}, "the app is 'Web'"),
    ({"apps": {"w" * 41: APP}}, "the app is 'wwww"),
    ({"apps": {1: APP}}, "the app is 1"),
    ({"apps": {"../web": APP}}, "the app is '../web'"),
    ({"apps": {"web": {}}}, "the image of the app web is ''"),
    ({"apps": {"web": {"image": "nginx"}}}, "the image of the app web names no version: nginx"),
    ({"apps": {"web": {"image": "localhost:5000/nginx"}}}, "names no version"),
    ({"apps": {"web": {"image": "nginx:1\n  evil: true"}}}, "the image of the app web is"),
    ({"apps": {"web": {"image": "-nginx:1"}}}, "the image of the app web is"),
    ({"apps": {"web": {"image": "a" * 500 + ":1"}}}, "the image of the app web has 502 characters"),
    ({"apps": {"web": {**APP, "images": 1}}}, "the app web has no 'images'"),
    ({"apps": {"web": {**APP, "port": "8080"}}}, "the port of the app web is '8080'"),
    ({"apps": {"web": {**APP, "port": 65536}}}, "the port of the app web is 65536"),
    ({"apps": {"web": {**APP, "port": True}}}, "the port of the app web is True"),
    ({"apps": {"web": {**APP, "replicas": -1}}}, "the replicas of the app web are -1"),
    ({"apps": {"web": {**APP, "replicas": {"live": 1}}}}, "replicas of the app web has no 'live'"),
    ({"apps": {"web": {**APP, "replicas": [1]}}}, "the replicas of the app web are a list"),
    ({"apps": {"web": {**APP, "host": "a.example.com"}}}, "the app web has a host and no port"),
    ({"apps": {"web": {**APP, "port": 1, "host": "a b.example.com"}}}, "the host of the app web in dev is"),
    ({"apps": {"web": {**APP, "port": 1, "host": {"dev": "a.example.com"}}}}, "the host of the app web in prod is ''"),
    ({"apps": {"web": {**APP, "port": 1, "host": ".".join(["a" * 60] * 5)}}}, "the host of the app web in dev is too"),
    ({"apps": {"web": {**APP, "volume": "data:1Gi"}}}, "the volume of the app web is 'data:1Gi'"),
    ({"apps": {"web": {**APP, "volume": "/data"}}}, "the volume of the app web is '/data'"),
    ({"apps": {"web": {**APP, "config": ["A"]}}}, "config of the app web is not a mapping"),
    ({"apps": {"web": {**APP, "config": {"A-B": "c"}}}}, "a name in config of the app web is 'A-B'"),
    ({"apps": {"web": {**APP, "config": {"A": "b\nC=d"}}}}, "A in config of the app web cannot stand in an env file"),
    ({"apps": {"web": {**APP, "config": {"A": '"b"'}}}}, "A in config of the app web cannot stand in an env file"),
    ({"apps": {"web": {**APP, "config": {"A": "b "}}}}, "A in config of the app web cannot stand in an env file"),
    ({"apps": {"web": {**APP, "config": {"A": ["b"]}}}}, "A in config of the app web cannot stand in an env file"),
    ({"apps": {"web": {**APP, "secrets": "A"}}}, "secrets of the app web are not a list"),
    ({"apps": {"web": {**APP, "secrets": {"A": "hush-canary"}}}}, "secrets of the app web are not a list"),
    ({"apps": {"web": {**APP, "secrets": ["A=hush-canary"]}}}, "secrets of the app web has a value"),
    ({"apps": {"web": {**APP, "secrets": ["hush canary"]}}}, "a name in secrets of the app web cannot be used"),
    ({"apps": {"web": APP}, "environments": "dev"}, "the environments are not a list of names"),
    ({"apps": {"web": APP}, "environments": []}, "the environments are not a list of names"),
    ({"apps": {"web": APP}, "environments": ["dev", "dev"]}, "an environment is there twice"),
    ({"apps": {"web": APP}, "environments": ["dev/.."]}, "the environment is 'dev/..'"),
    ({"apps": {"web": APP}, "environments": ["e" * 40], "name": "n" * 23}, "has 64 characters"),
    ({"apps": {"web": APP}, "environments": [["dev"]]}, "the environment is a list"),
    ({"apps": {"web": APP}, "name": "My Shop"}, "the name of the repository is 'My Shop'"),
    ({"apps": {"web": APP}, "pipeline": "jenkins"}, "there is no pipeline for 'jenkins'"),
    ({"apps": {"a": {"image": "x:1"}, "b": {"image": "x:2"}}}, "the apps a and b have two versions of one image"),
]  # fmt: skip


@pytest.mark.parametrize(("description", "message"), WRONG, ids=range(len(WRONG)))
def test_a_description_that_cannot_be_used(description: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        kustompy.scaffold(tmp_path / "new", description)
    assert (caught.value.code, message in str(caught.value)) == ("KST871", True), str(caught.value)
    assert caught.value.diagnostics[0].hint
    assert "canary" not in f"{caught.value}{caught.value.diagnostics[0].hint}"
    assert [*tmp_path.iterdir()] == []


def test_a_variable_that_kustomize_cannot_print(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the repository would not build: .*json: unsupported type") as caught:
        kustompy.scaffold(tmp_path / "new", {"apps": {"web": {**APP, "config": {"null": "a"}}}})
    assert caught.value.code == "KST873"


def test_names_that_meet(tmp_path: Path) -> None:
    apps = {"web": {**APP, "port": 80, "volume": "/data:1Gi"}, "web-pods": {**APP, "port": 80}}
    with pytest.raises(UsageError, match=r"the repository would not build: .*web-pods") as caught:
        kustompy.scaffold(tmp_path / "new", {"apps": apps})
    assert caught.value.code == "KST873"
    assert [*tmp_path.iterdir()] == []


LINES: list[tuple[list[str], str]] = [
    (["DIR", "OTHER", "--app=web", "--image=a:1"], "init takes one directory"),
    (["--app=web", "--image=a:1"], "init takes one directory"),
    (["DIR"], "init does not know what the repository is of"),
    (["DIR", "--environments=dev"], "init does not know what the repository is of"),
    (["DIR", "--image=a:1"], "init does not know what the repository is of"),
    (["DIR", "--namespace=web"], "--namespace is a flag of `kustompy create`"),
    (["DIR", "--app=web", "--from=file"], "--app and --from do not go together"),
    (["DIR", "--from-helm=a", "--from-manifests=b"], "--from-helm and --from-manifests do not go together"),
    (["DIR", "--from=file", "--port=80"], "--port needs --app"),
    (["DIR", "--app=web", "--image=a:1", "--port=http"], "--port http is not a number"),
    (["DIR", "--app=web", "--image=a:1", "--replicas=-1"], "--replicas -1 is not a number"),
    (["DIR", "--app=web", "--image=a:1", "--variable=A"], "--variable A has no value"),
    (["DIR", "--app=web", "--image=a:1", "--volume=/a:1Gi", "--volume=/b:1Gi"], "an app has one volume here"),
    (["DIR", "--app=web", "--image=a:1", "--pipeline=jenkins"], "illegal flag value --pipeline jenkins"),
    (["DIR", "--app=web"], "the image of the app web is ''"),
    (["DIR", "--from=nowhere.yaml"], "nowhere.yaml: no such file or directory"),
    (["DIR", "--from=list.yaml"], "list.yaml does not describe a repository"),
    (["DIR", "--from=two.yaml"], "two.yaml does not describe a repository"),
    (["DIR", "--from=broken.yaml"], "yaml: "),
    (["DIR", "--from-manifests=nowhere"], "nowhere: no such file or directory"),
]


@pytest.mark.parametrize(("arguments", "message"), LINES, ids=range(len(LINES)))
def test_a_command_line_that_makes_no_sense(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"list.yaml": "- a\n", "two.yaml": "a: b\n---\na: b\n", "broken.yaml": "a: [\n"}.items():
        (tmp_path / name).write_text(text)
    before = contents(tmp_path)
    assert main(["init", *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert contents(tmp_path) == before


def test_without_a_directory_it_is_create(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--namespace", "web"]) == 0
    assert [*contents(tmp_path)] == ["kustomization.yaml"]
    assert "namespace: web\n" in (tmp_path / "kustomization.yaml").read_text()
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert main(["init"]) == 0
    assert (tmp_path / "below/kustomization.yaml").exists()


TEXTS = st.text(max_size=12) | st.sampled_from(["a:1", "a\nb", "- x", "${X}", "$(id)", "{}", "*a", "yes", "1", "a: b"])
VALUES = TEXTS | st.integers() | st.booleans() | st.none() | st.lists(TEXTS, max_size=2)
APPS = st.fixed_dictionaries(
    {"image": st.just("nginx:1.27") | VALUES},
    optional={
        "port": st.integers(0, 70000) | VALUES,
        "replicas": st.integers(0, 9) | VALUES,
        "host": st.just("a.example.com") | VALUES,
        "volume": st.just("/data:1Gi") | VALUES,
        "config": st.dictionaries(st.just("A") | TEXTS, VALUES, max_size=2) | VALUES,
        "secrets": st.lists(st.just("KEY") | TEXTS, max_size=2) | VALUES,
    },
)


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(
    st.dictionaries(st.just("web") | TEXTS, APPS, max_size=2),
    st.lists(st.sampled_from(["dev", "prod"]) | TEXTS, max_size=2) | VALUES,
)
def test_any_description_is_refused_or_written_as_it_is(apps: dict[str, Any], environments: Any) -> None:
    try:
        found = described({"apps": apps, "environments": environments})
    except UsageError as error:
        assert error.code == "KST871"
        return
    from kustompy.scaffolding.overlays import overlay_of
    from kustompy.scaffolding.workloads import base_of

    for app in found.apps:
        for text in base_of(app).values():
            [manifest] = kustompy.load(text)
            assert manifest["kind"]
        for environment in found.environments:
            files = overlay_of(found, environment)
            [kustomization] = kustompy.load(files["kustomization.yaml"])
            assert {"name": app.name, "count": app.replicas[environment]} in kustomization["replicas"]
