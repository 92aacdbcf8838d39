"""Schemas from the web, kept on disk once they have been fetched."""

from __future__ import annotations

import os
from time import monotonic

from kustompy.errors import LoadError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import OpenerDirector

_SILENCE, _SECONDS = 30, 300
_PART = 1 << 16
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
    from urllib.request import Request

    try:
        with _opener().open(Request(url, headers={"User-Agent": "kustompy"}), timeout=_SILENCE) as answer:
            content = _read(answer, url)
    except HTTPError as error:
        error.close()
        if error.code in _MISSING:
            return None
        raise LoadError(f"{url} answers {error.code}", code="KST903", file=url) from None
    except (OSError, HTTPException, ValueError) as error:
        raise LoadError(f"{url} cannot be fetched: {error}", code="KST903", file=url) from None
    return content


def _opener() -> OpenerDirector:
    """The opener of http and https, redirects included, and of nothing else."""
    from urllib import request

    # build_opener would add the handlers of ftp:, file: and data:, and its redirects lead to ftp: as well.
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(), request.HTTPHandler(), request.HTTPSHandler(), request.HTTPRedirectHandler(),
        request.HTTPErrorProcessor(), request.HTTPDefaultErrorHandler(), request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _read(answer: HTTPResponse, url: str) -> bytes:
    # A timeout of sockets is one of silence: a server that sends a byte now and then would hold a pipeline for ever.
    deadline = monotonic() + _SECONDS
    content = bytearray()
    while part := answer.read1(_PART):
        content += part
        if len(content) > _MAX_BYTES:
            raise LoadError(f"{url} is longer than {_MAX_BYTES} bytes", code="KST903", file=url)
        if monotonic() > deadline:
            raise LoadError(f"{url} takes more than {_SECONDS} seconds", code="KST903", file=url)
    return bytes(content)


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
