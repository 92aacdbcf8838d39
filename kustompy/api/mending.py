"""``lint --fix``: what has one right answer is mended in the text, and what is built is compared with what was."""

from __future__ import annotations

import os

from kustompy.editing.comments import comments
from kustompy.editing.draft import Draft
from kustompy.editing.fix import conversions
from kustompy.editing.nodes import UnknownPlace
from kustompy.editing.old_fields import modernized
from kustompy.editing.saving import save
from kustompy.errors import MISFIT, NO_TARGET, KustompyError
from kustompy.linting.checks.api_versions import NO_API_VERSION, api_versions_of
from kustompy.linting.checks.deprecated_fields import OLD_FIELD
from kustompy.linting.checks.env_files import BLANKS, ODD_KEY, QUOTED
from kustompy.linting.run import lint
from kustompy.rendering.pipeline import build
from kustompy.system.files import Files
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import NamedTuple, TypeAlias

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.results.resource import Resource
    from kustompy.session.options import Options

    Texts: TypeAlias = dict[str, bytes]
    Mend: TypeAlias = Callable[[str, Diagnostic], "str | None"]
    """A text and a finding in it → the text without what was found; None if there is no one right answer."""

    class Mended(NamedTuple):
        """``texts`` are the files that change, each with what it was and what it becomes; nothing is written yet.

        ``renders`` tells of each directory what is built other than before; ``private`` files hold values of Secrets.
        """

        texts: dict[str, tuple[bytes, bytes]]
        renders: list[str]
        private: frozenset[str]
else:
    from collections import namedtuple

    Mended = namedtuple("Mended", ["texts", "renders", "private"])

_ROUNDS = 5
"""A mistake may hide others, which are found when it is mended."""
_OF_ENV_FILES = frozenset((QUOTED, ODD_KEY, BLANKS))


def mended(directories: Sequence[str], options: Options, settings: Settings) -> Mended:
    """What mends the findings of some directories that have one right answer."""
    texts: Texts = {}
    private: set[str] = set()
    for _ in range(_ROUNDS):
        # Over the texts as they are now: what is mended in memory is found no more.
        found = lint(directories, options, settings, Files(dict(texts)))
        changed = _round(found, texts, directories, options)
        if not changed:
            break
        texts.update(changed)
        private.update(each.file for each in found if each.is_private and each.fault in _OF_ENV_FILES)
    changes = {path: (_read(path, {}), text) for path, text in texts.items()}
    renders = [_compared(each, texts, options) for each in directories] if changes else []
    return Mended(changes, renders, frozenset(private))


def written(change: Mended) -> None:
    """Write the files that change."""
    for path, (before, after) in change.texts.items():
        save(path, before, after)


def diff_of(change: Mended) -> str:
    """All changes as a unified diff, with paths as they are seen from here."""
    from difflib import unified_diff

    lines: list[str] = []
    for path, (before, after) in change.texts.items():
        name = os.path.relpath(path).replace(os.sep, "/")
        old, new = (each.decode("utf-8", "replace").splitlines(keepends=True) for each in (before, after))
        if path in change.private:
            # An env file holds secrets: how many lines change may be told, and not to what.
            count = sum(was != now for was, now in zip(old, new, strict=True))
            lines.append(f"{name}: {count} line{'s' if count > 1 else ''} changed, whose values are not shown\n")
            continue
        differences = unified_diff(old, new, f"a/{name}", f"b/{name}")
        lines += [each if each.endswith("\n") else f"{each}\n\\ No newline at end of file\n" for each in differences]
    return "".join(lines)


def _round(found: list[Diagnostic], texts: Texts, directories: Sequence[str], options: Options) -> Texts:
    """The files that change by one mend each: lines have moved for what else was found there."""
    changed: Texts = {}
    for each in found:
        # A finding may be in what was fetched, which nobody can mend here.
        if each.file in changed or not os.path.isfile(each.file):
            continue
        before = _read(each.file, texts)
        if each.fault == OLD_FIELD:
            after = _without_old_fields(each.file, before, texts, directories, options)
        else:
            after = _mended(each, before)
        if after is not None and after != before:
            changed[each.file] = after
    return changed


def _mended(finding: Diagnostic, before: bytes) -> bytes | None:
    mend = _MENDS.get(finding.fault)
    try:
        text = before.decode()
    except UnicodeDecodeError:
        return None
    after = None if mend is None else mend(text, finding)
    return None if after is None else after.encode()


def _read(path: str, texts: Texts) -> bytes:
    return texts[path] if path in texts else Files().read(path)


def _compared(directory: str, texts: Texts, options: Options) -> str:
    """What is to be said of the build of a directory before and after."""
    name = os.path.relpath(directory).replace(os.sep, "/")
    before, after = _built(directory, {}, options), _built(directory, texts, options)
    if after is None:
        return f"{name}: it cannot be built, neither before nor after" if before is None else f"{name}: fails now"
    if before is None:
        return f"{name}: it could not be built before, and can be now"
    if before == after:
        return f"{name}: what is built is the same"
    names = [each for each in {**before, **after} if before.get(each) != after.get(each)]
    return f"{name}: what is built changes: {', '.join(names) or 'the order'}"


