"""Go templates come out as Go and Sprig have them; one of an attacker ends."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kustompy.controllers.templates.evaluating import Budget, Template
from kustompy.controllers.templates.functions import FUNCTIONS
from kustompy.controllers.templates.reading import TemplateError
from kustompy.controllers.templates.values import as_of_json
from kustompy.errors import LimitError

DATA = {
    "name": "Web_App", "n": 3, "f": 1.5, "big": 1e21, "yes": True, "no": False, "nil": None, "empty": "",
    "list": ["a", "b"], "none": [], "map": {"b": {"x": 1}, "a": 2}, "url": "https://example.com/a/b.git",
    "words": "one two",
}  # fmt: skip
HERE = Path(__file__).parent
PARTS = (HERE / "templates.txt").read_text(encoding="utf-8").strip().split("\n\n")
# a template and what comes of it, both as JSON
ROWS = [tuple(map(json.loads, each.split("\n"))) for each in PARTS]
OF_ARGO = [
    ('{{ normalize "Web_App/x.y-" }} {{ "A b" | normalize }}', "web-app-x.y a-b"),
    ('{{ slugify "Feat/Long_Branch name" }}', "feat-long-branch-name"),
    ('{{ slugify 10 true "feat/very long branch" }}', "feat-very"),
    ('{{ index (fromYamlArray "- a\\n- b") 1 }}', "b"),
]
REFUSED = list(map(json.loads, (HERE / "templates_refused.txt").read_text(encoding="utf-8").splitlines()))
assert ROWS, "no templates found"
assert REFUSED, "no templates found"


def rendered(text: str, **more: object) -> str:
    return Template(text).rendered(as_of_json({**DATA, **more}), Budget())


@pytest.mark.parametrize(("text", "result"), [*ROWS, *OF_ARGO])
def test_a_template(text: str, result: str) -> None:
    assert rendered(text) == result


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_rendered(text: str) -> None:
    with pytest.raises(TemplateError):
        rendered(text)


def test_missing_keys() -> None:
    strict = Template("{{ .a }}{{ .b }}", ["missingkey=error"])
    with pytest.raises(TemplateError, match='no entry for key "b"'):
        strict.rendered({"a": 1}, Budget())
    with pytest.raises(TemplateError, match="unrecognized option"):
        Template("", ["missingkey=none"])


EXPLODING = [
    '{{ $a := "aaaaaaaa" }}{{ range until 10000 }}{{ $a = print $a $a }}{{ end }}',
    "{{ $a := list 1 }}{{ range until 10000 }}{{ $a = list $a $a }}{{ end }}{{ $a }}",
    "{{ $a := list 1 }}{{ range until 10000 }}{{ $a = concat $a $a }}{{ end }}",
    '{{ $a := dict "a" 1 }}{{ range until 10000 }}{{ $a = dict "a" $a "b" $a }}{{ end }}{{ toJson $a }}',
    "{{ range until 10000 }}{{ range until 10000 }}x{{ end }}{{ end }}",
    '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}',
    '{{ range until 10000 }}{{ repeat 10000 "x" }}{{ end }}',
    '{{ regexMatch (repeat 70 "a{1000}") "a" }}',
    '{{ range $i := until 10000 }}{{ regexMatch (printf `(?i)[\\x{%d}\\pL]` $i) "a" }}{{ end }}',
    '{{ range until 10000 }}{{ regexMatch `(a{900})b` (repeat 10000 "a") }}{{ end }}',
    '{{ range until 10000 }}{{ regexMatch (print `(a|b)*a` (repeat 30 `(a|b)`) `c`) (repeat 2000 "abbaa") }}{{ end }}',
    '{{ range $i := until 10000 }}{{ regexMatch (printf `(a{500}){1}%d` $i) "a" }}{{ end }}',
]


@pytest.mark.parametrize("text", EXPLODING)
def test_a_template_that_explodes(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises((TemplateError, LimitError)):
        rendered(text)
    assert time.perf_counter() - began < 10


def test_a_pattern_that_would_go_back_is_matched_once() -> None:
    began = time.perf_counter()
    assert rendered('{{ regexMatch (print `^(a|a)*` (repeat 150 `(a*)*`) `b$`) (repeat 9000 "a") }}') == "false"
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("text", ["{{ " + "(" * 10_000, "{{ if .yes }}" * 10_000, "{{ a" + " | a" * 200_000 + " }}"])
def test_a_template_that_nests(text: str) -> None:
    with pytest.raises((TemplateError, LimitError)):
        rendered(text)


@given(st.text(alphabet='{}.$|()"` -=:ab1if range end', max_size=40))
def test_any_text_is_rendered_or_refused(text: str) -> None:
    try:
        made = rendered("{{" + text)
    except TemplateError:
        return
    assert "}}" in text or made == ""


@given(st.text(max_size=40).filter(lambda each: "{{" not in each and not each.endswith("{")))
def test_a_text_without_braces_stays(text: str) -> None:
    assert rendered(text) == text


def test_the_page_names_all_functions() -> None:
    page = (HERE.parents[1] / "docs/argocd.md").read_text(encoding="utf-8")
    table = page.partition("Functions:")[2].partition("None reads")[0]
    assert set(re.findall(r"`(\w+)`", table)) == {*FUNCTIONS, "and", "or"}
