"""The inputs of a build: what is declared, with the values of the environment or with placeholders."""

from __future__ import annotations

import os

from kustompy.inputs.parameters import replaced
from kustompy.session.inputs import Inputs, Pairs
from kustompy.system.files import Elsewhere, InputError, Withheld, near
from kustompy.targets.gitignore import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.inputs.declared import Declared, DeclaredFile
    from kustompy.inputs.parameters import Refusal
    from kustompy.sops.opening import Opening

_PLACEHOLDER = "placeholder-"


def inputs_of(
    declared: Declared,
    environment: Mapping[str, str],
    *,
    more: Sequence[DeclaredFile] = (),
    contents: Mapping[str, bytes] | None = None,
    placeholders: bool = False,
    sops_command: str = "",
) -> Inputs:
    """The inputs that are declared, ``more`` that a command line names, and ``contents`` by absolute path.

    With ``placeholders`` the environment is not looked at: each variable has a text that is the same in every run.
    Whoever reads a file with an unset or empty variable meets a LoadError (KST330) that names it; so does whoever reads
    a text with a parameter that has no value (KST333) or one of another type (KST332), or a file of sops that cannot be
    opened (KST334) or was changed (KST335); ``sops_command`` opens it in the place of age keys.
    """
    given = None if placeholders else environment
    every = (*declared.files, *more)
    files = {**(contents or {}), **{each.path: _content(each, given) for each in every}}
    made_of = {each.path: each.variables for each in every}
    return Inputs(files, made_of, _rewriting(declared, given), _opening(declared, given, sops_command))


def _content(file: DeclaredFile, environment: Mapping[str, str] | None) -> bytes:
    if file.sops:
        return Elsewhere(file.sops)
    found = {}
    for name in file.variables:
        value = f"{_PLACEHOLDER}{name}" if environment is None else environment.get(name, "")
        if not value and not file.allow_empty:
            state = "empty" if name in (environment or ()) else "not set"
            return Withheld(
                f"the variable {name} is {state}: {near(file.path)} is made of it",
                f"set {name}, build with --placeholder-inputs to do without, or declare allow-empty = true",
            )
        found[name] = value
    return found[file.value_of].encode("utf-8", "surrogateescape") if file.value_of else Pairs(found.items())


def _rewriting(declared: Declared, environment: Mapping[str, str] | None) -> Replacing | None:
    if not declared.patterns:
        return None
    values = {each.name: each.given(environment) for each in declared.parameters}
    return Replacing(declared.base, declared.patterns, values)


def _opening(declared: Declared, environment: Mapping[str, str] | None, command: str) -> Opening | None:
    sources = [each.sops for each in declared.files if each.sops]
    if not sources and not declared.encrypted:
        return None
    from kustompy.sops.opening import Opening
    from kustompy.sops.program import needed

    is_pattern = Below(declared.base, declared.encrypted)
    return Opening(sources, is_pattern, None if environment is None else needed(environment), command)


class Below:
    """Whether patterns below a directory match an absolute path."""

    def __init__(self, base: str, patterns: Sequence[str]) -> None:
        self.start, self.patterns = base.rstrip(os.sep) + os.sep, [each.split("/") for each in patterns]

    def __call__(self, path: str) -> bool:
        if not path.startswith(self.start):
            return False
        parts = path[len(self.start) :].split(os.sep)
        return any(matches(each, parts) for each in self.patterns)


class Replacing:
    """Replaces the parameters in files that patterns below a directory match."""

    def __init__(self, base: str, patterns: Sequence[str], values: Mapping[str, str | Refusal]) -> None:
        self.is_below = Below(base, patterns)
        self.values, self.variables = values, tuple(values)

    def is_for(self, path: str) -> bool:
        """Whether the file at an absolute path is one that a pattern matches."""
        return self.is_below(path)

    def __call__(self, path: str, content: bytes) -> bytes:
        """The content with its parameters replaced, if the file may have any."""
        if not self.is_for(path):
            return content
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise InputError(
                f"{near(path)} is no UTF-8, so no parameter can be replaced in it",
                code="KST331",
                hint="leave it out of `files` of [parameters]",
            ) from None
        return replaced(text, self.values, path).encode()
