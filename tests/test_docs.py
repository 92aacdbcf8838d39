"""The pages that are made from the code are what the code makes now."""

from __future__ import annotations

from importlib import import_module

import pytest

from tools.__main__ import COMMANDS, main

PAGES = ("commands", "compatibility", "fields", "lint")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    assert main([name, "--check"]) == 0, f"run python -m tools {name}"


@pytest.mark.parametrize("name", [name for tools in COMMANDS.values() for name in tools])
def test_each_tool_can_be_called(name: str) -> None:
    assert callable(import_module(f"tools.{name}").main)


def test_an_unknown_tool_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nope"]) == 1
    assert "fixtures" in capsys.readouterr().out
