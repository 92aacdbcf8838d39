"""Where what was fetched lies in a localized copy."""

from __future__ import annotations

import os
import posixpath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.session.git_url import GitUrl

FOLDER = "localized-files"
_FILE_SCHEME = "file-schemed"


def path_of_file(url: str) -> str:
    """The path of a file behind a URL: host and path, without user, port and query."""
    from urllib.parse import quote, urlsplit

    parts = urlsplit(url)
    path = posixpath.normpath("/" + quote(parts.path, safe="/%:@!$&'()*+,;=~-._")).lstrip("/")
    return os.path.join(FOLDER, parts.hostname or "", *path.split("/"))


def path_of_root(url: GitUrl, below: str) -> str:
    """The path of a directory in a repository: host, repository, ref, and the path in it."""
    repository = posixpath.normpath("/" + url.repository.lstrip("/")).lstrip("/").removesuffix(".git")
    return os.path.normpath(os.path.join(FOLDER, _host(url.host), *repository.split("/"), *url.ref.split("/"), below))


def _host(host: str) -> str:
    """The name of the host, without scheme, user and port."""
    scheme, separator, rest = host.partition("://")
    if scheme == "file":
        return _FILE_SCHEME
    name = (rest if separator else host).rstrip(":/").rpartition("@")[2]
    return name.partition(":")[0]
