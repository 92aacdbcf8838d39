"""SARIF 2.1.0, which code hosts show in the lines of a change."""

from __future__ import annotations

import json

from kustompy._version import __version__
from kustompy.messages.codes import HOME, codes, page_of
from kustompy.reporting.entries import described
from kustompy.reporting.fingerprints import fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.reporting.entries import Entry
    from kustompy.reporting.report import Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"


def rendered(report: Report) -> str:
    """The report as one run of one tool."""
    entries = report.entries
    known = sorted({each.code for each in entries})
    # Backwards, so that the level of a rule is that of its first result.
    levels = {each.code: each.severity for each in reversed(entries)}
    driver = {
        "name": report.tool,
        "semanticVersion": __version__,
        "version": __version__,
        "informationUri": HOME,
        "rules": [_rule(code, levels[code]) for code in known],
    }
    marks = fingerprints(entries)
    run = {
        "tool": {"driver": driver},
        # Columns count characters, as Python does. SARIF takes them for UTF-16 units unless a run says otherwise.
        "columnKind": "unicodeCodePoints",
        # Paths are relative to a name for which a code host has the root of its checkout.
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the checkout."}}},
        "results": [_result(each, known.index(each.code), mark) for each, mark in zip(entries, marks, strict=True)],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str, level: str) -> dict[str, Value]:
    title, why, remedy = codes().get(code, (code, code, ""))
    help_text = f"To mend it: {remedy}" if remedy else why
    return {
        "id": code,
        "shortDescription": {"text": _sentence(title)},
        "fullDescription": {"text": _sentence(why)},
        "help": {"text": f"{why}\n\n{help_text}", "markdown": f"{why}\n\n{help_text}\n\n[{code}]({page_of(code)})"},
        "helpUri": page_of(code),
        "defaultConfiguration": {"level": level},
        # GitHub sorts and filters alerts by these properties.
        "properties": {"tags": ["kubernetes", "kustomize"], "problem.severity": level, "precision": "high"},
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _result(entry: Entry, index: int, fingerprint: str) -> dict[str, Value]:
    text = described(entry) + (f"\nHelp: {entry.hint}." if entry.hint else "")
    result: dict[str, Value] = {
        "ruleId": entry.code,
        "ruleIndex": index,
        "level": entry.severity,
        "message": {"text": text},
        # SARIF wants a version in the name: a report with another way of making them is not compared with this one.
        "partialFingerprints": {"kustompy/v1": fingerprint},
    }
    if entry.file:
        result["locations"] = [_location(entry.file, _region(entry))]
    related = [*entry.chain[:1], *([entry.also[1:]] if entry.also else [])]
    words = [*(["Included from here."] if entry.chain else []), *([_sentence(entry.also[0])] if entry.also else [])]
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(file, {"startLine": line} if line else {}), "message": {"text": said}}
            for number, ((file, line), said) in enumerate(zip(related, words, strict=True), 1)
        ]
    return result


def _region(entry: Entry) -> dict[str, int]:
    # A region without a line is refused; a result may have a file and no region.
    if not entry.line:
        return {}
    region = {"startLine": entry.line, "startColumn": max(entry.column, 1)}
    if entry.end_line:
        region |= {"endLine": entry.end_line, "endColumn": max(entry.end_column, 1)}
    return region


def _location(file: str, region: dict[str, int]) -> dict[str, Value]:
    place: dict[str, Value] = {"artifactLocation": _artifact(file)}
    if region:
        place["region"] = region
    return {"physicalLocation": place}


def _artifact(file: str) -> dict[str, str]:
    from urllib.parse import quote

    # A URI, whatever the system separates folders by.
    path = quote(file.replace("\\", "/"))
    return {"uri": f"file://{path}"} if path.startswith("/") else {"uri": path, "uriBaseId": _ROOT}
