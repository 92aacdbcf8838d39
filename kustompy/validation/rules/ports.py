"""Ports of containers, probes, services and ingresses: numbers in range, and names that are ones."""

from __future__ import annotations

import re

from kustompy.validation.facts import NOTHING, entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.facts import Facts, Path

MAX_PORT = 65535
_SERVICE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
_MAX_SERVICE_NAME = 15
_NUMBERED = (("containerPort", 1), ("hostPort", 0))
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def ports(facts: Facts) -> Iterator[tuple[Path, str]]:
    """All ports that the API server checks."""
    if facts.pod is not NOTHING:
        for path, container in facts.containers():
            yield from _in_container(container, path)
    elif facts.kind == "Service" and not facts.group:
        yield from _in_service(facts)
    elif facts.kind == "Ingress" and facts.group == "networking.k8s.io":
        yield from _in_ingress(facts)


def _in_container(container: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    for index, port in entries(container, "ports"):
        for field, lowest in _NUMBERED:
            if field in port:
                yield from _number(port[field], (*path, "ports", index, field), lowest)
        if "name" in port:
            yield from _service_name(port["name"], (*path, "ports", index, "name"))
    for probe in _PROBES:
        if probe in container:
            yield from _in_handler(mapping(container, probe), (*path, probe))


def _in_handler(handler: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    for field in ("httpGet", "tcpSocket"):
        if field in handler:
            yield from _number_or_name(mapping(handler, field).get("port"), (*path, field, "port"))


def _in_service(facts: Facts) -> Iterator[tuple[Path, str]]:
    found = entries(facts.spec, "ports")
    for index, port in found:
        path: Path = ("spec", "ports", index)
        yield from _number(port.get("port"), (*path, "port"))
        yield from _number(port.get("nodePort"), (*path, "nodePort"), lowest=0)
        yield from _number_or_name(port.get("targetPort"), (*path, "targetPort"), lowest=0)
        name = port.get("name")
        if len(found) > 1 and not name:
            yield path, "a service of more than one port has to name each"
        elif isinstance(name, str) and name and not _LABEL.fullmatch(name):
            yield (*path, "name"), f"{name[:80]!r} is no DNS label"


def _in_ingress(facts: Facts) -> Iterator[tuple[Path, str]]:
    yield from _in_backend(mapping(facts.spec, "defaultBackend"), ("spec", "defaultBackend"))
    for index, rule in entries(facts.spec, "rules"):
        for number, each in entries(mapping(rule, "http"), "paths"):
            path = ("spec", "rules", index, "http", "paths", number, "backend")
            yield from _in_backend(mapping(each, "backend"), path)


def _in_backend(backend: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    port = mapping(mapping(backend, "service"), "port")
    yield from _number(port.get("number"), (*path, "service", "port", "number"))


def _number(value: Value, path: Path, lowest: int = 1) -> Iterator[tuple[Path, str]]:
    if isinstance(value, int) and not lowest <= value <= MAX_PORT:
        yield path, f"{value} is no port: {lowest} to {MAX_PORT}"


def _number_or_name(value: Value, path: Path, lowest: int = 1) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        if value or lowest:
            yield from _service_name(value, path)
    else:
        yield from _number(value, path, lowest)


def _service_name(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    name = text(value)
    if len(name) > _MAX_SERVICE_NAME or not _SERVICE_NAME.fullmatch(name) or name.replace("-", "").isdigit():
        yield path, f"{name[:80]!r} {_NAME_PROBLEM}"


_NAME_PROBLEM = (
    f"is no port name: at most {_MAX_SERVICE_NAME} lower case letters, digits and single '-', and at least one letter"
)
