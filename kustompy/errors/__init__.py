"""Every exception that leaves kustompy; what is wrong and where is in the ``diagnostics`` of each.

KustompyError
├── YamlError            a text is no YAML, or no YAML that kustomize takes
├── KustomizationError   a kustomization file says something that cannot be done
├── LoadError            a file, directory or remote cannot be read, or may not be
│   └── HttpError        a URL that can only be a file is answered with a status that is no success
├── ResourceError        a manifest is no resource, or clashes with another
├── PatchError           a patch cannot be read or applied
├── FunctionError        a helm chart, KRM function or callable failed
├── ClusterError         a cluster, or the kubectl that asks it, refuses what is to be deployed
├── LimitError           the input asks for more than the limits allow
│   └── TimeLimitError   a program ran longer than it may
└── UsageError           the command line, or the arguments of a function
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from kustompy.deploying.outcomes import Deployed
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.dependencies import Dependencies
    from kustompy.model.json_types import Value

TOO_DEEP = "the input is nested too deeply"
"""Said where values nest deeper than the stack reaches."""

# Faults: what kind of mistake a diagnostic is about, where its place, its remedy or a caller's next step hangs on that.
# Codes are for users, who may look them up and switch them off; nothing in kustompy asks for one.
UNREADABLE = "unreadable"
"""A text is no YAML."""
UNPRINTABLE = "unprintable"
"""A value can be read and not be written."""
NO_MANIFEST = "no manifest"
"""A document says nothing of what a manifest has to say."""
UNFINISHED = "unfinished manifest"
"""A manifest lacks its kind or name."""
MISFIT = "misfit"
"""A value has another type than its field; ``facts`` are the type it has, the one that is wanted, and the field."""
MISSING_FIELD = "missing field"
"""A field that has to be there is not; ``facts`` name it."""
MISSING_FILE = "missing file"
"""There is nothing at a path."""
NO_FILE = "no file"
"""What is at the path of a file cannot be read as one."""
NO_DIRECTORY = "no directory"
"""There is a file at the path of a directory."""
BARE_DIRECTORY = "bare directory"
"""A directory has no kustomization."""
LOST_PATH = "lost path"
"""A field path leads nowhere."""
LIMIT = "limit"
"""There is more than the limits allow."""
NO_TARGET = "no target"
"""No resource is what a patch says that it changes."""
TYPED = "typed"
"""What somebody typed makes no sense: no file has a line to show."""


class KustompyError(Exception):
    """A build or check that failed; ``str(error)`` is kustomize's own wording where it has one."""

    default_code = "KST001"
    """The code of an error of this class whose own is not named."""
    default_fault = ""
    """The fault of an error of this class whose own is not named."""
    warnings: Sequence[str] = ()
    """What kustomize would have said on stderr before it failed."""
    dependencies: Dependencies | None = None
    """All that a build depended on when it failed, so that it fails again as long as nothing of that changes."""

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
        fault: str = "",
        facts: Sequence[str] = (),
        on_key: bool = False,
    ) -> None:
        # Every build opens this module, and one that succeeds makes no Diagnostic.
        from kustompy.errors.diagnostic import Diagnostic

        super().__init__(message)
        self.is_coded = bool(code)
        """Whether it has a code of its own, and not that of its class."""
        self.diagnostics: list[Diagnostic] = [
            Diagnostic(
                message, code=code or self.default_code, file=file, document=document, path=path, line=line,
                resource=resource, hint=hint, fault=fault or self.default_fault, facts=facts, on_key=on_key,
            )
        ]  # fmt: skip

    def __reduce__(self) -> tuple[object, ...]:
        return _error_restored, (type(self), self.args, self.__dict__)

    @property
    def code(self) -> str:
        """The code of the first diagnostic: ``KST301`` where a file is missing."""
        return self.diagnostics[0].code

    @property
    def fault(self) -> str:
        """The fault of the first diagnostic: ``missing file``; empty if nothing hangs on what it is."""
        return self.diagnostics[0].fault

    @property
    def message(self) -> str:
        """The whole text, with all that was put before it on the way up."""
        return str(self)

    @property
    def __notes__(self) -> list[str]:
        """Place and remedy of each mistake, which Python and pytest print below the message (PEP 678)."""
        notes: list[str] | None = self.__dict__.get("_notes")
        if notes is None:
            from kustompy.errors.diagnostic import notes_of

            # Made when somebody looks: by then the places are known. The list is kept, since others add to it.
            notes = self.__dict__["_notes"] = notes_of(self.diagnostics)
        return notes

    @__notes__.setter
    def __notes__(self, notes: list[str]) -> None:
        self.__dict__["_notes"] = notes

    def worded(self, message: str) -> KustompyError:
        """The same error under another text, as kustomize wraps it level by level."""
        self.args = (message,)
        return self

    def noted(self, **changes: Any) -> KustompyError:
        """The same error, with fields of its first diagnostic changed."""
        # Frozen: whoever holds the diagnostic already keeps what it was.
        self.diagnostics[0] = self.diagnostics[0].replace(**changes)
        return self

    def below(self, path: Sequence[str | int]) -> KustompyError:
        """The same error, whose path starts at the value that this path leads to."""
        return self.noted(path=(*path, *self.diagnostics[0].path))

    def located(self, *, file: str = "", path: Sequence[str | int] = (), resource: str = "") -> KustompyError:
        """The same error, with what an outer level knows of its place where an inner level did not."""
        first = self.diagnostics[0]
        if (first.file or not file) and (first.path or not path) and (first.resource or not resource):
            return self
        # A path is of its file: that of an outer level says nothing of an inner one.
        is_same_file = not first.file or file == first.file
        return self.noted(
            file=first.file or file,
            path=first.path or (tuple(path) if is_same_file else ()),
            resource=first.resource or resource,
        )

    def coded(self, code: str) -> KustompyError:
        """The same error, with a code where no inner level gave it one."""
        # The innermost level knows best what went wrong.
        if self.is_coded:
            return self
        self.is_coded = True
        return self.noted(code=code)

    def hinted(self, hint: str) -> KustompyError:
        """The same error, with what to do about it where no inner level said so."""
        return self if self.diagnostics[0].hint else self.noted(hint=hint)


