"""The rules of the table that have code of their own, at their bounds: where each finds something, and where not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from kustompy.validation.table.broken import Broken
from kustompy.validation.table.own import jobs, objects, pods, resources, services, storage

MANY = 100_000


def found(rule: Callable[[Any], Iterable[Broken]], value: Any) -> list[str]:
    return [".".join(map(str, each.path)) for each in rule(value)]


def indexed(**fields: Any) -> dict[str, Any]:
    return {"completionMode": "Indexed", **fields}


def policy(*rules: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"successPolicy": {"rules": list(rules)}, **fields}


AT = "successPolicy.rules.0"


@pytest.mark.parametrize(
    ("rule", "value", "paths"),
    [
        (jobs.indexed_job, indexed(parallelism=MANY), []),
        (jobs.indexed_job, indexed(parallelism=MANY + 1), ["parallelism"]),
        (jobs.indexed_job, {"parallelism": MANY + 1}, []),
        (jobs.indexed_job, indexed(completions=5, maxFailedIndexes=5), []),
        (jobs.indexed_job, indexed(completions=5, maxFailedIndexes=6), ["maxFailedIndexes"]),
        (jobs.indexed_job, indexed(completions=True, maxFailedIndexes=6), []),
        (jobs.indexed_job, indexed(completions=MANY, backoffLimitPerIndex=1), []),
        (jobs.indexed_job, indexed(completions=MANY + 1, backoffLimitPerIndex=1), ["maxFailedIndexes"]),
        (jobs.indexed_job, indexed(completions=MANY + 1), []),
        (jobs.indexed_job, indexed(completions=MANY + 1, backoffLimitPerIndex=1, maxFailedIndexes=10_000), []),
        (
            jobs.indexed_job,
            indexed(completions=MANY + 1, backoffLimitPerIndex=1, maxFailedIndexes=10_001),
            ["maxFailedIndexes"],
        ),
        (
            jobs.indexed_job,
            indexed(completions=MANY + 1, backoffLimitPerIndex=1, maxFailedIndexes=1, parallelism=10_000),
            [],
        ),
        (
            jobs.indexed_job,
            indexed(completions=MANY + 1, backoffLimitPerIndex=1, maxFailedIndexes=1, parallelism=10_001),
            ["parallelism"],
        ),
        (jobs.indexed_names, {"metadata": {"name": "a" * 61}, "spec": indexed(completions=10)}, []),
        (jobs.indexed_names, {"metadata": {"name": "a" * 61}, "spec": indexed(completions=11)}, ["metadata.name"]),
        (jobs.indexed_names, {"metadata": {"name": "a.b"}, "spec": indexed(completions=1)}, ["metadata.name"]),
        (jobs.indexed_names, {"metadata": {"name": "a.b"}, "spec": {"completions": 1}}, []),
        (jobs.success_policy, policy({"succeededIndexes": "0,2-3", "succeededCount": 3}, completions=4), []),
        (
            jobs.success_policy,
            policy({"succeededIndexes": "0,2-3", "succeededCount": 4}, completions=4),
            [f"{AT}.succeededCount"],
        ),
        (jobs.success_policy, policy({"succeededIndexes": "0,2-4"}, completions=4), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededIndexes": "1-1"}), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededIndexes": "2,1"}), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededIndexes": "1,1"}), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededIndexes": "3-2"}), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededIndexes": "1-2-3"}), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededIndexes": "a"}), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededIndexes": "999999999"}), []),
        (jobs.success_policy, policy({"succeededIndexes": "1000000000"}), [f"{AT}.succeededIndexes"]),
        (jobs.success_policy, policy({"succeededCount": 4}, completions=4), []),
        (jobs.success_policy, policy({"succeededCount": 5}, completions=4), [f"{AT}.succeededCount"]),
        (pods.exit_codes, {"operator": "In", "values": [1, 0]}, ["values.1", "values"]),
        (pods.exit_codes, {"operator": "NotIn", "values": [0, 1, 1]}, []),
        (pods.exit_codes, {"operator": "In", "values": ["b", "a"]}, []),
        (
            pods.host_ports,
            {"containers": [{"ports": [{"hostPort": 1}]}, {"ports": [{"hostPort": 1, "protocol": "TCP"}]}]},
            ["containers.1.ports.0.hostPort"],
        ),
        (
            pods.host_ports,
            {
                "containers": [
                    {
                        "ports": [
                            {"hostPort": 1},
                            {"hostPort": 1, "protocol": "UDP"},
                            {"hostPort": 1, "hostIP": "1.1.1.1"},
                            {"containerPort": 1},
                        ]
                    }
                ]
            },
            [],
        ),
        (pods.host_ports, {"initContainers": [{"ports": [{"hostPort": 1}]}, {"ports": [{"hostPort": 1}]}]}, []),
        (
            pods.host_ports,
            {"initContainers": [{"ports": [{"hostPort": 1}] * 2}]},
            ["initContainers.0.ports.1.hostPort"],
        ),
        (
            pods.host_ports,
            {"hostNetwork": True, "containers": [{"ports": [{"containerPort": 1}]}] * 2},
            ["containers.1.ports.0.hostPort"],
        ),
        (
            pods.host_ports,
            {"hostNetwork": True, "containers": [{"ports": [{"containerPort": 1, "hostPort": 2}]}]},
            ["containers.0.ports.0.hostPort"],
        ),
        (
            pods.host_ports,
            {"containers": [{"ports": [{"containerPort": 1, "hostPort": 2}, {"hostPort": 0}, {"hostPort": 0}]}]},
            [],
        ),
        (pods.job_template, {"template": {"spec": {"restartPolicy": "Never"}}, "podFailurePolicy": {"rules": []}}, []),
        (pods.job_template, {"template": {"spec": {"restartPolicy": "OnFailure"}}}, []),
        (
            pods.job_template,
            {"template": {"spec": {"restartPolicy": "OnFailure"}}, "podFailurePolicy": {}},
            ["template.spec.restartPolicy"],
        ),
        (pods.job_template, {"template": {"spec": {"restartPolicy": "Always"}}}, ["template.spec.restartPolicy"]),
        (pods.job_template, {"template": {"spec": {"containers": []}}}, ["template.spec.restartPolicy"]),
        (pods.job_template, {"template": {}}, []),
        (pods.node_fields, {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["a"]}]}, []),
        (
            pods.node_fields,
            {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["A"]}]},
            ["matchFields.0.values.0"],
        ),
        (
            pods.node_fields,
            {"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["a", "b"]}]},
            ["matchFields.0.values"],
        ),
        (
            pods.node_fields,
            {"matchFields": [{"key": "spec.x", "operator": "Exists"}]},
            ["matchFields.0.key", "matchFields.0.values"],
        ),
        (
            storage.recycled,
            {"persistentVolumeReclaimPolicy": "Recycle", "hostPath": {"path": "/../"}},
            ["persistentVolumeReclaimPolicy"],
        ),
        (storage.recycled, {"persistentVolumeReclaimPolicy": "Recycle", "hostPath": {"path": "/a"}}, []),
        (storage.recycled, {"persistentVolumeReclaimPolicy": "Recycle", "hostPath": {"path": ""}}, []),
        (storage.recycled, {"persistentVolumeReclaimPolicy": "Retain", "hostPath": {"path": "/"}}, []),
        (storage.disk_address, {"kind": "Managed", "diskURI": "/subscriptions/a"}, []),
        (storage.disk_address, {"kind": "Shared", "diskURI": "/subscriptions/a"}, ["diskURI"]),
        (storage.disk_address, {"kind": "Managed", "diskURI": "https://a"}, ["diskURI"]),
        (storage.disk_address, {"diskURI": "a"}, []),
        (storage.object_reference, {"apiGroup": "a.b", "kind": "A", "name": "b"}, []),
        (storage.object_reference, {"apiGroup": "A", "kind": "..", "name": "a%b"}, ["apiGroup", "kind", "name"]),
        (storage.object_reference, {"apiGroup": "", "kind": "a/b"}, ["apiGroup", "kind", "name"]),
        (storage.data_source, {"dataSourceRef": {"kind": "PersistentVolumeClaim", "name": "a"}}, []),
        (storage.data_source, {"dataSourceRef": {"kind": "Other", "name": "a"}}, ["dataSourceRef"]),
        (storage.data_source, {"dataSource": {"kind": "Other"}}, []),
        (storage.data_source, {"dataSource": {"kind": "PersistentVolumeClaim"}}, ["dataSource.name"]),
        (services.by_family("cidrs"), {"cidrs": ["10.0.0.0/8", "fd00::/8"]}, []),
        (services.by_family("cidrs"), {"cidrs": ["10.0.0.0/8", "11.0.0.0/8"]}, ["cidrs"]),
        (services.by_family("cidrs"), {"cidrs": ["a", "b"]}, []),
        (services.by_family("cidrs"), {"cidrs": ["a", "b", "c"]}, ["cidrs"]),
        (services.slice_ports, {"ports": [{}, {"name": "a"}]}, []),
        (
            services.slice_ports,
            {"ports": [{}, {"name": ""}, {"name": "a"}, {"name": "a"}]},
            ["ports.1.name", "ports.3.name"],
        ),
        (services.endpoint_ports, {"ports": [{}]}, []),
        (services.endpoint_ports, {"ports": [{}, {"name": "a"}]}, ["ports.0.name"]),
        (services.service, {"type": "LoadBalancer", "ports": [{"port": 10250}]}, ["ports.0.port"]),
        (services.service, {"type": "NodePort", "ports": [{"port": 10250, "nodePort": 30000}]}, []),
        (
            services.service,
            {"type": "NodePort", "ports": [{"nodePort": 1}, {"nodePort": 1, "protocol": "UDP"}, {}, {}]},
            [],
        ),
        (
            services.service,
            {"type": "NodePort", "ports": [{"nodePort": 1}, {"nodePort": 1, "protocol": "TCP"}]},
            ["ports.1.nodePort"],
        ),
        (services.service, {"ports": [{"port": 1}], "externalIPs": ["1.1.1.1"], "externalTrafficPolicy": "Local"}, []),
        (services.service, {"ports": [{"port": 1}], "externalTrafficPolicy": "Local"}, ["externalTrafficPolicy"]),
        (
            services.service,
            {
                "type": "LoadBalancer",
                "ports": [{"port": 1}],
                "externalTrafficPolicy": "Local",
                "healthCheckNodePort": 1,
            },
            [],
        ),
        (
            services.service,
            {"type": "NodePort", "ports": [{"port": 1}], "externalTrafficPolicy": "Local", "healthCheckNodePort": 1},
            ["healthCheckNodePort"],
        ),
        (
            services.service,
            {"type": "LoadBalancer", "ports": [{"port": 1}], "healthCheckNodePort": 1},
            ["healthCheckNodePort"],
        ),
        (resources.limit_range, {"min": {"cpu": 1}, "max": {"cpu": 1}}, []),
        (resources.limit_range, {"min": {"cpu": 2}, "max": {"cpu": 1}}, ["min.cpu"]),
        (resources.limit_range, {"min": {"cpu": 2}, "default": {"cpu": 1}, "max": {"cpu": 3}}, ["min.cpu"]),
        (resources.limit_range, {"maxLimitRequestRatio": {"cpu": 1}}, []),
        (resources.limit_range, {"maxLimitRequestRatio": {"cpu": "999m"}}, ["maxLimitRequestRatio.cpu"]),
        (resources.limit_range, {"maxLimitRequestRatio": {"cpu": 2}, "min": {"cpu": 1}, "max": {"cpu": 2}}, []),
        (
            resources.limit_range,
            {"maxLimitRequestRatio": {"cpu": 3}, "min": {"cpu": 1}, "max": {"cpu": 2}},
            ["maxLimitRequestRatio.cpu"],
        ),
        (resources.limit_range, {"maxLimitRequestRatio": {"cpu": 3}, "min": {"cpu": 0}, "max": {"cpu": 2}}, []),
        (resources.limit_range, {"type": "PersistentVolumeClaim"}, [""]),
        (resources.limit_range, {"type": "PersistentVolumeClaim", "max": {"storage": 1}}, []),
        (resources.limit_range, {"type": "Pod", "max": {"foo": 1, "a.b/c": 1, "hugepages-2Mi": "2Mi"}}, ["max.foo"]),
        (resources.limit_range, {"default": {"a.b/c": 2}, "defaultRequest": {"a.b/c": 1}}, ["defaultRequest.a.b/c"]),
        (resources.limit_range, {"default": {"cpu": 2}, "defaultRequest": {"cpu": 1}}, []),
        (resources.priority, {"metadata": {"name": "a"}, "value": 10**9}, []),
        (resources.priority, {"metadata": {"name": "a"}, "value": 10**9 + 1}, ["value"]),
        (resources.priority, {"metadata": {"name": "system-a"}, "value": 1}, ["metadata.name"]),
        (resources.priority, {"metadata": {"name": "system-node-critical"}, "value": 2 * 10**9}, []),
        (resources.rolling, {"maxSurge": "00%", "maxUnavailable": 0}, ["maxUnavailable"]),
        (resources.rolling, {"maxSurge": "10%", "maxUnavailable": 0}, []),
        (resources.rolling_daemons, {"maxSurge": 1}, ["maxSurge"]),
        (resources.rolling_daemons, {"maxSurge": 1, "maxUnavailable": 0}, []),
        (resources.rolling_daemons, {"maxUnavailable": "0%"}, ["maxUnavailable"]),
        (resources.rolling_daemons, {"maxSurge": None, "maxUnavailable": None}, []),
        (resources.to_zero, {"minReplicas": 0, "metrics": [{"type": "Resource"}]}, ["metrics"]),
        (resources.to_zero, {"minReplicas": 0, "metrics": [{"type": "Resource"}, {"type": "External"}]}, []),
        (resources.to_zero, {"minReplicas": 1}, []),
        (resources.to_zero, {"minReplicas": False}, []),
        (resources.capacity, {"capacity": {"storage": 1}}, []),
        (resources.capacity, {"capacity": {"storage": 1, "cpu": 1}}, ["capacity"]),
        (resources.capacity, {"capacity": {}}, ["capacity"]),
        (resources.claim_modes, {"accessModes": ["ReadWriteOncePod"]}, []),
        (resources.claim_modes, {"accessModes": ["ReadWriteOncePod", "ReadOnlyMany"]}, ["accessModes"]),
        (resources.claim_modes, {"accessModes": ["ReadWriteOnce", "ReadOnlyMany"]}, []),
        (resources.quota, {"scopes": ["Terminating", "BestEffort"]}, []),
        (resources.quota, {"scopes": ["BestEffort", "NotBestEffort"]}, ["scopes"]),
        (resources.quota, {"scopes": ["BestEffort"], "hard": {"pods": 1, "cpu": 1, "count/a.b": 1}}, ["hard.cpu"]),
        (
            resources.quota,
            {"hard": {"pods": "1500m", "cpu": "1500m", "count/a.b": "1.5"}},
            ["hard.pods", "hard.count/a.b"],
        ),
        (objects.end_port, {"port": 5, "endPort": 5}, []),
        (objects.end_port, {"port": 5, "endPort": 4}, ["endPort"]),
        (objects.end_port, {"port": "a", "endPort": 4}, ["endPort"]),
        (objects.end_port, {"endPort": 4}, ["endPort"]),
        (objects.config_map, {"data": {"a": "b" * 1024 * 1024}}, []),
        (objects.config_map, {"data": {"a": "b" * 1024 * 1024, "c": "d"}}, [""]),
        (objects.config_map, {"data": {"a": ""}, "binaryData": {"a": "", "b": ""}}, ["binaryData.a"]),
        (objects.secret, {"stringData": {"a": "b" * 1024 * 1024}}, []),
        (objects.secret, {"stringData": {"a": "b" * 1024 * 1024, "c": "d"}}, ["data"]),
        (objects.owner, {"apiVersion": "a/b/c"}, ["apiVersion"]),
        (objects.owner, {"apiVersion": "a/"}, ["apiVersion"]),
        (objects.owner, {"apiVersion": "a/b"}, []),
        (objects.owner, {"apiVersion": "v1", "kind": "Event", "uid": "a"}, [""]),
        (
            objects.event,
            {"metadata": {"namespace": "a"}, "involvedObject": {"namespace": "b"}},
            ["involvedObject.namespace"],
        ),
        (objects.event, {"metadata": {"namespace": "a"}, "involvedObject": {}}, []),
        (objects.review_subject, {"resourceAttributes": {}, "nonResourceAttributes": {}}, [""]),
        (objects.review_subject, {"resourceAttributes": {}}, []),
        (objects.binding_actions, {"validationActions": ["Deny", "Audit"]}, []),
        (objects.binding_actions, {"validationActions": ["Deny", "Warn"]}, ["validationActions"]),
        (objects.group_version, {"apiVersion": "/v1"}, ["apiVersion"]),
        (objects.group_version, {"apiVersion": "a.b/v1"}, []),
        (objects.group_version, {"apiVersion": "A/v1"}, ["apiVersion"]),
        (objects.group_version, {"apiVersion": "a/b/c"}, ["apiVersion"]),
    ],
)
def test_own_rules(rule: Callable[[Any], Iterable[Broken]], value: Any, paths: list[str]) -> None:
    assert found(rule, value) == paths
