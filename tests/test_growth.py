"""What grows with a tree, and what must not: work is counted in calls, which are the same on every machine."""

from __future__ import annotations

import gc
import sys
import threading
import tracemalloc
from collections.abc import Callable

import pytest

import kustompy
from kustompy.linting.run import lint
from kustompy.reporting.report import rendered, report_of_error
from kustompy.session.options import Options
from kustompy.system.files import Files as MemoryFiles

Files = dict[str, str]

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app{i}
spec:
  template:
    spec:
      containers:
      - name: main
        image: registry.example.com/app:v{i}
        envFrom:
        - configMapRef:
            name: settings{i}
"""
SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings{i}
data:
  index: "{i}"
"""
BASE = DEPLOYMENT.format(i="") + "---\n" + SETTINGS.format(i="")


def listing(entries: list[str], rest: str = "") -> str:
    return f"resources: [{', '.join(entries)}]\n{rest}"


def overlay_of(n: int, rest: str) -> Files:
    """An overlay with these fields over n deployments and the n config maps that they refer to."""
    files = {f"base/{i}.yaml": DEPLOYMENT.format(i=i) + "---\n" + SETTINGS.format(i=i) for i in range(n)}
    files["base/kustomization.yaml"] = listing([f"{i}.yaml" for i in range(n)])
    return {**files, "kustomization.yaml": listing(["base"], rest)}


def one_file(n: int) -> Files:
    text = "---\n".join(SETTINGS.format(i=i) for i in range(n))
    return {"all.yaml": text, "kustomization.yaml": listing(["all.yaml"])}


def renamed(n: int) -> Files:
    labels = "labels: [{pairs: {team: a}, includeSelectors: true}]\n"
    return overlay_of(n, f"namePrefix: p-\nnamespace: team\n{labels}images: [{{name: x, newTag: v9}}]\n")


def tenants(n: int) -> Files:
    """One base for n tenants, all of the same names in namespaces of their own."""
    files = {"base/all.yaml": BASE, "base/kustomization.yaml": listing(["all.yaml"])}
    for i in range(n):
        files[f"tenants/{i}/kustomization.yaml"] = listing(["../../base"], f"namespace: tenant{i}\nnameSuffix: -s\n")
    return {**files, "kustomization.yaml": listing([f"tenants/{i}" for i in range(n)])}


def merge_patches(n: int) -> Files:
    """A strategic merge patch for each deployment; each second one deletes it."""
    patch = "- patch: |-\n    {{apiVersion: apps/v1, kind: Deployment, metadata: {{name: app{i}}}, {what}}}\n"
    what = ("spec: {replicas: 2}", "$patch: delete")
    return overlay_of(n, "patches:\n" + "".join(patch.format(i=i, what=what[i % 2]) for i in range(n)))


def json_patches(n: int) -> Files:
    """A JSON patch for each deployment."""
    patch = (
        "- target: {{kind: Deployment, name: app{i}}}\n"
        '  patch: \'[{{"op": "add", "path": "/spec/replicas", "value": {i}}}]\'\n'
    )
    return overlay_of(n, "patches:\n" + "".join(patch.format(i=i) for i in range(n)))


def generated(n: int) -> Files:
    entries = "".join(f"- name: settings{i}\n  literals: [a={i}]\n" for i in range(n))
    deployments = "---\n".join(DEPLOYMENT.format(i=i) for i in range(n))
    return {"all.yaml": deployments, "kustomization.yaml": listing(["all.yaml"], f"configMapGenerator:\n{entries}")}


def replicas(n: int) -> Files:
    return overlay_of(n, "replicas:\n" + "".join(f"- {{name: app{i}, count: {i}}}\n" for i in range(n)))


def replacements(n: int) -> Files:
    """A replacement from each config map into its deployment."""
    entry = (
        "- source: {{kind: ConfigMap, name: settings{i}, fieldPath: data.index}}\n"
        "  targets: [{{select: {{kind: Deployment, name: app{i}}}, "
        "fieldPaths: [spec.template.spec.containers.0.image]}}]\n"
    )
    return overlay_of(n, "replacements:\n" + "".join(entry.format(i=i) for i in range(n)))


TREES: list[Callable[[int], Files]] = [
    one_file, renamed, tenants, merge_patches, json_patches, generated, replicas, replacements,
]  # fmt: skip


def render(files: Files) -> str:
    return kustompy.build("/", files={f"/{name}": text for name, text in files.items()}, disk=False).to_yaml()


