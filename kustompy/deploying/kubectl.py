"""The user's own kubectl: argument lists, manifests on stdin, its environment untouched, all that it says caught."""

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
    """The objects that kubectl printed, and why it failed; None if it did not."""

    objects: list[Manifest]
    refusal: Refusal | None
    warnings: tuple[str, ...] = ()
    """What the server had to say of what went well: deprecated versions, pods that a policy would refuse."""


class Written(NamedTuple):
    """How manifests are written: the field manager, and what may be done."""

    manager: str = "kustompy"
    force_conflicts: bool = False
    dry_run: bool = False


class Address(NamedTuple):
    """What tells an object from others in a cluster; the version of its group does not."""

    group: str
    kind: str
    namespace: str
    name: str


SECONDS, EACH = 120.0, 1.0
"""How long one call of kubectl may take, and how much longer for each resource."""
_TRIES, _PAUSE = 3, 0.5


class Kubectl:
    """A kubectl with the flags that lead to one cluster."""

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
        """The objects of some resources, as far as they are there; kinds that the server does not know have none."""
        wanted = list(resources)
        while wanted:
            called = self._objects(["get", "--ignore-not-found", "--show-managed-fields", "-f", "-"], wanted)
            unknown = set() if called.refusal is None else called.refusal.unknown_kinds
            left = [each for each in wanted if (each.api_version, each.kind) not in unknown]
            if len(left) == len(wanted):
                return called
            wanted = left
        return Called([], None)

    def apply(self, resources: Sequence[Resource], how: Written) -> Called:
        """Apply server-side; where one is refused nothing is printed, and the others are applied all the same."""
        arguments = ["apply", "--server-side", f"--field-manager={how.manager}"]
        arguments += ["--force-conflicts"] if how.force_conflicts else []
        arguments += ["--dry-run=server"] if how.dry_run else []
        return self._objects([*arguments, "-f", "-"], resources)

    def delete(self, resources: Sequence[Resource]) -> Called:
        """Ask for objects to be deleted, without waiting until they are gone."""
        return self._said(["delete", "--ignore-not-found", "--wait=false", "-f", "-"], _text(resources))

    def members(self, kinds: Sequence[str], namespace: str, label: str) -> Called:
        """The objects with a label, of kinds that are written ``Deployment.apps``; all namespaces if it is empty."""
        where = ["--namespace", namespace] if namespace else []
        return self._said(["get", ",".join(kinds), "--selector", label, "-o", "json", *where])

    def pods(self, namespace: str, selector: str) -> Called:
        """The pods with some labels."""
        return self._said(["get", "pods", "--namespace", namespace, "--selector", selector, "-o", "json"])

    def _objects(self, arguments: Sequence[str], resources: Sequence[Resource]) -> Called:
        if not resources:
            return Called([], None)
        return self._said([*arguments, "-o", "json"], _text(resources), SECONDS + EACH * len(resources))

    def _said(self, arguments: Sequence[str], stdin: bytes = b"", seconds: float = SECONDS) -> Called:
        """What kubectl says; what may go well the next time is asked again."""
        for number in range(1, _TRIES + 1):
            called = self._once(arguments, stdin, seconds)
            if called.refusal is None or not called.refusal.is_transient or number == _TRIES:
                break
            self.sleep(number * _PAUSE)
        return called

    def sleep(self, seconds: float) -> None:
        """Wait before kubectl is called again."""
        if self._pause is not None:
            self._pause(seconds)
            return

        time.sleep(seconds)

    def _once(self, arguments: Sequence[str], stdin: bytes, seconds: float) -> Called:
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
    """The flags that lead kubectl to a cluster."""
    named = {"--context": context, "--kubeconfig": kubeconfig, "--namespace": namespace}
    return [part for name, value in named.items() if value for part in (name, value)]


def _without_namespace(flags: tuple[str, ...]) -> tuple[str, ...]:
    at = flags.index("--namespace") if "--namespace" in flags else len(flags)
    return (*flags[:at], *flags[at + 2 :])


def _text(resources: Iterable[Resource]) -> bytes:
    return write(each.written for each in resources).encode("utf-8", "surrogatepass")


def _listed(text: bytes) -> list[Manifest]:
    """The objects in what kubectl printed: one, a List of several, or none."""
    try:
        found: Value = json.loads(text)
    except ValueError:
        return []
    if isinstance(found, dict) and found.get("kind") == "List":
        return [each for each in found.get("items") or () if isinstance(each, dict)]
    return [found] if isinstance(found, dict) else []


def address_of(manifest: Manifest) -> Address:
    """The address of an object; without a namespace for one that says none."""
    group, slash, _ = str(manifest.get("apiVersion") or "").partition("/")
    metadata = manifest.get("metadata")
    named: Mapping[str, Value] = metadata if isinstance(metadata, dict) else {}
    return Address(
        group if slash else "", str(manifest.get("kind") or ""), str(named.get("namespace") or ""),
        str(named.get("name") or ""),
    )  # fmt: skip


def matched(resources: Sequence[Resource], objects: Iterable[Manifest]) -> dict[int, Manifest]:
    """By index of a resource its object; one without a namespace is in the namespace that kubectl put it in."""
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
