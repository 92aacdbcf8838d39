"""The user's own kubectl: called without a shell, with the user's environment, manifests on stdin."""

from __future__ import annotations

import json
import time
from typing import NamedTuple

from kustompy.deploying.refusals import Refusal, refusal_of, warnings_in
from kustompy.errors import TimeLimitError
from kustompy.system.process import run
from kustompy.yamlio.writer import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kustompy.model.values import Manifest, Value
    from kustompy.results.resource import Resource
    from kustompy.system.process import Finished


class Called(NamedTuple):
    """The objects that kubectl printed, and its refusal; None if it succeeded."""

    objects: list[Manifest]
    refusal: Refusal | None
    warnings: tuple[str, ...] = ()
    """Warnings of the server about what succeeded: deprecated versions, pods that a policy would refuse."""


class Written(NamedTuple):
    """How manifests are applied: the field manager, and the flags of ``kubectl apply``."""

    manager: str = "kustompy"
    force_conflicts: bool = False
    dry_run: bool = False


class Address(NamedTuple):
    """The identity of an object in a cluster, which the version of its group is no part of."""

    group: str
    kind: str
    namespace: str
    name: str


SECONDS, EACH = 120.0, 1.0
"""The time limit of one call of kubectl, and what each resource adds to it."""
_TRIES, _PAUSE = 3, 0.5
"""How often a call is tried, and the seconds before the second try; the pause grows with each."""


