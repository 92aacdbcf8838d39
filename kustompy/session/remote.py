"""What lies elsewhere: files behind http(s), and repositories that git fetches; each once a build."""

from __future__ import annotations

import os

from kustompy.errors import HttpError, LoadError
from kustompy.model.secrets import masked
from kustompy.session.git_url import FORCED_WARNING, GitUrl, parse_git_url
from kustompy.system.files import is_within
from kustompy.system.root import Root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from urllib.error import HTTPError

    from kustompy.session.gate import RunLimits
    from kustompy.session.session import Session

_FILE = "file://"
_PROTOCOLS = "http:https:ssh"
"""What git may speak for a tree, its submodules included."""
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
    # Before anything is fetched: a repository that includes itself would be cloned without an end.
    _check_cycle(url, referrer)
    shown = masked(url.raw)
    session.remotes[shown] = ""
    clone = session.remotes[shown] = _clone(url, referrer, session)
    wanted = os.path.normpath(os.path.join(clone, url.path))
    directory, is_directory = session.files.resolved(wanted)
    if not is_directory:
        name = os.path.basename(directory)
        raise LoadError(f"'{wanted}' refers to file '{name}'; expecting directory", code="KST312", file=masked(entry))
    if not is_within(directory, clone):
        raise LoadError(f'"{wanted}" refers to directory outside of repo "{clone}"', code="KST303", file=masked(entry))
    # whatever the build allows itself, a clone never reads outside of its roots
    return Root(
        session.files,
        directory,
        restricted=True,
        referrer=referrer,
        repo=clone,
        origin=dict(url.origin),
        url=url.raw,
    )


def _check_cycle(url: GitUrl, referrer: Root | None) -> None:
    while referrer is not None:
        # A prefix is enough for kustomize: `repo//a` that includes `repo` counts as a circle.
        if referrer.url and referrer.url.startswith(url.raw):
            raise LoadError(
                f"cycle detected: URI '{masked(url.raw)}' referenced by previous URI '{masked(referrer.url)}'",
                code="KST305",
                file=masked(url.raw),
            )
        referrer = referrer.referrer


def _clone(url: GitUrl, referrer: Root | None, session: Session) -> str:
    """The directory of the clone, made where this build has none yet; walls are for what a tree has chosen."""
    # The path is no part of it: bases of one repository share a clone.
    wanted = f"git {url.clone_url} {url.ref} {url.submodules}"
    if wanted in session.clones:
        return session.clones[wanted]
    _check_safe(url)
    # A repository of this machine needs no network.
    if session.options.offline and not url.host.startswith("file://"):
        raise _offline(url.raw)
    allowed = list(session.options.allow_hosts)
    if referrer is not None or session.options.root:
        _check_place(url, referrer.directory if referrer else "", session)
    else:
        # What the caller names himself is no choice of the tree, and may be in a private network.
        allowed.append(_host_of(url.clone_url))
    import tempfile

    from kustompy.system.process import Uninterrupted

    # A signal between making the folder and noting it would leave the folder behind.
    with Uninterrupted() as later:
        folder = session.clones[wanted] = os.path.realpath(tempfile.mkdtemp(prefix="kustomize-"))
    later.interrupt()
    if session.files.jail:
        session.files.jail.append(folder)
    _fetch(url, folder, session, allowed)
    return folder


def _check_place(url: GitUrl, root: str, session: Session) -> None:
    """Refuse a repository of this machine outside of the walls, and one on a host that is not everybody's."""
    if url.clone_url.startswith(_FILE):
        from kustompy.session.walls import keep_repository_inside

        keep_repository_inside(os.path.abspath(url.clone_url.removeprefix(_FILE)), root, session)
    elif not session.options.trust:
        check_host(url.clone_url, masked(url.raw), session)


def check_host(address: str, shown: str, session: Session) -> None:
    """Refuse the host of a URL, or of ``user@host:path``, if it is not public."""
    from kustompy.session.hosts import refuse_private

    name = _host_of(address)
    if name:
        refuse_private(name, shown, session.options.allow_hosts)


def _host_of(address: str) -> str:
    # urllib and git disagree on what a host is, in URLs such as `https://127.0.0.1#@example.com/`: git connects to the
    # first.
    rest = address.partition("://")[2] or address
    # what git's URLs end a host with, whatever comes behind it
    for end in "/?#\\":
        rest = rest.partition(end)[0]
    host = rest.rpartition("@")[2]
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _check_safe(url: GitUrl) -> None:
    """Refuse what git or ssh would take for an option, or for a command to run."""
    host = url.host.rpartition("://")[2].rpartition("@")[2]
    # `--upload-pack=…` as a ref, or `-oProxyCommand=…` as a host of ssh, would run a program.
    if any(each.startswith("-") for each in (url.ref, host, url.repository)):
        raise LoadError(
            f"refused to fetch '{masked(url.raw)}': a part of it begins with '-'", code="KST311", file=masked(url.raw)
        )
    # `ext::sh -c …` and other remote helpers run what the URL says.
    if "::" in url.host:
        raise LoadError(
            f"refused to fetch '{masked(url.raw)}': it names a transport helper", code="KST311", file=masked(url.raw)
        )


def _offline(what: str) -> LoadError:
    shown = masked(what)
    return LoadError(f"refused to fetch '{shown}': --offline", code="KST310", file=shown)


