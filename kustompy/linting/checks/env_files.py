"""Env files of generators: lines that mean something else than in a shell or in other tools."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run

QUOTED, ODD_KEY, BLANKS = "quoted value", "odd key", "blanks at the end"
"""The faults that ``lint --fix`` can mend."""
_QUOTES = "'\""


def odd_lines(run: Run) -> Iterator[Diagnostic]:
    """Each line of an env file whose value, or whose key, is hardly the one that is meant."""
    seen = set()
    for file, fields in run.parsed_kustomizations():
        for generator in ("configMapGenerator", "secretGenerator"):
            for entry in fields.get(generator) or ():
                for name in (*(entry.get("envs") or ()), *([entry["env"]] if entry.get("env") else [])):
                    path = os.path.normpath(os.path.join(os.path.dirname(file), name))
                    if path not in seen and path in run.files.were_read:
                        yield from _of_file(run, path, is_secret=generator == "secretGenerator")
                    seen.add(path)


def _of_file(run: Run, path: str, *, is_secret: bool) -> Iterator[Diagnostic]:
    try:
        # kustomize takes a byte order mark off the first line as well.
        lines = run.files.read(path).decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    except KustompyError:
        return
    for number, raw in enumerate(lines, 1):
        line = raw.removesuffix("\r").lstrip()
        if not line or line.startswith("#"):
            continue
        for found in _of_line(line, is_secret=is_secret):
            yield found.replace(file=path, line=number, column=1, is_private=is_secret)


def _of_line(line: str, *, is_secret: bool) -> Iterator[Diagnostic]:
    key, equals, value = line.partition("=")
    if not equals:
        # In a Secret the line may be the rest of a value of several lines, and is not shown.
        shown = "what stands there" if is_secret else repr(key.strip())
        text = f"the line has no `=`: {shown} becomes a key with an empty value"
        hint = "write `KEY=value`; since v5 kustomize takes no value from the environment"
        yield Diagnostic(text, code="KST030", hint=hint)
        return
    if key.startswith("export ") or key != key.rstrip():
        name = key.removeprefix("export ").strip()
        text = f"the key is {key!r}, as it stands before the `=`"
        yield Diagnostic(text, code="KST032", severity="warning", hint=f"write `{name}=`", fault=ODD_KEY)
    stripped = value.rstrip()
    # To kustomize a `#` makes a comment at the beginning of a line alone; all behind `=` is the value, quotes too.
    if " # " in stripped:
        text = f"what stands behind the `#` becomes part of the value of {key!r}"
        hint = "write the comment into a line of its own, above"
        yield Diagnostic(text, code="KST036", severity="warning", hint=hint)
    if stripped != value and stripped:
        text = f"the value of {key!r} ends with blanks, which are kept"
        yield Diagnostic(text, code="KST033", severity="warning", hint="remove them", fault=BLANKS)
    if len(stripped) > 1 and stripped[0] in _QUOTES and stripped[-1] == stripped[0]:
        text = f"the quotes around the value of {key!r} become part of it"
        hint = "remove them: a line is taken as it stands, unlike an entry of `literals:`"
        yield Diagnostic(text, code="KST031", severity="warning", hint=hint, fault=QUOTED)
