"""KRM functions: containers by way of a stand-in for docker, and programs of the tree."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kustompy.yamlio.read.reader import read_config
from tests.generators.stand_in import Built, StandIn

RESOURCES = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\n"
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  volumes:\n  - name: v\n    configMap:\n      name: a\n"
)
RENDERED = (
    RESOURCES.replace("name: a\n", "name: x-a\n")
    .replace("name: p\n", "name: x-p\n")
    .replace("  - name: v\n    configMap:\n      name: x-a\n", "  - configMap:\n      name: x-a\n    name: v\n")
)
ONE = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n"


def tree(function: str, field: str = "transformers", prefix: str = "x-") -> dict[str, str]:
    indented = "".join(f"      {line}\n" for line in function.splitlines())
    config = "apiVersion: example.com/v1\nkind: Foo\nmetadata:\n  name: foo\n  annotations:\n"
    return {
        "all.yaml": RESOURCES,
        "foo.yaml": f"{config}    config.kubernetes.io/function: |\n{indented}spec:\n  size: 1\n",
        "kustomization.yaml": f"namePrefix: {prefix}\nresources: [all.yaml]\n{field}: [foo.yaml]\n",
    }


@pytest.fixture
def docker(stand_in: Callable[[str], StandIn]) -> StandIn:
    made = stand_in("docker")
    made.says({"run": {"echo": True}})
    return made


SAFE = "run --rm -i -a STDIN -a STDOUT -a STDERR --network {} --user {} --security-opt=no-new-privileges"
OWN = "-e LOG_TO_STDERR=true -e STRUCTURED_RESULTS=true"
CALLS = {
    # the container, flags: the arguments
    "{image: i}": ([], f"{SAFE.format('none', 'nobody')} {OWN} i"),
    "{image: i, network: true}": (["--network"], f"{SAFE.format('host', 'nobody')} {OWN} i"),
    "{image: i, envs: [B, A=1]}": (
        ["-e", "Z=2=3", "--env", "C", "--tree-env", "B"],
        f"{SAFE.format('none', 'nobody')} -e A=1 {OWN} -e Z=2=3 -e B -e C i",
    ),
    "{image: i, mounts: [{type: bind, src: ./d, dst: /d}, {type: bind, src: e, dst: /e, rw: true}]}": (
        ["--mount", "type=bind,src=/srv,dst=/s", "--mount=type=bind,source=r,target=/r,rw=true"],
        f"{SAFE.format('none', 'nobody')} --mount type=bind,source=<tree>/d,target=/d,readonly "
        "--mount type=bind,source=<tree>/e,target=/e --mount type=bind,source=/srv,target=/s,readonly "
        f"--mount type=bind,source=<tree>/r,target=/r {OWN} i",
    ),
    "{image: i, mounts: [{type: bind, src: ./d, dst: '/d,source=/,readonly=false', rw: true}]}": (
        [],
        f"{SAFE.format('none', 'nobody')} "
        f'--mount type=bind,source=<tree>/d,"target=/d,source=/,readonly=false" {OWN} i',
    ),
    "{image: i, mounts: [{type: 'bind\"', src: ./d, dst: /d}]}": (
        [],
        f'{SAFE.format("none", "nobody")} --mount "type=bind""",source=<tree>/d,target=/d,readonly {OWN} i',
    ),
}


@pytest.mark.parametrize("container", CALLS)
def test_how_a_container_is_run(container: str, docker: StandIn, built: Built, tmp_path: Path) -> None:
    flags, wanted = CALLS[container]
    made = built(tree(f"container: {container}\n"), "--enable-alpha-plugins", *flags)
    assert made == (0, RENDERED, "")
    (call,) = docker.calls
    assert " ".join(map(str, call["arguments"])).replace(str(tmp_path / "tree"), "<tree>") == wanted
    assert call["directory"] == str(tmp_path / "tree")


