"""Makes the goldens of rows.yaml with the real binary: what each replacement changes, or why it fails."""

from __future__ import annotations

import difflib
import tempfile
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def kustomization(row: dict[str, Any]) -> dict[str, Any]:
    return {"resources": ["resources.yaml"], "sortOptions": {"order": "fifo"}, "replacements": row["replacements"]}


def changes(before: str, after: str) -> list[str]:
    """The lines that are gone and those that are new."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def main() -> None:
    from tests.reference import HOW, find_reference

    reference = find_reference()
    if reference is None:
        raise SystemExit(HOW)
    rows = yaml.safe_load((HERE / "rows.yaml").read_text())
    with tempfile.TemporaryDirectory() as directory:
        tree = Path(directory)
        (tree / "resources.yaml").write_text((HERE / "resources.yaml").read_text())

        def built(row: dict[str, Any]) -> tuple[int, str, str]:
            (tree / "kustomization.yaml").write_text(yaml.safe_dump(kustomization(row)))
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
    (HERE / "rows.yaml").write_text(yaml.safe_dump(rows, sort_keys=False, width=110, allow_unicode=True))


if __name__ == "__main__":
    main()
