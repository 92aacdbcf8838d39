"""Plans as text, as JSON, and as what code hosts show beside lines."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.planning.explaining import printable
from kustompy.planning.forms.json import dumped
from kustompy.planning.forms.text import PLAIN, lines_of
from kustompy.planning.plan.plan import OVERLAY_WORDS, as_data, overlays_text, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.planning.forms.described import Origin
    from kustompy.planning.forms.text import Paint
    from kustompy.planning.plan.plan import Group, ImageIn, Plan


def sides(plan: Plan) -> str:
    """What is compared with what."""
    head = f"{plan.head} ({plan.head_commit[:10]})" if plan.head_commit else plan.head
    return f"{plan.base} ({plan.base_commit[:10]}) → {head}"


def text(plan: Plan, *, paint: Paint = PLAIN) -> str:
    """The plan for people on a terminal."""
    lines = [sides(plan), *plan.notes, ""]
    for each in plan.overlays:
        if each.error:
            lines += [
                f"{each.target} {OVERLAY_WORDS[each.status].removeprefix('that ')}:",
                f"  {each.error.splitlines()[0]}",
                "",
            ]
    for danger, overlays in plan.dangers:
        lines += [
            paint(
                "-" if danger.severity == "error" else "~", f"! {danger.resource}{_at(danger.path)}: {danger.message}"
            ),
            f"    {danger.code}; {danger.remedy}{_in(overlays)}",
        ]
    lines += [""] if plan.dangers else []
    if plan.images:
        lines += ["images:", *(f"  {_image(each)}{_in(each.overlays)}" for each in plan.images), ""]
    for heading, groups in sections_of(plan.groups):
        lines += [paint("head", heading), ""]
        for group in groups:
            lines += [f"  {line}" for line in lines_of(group.entry, paint)]
            lines.append("")
    if plan.findings:
        lines += ["new findings:", *(f"  {each}" for each in map(finding_text, plan.findings)), ""]
    quiet = f"; {plan.left_out} more left out as noise" if plan.left_out else ""
    lines.append(f"{summary(plan)}{quiet}")
    return "".join(f"{_harmless(line, paint)}\n" for line in lines)


def _harmless(line: str, paint: Paint) -> str:
    # Colours are control characters themselves; with them the parts of a line have been made harmless before.
    return line if paint.coloured else printable(line)


def _at(path: str) -> str:
    return f" {path}" if path else ""


def _in(overlays: Sequence[str]) -> str:
    return f"  [{overlays_text(overlays)}]"


def _image(found: ImageIn) -> str:
    change = found.image
    return f"{change.old or '(none)'} → {change.new or '(none)'}"


def sections_of(groups: Sequence[Group]) -> Iterator[tuple[str, list[Group]]]:
    """The changes that the same overlays have, under a heading that names these."""
    at = 0
    while at < len(groups):
        overlays = groups[at].overlays
        end = at
        while end < len(groups) and groups[end].overlays == overlays:
            end += 1
        many = f"× {len(overlays)} overlays: " if len(overlays) > 1 else ""
        yield f"{many}{overlays_text(overlays)}", list(groups[at:end])
        at = end


def finding_text(found: Diagnostic) -> str:
    """A finding on one line."""
    place = f"{found.file}:{found.line}: " if found.file and found.line else f"{found.file}: " if found.file else ""
    about = f"{found.resource}: " if found.resource else ""
    return f"{place}{found.severity} {found.code}: {about}{found.message}"


def json(plan: Plan) -> str:
    """The plan as JSON, for programs and a later deploy."""
    return dumped(as_data(plan))


def diagnostics(plan: Plan) -> list[Diagnostic]:
    """Dangers and new findings for code hosts, at the lines of the changes that bring them."""
    places: dict[str, Origin] = {}
    for group in plan.groups:
        for origin in (*group.entry.origins, *(one for field in group.entry.fields for one in field.origins)):
            # A line that is gone cannot carry an annotation on a code host.
            if origin.file and not origin.is_gone:
                places.setdefault(f"{group.entry.of_kind} {group.entry.original}", origin)
    found = []
    for danger, overlays in plan.dangers:
        at = places.get(danger.resource)
        found.append(
            Diagnostic(
                printable(f"{danger.resource}{_at(danger.path)}: {danger.message} ({overlays_text(overlays)})"),
                code=danger.code, severity=danger.severity, hint=danger.remedy,
                file="" if at is None else at.file, line=0 if at is None else at.line,
            )
        )  # fmt: skip
    broken = [each for each in plan.overlays if each.status == "broken"]
    found += [
        Diagnostic(
            printable(f"{each.target} no longer builds: {each.error.splitlines()[0]}"), code="KST209", file=each.target
        )
        for each in broken
    ]
    return [*found, *plan.findings]
