"""Variables in texts come out as those of Flux's envsubst do; a text of an attacker ends, too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kustompy.controllers.flux.envsubst import BadSubstitution, Substitution
from kustompy.errors import LimitError

VALUES = {"a": "abcABC123ABCabc", "path": "/home/me/notes.for.today", "e": "", "n": "3", "umlaut": "äöü"}
ROWS = [
    ("no variable", "no variable"),
    ("${a}", "abcABC123ABCabc"),
    ("[${e}] [${none}]", "[] []"),
    ("$a $ ${n}$", "$a $ 3$"),
    ("$${a} $$a $$$${a} $$${n}", "${a} $a $${a} $3"),
    ("$${a=${n}}", "${a=3}"),
    ("${#a} ${#umlaut} ${#none}", "15 6 0"),
    ("${n:=x} ${e:=x} ${none:=x}", "3 x x"),
    ("${none:-x y} ${none=z} ${none:-}", "x y z "),
    ("${none:-${n}-${e:=w}}", "3-w"),
    ("${none:?why}", "why"),
    ("${a^} ${a^^}", "AbcABC123ABCabc ABCABC123ABCABC"),
    ("${a,} ${a,,} ${e^}", "abcABC123ABCabc abcabc123abcabc "),
    ("${path:6} ${path:6:2} ${path:6:99}", "me/notes.for.today me me/notes.for.today"),
    ("${path:-5}", "/home/me/notes.for.today"),
    ("${path: -5} ${path:x}", "/home/me/notes.for.today /home/me/notes.for.today"),
    ("${path:99} ${path:0:0} ${path:1:-6}", "  home/me/notes.for"),
    ("${path:${n}}", "me/me/notes.for.today"),
    ("${a/abc/x} ${a//abc/x} ${a/none/x}", "xABC123ABCabc xABC123ABCx abcABC123ABCabc"),
    ("${a/#abc/x} ${a/#ABC/x} ${a/%abc/x} ${a/%ABC/x}", "xABC123ABCabc abcABC123ABCabc abcABC123ABCx abcABC123ABCabc"),
    ("${a/#/x-} ${a/%/-x} ${n/3/}", "x-abcABC123ABCabc abcABC123ABCabc-x "),
    ("${path//\\//-} ${path/\\/home/~}", "-home-me-notes.for.today ~/me/notes.for.today"),
    ("${path#*/} ${path##*/}", "home/me/notes.for.today notes.for.today"),
    ("${path%.*} ${path%%.*}", "/home/me/notes.for /home/me/notes"),
    ("${path#none} ${path%%none}", "/home/me/notes.for.today /home/me/notes.for.today"),
]
REFUSED = ["${", "${}", "${a", "${a b}", "${.x}", "${a-x}", "${a+x}", "${none:-", "${a/b}", "${a:}", "${#}", "${a^x}"]


@pytest.mark.parametrize(("text", "result"), ROWS)
def test_a_text(text: str, result: str) -> None:
    assert Substitution(text, VALUES).result == result


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(BadSubstitution):
        Substitution(text, VALUES)


def test_who_is_used_and_who_is_unset() -> None:
    done = Substitution("${a} ${b} ${c:=1} ${#d}", {"a": "1"})
    assert (list(done.used), list(done.unset)) == (["a", "b", "c", "d"], ["b", "d"])


def test_what_is_missing_may_be_made() -> None:
    assert Substitution("${b} ${b:=x} ${a}", {"a": "1"}, str.upper).result == "B x 1"


@given(st.text(alphabet="$${}a:=-/#%^,\\ ", max_size=40))
def test_any_text_is_replaced_or_refused(text: str) -> None:
    try:
        done = Substitution(text, {"a": "x"})
    except BadSubstitution:
        return
    assert "$" in text or done.result == text


@given(st.text(max_size=60))
def test_an_escaped_text_comes_out_as_it_is(text: str) -> None:
    assert Substitution(text.replace("$", "$$"), {}).result == text


def test_defaults_do_not_nest_without_end() -> None:
    with pytest.raises(LimitError):
        Substitution("${x:-" * 10_000, {})


def test_patterns_end_at_a_limit() -> None:
    with pytest.raises(LimitError):
        Substitution("${a%%*c*d}" * 50, {"a": "b" * 2000})
