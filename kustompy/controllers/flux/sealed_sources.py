"""Files of ``secretGenerator`` that SOPS encrypted: the controller decrypts them before it builds."""

from __future__ import annotations

import os

from kustompy.controllers.flux.decryption import keys_of
from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.model.secrets import WHOLE_FILE
from kustompy.system.files import is_within
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.controllers.overlay import Overlay
    from kustompy.model.values import Value
    from kustompy.session.session import Session

    Rewrite = Callable[[str, bytes], bytes]

# The controller follows these fields from kustomization to kustomization, below the source alone.
_BASES = ("resources", "bases", "components")


def opening_sources(overlay: Overlay, top: str, session: Session) -> Rewrite | None:
    """The rewriting of files as they are read that decrypts sources of secrets, before any that is already there."""
    from kustompy.sops.opening import Opening
    from kustompy.sops.program import needed

    # The hash in the name of a generated Secret is that of its content, so the files are decrypted, not the result.
    paths = frozenset(_sources(overlay, top, session))
    before = session.files.rewrite
    if not paths:
        return before
    environment = keys_of(session.options)
    opening = Opening(
        [], paths.__contains__, None if environment is None else needed(environment), session.options.sops_command
    )

    def rewritten(path: str, content: bytes) -> bytes:
        found = opening(path, content) if path in paths else None
        if found is not None:
            session.secrets.append(((path, WHOLE_FILE, ()), list(found.secrets)))
            content = found.content
        return before(path, content) if before is not None else content

    return rewritten


def _sources(overlay: Overlay, top: str, session: Session) -> Iterator[str]:
    """The paths of sources of secrets in all kustomizations that an overlay leads to."""
    added = [str(each) for each, _ in overlay.lists.get("components", ())]
    waiting = [overlay.directory, *(os.path.normpath(os.path.join(overlay.directory, each)) for each in added)]
    met: set[str] = set()
    while waiting:
        directory = waiting.pop()
        # Kustomizations may name each other in a circle, which only the build reports.
        if directory in met or not is_within(directory, top):
            continue
        met.add(directory)
        fields = _fields(directory, session)
        for entry in _texts(fields, _BASES):
            waiting += [os.path.normpath(os.path.join(directory, entry))] if "://" not in entry else []
        generators = fields.get("secretGenerator")
        for each in generators if isinstance(generators, list) else ():
            for entry in _texts(each, ("files", "envs", "env")):
                path = os.path.normpath(os.path.join(directory, entry.rpartition("=")[2]))
                # kustomize reads by the path or by what its links lead to, as a base is opened.
                if session.files.is_there(path):
                    yield from {path, session.files.resolved(path)[0]}


def _fields(directory: str, session: Session) -> dict[str, Value]:
    """The fields of the kustomization in a directory; none if there is no readable one."""
    for name in FILE_NAMES:
        path = os.path.join(directory, name)
        if session.files.is_there(path):
            try:
                fields = read_config(session.files.read(path))
            except KustompyError:
                return {}
            return fields if isinstance(fields, dict) else {}
    return {}


def _texts(fields: Value, names: tuple[str, ...]) -> Iterator[str]:
    """The strings in some fields, each of which holds one or a list."""
    for name in names if isinstance(fields, dict) else ():
        value = fields.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and "\n" not in each:
                yield each
