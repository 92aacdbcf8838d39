"""The pytest plugin: builds as fixtures, overlays as tests, golden snapshots."""

from __future__ import annotations

import glob
import os

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.model.values import Manifest, Value
    from kustompy.results.result import Build


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("kustompy")
    group.addoption(
        "--kustompy-overlays",
        action="append",
        default=[],
        metavar="GLOB",
        help="run each kustomization directory that matches as a test: it builds, is valid and has no findings",
    )
    group.addoption(
        "--kustompy-update", action="store_true", help="write the golden snapshots instead of comparing with them"
    )
    group.addoption(
        "--kustompy-snapshots", metavar="DIR", help="compare each overlay with its snapshot below this directory"
    )
    parser.addini("kustompy_overlays", "globs of kustomization directories that are tests", type="linelist")
    parser.addini("kustompy_snapshots", "the directory that holds the snapshots of overlays", default="")
    parser.addini("kustompy_checks", "what is checked of an overlay", type="args", default=["builds", "valid", "lints"])


def pytest_configure(config: pytest.Config) -> None:
    """Let a suite import ``pytest_kustomize`` where that package is not installed."""
    import importlib.util
    import sys

    if "pytest_kustomize" not in sys.modules and importlib.util.find_spec("pytest_kustomize") is None:
        from kustompy.testing import pytest_kustomize

        # Under its own name: such suites import its functions, not fixtures alone.
        sys.modules["pytest_kustomize"] = pytest_kustomize


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    from kustompy.testing.secret_diffs import difference

    return difference(op, left, right)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Leave out the frames of kustompy below the line of the test, unless all frames are asked for."""
    from kustompy.errors import KustompyError

    if call.excinfo is None or not isinstance(call.excinfo.value, KustompyError) or item.config.option.fulltrace:
        return
    last = entry = call.excinfo.value.__traceback__
    while entry is not None:
        # The line of the test is the last one outside of kustompy: a callable of the test may be called from within.
        if not entry.tb_frame.f_globals.get("__name__", "").startswith("kustompy."):
            last = entry
        entry = entry.tb_next
    if last is not None:
        last.tb_next = None


@pytest.hookimpl(tryfirst=True)  # before -k looks at the items
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    # Overlays that the option names are always tested; those of the settings only below folders that are asked for.
    asked_for = config.getoption("--kustompy-overlays")
    patterns = asked_for or config.getini("kustompy_overlays")
    if not patterns:
        return
    from kustompy.testing.overlay_items import overlay_items

    root = str(config.rootpath)
    below = None if asked_for else _chosen_directories(config)
    for pattern in patterns:
        found = sorted(glob.glob(os.path.join(root, pattern)))
        directories = [each for each in found if is_kustomization(each)]
        if not directories:
            raise pytest.UsageError(f"--kustompy-overlays {pattern!r}: no directory with a kustomization fits")
        for directory in directories:
            if below is None or any(_is_within(directory, each) for each in below):
                items.extend(overlay_items(session, directory))


def _chosen_directories(config: pytest.Config) -> list[str] | None:
    """The directories that the command line names; None if it names no paths, which means everything."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return None
    named = [os.path.abspath(os.path.join(config.invocation_params.dir, each)) for each in config.args]
    return [each for each in named if os.path.isdir(each)]


def _is_within(directory: str, outer: str) -> bool:
    inner, outer = os.path.realpath(directory), os.path.realpath(outer)
    return inner == outer or inner.startswith(outer.rstrip(os.sep) + os.sep)


def is_kustomization(directory: str) -> bool:
    """Whether a directory has a kustomization file."""
    from kustompy.kustomization.file import FILE_NAMES

    return any(os.path.isfile(os.path.join(directory, name)) for name in FILE_NAMES)


@pytest.fixture(scope="session")
def kustompy_build(pytestconfig: pytest.Config) -> Callable[..., Build]:
    """``kustompy.build``, with paths that start at the root of the project wherever pytest was called.

    What kustompy.toml declares as given by the pipeline has made-up values, unless ``inputs`` are passed.
    """
    from kustompy.api.build import build
    from kustompy.testing.overlay_items import made_up

    def build_from_root(target: str | os.PathLike[str] | Manifest, **options: Any) -> Build:
        options = {"base": pytestconfig.rootpath, **options}
        if "inputs" not in options and isinstance(target, str | os.PathLike):
            options["inputs"] = made_up(os.path.join(options["base"], target))
        return build(target, **options)

    return build_from_root


@pytest.fixture
def kustompy_snapshot(request: pytest.FixtureRequest) -> Callable[[Build, str], None]:
    """``kustompy_snapshot(build, name)`` compares with the snapshot in ``snapshots/NAME`` beside the test file."""
    from kustompy.testing.snapshots import assert_snapshot

    def compare(build: Build, name: str) -> None:
        directory = os.path.join(str(request.path.parent), "snapshots", name)
        assert_snapshot(build, directory, update=request.config.getoption("--kustompy-update"))

    return compare


# The names of pytest_kustomize: a suite that was written for it runs with kustompy as it is.


@pytest.fixture(scope="session")
def kustomize_root_directory() -> str:
    """Where the environments lie; a suite may define it anew."""
    return os.path.join(os.getcwd(), "k8s")


@pytest.fixture(scope="session")
def kustomize_environment_names(kustomize_root_directory: str) -> list[str]:
    """The directories below the root that are kustomizations."""
    return [
        name
        for name in os.listdir(kustomize_root_directory)
        if os.path.exists(os.path.join(kustomize_root_directory, name, "kustomization.yaml"))
    ]


@pytest.fixture(scope="session")
def kustomize_manifests(kustomize_root_directory: str, kustomize_environment_names: list[str]) -> dict[str, bytes]:
    """What kustomize prints for each environment."""
    from kustompy.api.build import build

    directories = {name: os.path.join(kustomize_root_directory, name) for name in kustomize_environment_names}
    return {name: build(directory).to_yaml().encode() for name, directory in directories.items()}


@pytest.fixture(scope="session")
def kustomize_resources(kustomize_manifests: dict[str, bytes]) -> dict[str, list[Manifest]]:
    """The manifests of each environment as plain data."""
    from kustompy.api.parts import load

    return {name: load(text) for name, text in kustomize_manifests.items()}


@pytest.fixture(scope="session")
def kustomize_jq(kustomize_resources: dict[str, list[Manifest]]) -> Callable[[str, str], Value]:
    """A jq program over the manifests of an environment; needs the package jq."""
    import jq  # type: ignore[import-not-found]

    return lambda query, environment: jq.compile(query).input_value(kustomize_resources[environment])
