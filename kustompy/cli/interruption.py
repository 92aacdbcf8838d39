"""How a command ends before it is done, by a signal or because its time is up: what it made is removed all the same."""

from __future__ import annotations

from kustompy.errors import TimeLimitError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEFAULT_SECONDS = 300.0
_UNITS = {"s": 1, "m": 60, "h": 3600}
_LONGEST = 12
_SIGNALLED = 128


class Interrupted(KeyboardInterrupt):
    """A signal asks the process to end; ``code`` is what it ends with."""

    def __init__(self, number: int) -> None:
        self.code = _SIGNALLED + number


def seconds_of(text: str) -> float:
    """The time that a flag gives a command: a number of seconds, or one with ``s``, ``m`` or ``h``; 0 has no end."""
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    whole, _, fraction = number.partition(".")
    if not whole or not text.isascii() or not (whole + fraction).isdigit() or len(text) > _LONGEST:
        raise UsageError(f"illegal flag value --timeout {text}; seconds, or 5m, or 1h, are wanted", code="KST806")
    return float(number) * _UNITS[unit]


def guard(arguments: list[str]) -> None:
    """Let signals that ask the process to end, and the end of its time, unwind it as an error does."""
    # the module of the interpreter: its dressed-up sister imports enum, which takes as long as a small build
    signals: Any = __import__("_signal")
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signals, name, None)
        # one that is ignored, as nohup has it, goes on being ignored
        if number is not None and signals.getsignal(number) == signals.SIG_DFL:
            signals.signal(number, _interrupt)
    seconds = _chosen(arguments)
    if seconds and hasattr(signals, "setitimer"):
        signals.signal(signals.SIGALRM, lambda number, frame: _give_up(seconds))
        signals.setitimer(signals.ITIMER_REAL, seconds)


def without_limit() -> None:
    """Let the command go on for as long as it takes: from here on it keeps its time itself."""
    signals: Any = __import__("_signal")
    if hasattr(signals, "setitimer"):
        signals.setitimer(signals.ITIMER_REAL, 0)


def _interrupt(number: int, frame: object) -> None:
    signals: Any = __import__("_signal")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signals, name):
            signals.signal(getattr(signals, name), signals.SIG_IGN)  # there is no hurrying up what cleans up
    raise Interrupted(number)


def _give_up(seconds: float) -> None:
    raise TimeLimitError(
        f"the command takes longer than {seconds:g} seconds", code="KST713", hint="give it more: --timeout SECONDS"
    )


def _chosen(arguments: list[str]) -> float:
    if any(each.partition("=")[0] == "--watch" for each in arguments):
        return 0.0  # each of its builds has the time for itself
    for index, argument in enumerate(arguments):
        flag, equals, value = argument.partition("=")
        if flag == "--timeout":
            try:
                return seconds_of(value if equals else "".join(arguments[index + 1 : index + 2]))
            except UsageError:
                return DEFAULT_SECONDS  # the command says what is wrong
    return DEFAULT_SECONDS
