"""What is wrong and where, as errors carry it and findings are: loaded when something is wrong, not by every build."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from dataclasses import dataclass
    from typing import Any, NoReturn, TypeVar

    from kustompy.model.json_types import Value
    from kustompy.model.paths import FieldPath

    Told = TypeVar("Told", bound="Diagnostic")
else:

    def dataclass(**_: bool) -> Callable[[type], type]:
        """Tells the type checker that a class is frozen; importing the real one costs half a small build."""
        return lambda cls: cls


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Diagnostic:
    """What is wrong and where: a frozen value, changed by :meth:`replace` alone.

    ``path`` leads from the document to the value; lines and columns count from 1, and 0 is unknown. ``included_from``
    names the places that led to the file, innermost first: a kustomization file and the path of the entry in it;
    ``chain`` has the lines of these entries. ``inline`` has the document and path inside of a text that is the value
    at ``path``, such as a patch, and so on in the text at that path. ``also`` names a second place, with the words that
    tell what it is. ``sources`` are the manifests that it is about: file, document and path of each. The line of one
    that ``is_private`` is not to be shown. ``fault`` is the kind of mistake where something hangs on it, with the
    ``facts`` that a remedy is told from; what is wrong ``on_key`` is a field that is there and not its value.
    """

    __slots__ = _NAMES = (
        "message", "code", "severity", "file", "document", "path", "line", "column", "end_line", "end_column",
        "resource", "included_from", "hint", "chain", "inline", "also", "is_private",
        "sources", "fault", "facts", "on_key",
    )  # fmt: skip

    message: str
    code: str
    severity: str
    file: str
    document: int
    path: FieldPath
    line: int
    column: int
    end_line: int
    end_column: int
    resource: str
    included_from: tuple[tuple[str, FieldPath], ...]
    hint: str
    chain: tuple[tuple[str, int], ...]
    inline: tuple[tuple[int, FieldPath], ...]
    also: tuple[str, str, int] | None
    is_private: bool
    sources: tuple[tuple[str, int, FieldPath], ...]
    fault: str
    facts: tuple[str, ...]
    on_key: bool

    def __init__(
        self,
        message: str,
        *,
        code: str = "KST001",
        severity: str = "error",
        file: str = "",
        document: int = 0,
        path: Sequence[str | int] = (),
        line: int = 0,
        column: int = 0,
        end_line: int = 0,
        end_column: int = 0,
        resource: str = "",
        included_from: Sequence[tuple[str, tuple[str | int, ...]]] = (),
        hint: str = "",
        chain: Sequence[tuple[str, int]] = (),
        inline: Sequence[tuple[int, tuple[str | int, ...]]] = (),
        also: tuple[str, str, int] | None = None,
        is_private: bool = False,
        sources: Sequence[tuple[str, int, tuple[str | int, ...]]] = (),
        fault: str = "",
        facts: Sequence[str] = (),
        on_key: bool = False,
    ) -> None:
        values = (
            message, code, severity, file, document, tuple(path), line, column, end_line, end_column, resource,
            tuple(included_from), hint, tuple(chain), tuple(inline), also, is_private, tuple(sources),
            fault, tuple(facts), on_key,
        )  # fmt: skip
        # __setattr__ refuses, so its base is asked.
        for name, value in zip(Diagnostic._NAMES, values, strict=True):
            object.__setattr__(self, name, value)

    def replace(self: Told, **changes: Any) -> Told:
        """The same with some of its fields changed."""
        return type(self)(**{**self._fields(), **changes})

    def to_dict(self) -> dict[str, Value]:
        """All that it says as plain data, for JSON."""
        return {name: _plain(value) for name, value in self._fields().items()}

    def _fields(self) -> dict[str, Value]:
        return {name: getattr(self, name) for name in Diagnostic._NAMES}

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} is frozen: use replace({name}=...)")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in Diagnostic._NAMES
        )

    def __hash__(self) -> int:
        # Not all fields: equal diagnostics have these equal, and few others do.
        return hash((self.message, self.code, self.file, self.document, self.path, self.line))

    def __reduce__(self) -> tuple[object, ...]:
        # By keyword: copy and pickle would set the fields one by one, which is refused.
        return _restored, (type(self), self._fields())

    def __str__(self) -> str:
        return f"{_place_text(self)}{self.severity} {self.code}: {self.message}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {_place_text(self)}{self.code} {self.message}>"


def _place_text(told: Diagnostic) -> str:
    """File, line and column before what is said of them, as far as they are known."""
    numbers = [told.line, told.column] if told.column else [told.line] if told.line else []
    return ":".join([told.file, *map(str, numbers)]) + ": " if told.file else ""


def _plain(value: object) -> object:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _restored(kind: type[Diagnostic], fields: dict[str, Value]) -> Diagnostic:
    return kind(**fields)


_NOTED = 10
"""How many mistakes of a tree a traceback tells."""


def notes_of(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """A note for each diagnostic; what the first says is the message above it."""
    notes = []
    for index, told in enumerate(diagnostics[:_NOTED]):
        lines = [f"also: {told.message}"] if index else []
        place = _place_text(told).removesuffix(": ")
        lines.append(f"  --> {place}  [{told.code}]" if place else f"  [{told.code}]")
        if told.hint:
            lines.append(f"   = help: {told.hint}")
        notes.append("\n".join(lines))
    left = len(diagnostics) - len(notes)
    return [*notes, f"and {left} more in error.diagnostics"] if left > 0 else notes
