"""Shell patterns: what they match, as Go's ``filepath.Match`` says."""

from __future__ import annotations

import pytest

from kustompy.errors import UsageError
from kustompy.golang.glob import matches

# pattern, names that it matches, names that it does not
PATTERNS = [
    ("", [""], ["a"]),
    ("*", ["", "abc"], ["a/b"]),
    ("*c", ["abc", "c"], ["cab"]),
    ("a*", ["a", "abc"], ["ba", "ab/c"]),
    ("a*/b", ["a/b", "abc/b"], ["a/c/b"]),
    ("a*b*c*d*e*/f", ["axbxcxdxe/f", "axbxcxdxexxx/f"], ["axbxcxdxe/xxx/f", "axbxcxdxexxx/fff"]),
    ("a*b?c*x", ["abxbbxdbxebxczzx"], ["abxbbxdbxebxczzy"]),
    ("ab[c]", ["abc"], ["abd", "ab"]),
    ("ab[b-d]", ["abc", "abb", "abd"], ["aba", "abe"]),
    ("ab[^c]", ["abd"], ["abc"]),
    ("ab[^b-d]", ["aba"], ["abc"]),
    ("a?b", ["acb"], ["ab", "a/b", "accb"]),
    ("a[^a]b", ["acb"], ["aab"]),
    ("[a-ζ]*", ["α"], ["A"]),
    ("[x-]".replace("-]", "\\-]"), ["x", "-"], ["z"]),
    ("**.yaml", ["a.yaml"], ["a/b.yaml", "a.yml"]),
]
BROKEN = ["[]a]", "[-]", "[x-]", "[-x]", "a[", "[^", "[^bc"]


@pytest.mark.parametrize(("pattern", "there", "not_there"), PATTERNS)
def test_names_that_match(pattern: str, there: list[str], not_there: list[str]) -> None:
    assert [each for each in there + not_there if matches(pattern, each)] == there


@pytest.mark.parametrize("pattern", BROKEN)
def test_patterns_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(UsageError, match="syntax error in pattern"):
        matches(pattern, "anything")
