"""Each line of ``fields/*.txt`` is found, at what was changed, or not touched by any rule."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest

import kustompy
from kustompy.validation.table.rows import GROUPS

from .field_cases import VALID, Case, bases, cases

_ALONE = frozenset(("apis",))
"""The groups whose objects define kinds, so that each is looked at by itself."""


def findings(group: str) -> list[tuple[Case, list[Any]]]:
    """What is wrong with the manifest of each case."""
    found: list[tuple[Case, list[Any]]] = []
    for version, same in groupby(sorted(cases(group), key=lambda case: case.version), lambda case: case.version):
        if group in _ALONE:
            found += [(case, kustompy.validate([case.manifest], kubernetes_version=version)) for case in same]
            continue
        every = list(same)
        said: list[list[Any]] = [[] for _ in every]
        for each in kustompy.validate(
            [case.manifest for case in every], kubernetes_version=version, disable=["KST924"]
        ):
            said[each.document].append(each)
        found += zip(every, said, strict=True)
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_each_mistake_is_found_where_it_was_made(group: str) -> None:
    wrong = []
    for case, said in findings(group):
        errors = [each for each in said if each.severity == "error"]
        if case.code == VALID:
            wrong += [f"{case.line}: {errors[0].code} {errors[0]}"] if errors else []
        elif not any(each.code == case.code and _is_near(each.path, case) for each in errors):
            wrong.append(f"{case.line}: {[(each.code, str(each)) for each in errors]}")
    assert not wrong, "\n".join(wrong)


def _is_near(path: tuple[str | int, ...], case: Case) -> bool:
    """Whether the path leads to, above or below something that was changed, or to a field beside it."""
    return any(path[: len(each) - 1] == each[: len(path[: len(each) - 1])] for each in case.paths)


def test_bases_are_valid() -> None:
    for name, manifest in bases().items():
        assert not [each for each in kustompy.validate([manifest]) if each.severity == "error"], name


def test_each_group_has_cases_that_no_rule_touches() -> None:
    for group in GROUPS:
        assert any(case.code == VALID for case in cases(group)), group
        assert any(case.code != VALID for case in cases(group)), group
