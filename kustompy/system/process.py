"""Running another program: an argument list, never a shell; a time limit, and nothing left behind."""

from __future__ import annotations

import os
from contextlib import suppress
from time import monotonic

from kustompy.errors import LimitError, TimeLimitError, reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from subprocess import Popen
    from types import FrameType


class Finished:
    """The outcome of a program: its failure in Go's words, empty on success, and its output."""

    __slots__ = ("failure", "stderr", "stdout")

    def __init__(self, failure: str, stdout: bytes, stderr: bytes) -> None:
        self.failure, self.stdout, self.stderr = failure, stdout, stderr


def run(
    command: str,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    seconds: float,
    directory: str | None = None,
    stdin: bytes = b"",
    merged: bool = False,
    watched: str = "",
    largest: int = 0,
) -> Finished:
    """Run a program to its end, or kill it and all that it started at the time limit; ``merged``: stderr in stdout.

    The directory that is ``watched`` may come to hold ``largest`` bytes.
    """
    import subprocess

    # A signal between fork and the assignment would leave a process that nobody knows, and nobody ends.
    with Uninterrupted() as later:
        try:
            process = subprocess.Popen(
                [command, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if merged else subprocess.PIPE,
                env=dict(environment),
                cwd=directory,
                # A group of its own, so that what the program started can be ended with it.
                start_new_session=True,
            )
        except OSError as error:
            return Finished(_not_started(command, error), b"", b"")
        # A NUL in an argument: exec refuses it in C, and Python before that.
        except ValueError:
            return Finished(f"fork/exec {command}: invalid argument", b"", b"")
    try:
        later.interrupt()
        stdout, stderr = _ended(process, stdin, seconds, watched, largest)
    except subprocess.TimeoutExpired:
        _kill(process)
        shown = " ".join([command, *arguments])
        raise TimeLimitError(f"hit {go_duration(seconds)} timeout running '{shown}'", code="KST710") from None
    # KeyboardInterrupt as well: nothing is left running behind a build that is broken off.
    except BaseException:
        _kill(process)
        raise
    return Finished(_failure(process.returncode), stdout, stderr or b"")


class Uninterrupted:
    """A block that no signal interrupts, so that a process started in it is known before anything is raised.

    A signal that came meanwhile has its handler called by :meth:`interrupt`, or at the end of an error.
    """

    __slots__ = ("_came", "_handlers")

    def __init__(self) -> None:
        self._came: list[int] = []
        self._handlers: dict[int, Callable[[int, FrameType | None], object]] = {}

    def __enter__(self) -> Uninterrupted:
        import signal
        from threading import current_thread, main_thread

        # Python runs handlers of signals in the main thread, and lets no other set them.
        if current_thread() is main_thread():
            for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM"):
                number = getattr(signal, name, None)
                handler = None if number is None else signal.getsignal(number)
                if number is not None and callable(handler):
                    self._handlers[number] = handler
                    signal.signal(number, lambda number, frame: self._came.append(number))
        return self

    def __exit__(self, *error: object) -> None:
        import signal

        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if error[0] is not None:
            self.interrupt()

    def interrupt(self) -> None:
        """Call the handlers of the signals that came."""
        while self._came:
            number = self._came.pop()
            self._handlers[number](number, None)


def _ended(
    process: Popen[bytes], stdin: bytes, seconds: float, watched: str, largest: int
) -> tuple[bytes, bytes | None]:
    """What the program wrote; the directory is looked at now and then, and once more at the end."""
    if not watched:
        return process.communicate(stdin, timeout=seconds)
    import subprocess

    deadline, pause = monotonic() + seconds, _PAUSE
    while True:
        try:
            said = process.communicate(stdin, timeout=min(pause, max(deadline - monotonic(), 0)))
        except subprocess.TimeoutExpired:
            if monotonic() >= deadline:
                raise
            began = monotonic()
            keep_small(watched, largest)
            # A large directory is looked at less often: nine tenths of the time are the program's.
            pause = max(_PAUSE, 9 * (monotonic() - began))
            # communicate has taken the input over; a second one would be an error.
            stdin = b""
            continue
        keep_small(watched, largest)
        return said


def keep_small(directory: str, largest: int) -> None:
    """Refuse a directory that holds more than so many bytes; each file and folder counts at least as one block."""
    size = 0
    waiting = [directory]
    while waiting:
        # git moves its files while it works.
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                size += _BLOCK if is_folder else max(_BLOCK, entry.stat(follow_symlinks=False).st_size)
                if is_folder:
                    waiting.append(entry.path)
        if size > largest:
            raise LimitError(
                f"what is fetched is larger than {largest} bytes", code="KST712",
                hint="raise the limit: --max-fetched-size",
            )  # fmt: skip


_BLOCK = 4096
_PAUSE = 0.5


def _kill(process: Popen[bytes]) -> None:
    """End the process and all of its group; a stray one that left the group keeps nobody waiting."""
    import signal

    with suppress(OSError):
        # Windows has no groups of processes.
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


def _not_started(command: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and "/" not in command:
        return f'exec: "{command}": executable file not found in $PATH'
    return f"fork/exec {command}: {reason_of(error)}"


def _failure(code: int) -> str:
    if code < 0:
        import signal

        return f"signal: {(signal.strsignal(-code) or str(-code)).lower()}"
    return f"exit status {code}" if code else ""


def go_duration(seconds: float) -> str:
    """A time span as Go prints it: ``27s``, ``1m30s``, ``1.5ms``."""
    if seconds < 1:
        scale, unit = next((scale, unit) for scale, unit in _PARTS if seconds * scale >= 1 or unit == "ns")
        return f"{seconds * scale:g}{unit}"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{rest:g}s"


_PARTS = ((1e3, "ms"), (1e6, "µs"), (1e9, "ns"))
