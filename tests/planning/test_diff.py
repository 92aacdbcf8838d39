"""What differs between two sides, and how it is told."""

from __future__ import annotations

import base64
import io
import json
import stat
import sys
from pathlib import Path
from typing import Any

import jsonpatch
import pytest

import kustompy
from kustompy.cli import main
from kustompy.planning import live
from kustompy.planning.field_names import path_text
from kustompy.system.process import Finished
from tests.deploying.cluster import Cluster
from tests.deploying.fake_kubectl import FakeKubectl
from tests.planning.goldens_of import held

Manifest = dict[str, Any]


def config_map(name: str, namespace: str = "", **data: str) -> Manifest:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def deployment(containers: list[Manifest], name: str = "web", api_version: str = "apps/v1") -> Manifest:
    spec = {"template": {"spec": {"containers": containers}}}
    return {"apiVersion": api_version, "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def told(a: list[Manifest], b: list[Manifest]) -> list[str]:
    """The fields that differ, as sign and path."""
    return [
        f"{each.kind} {path_text(each.path, change.before if each.kind == 'removed' else change.after)}"
        for change in kustompy.diff(a, b)
        for each in change.fields
    ]


WEB, LOG, SIDE = ({"name": name, "image": f"{name}:1"} for name in ("web", "log", "side"))
LISTS: dict[str, tuple[list[Any], list[Any], list[str]]] = {
    "an element that is told by its merge key": (
        [WEB, LOG], [SIDE, WEB, {**LOG, "image": "log:2"}],
        ["added spec.template.spec.containers[name=side]",
         "changed spec.template.spec.containers[name=log].image"],
    ),
    "the same elements in another order": ([WEB, LOG, SIDE], [LOG, WEB, SIDE], ["moved spec.template.spec.containers"]),
    "an element that is gone": ([WEB, LOG, SIDE], [WEB, SIDE], ["removed spec.template.spec.containers[name=log]"]),
    "two merge keys": (
        [{**WEB, "ports": [{"containerPort": 80, "protocol": "TCP"}, {"containerPort": 80, "protocol": "UDP"}]}],
        [{**WEB, "ports": [{"containerPort": 80, "protocol": "UDP", "name": "x"}]}],
        ["removed spec.template.spec.containers[name=web].ports[0]",
         "added spec.template.spec.containers[name=web].ports[name=x].name"],
    ),
    "arguments": (
        [{**WEB, "args": ["a", "b", "c", "d"]}], [{**WEB, "args": ["a", "x", "c", "d", "e"]}],
        ["changed spec.template.spec.containers[name=web].args[1]",
         "added spec.template.spec.containers[name=web].args[4]"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LISTS)
def test_lists(case: str) -> None:
    before, after, expected = LISTS[case]
    assert told([deployment(before)], [deployment(after)]) == expected


def crd(elements: list[Any]) -> list[Manifest]:
    return [{"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": {"list": elements}}]


def test_lists_of_custom_kinds_are_told_by_names_where_all_have_one() -> None:
    one, two = {"name": "a", "x": 1}, {"name": "b", "x": 1}
    assert told(crd([one, two]), crd([{**two, "x": 2}])) == ["removed spec.list[name=a]", "changed spec.list[name=b].x"]
    assert told(crd([one, one]), crd([one, {**one, "x": 2}])) == ["changed spec.list[1].x"]
    assert told(crd([one, {"x": 1}]), crd([{"x": 1}])) == ["removed spec.list[name=a]"]
    assert told(crd([[1], [2]]), crd([[2]])) == ["removed spec.list[0]"]


HASHED = [config_map("a-" + kustompy.content_hash(config_map("a", x=x)), x=x) for x in "12"]
PAIRS = {
    "the same id": ([config_map("a", x="1")], [config_map("a", x="2")], ["changed a"]),
    "another version": (
        [deployment([], api_version="apps/v1beta1")], [deployment([])], ["changed web"],
    ),
    "another group": ([deployment([], api_version="extensions/v1beta1")], [deployment([])], ["changed web"]),
    "a hash of the content": (HASHED[:1], HASHED[1:], [f"changed {HASHED[1]['metadata']['name']}"]),
    "what only looks like a hash": (
        [config_map("a-cmh5b4bm45", x="1")], [config_map("a-h6d24c9f47", x="2")],
        ["added a-h6d24c9f47", "removed a-cmh5b4bm45"],
    ),
    "another namespace": ([config_map("a", "dev", x="1")], [config_map("a", "prod", x="1")], ["changed a"]),
    "two that could be it": (
        [config_map("a", "dev")], [config_map("a", "prod"), config_map("a", "test")],
        ["added a", "added a", "removed a"],
    ),
    "the same id twice": ([config_map("a"), config_map("a", x="1")], [config_map("a"), config_map("a", x="1")], []),
}  # fmt: skip


@pytest.mark.parametrize("case", PAIRS)
def test_pairs(case: str) -> None:
    before, after, expected = PAIRS[case]
    assert [f"{each.kind} {each.id.name}" for each in kustompy.diff(before, after)] == expected


BASE = {
    "base/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\n",
    "base/web.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n"
    "      containers:\n      - name: web\n        envFrom: [{configMapRef: {name: settings}}]\n",
}


def built(fields: str) -> kustompy.Build:
    files = {**BASE, "over/kustomization.yaml": f"resources: [../base]\n{fields}"}
    return kustompy.build("over", files=files, disk=False)


def test_a_prefix_is_no_other_resource_and_references_follow() -> None:
    found = kustompy.diff(built("namePrefix: dev-\n"), built("namePrefix: prod-\n"))
    assert [(each.kind, each.former_id.name, each.id.name) for each in found if each.id.gvk.kind == "Deployment"] == [
        ("changed", "dev-web", "prod-web")
    ]
    web = next(each for each in found if each.id.gvk.kind == "Deployment")
    assert [(path_text(each.path), bool(each.follows)) for each in web.fields] == [
        ("metadata.name", False),
        ("spec.template.spec.containers[0].envFrom[0].configMapRef.name", True),
    ]


def test_a_new_hash_is_one_change() -> None:
    more = "configMapGenerator: [{name: settings, behavior: merge, literals: [a=c]}]\n"
    found = kustompy.diff(built(""), built(more))
    assert [
        (each.id.gvk.kind, [(each.path, each.follows) for each in each.fields if not each.follows]) for each in found
    ] == [
        ("ConfigMap", [(("data", "a"), "")]),
        ("Deployment", []),
    ]
    assert {field.follows for each in found for field in each.fields} == {"", "ConfigMap settings"}


def test_causes_are_who_wrote_and_who_no_longer_writes() -> None:
    def caused(a: str, b: str) -> list[str]:
        return [
            str(each)
            for change in kustompy.diff(built(a), built(b))
            for field in change.fields
            for each in field.causes
        ]

    operation = '{"op": "add", "path": "/spec/replicas", "value": 3}'
    patch = f"patches:\n- target: {{kind: Deployment}}\n  patch: '[{operation}]'\n"
    other = patch.replace(": 3", ": 4")
    remove = patch.replace('"add", "path": "/spec/replicas", "value": 3', '"remove", "path": "/spec/template"')
    assert caused("", patch) == ["/over/kustomization.yaml:4:61 patches"]
    assert caused(patch, other) == ["/over/kustomization.yaml:4:61 patches"]
    assert caused(patch, "") == ["no longer /over/kustomization.yaml:4:61 patches"]
    assert caused("", remove) == ["/over/kustomization.yaml:4:37 patches"]
    assert caused("namespace: a\n", "namespace: b\n") == ["/over/kustomization.yaml:2:12 namespace"] * 2


def test_a_writer_that_is_gone_is_the_cause() -> None:
    tree = {
        "kustomization.yaml": "resources: [a.yaml]\npatches:\n- path: p.yaml\n",
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: base}\n",
        "p.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: patched}\n",
    }
    before = kustompy.build(".", files=tree, disk=False)
    after = kustompy.build(".", files={**tree, "kustomization.yaml": "resources: [a.yaml]\n"}, disk=False)
    (field,) = kustompy.diff(before, after)[0].fields
    assert [str(each) for each in field.causes] == ["/a.yaml:4:11 resources", "no longer /p.yaml:4:11 patches"]


FORMS = {"text": "txt", "unified": "diff", "json": "json", "json-patch": "patch.json", "markdown": "md"}


@pytest.mark.parametrize("form", FORMS)
def test_two_overlays_in_each_form(form: str, gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "overlays/dev", "overlays/prod", "--format", form]) == 1
    out = capsys.readouterr().out
    held(f"diff/dev-prod.{FORMS[form]}", out)
    values = [
        line.partition("=")[2]
        for each in ("dev", "prod")
        for line in Path(f"overlays/{each}/secrets.env").read_text().splitlines()
    ]
    encoded = [base64.b64encode(each.encode()).decode() for each in values]
    assert [each for each in (*values, *encoded) if len(each) > 3 and each in out] == []


def test_a_value_that_was_copied_from_a_secret_is_not_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in (("a", "hunter-one"), ("b", "hunter-two")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kustomization.yaml").write_text(
            "resources: [a.yaml]\nreplacements:\n- source: {kind: Secret, fieldPath: stringData.x}\n"
            "  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.x]\n"
        )
        (tmp_path / name / "a.yaml").write_text(
            f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{x: {value}}}\n---\n"
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {x: y}\n"
        )
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    out = capsys.readouterr().out
    assert "hunter" not in out
    assert out.count(": changed\n") == 2


