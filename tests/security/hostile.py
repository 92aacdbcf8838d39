"""Trees that ask for too much: each with the flags it is built with and the code that refuses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
ONE = "resources: [a.yaml]\n"
FINE = ""
OPERATION = '  patch: \'[{"op": "remove", "path": "/x"}]\'\n'


class Hostile(NamedTuple):
    """``code`` is what refuses the tree; empty where it is built as kustomize builds it."""

    name: str
    files: dict[str, str]
    code: str
    flags: tuple[str, ...] = ()


def _laughs(levels: int) -> str:
    lines = ['a: &a ["l","l","l","l","l","l","l","l","l"]']
    for at in range(levels):
        name, before = chr(ord("b") + at), chr(ord("a") + at)
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    return "\n".join(lines) + "\n"


def _nested_patch(depth: int) -> str:
    return f"- op: add\n  path: /data/x\n  value: {'[' * depth}{']' * depth}\n"


MANY = "".join(f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{n}}}\n" for n in range(30))
TREES = (
    Hostile("a billion laughs", {"kustomization.yaml": ONE, "a.yaml": _laughs(8)}, "KST704"),
    Hostile("laughs in the kustomization", {"kustomization.yaml": _laughs(8)}, "KST704"),
    Hostile("laughs in a patch", {
        "kustomization.yaml": "resources: [b.yaml]\npatches: [{path: a.yaml}]\n", "a.yaml": _laughs(8), "b.yaml": HEAD,
    }, "KST704"),
    Hostile("laughs in a text that a replacement writes into", {
        "kustomization.yaml": ONE + "replacements:\n- source: {kind: ConfigMap}\n"
        "  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.t.z]}]\n",
        "a.yaml": HEAD + "  t: |\n    z: 1\n" + "".join(f"    {line}\n" for line in _laughs(8).splitlines()),
    }, "KST704"),
    Hostile("fewer aliases allowed", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x: &x [1, 2]\n  y: *x\n"},
            "KST704", ("--max-alias-nodes", "2")),
    Hostile("an anchor in itself", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x: &x [*x]\n"}, "KST705"),
    Hostile("a replacement of itself into itself", {
        "kustomization.yaml": ONE + "replacements:\n" + "".join(
            "- source: {kind: ConfigMap, fieldPath: data}\n  targets:\n  - select: {kind: ConfigMap}\n"
            f"    fieldPaths: [data.x{at}]\n    options: {{create: true}}\n" for at in range(60)),
        "a.yaml": HEAD + "  a: b\n",
    }, "KST709"),
    Hostile("a text in the middle of itself", {
        "kustomization.yaml": ONE + "replacements:\n" + 60 * (
            "- source: {kind: ConfigMap, fieldPath: data.a}\n  targets:\n  - select: {kind: ConfigMap}\n"
            "    fieldPaths: [data.a]\n    options: {delimiter: '-'}\n"),
        "a.yaml": HEAD + "  a: b-c\n",
    }, "KST709"),
    Hostile("a copy of itself into itself", {
        "kustomization.yaml": ONE + "patches:\n- target: {kind: ConfigMap}\n  patch: |-\n" + "".join(
            f"    - {{op: copy, from: /data, path: /data/x{at}}}\n" for at in range(60)),
        "a.yaml": HEAD + "  a: b\n",
    }, "KST709"),
    Hostile("definitions that contain each other twice", {
        "kustomization.yaml": ONE + "crds: [c.yaml]\n", "a.yaml": HEAD, "c.yaml": "".join(
            f"d{at}:\n  Schema:\n    properties:\n      kind: {{}}\n      apiVersion: {{}}\n      metadata: {{}}\n"
            f"      a: {{$ref: d{at + 1}}}\n      b: {{$ref: d{at + 1}}}\n" for at in range(60)),
    }, "KST704"),
    Hostile("bases that name the next two twice", {
        "kustomization.yaml": "resources: [a0, b0]\n",
        **{f"{side}{at}/kustomization.yaml": f"namePrefix: {side}{at}-\nresources: [../a{at + 1}, ../b{at + 1}]\n"
           for side in "ab" for at in range(20)},
        **{f"{side}20/kustomization.yaml": f"configMapGenerator: [{{name: {side}}}]\n" for side in "ab"},
    }, "KST707"),
    Hostile("100,000 brackets", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x: " + "[" * 100_000 + "\n"}, "KST703"),
    Hostile("100,000 braces in the kustomization", {"kustomization.yaml": "resources: " + "{a: " * 100_000}, "KST703"),
    Hostile("5,000 dashes", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x:\n  " + "- " * 5_000 + "a\n"}, "KST703"),
    Hostile("a lower depth", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x: {a: {b: {c: 1}}}\n"}, "KST703",
            ("--max-depth", "3")),
    Hostile("indented 1,500 times", {"kustomization.yaml": ONE, "a.yaml": HEAD + "".join(
        f"{' ' * (at + 1)}a:\n" for at in range(1_500))}, "KST703"),
    Hostile("a patch that nests deeply", {
        "kustomization.yaml": ONE + "patches: [{path: p.yaml, target: {kind: ConfigMap}}]\n",
        "a.yaml": HEAD + "  a: b\n",
        "p.yaml": _nested_patch(3_000),
    }, "KST703"),
    Hostile("a number of 100,000 digits", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x: " + "9" * 100_000 + "\n"},
            "KST706"),
    Hostile("a shorter number", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x: 123456\n"}, "KST706",
            ("--max-number-length", "5")),
    Hostile("a large file", {"kustomization.yaml": ONE, "a.yaml": HEAD + "  x: " + "y" * 5_000 + "\n"}, "KST701",
            ("--max-file-size", "4000")),
    Hostile("many resources", {"kustomization.yaml": ONE, "a.yaml": MANY}, "KST708", ("--max-resources", "20")),
    Hostile("many includes", {
        "kustomization.yaml": "resources: [" + ", ".join(f"b{at}" for at in range(9)) + "]\n",
        **{f"b{at}/kustomization.yaml": f"namePrefix: b{at}-\nresources: [a.yaml]\n" for at in range(9)},
        **{f"b{at}/a.yaml": HEAD for at in range(9)},
    }, "KST707", ("--max-includes", "12")),
    Hostile("a nested quantifier on a long name", {
        "kustomization.yaml": ONE + "patches:\n- target: {name: '(a+)+$'}\n" + OPERATION,
        "a.yaml": HEAD.replace("name: a", f"name: {'a' * 50_000}!"),
    }, FINE),
    Hostile("a pattern of counted repeats", {
        "kustomization.yaml": ONE + "patches:\n- target: {name: '((a{1,100}){1,100}){1,100}'}\n" + OPERATION,
        "a.yaml": HEAD,
    }, "KST510"),
    Hostile("an image of a nested quantifier", {
        "kustomization.yaml": ONE + "images: [{name: '(a*)*b', newTag: x}]\n",
        "a.yaml": HEAD.replace("ConfigMap", "Pod") + f"spec: {{containers: [{{image: {'a' * 30_000}}}]}}\n",
    }, FINE),
)  # fmt: skip


def lay_out(tree: Hostile, folder: Path) -> Path:
    """Write the files of a tree."""
    for name, text in tree.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


class Outcome(NamedTuple):
    """How a command in a process of its own ended; memory is in megabytes, seconds are those of the processor."""

    code: int
    stderr: str
    seconds: float
    memory: float
    stdout: str = ""


_CHILD = """
import resource, sys, time
from kustompy.cli import main

def peak():
    # what getrusage says of a process counts the one that it was forked from
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

began = time.process_time()
code = main(sys.argv[1:])
seconds = time.process_time() - began
sys.stderr.write(f"\\n{code} {seconds} {peak() / 1024}")
"""


def outcome(tree: Hostile, folder: Path) -> Outcome:
    """Build the tree in a process of its own."""
    return command("build", str(lay_out(tree, folder)), "--error-format", "text", *tree.flags)


def command(*arguments: str) -> Outcome:
    """Run a command of kustompy in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said, _, last = done.stderr.rpartition("\n")
    code, seconds, memory = last.split()
    return Outcome(int(code), said, float(seconds), float(memory), done.stdout)