def test_the_user_may_be_the_own_one(docker: StandIn, built: Built) -> None:
    import os

    assert built(tree("container: {image: i}\n"), "--enable-alpha-plugins", "--as-current-user")[0] == 0
    arguments = docker.calls[0]["arguments"]
    assert isinstance(arguments, list)
    assert arguments[arguments.index("--user") + 1] == f"{os.getuid()}:{os.getgid()}"


def test_podman_serves_where_there_is_no_docker(
    stand_in: Callable[[str], StandIn], built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    podman = stand_in("podman")
    podman.says({"run": {"echo": True}})
    monkeypatch.setenv("PATH", str(podman.folder))
    assert built(tree("container: {image: i}\n"), "--enable-alpha-plugins") == (0, RENDERED, "")
    assert len(podman.calls) == 1


def test_what_a_function_is_given(docker: StandIn, built: Built) -> None:
    assert built(tree("container: {image: i}\n"), "--enable-alpha-plugins")[0] == 0
    given = read_config(str(docker.calls[0]["stdin"]))
    assert (given["apiVersion"], given["kind"]) == ("config.kubernetes.io/v1", "ResourceList")
    assert given["functionConfig"]["spec"] == {"size": 1}
    first = given["items"][0]["metadata"]
    assert first["name"] == "x-a"
    assert first["annotations"] == {
        "config.k8s.io/id": "1",
        "config.kubernetes.io/index": "0",
        "internal.config.kubernetes.io/index": "0",
        "internal.config.kubernetes.io/prefixes": "x-",
        "internal.config.kubernetes.io/previousKinds": "ConfigMap",
        "internal.config.kubernetes.io/previousNames": "a",
        "internal.config.kubernetes.io/previousNamespaces": "default",
        "kustomize.config.k8s.io/id": "kind: ConfigMap\nname: x-a\nversion: v1\n",
    }


def listed(*items: str) -> str:
    shown = "".join("- " + item.rstrip("\n").replace("\n", "\n  ") + "\n" for item in items)
    return f"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n{shown}"


HASHED = f"{ONE}  annotations:\n    kustomize.config.k8s.io/needs-hash: 'true'\n"
MERGED = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n"
    "    kustomize.config.k8s.io/behavior: merge\ndata:\n  k: v\n"
)
GENERATED = {
    # what the function writes: what is rendered besides the pod
    listed(ONE): [ONE.replace("made", "x-made"), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x-a\n"],
    ONE: [ONE.replace("made", "x-made"), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x-a\n"],
    HASHED: [
        ONE.replace("made", "x-made-6ct58987ht"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x-a\n",
    ],
    MERGED: ["apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: x-a\n"],
    "": ["apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x-a\n"],
}


@pytest.mark.parametrize("output", GENERATED, ids=["a list", "documents", "with a hash", "merged", "nothing"])
def test_a_generator(output: str, docker: StandIn, built: Built) -> None:
    docker.says({"run": {"stdout": output}})
    code, stdout, stderr = built(tree("container: {image: i}\n", "generators"), "--enable-alpha-plugins")
    documents = [each for each in stdout.split("---\n") if "kind: Pod" not in each]
    assert (code, sorted(documents), stderr) == (0, sorted(GENERATED[output]), "")


def test_a_transformer_adds_changes_and_removes(docker: StandIn, built: Built) -> None:
    changed = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x-a\ndata:\n  k: v\n"
    docker.says({"run": {"stdout": listed(changed, ONE)}})
    code, stdout, _ = built(tree("container: {image: i}\n"), "--enable-alpha-plugins")
    wanted = ["apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: x-a\n", ONE]
    assert (code, sorted(stdout.split("---\n"))) == (0, sorted(wanted))


LOADER = "loader: failed to get FunctionSpec: config.kubernetes.io/function unmarshal error: "
DECODING = f"{LOADER}error unmarshaling JSON: while decoding JSON: json: "
PLUGIN = "plugin Foo.v1.example.com/foo.[noNs] with mount path "
REFUSED = {
    "starlark: {path: x}": f'{DECODING}unknown field "starlark"',
    "container: [": f"{LOADER}error converting YAML to JSON: yaml: line 1: did not find expected node content",
    "exec: {args: a}": f"{DECODING}cannot unmarshal string into Go struct field ExecSpec.exec.args of type []string",
    "container: {image: i, mounts: [{src: /etc}]}": (
        f"{PLUGIN}'/etc' is not permitted; mount paths must be relative to the current kustomization directory"
    ),
    "container: {image: i, mounts: [{src: a/../../b}]}": (
        f"{PLUGIN}'a/../../b' is not permitted; mount paths must be under the current kustomization directory"
    ),
}


@pytest.mark.parametrize("function", REFUSED)
def test_what_is_refused(function: str, docker: StandIn, built: Built) -> None:
    made = built(tree(f"{function}\n"), "--enable-alpha-plugins")
    assert (made, docker.calls) == ((1, "", f"Error: {REFUSED[function]}\n"), [])


RUNS = {
    "network required but not enabled with --network": ("{image: i, network: true}", {}),
    "exit status 3": ("{image: i}", {"code": 3}),
    "the image of a function cannot begin with '-': --privileged": ("{image: --privileged}", {}),
    "missing Resource metadata": ("{image: i}", {"stdout": "a: 1\n"}),
    "MalformedYAMLError: yaml: line 1: did not find expected node content": ("{image: i}", {"stdout": "a: [\n"}),
}


@pytest.mark.parametrize("message", RUNS)
def test_what_goes_wrong(message: str, docker: StandIn, built: Built) -> None:
    container, answer = RUNS[message]
    docker.says({"run": answer})
    made = built(tree(f"container: {container}\n", "generators"), "--enable-alpha-plugins")
    assert made == (1, "", f"Error: couldn't execute function: {message}\n")
    made = built(tree(f"container: {container}\n"), "--enable-alpha-plugins")
    assert made == (1, "", f"Error: couldn't execute function: {message} \n")


def test_what_a_function_says_is_shown(docker: StandIn, built: Built) -> None:
    docker.says({"run": {"echo": True, "stderr": "working\n"}})
    assert built(tree("container: {image: i}\n"), "--enable-alpha-plugins") == (0, RENDERED, "working\n")


def test_twice_the_same_id(docker: StandIn, built: Built) -> None:
    docker.says({"run": {"stdout": listed(ONE, ONE)}})
    made = built(tree("container: {image: i}\n"), "--enable-alpha-plugins")
    identity = '{"version":"v1","kind":"ConfigMap","name":"made"}'
    plugin = "plugin api: example.com/v1, kind: Foo, name: foo"
    assert made == (1, "", f"Error: {plugin} generated duplicate resource: {identity}\n")


OFF = "external plugins disabled; unable to load external plugin 'Foo'"


def test_off_unless_enabled(docker: StandIn, built: Built) -> None:
    assert built(tree("container: {image: i}\n")) == (1, "", f"Error: {OFF}\n")
    made = built(tree("container: {image: i}\n", "generators"))
    assert made == (1, "", f"Error: loading generator plugins: failed to load generator: {OFF}\n")
    assert docker.calls == []


PROGRAM = f"""#!{sys.executable}
import os, sys
text = sys.stdin.read()
assert "kind: ResourceList" in text
here = os.path.basename(os.getcwd())
made = f"{{here}}-{{'-'.join(sys.argv[1:])}}-{{os.environ.get('SIZE')}}"
print("apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: " + made)
"""


@pytest.mark.parametrize(("flags", "ran"), [(["--enable-exec"], True), ([], False)])
def test_a_program_of_the_tree(flags: list[str], ran: bool, built: Built, tmp_path: Path) -> None:
    files = tree("exec: {path: ./make.py, args: [a, b], envs: [SIZE=9]}\n", "generators")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/make.py").write_text(PROGRAM)
    (tmp_path / "tree/make.py").chmod(0o755)
    code, stdout, stderr = built(files, "--enable-alpha-plugins", *flags)
    assert (code, "name: x-tree-a-b-9\n" in stdout, stderr) == (0, ran, "")
