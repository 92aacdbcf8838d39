"""Errors and findings as people and programs read them: with source lines, or as JSON, GitHub, GitLab or SARIF."""

from __future__ import annotations

import os

from kustompy.errors import UsageError
from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from kustompy.errors import Diagnostic, KustompyError

FORMATS = ("text", "json", "github", "gitlab", "sarif")
_COLOURS = {"error": "31", "warning": "33", "place": "34", "help": "36"}
_LONGEST = 160
_GENERATOR = "secretGenerator"


class Diagnostics:
    """A list of diagnostics in the shape that the formats of a report take, with paths as seen from a directory."""

    tool = "kustompy"

    def __init__(self, diagnostics: Sequence[Diagnostic], directory: str) -> None:
        from kustompy.validation.schema.finding import Finding

        self.findings = [
            Finding(
                each.message, code=each.code, severity=each.severity, file=relative(each.file, directory),
                path=(), line=each.line, column=each.column, end_line=each.end_line, end_column=each.end_column,
                resource=each.resource, hint=each.hint,
            )
            for each in diagnostics
        ]  # fmt: skip
        self.sources = list(diagnostics)
        self.directory = directory


def error_format(chosen: str, environment: Mapping[str, str], stream: TextIO) -> str:
    """The format of errors: what was asked for, else text at a terminal, else kustomize's message alone."""
    form = chosen or environment.get("KUSTOMPY_ERROR_FORMAT", "")
    if form and form not in FORMATS:
        raise UsageError(
            f"illegal flag value --error-format {form}; legal values: [{' '.join(FORMATS)}]", code="KST806"
        )
    return form or ("text" if stream.isatty() else "")


def has_colours(environment: Mapping[str, str], stream: TextIO) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR or FORCE_COLOR say otherwise."""
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (stream.isatty() and environment.get("TERM") != "dumb")


def rendered_error(error: KustompyError, form: str, directory: str, coloured: bool) -> str:
    """A failure in one of the formats; without one, what kustomize would print."""
    if not form:
        return f"Error: {error}\n"
    if form != "text":
        first, *others = error.diagnostics
        return rendered([first.replace(message=str(error)), *others], form, directory)
    paint = _Paint(coloured)
    head = f"{paint('error', 'Error:')} {error}\n"
    return head + text_of(error.diagnostics, directory, coloured, headed=True)


def rendered(diagnostics: Sequence[Diagnostic], form: str, directory: str, coloured: bool = False) -> str:
    """Diagnostics in one of the formats."""
    if form == "text":
        return text_of(diagnostics, directory, coloured)
    report = Diagnostics(diagnostics, directory)
    if form == "json":
        return _json(report)
    module = __import__(f"kustompy.validation.reports.{form}", fromlist=["rendered"])
    return module.rendered(report)  # type: ignore[no-any-return]


def _json(report: Diagnostics) -> str:
    import json

    from kustompy.validation.reports.json import record

    found = []
    for finding, source in zip(report.findings, report.sources, strict=True):
        entry = record(finding)
        more: dict[str, object] = {
            "endLine": finding.end_line,
            "endColumn": finding.end_column,
            "documentPath": list(source.path),
            "hint": finding.hint,
            "includedFrom": [f"{relative(file, report.directory)}:{line}" for file, line in source.chain],
        }
        if source.also is not None:
            words, file, line = source.also
            more["related"] = {"message": words, "file": relative(file, report.directory), "line": line}
        entry.update({key: value for key, value in more.items() if value})
        found.append(entry)
    severities = [each.severity for each in report.findings]
    summary = {"errors": severities.count("error"), "warnings": severities.count("warning")}
    return json.dumps({"findings": found, "summary": summary}, indent=2, ensure_ascii=False) + "\n"


def text_of(diagnostics: Sequence[Diagnostic], directory: str, coloured: bool = False, headed: bool = False) -> str:
    """The diagnostics as compilers print them; where they are ``headed`` the message of the first was said already."""
    paint = _Paint(coloured)
    sources = _Sources()
    lines: list[str] = []
    for number, each in enumerate(diagnostics):
        if number or not headed:
            lines.append(f"{paint(each.severity, f'{each.severity}[{each.code}]')}: {each.message.rstrip()}")
        lines += _place(each, directory, sources, paint, headed and not number)
        lines += [
            f"   {paint('place', '=')} included from {relative(file, directory)}{f':{line}' if line else ''}"
            for file, line in each.chain
        ]
        if each.also is not None:
            words, file, line = each.also
            lines.append(f"   {paint('place', '=')} {words}: {relative(file, directory)}:{line}")
        hint = each.hint or _remedy(each.code)
        if hint:
            lines.append(f"   {paint('place', '=')} {paint('help', 'help:')} {hint}")
    lines += _count(diagnostics)
    return "".join(f"{line}\n" for line in lines)


def _remedy(code: str) -> str:
    """What helps with the code in general, where nothing is known of this very case."""
    from kustompy.messages.codes import codes

    remedy = codes().get(code, ("", "", ""))[2]
    return "" if remedy.startswith(("see the", "follow")) else remedy.rstrip(".")


def _count(diagnostics: Sequence[Diagnostic]) -> list[str]:
    if len(diagnostics) < 2:
        return []
    errors = sum(each.severity == "error" for each in diagnostics)
    warnings = len(diagnostics) - errors
    parts = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in ((errors, "error"), (warnings, "warning"))]
    return [f"found {' and '.join(part for part in parts if not part.startswith('0'))}"]


class _Paint:
    def __init__(self, coloured: bool) -> None:
        self.coloured = coloured

    def __call__(self, role: str, text: str) -> str:
        return f"\x1b[1;{_COLOURS[role]}m{text}\x1b[0m" if self.coloured else text


class _Sources:
    """The lines of the files that diagnostics point at."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def line(self, diagnostic: Diagnostic) -> str:
        """The line that a diagnostic points at, empty where it cannot be shown: Secrets are not printed."""
        lines = self._lines.get(diagnostic.file)
        if lines is None:
            lines = self._lines[diagnostic.file] = _lines_of(diagnostic.file)
        if not 0 < diagnostic.line <= len(lines):
            return ""
        line = lines[diagnostic.line - 1]
        if diagnostic.is_private or diagnostic.path[:1] == ("secretGenerator",):
            return ""
        if os.path.basename(diagnostic.file) not in FILE_NAMES and any(map(_is_of_secret, lines)):
            return ""
        if "=" in line and (any(_GENERATOR in each for each in lines) or _is_variable(line)):
            return ""
        return line