def calls_of(files: Files, run: Callable[[Files], object] = render) -> int:
    """How many functions a build calls, of ours and of the interpreter's."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        run(files)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("tree", TREES, ids=lambda each: each.__name__)
def test_twice_the_tree_is_twice_the_work(tree: Callable[[int], Files]) -> None:
    few, many = tree(80), tree(160)
    render(many)  # what is read from tables and remembered of strings is not counted
    assert calls_of(many) <= 2.1 * calls_of(few)


def one_id(n: int) -> Files:
    """A resource that is there n times, a file each."""
    files = {f"{i}.yaml": SETTINGS.format(i="") for i in range(n)}
    return {**files, "kustomization.yaml": listing(list(files))}


def missing(n: int) -> Files:
    """Resources that are missing, and a Secret of n values that no message may show."""
    data = "".join(f"  key{i}: correct-horse-battery-{i}\n" for i in range(n))
    secret = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData:\n{data}"
    return {
        "secret.yaml": secret,
        "kustomization.yaml": "resources:\n- secret.yaml\n" + "".join(f"- gone{i}.yaml\n" for i in range(n)),
    }


def unknown_fields(n: int) -> Files:
    return {"kustomization.yaml": "".join(f"nameprefix{i}: a\n" for i in range(n))}


def patches_that_fail(n: int) -> Files:
    """A JSON patch for each deployment, whose path is not there."""
    patch = (
        "- target: {{kind: Deployment, name: app{i}}}\n"
        '  patch: \'[{{"op": "replace", "path": "/spec/none/at", "value": {i}}}]\'\n'
    )
    return overlay_of(n, "patches:\n" + "".join(patch.format(i=i) for i in range(n)))


FAILING: list[Callable[[int], Files]] = [one_id, missing, unknown_fields, patches_that_fail]


def fail(files: Files) -> int:
    """How many mistakes are told, each with its place, as the command line prints them."""
    with pytest.raises(kustompy.KustompyError) as caught:
        render(files)
    text = rendered(report_of_error(caught.value, "/"), "text")
    assert "correct-horse" not in text
    return text.count("\n  --> ")


@pytest.mark.parametrize("tree", FAILING, ids=lambda each: each.__name__)
def test_twice_the_mistakes_are_twice_the_work(tree: Callable[[int], Files]) -> None:
    few, many = tree(80), tree(160)
    assert fail(many) >= 2 * fail(few) - 1 > 1
    assert calls_of(many, fail) <= 2.15 * calls_of(few, fail)


def wrong(n: int) -> Files:
    """A JSON patch for each deployment that writes what is no number, and a replacement that copies one."""
    patch = (
        "- target: {{kind: Deployment, name: app{i}}}\n"
        '  patch: \'[{{"op": "add", "path": "/spec/replicas", "value": "many"}}]\'\n'
    )
    entry = (
        "- source: {{kind: ConfigMap, name: settings{i}, fieldPath: metadata.name}}\n"
        "  targets: [{{select: {{kind: Deployment, name: app{i}}}, options: {{create: true}},"
        " fieldPaths: [spec.minReadySeconds]}}]\n"
    )
    patches = "".join(patch.format(i=i) for i in range(n))
    return overlay_of(n, f"patches:\n{patches}replacements:\n{''.join(entry.format(i=i) for i in range(n))}")


def unused(n: int) -> Files:
    """Images that no container has, and targets that match nothing."""
    images = "".join(f"- {{name: none{i}, newTag: x}}\n" for i in range(8))
    patch = "- target: {{kind: Deployment, name: none{i}}}\n  patch: '[{{op: remove, path: /spec}}]'\n"
    return overlay_of(n, f"images:\n{images}patches:\n{''.join(patch.format(i=i) for i in range(n))}")


def lost(n: int) -> Files:
    """Lists that patches replace, fields that two patches write, directives, Services that select nothing."""
    custom = "apiVersion: example.com/v1\nkind: Rules\nmetadata: {{name: r{i}}}\nspec: {{sets: [{{name: a, of: b}}]}}\n"
    service = "apiVersion: v1\nkind: Service\nmetadata: {{name: s{i}}}\nspec: {{selector: {{app: none{i}}}}}\n"
    patch = (
        "- patch: '{{apiVersion: example.com/v1, kind: Rules, metadata: {{name: r{i}}},"
        " spec: {{sets: [{{name: a, $patch: delete}}]}}}}'\n"
        "- patch: '{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: app{i}}}, spec: {{replicas: 2}}}}'\n"
        "- patch: '{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: app{i}}}, spec: {{replicas: 3}}}}'\n"
    )
    files = overlay_of(n, "patches:\n" + "".join(patch.format(i=i) for i in range(n)))
    files["base/more.yaml"] = "---\n".join((custom + "---\n" + service).format(i=i) for i in range(n))
    files["base/kustomization.yaml"] = listing([*(f"{i}.yaml" for i in range(n)), "more.yaml"])
    return files


def generators(n: int) -> Files:
    """Generators of which nobody uses what they make."""
    entries = "".join(f"- {{name: made{i}, literals: [a=b]}}\n" for i in range(n))
    return overlay_of(n, f"configMapGenerator:\n{entries}")


def selected(n: int) -> Files:
    """Services, budgets and policies that select many pods, bindings, and old names of Services in texts."""
    documents = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: app{i}}}\nspec:\n  template:\n"
        "    metadata: {{labels: {{app: a{i}, all: y}}}}\n"
        "    spec: {{serviceAccountName: sa{i}, containers: [{{name: c, image: x, args: ['http://web{i}/']}}]}}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {{name: web{i}}}\nspec: {{selector: {{all: y, app: a{i}}}}}\n",
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b{i}}}\n"
        "spec: {{selector: {{matchLabels: {{all: y}}}}}}\n",
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{i}}}\n"
        "spec: {{podSelector: {{matchLabels: {{all: y}}}}}}\n",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: r{i}}}\n"
        "roleRef: {{kind: Role, name: r{i}}}\nsubjects: [{{kind: ServiceAccount, name: sa{i}, namespace: x}}]\n",
    )
    text = "---\n".join(each.format(i=i) for i in range(n) for each in documents)
    return {"all.yaml": text, "kustomization.yaml": listing(["all.yaml"], "namePrefix: p-\n")}


def built(files: Files) -> kustompy.Build:
    return kustompy.build("/", files={f"/{name}": text for name, text in files.items()}, disk=False)


def validated(files: Files) -> None:
    assert len(kustompy.validate(built(files))) >= len(files) // 2


def explained(files: Files) -> None:
    build = built(files)
    for index, resource in enumerate(build):
        if resource.kind == "Deployment":
            assert len(build.explain(index, ("spec", "minReadySeconds"))) > 1
            assert build.explain(index, ("spec", "replicas"))


def linted(files: Files) -> None:
    memory = {f"/{name}": text.encode() for name, text in files.items()}
    assert len(lint(["/"], Options(), files=MemoryFiles(memory, disk=False))) >= len(files) // 2


ASKED: list[tuple[Callable[[Files], None], Callable[[int], Files]]] = [
    (validated, wrong), (explained, wrong), (linted, unused), (linted, lost), (linted, generators),
    (linted, selected),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "tree"), ASKED, ids=lambda each: each.__name__)
def test_twice_the_findings_are_twice_the_work(ask: Callable[[Files], None], tree: Callable[[int], Files]) -> None:
    few, many = tree(60), tree(120)
    ask(many)
    assert calls_of(many, ask) <= 2.2 * calls_of(few, ask)


def test_a_thousand_builds_leave_nothing_behind() -> None:
    files = renamed(2)
    for _ in range(50):
        render(files)
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(1000):
            render(files)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 100_000


@pytest.mark.parametrize("tree", TREES, ids=lambda each: each.__name__)
def test_a_build_leaves_no_cycles(tree: Callable[[int], Files]) -> None:
    """All that it made is freed when it is done, without waiting for the collector."""
    files = tree(3)
    render(files)
    gc.collect()
    gc.disable()
    try:
        render(files)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_builds_in_threads_give_what_they_give_alone() -> None:
    trees = [tree(5) for tree in TREES]
    alone = [render(files) for files in trees]
    together: dict[int, list[str]] = {}

    def work(number: int) -> None:
        together[number] = [render(files) for _ in range(3) for files in trees]

    assert gc.isenabled()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(together.values()) == [alone * 3] * 4
    assert gc.isenabled()


def test_the_collector_is_as_it_was_after_a_build() -> None:
    with pytest.raises(kustompy.KustompyError):
        render({"kustomization.yaml": "resources: [none.yaml]\n"})
    assert gc.isenabled()
    gc.disable()
    try:
        render(one_file(1))
        assert not gc.isenabled()
    finally:
        gc.enable()