def test_texts_are_compared_line_by_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    layers = [{"level": level, "targets": ["a", "b"], "more": "words" * 5} for level in (1, 2)]
    for name, text in zip("ab", map(json.dumps, layers), strict=True):
        (tmp_path / name).write_text(kustompy.dump(config_map("c", **{"x.json": text, "y": f"1\n{name}\n3\n"})))
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    held("diff/texts.txt", capsys.readouterr().out)


IGNORED = """\
[[diff.ignore]]
paths = ["metadata.labels", "spec.template.spec.containers[name=web].image", 'metadata.annotations["a/b"]']
[[diff.ignore]]
kinds = ["ConfigMap"]
[[diff.ignore]]
labels = ["helm.sh/chart"]
reason = "a new version of a chart touches every resource"
"""


def test_noise_is_left_out_by_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kustompy.toml").write_text(IGNORED)
    before, after = deployment([WEB, LOG]), deployment([{**WEB, "image": "web:2"}, LOG])
    before["metadata"].update(labels={"x": "1"}, annotations={"a/b": "1"})
    after["metadata"].update(labels={"x": "2"}, annotations={"a/b": "2"})
    after["spec"]["selector"] = {"matchLabels": {"helm.sh/chart": "2", "x": "1"}}
    before["spec"]["selector"] = {"matchLabels": {"helm.sh/chart": "1", "x": "1"}}
    Path("a").write_text(kustompy.dump([before, config_map("a", x="1")]))
    Path("b").write_text(kustompy.dump([after, config_map("a", x="2"), config_map("b")]))
    assert main(["diff", "a", "b"]) == 0
    assert capsys.readouterr().out == "nothing differs; 6 more left out as noise\n"
    after["spec"]["template"]["spec"]["containers"][1] = {**LOG, "image": "log:2"}
    Path("b").write_text(kustompy.dump([after]))
    assert main(["diff", "a", "b"]) == 1
    out = capsys.readouterr().out
    assert "containers[name=log].image: log:1 → log:2\n" in out
    assert "web:2" not in out


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("path = ['a']", "[[diff.ignore]] has no 'path'"),
        ("paths = 'a'", "'paths' of [[diff.ignore]] is no list of strings"),
        ("reason = 'a'", "a [[diff.ignore]] without paths, kinds and labels"),
    ],
)
def test_rules_that_cannot_be_read(
    rule: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kustompy.toml").write_text(f"[[diff.ignore]]\n{rule}\n")
    Path("a").write_text("")
    assert main(["diff", "a", "a"]) == 2
    assert said in capsys.readouterr().err


def test_sides_may_be_folders_files_lists_and_stdin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    manifests = [config_map("a", x="1"), config_map("b", x="1")]
    Path("folder").mkdir()
    for each in manifests:
        Path(f"folder/{each['metadata']['name']}.yaml").write_text(kustompy.dump(each))
    Path("file.yaml").write_text(kustompy.dump(manifests))
    Path("list.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests}))
    text = io.TextIOWrapper(io.BytesIO(Path("file.yaml").read_bytes()))
    for other in ("file.yaml", "list.json", "-"):
        monkeypatch.setattr(sys, "stdin", text)
        assert main(["diff", "folder", other]) == 0, other
        assert capsys.readouterr().out == "nothing differs\n"


def test_exit_codes(gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "overlays/dev", "overlays/dev"]) == 0
    assert main(["diff", "overlays/dev", "overlays/prod"]) == 1
    assert main(["diff", "overlays/dev", "overlays/prod", "--exit-code=false"]) == 0
    Path("overlays/dev/kustomization.yaml").write_text("resources: [gone.yaml]\n")
    capsys.readouterr()
    assert main(["diff", "overlays/dev", "overlays/prod"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "gone.yaml" in printed.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("a", "diff compares two sides"),
        ("a b c", "diff compares two sides"),
        ("- -", "stdin can be one side only"),
        ("nowhere overlays/dev", "nowhere"),
        ("README.md overlays/dev", ""),
        ("--live overlays/dev overlays/prod", "--live compares one target"),
        ("--live --git HEAD", "--git and --live do not go together"),
        ("a b --format nope", "illegal flag value --format nope"),
    ],
)
def test_what_cannot_be_compared(arguments: str, said: str, gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *arguments.split()]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert "Traceback" not in printed.err


def test_names_of_strangers_do_not_move_the_cursor_or_leave_a_block(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "</summary><script>\x1b[2J`````\n@@ [x](javascript:1) ![](http://x)"
    (tmp_path / "a").write_text("")
    (tmp_path / "b").write_text(kustompy.dump([config_map("x", k=hostile), config_map("a<b>@c*_`")]))
    for form in ("text", "markdown"):
        assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b"), "--format", form]) == 1
        out = capsys.readouterr().out
        assert "\x1b" not in out
        if form == "markdown":
            outside = [line for number, line in enumerate(out.split("```````")) if number % 2 == 0]
            assert "<summary><code>&#43; ConfigMap a&#60;b&#62;&#64;c&#42;&#95;&#96;</code></summary>" in out
            assert not any("<script>" in line for line in outside)


def test_a_comment_is_cut_where_the_host_would_refuse_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_text(kustompy.dump([config_map(f"m{number}", x="1") for number in range(900)]))
    (tmp_path / "b").write_text(kustompy.dump([config_map(f"m{number}", x="2") for number in range(900)]))
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b"), "--format", "markdown"]) == 1
    out = capsys.readouterr().out
    assert len(out) < 65_000
    shown = out.count("<details>")
    assert f"… and {900 - shown} more resources: the comment would be too long\n" in out


def test_the_patches_of_the_command_lead_there(gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "overlays/dev", "overlays/prod", "--format", "json-patch"]) == 1
    patches = json.loads(capsys.readouterr().out)
    before = {(each.gvk, each.namespace, each.name): each.to_dict() for each in kustompy.build("overlays/dev")}
    for each in patches:
        target = each["target"]
        gvk = kustompy.Gvk(target["group"], target["version"], target["kind"])
        key = (gvk, target["namespace"], target["name"])
        document = before.pop(key, None)
        if target["kind"] != "Secret":
            before[key] = jsonpatch.apply_patch(document, each["patch"])
    expected = [each.to_dict() for each in kustompy.build("overlays/prod") if each.kind != "Secret"]
    found = [each for each in before.values() if each is not None and each["kind"] != "Secret"]
    assert sorted(map(json.dumps, map(sorted_keys, found))) == sorted(map(json.dumps, map(sorted_keys, expected)))


def sorted_keys(manifest: Manifest) -> Any:
    return json.loads(json.dumps(manifest, sort_keys=True))


KUBECTL = """\
#!{python}
import json, os, sys
import kustompy
given = kustompy.load(sys.stdin.read())
if sys.argv[1] == "get":
    live = [dict(each, status={{"x": 1}}) for each in given if each["kind"] == "Deployment"]
    for each in live:
        each["spec"] = dict(each["spec"], replicas=9, revisionHistoryLimit=10)
        each["metadata"] = dict(each["metadata"], uid="1", managedFields=[])
    print(json.dumps({{"apiVersion": "v1", "kind": "List", "items": live}}))
elif os.environ.get("FORBIDDEN"):
    sys.exit("Error from server (Forbidden): you may not")
else:
    for each in given:
        if each["kind"] == "Deployment":
            each["spec"].setdefault("revisionHistoryLimit", 10)
    print(json.dumps({{"apiVersion": "v1", "kind": "List", "items": given}}))
"""


@pytest.mark.parametrize("forbidden", ["", "1"])
def test_the_cluster_is_asked_by_kubectl(
    forbidden: str, gitops: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = gitops / "kubectl"
    program.write_text(KUBECTL.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("FORBIDDEN", forbidden)
    monkeypatch.setenv("PYTHONPATH", str(Path(kustompy.__file__).parents[1]))
    assert main(["diff", "--live", "overlays/prod", "--kubectl", str(program)]) == 1
    printed = capsys.readouterr()
    assert "~ Deployment web (namespace notes)\n  ~ spec.replicas: 9 → 4\n" in printed.out
    assert "+ Service web (namespace notes)\n" in printed.out
    assert "status" not in printed.out
    assert "managedFields" not in printed.out
    assert ("the server refuses a dry run" in printed.err) == bool(forbidden)
    assert "secrets" not in printed.err


WORDS = {
    "E1128 14:16:02.264861 1 memcache.go:265] \"Unhandled Error\" err=\"couldn't get current server API group list\"\n"
    'error: unable to recognize "STDIN": Get "http://localhost:8080/api?timeout=32s": dial tcp 127.0.0.1:8080: '
    "connect: connection refused": ('kubectl get: unable to recognize "STDIN": Get', "no cluster answers there"),
    "error: You must be logged in to the server (Unauthorized)": ("kubectl get: You must be logged in", "log in"),
    'Error from server (Forbidden): configmaps "a" is forbidden: User "x" cannot get resource': (
        "kubectl get: Error from server (Forbidden)", "kubectl auth can-i get KIND",
    ),
    'error: resource mapping not found for name: "a" namespace: "" from "STDIN": no matches for kind "Shop"': (
        "kubectl get: resource mapping not found", "apply its CustomResourceDefinition first",
    ),
    "": ("kubectl get: exit status 1", "kubectl config current-context"),
}  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_the_words_of_kubectl(
    words: str, gitops: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "run", lambda *_, **__: Finished("exit status 1", b"", words.encode()))
    assert main(["diff", "--live", "overlays/prod"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    for each in WORDS[words]:
        assert each in printed.err
    assert "memcache" not in printed.err


def test_a_cluster_that_has_what_was_applied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = "configMapGenerator: [{name: a, namespace: default, literals: [x=y]}]\n"
    config += "generatorOptions: {disableNameSuffixHash: true}\n"
    (tmp_path / "kustomization.yaml").write_text(config)
    kubectl = FakeKubectl(Cluster())

    def run(command: str, arguments: list[str], **options: Any) -> Finished:
        return kubectl(command, [*arguments, "--field-manager=kubectl"], **options)

    monkeypatch.setattr(live, "run", run)
    assert main(["diff", "--live", str(tmp_path)]) == 1
    assert "+ ConfigMap a (namespace default)" in capsys.readouterr().out
    text = kustompy.build(tmp_path).to_yaml().encode()
    done = run("kubectl", ["apply", "--server-side", "-f", "-"], environment={}, seconds=1, stdin=text)
    assert done.failure == ""
    assert main(["diff", "--live", str(tmp_path)]) == 0
    (tmp_path / "kustomization.yaml").write_text(config.replace("x=y", "x=z"))
    capsys.readouterr()
    assert main(["diff", "--live", str(tmp_path)]) == 1
    assert "~ data.x: y → z" in capsys.readouterr().out


def test_without_kubectl(gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--live", "overlays/prod", "--kubectl", "nowhere-kubectl"]) == 2
    assert 'kubectl get: exec: "nowhere-kubectl": executable file not found' in capsys.readouterr().err
