"""A cluster in memory: objects under server-side apply, with what controllers, admission and people do to them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, NamedTuple

Object = dict[str, Any]
Key = tuple[str, str, str, str]
"""Group, kind, namespace and name."""
Path = tuple[str, ...]


class Kind(NamedTuple):
    """A kind that the server knows."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version


KINDS = (
    Kind("", "v1", "Namespace", "namespaces", namespaced=False),
    Kind("", "v1", "ConfigMap", "configmaps"),
    Kind("", "v1", "Secret", "secrets"),
    Kind("", "v1", "Service", "services"),
    Kind("", "v1", "ServiceAccount", "serviceaccounts"),
    Kind("", "v1", "Pod", "pods"),
    Kind("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
    Kind("apps", "v1", "Deployment", "deployments"),
    Kind("apps", "v1", "StatefulSet", "statefulsets"),
    Kind("batch", "v1", "Job", "jobs"),
    Kind("networking.k8s.io", "v1", "Ingress", "ingresses"),
    Kind("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
    Kind("rbac.authorization.k8s.io", "v1", "Role", "roles"),
    Kind("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
    Kind("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", namespaced=False),
    Kind("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", namespaced=False),
    Kind(
        "admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations",
        namespaced=False,
    ),
    Kind("apiregistration.k8s.io", "v1", "APIService", "apiservices", namespaced=False),
)  # fmt: skip


class Refused(Exception):
    """An answer that is no success: code, reason and message of a Status, and its causes."""

    def __init__(self, code: int, reason: str, message: str, causes: tuple[tuple[str, str, str], ...] = ()) -> None:
        super().__init__(message)
        self.code, self.reason, self.message, self.causes = code, reason, message, causes

    def status(self) -> Object:
        """What the server answers with."""
        causes = [{"reason": reason, "message": message, "field": field} for reason, message, field in self.causes]
        return {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
            "reason": self.reason, "code": self.code, "details": {"causes": causes},
        }  # fmt: skip


class Cut(Exception):
    """The connection ends before an answer comes."""


class Cluster:
    """What is there, and what happens to it."""

    def __init__(self) -> None:
        self.kinds = list(KINDS)
        self.objects: dict[Key, Object] = {}
        self.version = 100
        self.requests: list[str] = []
        self.pace = 1
        """After how many looks at an object its controller is done."""
        self.stuck: dict[str, str] = {}
        """Names of objects whose controllers never get done, and a reason if they fail."""
        self.warnings: list[str] = []
        """What the server says to whoever applies something."""
        self.admission: list[Callable[[Object], None]] = []
        """What changes or refuses objects that are applied."""
        self.fault: Callable[[int, str], None] | None = None
        """Asked before each request with its number and words."""
        self.fault_after: Callable[[int, str], None] | None = None
        """Asked when a request is done, before its answer goes out."""
        self._looks: dict[Key, int] = {}
        namespace = self.new({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
        namespace["status"] = {"phase": "Active"}

    # what a client asks for

    def asked(self, words: str) -> None:
        """Take note of a request, which may fail."""
        self.requests.append(words)
        if self.fault is not None:
            self.fault(len(self.requests), words)

    def answered(self, words: str) -> None:
        """The request is done; its answer may not arrive."""
        if self.fault_after is not None:
            self.fault_after(len(self.requests), words)

    def get(self, kind: Kind, namespace: str, name: str) -> Object:
        """One object, as it is now."""
        key = (kind.group, kind.kind, namespace if kind.namespaced else "", name)
        if key not in self.objects:
            raise _not_found(kind, name)
        self._look(key)
        return copy.deepcopy(self.objects[key])

    def list(self, kind: Kind, namespace: str, labels: dict[str, str]) -> list[Object]:
        """The objects of a kind with some labels."""
        return [
            copy.deepcopy(each)
            for key, each in self.objects.items()
            if key[:2] == (kind.group, kind.kind)
            and (not namespace or key[2] == namespace)
            and labels.items() <= (each["metadata"].get("labels") or {}).items()
        ]

    def delete(self, kind: Kind, namespace: str, name: str) -> Object:
        """Delete an object."""
        key = (kind.group, kind.kind, namespace if kind.namespaced else "", name)
        if key not in self.objects:
            raise _not_found(kind, name)
        found: Object = self.objects.pop(key)
        return found

    def apply(
        self, kind: Kind, namespace: str, name: str, given: Object, manager: str, *, force: bool, dry_run: bool
    ) -> tuple[Object, bool]:
        """Server-side apply; the object, and whether it is new."""
        key = (kind.group, kind.kind, namespace if kind.namespaced else "", name)
        if kind.namespaced and ("", "Namespace", "", namespace) not in self.objects:
            raise Refused(404, "NotFound", f'namespaces "{namespace}" not found')
        given = copy.deepcopy(given)
        if kind.namespaced:
            given["metadata"]["namespace"] = namespace
        for each in self.admission:
            each(given)
        _stored(given)
        live = self.objects.get(key)
        merged = self._merged(live, given, manager, force=force)
        if live is not None and _content(merged) == _content(live):
            return copy.deepcopy(live), False
        merged["metadata"]["resourceVersion"] = str(self.version + 1)
        is_other = live is None or _spec(merged) != _spec(live)
        merged["metadata"]["generation"] = merged["metadata"].get("generation", 0) + is_other
        if not dry_run:
            self.version += 1
            self.objects[key] = merged
            if is_other:
                self._looks[key] = 0
            self._look(key, by=0)
        return copy.deepcopy(merged), live is None

    # what others do

    def new(self, manifest: Object, manager: str = "system") -> Object:
        """Put an object there as somebody else would."""
        kind = next(each for each in self.kinds if each.kind == manifest["kind"])
        metadata = manifest["metadata"]
        self.apply(kind, metadata.get("namespace", "default"), metadata["name"], manifest, manager,
                   force=True, dry_run=False)  # fmt: skip
        return self.found(kind.kind, metadata["name"], metadata.get("namespace", "default"))

    def found(self, kind: str, name: str, namespace: str = "default") -> Object:
        """The object itself."""
        known = next(each for each in self.kinds if each.kind == kind)
        return self.objects[known.group, kind, namespace if known.namespaced else "", name]

    def edit(
        self, kind: str, name: str, path: Path, value: Any, manager: str = "kubectl-edit", namespace: str = "default"
    ) -> None:
        """Somebody changes a field, and owns it from then on."""
        found = self.found(kind, name, namespace)
        inner = found
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = value
        self.version += 1
        found["metadata"]["resourceVersion"] = str(self.version)
        found["metadata"]["generation"] += 1
        for entry in found["metadata"]["managedFields"]:
            entry["fieldsV1"] = _tree(_leaves(entry["fieldsV1"]) - {tuple(f"f:{part}" for part in path)})
        found["metadata"]["managedFields"].append(
            {
                "manager": manager, "operation": "Update", "apiVersion": found["apiVersion"],
                "time": "2026-11-28T10:00:00Z", "fieldsType": "FieldsV1",
                "fieldsV1": _tree({tuple(f"f:{part}" for part in path)}),
            }
        )  # fmt: skip

    def state(self) -> Object:
        """All that is there, without what changes from run to run."""
        return {"/".join(key): _content(each) for key, each in sorted(self.objects.items())}

    def _look(self, key: Key, by: int = 1) -> None:
        self._looks[key] = self._looks.get(key, 0) + by
        found = self.objects[key]
        name = found["metadata"]["name"]
        is_done = self._looks[key] >= self.pace and name not in self.stuck
        status = _CONTROLLERS.get(key[1])
        if status is not None:
            status(found, is_done, self.stuck.get(name, ""))
        if key[1] == "CustomResourceDefinition" and is_done:
            self._serve(found)

    def _serve(self, crd: Object) -> None:
        spec = crd["spec"]
        known = Kind(
            spec["group"], spec["versions"][0]["name"], spec["names"]["kind"], spec["names"]["plural"],
            spec["scope"] == "Namespaced",
        )  # fmt: skip
        if known not in self.kinds:
            self.kinds.append(known)

    def _merged(self, live: Object | None, given: Object, manager: str, *, force: bool) -> Object:
        mine = _paths(given)
        if live is None:
            made = copy.deepcopy(given)
            made["metadata"]["uid"] = f"uid-{self.version}"
            made["metadata"]["creationTimestamp"] = "2026-11-28T09:00:00Z"
            made["metadata"]["managedFields"] = [_entry(manager, given, set(mine))]
            return made
        entries = live["metadata"]["managedFields"]
        had: set[Path] = set()
        others: list[Object] = []
        for each in entries:
            if each["manager"] == manager and each["operation"] == "Apply":
                had = _leaves(each["fieldsV1"])
            else:
                others.append(copy.deepcopy(each))
        there = _paths(live)
        clashes = [
            (each, path) for each in others for path in sorted(_leaves(each["fieldsV1"]) & set(mine))
            if path in there and there[path] != mine[path]
        ]  # fmt: skip
        if clashes and not force:
            raise _conflict(clashes)
        for each, path in clashes:
            each["fieldsV1"] = _tree(_leaves(each["fieldsV1"]) - {path})
        owned = {path for each in others for path in _leaves(each["fieldsV1"])}
        gone = had - set(mine) - owned
        merged: Object = _merge(copy.deepcopy(live), given)
        for path in gone:
            _remove(merged, path)
        merged["metadata"]["managedFields"] = [_entry(manager, given, set(mine)), *others]
        return merged


def _not_found(kind: Kind, name: str) -> Refused:
    plural = f"{kind.plural}.{kind.group}" if kind.group else kind.plural
    return Refused(404, "NotFound", f'{plural} "{name}" not found')


def _conflict(clashes: list[tuple[Object, Path]]) -> Refused:
    lines, causes = [], []
    for each, path in clashes:
        field = "".join(f".{part[2:]}" if part.startswith("f:") else f"[{_shown_key(part)}]" for part in path)
        using = f" using {each['apiVersion']}" if each["operation"] == "Update" else ""
        lines.append(f'conflict with "{each["manager"]}"{using}: {field}')
        causes.append(("FieldManagerConflict", f'conflict with "{each["manager"]}"{using}', field))
    count = len(lines)
    message = lines[0] if count == 1 else "conflicts " + "; ".join(lines)
    return Refused(409, "Conflict", f"Apply failed with {count} conflict{'s' * (count > 1)}: {message}", tuple(causes))


def _shown_key(part: str) -> str:
    return ",".join(f"{key}={json.dumps(value)}" for key, value in json.loads(part[2:]).items())


def _entry(manager: str, given: Object, paths: set[Path]) -> Object:
    return {
        "manager": manager, "operation": "Apply", "apiVersion": given["apiVersion"], "time": "2026-11-28T09:00:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": _tree(paths),
    }  # fmt: skip


def _stored(given: Object) -> None:
    """What the server makes of an object before it keeps it."""
    import base64

    texts = given.pop("stringData", None)
    if texts:
        encoded = {key: base64.b64encode(value.encode()).decode() for key, value in texts.items()}
        given["data"] = {**(given.get("data") or {}), **encoded}
    for value in (given.get("data") or {}).values() if given["kind"] == "Secret" else ():
        try:
            base64.b64decode("".join(value.split()), validate=True)
        except ValueError:
            raise Refused(
                400, "BadRequest", 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data: ' + value
            ) from None
    if given["kind"] == "Service" and given.get("spec", {}).get("type") != "ExternalName":
        given["spec"].setdefault("clusterIP", "10.0.0.1")


_OWN = ("managedFields", "resourceVersion", "uid", "creationTimestamp", "generation")


def _content(manifest: Object) -> Object:
    """An object without what the server keeps for itself."""
    metadata = {key: value for key, value in manifest["metadata"].items() if key not in _OWN}
    managers = sorted(
        (each["manager"], each["operation"], tuple(sorted(_leaves(each["fieldsV1"]))))
        for each in manifest["metadata"].get("managedFields", ())
    )
    return {**{key: value for key, value in manifest.items() if key not in ("metadata", "status")},
            "metadata": metadata, "managers": managers}  # fmt: skip


def _spec(manifest: Object) -> Object:
    return {key: value for key, value in manifest.items() if key not in ("metadata", "status")}


def _is_keyed(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) and "name" in each for each in value)


def _paths(manifest: Object) -> dict[Path, object]:
    """The leaves of a manifest as field managers own them."""
    found: dict[Path, object] = {}
    for key, value in manifest.items():
        if key in ("apiVersion", "kind", "status"):
            continue
        if key == "metadata":
            value = {name: each for name, each in value.items() if name in ("labels", "annotations")}
        _walk(value, (f"f:{key}",), found)
    return found


def _walk(value: object, at: Path, found: dict[Path, object]) -> None:
    if isinstance(value, dict) and value:
        for key, each in value.items():
            _walk(each, (*at, f"f:{key}"), found)
    elif isinstance(value, list) and _is_keyed(value):
        for each in value:
            _walk(each, (*at, "k:" + json.dumps({"name": each["name"]}, separators=(",", ":"))), found)
    elif not isinstance(value, dict) or at != ("f:metadata",):
        found[at] = value


def _tree(paths: set[Path]) -> Object:
    tree: Object = {}
    for path in sorted(paths):
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
    return tree


def _leaves(tree: Object, at: Path = ()) -> set[Path]:
    if not tree:
        return {at} if at else set()
    return {leaf for part, below in tree.items() for leaf in _leaves(below, (*at, part))}


def _merge(live: Any, given: Any) -> Any:
    if isinstance(live, dict) and isinstance(given, dict):
        return {**live, **{key: _merge(live.get(key), value) for key, value in given.items()}}
    if _is_keyed(live) and _is_keyed(given):
        names = {each["name"]: each for each in live}
        whole = [_merge(names.pop(each["name"], None), each) for each in given]
        return [*whole, *names.values()]
    return copy.deepcopy(given)


def _remove(manifest: Any, path: Path) -> None:
    inner = manifest
    for part in path[:-1]:
        if part.startswith("k:"):
            wanted = json.loads(part[2:])
            inner = next((each for each in inner if wanted.items() <= each.items()), None)
        else:
            inner = inner.get(part[2:])
        if inner is None:
            return
    inner.pop(path[-1][2:], None)
    named = [number for number, part in enumerate(path) if part.startswith("k:")]
    if named and set(inner) <= {"name"}:
        holder = manifest
        for part in path[: named[-1]]:
            holder = holder[part[2:]]
        holder.remove(inner)


def _deployment(found: Object, is_done: bool, failure: str) -> None:
    replicas = found["spec"].get("replicas", 1)
    if not is_done:
        found.setdefault("status", {"observedGeneration": 0})
        if failure:
            found["status"] = {
                "observedGeneration": found["metadata"]["generation"],
                "conditions": [{"type": "Progressing", "status": "False", "reason": failure, "message": "no progress"}],
            }
        return
    found["status"] = {
        "observedGeneration": found["metadata"]["generation"], "replicas": replicas, "updatedReplicas": replicas,
        "readyReplicas": replicas, "availableReplicas": replicas,
        "conditions": [
            {"type": "Available", "status": "True"},
            {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"},
        ],
    }  # fmt: skip


def _crd(found: Object, is_done: bool, failure: str) -> None:
    conditions = [{"type": "Established", "status": "True"}] if is_done else []
    if failure:
        conditions = [{"type": "NamesAccepted", "status": "False", "reason": failure, "message": "the plural is taken"}]
    found["status"] = {"conditions": conditions}


def _namespace(found: Object, is_done: bool, failure: str) -> None:
    found["status"] = {"phase": "Active"}


def _claim(found: Object, is_done: bool, failure: str) -> None:
    found["status"] = {"phase": "Bound" if is_done else "Pending"}


def _job(found: Object, is_done: bool, failure: str) -> None:
    conditions = [{"type": "Complete", "status": "True"}] if is_done else []
    if failure:
        conditions = [{"type": "Failed", "status": "True", "reason": failure}]
    found["status"] = {"startTime": "2026-11-28T09:00:00Z", "conditions": conditions}


def _stateful_set(found: Object, is_done: bool, failure: str) -> None:
    replicas = found["spec"].get("replicas", 1) if is_done else 0
    found["status"] = {
        "observedGeneration": found["metadata"]["generation"], "replicas": replicas, "readyReplicas": replicas,
        "currentReplicas": replicas, "currentRevision": "r", "updateRevision": "r",
    }  # fmt: skip


def _disruption_budget(found: Object, is_done: bool, failure: str) -> None:
    found["status"] = {"observedGeneration": found["metadata"]["generation"]} if is_done else {}


_CONTROLLERS: dict[str, Callable[[Object, bool, str], None]] = {
    "Deployment": _deployment,
    "CustomResourceDefinition": _crd,
    "Namespace": _namespace,
    "PersistentVolumeClaim": _claim,
    "Job": _job,
    "PodDisruptionBudget": _disruption_budget,
    "StatefulSet": _stateful_set,
}
