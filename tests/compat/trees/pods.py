"""What runs in pods: containers, volumes, and the workloads around them."""

from __future__ import annotations

from tests.compat.trees.draws import Draws, Value
from tests.compat.trees.scalars import LABEL_KEYS, NAMES, annotation_pairs, count, free, labels, port, scalar, text

IMAGES: tuple[str, ...] = (
    "nginx",
    "nginx:1.25",
    "ghcr.io/org/app:v1",
    "localhost:5000/app",
    "redis@sha256:" + "0" * 64,
    "app:1.0@sha256:00",
)
IMAGES += ('"nginx:1"', "'nginx:'", "my.io/nginx:1.2-x", "busybox")
DIRECTIVES = ("delete", "replace", "merge")


class Pods:
    """Draws the parts of pods; ``patch`` says that they are parts of a patch, so smaller and with directives."""

    def __init__(self, draws: Draws, patch: bool = False) -> None:
        self.draws, self.patch = draws, patch
        self.often = 25 if patch else 35

    def name(self) -> Value:
        return self.draws.one(NAMES)

    def element(self, **makers: object) -> dict[str, Value]:
        """A mapping in a list, which a patch may delete or replace."""
        found = self.draws.fields(self.often, **makers)  # type: ignore[arg-type]
        if self.patch and self.draws.chance(6):
            found["$patch"] = self.draws.one(DIRECTIVES)
        return found

    def named(self, **makers: object) -> dict[str, Value]:
        found = self.element(**makers)
        return found if self.draws.chance(1) else {"name": self.name(), **found}

    def elements(self, make: object, most: int = 2, least: int = 1) -> list[Value]:
        found: list[Value] = self.draws.several(make, most, least)  # type: ignore[arg-type]
        if self.patch and self.draws.chance(5):
            found.append({"$patch": self.draws.one(DIRECTIVES)})
        return found

    def key_ref(self) -> Value:
        return {"name": self.name(), "key": self.draws.one(("a", "b"))}

    def env(self) -> Value:
        if self.draws.chance(40):
            source = self.draws.one(("configMapKeyRef", "secretKeyRef"))
            return {"name": self.draws.one(("A", "B", "C")), "valueFrom": {source: self.key_ref()}}
        return {"name": self.draws.one(("A", "B", "C")), "value": text(self.draws)}

    def env_from(self) -> Value:
        return {self.draws.one(("configMapRef", "secretRef")): {"name": self.name()}}

    def container_port(self) -> Value:
        return {
            "containerPort": port(self.draws),
            **self.element(name=self.name, protocol=lambda: self.draws.one(("TCP", "UDP"))),
        }

    def container(self) -> Value:
        draws = self.draws
        return self.named(
            image=lambda: scalar(draws) if draws.odd(0.2) else draws.one(IMAGES),
            args=lambda: draws.several(lambda: text(draws), 3),
            command=lambda: draws.several(lambda: text(draws), 2),
            env=lambda: self.elements(self.env),
            envFrom=lambda: self.elements(self.env_from),
            ports=lambda: self.elements(self.container_port),
            volumeMounts=lambda: self.elements(self.mount),
            resources=lambda: {"limits": {"cpu": draws.one(("1", "500m", '"1"')), "memory": "1Gi"}},
            securityContext=lambda: free(draws, 1),
        )

    def mount(self) -> Value:
        return {
            "name": self.name(),
            "mountPath": self.draws.one(("/etc/a", "/b", "/c")),
            **self.element(readOnly=self.flag),
        }

    def flag(self) -> Value:
        return scalar(self.draws) if self.draws.odd(0.3) else self.draws.one(("true", "false"))

    def volume(self) -> Value:
        draws = self.draws
        kind = draws.one(("configMap", "secret", "persistentVolumeClaim", "emptyDir", "projected", "other"))
        sources: dict[str, Value] = {
            "configMap": {"name": self.name(), "defaultMode": scalar(draws) if draws.odd() else "0644"},
            "secret": {"secretName": self.name()},
            "persistentVolumeClaim": {"claimName": self.name()},
            "emptyDir": {},
            "projected": {"sources": [{"configMap": {"name": self.name()}}, {"secret": {"name": self.name()}}]},
        }
        return {"name": self.name(), **({kind: sources[kind]} if kind in sources else {}), **self.element()}

    def spread(self) -> Value:
        return {
            "topologyKey": self.draws.one(("zone", "host")),
            "whenUnsatisfiable": self.draws.one(("DoNotSchedule", "ScheduleAnyway")),
            **self.element(maxSkew=lambda: count(self.draws), labelSelector=self.selector),
        }

    def selector(self) -> Value:
        if self.draws.chance(80):
            return {"matchLabels": labels(self.draws)}
        return {"matchExpressions": [{"key": self.draws.one(LABEL_KEYS), "operator": "In", "values": ["a", "b"]}]}

    def affinity(self) -> Value:
        term = {"labelSelector": self.selector(), "topologyKey": "zone"}
        kind = self.draws.one(("podAffinity", "podAntiAffinity"))
        if self.draws.chance(50):
            return {kind: {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
        weighted = {"weight": "1", "podAffinityTerm": term}
        return {kind: {"preferredDuringSchedulingIgnoredDuringExecution": [weighted]}}

    def spec(self) -> Value:
        """A pod's spec."""
        draws = self.draws
        containers = {} if self.patch and draws.chance(30) else {"containers": self.elements(self.container)}
        rest = self.element(
            initContainers=lambda: self.elements(self.container, 1),
            volumes=lambda: self.elements(self.volume),
            serviceAccountName=self.name,
            nodeSelector=lambda: labels(draws),
            tolerations=lambda: [{"key": "a", "operator": "Exists"}],
        )
        rare = draws.fields(
            8,
            serviceAccount=self.name,
            imagePullSecrets=lambda: self.elements(lambda: {"name": self.name()}),
            affinity=self.affinity,
            topologySpreadConstraints=lambda: self.elements(self.spread),
            priorityClassName=self.name,
            hostAliases=lambda: self.elements(lambda: {"ip": draws.one(("1.1.1.1", "2.2.2.2")), "hostnames": ["a"]}),
            ephemeralContainers=lambda: self.elements(self.container, 1),
            hostNetwork=self.flag,
        )
        return {**containers, **rest, **rare}

    def template(self) -> Value:
        draws = self.draws
        metadata = draws.fields(50, labels=lambda: labels(draws), annotations=lambda: annotation_pairs(draws))
        if draws.odd(0.5):
            metadata["creationTimestamp"] = draws.one(("null", "", "~"))
        return {**({"metadata": metadata} if metadata or draws.chance(5) else {}), "spec": self.spec()}

    def workload(self) -> Value:
        """The spec of a Deployment, ReplicaSet or DaemonSet."""
        draws = self.draws
        return self.element(
            replicas=lambda: count(draws),
            selector=self.selector,
            strategy=lambda: {"type": draws.one(("Recreate", "RollingUpdate")), **self.element()},
            paused=self.flag,
        ) | ({} if self.patch and draws.chance(30) else {"template": self.template()})

    def stateful(self) -> Value:
        draws = self.draws
        return self.workload() | self.element(
            serviceName=self.name,
            volumeClaimTemplates=lambda: [
                {
                    "metadata": {"name": self.name(), **draws.fields(30, labels=lambda: labels(draws))},
                    "spec": {"storageClassName": self.name(), "accessModes": ["ReadWriteOnce"]},
                }
            ],
        )

    def job(self) -> Value:
        template = {} if self.patch and self.draws.chance(30) else {"template": self.template()}
        return template | self.element(backoffLimit=lambda: count(self.draws), selector=self.selector)

    def cron_job(self) -> Value:
        schedules = ('"*/5 * * * *"', "'@daily'", "0 0 * * *")
        return {"jobTemplate": {"spec": self.job()}} | self.element(
            schedule=lambda: self.draws.one(schedules), suspend=self.flag
        )
