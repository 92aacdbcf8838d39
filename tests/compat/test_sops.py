"""Files of the tests' own sealing, opened by another implementation: npm's sops-age, in the folder of a variable."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.sops.opening import Opening
from tests.sops.sealing import CASES, KEY

FOLDER = os.environ.get("KUSTOMPY_SOPS_AGE", "")
PROGRAM = """\
import { decryptSops } from "sops-age";
import { readFileSync } from "node:fs";
const [, , secretKey, sopsFileType, path] = process.argv;
const found = await decryptSops(readFileSync(path, "utf8"), { secretKey, sopsFileType, fileType: sopsFileType });
console.log(JSON.stringify(found));
"""
# it reads one document of a file
NAMES = ["config.sops.json", "only-encrypted.sops.yaml", "secret.sops.yaml", "secrets.sops.env", "tls.key.sops"]

pytestmark = [
    pytest.mark.skipif(not FOLDER or shutil.which("node") is None, reason="KUSTOMPY_SOPS_AGE names no folder"),
    pytest.mark.skipif(importlib.util.find_spec("pyrage") is None, reason="needs kustompy[sops]"),
]


def by_other(path: Path) -> Any:
    kind = {".env": "env", ".yaml": "yaml"}.get(path.suffix, "json")
    program = Path(FOLDER, "opens.mjs")
    program.write_text(PROGRAM)
    done = subprocess.run(["node", str(program), KEY, kind, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_another_implementation_opens_the_same(name: str) -> None:
    path = CASES / name
    opened = Opening([str(path)], lambda _: False, {"SOPS_AGE_KEY": KEY})(str(path), path.read_bytes())
    assert opened is not None
    text, other = opened.content.decode(), by_other(path)
    if name.endswith(".yaml"):
        assert kustompy.load(text) == [other]
    elif name.endswith(".json"):
        assert json.loads(text) == other
    elif name.endswith(".env"):
        pairs = [line.partition("=")[::2] for line in text.splitlines() if not line.startswith("#")]
        assert {key: value.replace("\\n", "\n") for key, value in pairs} == other
    else:
        assert other == {"data": text}
