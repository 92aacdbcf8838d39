"""The inputs of a build: the declared files and parameters with values of the environment, or with placeholders."""

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
    """The declared inputs, those of a command line (``more``), and ``contents`` by absolute path.

    With ``placeholders`` the environment is not read: each variable gets a text that is the same in every run.
    ``sops_command`` opens files of sops in the place of age keys.

    Nothing fails here. A build that reads a file gets a LoadError if a variable of it is unset or empty (KST330), if a
    parameter in its text has no value (KST333) or one of another type (KST332), or if sops cannot open it (KST334) or
    finds it changed (KST335).
    """
    given = None if placeholders else environment
    every = (*declared.files, *more)
    # A file that is declared wins over a content of the same path: the caller leaves out what the user names anew.
    files = {**(contents or {}), **{each.path: _content(each, given) for each in every}}
    made_of = {each.path: each.variables for each in every}
    return Inputs(files, made_of, _rewriting(declared, given), _opening(declared, given, sops_command))


def _content(file: DeclaredFile, environment: Mapping[str, str] | None) -> bytes:
    if file.sops:
        return Elsewhere(file.sops)
    found = {}
    for name in file.variables:
        value = f"{_PLACEHOLDER}{name}" if environment is None else environment.get(name, "")
        # An empty variable is most often one that a pipeline forgot, and would become an empty password.
        if not value and not file.allow_empty:
            # Kept for the moment of reading: an overlay that does not name the file builds without the variable.
            state = "empty" if name in (environment or ()) else "not set"
            return Withheld(
                f"the variable {name} is {state}: {near(file.path)} is made of it",
                f"set {name}, build with --placeholder-inputs to do without, or declare allow-empty = true",
            )
        found[name] = value
    # The environment of a process is bytes, and Python decodes those that are no UTF-8 to surrogates.
    return found[file.value_of].encode("utf-8", "surrogateescape") if file.value_of else Pairs(found.items())


def _rewriting(declared: Declared, environment: Mapping[str, str] | None) -> Replacing | None:
    if not declared.patterns:
        return None
    values = {each.name: each.given(environment) for each in declared.parameters}
    return Replacing(declared.base, declared.patterns, values)


def _opening(declared: Declared, environment: Mapping[str, str] | None, command: str) -> Opening | None:
    sources = [each.sops for each in declared.files if each.sops]
    # Most trees have no encrypted file, and need neither the module nor a key.
    if not sources and not declared.encrypted:
        return None
    from kustompy.sops.opening import Opening
    from kustompy.sops.program import needed

    is_pattern = Below(declared.base, declared.encrypted)
    return Opening(sources, is_pattern, None if environment is None else needed(environment), command)


class Below:
    """Whether patterns below a directory match an absolute path."""

    def __init__(self, base: str, patterns: Sequence[str]) -> None:
        # With the separator behind it, or /work/app would also match what lies in /work/apple.
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
                f"{near(path)} is not UTF-8, so no parameter can be replaced in it",
                code="KST331",
                hint="leave it out of `files` of [parameters]",
            ) from None
        return replaced(text, self.values, path).encode()
