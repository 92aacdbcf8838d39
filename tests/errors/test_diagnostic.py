"""A Diagnostic is a frozen value, and the code of an error is that of its first diagnostic."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

import kustompy
from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.golang.regexp.nodes import RegexpError
from kustompy.validation.schema.finding import Finding

WHOLE = Diagnostic(
    "a file is missing", code="KST301", file="k/kustomization.yaml", document=1, path=("resources", 0), line=3,
    column=4, end_line=3, end_column=9, resource="v1.ConfigMap.x", hint="commit it", chain=[("kustomization.yaml", 2)],
    included_from=[("kustomization.yaml", ("resources", 1))], inline=((0, ("spec",)),), also=("first", "a.yaml", 7),
)  # fmt: skip
SMALL = Diagnostic("nobody knows where")


@pytest.mark.parametrize("told", [WHOLE, SMALL, Finding("too many", path=("spec", "replicas"))], ids=str)
def test_it_equals_its_copies(told: Diagnostic) -> None:
    for other in (pickle.loads(pickle.dumps(told)), copy.copy(told), copy.deepcopy(told), told.replace()):
        assert other == told
        assert hash(other) == hash(told)
        assert type(other) is type(told)


def test_it_is_frozen() -> None:
    with pytest.raises(AttributeError, match=r"frozen: use replace\(line=...\)"):
        WHOLE.line = 5  # type: ignore[misc]  # what the checker refuses, too
    with pytest.raises(AttributeError, match="frozen"):
        del WHOLE.line
    assert WHOLE.line == 3


@pytest.mark.parametrize("field", sorted(WHOLE.to_dict()))
def test_each_field_counts(field: str) -> None:
    changed = WHOLE.replace(**{field: getattr(SMALL, field)})
    assert (changed == WHOLE) == (getattr(SMALL, field) == getattr(WHOLE, field))


def test_a_finding_is_no_diagnostic_of_the_same_fields() -> None:
    assert Finding("nobody knows where") != SMALL


def test_it_is_plain_data() -> None:
    data = WHOLE.to_dict()
    assert json.loads(json.dumps(data)) == data
    assert (data["code"], data["path"], data["chain"]) == ("KST301", ["resources", 0], [["kustomization.yaml", 2]])
    assert set(data) == set(SMALL.to_dict())


def test_it_is_readable() -> None:
    assert str(WHOLE) == "k/kustomization.yaml:3:4: error KST301: a file is missing"
    assert str(SMALL) == "error KST001: nobody knows where"
    assert str(WHOLE.replace(line=0, column=0)) == "k/kustomization.yaml: error KST301: a file is missing"
    assert repr(WHOLE) == "<Diagnostic k/kustomization.yaml:3:4: KST301 a file is missing>"


def test_the_code_of_an_error_is_that_of_its_first_diagnostic() -> None:
    with pytest.raises(kustompy.LoadError) as caught:
        kustompy.build(".", files={"kustomization.yaml": {"resources": ["gone.yaml"]}}, disk=False)
    assert caught.value.code == caught.value.diagnostics[0].code == "KST301"
    assert kustompy.LoadError("unreadable").code == "KST300"
    with pytest.raises(AttributeError):
        caught.value.code = "KST302"  # type: ignore[misc]  # it is read only


@pytest.mark.parametrize(
    "error",
    [kustompy.PatchError("no", code="KST502", file="p.yaml", path=("spec",)), RegexpError("missing paren", "(a")],
    ids=["plain", "of other arguments"],
)
def test_an_error_survives_pickling(error: KustompyError) -> None:
    other = pickle.loads(pickle.dumps(error.worded(f"outer: {error}")))
    assert (type(other), str(other), other.diagnostics) == (type(error), str(error), error.diagnostics)


def test_the_inner_level_knows_better() -> None:
    error = kustompy.PatchError("no", file="p.yaml", path=("spec",)).hinted("inner")
    error.located(file="kustomization.yaml", path=("patches", 0), resource="v1.Pod.x").hinted("outer")
    first = error.diagnostics[0]
    assert (first.file, first.path, first.resource, first.hint) == ("p.yaml", ("spec",), "v1.Pod.x", "inner")
