"""Writes the table of docs/compatibility.md: every field, builtin and flag, and the tests that show it.

    python -m tools compatibility            writes it
    python -m tools compatibility --check    says whether it is up to date (a test does that too)

What a fixture uses is read from its kustomization files; a flag counts as shown by the test modules that name it.
Whatever has no test at all is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kustompy.cli.build_flags import FLAGS
from kustompy.errors import KustompyError
from kustompy.kustomization.builtins import BUILTINS
from kustompy.kustomization.fields import STRUCT
from kustompy.kustomization.file import FILE_NAMES
from kustompy.yamlio.read.manifests import read_manifests
from kustompy.yamlio.read.reader import read_config
from tools.tables import put_table

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs" / "compatibility.md"
MARKS = "<!-- table -->", "<!-- end of table -->"
MANY = 3
OURS = "kustompy's own"
OWN_FLAGS = frozenset(
    flag.name
    for flag in FLAGS
    if flag.name
    not in {
        "as-current-user", "enable-alpha-plugins", "enable-exec", "enable-helm", "enable-managedby-label", "env",
        "helm-api-versions", "helm-command", "helm-debug", "helm-kube-version", "load-restrictor", "mount", "network",
        "network-name", "output", "reorder",
    }
)  # fmt: skip

Uses = dict[str, list[str]]


def field_uses() -> Uses:
    """The fixtures that use each field of the kustomization file."""
    uses: Uses = defaultdict(list)
    for case, path in _fixture_files():
        if path.name in FILE_NAMES:
            for field in _fields(path):
                name = STRUCT.lower.get(str(field).lower())
                if name and case not in uses[name]:
                    uses[name].append(case)
    return uses


def builtin_uses() -> Uses:
    """The fixtures that configure each builtin as a KRM object, inline or in a file of its own."""
    uses: Uses = defaultdict(list)
    for case, path in _fixture_files():
        texts = [path.read_bytes()]
        if path.name in FILE_NAMES:
            fields = _fields(path)
            texts += [
                entry.encode()
                for field in ("generators", "transformers", "validators")
                for entry in _entries(fields.get(field))
                if isinstance(entry, str) and "\n" in entry
            ]
        for kind in {kind for text in texts for kind in _builtin_kinds(text)}:
            if case not in uses[kind]:
                uses[kind].append(case)
    return uses


def flag_uses() -> Uses:
    """The fixtures and test modules that give each flag of ``build``."""
    uses: Uses = defaultdict(list)
    sources = [
        *sorted((TOP / "fixtures").glob("*/*/case.json")),
        *sorted(path for path in (TOP / "tests").rglob("*.py") if path.parent.name != "compat"),
    ]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        is_case = path.name == "case.json"
        place = "/".join(path.parent.parts[-2:]) if is_case else path.relative_to(TOP).as_posix()
        for flag in FLAGS:
            if f"--{flag.name}" in text:
                uses[flag.name].append(place)
    return uses


def _fixture_files() -> Iterator[tuple[str, Path]]:
    for folder in sorted(path.parent for path in (TOP / "fixtures").glob("*/*/input")):
        for path in sorted((folder / "input").rglob("*")):
            if path.is_file() and (path.suffix in (".yaml", ".yml") or path.name in FILE_NAMES):
                yield f"{folder.parent.name}/{folder.name}", path


def _fields(path: Path) -> dict[str, object]:
    try:
        fields = read_config(path.read_bytes())
    except KustompyError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _entries(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _builtin_kinds(text: bytes) -> set[str]:
    try:
        manifests = read_manifests(text)
    except KustompyError:
        return set()
    return {str(each["kind"]) for each in manifests if each.get("apiVersion") == "builtin"}


def table() -> str:
    """The rows of the page, from what the tests are now."""
    parts = []
    for title, names, uses in (
        ("field of a kustomization", sorted(STRUCT.fields), field_uses()),
        ("builtin as a KRM object", sorted(BUILTINS), builtin_uses()),
        ("flag of `build`", sorted(flag.name for flag in FLAGS), flag_uses()),
    ):
        untested = [name for name in names if not uses.get(name)]
        if untested:
            raise SystemExit(f"no test shows: {', '.join(untested)}")
        parts.append(f"| {title} | tests that show it | for instance |\n|---|---|---|\n")
        for name in names:
            shown = f"`--{name}`" if title.startswith("flag") else f"`{name}`"
            if title.startswith("flag") and name in OWN_FLAGS:
                shown += f" ({OURS})"
            parts.append(f"| {shown} | {_count(uses[name])} | {uses[name][0]} |\n")
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def _count(tests: list[str]) -> str:
    """How many there are as far as it matters: where a thing has one test or two, another would do it good."""
    return str(len(tests)) if len(tests) < MANY else "more"


def main(arguments: list[str]) -> int:
    """Write the table, or say whether it is up to date."""
    return put_table(PAGE, MARKS, table, arguments)