def _is_of_secret(line: str) -> bool:
    return ("kind" in line and "Secret" in line.partition("kind")[2]) or "stringData" in line


def _is_variable(line: str) -> bool:
    """Whether the line is one of an env file, which is here by mistake."""
    return line.partition("=")[0].strip().isidentifier()


def _lines_of(file: str) -> list[str]:
    try:
        with open(file, "rb") as source:
            return source.read().decode("utf-8", "replace").splitlines()
    except (OSError, ValueError):
        return []


def _place(each: Diagnostic, directory: str, sources: _Sources, paint: _Paint, named: bool) -> list[str]:
    """Where it is, and the source line with the place underlined."""
    if not each.file:
        return [f"   {paint('place', '=')} {each.code}"] if named else []
    place = relative(each.file, directory)
    if each.line:
        place += f":{each.line}" + (f":{each.column}" if each.column else "")
    code = f"  [{each.code}]" if named else ""
    lines = [f"  {paint('place', '-->')} {place}{code}"]
    source = sources.line(each)
    if not source or len(source) > _LONGEST:
        return lines
    number, start = str(each.line), max(each.column, 1)
    end = each.end_column if each.end_line == each.line and each.end_column > start else len(source.rstrip()) + 1
    gutter = " " * len(number)
    marks = "".join("\t" if char == "\t" else " " for char in source[: start - 1])
    return [
        *lines,
        f" {gutter} {paint('place', '|')}",
        f" {paint('place', f'{number} |')} {_printable(source.rstrip())}",
        f" {gutter} {paint('place', '|')} {marks}{paint(each.severity, '^' * max(end - start, 1))}",
    ]


def _printable(text: str) -> str:
    """The text without what a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in text)


def relative(file: str, directory: str) -> str:
    """The path as seen from the directory, where it lies below; else as it is."""
    below = directory if directory.endswith(os.sep) else directory + os.sep
    return file[len(below) :] if file.startswith(below) else file
