"""The end of a command by a signal or a time limit: as an exception, so that temporary files and workers go with it."""

from __future__ import annotations

from kustompy.errors import TimeLimitError, UsageError

DEFAULT_SECONDS = 300.0
_UNITS = {"s": 1, "m": 60, "h": 3600}
_LONGEST = 12
_SIGNALLED = 128


class Interrupted(KeyboardInterrupt):
    """A signal asks the process to end; ``code`` is its exit code, 128 and the number as in shells."""

    def __init__(self, number: int) -> None:
        self.code = _SIGNALLED + number


def seconds_of(text: str) -> float:
    """The seconds of a time as flags have it: a number, or one with ``s``, ``m`` or ``h``; 0 is no limit."""
    # float() alone would take `nan`, `inf` and `1e9`, and digits of any script.
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    whole, _, fraction = number.partition(".")
    if not whole or not text.isascii() or not (whole + fraction).isdigit() or len(text) > _LONGEST:
        raise UsageError(f"illegal flag value --timeout {text}; seconds, or 5m, or 1h, are wanted", code="KST806")
    return float(number) * _UNITS[unit]


def guard(arguments: list[str]) -> None:
    """Make signals that ask the process to end, and its time limit, raise an exception."""
    # The module of the interpreter: `signal` wraps it with enum, which takes as long to load as a small build.
    signals = __import__("_signal")
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signals, name, None)
        # A signal that is ignored, as under nohup, stays ignored.
        if number is not None and signals.getsignal(number) == signals.SIG_DFL:
            signals.signal(number, _interrupt)
    seconds = _chosen(arguments)
    if seconds and hasattr(signals, "setitimer"):
        signals.signal(signals.SIGALRM, lambda number, frame: _give_up(seconds))
        signals.setitimer(signals.ITIMER_REAL, seconds)


def without_limit() -> None:
    """Switch the timer off, for a command that keeps its time itself."""
    signals = __import__("_signal")
    if hasattr(signals, "setitimer"):
        signals.setitimer(signals.ITIMER_REAL, 0)


def _interrupt(number: int, frame: object) -> None:
    signals = __import__("_signal")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signals, name):
            # A second signal would cut the cleaning up, and leave what the first one is removing.
            signals.signal(getattr(signals, name), signals.SIG_IGN)
    raise Interrupted(number)


def _give_up(seconds: float) -> None:
    raise TimeLimitError(
        f"the command takes longer than {seconds:g} seconds", code="KST713", hint="give it more: --timeout SECONDS"
    )


# The timer starts before the flags are parsed: reading settings may already take long.
def _chosen(arguments: list[str]) -> float:
    if any(each.partition("=")[0] == "--watch" for each in arguments):
        # A watch has no end; each of its builds has the time for itself.
        return 0.0
    for index, argument in enumerate(arguments):
        flag, equals, value = argument.partition("=")
        if flag == "--timeout":
            try:
                return seconds_of(value if equals else "".join(arguments[index + 1 : index + 2]))
            except UsageError:
                # The command reads the flag again, and says what is wrong with it.
                return DEFAULT_SECONDS
    return DEFAULT_SECONDS
