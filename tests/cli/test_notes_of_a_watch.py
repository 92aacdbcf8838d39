"""What `validate --watch` says beside its reports: to people, and not to programs that read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kustompy.cli import main


@pytest.mark.parametrize(("form", "said"), [("text", "changed: a.yaml\n"), ("json", "")])
def test_notes_are_for_people(
    form: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def watched(*_: object, note: Callable[[str], None], **__: object) -> Iterator[None]:
        note("changed: a.yaml")
        return iter(())

    monkeypatch.setattr("kustompy.cli.validate_watch.watched", watched)
    (tmp_path / "kustomization.yaml").write_text("namePrefix: a-\n")
    assert main(["validate", "--watch", "--format", form, str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", said)
