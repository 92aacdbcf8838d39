"""Where what was fetched lies in a localized copy."""

from __future__ import annotations

import os
import posixpath

from kustompy.errors import LoadError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.session.git_url import GitUrl

FOLDER = "localized-files"
_FILE_SCHEME = "file-schemed"


def path_of_file(url: str) -> str:
    """The path of a file behind a URL: host and path, without user, port and query."""
    from urllib.parse import quote, urlsplit

    parts = urlsplit(url)
    # Cleaned from the root: no `..` of a URL leads out of the folder of its host.
    path = posixpath.normpath("/" + quote(parts.path, safe="/%:@!$&'()*+,;=~-._")).lstrip("/")
    return os.path.join(FOLDER, parts.hostname or "", *path.split("/"))


def path_of_root(url: GitUrl, below: str) -> str:
    """The path of a directory in a repository: host, repository, ref, and the path in it."""
    # Cleaned as well. A ref needs no cleaning: git refuses names with `..` in them before anything is fetched.
    repository = posixpath.normpath("/" + url.repository.lstrip("/")).lstrip("/").removesuffix(".git")
    return os.path.normpath(os.path.join(FOLDER, _host(url.host), *repository.split("/"), *url.ref.split("/"), below))


def _host(host: str) -> str:
    """The name of the host, without scheme, user and port."""
    scheme, separator, rest = host.partition("://")
    # A file URL has no host; kustomize has this word for it.
    if scheme == "file":
        return _FILE_SCHEME
    name = (rest if separator else host).rstrip(":/").rpartition("@")[2]
    return name.partition(":")[0]


def check_ref(target: str) -> None:
    """Refuse a repository without a ``?ref=``, whose content may change after the copy."""
    from kustompy.session.git_url import parse_git_url

    url = parse_git_url(target)
    if url is not None and not url.ref:
        text = f'localize remote root "{target}" missing ref query string parameter'
        raise LoadError(text, code="KST851", hint="append `?ref=v1.2.3`")
