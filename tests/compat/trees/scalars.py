"""Scalars as they are written: the plain ones, and all that a typing rule or an emitter could trip over."""

from __future__ import annotations

import json

from tests.compat.trees.draws import Draws, Value

NAMES = ("web", "api", "db", "cfg", "cred", "data")
WORDS = ("web", "api", "nginx", "prod", "v1", "a", "b", "info", "some-text", "x.y.z", "a/b", "x_y")
NUMBERS: tuple[str, ...] = (
    "0777",
    '"0777"',
    "1.10",
    '"1.10"',
    "0",
    "1",
    "42",
    "8080",
    '"8080"',
    "1e3",
    "0x1F",
    "0o17",
    "0b101",
    "1_000",
)
NUMBERS += ("-0", "-0.0", ".5", "1.", "9007199254740993", "18446744073709551615", "18446744073709551616", "1e400", "+1")
NUMBERS += ("1.0", "123456789.5", "100000.5", "1e-7", "1e21", "08", "09.5", "-1", "12345678", "1234567.5", "0x", "1__0")
SWITCHES = ("true", "false", "TRUE", "True", "tRue", "y", "on", "yes", "No", "OFF", "n", '"on"', "'yes'", '"true"')
NULLS = ("~", "null", "", "NULL", "nULL", '""', "''", '"~"', '"null"')
DATES = (
    "2001-01-01",
    "2001-01-01T10:00:00Z",
    "2001-02-29",
    '"2001-01-01"',
    "2001-1-1 1:2:3.50 +5:30",
    "12:30:45",
    "1:30",
)
TEXTS: tuple[str, ...] = (
    "http://x:80/?a=b",
    "a:b",
    "a#b",
    "it's",
    "'it''s'",
    "'{{ x }}'",
    '"a: b"',
    "a, b",
    '"a #b"',
    "=",
    "'- a'",
    "-a",
)
TEXTS += (
    '"tab\\there"',
    '"\\u263a é"',
    "é",
    "'😀'",
    '"😀 é"',
    '"a \\nb"',
    '"x\\n"',
    '"\\n"',
    '" a"',
    '"a "',
    "<<",
    "'*'",
)
TEXTS += (
    '"\\x01"',
    "'%'",
    "--",
    "'---'",
    "'@x'",
    "'`'",
    "!!str 1",
    "!!int '1'",
    "!!binary aGVsbG8=",
    "!foo 1",
    "!!float 1",
)
TEXTS += (
    "'a\"b'",
    '"\\\\"',
    "$(X)",
    "$$(X)",
    "'{}'",
    "'[a]'",
    '"{\\"a\\": 1}"',
    "<b>&amp;",
    '"\\u2028"',
    '"\\t"',
    '"\\r"',
)
WRONG = (".inf", ".nan", "!!int a", '"\\u007f"', "*nowhere", "'open", "{a: b", "@x")
LONG = (
    "the quick brown fox jumps over the lazy dog and then some more words follow until the line is longer than eighty"
)
ODD: tuple[str, ...] = (
    *NUMBERS,
    *SWITCHES,
    *NULLS,
    *DATES,
    *TEXTS,
    *NUMBERS,
    *SWITCHES,
    *NULLS,
    LONG,
    f"'{LONG} ''x'' {LONG}'",
)
ODD += (f'"{LONG}\\t {LONG}"', f"{LONG}  {LONG}", '"first\n\nthird"', "first\nsecond", "'one\ntwo  three'")
LINES: tuple[str, ...] = (
    "line one",
    "  indented",
    "",
    "key: value",
    "# not a comment",
    "- item",
    "{{ .x }}",
    LONG,
    "trailing ",
    "tab\tin",
)
LINES += ("line", "a", "😀", "x=y")


def scalar(draws: Draws) -> Value:
    """Any scalar at all: mostly a word, sometimes odd, rarely no YAML."""
    if not draws.odd():
        return draws.one(WORDS)
    if draws.chance(0.05):
        return draws.one(WRONG)
    return block(draws) if draws.chance(12) else draws.one(ODD)


def text(draws: Draws) -> Value:
    """A scalar that is a string where it is not odd, with a var in it where the tree has vars."""
    if draws.vars and draws.chance(25):
        name = draws.one(draws.vars)
        return draws.one((f"$({name})", f"x-$({name})-y", f'"$({name})"', f"$$({name})", f"$({name})$({name})"))
    return scalar(draws)


def count(draws: Draws) -> Value:
    """A small number, sometimes an odd scalar."""
    return scalar(draws) if draws.odd(0.5) else str(draws.number(0, 5))


def port(draws: Draws) -> Value:
    return scalar(draws) if draws.odd(0.2) else draws.one(("80", "8080", "443", '"80"' if draws.odd() else "80"))


def block(draws: Draws) -> Value:
    """A block scalar with its header, as lines that the writer indents."""
    lines = draws.several(lambda: draws.one(LINES), 5, 1)
    if lines[0].startswith((" ", "-")) or not lines[0]:
        lines.insert(0, "start")
    lines += [""] * (draws.number(0, 2) if draws.chance(30) else 0)
    return "\n".join([draws.one(("|", "|-", "|+", ">", ">-", ">+")), *lines])


def quoted(value: str) -> str:
    """The string as a scalar that stays a string, in JSON's quotes where it must have some."""
    plain = value.replace("-", "a").replace(".", "a").replace("/", "a")
    return value if plain.isalpha() and plain.isascii() and value not in SWITCHES + NULLS else json.dumps(value)


def unquoted(raw: str) -> str:
    """About the text of a scalar as it is written."""
    return raw[1:-1] if raw[:1] in ("'", '"') and raw[-1:] == raw[:1] else raw


LABEL_KEYS = ("app", "tier", "app.kubernetes.io/name", "env")
LABEL_VALUES = ("web", "api", "prod", "a")
ANNOTATION_KEYS = ("note", "example.com/port", "owner", "config.kubernetes.io/local-config")


def labels(draws: Draws) -> Value:
    """A few labels, the same few everywhere, so that selectors meet them."""
    return {key: scalar(draws) if draws.odd(0.5) else draws.one(LABEL_VALUES) for key in draws.sample(LABEL_KEYS, 2)}


def annotation_pairs(draws: Draws) -> Value:
    keys = draws.sample(ANNOTATION_KEYS[:-1] if draws.chance(96) else ANNOTATION_KEYS, 2)
    return {key: text(draws) for key in keys}


def free(draws: Draws, depth: int = 3) -> Value:
    """A tree of anything, as custom resources hold."""
    if depth == 0 or draws.chance(40):
        return text(draws)
    if draws.chance(30):
        if draws.chance(50):
            return [{"name": draws.one(NAMES), **mapping(draws, depth - 1)} for _ in range(draws.number(1, 2))]
        return draws.several(lambda: free(draws, depth - 1), 3)
    return mapping(draws, depth)


KEYS = (
    "a",
    "b",
    "c",
    "name",
    "spec",
    "enabled",
    "x-y",
    "x.y",
    "a/b",
    "z_1",
    "Upper",
    '"y"',
    '"1"',
    "é",
    "items",
    "image",
)


def mapping(draws: Draws, depth: int) -> dict[str, Value]:
    return {key: free(draws, depth - 1) for key in draws.sample(KEYS, 3)}