class wrapping:  # noqa: N801  # it is read in a sentence: with wrapping(...)
    """Words, places and chains the error that leaves a block, as kustomize does level by level.

    ``words`` come before its text; words that are dear to make, or that depend on the error, are a function of it that
    gives the whole text. The error's path starts at the value that ``below`` leads to. File, path, resource and hint
    are what this level knows where no inner one did; a resource may be given as what ``str`` makes a text of.
    """

    __slots__ = ("below", "file", "hint", "kinds", "path", "resource", "words")

    def __init__(
        self,
        words: str | Callable[[KustompyError], str] = "",
        *,
        file: str = "",
        path: Sequence[str | int] = (),
        below: Sequence[str | int] = (),
        resource: object = "",
        hint: str = "",
        kinds: type[KustompyError] | tuple[type[KustompyError], ...] = KustompyError,
    ) -> None:
        self.words, self.file, self.path, self.below = words, file, path, below
        self.resource, self.hint, self.kinds = resource, hint, kinds

    def __enter__(self) -> None:
        """Nothing is to be done before something fails."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        # What is no error of ours goes on as it is, interruptions among them.
        if not isinstance(error, self.kinds):
            return
        if self.words:
            error.worded(f"{self.words}: {error}" if isinstance(self.words, str) else self.words(error))
        if self.below:
            error.below(self.below)
        error.located(file=self.file, path=self.path, resource=str(self.resource))
        if self.hint:
            error.hinted(self.hint)


def _error_restored(
    kind: type[KustompyError], arguments: tuple[object, ...], fields: dict[str, object]
) -> KustompyError:
    """The error as it was, without calling its class, which may take other arguments."""
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(fields)
    return error


class YamlError(KustompyError):
    """A text is no YAML, or no YAML that kustomize takes."""

    default_code = "KST100"
    default_fault = UNREADABLE
    syntax = False
    """Whether the text is no YAML at all: kustomize calls that malformed."""


class KustomizationError(KustompyError):
    """A kustomization file says something that cannot be done."""

    default_code = "KST200"
    readable: dict[str, Value] | None = None
    """The fields that can be read, where others cannot: for a run that looks for more mistakes."""


class LoadError(KustompyError):
    """A file, directory or remote cannot be read, or may not be."""

    default_code = "KST300"


class HttpError(LoadError):
    """A URL that can only be a file is answered with a status that is no success."""


class ResourceError(KustompyError):
    """A manifest is no resource, or clashes with another."""

    default_code = "KST400"


class PatchError(KustompyError):
    """A patch cannot be read or applied."""

    default_code = "KST500"


class FunctionError(KustompyError):
    """A helm chart, KRM function or callable failed."""

    default_code = "KST600"


class ClusterError(KustompyError):
    """A cluster, or the kubectl that asks it, refuses what is to be deployed."""

    default_code = "KST660"
    deployed: Deployed | None = None
    """What became of each resource, where :func:`kustompy.deploy` ends with the error."""


class LimitError(KustompyError):
    """The input asks for more than the limits allow."""

    default_code = "KST700"
    default_fault = LIMIT


class TimeLimitError(LimitError):
    """A program ran longer than it may."""


class UsageError(KustompyError):
    """The command line, or the arguments of a function, make no sense."""

    default_code = "KST800"
    default_fault = TYPED


def reason_of(error: OSError | ValueError) -> str:
    """What the system says of a file, in lower case as Go prints it."""
    # A path with a NUL byte is a ValueError in Python, which has no `strerror`.
    return (getattr(error, "strerror", "") or str(error)).lower()
