"""``openapi``: its words, and the document of a cluster, which kubectl is asked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.upstream import OPENAPI

DOCUMENT = '{"swagger": "2.0", "info": {"title": "K\\u00e9"}, "paths": {}}'


def said(arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["openapi", *arguments.split()])
    return code, *capsys.readouterr()


@pytest.mark.skipif(sys.platform == "win32", reason="kubectl is a script here")
def test_the_document_of_a_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "kubectl"
    program.write_text(f"#!/bin/sh\n[ \"$*\" = 'get --raw /openapi/v2' ] || exit 3\ncat <<'E'\n{DOCUMENT}\nE\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    whole = '{\n  "info": {\n    "title": "Ké"\n  },\n  "paths": {},\n  "swagger": "2.0"\n}\n'
    assert said("fetch", capsys) == (0, whole, "")
    assert said("fetch --format json", capsys) == (0, whole, "")
    assert said("fetch --format=yaml", capsys) == (0, 'info:\n  title: Ké\npaths: {}\nswagger: "2.0"\n\n', "")
    program.write_text("#!/bin/sh\necho 'no cluster here' >&2\nexit 1\n")
    code, out, err = said("fetch", capsys)
    assert (code, out) == (1, "")
    assert "no cluster here" in err
    assert "Please make sure kubectl is installed and its context is set correctly." in err
    code, out, err = said("fetch --format xml", capsys)
    assert (code, out) == (1, "")
    assert "format must be either 'json' or 'yaml'" in err


def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert said("info", capsys) == (0, f"{{title:Kubernetes,version:{OPENAPI}}}\n", "")
    code, listed, err = said("", capsys)
    assert (code, err) == (0, "")
    assert "  fetch   Fetches the OpenAPI document" in listed
    assert "  info    Displays information" in listed
    assert said("other", capsys) == (0, listed, "Warning: there is no command `openapi other`\n")
    code, text, err = said("fetch --help", capsys)
    assert (code, "--format" in text, err) == (0, True, "")
    code, text, err = said("info --help", capsys)
    assert (code, "--format" in text, err) == (0, False, "")
