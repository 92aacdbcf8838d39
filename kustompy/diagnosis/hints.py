"""Hints for an error, from the lines around its place and from the entry that led there."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.paths import FieldPath

_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
# YAML notices a mark of git one or two lines behind it.
_NEAR = 3


def conflict_line(lines: Sequence[str], line: int) -> int:
    """The line of a conflict mark of git near a line; 0 if there is none."""
    # A row of `=` alone may be a heading in a comment.
    if not any(each.startswith(_CONFLICT[0]) for each in lines):
        return 0
    near = range(max(line - _NEAR, 1), min(line + _NEAR, len(lines)) + 1)
    return next((each for each in near if lines[each - 1].startswith(_CONFLICT)), 0)


CONFLICT = "resolve the conflict that git has marked here"


def of_lines(lines: Sequence[str], line: int) -> str:
    """A hint for a text that is not YAML, or not a manifest."""
    if 0 < line <= len(lines) and "{{" in lines[line - 1]:
        return "this looks like a template: render it first, or quote the braces"
    # This character stands for each byte that is not UTF-8; in UTF-16 every second byte of English is a zero.
    if any("\ufffd" in each for each in lines[:line]) or "\0" in "".join(lines[:1]):
        return "save the file as UTF-8 text"
    return ""


def of_bare_directory(entry: str) -> str:
    """A hint for an entry that names a directory without a kustomization."""
    if not entry or "\n" in entry:
        return ""
    return f"`{entry}` has no kustomization: `kustompy create --autodetect` makes one, or list its files one by one"


def of_missing_file(path: FieldPath) -> str:
    """A hint for a missing file of a secret: many repositories keep no secrets, and a pipeline brings them."""
    if path[:1] != ("secretGenerator",):
        return ""
    return "add the file, or declare it under [inputs] of kustompy.toml if only the pipeline has its values"


def of_no_manifest(name: str) -> str:
    """A hint for a listed file that holds no manifest."""
    return f"`{name}` has no apiVersion, kind and metadata.name: add them, or remove it from `resources:`"


def of_entry(entry: str, file_names: Sequence[str]) -> str:
    """A hint for an entry that names no file, from habits of shells and of Windows."""
    directory, slash, name = entry.rpartition("/")
    if name in file_names and slash:
        return f"name the directory: `{directory}`"
    if entry.startswith("~"):
        return "`~` is not the home directory here: write a relative path"
    if "$" in entry:
        return "variables are not replaced here: write the path itself"
    if any(char in entry for char in "*?["):
        return "patterns are not matched here: list each file"
    if "\\" in entry:
        return f"write `/` between folders: `{entry.replace(chr(92), '/')}`"
    return ""


def of_field_path(path: str) -> str:
    """A hint for a field path that leads nowhere, if it is written as jsonpath, jq or a JSON pointer has it."""
    bare = path.strip("{}").lstrip(".")
    for owner in ("metadata.labels.", "metadata.annotations."):
        key = bare.removeprefix(owner)
        if key.startswith("["):
            return ""  # what stands in brackets is one key, dots and all
        if key != bare and "." in key.replace("\\.", ""):
            escaped = key.replace("\\.", ".").replace(".", "\\.")
            return f"put a backslash before each dot of the key: `{owner}{escaped}`"
    if "[" in bare and "[" not in bare.replace(".[", ""):
        return ""
    if "[" in bare:
        bare = bare.replace("[", ".").replace("]", "")
    elif "/" in bare and "." not in bare:
        bare = bare.strip("/").replace("/", ".")
    return f"write `{bare}`" if bare != path else ""
