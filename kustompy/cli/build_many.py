"""``kustompy build TARGET… -o OUT/``: many overlays, each into a file or a folder of its own."""

from __future__ import annotations

import os
from time import monotonic

from kustompy.cli.build_flags import FORMAT_VARIABLES, KUSTOMIZE, build_options
from kustompy.cli.fleet_targets import directories_of
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.cli.progress import Progress
from kustompy.errors import KustompyError, UsageError
from kustompy.fleet.listing import file_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Protocol

    from kustompy.cli.flags import Line
    from kustompy.fleet.outcome import Outcome
    from kustompy.session.options import Options

    class Writes(Protocol):
        """What takes the output of targets."""

        def write(self, outcome: Outcome, options: Options) -> str:
            """Write what was built; the path."""


_OF_ONE = ("strict", "validate")
_FEW = 10


def main(line: Line) -> int:
    """Build the targets: 0 all could be built and written, 1 one could not."""
    for flag in _OF_ONE:
        if line[flag]:
            raise UsageError(
                f"--{flag} is for a build of one target", code="KST808",
                hint="`kustompy validate` and `kustompy lint` take many targets",
            )  # fmt: skip
    if not line["output"]:
        raise UsageError(
            "specify one path to kustomization.yaml", code="KST805", hint="several targets are built with -o OUT/"
        )
    return build_and_write(line, directories_of(line), build_options(line, os.environ))


def build_and_write(line: Line, targets: Sequence[str], options: Options) -> int:
    """Build the targets and write each below the directory that the line names: 0 all could be, 1 one could not."""
    writer = Writer(targets, line)
    if line.values.get("watch"):
        from kustompy.cli.watching import building

        return building(targets, options, line, writer)
    from kustompy.cli.fleet_engine import engine

    telling = Telling(len(targets), line)
    return telling.told(
        engine(targets, options, line, wants_records=writer.is_split, note=telling.note), writer, options
    )


class Writer:
    """Where the output of each target goes: into a file or folder of its own."""

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
        if self._taken.get(path, target) != target:
            raise UsageError(
                f"{self._taken[path]} and {target} would both be written to {path}", code="KST808",
                hint="build them in two runs, into directories of their own",
            )  # fmt: skip
        self.paths[target], self._taken[path] = path, target

    def write(self, outcome: Outcome, options: Options) -> str:
        """Write what was built; the path."""
        from kustompy.results.output_files import write_file

        path = self.paths[outcome.target]
        try:
            if self.is_split:
                from kustompy.fleet.outcome import Result

                os.makedirs(os.path.dirname(path), exist_ok=True)
                Result(outcome, options).build.write(path)
            else:
                content = outcome.text.encode()
                if not _holds(path, content):
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    write_file(path, content)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", "") or str(error)).lower()
            raise UsageError(f"open {path}: {reason}", code="KST807") from None
        return path


class Telling:
    """What is said while targets are built, and at the end."""

    def __init__(self, count: int, line: Line, *, names: bool = False) -> None:
        self._count, self._line, self._names = count, line, names
        self._form = line["format"] or next(filter(None, (os.environ.get(each, "") for each in FORMAT_VARIABLES)), "")
        self._progress = Progress(count, shows=self._form != "json")
        self._started = monotonic()
        self._done = self._reused = 0
        self._failed: list[str] = []

    def told(self, outcomes: Generator[Outcome, None, None], writer: Writes, options: Options) -> int:
        """Write what is built, and say how it goes; the exit code."""
        try:
            for outcome in outcomes:
                self._tell(outcome, writer, options)
                if self._failed and self._line["fail-fast"]:
                    break
        finally:
            outcomes.close()
        self._close()
        return 1 if self._failed else 0

    def _tell(self, outcome: Outcome, writer: Writes, options: Options) -> None:
        self._done += 1
        self._reused += bool(outcome.reused)
        self._progress.step(outcome.target, outcome.seconds)
        error, path = outcome.error, ""
        if error is None:
            try:
                path = writer.write(outcome, options)
            except KustompyError as refused:
                error = refused
        if error is not None:
            self._failed.append(outcome.target)
        if self._form == "json":
            to_stdout(_json_line(outcome, path, error))
            return
        for text in outcome.warnings:
            self.note(text)
        if error is not None:
            self._progress.clear()
            to_stderr(f"Error: {error}\n" if self._form == KUSTOMIZE else _text_of(error, self._form))

    def note(self, text: str) -> None:
        """Say something beside what is built; a program that reads JSON is told nothing."""
        if self._form == "json":
            return
        self._progress.clear()
        to_stderr(f"{text}\n")

    def _close(self) -> None:
        self._progress.clear()
        if self._form in ("json", KUSTOMIZE):
            return
        good = self._done - len(self._failed)
        reused = f", {self._reused} of them without a build of its own" if self._reused else ""
        seconds = monotonic() - self._started
        if self._names and good == self._count == 1:
            to_stderr(f"built {self._progress.slowest[1]} in {seconds:.3f} s\n")
            return
        text = f"built {good} of {self._count} targets{reused} in {seconds:.1f} s"
        if self._failed:
            shown = ", ".join(self._failed[:_FEW]) + (", …" if len(self._failed) > _FEW else "")
            text += f"; {len(self._failed)} failed: {shown}"
        if self._done < self._count:
            text += f"; {self._count - self._done} were not tried"
        to_stderr(f"{text}\n")


def _json_line(outcome: Outcome, path: str, error: KustompyError | None) -> str:
    import json

    found = {
        "target": outcome.target, "ok": error is None, "output": path, "seconds": round(outcome.seconds, 6),
        "reused": outcome.reused, "warnings": outcome.warnings,
        "error": None if error is None else {"code": error.code, "message": str(error)},
        "diagnostics": [] if error is None else [each.to_dict() for each in error.diagnostics],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False) + "\n"


def _text_of(error: KustompyError, form: str) -> str:
    from kustompy.cli.reporter import error_text

    return error_text(error, ["--format", form] if form else [])


def _holds(path: str, content: bytes) -> bool:
    """Whether a file is there that has this content already."""
    try:
        if os.lstat(path).st_size != len(content):
            return False
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False
