"""An option has one name as a flag, a keyword, in ``Limits`` and in ``kustompy.toml``; the page lists the others."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import build, diff, lint, plan, validate
from kustompy.cli.build_flags import FLAGS, limits_of
from kustompy.cli.flags import parse
from kustompy.linting import settings
from kustompy.session.options import OPTIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs/library.md").read_text(encoding="utf-8")
SECTION = PAGE.split("### Names of options\n")[1].split("\n#")[0]
COMMANDS = {"build": build, "build_many": build, "validate": validate, "lint": lint, "plan": plan, "diff": diff}
NOT_OF_A_BUILD = {"target", "targets", "subject", "directories", "a", "b", "options", "files", "base", "disk", "inputs"}
"""What a function is called with, which on a command line are its arguments; ``inputs`` are ``--input`` and more."""
PYTHON_ALONE = {"generators", "transformers", "validators", "checkers", "written_at", "environment"}
OF_SETTINGS = {"own_sources", "clusters", "ignore", "outside_values"}


def listed() -> dict[str, str]:
    """The flags of keywords that are called otherwise, as the page has them."""
    rows = re.findall(r"^\| (`.*?) \| (`--.*?) \|", SECTION, flags=re.MULTILINE)
    pairs = [(re.findall(r"`(\w+)", left), re.findall(r"`--([\w-]+)", right)) for left, right in rows]
    found: dict[str, str] = {}
    for keywords, flags in pairs:
        keywords = [each for each in keywords if each not in COMMANDS and each != "create"]
        found.update(zip(["seconds" if each == "Limits" else each for each in keywords], flags, strict=True))
    return found


def flag_of(keyword: str, flags: set[str]) -> str | None:
    """The flag of a keyword by the rule: the same name, or the plural of it."""
    name = keyword.replace("_", "-")
    singular = name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")
    return next((each for each in (name, singular) if each in flags), None)


@pytest.mark.parametrize("function", COMMANDS)
def test_a_keyword_is_called_as_the_flag(function: str) -> None:
    flags = {each.name for each in COMMANDS[function].FLAGS} | {"jobs", "executor", "cache", "cache-secrets"}
    keywords = (
        {*inspect.signature(getattr(kustompy, function)).parameters} - NOT_OF_A_BUILD - PYTHON_ALONE - OF_SETTINGS
    )
    if "options" in inspect.signature(getattr(kustompy, function)).parameters:
        keywords |= set(OPTIONS) - {"inputs", "level", "changes", "limits"} - PYTHON_ALONE - OF_SETTINGS
    otherwise = {each for each in keywords if flag_of(each, flags) is None}
    assert {each: listed().get(each) for each in otherwise if listed().get(each) not in flags} == {}


def test_the_page_lists_what_differs_and_nothing_else() -> None:
    flags = {each.name for module in COMMANDS.values() for each in module.FLAGS}
    named = listed()
    assert len(named) > 10
    assert [each for each in named if flag_of(each, flags) == each.replace("_", "-") and each != "strict"] == []
    for each in PYTHON_ALONE | OF_SETTINGS:
        assert f"`{each}`" in SECTION


def test_limits_are_called_as_their_flags() -> None:
    limits = [each.name for each in FLAGS if each.name.startswith("max-")]
    assert len(limits) > 10
    for flag in limits:
        name = flag.removeprefix("max-").replace("-", "_")
        assert getattr(limits_of(parse([f"--{flag}", "7"], FLAGS)), name) == 7, flag


def test_functions_that_build_take_the_same_options() -> None:
    for name in ("build", "build_many", "validate", "lint", "plan"):
        parameters = inspect.signature(getattr(kustompy, name)).parameters
        assert {"inputs", "options"} <= set(parameters), name
        assert str(parameters["options"].annotation).endswith("BuildOptions]"), name


def test_settings_are_called_as_flags() -> None:
    """The names that ``kustompy.toml`` may hold, but for tables and what says no choice of a run."""
    tree = ast.parse(Path(settings.__file__).read_text(encoding="utf-8"))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and ast.unparse(each.func) == "found.pop"]
    named = {ast.literal_eval(each.args[0]) for each in calls if isinstance(each.args[0], ast.Constant)}
    [names] = [
        ast.literal_eval(each.iter)
        for each in ast.walk(tree)
        if isinstance(each, ast.For) and isinstance(each.iter, ast.Tuple) and "disable" in ast.unparse(each.iter)
    ]
    flags = {each.name for module in COMMANDS.values() for each in module.FLAGS}
    about_the_repository = {"external", "flux", "argocd", "inputs", "parameters", "sops", "targets", "unreferenced"}
    assert {each for each in named | set(names) if flag_of(each, flags) is None} <= about_the_repository
