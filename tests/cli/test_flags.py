"""Flags are read as pflag reads them, and refused in its words."""

from __future__ import annotations

import pytest

from kustompy.cli.build_flags import FLAGS
from kustompy.cli.flags import parse, split_command
from kustompy.errors import UsageError

READ = [
    # arguments, positional, values that differ from the defaults
    ("", [], {}),
    ("dir", ["dir"], {}),
    ("dir --enable-helm", ["dir"], {"enable-helm": True}),
    ("--enable-helm dir", ["dir"], {"enable-helm": True}),
    ("--enable-helm=false dir", ["dir"], {}),
    ("--enable-helm false dir", ["false", "dir"], {"enable-helm": True}),
    ("--enable_alpha_plugins dir", ["dir"], {"enable-alpha-plugins": True}),
    ("--load-restrictor LoadRestrictionsNone dir", ["dir"], {"load-restrictor": "LoadRestrictionsNone"}),
    ("--load_restrictor=none dir", ["dir"], {"load-restrictor": "none"}),
    ("-o out dir", ["dir"], {"output": "out"}),
    ("-oout dir", ["dir"], {"output": "out"}),
    ("-o=out dir", ["dir"], {"output": "out"}),
    ("dir -o -", ["dir"], {"output": "-"}),
    ("--output=a=b dir", ["dir"], {"output": "a=b"}),
    ("--output= dir", ["dir"], {}),
    ("-e A=1 -eB --env C", [], {"env": ["A=1", "B", "C"]}),
    ("--helm-api-versions a,b --helm-api-versions c", [], {"helm-api-versions": ["a,b", "c"]}),
    ("-- --enable-helm -o", ["--enable-helm", "-o"], {}),
    ("-", ["-"], {}),
    ("-ho out", [], {"help": True, "output": "out"}),
    ("--output a --output b", [], {"output": "b"}),
    ("--output --enable-helm dir", ["dir"], {"output": "--enable-helm"}),
]


@pytest.mark.parametrize(("arguments", "positional", "changed"), READ, ids=[each[0] for each in READ])
def test_flags_are_read(arguments: str, positional: list[str], changed: dict[str, object]) -> None:
    line = parse(arguments.split(), FLAGS)
    assert (line.positional, line.values) == (positional, {**parse([], FLAGS).values, **changed})


REFUSED = {
    "--foo": "unknown flag: --foo",
    "--foo=1": "unknown flag: --foo",
    "-x": "unknown shorthand flag: 'x' in -x",
    "-xo": "unknown shorthand flag: 'x' in -xo",
    "--output": "flag needs an argument: --output",
    "-o": "flag needs an argument: 'o' in -o",
    "--=x": "bad flag syntax: --=x",
    "---": "bad flag syntax: ---",
    "--network=maybe": (
        'invalid argument "maybe" for "--network" flag: strconv.ParseBool: parsing "maybe": invalid syntax'
    ),
    "-h=x": 'invalid argument "x" for "-h, --help" flag: strconv.ParseBool: parsing "x": invalid syntax',
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_is_no_flag_is_refused(arguments: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(arguments.split(), FLAGS)
    assert str(caught.value) == REFUSED[arguments]


COMMANDS = {
    "": ("", ""),
    "build": ("build", ""),
    "build dir": ("build", "dir"),
    "-o out build dir": ("build", "-o out dir"),
    "-oout build dir": ("build", "-oout dir"),
    "--output out build --enable-helm dir": ("build", "--output out --enable-helm dir"),
    "--output=out build dir": ("build", "--output=out dir"),
    "--load_restrictor none build dir": ("build", "--load_restrictor none dir"),
    "--enable-helm build build": ("build", "--enable-helm build"),
    "--help": ("", "--help"),
    "-- build": ("", "-- build"),
}


@pytest.mark.parametrize("arguments", COMMANDS)
def test_the_command_is_found_among_flags(arguments: str) -> None:
    name, rest = split_command(arguments.split(), FLAGS)
    assert (name, " ".join(rest)) == COMMANDS[arguments]


def test_deprecated_flags_say_so() -> None:
    assert parse(["--reorder", "none"], FLAGS).deprecations == [
        "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead."
    ]
