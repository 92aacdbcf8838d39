"""Where the output of each of many targets goes: a file or a folder of its own below one directory."""

from __future__ import annotations

import os

from kustompy.cli.output import unwritten
from kustompy.errors import UsageError
from kustompy.fleet.listing import file_name
from kustompy.results.output_files import write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from kustompy.cli.flags import Line
    from kustompy.fleet.outcome import Outcome
    from kustompy.session.options import Options

    class Writes(Protocol):
        """What takes the output of targets."""

        def write(self, outcome: Outcome, options: Options) -> str:
            """Write what was built; the path."""


class Writer:
    """Writes the output of each target into a file or folder of its own."""

    def __init__(self, targets: Sequence[str], line: Line) -> None:
        self.is_split = line["split"]
        directory = line["output"]
        if os.path.exists(directory) and not os.path.isdir(directory):
            raise UsageError(f"open {directory}: not a directory", code="KST807", hint="name a directory with -o")
        self._directory, self._ending = directory, "" if self.is_split else ".yaml"
        self.paths: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        for target in targets:
            self.admit(target)

    def admit(self, target: str) -> None:
        """Give the target a path; a UsageError if another one has it."""
        path = os.path.join(self._directory, file_name(target) + self._ending)
        # The root and steps upwards are left out of a path, so that `../a` and `a` come to the same.
        if self._taken.get(path, target) != target:
            raise UsageError(
                f"{self._taken[path]} and {target} would both be written to {path}", code="KST808",
                hint="build them in two runs, into directories of their own",
            )  # fmt: skip
        self.paths[target], self._taken[path] = path, target

    def write(self, outcome: Outcome, options: Options) -> str:
        """Write what was built; the path."""
        path = self.paths[outcome.target]
        try:
            if self.is_split:
                from kustompy.fleet.outcome import Result

                os.makedirs(os.path.dirname(path), exist_ok=True)
                Result(outcome, options).build.write(path)
            else:
                content = outcome.text.encode()
                # A file that stays as it is keeps its time, by which make, rsync and watchers see what has changed.
                if not _holds(path, content):
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    write_file(path, content)
        except (OSError, ValueError) as error:
            raise unwritten(path, error) from None
        return path


def _holds(path: str, content: bytes) -> bool:
    """Whether a file has this content already."""
    try:
        # The size first, which tells most changes without reading; of the link itself, which is replaced and not
        # followed.
        if os.lstat(path).st_size != len(content):
            return False
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False
