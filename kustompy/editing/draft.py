"""A kustomization file that is being edited: its fields as they are today, and the text they are written back to."""

from __future__ import annotations

import os

from kustompy.editing.saving import save
from kustompy.errors import LoadError
from kustompy.kustomization.file import FILE_NAMES, fold_legacy_fields, parse_kustomization
from kustompy.model.values import copied
from kustompy.system.files import Files, is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.model.values import Value

    Fields = dict[str, Value]


def kustomization_path(directory: str) -> str:
    """The one kustomization file of the directory, with kustomize's words where there is none, or are several."""
    # kustomize counts the three names before it looks at any of them: two files are an error even if one is empty.
    found = [name for name in FILE_NAMES if os.path.exists(os.path.join(directory, name))]
    if not found:
        raise LoadError(
            "Missing kustomization file 'kustomization.yaml'.\n",
            code="KST841",
            file=os.path.join(directory, FILE_NAMES[0]),
            hint="`kustompy create` writes one",
        )
    if len(found) > 1:
        raise LoadError(
            f"Found multiple kustomization file: [{' '.join(found)}]\n",
            code="KST842",
            file=os.path.join(directory, found[1]),
            hint="keep one of them",
        )
    path = os.path.join(directory, found[0])
    if os.path.isdir(path):
        raise LoadError(f"{found[0]} should be a file", code="KST843", file=path)
    return path


class Draft:
    """The kustomization of a directory, read when an edit first asks for its fields."""

    def __init__(
        self, directory: str, environment: Mapping[str, str] | None = None, source: bytes | None = None
    ) -> None:
        self.directory = os.path.abspath(directory)
        self._given = source
        """The text of the file, if it is not the one on the disk."""
        self.environment = dict(environment or {})
        """What git sees when an edit looks at a URL."""
        self.said: list[str] = []
        """What kustomize would write to its log."""
        self.is_left = False
        """Whether kustomize does not write the file: it leaves it when there is nothing to do for some words."""
        self.path = ""
        self._source = b""
        self._written: Fields = {}
        self._folded: Fields = {}
        self._fields: Fields | None = None

    def log(self, text: str) -> None:
        """Say what does not stop the edit."""
        self.said.append(text)

    @property
    def fields(self) -> Fields:
        """The fields, old ones folded into today's; edits change them."""
        if self._fields is None:
            self._read()
        assert self._fields is not None
        return self._fields

    @property
    def is_read(self) -> bool:
        """Whether any edit has asked for the fields."""
        return self._fields is not None

    @property
    def read_path(self) -> str:
        """The path of the kustomization file, which is read."""
        if self._fields is None:
            self._read()
        return self.path

    def entries(self, field: str) -> list[Value]:
        """The list under the field, to be changed; an empty one is left out of the file."""
        entries: list[Value] = self.fields.setdefault(field, [])
        return entries

    def _read(self) -> None:
        self.path = path = kustomization_path(self.directory)
        # A build takes a kustomization behind a link out of its directory for one that is not there. An edit, like
        # kustomize's, follows the link, but reads and writes nothing outside of the work tree.
        self._source = read_inside(path, self.directory) if self._given is None else self._given
        self._written = parse_kustomization(self._source, path)
        # kustomize folds old fields (`bases`, `imageTags`, `env`) into those of today whenever it reads, so edits are
        # defined on the folded fields only. What the file had is kept, to be given back.
        self._folded = copied(self._written)
        fold_legacy_fields(self._folded)
        self._fields = copied(self._folded)

    def text(self, *, reprint: bool = False) -> bytes:
        """The file with all edits made, the bytes that were read if there are none."""
        if reprint:
            from kustompy.editing.layout import laid_out

            return laid_out(self._source, self.fields)
        from kustompy.editing.legacy import unfolded
        from kustompy.editing.proven import proven_text, pruned

        # An edit that changes nothing leaves the bytes alone. kustomize lays out the file anew all the same, which
        # makes for noise in every pipeline that sets an image to what it was.
        if pruned(self.fields) == pruned(self._folded):
            return self._source
        wanted = unfolded(self._written, self._folded, self.fields)
        return proven_text(self._source, self.path, self._written, wanted)

    def text_of(self, fields: Fields) -> bytes:
        """The file with these fields, of which none is to be an old one."""
        from kustompy.editing.proven import proven_text, pruned

        if pruned(fields) == pruned(self._written):
            return self._source
        return proven_text(self._source, self.path, self._written, fields)

    def save_fixed(self, *, reprint: bool = False) -> bool:
        """Write the file with today's fields only; whether it had others."""
        text = self.text(reprint=True) if reprint else self.text_of(self.fields)
        if text == self._source:
            return False
        save(self.path, self._source, text)
        return True

    def save(self, *, reprint: bool = False) -> bool:
        """Write the file if any edit changes it; whether one did."""
        if not self.is_read or self.is_left:
            return False
        text = self.text(reprint=reprint)
        if text == self._source:
            return False
        save(self.path, self._source, text)
        return True


def read_bytes(path: str) -> bytes:
    """The bytes of a file that is to be edited."""
    files = Files()
    try:
        return files.read(os.path.realpath(path))
    finally:
        files.release()


def read_inside(path: str, folder: str) -> bytes:
    """The bytes of a file that was met below a folder: no link of a tree leads out of it, nor out of its work tree."""
    if path == folder or not os.path.islink(path):
        return read_bytes(path)
    # Loaded for links alone: an edit starts without what sessions are made of (tests/editing/test_effort.py).
    from kustompy.session.walls import OUTSIDE_THE_WORK_TREE, work_tree

    wall = os.path.realpath(work_tree(os.path.abspath(folder)))
    if not is_within(os.path.realpath(path), wall):
        raise LoadError(
            f"security; '{path}' lies outside of '{wall}', where a link leads", code=OUTSIDE_THE_WORK_TREE, file=path,
            hint="copy the file, or name the place where it lies",
        )  # fmt: skip
    return read_bytes(path)
