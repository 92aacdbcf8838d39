"""Output: to stdout and stderr as UTF-8 with plain line ends, all of it or an error; and of builds to files."""

from __future__ import annotations

import errno
import os
import sys
import time

from kustompy.errors import KustompyError, UsageError, reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from kustompy.results.result import Build

_PAUSE = 0.05


class OutputError(KustompyError):
    """Stdout cannot be written to: its disk is full, or its descriptor is closed."""

    code = "KST807"


def to_stdout(text: str) -> None:
    """Write a text about a tree to stdout, made harmless for terminals; a BrokenPipeError if the reader is gone."""
    data_to_stdout(_harmless(text, sys.stdout))


def data_to_stdout(text: str) -> None:
    """Write data to stdout as they are: what is built, and control sequences of our own."""
    try:
        _write(sys.stdout, text)
    # A closed pipe is an OSError, too, and no failure: the reader has seen enough.
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"write /dev/stdout: {reason_of(error)}") from None


def to_stderr(text: str) -> None:
    """Write a text about a tree to stderr, made harmless; without an error if stderr cannot be written to."""
    data_to_stderr(_harmless(text, sys.stderr))


def data_to_stderr(text: str) -> None:
    """Write a text with control sequences of our own to stderr."""
    try:
        _write(sys.stderr, text)
    except OSError:
        return


def write_output(build: Build, output: str, text: str) -> None:
    """Write a build to stdout, a file, or an existing directory; ``text`` is its YAML, empty if it is not made yet."""
    if not os.path.isdir(output):
        write_text(text or build.to_yaml(), output)
        return
    try:
        build.write(output)
    except (OSError, ValueError) as error:
        raise unwritten(output, error) from None


def write_text(text: str, output: str) -> None:
    """Write a text to a file, or to stdout if none is named."""
    if not output:
        data_to_stdout(text)
        return
    from kustompy.results.output_files import write_file

    try:
        write_file(output, text.encode())
    except (OSError, ValueError) as error:
        raise unwritten(output, error) from None


def unwritten(path: str, error: OSError | ValueError) -> UsageError:
    """The error of a file that cannot be opened or written, in Go's words."""
    return UsageError(f"open {path}: {reason_of(error)}", code="KST807")


def _harmless(text: str, stream: TextIO | None) -> str:
    from kustompy.cli.harmless import Commands, harmless, printable

    coloured = False
    if "\x1b" in text and stream is not None:
        from kustompy.cli.reporter import has_colours

        coloured = has_colours(stream)
    return printable(text, coloured=coloured) if isinstance(text, Commands) else harmless(text, coloured=coloured)


def _write(stream: TextIO | None, text: str) -> None:
    # Python has no stream for a descriptor that was closed before it started: `kustompy build >&-`.
    if stream is None:
        raise OSError(errno.EBADF, "bad file descriptor")
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        # A stream of texts that a caller of `main` has put there, such as io.StringIO.
        stream.write(text)
        return
    # What others have printed through Python comes first.
    _flush(stream)
    # Beneath Python's buffer, where the count of what was taken is exact; unbuffered streams have no other layer.
    _write_all(getattr(buffer, "raw", buffer), text.encode("utf-8", "backslashreplace"))


def _flush(stream: TextIO) -> None:
    while True:
        try:
            stream.flush()
            return
        except BlockingIOError:
            _wait(stream)


def _write_all(raw: BinaryIO, content: bytes) -> None:
    """Write in as many calls as it takes: a raw stream may take less than all, a non-blocking one nothing."""
    # Slices of a view copy nothing: a build of many megabytes goes into a pipe in pieces of 64 KiB.
    rest = memoryview(content)
    while rest:
        try:
            count = raw.write(rest)
        except BlockingIOError as error:
            count = error.characters_written
        if count:
            rest = rest[count:]
        else:
            _wait(raw)


def _wait(stream: TextIO | BinaryIO) -> None:
    """Wait until the other end has read something."""
    import select

    try:
        select.select([], [stream.fileno()], [], _PAUSE)
    except (OSError, ValueError):
        # Windows selects sockets only.
        time.sleep(_PAUSE)
