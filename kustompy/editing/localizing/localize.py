"""Copy a kustomization with everything it refers to, and prove that the copy renders to the same."""

from __future__ import annotations

import os
import shutil

from kustompy.editing.localizing.copying import Copier
from kustompy.editing.localizing.names import check_ref
from kustompy.errors import KustomizationError, KustompyError, LoadError, reason_of, wrapping
from kustompy.session.options import Options
from kustompy.session.session import Session
from kustompy.system.files import Files, is_within
from kustompy.system.root import Root, directory_at, may_be_remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.results.result import Build


class Localized:
    """What was copied: the new directory, where the target lies in it, and what the builds that prove it said."""

    __slots__ = ("directory", "target", "warnings")

    def __init__(self, directory: str, target: str) -> None:
        self.directory, self.target = directory, target
        self.warnings: list[str] = []

    def to_dict(self) -> dict[str, Value]:
        """All of it as plain data, for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def localize(
    target: str | os.PathLike[str] = ".",
    destination: str | os.PathLike[str] = "",
    *,
    scope: str | os.PathLike[str] = "",
    verify: bool = True,
    options: Options | None = None,
    directory: str | os.PathLike[str] = ".",
) -> Localized:
    """Copy the target, a directory or a git URL, with all that it refers to into a new directory.

    Paths start at ``directory``. ``scope`` is the directory that everything copied lies in, by default the target;
    ``verify`` builds both and compares. Raises KustompyError, and removes what it wrote, if anything cannot be copied.
    """
    options = options or Options()
    target, destination = os.fspath(target), os.fspath(destination)
    scope, directory = os.fspath(scope), os.fspath(directory)
    session = Session(Files(), options)
    try:
        root = _root(target, directory, session)
        outer = _scope(target, root, scope, directory)
        new = _new_directory(target, root, destination, directory)
        result = Localized(new, os.path.normpath(os.path.join(new, os.path.relpath(root.directory, outer))))
        try:
            with wrapping(f'unable to localize target "{target}"'):
                Copier(session, root, outer, new, result.target).copy()
        except KustompyError:
            # The directory was made by this run, and kustomize leaves nothing of a copy that failed, either. After a
            # comparison that fails it stays, to be looked at.
            shutil.rmtree(new)
            raise
        if verify:
            _verify(root.directory, result, options)
        return result
    finally:
        session.close()


def _root(target: str, directory: str, session: Session) -> Root:
    is_remote = may_be_remote(target)
    if is_remote:
        check_ref(target)
    with wrapping(f'unable to establish localize target "{target}"', kinds=LoadError):
        if is_remote:
            from kustompy.session.remote import fetched_root

            root = fetched_root(target, None, session)
            if root is not None:
                return root
        real = directory_at(session.files, os.path.normpath(os.path.join(directory, target)), target)
    return Root(session.files, real, restricted=True)


def _scope(target: str, root: Root, scope: str, directory: str) -> str:
    """The directory that local references may not leave."""
    if root.repo:
        if scope:
            raise LoadError(
                f'invalid localize scope "{scope}": scope "{scope}" specified for remote localize target "{target}"',
                code="KST852",
            )
        return root.repo
    if not scope:
        return root.directory
    with wrapping(f'invalid localize scope "{scope}"', kinds=LoadError):
        real = directory_at(root.files, os.path.normpath(os.path.join(directory, scope)), scope)
    if not is_within(root.directory, real):
        raise LoadError(
            f'invalid localize scope "{scope}": localize scope "{scope}" does not contain target "{target}" '
            f'at "{root.directory}"',
            code="KST852",
            hint="name a directory above the target",
        )
    return real


def _new_directory(target: str, root: Root, destination: str, directory: str) -> str:
    destination = destination or _default_name(target, root)
    path = os.path.join(os.path.abspath(directory), destination)
    before = f'invalid localize destination "{destination}": '
    # A link that leads nowhere would be written through: it counts as there.
    if os.path.lexists(path):
        raise LoadError(f'{before}localize destination "{destination}" already exists', code="KST853", file=path)
    try:
        os.mkdir(path)
    except OSError as error:
        text = f"{before}unable to create localize destination directory: mkdir {destination}: {reason_of(error)}"
        raise LoadError(text, code="KST853", file=path) from None
    # All that is written is compared with this path, and the directory above may be reached by a link.
    return os.path.realpath(path)


def _default_name(target: str, root: Root) -> str:
    """``localized-`` and the name of the target, of a remote one its ref, too."""
    if not root.repo:
        name = os.path.basename(root.directory)
        return f"localized-{name}" if name else "localized"
    from kustompy.session.git_url import parse_git_url

    url = parse_git_url(target)
    assert url is not None
    own = os.path.basename(root.directory)
    name = own if root.directory != root.repo else os.path.basename(url.repository.rstrip("/")).removesuffix(".git")
    return f"localized-{name}-{url.ref.replace('/', '-')}"


def _verify(source: str, result: Localized, options: Options) -> None:
    """Build both, and compare."""
    before = _built(source, options, result)
    after = _built(result.target, options, result)
    # kustomize means to compare as well, but compares two empty texts, and looks for the copy in a wrong place if a
    # scope is given.
    if before.to_yaml() != after.to_yaml():
        changed = {str(each.id) for each in before if each not in after} | {
            str(each.id) for each in after if each not in before
        }
        raise KustomizationError(
            f"the copy in {result.directory} renders to something else: {', '.join(sorted(changed)) or 'its order'}",
            code="KST854",
            file=result.directory,
            hint="--no-verify leaves the comparison out",
        )


def _built(directory: str, options: Options, result: Localized) -> Build:
    from kustompy.rendering.pipeline import build

    try:
        built = build(directory, options)
    except KustompyError as error:
        result.warnings += error.warnings
        error.warnings = result.warnings
        raise
    result.warnings += built.warnings
    return built
