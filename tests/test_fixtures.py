"""Every tree under fixtures/ renders to the golden that the real binary made, or fails with its message."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli import main
from tools.fixtures import FIXTURES, goldens, message_of_error, metadata, tree_of, wanted_cases
from tools.reference import HOW_HELM, lacks_helm

CASES = wanted_cases([])
assert len(CASES) > 100, "no fixtures found"


@pytest.mark.parametrize("case", CASES, ids=lambda each: str(each.relative_to(FIXTURES)))
def test_renders_as_kustomize_does(case: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    meta, expected = metadata(case), goldens(case)
    if lacks_helm(meta.get("args", [])):
        pytest.skip(HOW_HELM)
    tree = tree_of(case, meta)

    code = main(["build", str(tree / meta.get("root", ".")), *meta.get("args", [])])

    stdout, stderr = capsysbinary.readouterr()
    said = stderr.decode().replace(str(tree), "<root>")
    if "expected_error.txt" in expected:
        # What kustomize says comes first; where it went wrong and what to do may follow.
        assert message_of_error(said).startswith(expected["expected_error.txt"].decode())
        assert (code, stdout) == (1, b"")
    else:
        assert stdout.decode() == expected["expected.yaml"].decode()
        assert said == expected.get("expected_warnings.txt", b"").decode()
        assert code == 0
