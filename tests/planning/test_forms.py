"""Every form of changes that were made up: each kind of change, of field and of overlay, with its words and signs."""

from __future__ import annotations

import base64
import gzip
from json import loads
from typing import Any

import pytest

from kustompy.errors.diagnostic import Diagnostic
from kustompy.planning.forms import json, markdown, text
from kustompy.planning.forms.described import Entry, FieldEntry, Origin, counts_text
from kustompy.planning.forms.markdown import LONGEST, cut, fenced
from kustompy.planning.graph.picture import Node, Picture
from kustompy.planning.page.pages import page_of_builds, page_of_diff, page_of_plan
from kustompy.planning.page.parts import marked
from kustompy.planning.page.resources import FEW, Written, section
from kustompy.planning.plan import comment, rendered
from kustompy.planning.plan.dangers import Danger
from kustompy.planning.plan.images import ImageChange
from kustompy.planning.plan.plan import DangerIn, Group, ImageIn, Overlay, Plan, overlays_text, summary
from tests.planning.goldens_of import held

LINE = Origin("overlays/prod/patch.yaml", 3, 5, "patch", False)
FILE, OPTION = Origin("base/web.yaml", 7, 0, "resource", False), Origin("", 0, 0, "--set", False)
GONE = Origin("overlays/prod/old.yaml", 9, 1, "replicas", True)


def field(
    kind: str, path: str, old: Any = None, new: Any = None, lines: tuple[str, ...] | None = None,
    is_hidden: bool = False, origins: tuple[Origin, ...] = (),
) -> FieldEntry:  # fmt: skip
    """A field that differs, at a path of one part."""
    return FieldEntry(kind, path, f"/{path}", old, new, lines, is_hidden, origins)


def entry(kind: str, name: str, *fields: FieldEntry, **more: Any) -> Entry:
    """A resource that differs."""
    plain = Entry(kind, "v1", "ConfigMap", name, "", "", fields, (), None, (), name)
    return plain._replace(**more)


LONG = {f"k{number:02}": number for number in range(13)}
ENTRIES = [
    entry(
        "changed", "web", field("changed", "one", 1, 2, origins=(LINE, GONE)), field("added", "two", None, "x"),
        field("removed", "three", "y", None, origins=(OPTION,)), field("moved", "four", [1, 2], [2, 1]),
        field("changed", "five", "**", "**", is_hidden=True), field("added", "six", None, "**", is_hidden=True),
        field("changed", "seven", "a\nb", "a\nc", lines=("@@ -1,2 +1,2 @@", " a", "-b", "+c")),
        field("added", "eight", None, LONG), field("removed", "nine", {"a": 1}, None),
        field("changed", "ten", None, []), field("changed", "eleven", {"a": "b"}, "c d e"),
        field("added", "twelve", None, {}), field("added", "thirteen", None, dict(list(LONG.items())[:12])),
        api_version="apps/v1", of_kind="Deployment", namespace="shop", former="Deployment dev/web",
        follows=(("ConfigMap settings", 1), ("Service api", 2)),
    ),
    entry("changed", "settings", field("changed", "data.a", "b", "c"), follows=(("ConfigMap settings", 1),)),
    entry("added", "new", manifest={"a": {"b": 1}, "c": ["d"]}, origins=(FILE,)),
    entry("removed", "old", manifest={f"l{number:02}": 0 for number in range(41)}, origins=(GONE,)),
    entry("added", "forty", manifest={f"l{number:02}": 0 for number in range(40)}),
]  # fmt: skip
DANGERS = (
    DangerIn(Danger("KST997", "warning", "Deployment web", "spec.replicas", "replicas go to 0", "keep one"), ("a",)),
    DangerIn(Danger("KST994", "error", "Namespace x", "", "it would be deleted", "keep it"), ("a", "b", "c", "d")),
    DangerIn(Danger("KST995", "warning", "ConfigMap old", "", "it would be pruned", "keep it"), ("a", "b", "c")),
)
FINDINGS = (
    Diagnostic("no limits", code="KST100", severity="warning", file="base/web.yaml", line=4, resource="Deployment web"),
    Diagnostic("no name", code="KST101", severity="error", file="base/web.yaml"),
    Diagnostic("no file", code="KST102", severity="info", resource="Service api"),
)
OVERLAYS = tuple(
    Overlay(name, status, count, count + 1, "", error)
    for name, status, count, error in (
        ("a", "changed", 5, ""), ("b", "new", 1, ""), ("c", "gone", 2, ""), ("d", "equal", 0, ""),
        ("e", "broken", 0, "no such file\nin base"), ("f", "broken before", 0, "bad YAML\nat line 1"),
        ("g", "changed", 1, ""),
    )
)  # fmt: skip
PLAN = Plan(
    "main", "0123456789abcdef", "topic", "fedcba9876543210", "/r", ("1 file is not committed",), OVERLAYS,
    (
        Group(ENTRIES[0], ("a", "b", "c", "g")), Group(ENTRIES[1], ("a", "b", "c", "g")), Group(ENTRIES[2], ("a",)),
        Group(ENTRIES[3], ("b",)), Group(ENTRIES[4], ("b",)),
    ),
    (ImageIn(ImageChange("web:1", "web:2"), ("a", "b")), ImageIn(ImageChange("", "new:1"), ("a",)),
     ImageIn(ImageChange("old:1", ""), ("a",))),
    DANGERS, FINDINGS, 3,
)  # fmt: skip
NOTHING = PLAN._replace(
    head="the work tree", head_commit="", notes=(), overlays=(OVERLAYS[3],), groups=(), images=(), dangers=(),
    findings=(), left_out=0,
)  # fmt: skip
PICTURE = Picture((Node("a", "a", "kustomization", "g"),), ())


