"""A program that stands in for helm, docker or a function: it notes how it was called and says what it is told to."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Built = Callable[..., tuple[int, str, str]]
"""Files of a tree and flags in; exit code, stdout and stderr out."""

SCRIPT = f"""#!{sys.executable}
import json, os, pathlib, sys
here = pathlib.Path({{folder!r}})
call = {{{{
    "arguments": sys.argv[1:],
    "directory": os.getcwd(),
    "environment": dict(os.environ),
    "stdin": "" if sys.stdin is None else sys.stdin.read(),
    "listed": [each for path in sys.argv[2:] if os.path.isdir(path) for each in sorted(os.listdir(path))],
    "values": [pathlib.Path(each).read_text() for each in sys.argv if each.endswith("-kustomize-values.yaml")],
}}}}
with open(here / "calls.jsonl", "a") as file:
    file.write(json.dumps(call) + "\\n")
says = json.loads((here / "says.json").read_text())
answer = says.get(sys.argv[1] if len(sys.argv) > 1 else "", says.get("", {{{{}}}}))
sys.stderr.write(answer.get("stderr", ""))
sys.stdout.write(call["stdin"] if answer.get("echo") else answer.get("stdout", ""))
for name in answer.get("files", []):
    path = pathlib.Path(sys.argv[sys.argv.index("--untardir") + 1]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(answer["files"][name])
sys.exit(answer.get("code", 0))
"""


class StandIn:
    """The program, and the calls that it noted."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.path = folder, folder / name
        folder.mkdir(parents=True, exist_ok=True)
        self.path.write_text(SCRIPT.format(folder=str(folder)))
        self.path.chmod(0o755)
        self.says({})

    def says(self, answers: dict[str, object]) -> None:
        """What it answers, by its first argument; the empty one stands for any other."""
        (self.folder / "says.json").write_text(json.dumps(answers))

    @property
    def calls(self) -> list[dict[str, Any]]:
        noted = self.folder / "calls.jsonl"
        return [json.loads(line) for line in noted.read_text().splitlines()] if noted.exists() else []


def shown(text: str, folder: Path) -> str:
    """The text with names in the place of temporary folders."""
    return re.sub(r"[^\s'=]*/(kustomize-helm|kust-plugin)-\w+", "<tmp>", text).replace(str(folder), "<root>")
