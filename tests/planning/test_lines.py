"""What differs between two texts, line by line."""

from __future__ import annotations

from kustompy.planning.forms.lines import line_changes


def test_long_texts_are_counted_and_not_compared() -> None:
    old, new = "\n".join("a" * 2001), "\n".join("b" * 2000)
    assert line_changes(old, new) == ["@@ 2001 lines became 2000 @@"]


def test_texts_that_are_short_enough_are_compared() -> None:
    old, new = "\n".join("a" * 2000), "\n".join(["a"] * 1999 + ["b"])
    found = line_changes(old, new)
    assert found is not None
    assert found[-2:] == ["-a", "+b"]


def test_json_is_laid_out() -> None:
    old = '{"a": 1, "b": {"c": "a text that is long enough"}, "d": 2}'
    assert line_changes(old, old.replace("2", "3")) == [
        "@@ -4,4 +4,4 @@", '     "c": "a text that is long enough"', "   },", '-  "d": 2', '+  "d": 3', " }",
    ]  # fmt: skip


def test_one_line_each_is_no_text_of_lines() -> None:
    assert line_changes("a", "b") is None
    assert line_changes("a\nb", None) is None
    assert line_changes('{"a": [1, 2, 3], and this is no JSON at all', "b") is None
