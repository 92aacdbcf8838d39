"""What lies elsewhere: files behind http(s), and repositories that git fetches; each once a build."""

from __future__ import annotations

import os

from kustompy.errors import HttpError, LimitError, LoadError, TimeLimitError
from kustompy.session.git_url import FORCED_WARNING, GitUrl, parse_git_url
from kustompy.system.files import is_within
from kustompy.system.root import Root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse
    from urllib.error import HTTPError
    from urllib.request import OpenerDirector

    from kustompy.session.options import Options
    from kustompy.session.session import Session

_FILE = "file://"
HTTP_SECONDS = 60.0
"""How long a server may take between two parts of its answer."""
WHOLE_SECONDS = 300.0
"""How long it may take for the whole of it."""


def fetched_root(entry: str, referrer: Root | None, session: Session) -> Root | None:
    """The root in a repository that an entry names, or None where the entry is no git URL."""
    url = parse_git_url(entry)
    if url is None:
        return None
    if url.forced and FORCED_WARNING not in session.warnings:
        session.warn(FORCED_WARNING)
    _check_cycle(url, referrer)
    clone = _clone(url, session)
    wanted = os.path.normpath(os.path.join(clone, url.path))
    directory, is_directory = session.files.resolved(wanted)
    if not is_directory:
        name = os.path.basename(directory)
        raise LoadError(f"'{wanted}' refers to file '{name}'; expecting directory", code="KST312", file=entry)
    if not is_within(directory, clone):
        raise LoadError(f'"{wanted}" refers to directory outside of repo "{clone}"', code="KST303", file=entry)
    # whatever the build allows itself, a clone never reads outside of its roots
    return Root(session.files, directory, True, referrer, clone, dict(url.origin), url.raw)


def _check_cycle(url: GitUrl, referrer: Root | None) -> None:
    while referrer is not None:
        if referrer.url and referrer.url.startswith(url.raw):
            raise LoadError(
                f"cycle detected: URI '{url.raw}' referenced by previous URI '{referrer.url}'",
                code="KST305",
                file=url.raw,
            )
        referrer = referrer.referrer


def _clone(url: GitUrl, session: Session) -> str:
    """The directory of the clone, made where this build has none yet."""
    wanted = f"git {url.clone_url} {url.ref} {url.submodules}"
    if wanted in session.clones:
        return session.clones[wanted]
    _check_safe(url)
    if session.options.offline and not url.host.startswith("file://"):
        raise _offline(url.raw)
    if url.clone_url.startswith(_FILE):
        session.files.keep_inside(os.path.abspath(url.clone_url.removeprefix(_FILE)))
    import tempfile

    folder = session.clones[wanted] = os.path.realpath(tempfile.mkdtemp(prefix="kustomize-"))
    if session.files.jail:
        session.files.jail.append(folder)
    _fetch(url, folder, session.options.environment)
    return folder


def _check_safe(url: GitUrl) -> None:
    """Refuse what git or ssh would take for an option, or for a command to run."""
    host = url.host.rpartition("://")[2].rpartition("@")[2]
    if any(each.startswith("-") for each in (url.ref, host, url.repository)):
        raise LoadError(f"refused to fetch '{url.raw}': a part of it begins with '-'", code="KST311", file=url.raw)
    if "::" in url.host:
        raise LoadError(f"refused to fetch '{url.raw}': it names a transport helper", code="KST311", file=url.raw)


def _offline(what: str) -> LoadError:
    return LoadError(f"refused to fetch '{what}': --offline", code="KST310", file=what)


def _fetch(url: GitUrl, folder: str, environment: Mapping[str, str]) -> None:
    from shutil import which

    from kustompy.system.process import run

    git = which("git", path=environment.get("PATH"))
    if git is None:
        raise LoadError("no 'git' program on path: exec: \"git\": executable file not found in $PATH", code="KST309")
    steps = [
        ("init",),
        ("remote", "add", "origin", url.clone_url),
        ("fetch", "--depth=1", url.clone_url, url.ref or "HEAD"),
        ("checkout", "FETCH_HEAD"),
    ]
    if url.submodules:
        steps.append(("submodule", "update", "--init", "--recursive"))
    for step in steps:
        done = run(git, step, environment=environment, seconds=url.seconds, directory=folder, merged=True)
        if done.failure:
            said = done.stdout.decode(errors="replace")
            shown = " ".join((git, *step))
            raise LoadError(f"failed to run '{shown}': {said}: {done.failure}", code="KST309", file=url.raw)


