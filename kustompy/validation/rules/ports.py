"""Ports of containers, probes, services and ingresses: numbers in range, and names that are ones."""

from __future__ import annotations

from kustompy.validation.facts import NOTHING, entries, mapping, text
from kustompy.validation.known import Remembered
from kustompy.validation.rules.names import is_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.facts import Facts, Path

MAX_PORT = 65535
_PORT_NAME = "abcdefghijklmnopqrstuvwxyz0123456789-"
_MAX_PORT_NAME = 15
_NUMBERED = (("containerPort", 1), ("hostPort", 0))
_IN_SERVICES = (("port", 1), ("nodePort", 0), ("targetPort", 0))
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def ports(facts: Facts) -> Iterator[tuple[Path, str]]:
    """All ports that the API server checks."""
    if facts.pod is not NOTHING:
        for path, container in facts.containers:
            yield from _in_container(container, path)
    elif facts.kind == "Service" and not facts.group:
        yield from _in_service(facts)
    elif facts.kind == "Ingress" and facts.group == "networking.k8s.io":
        yield from _in_ingress(facts)


def _in_container(container: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    if "ports" in container:
        for index, port in entries(container, "ports"):
            for field, lowest in _NUMBERED:
                if field in port:
                    problem = _number_problem(port[field], lowest)
                    if problem:
                        yield (*path, "ports", index, field), problem
            name = port.get("name")
            if name is not None and not _is_port_name(text(name)):
                yield (*path, "ports", index, "name"), f"{text(name)[:80]!r} {_NAME_PROBLEM}"
    for probe in _PROBES:
        if probe in container:
            yield from _in_handler(mapping(container, probe), (*path, probe))


def _in_handler(handler: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    for field in ("httpGet", "tcpSocket"):
        if field in handler:
            problem = _port_problem(mapping(handler, field).get("port"))
            if problem:
                yield (*path, field, "port"), problem


def _in_service(facts: Facts) -> Iterator[tuple[Path, str]]:
    found = entries(facts.spec, "ports")
    for index, port in found:
        for field, lowest in _IN_SERVICES:
            if field in port:
                problem = _number_problem(port[field], lowest)
                if problem:
                    yield ("spec", "ports", index, field), problem
        target = port.get("targetPort")
        if isinstance(target, str) and target and not _is_port_name(target):
            yield ("spec", "ports", index, "targetPort"), f"{target[:80]!r} {_NAME_PROBLEM}"
        name = port.get("name")
        if len(found) > 1 and not name:
            yield ("spec", "ports", index), "a service of more than one port has to name each"
        elif isinstance(name, str) and name and not is_label(name):
            yield ("spec", "ports", index, "name"), f"{name[:80]!r} is no DNS label"


def _in_ingress(facts: Facts) -> Iterator[tuple[Path, str]]:
    yield from _in_backend(mapping(facts.spec, "defaultBackend"), ("spec", "defaultBackend"))
    for index, rule in entries(facts.spec, "rules"):
        for number, each in entries(mapping(rule, "http"), "paths"):
            path = ("spec", "rules", index, "http", "paths", number, "backend")
            yield from _in_backend(mapping(each, "backend"), path)


def _in_backend(backend: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    port = mapping(mapping(backend, "service"), "port")
    problem = _number_problem(port.get("number"))
    if problem:
        yield (*path, "service", "port", "number"), problem


def _number_problem(value: Value, lowest: int = 1) -> str:
    if type(value) is int and lowest <= value <= MAX_PORT:
        return ""
    is_wrong = isinstance(value, int) and not lowest <= value <= MAX_PORT
    return f"{value} is no port: {lowest} to {MAX_PORT}" if is_wrong else ""


def _port_problem(value: Value) -> str:
    """What is wrong with a number or the name of a port."""
    if not isinstance(value, str):
        return _number_problem(value)
    return "" if _is_port_name(value) else f"{value[:80]!r} {_NAME_PROBLEM}"


@Remembered
def _is_port_name(name: str) -> bool:
    if not 0 < len(name) <= _MAX_PORT_NAME or name.strip(_PORT_NAME):
        return False
    return all(name.split("-")) and not name.replace("-", "").isdigit()


_NAME_PROBLEM = (
    f"is no port name: at most {_MAX_PORT_NAME} lower case letters, digits and single '-', and at least one letter"
)
