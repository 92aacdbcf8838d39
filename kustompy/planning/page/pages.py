"""The pages: of a plan, of a diff, and of builds."""

from __future__ import annotations

from kustompy.planning.forms.described import counts_text
from kustompy.planning.graph.picture import folded
from kustompy.planning.graph.svg import svg
from kustompy.planning.page.page import Section, page
from kustompy.planning.page.parts import card, code, entry_card, safe, table
from kustompy.planning.page.resources import section
from kustompy.planning.plan.plan import summary
from kustompy.planning.plan.rendered import finding_text, sections_of, sides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.planning.forms.described import Entry
    from kustompy.planning.graph.picture import Picture
    from kustompy.planning.page.resources import Written
    from kustompy.planning.plan.plan import Plan

_SHOWN = 3


def page_of_diff(groups: Sequence[tuple[str, Sequence[Entry]]]) -> str:
    """The page of ``kustompy diff``: the changes of each target."""
    body = "".join(
        (f"<h3>{safe(name)}</h3>\n" if name else "") + "".join(entry_card(each, name) for each in entries)
        for name, entries in groups
    )
    whole = [each for _, entries in groups for each in entries]
    return page("kustompy diff", counts_text(whole), [Section("changes", "Changes", body)])


def page_of_plan(plan: Plan, picture: Picture | None = None, found: Sequence[Written] = ()) -> str:
    """The page of ``kustompy plan``; a picture and resources with their writers may come along."""
    changes = "".join(
        f"<h3>{safe(heading)}</h3>\n" + "".join(entry_card(each.entry, " ".join(each.overlays)) for each in groups)
        for heading, groups in sections_of(plan.groups)
    )
    dangers = table(
        ("danger", "what", "overlays"),
        (
            (
                f'<span class="{each.danger.severity}">{each.danger.code}</span> {safe(each.danger.resource)} '
                f"{code(each.danger.path) if each.danger.path else ''}",
                f'{safe(each.danger.message)}<br><span class="soft">{safe(each.danger.remedy)}</span>',
                _overlays(each.overlays),
            )
            for each in plan.dangers
        ),
    )
    images = table(
        ("before", "after", "overlays"),
        ((code(each.image.old), code(each.image.new), _overlays(each.overlays)) for each in plan.images),
    )
    rows = ((safe(each.target), safe(each.status), str(each.resources), safe(each.error)) for each in plan.differing)
    body, packed = section(found)
    notes = "".join(f"<p>{safe(each)}</p>" for each in (sides(plan), *plan.notes))
    return page(
        "kustompy plan", summary(plan),
        (
            Section("overlays", "Overlays", notes + table(("overlay", "status", "resources", ""), rows)),
            Section("dangers", "Dangers", dangers if plan.dangers else ""),
            Section("images", "Images", images if plan.images else ""),
            Section("changes", "Changes", changes),
            Section("findings", "New findings", _listed(map(finding_text, plan.findings))),
            Section("graph", "Graph", _figure(picture)),
            Section("resources", "Resources", body),
        ),
        packed,
    )  # fmt: skip


def page_of_builds(
    names: Sequence[str], picture: Picture, found: Sequence[Written], findings: Sequence[Diagnostic]
) -> str:
    """The page of ``kustompy report``: what builds have, who wrote it, and what is found in it."""
    kinds: dict[str, int] = {}
    for each in found:
        # A kind has no blank, and the name begins with it.
        kind = each.name.partition(" ")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    rows = ((safe(kind), str(count)) for kind, count in sorted(kinds.items(), key=lambda row: (-row[1], row[0])))
    body, packed = section(found)
    summary = f"{', '.join(names[:_SHOWN])}: {len(found)} resources, {len(findings)} findings"
    return page(
        "kustompy report", summary,
        (
            Section("kinds", "Kinds", table(("kind", "resources"), rows)),
            Section("findings", "Findings", _listed(map(finding_text, findings))),
            Section("graph", "Graph", _figure(picture)),
            Section("resources", "Resources", body),
        ),
        packed,
    )  # fmt: skip


def _overlays(overlays: Sequence[str]) -> str:
    if len(overlays) <= _SHOWN:
        return safe(", ".join(overlays))
    return card(f"{len(overlays)} overlays", safe(", ".join(overlays)))


def _listed(texts: Iterable[str]) -> str:
    items = "".join(f'<li data-text="">{code(each)}</li>\n' for each in texts)
    return f"<ul>\n{items}</ul>\n" if items else ""


def _figure(picture: Picture | None) -> str:
    if picture is None or not picture.nodes:
        return ""
    return f'<div class="figure">{svg(folded(picture), style=False)}</div>\n'
