"""What Python and pytest show of an error that nobody catches."""

from __future__ import annotations

import pickle
import sys
import traceback
from pathlib import Path

import pytest

import kustompy

pytest_plugins = ("pytester",)


@pytest.fixture
def failed(tmp_path: Path) -> kustompy.KustompyError:
    (tmp_path / "kustomization.yaml").write_text("resources: [wbe.yaml, missing.yaml]\n")
    (tmp_path / "web.yaml").write_text("")
    with pytest.raises(kustompy.LoadError) as caught:
        kustompy.build(tmp_path)
    return caught.value


def test_notes_have_place_and_remedy_of_each_mistake(failed: kustompy.KustompyError, tmp_path: Path) -> None:
    first, second = failed.__notes__
    file = tmp_path / "kustomization.yaml"
    assert first.splitlines() == [f"  --> {file}:1:13  [KST301]", "   = help: did you mean `web.yaml`?"]
    assert second.splitlines()[0].startswith("also: evalsymlink failure on ")
    assert second.splitlines()[1] == f"  --> {file}:1:23  [KST301]"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 shows no notes")
def test_a_traceback_ends_with_them(failed: kustompy.KustompyError) -> None:
    text = "".join(traceback.format_exception_only(failed))
    assert text.index("no such file") < text.index("  --> ") < text.index("did you mean `web.yaml`?")


def test_others_may_add_notes(failed: kustompy.KustompyError) -> None:
    failed.__notes__.append("while deploying")
    assert failed.__notes__[-1] == "while deploying"
    assert pickle.loads(pickle.dumps(failed)).__notes__ == failed.__notes__
    failed.__notes__ = []
    assert failed.__notes__ == []


def test_pytest_shows_neither_frames_of_ours_nor_misses_the_place(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import kustompy

        def helper():
            return kustompy.build({"resources": ["wbe.yaml"]}, files={"web.yaml": ""}, disk=False)

        def test_build():
            helper()
    """)
    result = pytester.runpytest("--tb=short")
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert "pipeline.py" not in text
    assert "in helper" in text
    assert "did you mean `web.yaml`?" in text
    whole = pytester.runpytest("--tb=short", "--full-trace").stdout.str()
    assert "pipeline.py" in whole
