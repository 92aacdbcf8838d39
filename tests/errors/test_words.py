"""Hints from names that are alike and values of a wrong type, and the places of what a path leads past."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.messages.field_paths import joined, missed
from kustompy.messages.suggestions import Comparisons, all_similar, did_you_mean, other_type, similar

_DASH = "is a list: put a dash before each entry, even before a single one"
_TEXTS = "takes texts: remove what makes it a mapping, such as a colon behind a word"
MANIFEST: dict[str, Any] = {
    "spec": {
        "list": [{"name": "web", "port": 1}, {"name": "api"}], "texts": ["a", "b"], "one": "x", "none": None, "a.b": {},
    },
    "empty": [],
    "many": dict.fromkeys("uvwxyz"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("spec list [name=web] port", ""),
        ("spec list * port", ""),
        ("spec list 0 port", ""),
        ("spec list 1 port", "D has no `spec.list.1.port`: there is `name`"),
        ("spec list 2", "`spec.list` of D has 2 elements: indexes begin at 0"),
        ("spec list 99999999999999999999", "`spec.list` of D has 2 elements: indexes begin at 0"),
        ("empty 0", "`empty` of D has 0 elements: indexes begin at 0"),
        ("empty - x", "D has no `empty.-.x`"),
        ("spec list [name=wbe] port", "no element of `spec.list` of D has name `wbe`: there are `web`, `api`"),
        ("spec texts [=a]", ""),
        ("spec texts [=c]", "no element of `spec.texts` of D has the value `c`: there are `a`, `b`"),
        ("spec list port", "`spec.list` of D is a list: write `spec.list.*.port`"),
        ("spec one x", "`spec.one` of D is one value, and has no `x` in it"),
        ("spec one *", "`spec.one` of D is one value, and has to be a list: write each entry behind a dash"),
        ("spec one [a=b]", "`spec.one` of D is one value, and has to be a list: write each entry behind a dash"),
        ("spec one -", "`spec.one` of D is one value, and has to be a list: write each entry behind a dash"),
        ("spec none x", "D has no `spec.none.x`; create"),
        ("spec a.b c", "D has no `spec.[a.b].c`; create"),
        ("spec onee", "D has no `spec.onee`: did you mean `spec.one`?"),
        ("many k", "D has no `many.k`: there are `u`, `v`, `w`, `x`, `y`, ...; create"),
        ("nothing", "D has no `nothing`: there are `spec`, `empty`, `many`; create"),
    ],
)
def test_paths_that_lead_nowhere(path: str, hint: str) -> None:
    otherwise = "create" if hint.endswith("; create") else ""
    assert missed(path.split(), MANIFEST, "D", otherwise) == hint
    assert missed(["x"], "text", "D") == "`the top` of D is one value, and has no `x` in it"
    assert joined(["a", "b.c", "[d.e=f]"]) == "a.[b.c].[d.e=f]"


@pytest.mark.parametrize(
    ("found", "wanted", "name", "written", "hint"),
    [
        ("string", "types.Patch", "patches", " p.yaml ", "write `- path: p.yaml`"),
        ("string", "types.Patch", "patches", "", "write `- path:` and the file"),
        ("string", "types.Patch", "patches", "a\nb", "write `- path:` and the file"),
        ("object", "[]string", "resources", "a: b", f"`resources` {_DASH}"),
        ("string", "[]string", "resources", "a", "`resources` is a list: write `- a` below it"),
        ("string", "[]string", "resources", "a" * 80, f"`resources` is a list: write `- {'a' * 80}` below it"),
        ("string", "[]string", "resources", "a" * 81, "`resources` is a list"),
        ("string", "[]string", "resources", "a\nb", "`resources` is a list"),
        ("array", "string", "namespace", "[a]", "`namespace` is one text: remove the dash or the brackets"),
        ("array", "types.PatchStrategicMerge", "x", "[a]", "`x` is one text: remove the dash or the brackets"),
        ("array", "types.Labels", "labels", "[a]", "`labels` is a mapping: remove the dash or the brackets"),
        ("string", "bool", "b", '"true"', "remove the quotes: `b: true`"),
        ("string", "bool", "b", '"1"', "`b` is true or false"),
        ("string", "int64", "n", "'1'", "remove the quotes: `n: 1`"),
        ("string", "int", "n", "false", "`n` is a number"),
        ("number", "string", "s", "1", 'put it in quotes: `"1"`'),
        ("bool", "string", "s", "", "put it in quotes"),
        ("object", "string", "literals", "a: b", "write `a=b`"),
        ("object", "string", "literals", "a:", f"`literals` {_TEXTS}"),
        ("object", "string", "resources", "path: b", "an entry with `path:` belongs under `patches:`"),
        ("object", "types.SortOrder", "s", "b: c", f"`s` {_TEXTS}"),
        ("string", "types.Labels", "labels", "a", "`labels` is a mapping: write `key: value` below it"),
    ],
)  # fmt: skip
def test_values_of_another_type(found: str, wanted: str, name: str, written: str, hint: str) -> None:
    assert other_type(found, wanted, name, written) == hint


def test_names_that_are_alike() -> None:
    assert (similar("WBE", ["api", "web"]), similar("web", ["api"]), similar("x" * 201, ["x" * 201])) == ("web", "", "")
    assert similar("x" * 200, ["x" * 200]) == "x" * 200
    assert similar("web", map(str, range(5000))) == ""
    assert similar("web", ["web", *map(str, range(4999))]) == "web"
    assert similar("web", ["web", *map(str, range(5000))]) == ""
    assert all_similar("Web", ["webs", "web", "webs"], 2) == ["web", "webs"]
    assert (did_you_mean("wbe", ["web"]), did_you_mean("wbe", [])) == ("did you mean `web`?", "")
    some = Comparisons(3)
    assert [some.did_you_mean("wbe", ["web", "web", "a"]) for _ in range(2)] == ["did you mean `web`?", ""]
    few = Comparisons(2)
    assert few.did_you_mean("wbe", ["web", "a"]) == "did you mean `web`?"
