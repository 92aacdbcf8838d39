"""What a build of many targets says: a line for each that fails, how far it is, and how many were built."""

from __future__ import annotations

from time import monotonic

from kustompy.cli.build_flags import KUSTOMIZE, asked_format
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.cli.progress import Progress
from kustompy.errors import KustompyError
from kustompy.reporting.closing import are

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from kustompy.cli.flags import Line
    from kustompy.cli.writer import Writes
    from kustompy.fleet.outcome import Outcome
    from kustompy.session.options import Options

_FEW = 10


class Telling:
    """Prints how a build of many goes: lines of JSON, or warnings, failures, progress and a summary on stderr."""

    def __init__(self, count: int, line: Line, *, names: bool = False) -> None:
        self._count, self._line, self._names = count, line, names
        self._form = asked_format(line)
        self._progress = Progress(count, shows=self._form != "json")
        self._started = monotonic()
        self._done = self._reused = 0
        self._failed: list[str] = []

    def told(self, outcomes: Generator[Outcome, None, None], writer: Writes, options: Options) -> int:
        """Write each outcome as it comes, and print how it went; the exit code."""
        try:
            for outcome in outcomes:
                self._tell(outcome, writer, options)
                if self._failed and self._line["fail-fast"]:
                    break
        finally:
            # Stops the workers that are still building, also when a write fails or Ctrl-C comes.
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
        """Print a note on stderr, unless a program reads lines of JSON."""
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
        # Under --watch most rounds build one target: its name says more than a count.
        if self._names and good == self._count == 1:
            to_stderr(f"built {self._progress.slowest[1]} in {seconds:.3f} s\n")
            return
        text = f"built {good} of {self._count} targets{reused} in {seconds:.1f} s"
        if self._failed:
            shown = ", ".join(self._failed[:_FEW]) + (", …" if len(self._failed) > _FEW else "")
            text += f"; {len(self._failed)} failed: {shown}"
        left = self._count - self._done
        if left > 0:
            text += f"; {left} {are(left, 'not tried', past=True)}"
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
