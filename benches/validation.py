"""What validation costs: 3,000 manifests, half Deployments of two containers, half Services, against 1.37, strict.

    python benches/validation.py

Wants ``fastjsonschema`` and ``kubernetes-validate``; an engine that is not installed is left out. All engines read the
same schemas from memory and agree that the manifests are valid, and that a broken one is not, before they are timed.
The time is that of the processor, the best of some rounds.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Any

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, HERE)

from kustompy.validation.check.documents import validate  # noqa: E402  # after the path
from kustompy.validation.schema.store import Store  # noqa: E402
from kustompy.validation.sources.schemas import Schemas  # noqa: E402

COUNT = 3_000
SLOW = 60
VERSION = "1.37"
ROUNDS = 4
BUILDS = 8

OVERLAY = """\
resources: [all.yaml]
namespace: prod
namePrefix: blue-
labels:
- pairs: {team: shop}
  includeSelectors: true
commonAnnotations: {owner: shop}
images:
- {name: example.com/side, newTag: v2}
"""
"""What the build does to the manifests, an overlay as people write them."""

Verdict = Callable[[dict[str, Any]], bool]


def deployment(number: int) -> dict[str, Any]:
    labels = {"app": f"web-{number}", "tier": "front"}
    limits = {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "128Mi"}}
    containers = [
        {
            "name": "web",
            "image": f"example.com/web:{number}",
            "ports": [{"name": "http", "containerPort": 8080}, {"name": "metrics", "containerPort": 9090}],
            "env": [
                {"name": "MODE", "value": "fast"},
                {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "key"}}},
            ],
            "resources": limits,
            "livenessProbe": {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 10},
            "volumeMounts": [{"name": "settings", "mountPath": "/etc/web"}],
        },
        {"name": "side", "image": "example.com/side", "resources": limits, "securityContext": {"runAsNonRoot": True}},
    ]
    pod = {"containers": containers, "volumes": [{"name": "settings", "configMap": {"name": "settings"}}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"web-{number}", "namespace": "shop", "labels": labels},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def service(number: int) -> dict[str, Any]:
    ports = [{"name": "http", "port": 80, "targetPort": "http"}, {"name": "metrics", "port": 90, "targetPort": 9090}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": f"web-{number}", "namespace": "shop", "labels": {"app": f"web-{number}"}},
        "spec": {"type": "ClusterIP", "selector": {"app": f"web-{number}"}, "ports": ports},
    }


def broken() -> dict[str, Any]:
    manifest = deployment(0)
    manifest["spec"]["template"]["spec"]["containers"][1]["ports"] = [{"containerPort": "http"}]
    return manifest


def closures() -> Verdict:
    schemas = Schemas(VERSION)
    return lambda manifest: schemas.of(manifest["apiVersion"], manifest["kind"]).valid(manifest)  # type: ignore[union-attr]


def original(name: str) -> Any:
    """A file of kubernetes-validate."""
    import json

    import kubernetes_validate

    folder = os.path.join(os.path.dirname(kubernetes_validate.__file__), "kubernetes-json-schema")
    with open(os.path.join(folder, f"v{VERSION}.0-local-strict", name), encoding="utf-8") as file:
        return json.load(file)


FILES = {"Deployment": "deployment-apps-v1.json", "Service": "service-v1.json"}


def with_jsonschema() -> Verdict:
    """Its best use: one validator a kind, and a registry that was crawled before."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    contents = [original("_definitions.json"), *(original(name) for name in FILES.values())]
    registry = Registry().with_resources([(each["$id"], Resource.from_contents(each)) for each in contents]).crawl()
    validators = {
        kind: Draft202012Validator(schema, registry=registry) for kind, schema in zip(FILES, contents[1:], strict=True)
    }
    return lambda manifest: validators[manifest["kind"]].is_valid(manifest)


def with_fastjsonschema() -> Verdict:
    import fastjsonschema

    store = Store(37, strict=True)
    names = {"Deployment": "apps/v1/Deployment", "Service": "/v1/Service"}
    # Its formats are not those of Kubernetes; it knows drafts up to 7.
    checks = {
        kind: fastjsonschema.compile(
            {**store.bundle(store.kinds[name]), "$schema": "http://json-schema.org/draft-07/schema#"}, use_formats=False
        )
        for kind, name in names.items()
    }

    def verdict(manifest: dict[str, Any]) -> bool:
        try:
            checks[manifest["kind"]](manifest)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return verdict


