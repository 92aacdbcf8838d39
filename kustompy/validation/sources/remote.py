"""Schemas from the web, kept on disk once they have been fetched."""

from __future__ import annotations

import os

from kustompy.errors import LoadError

_TIMEOUT = 30
_MAX_BYTES = 32 * 1024 * 1024
# No schema of the kind there; any other status is a failure, which must not look like a kind without a schema.
_MISSING = (404, 410)


def fetched(url: str, cache: str = "", *, offline: bool = False) -> bytes | None:
    """The bytes behind an http or https URL, None if there are none; ``cache`` is a folder to keep them in."""
    from hashlib import sha256

    digest = sha256(url.encode()).hexdigest()
    kept = os.path.join(cache, f"{digest}.json") if cache else ""
    # kubeconform names its files by the digest alone: a cache that a pipeline has is of use as it is.
    for path in (kept, os.path.join(cache, digest)) if cache else ():
        if os.path.isfile(path):
            with open(path, "rb") as file:
                return file.read()
    if offline:
        raise LoadError(f"refused to fetch '{url}': --offline", code="KST310", file=url)
    content = _download(url)
    if kept and content is not None:
        _keep(kept, content)
    return content


def _download(url: str) -> bytes | None:
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

    # urllib's default opener follows redirects to ftp: as well, and opens file: and data:.
    opener = build_opener(ProxyHandler(), HTTPRedirectHandler())
    try:
        with opener.open(Request(url, headers={"User-Agent": "kustompy"}), timeout=_TIMEOUT) as answer:
            if not answer.geturl().startswith(("http://", "https://")):
                raise LoadError(f"{url} leads to {answer.geturl()}", code="KST903", file=url)
            # One byte more than allowed tells a longer answer, whatever its headers say.
            content: bytes = answer.read(_MAX_BYTES + 1)
    except HTTPError as error:
        error.close()
        if error.code in _MISSING:
            return None
        raise LoadError(f"{url} answers {error.code}", code="KST903", file=url) from None
    except (OSError, HTTPException, ValueError) as error:
        raise LoadError(f"{url} cannot be fetched: {error}", code="KST903", file=url) from None
    if len(content) > _MAX_BYTES:
        raise LoadError(f"{url} is longer than {_MAX_BYTES} bytes", code="KST903", file=url)
    return content


def _keep(path: str, content: bytes) -> None:
    """Write so that another process never reads a half-written file."""
    folder = os.path.dirname(path)
    partial = f"{path}.{os.getpid()}"
    try:
        os.makedirs(folder, exist_ok=True)
        with open(partial, "wb") as file:
            file.write(content)
        os.replace(partial, path)
    except OSError as error:
        raise LoadError(f"the schema cache cannot be written: {error}", code="KST903", file=folder) from None
