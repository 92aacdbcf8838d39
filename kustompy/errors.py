"""Every exception that leaves kustompy, and the Diagnostic that each carries.

KustompyError
├── YamlError            a text is no YAML, or no YAML that kustomize takes
├── KustomizationError   a kustomization file says something that cannot be done
├── LoadError            a file, directory or remote cannot be read, or may not be
│   └── HttpError        a URL that can only be a file is answered with a status that is no success
├── ResourceError        a manifest is no resource, or clashes with another
├── PatchError           a patch cannot be read or applied
├── FunctionError        a helm chart, KRM function or callable failed
├── LimitError           the input asks for more than the limits allow
│   └── TimeLimitError   a program ran longer than it may
└── UsageError           the command line, or the arguments of a function
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


TOO_DEEP = "the input is nested too deeply"
"""Said where values nest deeper than the stack reaches."""


class Diagnostic:
    """What is wrong and where.

    ``path`` leads from the document to the value; lines and columns count from 1, and 0 is unknown. ``included_from``
    names the places that led to the file, innermost first: a kustomization file and the path of the entry in it;
    ``chain`` has the lines of these entries. ``inline`` is the document and path inside of a text that is the value at
    ``path``, such as a patch. ``also`` names a second place, with the words that tell what it is. The line of one that
    ``is_private`` is not to be shown.
    """

    __slots__ = (
        "also", "chain", "code", "column", "document", "end_column", "end_line", "file", "hint", "included_from",
        "inline", "is_private", "line", "message", "path", "resource", "severity",
    )  # fmt: skip

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
    ) -> None:
        self.message, self.code, self.severity, self.hint = message, code, severity, hint
        self.file, self.document, self.path = file, document, tuple(path)
        self.line, self.column, self.end_line, self.end_column = line, column, end_line, end_column
        self.resource, self.included_from = resource, tuple(included_from)
        self.chain: tuple[tuple[str, int], ...] = ()
        self.inline: tuple[int, tuple[str | int, ...]] | None = None
        self.also: tuple[str, str, int] | None = None
        self.is_private = False

    def __repr__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        return f"<Diagnostic {place}{self.code} {self.message}>"


class KustompyError(Exception):
    """A build or check that failed; ``str(error)`` is kustomize's own wording where it has one."""

    code = "KST001"
    warnings: Sequence[str] = ()
    """What kustomize would have said on stderr before it failed."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        file: str = "",
        document: int = 0,
        path: Sequence[str | int] = (),
        line: int = 0,
        resource: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.diagnostics: list[Diagnostic] = [
            Diagnostic(
                message, code=code or self.code, file=file, document=document, path=path, line=line,
                resource=resource, hint=hint,
            )
        ]  # fmt: skip

    @property
    def message(self) -> str:
        """The whole text, with all that was put before it on the way up."""
        return str(self)

    def worded(self, message: str) -> KustompyError:
        """The same error under another text, as kustomize wraps it level by level: ``raise error.worded(…)``."""
        self.args = (message,)
        return self

    def located(self, *, file: str = "", path: Sequence[str | int] = (), resource: str = "") -> KustompyError:
        """The same error, with what an outer level knows of its place where an inner level did not."""
        first = self.diagnostics[0]
        if not first.file or not file or file == first.file:
            first.path = first.path or tuple(path)
        first.file = first.file or file
        first.resource = first.resource or resource
        return self

    def hinted(self, hint: str) -> KustompyError:
        """The same error, with what to do about it where no inner level said so."""
        self.diagnostics[0].hint = self.diagnostics[0].hint or hint
        return self


class YamlError(KustompyError):
    """A text is no YAML, or no YAML that kustomize takes."""

    code = "KST100"
    syntax = False
    """Whether the text is no YAML at all: kustomize calls that malformed."""


class KustomizationError(KustompyError):
    """A kustomization file says something that cannot be done."""

    code = "KST200"
    readable: dict[str, Any] | None = None
    """The fields that can be read, where others cannot: for a run that looks for more mistakes."""


class LoadError(KustompyError):
    """A file, directory or remote cannot be read, or may not be."""

    code = "KST300"


class HttpError(LoadError):
    """A URL that can only be a file is answered with a status that is no success."""


class ResourceError(KustompyError):
    """A manifest is no resource, or clashes with another."""

    code = "KST400"


class PatchError(KustompyError):
    """A patch cannot be read or applied."""

    code = "KST500"


class FunctionError(KustompyError):
    """A helm chart, KRM function or callable failed."""

    code = "KST600"


class LimitError(KustompyError):
    """The input asks for more than the limits allow."""

    code = "KST700"


class TimeLimitError(LimitError):
    """A program ran longer than it may."""


class UsageError(KustompyError):
    """The command line, or the arguments of a function, make no sense."""

    code = "KST800"
