"""The documents and files that were checked, for formats that list the valid ones, too: JUnit, TAP, kubeconform's."""

from __future__ import annotations

import os

from kustompy.reporting.entries import STDIN, Ends, entries_of, relative
from kustompy.validation.check.subject import ERROR, INVALID, SKIPPED, VALID
from kustompy.validation.schema.facts import mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NamedTuple

    from kustompy.reporting.entries import Entry
    from kustompy.validation.check.subject import Subject

    class Case(NamedTuple):
        file: str
        resource: str
        kind: str
        api_version: str
        name: str
        namespace: str
        status: str
        entries: tuple[Entry, ...]
else:
    from collections import namedtuple

    Case = namedtuple("Case", ["file", "resource", "kind", "api_version", "name", "namespace", "status", "entries"])

NAMING = frozenset(("junit", "pretty", "tap"))
"""The formats that name each document, whatever was found in it."""
EMPTY = "empty"
"""The status of a file without a document, which only kubeconform tells."""

__all__ = ["EMPTY", "ERROR", "INVALID", "SKIPPED", "VALID", "Case", "cases_of_files", "cases_of_subjects"]


def cases_of_subjects(
    subjects: Iterable[Subject], directory: str, most: int | None = None, *, named: bool = True
) -> list[Case]:
    """A case for each document that was validated, with the first so many of all findings as entries.

    Documents without findings are only counted, unless each is to be ``named``.
    """
    subjects = list(subjects)
    told = []
    # An entry is larger than its finding: those past the limit are counted, and never made.
    for each in subjects:
        told.append(each.findings[:most])
        most = None if most is None else max(0, most - len(each.findings))
    # All findings together, so that each file is read once for the ends of what is wrong in it.
    ends = Ends(finding for findings in told for finding in findings)
    found = []
    # Thousands of documents lie in a few files, and each path asks the system for the working directory.
    places: dict[str, str] = {}
    for each, findings in zip(subjects, told, strict=True):
        file = places.get(each.file)
        if file is None:
            file = places[each.file] = relative(each.file, directory)
        if not named and not each.findings:
            found.append(Case(file, "", "", "", "", "", each.status, ()))
            continue
        namespace = ""
        if isinstance(each.value, dict):
            namespace = text(mapping(each.value, "metadata").get("namespace"))
        entries = tuple(entries_of(findings, directory, ends))
        found.append(Case(file, each.resource, each.kind, each.api_version, each.name, namespace, each.status, entries))
    return found


def cases_of_files(entries: Sequence[Entry], checked: Iterable[str], directory: str) -> list[Case]:
    """A case for each file with findings, and one for each target without any."""
    by_file: dict[str, list[Entry]] = {}
    for entry in entries:
        # What is in no file, such as a target that is not there, has to have a name in JUnit and TAP all the same.
        by_file.setdefault(entry.file or ".", []).append(entry)
    found = [Case(file, "", "", "", file, "", INVALID, tuple(of_file)) for file, of_file in by_file.items()]
    for target in checked:
        place = relative(target, directory)
        # Findings of an overlay lie in its files, or in those of a base; a target that none of them is in is well.
        # Of the directory itself, files have paths that do not name it.
        is_top = os.path.abspath(target) == directory
        if not any(_is_in(file, place) or (is_top and _is_below(file)) for file in by_file):
            found.append(Case(place, "", "", "", place, "", VALID, ()))
    return found


def _is_in(file: str, place: str) -> bool:
    return file == place or file.startswith(f"{place}/")


def _is_below(file: str) -> bool:
    """Whether a path of an entry lies below the directory from which paths are seen."""
    return not os.path.isabs(file) and file != STDIN and not file.startswith("..")
