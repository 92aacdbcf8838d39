"""Writes new files only: an existing file is never touched, and a failure leaves no file behind."""

from __future__ import annotations

import os

from kustompy.errors import LoadError, UsageError, reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_FEW = 3


def write_new(directory: str, files: Mapping[str, bytes]) -> None:
    """Write the files, named from the directory, which may be there and may not hold any of them.

    A UsageError (KST870) names those that it holds; a LoadError (KST844) says what cannot be written.
    """
    start = os.path.realpath(directory)
    _refuse_existing(start, directory, files)
    made: list[str] = []
    try:
        for name, content in files.items():
            path = os.path.join(start, *name.split("/"))
            _make_folders(os.path.dirname(path), made)
            _write(path, content, made)
    except OSError as error:
        _remove(made)
        text = f"open {error.filename}: {reason_of(error)}"
        raise LoadError(text, code="KST844", file=str(error.filename)) from None
    # Ctrl-C and SIGTERM as well, which are no Exception.
    except BaseException:
        _remove(made)
        raise


def _refuse_existing(start: str, directory: str, files: Mapping[str, bytes]) -> None:
    """Refuse if a file that is to be written exists, or a link on the way to it; folders on the way may exist."""
    there: dict[str, None] = {}
    if os.path.lexists(start) and not os.path.isdir(start):
        raise _taken_place(f"{directory} is not a directory")
    for name in files:
        parts = name.split("/")
        for end in range(1, len(parts) + 1):
            path = os.path.join(start, *parts[:end])
            # A link may lead out of the directory, also one to a folder.
            is_folder = end < len(parts) and os.path.isdir(path) and not os.path.islink(path)
            if os.path.lexists(path) and not is_folder:
                there["/".join(parts[:end])] = None
    if there:
        names = ", ".join([*there][:_FEW]) + (f" and {len(there) - _FEW} more" if len(there) > _FEW else "")
        raise _taken_place(f"{directory} has {names} already")


def _taken_place(text: str) -> UsageError:
    return UsageError(
        text, code="KST870", hint="nothing was written: name a new directory, or move away what is in the way"
    )


def _make_folders(folder: str, made: list[str]) -> None:
    missing = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for each in reversed(missing):
        os.mkdir(each)
        made.append(each)


def _write(path: str, content: bytes, made: list[str]) -> None:
    # "x" fails if somebody has made the file since it was looked for. Noted before the write, which may fill the disk.
    with open(path, "xb") as file:
        made.append(path)
        file.write(content)


def _remove(made: list[str]) -> None:
    """Take away what this run made, the last one first."""
    # A folder comes before what was written into it, and rmdir takes empty ones only.
    for path in reversed(made):
        if os.path.isdir(path):
            os.rmdir(path)
        else:
            os.unlink(path)
