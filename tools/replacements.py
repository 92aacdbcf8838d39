"""Makes the goldens of rows.yaml with the real binary: what each replacement changes, or why it fails."""

from __future__ import annotations

import difflib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tools.reference import HOW, find_reference

HERE = Path(__file__).resolve().parent.parent / "tests/transformers/replacements"


def kustomization(row: dict[str, Any]) -> dict[str, Any]:
    return {"resources": ["resources.yaml"], "sortOptions": {"order": "fifo"}, "replacements": row["replacements"]}


def changes(before: str, after: str) -> list[str]:
    """The lines that are gone and those that are new."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def main(arguments: list[str]) -> int:
    """Fill the rows anew."""
    reference = find_reference()
    if reference is None:
        print(HOW, file=sys.stderr)
        return 1
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = False, 110, True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # it takes False, and declares None
    rows = yaml.load((HERE / "rows.yaml").read_text())
    with tempfile.TemporaryDirectory() as directory:
        tree = Path(directory)
        (tree / "resources.yaml").write_text((HERE / "resources.yaml").read_text())

        def built(row: dict[str, Any]) -> tuple[int, str, str]:
            (tree / "kustomization.yaml").write_text(json.dumps(kustomization(row)))
            result = reference.build(directory)
            return result.code, result.stdout.decode(), result.stderr.decode()

        _, before, _ = built({"replacements": []})
        for row in rows:
            code, after, message = built(row)
            row.pop("error", None)
            row.pop("changes", None)
            if code:
                row["error"] = message.removeprefix("error: ").removeprefix("Error: ").strip()
            else:
                row["changes"] = changes(before, after)
    with (HERE / "rows.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(rows, file)
    return 0
