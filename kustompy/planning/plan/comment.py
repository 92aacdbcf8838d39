"""Plans as a comment on a merge request."""

from __future__ import annotations

from kustompy.planning.forms.markdown import block, cut, escaped, folded
from kustompy.planning.plan.plan import overlays_text, summary
from kustompy.planning.plan.rendered import finding_text, sections_of, sides
from kustompy.reporting.closing import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.planning.plan.plan import Plan

MARK = "<!-- kustompy plan -->"
"""The first line of a comment, by which the next run finds the one to update."""


def markdown(plan: Plan) -> str:
    """The plan as a comment, at most as long as code hosts take."""
    parts = [f"{MARK}\n### kustompy plan\n\n{summary(plan)}\n\n{escaped(sides(plan))}\n"]
    if plan.notes:
        # Every text that is not ours is escaped: whoever opens a merge request names files and objects, and the
        # comment is read with the rights of a reviewer.
        parts.append("".join(f"> {escaped(each)}\n" for each in plan.notes))
    broken = [each for each in plan.overlays if each.error]
    if broken:
        # A cell of a table is one line: the first one of the error.
        rows = "".join(f"| {escaped(each.target)} | {escaped(each.error.splitlines()[0])} |\n" for each in broken)
        parts.append(f"| does not build | why |\n|---|---|\n{rows}")
    if plan.dangers:
        rows = "".join(
            f"| {_SIGNS[each.danger.severity]} {escaped(each.danger.resource)} {_code(each.danger.path)} "
            f"| {escaped(each.danger.message)} | {escaped(overlays_text(each.overlays))} |\n"
            for each in plan.dangers
        )
        parts.append(f"| danger | what | overlays |\n|---|---|---|\n{rows}")
    if plan.images:
        rows = "".join(
            f"| {_code(each.image.old)} | {_code(each.image.new)} | {escaped(overlays_text(each.overlays))} |\n"
            for each in plan.images
        )
        parts.append(f"| image before | image after | overlays |\n|---|---|---|\n{rows}")
    if plan.findings:
        listed = "".join(f"- {escaped(finding_text(each))}\n" for each in plan.findings)
        parts.append(folded(counted(len(plan.findings), "new finding"), listed))
    for heading, groups in sections_of(plan.groups):
        parts.append(f"#### {escaped(heading)}\n")
        parts += [block(group.entry) for group in groups]
    # What reviewers look for comes first, since a long comment is cut at its end.
    return cut(parts, "part")


_SIGNS = {"error": "🛑", "warning": "⚠️"}


def _code(text: str) -> str:
    return escaped(text) if text else ""