def body(page: str) -> str:
    """What a page says of its own: not its head, style and script."""
    return page.partition("<body>")[2].partition("<script>")[0]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("plan.txt", rendered.text(PLAN)),
        ("plan.coloured", rendered.text(PLAN, paint=text.Paint(True))),
        ("plan.md", comment.markdown(PLAN)),
        ("plan.html", body(page_of_plan(PLAN, PICTURE, [Written("ConfigMap x", (("a: 1", "f:1 x"), ("b: 2", "")))]))),
        ("plan.json", rendered.json(PLAN)),
        ("nothing.txt", rendered.text(NOTHING)),
        ("nothing.md", comment.markdown(NOTHING)),
        ("nothing.html", body(page_of_plan(NOTHING))),
        ("nothing.json", rendered.json(NOTHING)),
        ("diff.txt", text.rendered(ENTRIES)),
        ("diff.coloured", text.rendered(ENTRIES, coloured=True)),
        ("diff.md", markdown.rendered(ENTRIES)),
        ("diff.json", json.rendered(ENTRIES, 2)),
        ("diff.html", body(page_of_diff([("overlays/a", ENTRIES[:2]), ("", ENTRIES[2:3])]))),
    ],
)
def test_a_form(name: str, printed: str) -> None:
    held(f"forms/{name}", printed)


def test_what_code_hosts_show_beside_lines() -> None:
    found = rendered.diagnostics(PLAN)
    assert [(each.message, each.code, each.severity, each.file, each.line, each.hint) for each in found[:4]] == [
        ("Deployment web spec.replicas: replicas go to 0 (a)", "KST997", "warning", LINE.file, LINE.line, "keep one"),
        ("Namespace x: it would be deleted (a, b, c and 1 more)", "KST994", "error", "", 0, "keep it"),
        # the line that made it is gone, and can carry nothing
        ("ConfigMap old: it would be pruned (a, b, c)", "KST995", "warning", "", 0, "keep it"),
        ("e no longer builds: no such file", "KST209", "error", "e", 0, ""),
    ]
    assert tuple(found[4:]) == FINDINGS


def test_the_first_line_of_a_resource_is_where_its_danger_stands() -> None:
    group = Group(entry("changed", "web", field("changed", "x", 1, 2, origins=(FILE, LINE))), ("a",))
    plan = NOTHING._replace(groups=(group, group._replace(entry=group.entry._replace(fields=()))))
    dangers = (DangerIn(Danger("KST997", "warning", "ConfigMap web", "", "m", "r"), ("a",)),)
    (found,) = rendered.diagnostics(plan._replace(dangers=dangers))
    assert (found.file, found.line) == (FILE.file, FILE.line)


