"""A kubectl without a process: the calls that kustompy makes, answered by a cluster in memory.

``tests/deploying/test_real_kubectl.py`` compares it with the real one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import kustompy
from kustompy.deploying.kubectl import Kubectl
from kustompy.system.process import Finished
from tests.deploying.cluster import Cluster, Cut, Object, Refused


class Killed(BaseException):
    """The whole process ends here."""


class FakeKubectl:
    """Takes the place of :func:`kustompy.system.process.run`."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.calls: list[list[str]] = []
        self.environments: list[Mapping[str, str]] = []

    def __call__(
        self,
        command: str,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        seconds: float,
        stdin: bytes = b"",
    ) -> Finished:
        self.calls.append([command, *arguments])
        self.environments.append(environment)
        words = [each for each in arguments if not each.startswith("-")]
        flags = _flags(arguments)
        verb = next(each for each in words if each in ("get", "apply", "delete"))
        try:
            if "--selector" in flags:
                kinds = words[words.index("get") + 1].split(",")
                return _json(self._listed(kinds, flags))
            return self._each(verb, flags, kustompy.load(stdin.decode()))
        except Cut:
            return Finished("exit status 1", b"", b'Get "https://cluster/": unexpected EOF\n')
        except Refused as refused:
            return Finished("exit status 1", b"", _words(refused).encode())
        except _Said as said:
            return Finished("exit status 1", b"", f"{said}\n".encode())

    def kubectl(self) -> Kubectl:
        """A wrapper around it that never sleeps."""
        return Kubectl(run=self, environment={}, pause=lambda seconds: None)

    def _listed(self, kinds: Sequence[str], flags: Mapping[str, str]) -> list[Object]:
        key, _, value = flags["--selector"].partition("=")
        found = []
        for each in kinds:
            name, _, group = each.partition(".")
            kind = next(
                (one for one in self.cluster.kinds if one.group == group and name in (one.kind, one.plural)), None
            )
            if kind is None:
                raise _Said(f'error: the server doesn\'t have a resource type "{name}"')
            self.cluster.asked(f"GET {each}")
            found += self.cluster.list(kind, flags["--namespace"] if kind.namespaced else "", {key: value})
        return found

    def _each(self, verb: str, flags: Mapping[str, str], manifests: Sequence[Object]) -> Finished:
        said, found = [], []
        for manifest in manifests:
            try:
                found += self._one(verb, flags, manifest)
            except Refused as refused:
                said.append(_words(refused))
        if said:
            return Finished("exit status 1", b"", "\n".join(said).encode())
        done = _json(found)
        done.stderr = "".join(f"Warning: {each}\n" for each in self.cluster.warnings).encode()
        return done

    def _one(self, verb: str, flags: Mapping[str, str], manifest: Object) -> list[Object]:
        wanted = manifest["apiVersion"], manifest["kind"]
        kind = next((each for each in self.cluster.kinds if (each.api_version, each.kind) == wanted), None)
        name = manifest["metadata"]["name"]
        if kind is None:
            raise _Said(
                f'error: resource mapping not found for name: "{name}" namespace: "" from "STDIN": no matches for kind '
                f'"{manifest["kind"]}" in version "{manifest["apiVersion"]}"\nensure CRDs are installed first'
            )
        namespace = manifest["metadata"].get("namespace") or flags.get("--namespace", "default")
        self.cluster.asked(f"{verb} {kind.kind} {namespace}/{name}")
        try:
            if verb == "get":
                return [self.cluster.get(kind, namespace, name)]
            if verb == "delete":
                self.cluster.delete(kind, namespace, name)
                self.cluster.answered("delete")
                return []
        except Refused as refused:
            if refused.code == 404:
                return []
            raise
        applied, _ = self.cluster.apply(
            kind, namespace, name, manifest, flags["--field-manager"], force="--force-conflicts" in flags,
            dry_run="--dry-run" in flags,
        )  # fmt: skip
        self.cluster.answered(f"{verb} {kind.kind} {namespace}/{name}")
        return [applied]


class _Said(Exception):
    """What kubectl says before it asks for anything more."""


def _flags(arguments: Sequence[str]) -> dict[str, str]:
    found = {}
    for index, each in enumerate(arguments):
        if each.startswith("--"):
            name, equals, value = each.partition("=")
            following = arguments[index + 1] if index + 1 < len(arguments) else ""
            found[name] = value if equals else following
    return found


def _words(refused: Refused) -> str:
    if refused.reason == "Conflict" and refused.causes:
        return f"error: {refused.message}\nPlease review the fields above--they currently have other managers."
    if refused.reason == "Unauthorized":
        return "error: You must be logged in to the server (Unauthorized)"
    return f"Error from server ({refused.reason}): {refused.message}"


def _json(objects: list[Object]) -> Finished:
    if len(objects) == 1:
        return Finished("", json.dumps(objects[0]).encode(), b"")
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}) if objects else ""
    return Finished("", text.encode(), b"")
