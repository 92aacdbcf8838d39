"""The rules of kstatus, a case a row: an object as a cluster has it, and how far it has come."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from kustompy.deploying.status import RULES, status_of

SPEC = "spec: {replicas: 2, progressDeadlineSeconds: 600}"
DONE = "replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2"
GOOD = "{type: Available, status: 'True'}, {type: Progressing, status: 'True', reason: NewReplicaSetAvailable}"
STATEFUL = "replicas: 2, readyReplicas: 2, currentReplicas: 2, updatedReplicas: 2"
DAEMON = "metadata: {generation: 1}\nstatus: {observedGeneration: 1, "

CASES = [
    # any object
    ("v1/Thing", "metadata: {deletionTimestamp: x}", "Terminating", "it is being deleted"),
    ("v1/Thing", "", "Current", "it is current"),
    ("v1/Thing", "metadata: {generation: 2}\nstatus: {observedGeneration: 1}", "InProgress",
     "generation 2 is not seen yet, the latest is 1"),
    ("v1/Thing", "metadata: {generation: 2}\nstatus: {observedGeneration: 2}", "Current", "it is current"),
    ("v1/Thing", "status: {conditions: [{type: Ready, status: 'True'}]}", "Current", "it is current"),
    ("v1/Thing", "status: {conditions: [{type: Ready, status: 'False', message: no disk}]}", "InProgress", "no disk"),
    ("v1/Thing", "status: {conditions: [{type: Ready, status: Unknown, reason: Odd}]}", "InProgress", "Odd"),
    ("v1/Thing", "status: {conditions: [{type: Stalled, status: 'True', message: stuck}]}", "Failed", "stuck"),
    ("v1/Thing", "status: {conditions: [{type: Reconciling, status: 'True', message: at work}]}", "InProgress",
     "at work"),
    ("v1/Thing", "status: {conditions: [{type: Stalled, status: 'False'}]}", "Current", "it is current"),
    ("v1/Thing", "status: {conditions: none}", "Current", "it is current"),
    ("v1/Thing", "status: odd", "Current", "it is current"),
    ("v1/ConfigMap", "", "Current", "it is always ready"),
    ("v1/Secret", "", "Current", "it is always ready"),
    ("batch/v1/CronJob", "status: {conditions: [{type: Ready, status: 'False'}]}", "Current", "it is always ready"),
    # Deployment
    ("apps/v1/Deployment", SPEC, "InProgress", "replicas: 0 of 2"),
    ("apps/v1/Deployment", f"{SPEC}\nstatus: {{replicas: 2}}", "InProgress", "updated: 0 of 2"),
    ("apps/v1/Deployment", f"{SPEC}\nstatus: {{replicas: 3, updatedReplicas: 2}}", "InProgress", "1 are to end"),
    ("apps/v1/Deployment", f"{SPEC}\nstatus: {{replicas: 2, updatedReplicas: 2, availableReplicas: 1}}", "InProgress",
     "available: 1 of 2"),
    ("apps/v1/Deployment", f"{SPEC}\nstatus: {{replicas: 2, updatedReplicas: 2, availableReplicas: 2}}", "InProgress",
     "ready: 0 of 2"),
    ("apps/v1/Deployment", f"{SPEC}\nstatus: {{{DONE}}}", "InProgress", "the ReplicaSet is not available"),
    ("apps/v1/Deployment", f"spec: {{replicas: 2}}\nstatus: {{{DONE}}}", "InProgress",
     "the Deployment is not available"),
    ("apps/v1/Deployment", f"{SPEC}\nstatus: {{{DONE}, conditions: [{GOOD}]}}", "Current", "available, replicas: 2"),
    ("apps/v1/Deployment",
     "status: {conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: late}]}",
     "Failed", "the progress deadline is exceeded: late"),
    ("apps/v1/Deployment", "spec: {replicas: 0}\nstatus: {conditions: [{type: Available, status: 'True'}]}", "Current",
     "available, replicas: 0"),
    # StatefulSet
    ("apps/v1/StatefulSet", "spec: {updateStrategy: {type: OnDelete}}", "Current",
     "pods are updated when they are deleted"),
    ("apps/v1/StatefulSet", "spec: {replicas: 2}\nstatus: {replicas: 1}", "InProgress", "replicas: 1 of 2"),
    ("apps/v1/StatefulSet", "spec: {replicas: 2}\nstatus: {replicas: 2, readyReplicas: 1}", "InProgress",
     "ready: 1 of 2"),
    ("apps/v1/StatefulSet", "spec: {replicas: 1}\nstatus: {replicas: 2, readyReplicas: 2}", "InProgress",
     "1 are to end"),
    ("apps/v1/StatefulSet",
     "spec: {replicas: 2, updateStrategy: {rollingUpdate: {partition: 1}}}\nstatus: {replicas: 2, readyReplicas: 2}",
     "InProgress", "updated: 0 of 1"),
    ("apps/v1/StatefulSet",
     f"spec: {{replicas: 2, updateStrategy: {{rollingUpdate: {{partition: 1}}}}}}\nstatus: {{{STATEFUL}}}",
     "Current", "the partition is rolled out, updated: 2"),
    ("apps/v1/StatefulSet", "spec: {replicas: 1}\nstatus: {replicas: 1, readyReplicas: 1}", "InProgress",
     "current: 0 of 1"),
    ("apps/v1/StatefulSet", f"spec: {{replicas: 2}}\nstatus: {{{STATEFUL}, currentRevision: a, updateRevision: b}}",
     "InProgress", "the updated revision is not the current one yet"),
    ("apps/v1/StatefulSet", f"spec: {{replicas: 2}}\nstatus: {{{STATEFUL}, currentRevision: b, updateRevision: b}}",
     "Current", "all replicas are as they should be: 2"),
    # DaemonSet
    ("apps/v1/DaemonSet", "", "InProgress", "generation is not set yet"),
    ("apps/v1/DaemonSet", "metadata: {generation: 1}", "InProgress", "observedGeneration is not set yet"),
    ("apps/v1/DaemonSet", DAEMON + "}", "InProgress", "desiredNumberScheduled is not set yet"),
    ("apps/v1/DaemonSet", DAEMON + "desiredNumberScheduled: 2}", "InProgress", "scheduled: 0 of 2"),
    ("apps/v1/DaemonSet", DAEMON + "desiredNumberScheduled: 2, currentNumberScheduled: 2}", "InProgress",
     "updated: 0 of 2"),
    ("apps/v1/DaemonSet",
     DAEMON + "desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2,"
     " numberReady: 2}", "Current", "all replicas are as they should be: 2"),
    ("apps/v1/DaemonSet", DAEMON + "desiredNumberScheduled: 0}", "Current", "all replicas are as they should be: 0"),
    # ReplicaSet
    ("apps/v1/ReplicaSet", "status: {conditions: [{type: ReplicaFailure, status: 'True', message: quota}]}",
     "InProgress", "pods cannot be made: quota"),
    ("apps/v1/ReplicaSet", "", "InProgress", "labelled: 0 of 1"),
    ("apps/v1/ReplicaSet",
     "status: {replicas: 1, fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1}", "Current",
     "available, replicas: 1"),
    # Job
    ("batch/v1/Job", "", "InProgress", "the Job has not started"),
    ("batch/v1/Job", "status: {startTime: x, active: 1}", "Current", "the Job runs, active: 1, failed: 0"),
    ("batch/v1/Job", "status: {startTime: x, succeeded: 1, conditions: [{type: Complete, status: 'True'}]}", "Current",
     "the Job is complete, succeeded: 1"),
    ("batch/v1/Job", "status: {conditions: [{type: Failed, status: 'True', message: backoff}]}", "Failed",
     "the Job failed: backoff"),
    ("batch/v1/Job", "status: {conditions: [{type: Suspended, status: 'True'}]}", "Current", "the Job is suspended"),
    # Pod
    ("v1/Pod", "", "InProgress", "nobody has seen the Pod yet"),
    ("v1/Pod", "status: {phase: Pending}", "InProgress", "the Pod is pending"),
    ("v1/Pod", "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: no node}]}",
     "InProgress", "the Pod is not scheduled: no node"),
    ("v1/Pod", "status: {phase: Running}", "InProgress", "the Pod runs and is not ready"),
    ("v1/Pod", "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}", "Current", "the Pod is ready"),
    ("v1/Pod",
     "status: {phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff}}}]}",
     "Failed", "containers crash again and again: a"),
    ("v1/Pod", "status: {phase: Succeeded}", "Current", "the Pod has completed"),
    ("v1/Pod", "status: {phase: Failed, message: evicted}", "Failed", "the Pod has failed: evicted"),
    # the rest
    ("v1/PersistentVolumeClaim", "", "InProgress", "not bound, phase: unknown"),
    ("v1/PersistentVolumeClaim", "status: {phase: Bound}", "Current", "bound"),
    ("v1/Service", "spec: {type: LoadBalancer}", "InProgress", "clusterIP is not set yet"),
    ("v1/Service", "spec: {type: LoadBalancer, clusterIP: 10.0.0.1}", "Current", "ready"),
    ("v1/Service", "spec: {}", "Current", "ready"),
    ("policy/v1/PodDisruptionBudget", "", "InProgress", "the allowed disruptions are not computed yet"),
    ("policy/v1/PodDisruptionBudget", "metadata: {generation: 1}\nstatus: {observedGeneration: 1}", "Current",
     "the allowed disruptions are computed"),
    ("apiextensions.k8s.io/v1/CustomResourceDefinition", "", "InProgress", "not established yet"),
    ("apiextensions.k8s.io/v1/CustomResourceDefinition",
     "status: {conditions: [{type: Established, status: 'False', reason: Installing}]}", "InProgress",
     "not established yet"),
    ("apiextensions.k8s.io/v1/CustomResourceDefinition",
     "status: {conditions: [{type: Established, status: 'False', reason: Odd}]}", "Failed", "not established: Odd"),
    ("apiextensions.k8s.io/v1/CustomResourceDefinition",
     "status: {conditions: [{type: NamesAccepted, status: 'False', message: taken}]}", "Failed",
     "its names are not accepted: taken"),
    ("apiextensions.k8s.io/v1/CustomResourceDefinition",
     "status: {conditions: [{type: Established, status: 'True'}]}", "Current", "established"),
    ("apiregistration.k8s.io/v1/APIService", "", "InProgress", "not available"),
    ("apiregistration.k8s.io/v1/APIService",
     "status: {conditions: [{type: Available, status: 'False', message: no pods}]}", "InProgress",
     "not available: no pods"),
    ("apiregistration.k8s.io/v1/APIService", "status: {conditions: [{type: Available, status: 'True'}]}", "Current",
     "available"),
]  # fmt: skip


def made(api: str, text: str) -> dict[str, Any]:
    version, _, kind = api.rpartition("/")
    return {"apiVersion": version, "kind": kind, **(YAML(typ="safe").load(text) or {})}


@pytest.mark.parametrize(("api", "text", "word", "message"), CASES)
def test_the_status_of_an_object(api: str, text: str, word: str, message: str) -> None:
    assert status_of(made(api, text)) == (word, message)


def test_every_rule_has_cases() -> None:
    kinds = {"/".join(api.split("/")[:: 2 if api.count("/") == 2 else 1]) for api, *_ in CASES if api.count("/") == 2}
    kinds |= {f"/{api.split('/')[1]}" for api, *_ in CASES if api.count("/") == 1}
    assert set(RULES) <= kinds


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("status: {startTime: x, active: 1}", "InProgress"),
        ("status: {conditions: [{type: Complete, status: 'True'}]}", "Current"),
        ("status: {conditions: [{type: Failed, status: 'True'}]}", "Failed"),
    ],
)
def test_a_job_to_its_end(text: str, word: str) -> None:
    assert status_of(made("batch/v1/Job", text), jobs_end=True).word == word
