"""kustomize in pure Python: the same bytes as kustomize, as functions.

Build: ``build(target) -> Build``, a sequence of ``Resource``; ``abuild`` for asyncio, ``build_many`` for a fleet.
Check: ``validate(subject) -> [Finding]``, ``lint(subject) -> [Diagnostic]``.
Compare: ``diff(a, b) -> Diff``, ``plan(directory, base=REVISION) -> Plan``.
Change: ``scaffold(directory)``, ``create(directory)``, ``edit(directory)``, ``fix(directory)``, ``localize(target)``.
Parts: ``load(text)``, ``dump(manifests)``, ``strategic_merge``, ``json_patch``, ``content_hash``.

Whatever goes wrong is a ``KustompyError`` with ``diagnostics``. Each name is loaded when it is first used.
"""

from __future__ import annotations

from kustompy._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy import argocd as argocd
    from kustompy import flux as flux
    from kustompy.api.build import abuild, build
    from kustompy.api.check import lint, validate
    from kustompy.api.deploy import Deployed, Outcome, deploy
    from kustompy.api.diff import diff
    from kustompy.api.inputs import declared_inputs
    from kustompy.api.many import build_many
    from kustompy.api.parts import content_hash, dump, json_patch, load, strategic_merge
    from kustompy.api.plan import Plan, plan
    from kustompy.editing.create import create
    from kustompy.editing.fix import Fixed, fix
    from kustompy.editing.library import Edit, edit
    from kustompy.editing.localizing.localize import Localized, localize
    from kustompy.errors import (
        ClusterError,
        FunctionError,
        KustomizationError,
        KustompyError,
        LimitError,
        LoadError,
        PatchError,
        ResourceError,
        UsageError,
        YamlError,
    )
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.fleet.outcome import Result
    from kustompy.kustomization.types import Kustomization
    from kustompy.limits import Limits
    from kustompy.memo import clear_caches
    from kustompy.model.dependencies import Dependencies
    from kustompy.model.ids import Gvk, ResourceId
    from kustompy.planning.changes.causes import Cause
    from kustompy.planning.changes.change import Change, Diff
    from kustompy.planning.changes.resource_change import FieldChange
    from kustompy.provenance.trace import Explained, Writer
    from kustompy.results.resource import Resource
    from kustompy.results.result import Build
    from kustompy.scaffolding.repository import Scaffold, scaffold
    from kustompy.session.choices import BuildOptions
    from kustompy.validation.schema.finding import Finding

__all__ = [
    "Build", "BuildOptions", "Cause", "Change", "ClusterError", "Dependencies", "Deployed", "Diagnostic", "Diff",
    "Edit", "Explained", "FieldChange", "Finding", "Fixed", "FunctionError", "Gvk", "Kustomization",
    "KustomizationError", "KustompyError", "LimitError", "Limits", "LoadError", "Localized", "Outcome", "PatchError",
    "Plan", "Resource", "ResourceError", "ResourceId", "Result", "Scaffold", "UsageError", "Writer", "YamlError",
    "__version__", "abuild", "build", "build_many", "clear_caches", "content_hash", "create", "declared_inputs",
    "deploy", "diff", "dump", "edit", "fix", "json_patch", "lint", "load", "localize", "plan", "scaffold",
    "strategic_merge", "validate",
]  # fmt: skip

_HOMES = {
    name: f"kustompy.{home}"
    for home, names in {
        "api.deploy": "Deployed Outcome deploy",
        "api.diff": "diff",
        "api.inputs": "declared_inputs",
        "api.many": "build_many",
        "api.parts": "content_hash dump json_patch load strategic_merge",
        "api.plan": "Plan plan",
        "editing.create": "create",
        "editing.fix": "Fixed fix",
        "editing.library": "Edit edit",
        "editing.localizing.localize": "Localized localize",
        "errors.diagnostic": "Diagnostic",
        "errors": "ClusterError FunctionError KustomizationError KustompyError LimitError LoadError "
        "PatchError ResourceError UsageError YamlError",
        "fleet.outcome": "Result",
        "kustomization.types": "Kustomization",
        "api.build": "abuild build",
        "limits": "Limits",
        "memo": "clear_caches",
        "model.ids": "Gvk ResourceId",
        "planning.changes.causes": "Cause",
        "planning.changes.change": "Change Diff",
        "planning.changes.resource_change": "FieldChange",
        "provenance.trace": "Explained Writer",
        "results.resource": "Resource",
        "results.result": "Build",
        "scaffolding.repository": "Scaffold scaffold",
        "session.choices": "BuildOptions",
        "model.dependencies": "Dependencies",
        "validation.schema.finding": "Finding",
        "api.check": "lint validate",
    }.items()
    for name in names.split()
}


_MODULES = ("argocd", "flux")
"""Modules that are public as a whole."""


def __getattr__(name: str) -> object:
    """A public name, imported when it is first used: importing kustompy costs nothing."""
    if name in _MODULES:
        return __import__(f"kustompy.{name}", fromlist=["build"])
    if name not in _HOMES:
        raise AttributeError(f"module 'kustompy' has no attribute {name!r}")
    # __import__ and no importlib, which is a module more.
    found = getattr(__import__(_HOMES[name], fromlist=[name]), name)
    if callable(found):
        from kustompy.api.type_hints import evaluable

        evaluable(found)
    # From now on the name is found without this function.
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, for completion and ``help()``."""
    return sorted({*__all__, "__all__", "__doc__", "__file__", "__name__", "__path__", "__spec__"})