class Kubectl:
    """A kubectl with the flags that choose a cluster."""

    __slots__ = ("_environment", "_flags", "_pause", "_program", "_run")

    def __init__(
        self,
        program: str = "kubectl",
        flags: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        *,
        run: Callable[..., Finished] = run,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        self._program, self._flags = program, tuple(flags)
        self._environment = dict(environment or {})
        self._run = run
        self._pause = pause

    def get(self, resources: Iterable[Resource]) -> Called:
        """The objects of the resources that exist; those of kinds that the server does not know are left out."""
        wanted = list(resources)
        # One unknown kind fails the whole call: it is left out, and the others are asked for again. Each round has
        # fewer resources, so it ends.
        while wanted:
            # Since 1.21 kubectl leaves managedFields out unless it is asked for them.
            called = self._objects(["get", "--ignore-not-found", "--show-managed-fields", "-f", "-"], wanted)
            unknown = set() if called.refusal is None else called.refusal.unknown_kinds
            left = [each for each in wanted if (each.api_version, each.kind) not in unknown]
            if len(left) == len(wanted):
                return called
            wanted = left
        return Called([], None)

    def apply(self, resources: Sequence[Resource], how: Written) -> Called:
        """Apply server-side; if one is refused nothing is printed, although the others are applied."""
        arguments = ["apply", "--server-side", f"--field-manager={how.manager}"]
        arguments += ["--force-conflicts"] if how.force_conflicts else []
        arguments += ["--dry-run=server"] if how.dry_run else []
        return self._objects([*arguments, "-f", "-"], resources)

    def delete(self, resources: Sequence[Resource]) -> Called:
        """Ask for the deletion of objects, without waiting until they are gone."""
        # kubectl would wait for finalizers without our time limit, and say nothing meanwhile.
        return self._said(["delete", "--ignore-not-found", "--wait=false", "-f", "-"], _text(resources))

    def members(self, kinds: Sequence[str], namespace: str, label: str) -> Called:
        """The objects in a namespace, or in none, that have a label, of kinds such as ``Deployment.apps``."""
        return self._said(["get", ",".join(kinds), "--selector", label, "-o", "json", "--namespace", namespace])

    def pods(self, namespace: str, selector: str) -> Called:
        """The pods with some labels."""
        return self._said(["get", "pods", "--namespace", namespace, "--selector", selector, "-o", "json"])

    def _objects(self, arguments: Sequence[str], resources: Sequence[Resource]) -> Called:
        if not resources:
            return Called([], None)
        return self._said([*arguments, "-o", "json"], _text(resources), SECONDS + EACH * len(resources))

    def _said(self, arguments: Sequence[str], stdin: bytes = b"", seconds: float = SECONDS) -> Called:
        """The result of a call; one that failed for a transient reason is tried again."""
        # All calls may be repeated: an apply or delete that went through before the connection broke changes nothing.
        for number in range(1, _TRIES + 1):
            called = self._once(arguments, stdin, seconds)
            if called.refusal is None or not called.refusal.is_transient or number == _TRIES:
                break
            self.sleep(number * _PAUSE)
        return called

    def sleep(self, seconds: float) -> None:
        """Wait before the next call; tests give their own ``pause``."""
        if self._pause is not None:
            self._pause(seconds)
            return

        time.sleep(seconds)

    def _once(self, arguments: Sequence[str], stdin: bytes, seconds: float) -> Called:
        # The namespace of an object that exists counts more than that of the context.
        flags = _without_namespace(self._flags) if "--namespace" in arguments else self._flags
        try:
            done = self._run(
                self._program, [*flags, *arguments], environment=self._environment, seconds=seconds, stdin=stdin
            )
        except TimeLimitError:
            words = f"kubectl {arguments[0]} did not end within {seconds:g} seconds"
            return Called([], refusal_of(words, words))
        if done.failure:
            return Called([], refusal_of(done.stderr.decode("utf-8", "replace"), done.failure))
        return Called(_listed(done.stdout), None, tuple(warnings_in(done.stderr.decode("utf-8", "replace"))))


def flags_to(context: str = "", kubeconfig: str = "", namespace: str = "") -> list[str]:
    """The flags by which kubectl chooses a cluster and a namespace."""
    named = {"--context": context, "--kubeconfig": kubeconfig, "--namespace": namespace}
    return [part for name, value in named.items() if value for part in (name, value)]


def _without_namespace(flags: tuple[str, ...]) -> tuple[str, ...]:
    at = flags.index("--namespace") if "--namespace" in flags else len(flags)
    return (*flags[:at], *flags[at + 2 :])


def _text(resources: Iterable[Resource]) -> bytes:
    return write(each.written for each in resources).encode("utf-8", "surrogatepass")


def _listed(text: bytes) -> list[Manifest]:
    """The objects in kubectl's output: a single one, a List of several, or none."""
    try:
        found: Value = json.loads(text)
    except ValueError:
        return []
    if isinstance(found, dict) and found.get("kind") == "List":
        return [each for each in found.get("items") or () if isinstance(each, dict)]
    return [found] if isinstance(found, dict) else []


def address_of(manifest: Manifest) -> Address:
    """The address of an object; its namespace is empty if the manifest has none."""
    group, slash, _ = str(manifest.get("apiVersion") or "").partition("/")
    metadata = manifest.get("metadata")
    named: Mapping[str, Value] = metadata if isinstance(metadata, dict) else {}
    return Address(
        group if slash else "", str(manifest.get("kind") or ""), str(named.get("namespace") or ""),
        str(named.get("name") or ""),
    )  # fmt: skip


def matched(resources: Sequence[Resource], objects: Iterable[Manifest]) -> dict[int, Manifest]:
    """The objects of the resources, by index."""
    # A resource without a namespace is in that of the context, or cluster-scoped. An object that another resource
    # names with its namespace is that one's, whatever the order.
    by_address = {address_of(each): each for each in objects}
    found: dict[int, Manifest] = {}
    homeless: dict[tuple[str, str, str], int] = {}
    for index, each in enumerate(resources):
        address = address_of(each.manifest)
        if address in by_address:
            found[index] = by_address.pop(address)
        elif not address.namespace:
            homeless[address.group, address.kind, address.name] = index
    for address, each_object in by_address.items():
        index = homeless.get((address.group, address.kind, address.name), -1)
        if index >= 0:
            found.setdefault(index, each_object)
    return found
