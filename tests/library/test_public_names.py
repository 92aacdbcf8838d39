"""What completion, help() and frameworks learn of the public names."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kustompy

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = [name for name in kustompy.__all__ if inspect.isfunction(getattr(kustompy, name))]
CLASSES = [name for name in kustompy.__all__ if isinstance(getattr(kustompy, name), type)]
CANNOT_FAIL = {"clear_caches", "build_many"}


def members(name: str) -> Iterator[tuple[str, Any]]:
    """The public functions and properties of a class of ours."""
    for each in getattr(kustompy, name).__mro__:
        if each.__module__.startswith("kustompy."):
            yield from (
                (key, value)
                for key, value in vars(each).items()
                if not key.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
            )


def test_completion_shows_what_there_is() -> None:
    assert set(kustompy.__all__) <= set(dir(kustompy))
    assert not [name for name in dir(kustompy) if name.startswith("_") and not name.startswith("__")]
    assert "build(target)" in (kustompy.__doc__ or "")


def test_what_the_module_names_is_there() -> None:
    named = re.findall(r"``([a-z_]+)(?:\(|``)", kustompy.__doc__ or "")
    assert len(named) > 10
    assert set(named) - set(kustompy.__all__) == {"diagnostics"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_comes_out_and_what_it_raises(name: str) -> None:
    text = inspect.getdoc(getattr(kustompy, name)) or ""
    assert len(text.splitlines()) > 1 or name in CANNOT_FAIL, text
    assert "Raises" in text or "raises" in text or "UsageError" in text or name in CANNOT_FAIL, text


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_and_its_members_are_documented(name: str) -> None:
    assert inspect.getdoc(getattr(kustompy, name))
    assert [key for key, value in members(name) if not inspect.getdoc(value)] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_types_of_functions_can_be_evaluated(name: str) -> None:
    function = getattr(kustompy, name)
    assert "return" in typing.get_type_hints(function)
    assert not any(isinstance(each, str) for each in inspect.get_annotations(function, eval_str=True).values())


@pytest.mark.parametrize("name", CLASSES)
def test_types_of_classes_can_be_evaluated(name: str) -> None:
    typing.get_type_hints(getattr(kustompy, name))
    for _, value in members(name):
        assert isinstance(typing.get_type_hints(value.fget if isinstance(value, property) else value), dict)


def test_types_are_what_they_say() -> None:
    assert typing.get_type_hints(kustompy.build)["return"] is kustompy.Build
    assert typing.get_type_hints(kustompy.Build.find)["return"] == list[kustompy.Resource]
    assert typing.get_type_hints(kustompy.validate)["return"] == list[kustompy.Finding]


def test_nothing_is_imported_for_types_before_somebody_asks() -> None:
    code = "import sys, kustompy; kustompy.build; print('typing' in sys.modules, 'ast' in sys.modules)"
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_abuild_shows_the_arguments_of_build() -> None:
    assert inspect.signature(kustompy.abuild).parameters == inspect.signature(kustompy.build).parameters