def test_a_plan_in_words() -> None:
    assert summary(NOTHING) == "nothing changes in the 1 overlay that the change may reach"
    assert summary(NOTHING._replace(overlays=())) == "nothing changes in the 0 overlays that the change may reach"
    assert summary(PLAN) == (
        "6 overlays (2 changed, 1 new, 1 gone, 1 that no longer builds, 1 that did not build before): "
        "5 distinct changes, 3 dangers, 3 new findings"
    )
    assert (PLAN.is_broken, NOTHING.is_broken) == (True, False)
    assert [overlays_text("abcd"[:count]) for count in range(5)] == ["", "a", "a, b", "a, b, c", "a, b, c and 1 more"]
    assert overlays_text("abcde", 2) == "a, b and 3 more"


def test_a_list_that_is_gone_is_shown_as_yaml() -> None:
    gone = entry("changed", "a", field("removed", "x", [{"a": 1}], None))
    assert text.rendered([gone]) == "~ ConfigMap a\n  - x:\n      - a: 1\n"
    assert '<pre class="old">- a: 1</pre>' in page_of_diff([("", [gone])])


def test_counts() -> None:
    added, changed = entry("added", "a"), entry("changed", "b")
    assert counts_text([]) == "nothing differs"
    assert counts_text([added]) == "1 resource differs: 1 added"
    assert counts_text([changed, added, changed]) == "3 resources differ: 1 added, 2 changed"


def test_no_text_ends_its_block() -> None:
    assert [fenced("`" * count, "diff").split("\n")[0] for count in (0, 2, 3, 5)] == [
        "```diff", "```diff", "````diff", "``````diff",
    ]  # fmt: skip
    assert fenced("`` a ```` b ```") == "`````\n`` a ```` b ```\n`````\n"


def test_a_comment_that_is_too_long_says_how_much_is_missing() -> None:
    # a line break stands between two parts
    most = LONGEST - 200
    assert cut(["a", "b" * (most - 2)], "part") == "a\n" + "b" * (most - 2)
    assert cut(["a", "b" * (most - 1)], "part") == "a\n… and 1 more part: the comment would be too long\n"
    assert cut(["a", "b" * most, "c"], "part") == "a\n… and 2 more parts: the comment would be too long\n"


def test_long_texts_have_no_marked_words() -> None:
    few, many = " ".join("a" * 200), " ".join("a" * 201)
    assert marked(few, f"{few} ") == (few, f"{few}<ins> </ins>")
    assert marked(f"b{few[1:]}", few)[0].startswith("<del>b</del> a")
    # 401 words, blanks among them
    assert marked(few, many) == (few, many)
    assert marked(many, few) == (many, few)
    assert marked("a-b", "a+b") == ("a<del>-</del>b", "a<ins>+</ins>b")


def test_what_a_report_has() -> None:
    page = body(page_of_builds("abcd", PICTURE, [], FINDINGS))
    assert "<p>a, b, c: 0 resources, 3 findings</p>" in page
    assert page.count('<li data-text=""><code>') == 3
    assert page.count("<svg") == 1
    assert "<svg" not in body(page_of_builds("abcd", Picture((), ()), [], FINDINGS))


def test_few_resources_stand_in_the_page_and_many_are_packed() -> None:
    few = [Written(f"ConfigMap x{number}", (("a: 1", ""), ("b: <", 'f"'))) for number in range(FEW)]
    html, packed = section(few)
    assert (html.count("<pre>"), packed) == (FEW, "")
    assert '<span class="line">a: 1\n</span><span class="line" title="f&quot;">b: &lt;\n</span>' in html
    html, packed = section([*few, few[0]])
    assert html.count("<pre></pre>") == FEW + 1
    assert f"data-resource={FEW}><summary>ConfigMap x0</summary>" in html
    assert unpacked(packed) == {"writers": ['f"'], "resources": [[["a: 1", -1], ["b: <", 0]]] * (FEW + 1)}


def unpacked(packed: str) -> object:
    """What the script of the page reads."""
    return loads(gzip.decompress(base64.b64decode(packed)))
