"""Rules of a team, written in Python: functions of a resource, or of all resources, that yield what they find."""

from __future__ import annotations

import inspect
import os

from kustompy.errors import UsageError
from kustompy.results.resource import Resource
from kustompy.validation.policies.checkers import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType
    from typing import TypeAlias

    from kustompy.model.values import Manifest
    from kustompy.validation.policies.checkers import Checker
    from kustompy.validation.schema.facts import Path

    Rule: TypeAlias = Callable[..., Iterable[Sequence[object]] | None]
    """A function of a resource, or of all of them, and what it gives: see :func:`python_rules`."""

FAILED = "KST943"


def python_rules(files: Iterable[str]) -> Checker:
    """A checker that runs the rules of Python files. The files run as the program itself does: trust them first.

    A rule is a function of the module whose only parameter is called ``resource`` or ``resources``. It yields
    ``(path, message)`` of a resource, or ``(resource, path, message)`` of all of them; a path is a tuple or a text such
    as ``spec.replicas``. One more item, ``"warning"``, makes a warning of it. The name of the function is the code.
    """
    rules = [rule for file in files for rule in _rules_in(_loaded(file))]

    def check(manifests: Sequence[Manifest]) -> Iterator[Found]:
        resources = [Resource(manifest) for manifest in manifests]
        for rule, takes_all in rules:
            try:
                yield from _found(rule, resources) if takes_all else _found_in_each(rule, resources)
            except Exception as error:  # whatever a team's code raises is a finding, not our traceback
                yield Found(0, FAILED, (), f"the rule {rule.__name__} raised {type(error).__name__}: {error}")

    return check


def _found_in_each(rule: Rule, resources: list[Resource]) -> Iterator[Found]:
    for index, resource in enumerate(resources):
        for said in rule(resource) or ():
            yield _made(rule, index, tuple(said))


def _found(rule: Rule, resources: list[Resource]) -> Iterator[Found]:
    # By identity: two resources may be equal, and a rule may change one.
    indexes = {id(resource): index for index, resource in enumerate(resources)}
    for said in rule(resources) or ():
        resource, *rest = said
        yield _made(rule, indexes[id(resource)], tuple(rest))


def _made(rule: Rule, index: int, said: tuple[object, ...]) -> Found:
    path, message, *severity = said
    return Found(index, rule.__name__, _path(path), str(message), warns=severity == ["warning"])


def _path(written: object) -> Path:
    if isinstance(written, str):
        # `containers[0].image` and `containers.0.image` name one field.
        parts = written.replace("[", ".").replace("]", "").split(".")
        return tuple(int(part) if part.isdigit() else part for part in parts if part)
    return tuple(written) if isinstance(written, (list, tuple)) else ()


def _rules_in(module: ModuleType) -> Iterator[tuple[Rule, bool]]:
    found = False
    for name, made in vars(module).items():
        # Functions that the file imports are not rules of its own.
        if inspect.isfunction(made) and made.__module__ == module.__name__ and not name.startswith("_"):
            parameters = list(inspect.signature(made).parameters)
            if parameters in (["resource"], ["resources"]):
                found = True
                yield made, parameters == ["resources"]
    if not found:
        raise UsageError(
            f"{module.__file__} has no rules: a rule is a function with one parameter, resource or resources",
            code="KST812",
        )


def _loaded(file: str) -> ModuleType:
    from importlib.util import module_from_spec, spec_from_file_location

    if not os.path.isfile(file):
        raise UsageError(f"the file of rules {file} is not there", code="KST812")
    # A name that no module has: by it functions are told from those that the file imports.
    name = f"kustompy_rules_{os.path.basename(file).partition('.')[0]}"
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise UsageError(f"{file} is no Python file; its name has to end in .py", code="KST812")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a team's code raises is told, not shown as our traceback
        raise UsageError(f"{file} cannot be used: {type(error).__name__}: {error}", code="KST812") from None
    return module
