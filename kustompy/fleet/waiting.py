"""How a watch learns that something may have changed: the system tells (``kustompy[watch]``), or it looks again."""

from __future__ import annotations

from time import monotonic, sleep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Set

    from kustompy.fleet.watching import Watch

    Wait = Callable[[Watch], Set[str] | None]

_PAUSE = 0.02
"""Seconds between two looks at least."""
_SHARE = 1.5
"""How much longer a pause is than a look, so that looking takes two fifths of a processor at most."""
_STEP, _DEBOUNCE, _TURN = 2, 20, 50
"""Milliseconds: how long what has changed waits for more, and at most, and after how many nothing has changed."""
_LOOK_EVERY = 5.0
"""Seconds after which a watch looks by itself: some file systems tell of no changes."""


def polled(watch: Watch) -> None:
    """Pause before the next look, which has to look at everything."""
    sleep(max(_PAUSE, _SHARE * watch.seconds))


def waiting(note: Callable[[str], None]) -> Wait:
    """The best way to wait that is here."""
    try:
        import watchfiles  # noqa: F401  # asked for here, used below
    except ImportError:
        note(
            "# files are looked at again and again: pip install 'kustompy[watch]' lets the system tell what has changed"
        )
        return polled
    return Notified(note)


class Notified:
    """Waits for the system to tell of changes in the directories of a watch."""

    __slots__ = ("_changes", "_directories", "_note", "_version")

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._version = 0
        self._directories: set[str] = set()
        self._changes: Iterator[set[tuple[object, str]]] | None = None

    def __call__(self, watch: Watch) -> Set[str] | None:
        """The paths that have changed; None if it may be any."""
        if watch.version != self._version:
            self._version, directories = watch.version, watch.directories()
            if directories != self._directories:
                self._begin(directories)
                return None  # something may have changed before
        if self._changes is None:
            polled(watch)
            return None
        looked = monotonic()
        # The iterator comes back every _TURN without a change, so that Ctrl-C is seen in between.
        while monotonic() - looked < _LOOK_EVERY:
            found = next(self._changes)
            if found:
                return {path for _, path in found}
        return None

    def _begin(self, directories: set[str]) -> None:
        from watchfiles import watch as changes_in

        self._directories = directories
        changes = changes_in(
            # Not below: a repository may hold node_modules, and Linux counts every watched directory against a limit of
            # the user.
            *directories, watch_filter=None, debounce=_DEBOUNCE, step=_STEP, rust_timeout=_TURN,
            yield_on_timeout=True, recursive=False,
        )  # fmt: skip
        try:
            next(changes)  # the system is asked by the first step alone
        except FileNotFoundError:
            self._version, self._directories, self._changes = 0, set(), None  # one has gone meanwhile
        except (OSError, RuntimeError) as error:
            self._changes = None
            self._note(f"# the system tells of no changes ({error}): files are looked at again and again")
        else:
            self._changes = changes
