"""What each format prints of one file with a document of every status."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kustompy._version import __version__
from kustompy.cli.build_flags import FORMATS
from kustompy.cli.validate import main

FOLDER = Path(__file__).resolve().parent / "formats"


@pytest.mark.parametrize("form", [*FORMATS, "kubeconform"])
def test_printed(form: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(FOLDER)
    assert main(["manifest.yaml", "--format", form, "--skip", "Secret", "--summary", "--verbose"]) == 1
    printed = capfd.readouterr().out.replace(f'ersion": "{__version__}"', 'ersion": "VERSION"')
    wanted = FOLDER / f"{form}.txt"
    if os.environ.get("WRITE_FINDINGS"):
        wanted.write_text(printed, encoding="utf-8")
    assert printed == wanted.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab", "kubeconform"])
def test_what_is_json_can_be_read(form: str) -> None:
    json.loads((FOLDER / f"{form}.txt").read_text(encoding="utf-8"))


def test_what_is_xml_can_be_read() -> None:
    root = ElementTree.fromstring((FOLDER / "junit.txt").read_text(encoding="utf-8"))
    assert int(root.attrib["tests"]) == len(root.findall("testsuite/testcase"))
