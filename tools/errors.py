"""Writes the goldens of the error suite, and docs/errors.md.

With a kustomize v5.8.1 at hand (see tools/reference.py) also what it says of each tree.
"""

from __future__ import annotations

import re
from pathlib import Path

from kustompy.messages.codes import AREAS, codes
from kustompy.reporting.entries import remedy
from tests.errors.suite import CASES, answer, kustomize_score, score, target
from tools.reference import find_reference

PAGE = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
TRIED = PAGE.parent.parent / "tests" / "codes" / "cases"
_AREA_TITLES = {
    "losses": "What a build loses or changes in silence",
    "text": "YAML",
    "kustomization": "Kustomization files",
    "loading": "Loading",
    "resources": "Resources",
    "changes": "Patches, replacements, vars",
    "programs": "Programs",
    "limits": "Limits",
    "usage": "The command line",
    "findings": "Findings of validate and lint",
}
_LONGEST_EXAMPLE = 12


def main(arguments: list[str]) -> int:
    """Make the goldens, then the page, which shows some of them."""
    write_goldens()
    PAGE.write_text(page())
    return 0


def write_goldens() -> None:
    """What kustompy and kustomize say of each tree."""
    reference = find_reference()
    for case in CASES:
        (case / "expected.txt").write_text(answer(case).text)
        if reference is not None and "billion" not in case.name:
            said = reference.build(str(target(case))).stderr.decode()
            said = said.replace(str(case / "tree"), "TREE").replace(str(case), "CASE")
            (case / "kustomize.txt").write_text(re.sub("0x[0-9a-f]{9,}", "0xc000000000", said))


def page() -> str:
    """docs/errors.md."""
    lines = [
        "# Errors",
        "",
        "Made by `python -m tools errors` from the table of codes and the error suite. `kustompy lint --explain CODE`",
        "says the same on the command line. Each code has an example, which `tests/codes` runs: it gives the code, and",
        "once the remedy is applied it builds, or is clean.",
        "",
        *_how_they_are_printed(),
        *_scores(),
        *_reports(),
    ]
    examples = _examples()
    area = ""
    for code, (title, why, way_out) in codes().items():
        if AREAS[code[:4]] != area:
            area = AREAS[code[:4]]
            lines += [f"## {_AREA_TITLES[area]}", ""]
        lines += [f'### <a id="{code}"></a>{code}: {title}', "", f"{why} To mend it: {way_out}", ""]
        if code in examples:
            lines += ["```", *examples[code], "```", ""]
        if (TRIED / f"{code}.txt").exists():
            lines += [f"The mistake, and the same files mended: [{code}.txt](../tests/codes/cases/{code}.txt)", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _how_they_are_printed() -> list[str]:
    return [
        "An error is printed as below, on a terminal and in a log: kustomize's own message, the place, the line, the",
        "chain of kustomizations that led there, and a way out; all independent errors of a tree in one run. Colours",
        "are for terminals only (`NO_COLOR` and `FORCE_COLOR` are honoured). `--format kustomize` prints kustomize's",
        "message and nothing else; [ci.md](ci.md) tells of the formats for code hosts.",
        "",
    ]


def _scores() -> list[str]:
    ours = [score(case) for case in CASES]
    theirs = [kustomize_score(case) for case in CASES]
    total = sum(each.mistakes for each in ours)
    rows = [
        ("says anything at all", _speaking(), _speaking(kustomize=True), len(CASES)),
        ("names the file", sum(each.files for each in ours), sum(each.files for each in theirs), total),
        ("names the line", sum(each.lines for each in ours), sum(each.lines for each in theirs), total),
        ("tells a way out for this very mistake", sum(each.hints for each in ours), 0, total),
    ]
    table = [f"| {what} | {mine} of {of} | {its} of {of} |" for what, mine, its, of in rows]
    return [
        f"## The error suite: {len(CASES)} trees with {total} mistakes",
        "",
        "`tests/errors/cases` has a folder for each: the tree, where the mistakes are, what kustompy says, what",
        "kustomize v5.8.1 says. A file counts as named if its name is in the message, a kustomization file also if its",
        "directory is and is not the one that was built anyway.",
        "",
        "| | kustompy | kustomize |",
        "|---|---|---|",
        *table,
        "",
    ]


_TOLD = 200


def _reports() -> list[str]:
    """What is said of mistakes that people have asked about in public, beside kustomize's words."""
    rows = []
    for case in (each for each in CASES if each.name.startswith("report_")):
        theirs = (case / "kustomize.txt").read_text().partition("\n")[0].removeprefix("error: ")
        for told in answer(case).diagnostics:
            place = f"{told.file.removeprefix(f'{case}/tree/')}:{told.line}"
            cells = (
                case.name.removeprefix("report_"),
                _cell(theirs) or "(nothing)",
                place,
                _cell(told.hint or remedy(told.code)),
            )
            rows.append(f"| {' | '.join(cells)} |")
    return [
        "## Mistakes that people have asked about",
        "",
        "kustomize's first line, and the place and the way out that kustompy adds to it:",
        "",
        "| `tests/errors/cases/report_...` | kustomize v5.8.1 | place | help |",
        "|---|---|---|---|",
        *rows,
        "",
    ]


def _cell(text: str) -> str:
    short = text if len(text) <= _TOLD else f"{text[:_TOLD]}..."
    return short.replace("|", "\\|").replace("<", "&lt;")


def _speaking(*, kustomize: bool = False) -> int:
    if kustomize:
        return sum("error: " in (case / "kustomize.txt").read_text() for case in CASES)
    return sum(bool(answer(case).diagnostics) for case in CASES)


def _examples() -> dict[str, list[str]]:
    """For each code the shortest text of the suite that has it."""
    found: dict[str, list[str]] = {}
    for case in CASES:
        said = answer(case)
        lines = [line[:110] for line in said.text.splitlines()]
        code = said.diagnostics[0].code if said.diagnostics else ""
        if code and len(lines) <= _LONGEST_EXAMPLE and len(lines) < len(found.get(code, range(99))):
            found[code] = lines
    return found
