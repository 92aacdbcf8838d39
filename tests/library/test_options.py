"""The choices of a build are declared once: what callers may pass is what a build has."""

from __future__ import annotations

import ast
import pickle
from pathlib import Path

import pytest

import kustompy
from kustompy.session import choices
from kustompy.session.options import OPTIONS, Options

ROOM = Path(choices.__file__).parent
NOT_CHOSEN = {"inputs", "level", "changes"}
WIDER = {
    "generators": "Sequence[Generator]",
    "transformers": "Sequence[Transformer]",
    "validators": "Sequence[Validator]",
    "environment": "Mapping[str, str] | None",
    "root": "str | os.PathLike[str]",
}
"""What a caller may give where a build keeps another type."""


def declared(file: str, name: str) -> dict[str, str]:
    """The annotated names in a class, without importing what only types need."""
    tree = ast.parse((ROOM / file).read_text())
    found = next(each for each in ast.walk(tree) if isinstance(each, ast.ClassDef) and each.name == name)
    lines = [each for each in found.body if isinstance(each, ast.AnnAssign)]
    return {each.target.id: ast.unparse(each.annotation) for each in lines if isinstance(each.target, ast.Name)}


def test_callers_may_pass_all_that_a_build_has() -> None:
    kept = {**declared("options.py", "Options"), **WIDER}
    expected = {name: kind for name, kind in kept.items() if name not in NOT_CHOSEN}
    assert declared("choices.py", "BuildOptions") == expected
    assert set(OPTIONS) == set(kept)


def test_what_is_chosen_is_kept_and_the_rest_is_as_usual() -> None:
    options = Options(offline=True, root=Path("/x"), helm_api_versions=["v1"], environment=None)
    assert (options.offline, options.root, options.helm_api_versions) == (True, "/x", ("v1",))
    assert (options.environment, options.helm_command, options.limits) == ({}, "helm", kustompy.Limits())


def test_options_are_frozen_equal_by_value_and_travel() -> None:
    options = Options(trust=True, kustomize_version="5.8.3")
    assert pickle.loads(pickle.dumps(options)) == options != Options(trust=True)
    assert options.level == "5.8.3"
    for name in ("trust", "offline", "level"):
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(options, name, "x")


@pytest.mark.parametrize(
    "function", [kustompy.build, lambda *given, **named: list(kustompy.build_many(*given, **named))]
)
def test_an_option_that_there_is_not(function: object, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="a build has no option 'enable_heml'"):
        function([str(tmp_path)], enable_heml=True)  # type: ignore[operator]  # both are called with it
