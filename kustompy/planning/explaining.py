"""Who wrote the fields of a resource: as text, as JSON, and as comments at the ends of the lines of a build."""

from __future__ import annotations

import os

from kustompy.model.secrets import HIDDEN, Blotter, is_hidden
from kustompy.model.values import is_scalar, text_of
from kustompy.planning.field_names import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.provenance.trace import Explained, Writer
    from kustompy.results.resource import Resource
    from kustompy.results.result import Build

    Near = Callable[[str], str]
    """The path of a file as it is shown."""

_WORDS = {"over": "", "derived": "made of it, with ", "removed": "removed"}
_LONGEST = 60


def near(directory: str) -> Near:
    """Shows files below a directory by their paths from there, others by their whole paths."""
    below = directory if directory.endswith(os.sep) else directory + os.sep
    return lambda file: file[len(below) :] if file.startswith(below) else file


def explained_text(resource: Resource, fields: Sequence[Explained], shown: Near) -> str:
    """A paragraph for each field: its value, and below it a line for each writer, the oldest first."""
    place = f", namespace {resource.namespace}" if resource.namespace else ""
    lines = [f"{resource.kind} {resource.name} ({resource.api_version}{place})"]
    for each in fields:
        name = path_text(each.path, resource.manifest)
        lines.append(f"\n{name}{_value_words(each, resource)}")
        rows = list(dict.fromkeys((_place_text(one, shown), _who(one), _done(one)) for one in each.writers))
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        lines += [f"  {row[0].ljust(widths[0])}  {row[1].ljust(widths[1])}  {row[2]}".rstrip() for row in rows]
    return "".join(f"{printable(line)}\n" for line in lines)


def _value_words(field: Explained, resource: Resource) -> str:
    if field.is_removed:
        return " was removed"
    return f": {HIDDEN if is_hidden(resource.manifest, field.path) else shortened(field.value)}"


def _place_text(writer: Writer, shown: Near) -> str:
    numbers = "".join(f":{number}" for number in (writer.line, writer.column) if number)
    return f"{shown(writer.file)}{numbers}" if writer.file else "(an option)"


def _who(writer: Writer) -> str:
    return f"{writer.what} (with {', '.join(writer.options)})" if writer.options else writer.what


def _done(writer: Writer) -> str:
    text = "" if writer.text is None or writer.how == "removed" else writer.text[:_LONGEST]
    return f"{_WORDS[writer.how]}{text}" if text else _WORDS[writer.how].removesuffix(", with ")


def shortened(value: Value) -> str:
    """A value on one line, cut where it gets long."""
    if is_scalar(value) or value is None:
        text = "null" if value is None else text_of(value)
    else:
        import json

        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def without(fields: Sequence[Explained], texts: Sequence[str]) -> list[Explained]:
    """The fields without values that hold one of the texts, which are secrets wherever they stand."""
    if not texts:
        return list(fields)

    finds = Blotter(texts).holds
    return [
        each._replace(
            value=HIDDEN if finds(str(each.value)) else each.value,
            writers=tuple(one._replace(text=HIDDEN) if finds(one.text or "") else one for one in each.writers),
        )
        for each in fields
    ]


def printable(text: str) -> str:
    """The text without what moves the cursor of a terminal: names and values are written by strangers."""
    from kustompy.reporting.excerpts import printable as harmless

    return "\n".join(map(harmless, text.split("\n")))


def explained_json(resource: Resource, fields: Sequence[Explained], shown: Near) -> dict[str, Value]:
    """The same as plain data; values of Secrets are not in it."""
    return {
        "resource": {
            "apiVersion": resource.api_version,
            "kind": resource.kind,
            "name": resource.name,
            "namespace": resource.namespace,
        },
        "fields": [
            {
                "path": path_text(each.path, resource.manifest),
                "pointer": pointer(each.path),
                "removed": each.is_removed,
                "value": HIDDEN if is_hidden(resource.manifest, each.path) else plain_value(each.value),
                "writers": [writer_json(one, shown) for one in each.writers],
            }
            for each in fields
        ],
    }


def writer_json(writer: Writer, shown: Near) -> dict[str, Value]:
    """One writer as plain data."""
    through = writer.through and {"file": shown(writer.through[0]), "line": writer.through[1]}
    return {
        "what": writer.what, "how": writer.how, "file": shown(writer.file), "line": writer.line,
        "column": writer.column, "text": writer.text, "through": through, "options": list(writer.options),
    }  # fmt: skip


def plain_value(value: Value) -> Value:
    """The value of built-in types only."""
    from kustompy.results.resource import as_printed

    return as_printed(value)


def pointer(path: FieldPath) -> str:
    """The path as RFC 6901 writes it."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def annotated(build: Build, shown: Near) -> str:
    """What the build prints, with the last writer of each value as a comment at the end of its line."""
    from kustompy.yamlio.read.positions import positions

    text = build.to_yaml()
    lines = text.split("\n")
    comments: dict[int, str] = {}
    for (document, path), span in positions(text).values.items():
        value = _value_at(build.resources[document].manifest, path)
        # Only leaves have a writer of their own; an empty collection is one.
        if isinstance(value, (dict, list)) and value:
            continue
        writers = build.explain(document, path)
        if writers:
            # A comment inside of a block would be part of its text, so it stands behind the header there. All other
            # values have theirs where they end.
            is_block = lines[span[0] - 1][span[1] - 1 : span[1]] in ("|", ">")
            comments[span[0] if is_block else span[2]] = writer_text(writers[-1], shown)
    for number, comment in comments.items():
        lines[number - 1] += f" # {_on_one_line(comment)}"
    return "\n".join(lines)


def writer_text(writer: Writer, shown: Near) -> str:
    """Who wrote a value, on one line: ``overlays/prod/kustomization.yaml:38:10 replicas``."""
    return f"{_place_text(writer, shown)} {_who(writer)}"


def _on_one_line(comment: str) -> str:
    """The comment without what would end it: names of files may hold anything."""
    # A file name with a line break in it would put its rest into the manifest.
    return "".join(each if each.isprintable() else "?" for each in comment)


def _value_at(value: Value, path: FieldPath) -> Value:
    for part in path:
        value = value[part]
    return value
