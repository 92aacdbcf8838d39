"""The rules of one manifest that stand in code: names, labels, selectors, mounts, schedules, references."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from kustompy.validation.rules.names import annotation_keys, labels, name
from kustompy.validation.rules.ports import ports
from kustompy.validation.rules.references import references
from kustompy.validation.rules.schedules import schedule, schedule_problem
from kustompy.validation.rules.selectors import selector
from kustompy.validation.rules.volumes import volumes
from kustompy.validation.schema.facts import Facts
from kustompy.validation.schema.lists import is_only_warned

L63, L64 = "a" * 63, "a" * 64
L253 = ".".join(["a" * 62] * 4) + "aa"


def facts(kind: str, minor: int = 37, group: str = "", **manifest: Any) -> Facts:
    return Facts(manifest, group, "v1", kind, minor)


def found(rule: Callable[[Facts], Iterable[tuple[Any, str]]], of: Facts) -> list[str]:
    return [".".join(map(str, path)) for path, _ in rule(of)]


@pytest.mark.parametrize(
    ("kind", "group", "metadata", "paths"),
    [
        ("A", "x", {"name": L253}, []),
        ("A", "x", {"name": L253 + "a"}, ["metadata.name"]),
        ("A", "x", {}, ["metadata"]),
        ("A", "x", {"name": ""}, ["metadata"]),
        ("A", "x", {"name": 7}, []),
        ("A", "x", {"generateName": "a-"}, []),
        ("A", "x", {"generateName": "A-"}, ["metadata.generateName"]),
        ("A", "x", {"generateName": "a."}, ["metadata.generateName"]),
        ("A", "x", {"name": "a", "generateName": "-"}, []),
        ("AList", "x", {}, []),
        ("TokenReview", "authentication.k8s.io", {}, []),
        ("Namespace", "", {"name": "a.b"}, ["metadata.name"]),
        ("Namespace", "", {"name": "0a"}, []),
        ("Service", "x", {"name": "a.b"}, []),
        ("Role", "rbac.authorization.k8s.io", {"name": "A:b"}, []),
        ("Role", "rbac.authorization.k8s.io", {"name": "a/b"}, ["metadata.name"]),
        ("Role", "rbac.authorization.k8s.io", {"name": "a%b"}, ["metadata.name"]),
        ("Role", "rbac.authorization.k8s.io", {"name": ".."}, ["metadata.name"]),
        ("IPAddress", "networking.k8s.io", {"name": "::1"}, []),
        ("IPAddress", "networking.k8s.io", {"name": "a"}, ["metadata.name"]),
        ("ComponentStatus", "", {"name": "A/b"}, []),
        ("CronJob", "batch", {"name": "a" * 52}, []),
        ("CronJob", "batch", {"name": "a" * 53}, ["metadata.name"]),
        ("Job", "batch", {"name": L63}, []),
        ("Job", "batch", {"name": L64}, ["metadata.name"]),
        ("A", "x", {"name": "a", "namespace": L63}, []),
        ("A", "x", {"name": "a", "namespace": "a.b"}, ["metadata.namespace"]),
        ("A", "x", {"name": "a", "namespace": ""}, []),
        ("A", "x", {"name": "a", "namespace": 7}, []),
    ],
)
def test_names(kind: str, group: str, metadata: dict[str, Any], paths: list[str]) -> None:
    assert found(name, facts(kind, group=group, metadata=metadata)) == paths


def test_names_that_depend_on_more() -> None:
    assert found(name, facts("Service", 35, metadata={"name": "0a"})) == ["metadata.name"]
    assert found(name, facts("Service", 36, metadata={"name": "0a"})) == []
    assert found(name, facts("Service", 35, metadata={"name": "a0"})) == []
    own = {"manualSelector": True}
    assert found(name, facts("Job", group="batch", metadata={"name": L64}, spec=own)) == []
    long = list(name(facts("A", group="x", metadata={"name": "A" * 90})))
    assert long[0][1].startswith(f"'{'A' * 80}' is no DNS name")
    [(_, message)] = name(facts("A", group="x", metadata={"name": L253 + "a"}))
    assert message.endswith("is longer than 253 characters")


def test_containers_share_no_name() -> None:
    for other in ("initContainers", "ephemeralContainers"):
        spec = {"containers": [{"name": "a"}, {"name": "b"}, {"name": ""}], other: [{"name": "b"}, {"name": "c"}, {}]}
        paths = found(name, facts("Pod", metadata={"name": "a"}, spec=spec))
        assert paths == [f"spec.{other}.0.name"]
    assert found(name, facts("Pod", metadata={"name": "a"}, spec={"containers": [{"name": "a"}, {"name": "a"}]})) == []


def test_labels_of_every_place() -> None:
    bad = {"A_": "a", "a": "-"}
    of = facts("Deployment", group="apps", metadata={"labels": bad}, spec={
        "selector": {"matchLabels": bad}, "template": {"metadata": {"labels": bad}},
    })  # fmt: skip
    places = ("metadata.labels", "spec.template.metadata.labels", "spec.selector.matchLabels")
    assert found(labels, of) == [f"{place}.{key}" for place in places for key in ("A_", "a")]
    assert found(labels, facts("Service", spec={"selector": bad})) == ["spec.selector.A_", "spec.selector.a"]
    assert found(labels, facts("Service", group="x", spec={"selector": bad})) == []
    assert found(labels, facts("Pod", metadata={"labels": bad})) == ["metadata.labels.A_", "metadata.labels.a"]
    assert found(labels, facts("Pod", metadata={"labels": {"a": 7, "b": None, "c": []}})) == []
    assert found(labels, facts("Pod", metadata={"labels": {"a": L63, "b": L64, "a/b/c": "", "x.y/a": "A.b"}})) == [
        "metadata.labels.b", "metadata.labels.a/b/c",
    ]  # fmt: skip


def test_annotations() -> None:
    at = "metadata.annotations"
    keys = {"Example.com/Key": "a b", "a": "", "a/b/c": "", "-a": ""}
    assert found(annotation_keys, facts("A", metadata={"annotations": keys})) == [f"{at}.a/b/c", f"{at}.-a"]
    whole = 256 * 1024
    assert found(annotation_keys, facts("A", metadata={"annotations": {"a": "b" * (whole - 1)}})) == []
    assert found(annotation_keys, facts("A", metadata={"annotations": {"a": "b" * whole}})) == [at]
    assert found(annotation_keys, facts("A", metadata={"annotations": ["-a"]})) == []


@pytest.mark.parametrize(
    ("listed", "paths"),
    [
        ([{"port": 1}], []),
        ([{"port": 1}, {"name": "a"}], ["spec.ports.0"]),
        ([{"name": "a"}, {"name": "a.b"}], ["spec.ports.1.name"]),
        ([{"name": "A"}], ["spec.ports.0.name"]),
        ([{"name": ""}], []),
        ([{"name": ""}, {"name": 7}], ["spec.ports.0"]),
    ],
)
def test_ports_of_services(listed: list[Any], paths: list[str]) -> None:
    assert found(ports, facts("Service", spec={"ports": listed})) == paths
    assert found(ports, facts("Service", group="serving.knative.dev", spec={"ports": listed})) == []


def workload(kind: str, chosen: Any, of: dict[str, str], group: str = "apps", **more: Any) -> Facts:
    return facts(kind, group=group, spec={"selector": chosen, "template": {"metadata": {"labels": of}}, **more})


@pytest.mark.parametrize(
    ("chosen", "paths"),
    [
        ({"matchLabels": {"a": "b"}}, []),
        ({"matchLabels": {"a": "c", "x": "y", "n": 7}}, ["matchLabels.a", "matchLabels.x"]),
        ({}, [""]),
        ({"matchLabels": {}, "matchExpressions": []}, [""]),
        ([], []),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["b", "c"]}]}, []),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["c"]}]}, ["matchExpressions.0"]),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": []}]}, []),
        ({"matchExpressions": [{"key": "a", "operator": "NotIn"}]}, []),
        ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]}, ["matchExpressions.0"]),
        ({"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["b"]}]}, []),
        (
            {"matchExpressions": [{"key": "a", "operator": "Exists"}, {"key": "x", "operator": "Exists"}]},
            ["matchExpressions.1"],
        ),
        ({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}, ["matchExpressions.0"]),
        ({"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}, {"key": "x", "operator": "Is"}]}, []),
        ({"matchExpressions": [{"key": 7, "operator": "Exists"}, {"key": "x", "operator": "In", "values": "b"}]}, []),
    ],
)
def test_selectors(chosen: Any, paths: list[str]) -> None:
    wanted = [f"spec.selector.{path}".rstrip(".") for path in paths]
    assert found(selector, workload("Deployment", chosen, {"a": "b"})) == wanted
    assert found(selector, workload("Deployment", chosen, {"a": "b"}, "example.com")) == []


def test_selectors_of_other_kinds() -> None:
    wrong = {"matchLabels": {"a": "c"}}
    assert found(selector, workload("Job", wrong, {}, "batch")) == []
    assert found(selector, workload("Job", {}, {}, "batch", manualSelector=True)) == []
    assert found(selector, workload("Job", wrong, {}, "batch", manualSelector=True)) == ["spec.selector.matchLabels.a"]
    assert found(selector, workload("ReplicationController", {"a": "c"}, {"a": "b"}, "")) == ["spec.selector.a"]
    assert found(selector, workload("ReplicationController", {"a": "c"}, {"a": "b"}, "x")) == []
    said = [
        message for _, message in selector(workload("Deployment", {"matchLabels": {"a": "c", "x": "y"}}, {"a": "b"}))
    ]
    assert said == ["the selector asks for 'c', the template has 'b'",
                    "the selector asks for 'y', the template does not have the label"]  # fmt: skip
    unmet = {"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b", "c"]}]}
    assert [message for _, message in selector(workload("Deployment", unmet, {"a": "b"}))] == [
        "the labels of the template do not fit: a NotIn b, c"
    ]


def test_mounts() -> None:
    mounts = [{"name": "a"}, {"name": "b"}, {"name": ""}, {}]
    pod = {
        "volumes": [{"name": "a"}],
        "initContainers": [{"volumeDevices": mounts}],
        "containers": [{}, {"volumeMounts": mounts}],
    }
    assert found(volumes, facts("Pod", spec=pod)) == ["spec.containers.1.volumeMounts.1.name",
                                                      "spec.initContainers.0.volumeDevices.1.name"]  # fmt: skip
    spec = {"template": {"spec": pod}, "volumeClaimTemplates": [{"metadata": {"name": "b"}}]}
    assert found(volumes, facts("StatefulSet", group="apps", spec=spec)) == []
    assert len(found(volumes, facts("Deployment", group="apps", spec=spec))) == 2
    assert found(volumes, facts("Deployment", group="example.com", spec=spec)) == []


@pytest.mark.parametrize(
    ("written", "good"),
    [
        ("0 0 1 1 0", True),
        ("59 23 31 12 6", True),
        ("60 0 1 1 0", False),
        ("0 24 1 1 0", False),
        ("0 0 0 1 0", False),
        ("0 0 32 1 0", False),
        ("0 0 1 0 0", False),
        ("0 0 1 13 0", False),
        ("0 0 1 1 7", False),
        ("* ? * * *", True),
        ("*/5 * * * *", True),
        ("*/0 * * * *", False),
        ("*-5 * * * *", False),
        ("?-5 * * * *", False),
        ("1-5/2 * * * *", True),
        ("5-5 * * * *", True),
        ("5-4 * * * *", False),
        ("1,2,3-4 * * * *", True),
        ("1,,2 * * * *", False),
        ("1,99 * * * *", False),
        ("* * * jan-DEC *", True),
        ("* * * * sun-sat", True),
        ("* * * * jan", False),
        ("* * * foo *", False),
        ("mon * * * *", False),
        ("1-60 * * * *", False),
        ("0059 * * * *", False),
        ("059 * * * *", True),
        ("\u0661 * * * *", False),
        ("* * * *", False),
        ("* * * * * *", False),
        ("@hourly", True),
        ("@every 1h", True),
        ("@every x", False),
        ("@every1h", False),
        ("@Hourly", False),
        ("TZ=UTC * * * * *", False),
        ("CRON_TZ=UTC * * * * *", False),
    ],
)
def test_schedules(written: str, good: bool) -> None:
    assert (schedule_problem(written) == "") is good
    if "TZ" not in written:
        assert (schedule_problem(f"TZ=UTC  {written}", zoned=True) == "") is good


def test_schedules_with_a_zone() -> None:
    assert schedule_problem("CRON_TZ=Etc/UTC 0 0 * * *", zoned=True) == ""
    assert schedule_problem("TZ=Mars/Phobos 0 0 * * *", zoned=True) == "'Mars/Phobos': unknown time zone"
    written = {"schedule": "TZ=UTC 0 0 * * *"}
    assert found(schedule, facts("CronJob", 28, "batch", spec=written)) == []
    assert found(schedule, facts("CronJob", 29, "batch", spec=written)) == ["spec.schedule"]
    assert found(schedule, facts("CronJob", 28, "batch", spec={**written, "timeZone": "UTC"})) == ["spec.schedule"]
    assert found(schedule, facts("CronJob", 28, "batch", spec={"schedule": "0 0 * * *", "timeZone": "UTC"})) == []
    assert found(schedule, facts("CronJob", 28, "example.com", spec={"schedule": "x"})) == []
    assert found(schedule, facts("CronJob", 28, "batch", spec={"schedule": 7})) == []


def test_references_to_generated_objects() -> None:
    def of_pod(**spec: Any) -> Facts:
        return facts("Pod", metadata={"namespace": "n"}, spec=spec)

    digest = "2456789bcd"
    generated = [
        facts("ConfigMap", metadata={"name": f"c-{digest}", "namespace": "n"}),
        facts("Secret", metadata={"name": f"s-{digest}", "namespace": "n"}),
    ]
    pod = of_pod(
        containers=[
            {
                "envFrom": [
                    {"configMapRef": {"name": "c"}},
                    {"secretRef": {"name": "s"}},
                    {"secretRef": {"name": "c"}},
                ],
                "env": [
                    {"valueFrom": {"configMapKeyRef": {"name": "c"}}},
                    {"valueFrom": {"secretKeyRef": {"name": "s"}}},
                ],
            }
        ],
        volumes=[
            {"configMap": {"name": "c"}},
            {"secret": {"secretName": "s"}},
            {"projected": {"sources": [{"secret": {"name": "s"}}, {"configMap": {"name": "c"}}]}},
        ],
        imagePullSecrets=[{"name": "s"}, {"name": "c"}],
    )
    told = [(index, ".".join(map(str, path))) for index, path, _ in references([*generated, pod])]
    assert told == [
        (2, f"spec.{path}")
        for path in (
            "containers.0.envFrom.0.configMapRef.name",
            "containers.0.envFrom.1.secretRef.name",
            "containers.0.env.0.valueFrom.configMapKeyRef.name",
            "containers.0.env.1.valueFrom.secretKeyRef.name",
            "volumes.0.configMap.name",
            "volumes.1.secret.secretName",
            "volumes.2.projected.sources.0.secret.name",
            "volumes.2.projected.sources.1.configMap.name",
            "imagePullSecrets.0.name",
        )
    ]
    one = of_pod(imagePullSecrets=[{"name": "s"}])
    [(_, _, message)] = references([*generated, one])
    assert message == f"the Secret 's' was generated under the name 's-{digest}'"
    beside = facts("Secret", metadata={"name": "s", "namespace": "n"})
    elsewhere = facts("Pod", metadata={"namespace": "m"}, spec=one.spec)
    foreign = facts("Secret", group="x", metadata={"name": f"s-{digest}", "namespace": "n"})
    short = facts("Secret", metadata={"name": f"s-{digest[1:]}", "namespace": "n"})
    word = facts("Secret", metadata={"name": "s-aeiou01345", "namespace": "n"})
    alone = facts("Secret", metadata={"name": digest, "namespace": "n"})
    assert list(references([*generated, beside, one])) == []
    assert list(references([*generated, elsewhere])) == []
    for other in (foreign, short, word, alone):
        assert list(references([other, one])) == []


@pytest.mark.parametrize(
    ("path", "custom", "warned"),
    [
        (("spec", "containers", 0), False, False),
        (("spec", "containers", 0, "env", 1), False, True),
        (("spec", "containers", 0, "ports", 1), False, True),
        (("spec", "ports", 1), False, False),
        (("a", "b", "ports", 1), False, False),
        (("spec", "containers", 0, "env", 1), True, False),
        ((1,), False, False),
        (("webhooks", 1), False, False),
        (("env", 1), False, True),
    ],
)
def test_duplicates_that_the_api_server_takes(path: tuple[str | int, ...], custom: bool, warned: bool) -> None:
    assert is_only_warned(path, custom=custom) is warned
