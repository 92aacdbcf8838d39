"""``kustompy.build``: a directory, a URL or a kustomization made in code, and files that may come from memory."""

from __future__ import annotations

import os
import sys

from kustompy.errors import KustompyError, UsageError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.rendering.pipeline import build as build_directory
from kustompy.session.garbage import UNCOLLECTED
from kustompy.session.options import Options, Purpose
from kustompy.system.files import Files
from kustompy.system.root import may_be_remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from typing import ParamSpec, TypeAlias, TypeVar

    from typing_extensions import Unpack

    from kustompy.api.inputs import Given
    from kustompy.kustomization.types import Kustomization
    from kustompy.model.values import Value
    from kustompy.results.result import Build
    from kustompy.session.choices import BuildOptions
    from kustompy.session.inputs import Inputs

    Arguments = ParamSpec("Arguments")
    Returned = TypeVar("Returned")
    Path: TypeAlias = str | os.PathLike[str]
    Content: TypeAlias = str | bytes | Mapping[str, Value] | Sequence[Value] | None
    """Text, bytes, or plain data that is written as YAML; None hides the file that the disk has there."""


def build(
    target: Path | Kustomization | Mapping[str, Value],
    *,
    files: Mapping[str, Content] | Mapping[pathlib.Path, Content] | None = None,
    base: Path | None = None,
    disk: bool = True,
    inputs: Given = None,
    **options: Unpack[BuildOptions],
) -> Build:
    """Build a kustomization as ``kustomize build`` does, and give its resources in the order they are printed.

    ``target`` is a directory, a git URL, or the fields of a kustomization as a mapping, which then lies in ``base``; in
    it, data may stand for the text of a patch, and a ``Path`` for a path. Relative paths start at ``base``, by default
    the current directory. ``files`` are laid over the disk: text, bytes or data by path, None hides a file; with
    ``disk=False`` there is nothing else. ``inputs`` are files that the tree names and does not have: content by path,
    where a mapping stands for the pairs of an env file, or what :func:`kustompy.declared_inputs` gives. Their values
    are never shown.

    ``generators``, ``transformers`` and ``validators`` are callables that run after those of the kustomization. A
    generator gives manifests, a transformer changes a list of Resources in place or gives another, a validator raises
    or gives what is wrong. ``limits`` holds bytes, counts and seconds that the input may ask for. With
    ``merge_keys_from_crds`` lists of custom resources merge by the keys that CRDs among the resources name; kustomize
    replaces such lists. The ``options`` are those of :class:`kustompy.BuildOptions`.

    Raises KustompyError, whose ``diagnostics`` have the place and the remedy of each independent mistake of the tree:
    LoadError for what cannot be read or fetched, YamlError for a text that is no YAML, KustomizationError,
    ResourceError, PatchError and FunctionError for what they are named after, LimitError beyond the limits, and
    UsageError for arguments that make no sense.
    """
    # without a disk there is no current directory either
    start = os.path.realpath(base or os.curdir) if disk else os.path.join(os.sep, os.fspath(base or ""))
    chosen = Options(inputs=_inputs(inputs, start), **options)
    memory, hidden = _laid_out(files or {}, start, disk=disk)
    if isinstance(target, (str, os.PathLike)):
        place = os.fspath(target)
        if not may_be_remote(place) and (base is not None or not disk):
            place = os.path.normpath(os.path.join(start, place))
    else:
        place = os.path.normpath(start)
        # A kustomization that the directory has would be a second one, which kustomize refuses.
        hidden.update(os.path.join(place, name) for name in FILE_NAMES)
        written = os.path.join(place, FILE_NAMES[0])
        hidden.remove(written)
        memory[written] = _made_in_code(written, target)
    # Objects by the thousand and hardly any garbage: the collector would go through them again and again.
    with UNCOLLECTED:
        built = build_directory(place, chosen, Files(memory, disk=disk, hidden=hidden), Purpose(origins=True))
    _tell(place, built)
    return built


def _inputs(given: Given, start: str) -> Inputs | None:
    if given is None:
        return None
    from kustompy.api.inputs import inputs_from

    return inputs_from(given, start)


def _in_a_thread(function: Callable[Arguments, Returned]) -> Callable[Arguments, Coroutine[object, object, Returned]]:
    async def abuild(*arguments: Arguments.args, **options: Arguments.kwargs) -> Returned:
        """:func:`build` in a thread of its own, for asyncio: it takes the same arguments, and raises the same errors.

        A build that has begun goes on when the task is cancelled; its result is dropped.
        """
        import asyncio

        return await asyncio.to_thread(function, *arguments, **options)

    # what help() and completion show are the arguments of build
    vars(abuild)["__wrapped__"] = function
    abuild.__annotations__ = function.__annotations__
    return abuild


abuild = _in_a_thread(build)


def _laid_out(
    files: Mapping[str, Content] | Mapping[pathlib.Path, Content], start: str, *, disk: bool
) -> tuple[dict[str, bytes], set[str]]:
    """The bytes of each file by its absolute path, and the paths that are hidden."""
    memory, hidden = {}, set()
    for name, content in files.items():
        path = os.path.join(start, os.fspath(name))
        # Files are found by their real paths; without a disk nothing is a link.
        path = os.path.realpath(path) if disk else os.path.normpath(path)
        if content is None:
            hidden.add(path)
        else:
            memory[path] = _content(path, content)
    return memory, hidden


def _made_in_code(path: str, target: Value) -> bytes:
    """The file of a kustomization that is given as a mapping."""
    # What dict() takes for a mapping: a Kustomization is a TypedDict, and other libraries have mappings of their own.
    if not hasattr(target, "keys"):
        raise UsageError(
            f"the target is a {type(target).__name__}",
            code="KST811",
            hint="name a directory or URL, or give the fields of a kustomization as a mapping",
        )
    # A dict of files as the only argument is the likeliest mistake with this function.
    if any(name in target for name in FILE_NAMES):
        raise UsageError(
            "the target is a mapping of files, not the fields of a kustomization",
            code="KST811",
            hint='give it as `files=`, and the directory to build as the target: build(".", files=…, disk=False)',
        )
    from kustompy.api.data_for_texts import with_texts

    return _content(path, with_texts(target))


def _content(path: str, content: Value) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    from kustompy.api.parts import text_of_data

    try:
        return text_of_data(content).encode("utf-8", "surrogatepass")
    except KustompyError as error:
        raise UsageError(f"{path}: {error}", code="KST811", hint=error.diagnostics[0].hint) from None


def _tell(place: str, built: Build) -> None:
    """Say what was built to the log of those who keep one, and what is deprecated to the warnings."""
    # Who has not imported logging has no handler: nothing is lost, and importing it would cost every build.
    logging = sys.modules.get("logging")
    if logging is not None:
        logging.getLogger("kustompy").debug("built %s: %d resources of %d files", place, len(built), len(built.files))
    for text in built.warnings:
        if logging is not None:
            logging.getLogger("kustompy").info("%s", text)
        if "deprecated" in text:
            import warnings

            # The third frame from here is the caller of build.
            warnings.warn(text.removeprefix("# Warning: "), DeprecationWarning, stacklevel=3)
