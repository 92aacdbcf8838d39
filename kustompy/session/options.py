"""What a caller may choose for a build, and what it is run for."""

from __future__ import annotations

import os

from kustompy.limits import DEFAULT_LIMITS, Frozen, record
from kustompy.upstream import DEFAULT_LEVEL, FIRST_LEVEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import NamedTuple

    from typing_extensions import Unpack

    from kustompy.limits import Limits
    from kustompy.linting.observer import Observer
    from kustompy.model.values import Value
    from kustompy.provenance.record import Record
    from kustompy.rendering.callables import Generator, Transformer, Validator
    from kustompy.session.choices import BuildOptions
    from kustompy.session.inputs import Inputs

    class Purpose(NamedTuple):
        """What a build is run for, besides its resources: frozen, and given when the session is made."""

        collects: bool = False
        """Whether it goes on after a mistake, to find the others."""
        diagnoses: bool = True
        """Whether a failure is explained: places, hints, other mistakes. Else the message is all that is wanted."""
        origins: bool = False
        """Whether resources know where they come from even if ``buildMetadata`` does not ask."""
        trace: Record | None = None
        """What notes who writes each value."""
        observer: Observer | None = None
        """What looks at each step of a traced build."""

else:
    Purpose = record("Purpose", "collects diagnoses origins trace observer", defaults=(False, True, False, None, None))

PRINT = Purpose()
"""The resources are all that is wanted, and an explanation where they cannot be had."""
COLLECT = Purpose(collects=True)
"""All mistakes are wanted."""


_NO_CHANGES: frozenset[str] = frozenset()


class Kept:
    """What builds with the same options have found out of a tree as a whole; it does not travel to other processes."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Value] = {}

    def __reduce__(self) -> tuple[type[Kept], tuple[()]]:
        return Kept, ()


class Options(Frozen):
    """The choices of one build, named as the flags of ``kustomize build`` where there is one.

    A keyword argument each; every one is declared here once, with its type and what it is unless told otherwise.
    """

    load_restrictions: bool = True
    generators: Sequence[Generator] = ()
    transformers: Sequence[Transformer] = ()
    validators: Sequence[Validator] = ()
    enable_helm: bool = False
    helm_command: str = "helm"
    helm_api_versions: Sequence[str] = ()
    helm_kube_version: str = ""
    helm_debug: bool = False
    enable_alpha_plugins: bool = False
    enable_exec: bool = False
    function_network: bool = False
    function_network_name: str = "bridge"
    function_mounts: Sequence[str] = ()
    function_env: Sequence[str] = ()
    function_user: str = "nobody"
    environment: dict[str, str] = {}
    managed_by_label: bool = False
    offline: bool = False
    reorder: str = ""
    root: str = ""
    trust: bool = False
    allow_hosts: Sequence[str] = ()
    tree_env: Sequence[str] = ()
    merge_keys_from_crds: bool = False
    """Whether lists of custom resources merge by the keys that CRDs of the tree name; kustomize replaces them."""
    own_sources: Sequence[str] = ()
    """The sources of Flux and Argo CD that are this repository; empty if nobody says so."""
    clusters: Sequence[Mapping[str, object]] = ()
    """The clusters that generators of Argo CD may name, each with ``name``, ``server`` and ``labels``."""
    sops_command: str = ""
    """The program that opens what SOPS encrypted for Flux; age keys of the environment do unless it is given."""
    outside_values: bool = False
    """Whether variables of Flux that the repository does not set have placeholders."""
    limits: Limits = DEFAULT_LIMITS
    inputs: Inputs | None = None

    kustomize_version: str = ""
    """The version of kustomize to follow, as somebody named it."""
    level: str
    """The version of kustomize that the build follows."""
    changes: frozenset[str]
    """What is different there, or only what shall be: see :mod:`kustompy.model.levels`."""

    def __init__(
        self,
        *,
        changes: frozenset[str] | None = None,
        inputs: Inputs | None = None,
        **choices: Unpack[BuildOptions],
    ) -> None:
        made = self.__dict__
        for name, choice in choices.items():
            # The check that Python makes of keywords: they are declared once, in the class, and so taken by name here.
            if name not in OPTIONS:
                raise TypeError(f"a build has no option {name!r}")
            made[name] = _KEPT_AS[name](choice) if name in _KEPT_AS else choice
        made["inputs"] = inputs
        made["kept"] = Kept()
        made["level"] = level = _level(self.kustomize_version)
        made["changes"] = _changes(level) if changes is None else changes

    if TYPE_CHECKING:

        @property
        def kept(self) -> Kept:
            """What builds with these options have found out; no option, since it changes nothing."""

    def replaced(self, **choices: object) -> Options:
        """The same options but for some choices, of the types that they have here."""
        # Past __init__, which would work the level out again; `kept` is shared, as the tree is the same.
        other = Options.__new__(Options)
        other.__dict__.update(self.__dict__, **choices)
        return other

    def at_level(self, version: str) -> Options:
        """The same options with another version of kustomize; a UsageError if it is none that is followed."""
        level = _level(version)
        return self.replaced(level=level, changes=_changes(level))

    def named(self) -> dict[str, object]:
        """All choices by their names, the level of kustomize included."""
        return {name: getattr(self, name) for name in OPTIONS}

    def _values(self) -> tuple[object, ...]:
        return tuple(self.named().values())

    @property
    def has_callables(self) -> bool:
        """Whether functions of the caller take part in the build."""
        return bool(self.generators or self.transformers or self.validators)


OPTIONS = tuple(Options.__annotations__)
"""The names of all that an :class:`Options` has."""
# what keeps a choice as the type that it has here, where callers may give others
_KEPT_AS: dict[str, Callable[[Value], object]] = {
    **{name: tuple for name in OPTIONS if getattr(Options, name, None) == ()},
    "environment": lambda given: dict(given or {}),
    "root": os.fspath,
}


def _changes(level: str) -> frozenset[str]:
    # what most builds follow: they need no table of changes
    if level == FIRST_LEVEL:
        return _NO_CHANGES
    from kustompy.model.levels import changes_at

    return changes_at(level)


def _level(version: str) -> str:
    if not version:
        return DEFAULT_LEVEL
    from kustompy.model.levels import level_named

    return level_named(version)