def with_kubernetes_validate() -> Verdict:
    import kubernetes_validate

    def verdict(manifest: dict[str, Any]) -> bool:
        try:
            kubernetes_validate.validate(manifest, VERSION, strict=True)
        except kubernetes_validate.ValidationError:
            return False
        return True

    return verdict


def rules_and_all() -> Verdict:
    return lambda manifest: not validate([manifest], kubernetes_version=VERSION)


def best(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


ENGINES: list[tuple[str, str, Callable[[], Verdict], int, int]] = [
    ("kustompy, schema", "kustompy", closures, COUNT, ROUNDS),
    ("fastjsonschema", "fastjsonschema", with_fastjsonschema, COUNT, ROUNDS),
    ("jsonschema, cached and crawled", "kubernetes_validate", with_jsonschema, COUNT, 2),
    ("kubernetes-validate as shipped", "kubernetes_validate", with_kubernetes_validate, SLOW, 2),
]


def _all(verdict: Callable[[Any], bool], some: list[Any]) -> list[bool]:
    return [verdict(each) for each in some]


def main() -> int:
    manifests = [each for number in range(COUNT // 2) for each in (deployment(number), service(number))]
    assert validate(manifests, kubernetes_version=VERSION) == [], "the manifests are not valid"
    assert not rules_and_all()(broken())
    whole = best(lambda: validate(manifests, kubernetes_version=VERSION), ROUNDS) / COUNT
    rows = [("kustompy.validate, schema and rules", whole)]
    for name, package, make, count, rounds in ENGINES:
        if find_spec(package) is None:
            continue
        verdict = make()
        some = manifests[:count]
        assert all(map(verdict, some[:SLOW])), name
        assert not verdict(broken()), name
        rows.append((name, best(partial(_all, verdict, some), rounds) / count))
    schema = rows[1][1]
    sys.stdout.write(f"{'engine':38}{'µs a manifest':>14}{'× schema':>10}{'× whole':>10}\n")
    for name, seconds in rows:
        sys.stdout.write(f"{name:38}{seconds * 1e6:14.1f}{seconds / schema:10.1f}{seconds / whole:10.1f}\n")
    sys.stdout.write(f"{'from nothing to the first verdict':38}{first_verdict() * 1e3:11.1f} ms\n")
    plain, validated = builds(manifests)
    sys.stdout.write(f"{'kustompy build':38}{plain * 1e3:11.1f} ms\n")
    sys.stdout.write(f"{'kustompy build --validate':38}{validated * 1e3:11.1f} ms{validated / plain:12.2f} × build\n")
    return 0


def builds(manifests: list[dict[str, Any]]) -> tuple[float, float]:
    """The processor's time of a build of all manifests, and of one that is validated, taking turns."""
    import tempfile

    from kustompy.yamlio.writer import write

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "all.yaml"), "w", encoding="utf-8") as file:
            file.write(write(manifests))
        with open(os.path.join(folder, "kustomization.yaml"), "w", encoding="utf-8") as file:
            file.write(OVERLAY)
        times: dict[bool, list[float]] = {False: [], True: []}
        for turn in range(2 * BUILDS):
            times[turn % 2 == 1].append(build_time(folder, ["--validate"] if turn % 2 else []))
        return min(times[False]), min(times[True])


def build_time(folder: str, flags: list[str]) -> float:
    import subprocess
    from resource import RUSAGE_CHILDREN, getrusage

    before = getrusage(RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "kustompy", "build", folder, *flags]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=HERE, env=environment)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def first_verdict() -> float:
    """Reading the definitions of one version and compiling one kind."""

    def work() -> None:
        store = Store(37, strict=True)
        schemas = Schemas(VERSION)
        schemas.store = store
        assert schemas.of("apps/v1", "Deployment") is not None

    return best(work, ROUNDS)


if __name__ == "__main__":
    raise SystemExit(main())
