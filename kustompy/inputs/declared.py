"""The tables ``[inputs]`` and ``[parameters]`` of the settings: what a build may take from the environment."""

from __future__ import annotations

import os

from kustompy.errors import UsageError
from kustompy.inputs.parameters import Parameter, parameter_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from kustompy.model.values import Value

    class _DeclaredFile(NamedTuple):
        path: str
        env: tuple[str, ...] = ()
        value_of: str = ""
        allow_empty: bool = False
        sops: str = ""

    class Declared(NamedTuple):
        """What the settings of a tree declare; paths and patterns start at ``base``, the directory of the settings."""

        base: str = ""
        files: tuple[DeclaredFile, ...] = ()
        parameters: tuple[Parameter, ...] = ()
        patterns: tuple[str, ...] = ()
        """Where parameters are replaced: shell patterns of paths."""
        encrypted: tuple[str, ...] = ()
        """What sops encrypted and is opened in its place: shell patterns of paths."""
else:
    from collections import namedtuple

    _DeclaredFile = namedtuple(
        "_DeclaredFile", ["path", "env", "value_of", "allow_empty", "sops"], defaults=[(), "", False, ""]
    )
    Declared = namedtuple(
        "Declared", ["base", "files", "parameters", "patterns", "encrypted"], defaults=["", (), (), (), ()]
    )

# In the order in which a message lists them.
_KEYS = ("allow-empty", "env", "sops", "value-of")
_EXAMPLE = 'write env = ["DATABASE_URL"] for KEY=value lines, value-of = "TLS_KEY" for one variable, or sops = "FILE"'


_ENCRYPTED = 'write files = ["overlays/*/*.sops.yaml"]'


class DeclaredFile(_DeclaredFile):
    """A file that the tree names and the repository does not have; ``path`` is absolute.

    It has one source: the variables ``env``, a ``KEY=value`` line each; the variable ``value_of``, whose value is the
    whole file; or ``sops``, the absolute path of an encrypted file. ``allow_empty`` allows unset and empty variables.
    """

    __slots__ = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables that the file is made of; empty for a file of sops."""
        return (self.value_of,) if self.value_of else self.env


NOTHING_DECLARED = Declared()


def declared_of(inputs: Value, parameters: Value, sops: Value, base: str) -> Declared:
    """The declarations of the three tables. A UsageError (KST812) names an entry that cannot be read."""
    for name, table in (("inputs", inputs), ("parameters", parameters), ("sops", sops)):
        if not isinstance(table, dict):
            raise _wrong(f"the setting {name!r} of kustompy is not a table", f"write [{name}]")
    # Without links, since the build asks for a file by the path that it has when all links are followed.
    base = os.path.realpath(base)
    files = tuple(_file(name, table, base) for name, table in inputs.items())
    # `files` stands among the parameters, and so no parameter can have that name.
    named = dict(parameters)
    patterns = named.pop("files", [])
    if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
        raise _wrong(
            "the setting 'files' of [parameters] is not a list of paths", 'write files = ["overlays/*/*.yaml"]'
        )
    # Without a pattern no text would be touched, and `${NAME}` would be printed as it stands.
    if named and not patterns:
        raise _wrong(
            "[parameters] does not say in which files they are replaced", 'write files = ["overlays/preview/*.yaml"]'
        )
    return Declared(
        base, files, tuple(parameter_of(*each) for each in named.items()), tuple(patterns), _encrypted(sops)
    )


def _encrypted(sops: dict[str, Value]) -> tuple[str, ...]:
    for key in sops:
        if key != "files":
            raise _wrong(f"[sops] has no setting {key!r}: there is files", _ENCRYPTED)
    patterns = sops.get("files", [])
    if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
        raise _wrong("the setting 'files' of [sops] is not a list of paths", _ENCRYPTED)
    return tuple(patterns)


def _file(name: str, table: Value, base: str) -> DeclaredFile:
    entry = f'[inputs."{name}"]'
    if not isinstance(table, dict):
        raise _wrong(f"{entry} is not a table", _EXAMPLE)
    for key in table:
        if key not in _KEYS:
            raise _wrong(f"{entry} has no setting {key!r}: there are {', '.join(_KEYS)}", _EXAMPLE)
    env, value_of, sops = table.get("env", []), table.get("value-of", ""), table.get("sops", "")
    if not isinstance(env, list) or not all(isinstance(each, str) and each for each in env):
        raise _wrong(f"env of {entry} is not a list of variables", _EXAMPLE)
    if not isinstance(value_of, str) or not isinstance(table.get("allow-empty", False), bool):
        raise _wrong(f"value-of of {entry} is not a variable, or allow-empty is neither true nor false", _EXAMPLE)
    if not isinstance(sops, str):
        raise _wrong(f"sops of {entry} is not a path", _EXAMPLE)
    # One source for a file: of two, nobody could say which counts.
    made_of = [key for key, value in (("env", env), ("value-of", value_of), ("sops", sops)) if value]
    if len(made_of) != 1:
        raise _wrong(f"{entry} has {' and '.join(made_of) or 'neither env nor value-of nor sops'}", _EXAMPLE)
    path, source = (os.path.normpath(os.path.join(base, each)) for each in (name, sops))
    return DeclaredFile(path, tuple(env), value_of, table.get("allow-empty", False), source if sops else "")


def _wrong(text: str, hint: str) -> UsageError:
    return UsageError(text, code="KST812", hint=hint)