def _built(directory: str, texts: Texts, options: Options) -> dict[str, str] | None:
    try:
        result = build(directory, options, Files(dict(texts)))
        return {_named(each): each.to_yaml() for each in result}
    except KustompyError:
        return None


def _named(resource: Resource) -> str:
    """What a resource was called when it was read or generated, before its hash."""
    gvk, name, namespace = resource.original_id
    # a patch for a name looks for it in the namespace that it is in, which is this one if none is written
    return f"{gvk.kind} {name} in {namespace}" if namespace not in ("", "default") else f"{gvk.kind} {name}"


def _without_old_fields(
    file: str, before: bytes, texts: Texts, directories: Sequence[str], options: Options
) -> bytes | None:
    """The kustomization with today's fields, if everything that is built, and every comment, stays what it is."""
    now = [_built(each, texts, options) for each in directories]
    for proposal in _proposals(file, before):
        # What is proposed is proven: every directory that was given has to build to the same bytes.
        if [_built(each, {**texts, file: proposal}, options) for each in directories] == now:
            return proposal
    return None


def _proposals(file: str, before: bytes) -> Iterator[bytes]:
    """The kustomization with today's fields, if all comments stay: in its own lines, or with new ones."""
    try:
        text = before.decode()
        told = sorted(comments(text))
        for source in dict.fromkeys((modernized(text), text)):
            draft = Draft(os.path.dirname(file), source=source.encode())
            for fields in conversions(draft):
                proposal = draft.text_of(fields)
                if sorted(comments(proposal.decode())) == told:
                    yield proposal
    except (KustompyError, UnknownPlace, UnicodeDecodeError):
        return  # the build has said so, or nobody can tell what is a comment


def _as_path(text: str, finding: Diagnostic) -> str | None:
    """``- path: p.yaml`` where ``patches:`` has ``- p.yaml``."""
    if finding.path[:1] != ("patches",) or len(finding.path) != 2 or finding.hint[:15] != "write `- path: ":
        return None
    lines = text.split("\n")
    line, at = lines[finding.line - 1], finding.column - 1
    entry = line[at : finding.end_column - 1] if finding.end_line == finding.line else ""
    # A block, a collection, an anchor, an alias or a tag would need more than a key before it.
    if not entry or entry[0] in "|>{[&*!":
        return None
    is_flow = not line[:at].rstrip().endswith("-")
    new = f"{{path: {entry}}}" if is_flow else f"path: {entry}"
    return _with_line(lines, finding.line, f"{line[:at]}{new}{line[at + len(entry) :]}")


def _with_api_version(text: str, finding: Diagnostic) -> str | None:
    """A manifest with its apiVersion in front, where Kubernetes has one version of its kind only."""
    try:
        documents = read(text.encode())
    except KustompyError:
        return None
    document = documents[finding.document] if finding.document < len(documents) else None
    if not isinstance(document, dict) or "apiVersion" in document or not isinstance(document.get("kind"), str):
        return None
    known = api_versions_of(document["kind"])
    lines = text.split("\n")
    # the key `kind` in the left margin of the document that the finding is in
    above = range(finding.line - 1, -1, -1)
    at = next((index for index in above if lines[index].startswith("kind:")), None)
    # A kind of two versions has no one right answer, and a person chooses.
    if len(known) != 1 or at is None:
        return None
    return "\n".join([*lines[:at], f"apiVersion: {known[0]}", *lines[at:]])


def _without_quotes(text: str, finding: Diagnostic) -> str | None:
    lines = text.split("\n")
    key, equals, value = _env_line(lines, finding)
    end = "\r" if value.endswith("\r") else ""
    stripped = value.rstrip()
    return _with_line(lines, finding.line, f"{key}{equals}{stripped[1:-1]}{end}")


def _without_blanks(text: str, finding: Diagnostic) -> str | None:
    lines = text.split("\n")
    key, equals, value = _env_line(lines, finding)
    end = "\r" if value.endswith("\r") else ""
    return _with_line(lines, finding.line, f"{key}{equals}{value.rstrip()}{end}")


def _with_bare_key(text: str, finding: Diagnostic) -> str | None:
    lines = text.split("\n")
    key, equals, value = _env_line(lines, finding)
    # Shells export variables so; kustomize takes the word as a part of the key.
    return _with_line(lines, finding.line, f"{key.strip().removeprefix('export ').strip()}{equals}{value}")


def _env_line(lines: list[str], finding: Diagnostic) -> tuple[str, str, str]:
    return lines[finding.line - 1].partition("=")


def _with_line(lines: list[str], number: int, line: str) -> str:
    return "\n".join([*lines[: number - 1], line, *lines[number:]])


_MENDS: dict[str, Mend] = {
    MISFIT: _as_path,
    NO_API_VERSION: _with_api_version,
    NO_TARGET: _with_api_version,
    QUOTED: _without_quotes,
    ODD_KEY: _with_bare_key,
    BLANKS: _without_blanks,
}
"""Fault → what mends a finding of it; old fields of kustomizations have their own way."""
