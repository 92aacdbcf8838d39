"""The contents of git's objects, from a single ``git cat-file --batch`` that goes on running."""

from __future__ import annotations

from kustompy.errors import LimitError, LoadError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from subprocess import Popen
    from types import TracebackType

    from kustompy.revisions.repository import Repository


_WORDS = 3
"""The words in the line before an object: its name, type and size. A missing one has two: its name and ``missing``."""
_AT_ONCE = 50
"""The number of names that are written before an answer is read.

Otherwise git could wait for us to read its answers, and we for git to read our names: so few fit into any pipe.
"""


class Objects:
    """Reads objects by their hashes; a context manager, since git runs as long as it is open."""

    __slots__ = ("_process", "_repository")

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._process: Popen[bytes] | None = None

    def __enter__(self) -> Objects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        try:
            process.stdin.close()
        except OSError:
            # What is still in the buffer cannot be written to a program that has ended.
            process.kill()
        # Without this the ended program stays in the process table.
        process.wait()

    def read(self, name: str, path: str, largest: int) -> bytes:
        """The content of an object; ``path`` names it in errors.

        Raises a LoadError (KST320) if git does not have it, a LimitError (KST701) if it is larger than ``largest``.
        """
        process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
        except OSError:
            self.close()
            raise _missing(name, path) from None
        head = process.stdout.readline().decode("utf-8", "replace").split()
        if len(head) != _WORDS or not head[2].isdigit():
            # In a partial clone git ends at an object that it may not fetch; the next read starts another one.
            self.close()
            raise _missing(name, path)
        size = int(head[2])
        if size > largest:
            # git prints the content whether it is read or not, so the program is given up with it.
            self.close()
            raise LimitError(
                f"{path} is larger than {largest} bytes", code="KST701", hint="raise the limit: --max-file-size"
            )
        # A line break follows each content.
        content = process.stdout.read(size + 1)
        return content[:-1]

    def read_many(self, names: Sequence[str]) -> dict[str, bytes]:
        """The contents of those objects that git has."""
        # Several names at a time: waiting for each answer before the next question takes longer.
        found: dict[str, bytes] = {}
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            process = self._process or self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write("".join(f"{name}\n" for name in some).encode())
                process.stdin.flush()
            except OSError:
                self.close()
                continue
            for _ in some:
                head = process.stdout.readline().decode("utf-8", "replace").split()
                if not head:
                    self.close()
                    break
                if len(head) == _WORDS:
                    found[head[0]] = process.stdout.read(int(head[2]) + 1)[:-1]
        return found

    def _started(self) -> Popen[bytes]:
        import subprocess

        command, environment = self._repository.command("cat-file", "--batch")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        return self._process


def _missing(name: str, path: str) -> LoadError:
    return LoadError(
        f"git has no object {name} for {path}", code="KST320",
        hint="the clone is partial: `git fetch --refetch --no-filter` brings all objects",
    )  # fmt: skip
