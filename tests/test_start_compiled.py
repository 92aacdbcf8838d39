"""The command's finder takes modules as Python has compiled them, and leaves the odd case to Python."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kustompy.cli.start import CompiledFinder, CompiledLoader

ROOT = Path(__file__).resolve().parent.parent
FINDER = CompiledFinder("shop")
SOURCE = '"""A shop."""\nOPEN = True\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package ``shop``, with a compiled module ``till`` and a compiled package ``stock``."""
    package = tmp_path / "shop"
    (package / "stock").mkdir(parents=True)
    for file in (package / "till.py", package / "stock/__init__.py"):
        file.write_text(SOURCE)
        py_compile.compile(str(file), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    return package


def test_a_module_is_what_python_would_have_found(folder: Path) -> None:
    found = FINDER.find_spec("shop.till", [str(folder)])
    expected = importlib.util.spec_from_file_location("shop.till", folder / "till.py")
    assert found is not None
    assert expected is not None
    assert (found.name, found.origin, found.cached, found.parent, found.has_location) == (
        expected.name, expected.origin, expected.cached, expected.parent, expected.has_location,
    )  # fmt: skip
    assert found.submodule_search_locations is None
    assert isinstance(found.loader, CompiledLoader)
    module = importlib.util.module_from_spec(found)
    for _ in range(2):  # the second time is a reload
        found.loader.exec_module(module)
    assert (module.OPEN, module.__file__, module.__doc__) == (True, str(folder / "till.py"), "A shop.")
    assert found.loader.get_source("shop.till") == SOURCE


def test_a_package_is_found_with_its_folder(folder: Path) -> None:
    found = FINDER.find_spec("shop.stock", [str(folder)])
    assert found is not None
    assert found.submodule_search_locations == [str(folder / "stock")]
    assert found.origin == str(folder / "stock/__init__.py")


def compiled(folder: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(folder / "till.py")))


def rewrite(folder: Path, change: Callable[[bytes], bytes]) -> None:
    compiled(folder).write_bytes(change(compiled(folder).read_bytes()))


LEFT_TO_PYTHON: dict[str, Callable[[Path], object]] = {
    "not compiled": lambda folder: compiled(folder).unlink(),
    "another size": lambda folder: (folder / "till.py").write_text(SOURCE + "\n"),
    "another time": lambda folder: os.utime(folder / "till.py", (1, 1)),
    "no source": lambda folder: (folder / "till.py").unlink(),
    "another Python's": lambda folder: rewrite(folder, lambda content: b"\0\0\r\n" + content[4:]),
    "compared by hash": lambda folder: rewrite(folder, lambda content: content[:4] + b"\1\0\0\0" + content[8:]),
    "cut short": lambda folder: rewrite(folder, lambda content: content[:12]),
    "empty": lambda folder: rewrite(folder, lambda content: b""),
    "too large to be ours": lambda folder: rewrite(folder, lambda content: content + bytes(1 << 16)),
}


@pytest.mark.parametrize("change", LEFT_TO_PYTHON.values(), ids=LEFT_TO_PYTHON)
def test_the_odd_case_is_left_to_python(change: Callable[[Path], object], folder: Path) -> None:
    change(folder)
    assert FINDER.find_spec("shop.till", [str(folder)]) is None


@pytest.mark.parametrize("name", ["shop", "shopping.till", "json", "shop.nothing"])
def test_other_modules_are_left_to_python(name: str, folder: Path) -> None:
    assert FINDER.find_spec(name, [str(folder)]) is None
    assert FINDER.find_spec("shop.till", None) is None


@pytest.mark.parametrize("options", [[], ["-O"], ["-X", "pycache_prefix=elsewhere"], ["-B"]], ids=" ".join)
def test_the_installed_script_builds(options: list[str], tmp_path: Path) -> None:
    tree = str(ROOT / "examples/gitops/overlays/prod")
    outputs = []
    for program in ([str(ROOT / "bin/kustompy")], ["-c", "from kustompy.cli import run; run()"]):
        command = [sys.executable, *options, *program, "build", tree]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment, check=True)
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1] != b""
