"""What a build is given beside its tree: files that the pipeline has, and values for the parameters of its texts."""

from __future__ import annotations

from kustompy.limits import Frozen
from kustompy.model.secrets import WHOLE_FILE
from kustompy.system.files import Elsewhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Protocol

    from kustompy.model.secrets import Mark
    from kustompy.model.values import Value

    class Rewriting(Protocol):
        """What replaces the parameters in the texts of a tree."""

        variables: tuple[str, ...]

        def __call__(self, path: str, content: bytes) -> bytes:
            """The content of the file at an absolute path as it is to be read."""

        def is_for(self, path: str) -> bool:
            """Whether the file may have parameters."""

    class Opened(Protocol):
        """A file that was encrypted, and the values in it that were."""

        @property
        def content(self) -> bytes:
            """As it is to be read."""

        @property
        def secrets(self) -> list[object]:
            """Texts, and contents of files in tuples."""

    class Unsealing(Protocol):
        """What opens the encrypted files of a tree."""

        def __call__(self, path: str, content: bytes) -> Opened | None:
            """The file at an absolute path opened; None if it stays as it is."""

        def is_for(self, path: str) -> bool:
            """Whether the file may be encrypted."""

        def texts(self) -> list[str]:
            """What was opened so far."""


class Pairs(bytes):
    """An env file that is not written anywhere: its text, and the pairs, whose values may have several lines."""

    pairs: tuple[tuple[str, str], ...]

    def __new__(cls, pairs: Iterable[tuple[str, str]]) -> Pairs:
        given = tuple(pairs)
        # a line a key, so that a place in the text is right for the key
        text = "".join(f"{key}={_one_line(value)}\n" for key, value in given)
        made = super().__new__(cls, text.encode("utf-8", "surrogateescape"))
        made.pairs = given
        return made

    def __repr__(self) -> str:
        return f"Pairs({', '.join(key for key, _ in self.pairs)})"

    def __reduce__(self) -> tuple[type[Pairs], tuple[tuple[tuple[str, str], ...]]]:
        return Pairs, (self.pairs,)


class Inputs(Frozen):
    """Files by absolute path, the variables that each is made of, and the rewriting of texts that have parameters.

    The values are secrets: they are shown nowhere, also not by ``repr``.
    """

    __slots__ = ("files", "made_of", "opening", "rewriting")

    def __init__(
        self,
        files: Mapping[str, bytes],
        made_of: Mapping[str, tuple[str, ...]] | None = None,
        rewriting: Rewriting | None = None,
        opening: Unsealing | None = None,
    ) -> None:
        self.files, self.made_of, self.rewriting = dict(files), dict(made_of or {}), rewriting
        self.opening = opening

    def marks(self) -> list[Mark]:
        """The values as secrets of the files that they stand in."""
        return [((path, WHOLE_FILE, ()), _values_in(content)) for path, content in self.files.items()]

    def rewrites(self, path: str) -> bool:
        """Whether the file at an absolute path may be read otherwise than it is written."""
        return (self.rewriting is not None and self.rewriting.is_for(path)) or (
            self.opening is not None and self.opening.is_for(path)
        )

    def rewriter(self, marks: list[Mark]) -> Callable[[str, bytes], bytes] | None:
        """What is made of the files of a build before they are read; secrets that it opens join the marks."""
        opening, rewriting = self.opening, self.rewriting
        # Without encrypted files the parameters are all that is replaced, without a call in between.
        if opening is None:
            return rewriting

        def rewritten(path: str, content: bytes) -> bytes:
            opened = opening(path, content) if opening.is_for(path) else None
            if opened is not None:
                marks.append(((path, WHOLE_FILE, ()), list(opened.secrets)))
                # Opened first: a parameter may stand in what was encrypted.
                content = opened.content
            return rewriting(path, content) if rewriting is not None else content

        return rewritten

    def opened(self) -> list[str]:
        """The texts that were encrypted in the files of the tree, as far as a build has read them."""
        return [] if self.opening is None else self.opening.texts()

    def variables_of(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The variables of the environment that files among the paths were made with."""
        found: dict[str, None] = {}
        for path in paths:
            found.update(dict.fromkeys(self.made_of.get(path, ())))
            if self.rewriting is not None and self.rewriting.is_for(path):
                found.update(dict.fromkeys(self.rewriting.variables))
        return tuple(found)

    def __repr__(self) -> str:
        return f"Inputs({', '.join(self.files)})"

    def __hash__(self) -> int:
        # By the paths alone: no hash is made of a secret, and equal inputs have equal paths.
        return hash(tuple(self.files))


def _values_in(content: bytes) -> Value:
    if isinstance(content, Pairs):
        return [value for _, value in content.pairs]
    # of one that lies elsewhere nothing is known until it is read
    return [] if isinstance(content, Elsewhere) else [(content,)]


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")
