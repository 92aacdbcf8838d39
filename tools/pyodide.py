"""Builds the fixtures in Pyodide: CPython in WebAssembly, without processes, sockets, or openat.

    python -m tools pyodide [FOLDER]

FOLDER is a Node project with the npm package ``pyodide`` (``npm install pyodide`` there), the current directory if none
is given. The libraries that a build needs, all in pure Python, are taken from this environment. Says how many goldens
are the same, and which are not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tools.fixtures import FIXTURES, goldens, message_of_error, metadata, tree_of, wanted_cases

TOP = Path(__file__).resolve().parent.parent
PURE = ("ruamel", "jsonpatch.py", "jsonpointer.py")
LOADER = """
import { loadPyodide } from "pyodide";
const py = await loadPyodide();
py.FS.mkdir("/work");
py.FS.mount(py.FS.filesystems.NODEFS, { root: process.argv[2] }, "/work");
try {
  py.runPython(`import sys; sys.path[:0] = ["/work/code"]; exec(open("/work/run.py").read())`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
"""
RUNNER = """
import io, json, platform, sys
from contextlib import redirect_stderr, redirect_stdout
from kustompy.cli import main
cases, answers = json.load(open("/work/cases.json")), []
for name, root, arguments in cases:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["build", root, *arguments])
    out.flush(), err.flush()
    answers.append((name, code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()))
json.dump({"python": platform.python_version(), "answers": answers}, open("/work/answers.json", "w"))
"""


def main(arguments: list[str]) -> int:
    """Build every golden there, and compare."""
    folder = Path(arguments[0] if arguments else ".").resolve()
    node = shutil.which("node")
    if node is None or not (folder / "node_modules/pyodide").is_dir():
        print(f"no node, or no package pyodide in {folder}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        cases = lay_out(work)
        script = folder / "kustompy-goldens.mjs"  # Node looks for packages beside the script
        script.write_text(LOADER)
        try:
            subprocess.run([node, str(script), name], check=True)
        finally:
            script.unlink()
        found = json.loads((work / "answers.json").read_text())
    different = [each[0] for each in found["answers"] if not is_golden(cases[each[0]], *each[1:])]
    print(
        f"Python {found['python']} on WebAssembly: {len(cases) - len(different)} of {len(cases)} goldens are the same"
    )
    print(*different, sep="\n", end="\n" if different else "")
    return int(bool(different))


def lay_out(work: Path) -> dict[str, Path]:
    """Copy the code and the trees to a folder that Pyodide sees; the cases by their names."""
    (work / "code").mkdir()
    shutil.copytree(TOP / "kustompy", work / "code/kustompy", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TOP / "schemas", work / "code/kustompy/_schemas")
    for each in PURE:
        spec = find_spec(each.removesuffix(".py"))
        if spec is None:
            continue
        found = Path(next(iter(spec.submodule_search_locations or [spec.origin or ""])))
        copy = shutil.copytree if found.is_dir() else shutil.copy
        copy(found, work / "code" / each)
    cases, rows = {}, []
    for case in wanted_cases([]):
        meta = metadata(case)
        if "--enable-helm" in meta.get("args", []):
            continue  # which is another program
        name = str(case.relative_to(FIXTURES))
        tree = tree_of(case, meta)
        shutil.copytree(tree, work / "trees" / name, symlinks=True)
        cases[name] = case
        rows.append((name, f"/work/trees/{name}/{meta.get('root', '.')}", meta.get("args", [])))
    (work / "cases.json").write_text(json.dumps(rows))
    (work / "run.py").write_text(RUNNER)
    return cases


def is_golden(case: Path, code: int, out: str, err: str) -> bool:
    """Whether a build gave what the real binary gives."""
    expected = goldens(case)
    if "expected_error.txt" in expected:
        tree = f"/work/trees/{case.relative_to(FIXTURES)}"
        return code == 1 and message_of_error(err.replace(tree, "<root>")).startswith(
            expected["expected_error.txt"].decode()
        )
    return (code, out) == (0, expected["expected.yaml"].decode())
