"""Every danger is told in every form of a plan, and names of strangers stay what they are in each."""

from __future__ import annotations

import html
import json

import pytest

import kustompy
from kustompy.cli.plan import _printed
from kustompy.planning.forms.described import described
from kustompy.planning.forms.markdown import escaped
from kustompy.planning.plan.dangers import dangers
from kustompy.planning.plan.plan import DangerIn, Group, Overlay, Plan
from tests.planning.test_plan import DANGERS

HOSTILE = "overlays/<img src=x>|\x1b[31m`a`"
FORMS = ("text", "markdown", "json", "html", "github", "gitlab")


def plan_of(case: str, target: str) -> Plan:
    """The plan of one overlay in which this changes."""
    before, after, _ = DANGERS[case]
    changes = list(kustompy.diff(before, after))
    found = [DangerIn(each, (target,)) for change in changes for each in dangers(change)]
    groups = [Group(each, (target,)) for each in described(changes, str, causes=False)]
    overlay = Overlay(target, "changed", len(changes), 1, "", "")
    return Plan("main", "0" * 40, "the work tree", "", "/", (), (overlay,), tuple(groups), (), tuple(found), (), 0)


def told(message: str, form: str) -> str:
    """The message as a form has it."""
    if form in ("json", "gitlab"):
        return json.dumps(message).strip('"')
    return escaped(message) if form == "markdown" else html.escape(message) if form == "html" else message


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", DANGERS)
def test_each_danger_is_told(case: str, form: str) -> None:
    plan = plan_of(case, "overlays/prod")
    printed = _printed(plan, form)
    for danger, overlays in plan.dangers:
        assert told(danger.message, form) in printed
        assert "overlays/prod" in printed and overlays == ("overlays/prod",)
    if not plan.dangers:
        assert "KST99" not in printed


@pytest.mark.parametrize("form", FORMS)
def test_an_overlay_with_an_odd_name(form: str) -> None:
    printed = _printed(plan_of("a Namespace", HOSTILE), form)
    assert "\x1b" not in printed
    if form == "html":
        assert "<img" not in printed
    if form == "markdown":
        assert "<img" not in printed and "`a`" not in printed.replace("\\`", "")
