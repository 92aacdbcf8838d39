"""Go's regular expressions: what they match, what they refuse and in which words, and that they take linear time."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kustompy.golang import regexp
from kustompy.golang.regexp.nodes import RegexpError

# pattern, texts that it matches as a whole, texts that it does not
FULL = [
    ("", [""], ["a"]),
    ("web", ["web"], ["webs", "a web"]),
    ("web.*", ["web", "web-1"], ["a-web", "web\n1"]),
    ("(?s)web.*", ["web\n1"], []),
    ("a|bc", ["a", "bc"], ["abc"]),
    ("a)|(b", ["a", "ax", "b", "xb"], ["x"]),
    ("(|a)*", ["", "aaa"], ["b"]),
    ("(a|b)*abb", ["abb", "babaabb"], ["ab"]),
    ("x{2,3}", ["xx", "xxx"], ["x", "xxxx"]),
    ("x{2,}", ["xx", "xxxxx"], ["x"]),
    ("x{0}", [""], ["x"]),
    ("(x{2}){2}", ["xxxx"], ["xx"]),
    ("x{,2}", ["x{,2}"], ["xx"]),
    ("x{01}", ["x{01}"], ["x"]),
    ("[]a-c-]+", ["]", "b", "-"], ["d"]),
    ("[^a-c]+", ["d\n"], ["a"]),
    ("[[:alpha:][:^print:]]+", ["aZ", "\x01"], ["1"]),
    (r"[\d\-\]]+", ["1-]"], ["a"]),
    (r"\w+\s\D", ["a_1 x"], ["a_1 2", "é x"]),
    (r"\pL\p{Nd}\PL", ["é1 "], ["1é "]),
    (r"\p{^Lu}\P{^Lu}", ["aA"], ["Aa"]),
    (r"\p{Greek}+", ["αβ"], ["ab"]),
    (r"\x41\x{1F389}\101\a\n", ["A🎉A\a\n"], []),
    (r"\Qa.b\E.\Qc*\E", ["a.bxc*"], ["aXbxc*"]),
    ("(?i)straße", ["STRAẞE", "ſtraße"], ["strasse"]),
    ("(?i)ı", ["ı"], ["I", "i"]),
    ("(?i)İ", ["İ"], ["I", "i", "i̇"]),
    ("(?i)[k-l]", ["K", "\u212a", "L"], ["m"]),
    ("(?i)[^k]", ["l"], ["K", "\u212a"]),
    ("(?i:A)b", ["ab", "Ab"], ["aB"]),
    ("(?i)a(?-i)b", ["Ab"], ["AB"]),
    ("(?P<n>a)(?<m>b)", ["ab"], []),
    ("(?U)a+?b??", ["aab"], []),
    (r"\Aa\z", ["a"], ["a\n"]),
    (r"a\b.\Bb", [], ["a-b"]),
    (r"a\b.\B-", ["a--"], ["a-b"]),
]

# pattern, texts that it is found in, texts that it is not found in
FOUND = [
    ("eb", ["web"], ["w"]),
    ("^b$", ["b"], ["a\nb"]),
    ("(?m)^b$", ["a\nb\nc"], ["ab"]),
    (r"\bfoo\b", ["a foo.", "foo"], ["food"]),
    (r"\Bo\B", ["foot"], ["fo"]),
    ("a*", ["", "b"], []),
    ("(^|x)b", ["b", "axb"], ["ab"]),
]

# Each checked as ^(?:pattern)$ on the real binary.
REFUSED = [
    ("(a", "missing closing ): `^(?:(a)$`"),
    (")", "unexpected ): `^(?:))$`"),
    ("a**", "invalid nested repetition operator: `**`"),
    ("a+*?", "invalid nested repetition operator: `+*?`"),
    ("*", "missing argument to repetition operator: `*`"),
    ("a|+?", "missing argument to repetition operator: `+?`"),
    ("a{1001}", "invalid repeat count: `{1001}`"),
    ("a{2,1}", "invalid repeat count: `{2,1}`"),
    ("((a){10}){101}", "invalid repeat count: `{101}`"),
    ("[a", "missing closing ]: `[a)$`"),
    ("[b-a]", "invalid character class range: `b-a`"),
    ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
    (r"\pX", r"invalid character class range: `\pX`"),
    (r"\p{Nope}", r"invalid character class range: `\p{Nope}`"),
    (r"\8", r"invalid escape sequence: `\8`"),
    (r"\x{110000}", r"invalid escape sequence: `\x{110000`"),
    (r"\C", r"invalid escape sequence: `\C`"),
    ("(?P<n!>a)", "invalid named capture: `(?P<n!>`"),
    ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
    ("(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`"),
    ("(" * 1000 + "a" + ")" * 1000, "expression nests too deeply: `^(?:" + "(" * 1000 + "a" + ")" * 1000 + ")$`"),
]


@pytest.mark.parametrize(("pattern", "matching", "other"), FULL, ids=[row[0] for row in FULL])
def test_full_match(pattern: str, matching: list[str], other: list[str]) -> None:
    compiled = regexp.compile(pattern, full=True)
    assert [text for text in matching + other if compiled.full_match(text)] == matching


@pytest.mark.parametrize(("pattern", "matching", "other"), FOUND, ids=[row[0] for row in FOUND])
def test_search(pattern: str, matching: list[str], other: list[str]) -> None:
    compiled = regexp.compile(pattern)
    assert [text for text in matching + other if compiled.search(text)] == matching


@pytest.mark.parametrize(("pattern", "problem"), REFUSED, ids=[row[0][:20] for row in REFUSED])
def test_refused_patterns(pattern: str, problem: str) -> None:
    with pytest.raises(RegexpError) as caught:
        regexp.compile(pattern, full=True)
    assert str(caught.value) == f"error parsing regexp: {problem}"


def test_a_trailing_backslash_has_its_own_error() -> None:
    with pytest.raises(RegexpError) as caught:
        regexp.compile("a\\")
    assert str(caught.value) == "error parsing regexp: trailing backslash at end of expression: ``"


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a*)*b", "(x+x+)+y", "(.*a){20}$"])
def test_the_work_grows_with_the_pattern_and_not_with_the_text(pattern: str) -> None:
    compiled = regexp.Regexp(pattern, full=True)
    assert not compiled.full_match("a" * 50_000 + "!")
    assert compiled._full is not None
    assert compiled._full.steps < 500


def test_a_hostile_size_is_refused_before_it_costs_memory() -> None:
    with pytest.raises(RegexpError, match="expression too large"):
        regexp.compile("(" + "a" * 1000 + "){1000}")
    with pytest.raises(RegexpError, match="expression too large"):
        regexp.compile(r"[\pL1]" * 2000)


def test_the_states_of_a_hostile_text_are_forgotten() -> None:
    compiled = regexp.Regexp("[ab]*a[ab]{12}c", full=False)
    state = 1
    letters = []
    for _ in range(30_000):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        letters.append("ab"[state >> 16 & 1])
    assert not compiled.search("".join(letters))
    assert compiled._search is not None
    assert compiled._search._transitions <= 20_001


SIMPLE = st.recursive(
    st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\w", r"\b", "^", "$", "(?:)", r"\."]),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=4).map("".join),
        st.tuples(parts, parts).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(parts, st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,3}", "{0,2}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
)


@given(SIMPLE, st.text("abc1.\n", max_size=8), st.booleans())
def test_matching_what_python_matches(pattern: str, text: str, fold: bool) -> None:
    # $ is \z in Go
    ours, theirs = ("(?i)" + pattern, pattern.replace("$", r"\Z")) if fold else (pattern, pattern.replace("$", r"\Z"))
    reference = re.compile(theirs, re.ASCII | (re.IGNORECASE if fold else 0))
    compiled = regexp.compile(ours)
    assert compiled.search(text) == bool(reference.search(text))
    assert compiled.full_match(text) == bool(reference.fullmatch(text))


ASCII_CLASSES = {
    "[[:alnum:]]": str.isalnum, "[[:alpha:]]": str.isalpha, "[[:ascii:]]": str.isascii, "[[:digit:]]": str.isdigit,
    "[[:lower:]]": str.islower, "[[:upper:]]": str.isupper, "[[:print:]]": str.isprintable,
    "[[:space:]]": " \t\n\v\f\r".__contains__, "[[:blank:]]": " \t".__contains__,
    "[[:cntrl:]]": lambda each: ord(each) < 32 or ord(each) == 127,
    "[[:graph:]]": lambda each: "!" <= each <= "~", "[[:punct:]]": string.punctuation.__contains__,
    "[[:word:]]": lambda each: each.isalnum() or each == "_", "[[:xdigit:]]": string.hexdigits.__contains__,
    r"\d": str.isdigit, r"\w": lambda each: each.isalnum() or each == "_", r"\s": " \t\n\f\r".__contains__,
}  # fmt: skip


@pytest.mark.parametrize("pattern", ASCII_CLASSES)
def test_every_character_of_a_class(pattern: str) -> None:
    compiled, belongs = regexp.compile(pattern), ASCII_CLASSES[pattern]
    for character in map(chr, range(128)):
        assert compiled.full_match(character) == belongs(character), character
