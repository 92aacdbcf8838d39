"""Documents through reader and writer, against what the real kustomize printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.errors import KustompyError, YamlError
from kustompy.yamlio.read.reader import read
from kustompy.yamlio.writer import write

DOCUMENTS = sorted(Path(__file__).parent.glob("documents/*.yaml"))
assert DOCUMENTS, "no documents found"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_document(document: Path) -> None:
    refusal = document.with_suffix(".err")
    try:
        text = write(manifest for manifest in read(document.read_bytes()) if manifest is not None)
    except KustompyError as error:
        assert refusal.exists(), str(error)
        assert wrapped(error) == refusal.read_text().rstrip("\n")
    else:
        assert text == document.with_suffix(".out").read_text()


def wrapped(error: KustompyError) -> str:
    """The error as the accumulation of resources words it, for errors of reading."""
    message = str(error)
    if message.startswith("map["):
        return message
    if isinstance(error, YamlError) and error.syntax:
        place = "accumulating resources: accumulating resources from 'r.yaml'"
        return f"{place}: MalformedYAMLError: {message} in File: r.yaml"
    return message