def remove_clones(session: Session) -> None:
    """Remove every directory that was fetched for the build."""
    from shutil import rmtree

    for folder in session.clones.values():
        rmtree(folder, ignore_errors=True)
    session.clones.clear()


def fetch_file(url: str, session: Session) -> bytes:
    """The content of a file behind http(s)."""
    if url not in session.fetched:
        if session.options.offline:
            raise _offline(url)
        session.fetched[url] = _get(url, session.options)
    return session.fetched[url]


def _get(url: str, options: Options) -> bytes:
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request

    address, credentials = _without_credentials(url)
    try:
        request = Request(address, headers={"User-Agent": "kustompy", **_authorization(credentials)})
        with _opener(request.host, options.environment).open(request, timeout=HTTP_SECONDS) as response:
            return _content(response, url, options.limits.file_size)
    except HTTPError as error:
        error.close()
        raise _status_error(error, url) from None
    except (OSError, HTTPException, ValueError) as error:
        password = credentials.partition(":")[2]
        shown = url.replace(f":{password}@", ":***@", 1) if password else url
        raise LoadError(f'Get "{shown}": {_go_text(error, address)}', code="KST308", file=shown) from None


def _content(response: HTTPResponse, url: str, largest: int) -> bytes:
    from time import monotonic

    parts, size, deadline = [], 0, monotonic() + WHOLE_SECONDS
    while part := response.read1(1 << 16):
        parts.append(part)
        size += len(part)
        if size > largest:
            raise LimitError(
                f"a file larger than {largest} bytes: '{url}'", code="KST701", file=url,
                hint="raise the limit: --max-file-size",
            )  # fmt: skip
        if monotonic() > deadline:
            raise TimeLimitError(f"hit {WHOLE_SECONDS:g}s timeout fetching '{url}'", code="KST710", file=url)
    return b"".join(parts)


def _status_error(error: HTTPError, url: str) -> LoadError:
    from http.client import responses

    status = error.code
    if 300 <= status < 400:  # urllib follows these, but not for ever, nor to other protocols
        reason = "stopped after 10 redirects" if "infinite loop" in error.msg else "unsupported protocol scheme"
        return LoadError(f'Get "{url}": {reason}', code="KST308", file=url)
    if parse_git_url(url) is not None:
        return LoadError("URL is a git repository", code="KST308", file=url)
    return HttpError(f"HTTP Error: status code {status} ({responses.get(status, '')})", code="KST308", file=url)


def _without_credentials(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    credentials, _, host = host.rpartition("@")
    return f"{scheme}://{host}{slash}{path}".replace(" ", "%20"), credentials


def _authorization(credentials: str) -> dict[str, str]:
    if not credentials:
        return {}
    from binascii import b2a_base64
    from urllib.parse import unquote_to_bytes

    return {"Authorization": f"Basic {b2a_base64(unquote_to_bytes(credentials), newline=False).decode()}"}


def _opener(host: str, environment: Mapping[str, str]) -> OpenerDirector:
    """What opens http(s), redirects included, and nothing else."""
    from urllib import request

    proxies = {
        scheme: environment.get(f"{scheme}_proxy") or environment.get(f"{scheme.upper()}_PROXY") or ""
        for scheme in ("http", "https")
    }
    direct = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    if request.proxy_bypass_environment(host, {"no": direct}):  # type: ignore[attr-defined]  # public, not in typeshed
        proxies = {}
    opener = request.OpenerDirector()
    opener.add_handler(request.ProxyHandler({scheme: proxy for scheme, proxy in proxies.items() if proxy}))
    for handler in (
        request.HTTPHandler, request.HTTPSHandler, request.HTTPRedirectHandler, request.HTTPErrorProcessor,
        request.HTTPDefaultErrorHandler, request.UnknownHandler,
    ):  # fmt: skip
        opener.add_handler(handler())
    return opener


def _go_text(error: Exception, url: str) -> str:
    reason = getattr(error, "reason", error)
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    port = port or ("443" if url[:5].lower() == "https" else "80")
    if isinstance(reason, ConnectionRefusedError):
        return f"dial tcp {host}:{port}: connect: connection refused"
    if type(reason).__name__ == "gaierror":
        return f"dial tcp: lookup {host}: no such host"
    return str(reason)
