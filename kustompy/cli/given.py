"""The inputs of a build, by flags of the command line and settings of the tree."""

from __future__ import annotations

import os

from kustompy.cli.level import is_named
from kustompy.errors import UsageError
from kustompy.inputs.declared import NOTHING_DECLARED, DeclaredFile
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.inputs.declared import Declared
    from kustompy.session.inputs import Inputs

_TABLES = (b"inputs", b"parameters", b"sops")


def chosen_inputs(
    directory: str,
    environment: Mapping[str, str],
    *,
    config: str = "",
    given: Sequence[str] = (),
    given_files: Sequence[str] = (),
    placeholders: bool = False,
    sops_command: str = "",
) -> Inputs | None:
    """The inputs that the settings of a directory declare, and those of flags, ``FILE=VAR,VAR`` and ``FILE=PATH``.

    None without any.
    """
    declared = _declared(directory, config)
    more = tuple(_file_of_variables(each) for each in given)
    contents = dict(_file_of_file(each) for each in given_files)
    if not (any(declared[1:]) or more or contents):
        return None
    from kustompy.inputs.given import inputs_of

    # A flag replaces the declaration of the same file, so that a pipeline may give one that the tree takes from a
    # variable.
    named = {each.path for each in more} | contents.keys()
    declared = declared._replace(files=tuple(each for each in declared.files if each.path not in named))
    return inputs_of(
        declared, environment, more=more, contents=contents, placeholders=placeholders, sops_command=sops_command
    )


def _declared(directory: str, config: str) -> Declared:
    """The declarations of the settings."""
    # A search for the names of the tables first: parsing TOML takes longer than a small build, and most trees have no
    # inputs.
    if not config and not is_named(directory, *_TABLES):
        return NOTHING_DECLARED
    from kustompy.linting.settings import settings_for

    return settings_for(directory, config=config).declared


def _file_of_variables(text: str) -> DeclaredFile:
    file, equals, names = text.partition("=")
    variables = tuple(each.strip() for each in names.split(",") if each.strip())
    if not file or not equals or not variables:
        raise UsageError(
            f"--input {text} names no file with its variables",
            code="KST806",
            hint="write --input overlays/prod/secrets.env=DATABASE_URL,SESSION_KEY",
        )
    return DeclaredFile(os.path.realpath(file), variables)


def _file_of_file(text: str) -> tuple[str, bytes]:
    file, equals, path = text.partition("=")
    if not file or not equals or not path:
        raise UsageError(
            f"--input-file {text} names no file with its content",
            code="KST806",
            hint="write --input-file overlays/prod/tls.key=../secrets/tls.key",
        )
    return os.path.realpath(file), Files().read(os.path.realpath(path))