def _fetch(url: GitUrl, folder: str, session: Session, allowed: Sequence[str]) -> None:
    from shutil import which

    from kustompy.system.process import run

    options = session.options
    git = which("git", path=options.environment.get("PATH"))
    if git is None:
        raise LoadError("no 'git' program on path: exec: \"git\": executable file not found in $PATH", code="KST309")
    # Only for the repository that is named itself: a submodule may name no path of this machine.
    fetching = _PROTOCOLS + (":file" if url.clone_url.startswith(_FILE) else "")

    def called(*step: str) -> str:
        environment = options.environment
        if not options.trust:
            protocols = _PROTOCOLS if step[0] == "submodule" else fetching
            # The user's own setting counts, so it comes last.
            environment = {"GIT_ALLOW_PROTOCOL": protocols, **environment}
        limits: RunLimits = {
            "seconds": url.seconds, "directory": folder, "merged": True,
            "watched": folder, "largest": options.limits.fetched_size,
        }  # fmt: skip
        if step[0] == "submodule" or (step[0] == "fetch" and url.clone_url[:4].lower() == "http"):
            from kustompy.session.gate import run_behind_a_gate

            done = run_behind_a_gate(
                git, step, environment=environment, user=options, allowed=allowed, shown=masked(url.raw), **limits
            )
        else:
            done = run(git, step, environment=environment, **limits)
        said = done.stdout.decode(errors="replace")
        if done.failure:
            shown = masked(" ".join((git, *step)))
            raise LoadError(
                f"failed to run '{shown}': {masked(said)}: {done.failure}", code="KST309", file=masked(url.raw)
            )
        return said

    # The steps are those of kustomize's cloner, whose messages quote the one that failed.
    called("init")
    called("remote", "add", "origin", url.clone_url)
    called("fetch", "--depth=1", url.clone_url, url.ref or "HEAD")
    called("checkout", "FETCH_HEAD")
    if url.submodules:
        if not options.trust and os.path.isfile(os.path.join(folder, ".gitmodules")):
            _check_submodules(called, url, session)
        called("submodule", "update", "--init", "--recursive")


def _check_submodules(called: Callable[..., str], url: GitUrl, session: Session) -> None:
    """Refuse a clone whose submodules lie on hosts that are not everybody's."""
    for line in called("config", "--file", ".gitmodules", "--get-regexp", "[.]url$").splitlines():
        address = line.partition(" ")[2]
        if _names_a_host(address):
            check_host(address, masked(address), session)


def _names_a_host(address: str) -> bool:
    """Whether git would take it for a URL, or for ``host:path``; anything else is a path."""
    before, colon, _ = address.partition(":")
    return bool(colon) and "/" not in before


def remove_clones(session: Session) -> None:
    """Remove every directory that was fetched for the build."""
    from shutil import rmtree

    for folder in session.clones.values():
        rmtree(folder, ignore_errors=True)
    session.clones.clear()


def fetch_file(url: str, session: Session) -> bytes:
    """The content of a file behind http(s)."""
    if url not in session.fetched:
        session.remotes[masked(url)] = ""
        # Noted as asked for all the same: the build depends on it, and no cache may keep it.
        if session.options.offline:
            raise _offline(url)
        session.fetched[url] = _get(url, session)
    return session.fetched[url]


def _get(url: str, session: Session) -> bytes:
    from http.client import HTTPException
    from urllib.error import HTTPError

    from kustompy.session.http import Fetch

    options = session.options
    address, credentials = _without_credentials(url)
    shown = masked(url)
    headers = {"User-Agent": "kustompy", **_authorization(credentials)}
    try:
        return Fetch(
            address, shown, headers=headers, environment=options.environment,
            allowed=None if options.trust else options.allow_hosts,
            largest=options.limits.file_size, seconds=WHOLE_SECONDS, silence=HTTP_SECONDS, secured=session.secured,
        ).content()  # fmt: skip
    except HTTPError as error:
        # Its response holds a connection open until it is collected.
        error.close()
        raise _status_error(error, url, shown) from None
    except (OSError, HTTPException, ValueError) as error:
        raise LoadError(f'Get "{shown}": {_go_text(error, address)}', code="KST308", file=shown) from None


def _status_error(error: HTTPError, url: str, shown: str) -> LoadError:
    from http.client import responses

    status = error.code
    if 300 <= status < 400:  # urllib follows these, but not for ever, nor to other protocols
        reason = "stopped after 10 redirects" if "infinite loop" in error.msg else "unsupported protocol scheme"
        return LoadError(f'Get "{shown}": {reason}', code="KST308", file=shown)
    # kustomize fetches first, and clones only what did not come as a file.
    if parse_git_url(url) is not None:
        return LoadError("URL is a git repository", code="KST308", file=shown)
    return HttpError(f"HTTP Error: status code {status} ({responses.get(status, '')})", code="KST308", file=shown)


def _without_credentials(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    # A password may hold an @ of its own: the last one counts.
    credentials, _, host = host.rpartition("@")
    return f"{scheme}://{host}{slash}{path}", credentials


def _authorization(credentials: str) -> dict[str, str]:
    if not credentials:
        return {}
    from binascii import b2a_base64
    from urllib.parse import unquote_to_bytes

    return {"Authorization": f"Basic {b2a_base64(unquote_to_bytes(credentials), newline=False).decode()}"}


def _go_text(error: Exception, url: str) -> str:
    reason = getattr(error, "reason", error)
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    port = port or ("443" if url[:5].lower() == "https" else "80")
    if isinstance(reason, ConnectionRefusedError):
        return f"dial tcp {host}:{port}: connect: connection refused"
    if type(reason).__name__ == "gaierror":
        return f"dial tcp: lookup {host}: no such host"
    return str(reason)
