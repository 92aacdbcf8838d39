"""Files behind http(s): with a limit of size and time, and walls around hosts and credentials."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPSConnection
from time import monotonic
from urllib import request
from urllib.parse import quote, urlsplit

from kustompy.errors import LimitError, TimeLimitError
from kustompy.session.hosts import refuse_address, refuse_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping, Sequence
    from http.client import HTTPMessage, HTTPResponse
    from ssl import SSLContext
    from typing import IO, TypedDict, TypeVar

    from typing_extensions import Unpack

    Connection = TypeVar("Connection", bound=HTTPConnection)

    class Connecting(TypedDict, total=False):
        """What urllib says of a connection that it wants."""

        port: int | None
        timeout: float
        source_address: tuple[str, int] | None
        blocksize: int


_PART = 1 << 16
# What a URL may have without being quoted: all that it may have at all, and what is quoted already.
_AS_IT_IS = "%/:=&?~#+!$,;'@()*[]"


class Fetch:
    """One file that is fetched: where from, with what, and how long and large it may be.

    ``allowed`` names hosts at addresses that are not public; None stands for all of them.
    """

    def __init__(
        self,
        url: str,
        shown: str,
        *,
        headers: Mapping[str, str],
        environment: Mapping[str, str],
        allowed: Sequence[str] | None,
        largest: int,
        seconds: float,
        silence: float,
        secured: list[SSLContext],
    ) -> None:
        self.url, self.shown, self.headers = quote(url, safe=_AS_IT_IS), shown, headers
        self.environment, self.allowed = environment, allowed
        self.largest, self.seconds, self.silence = largest, seconds, silence
        self._secured = secured
        self.deadline = monotonic() + seconds
        self._held: list[socket.socket] = []

    def content(self) -> bytes:
        """The bytes behind the URL; raises what urllib raises, and our own errors where a limit or wall is met."""
        from threading import Timer

        # A server that sends a byte now and then is never silent: at the end its connection is shut from outside.
        timer = Timer(max(self.seconds, 0), self._shut)
        timer.daemon = True
        timer.start()
        try:
            asked = request.Request(self.url, headers=dict(self.headers))
            # The timeout of urllib is one of silence: it begins anew with each byte that arrives.
            with self._opener(asked.host).open(asked, timeout=self.silence) as response:
                return self._read(response)
        except OSError:
            self._check_time()
            raise
        finally:
            timer.cancel()
            for each in self._held:
                each.close()

    def _read(self, response: HTTPResponse) -> bytes:
        parts, size = [], 0
        # The header may announce any length, or none: what arrives is counted. read1 gives what is there, so that the
        # time is looked at even if a server sends a byte now and then.
        while part := response.read1(_PART):
            parts.append(part)
            size += len(part)
            if size > self.largest:
                raise LimitError(
                    f"a file larger than {self.largest} bytes: '{self.shown}'", code="KST701", file=self.shown,
                    hint="raise the limit: --max-file-size",
                )  # fmt: skip
            self._check_time()
        self._check_time()
        return b"".join(parts)

    def _check_time(self) -> None:
        if monotonic() > self.deadline:
            raise TimeLimitError(
                f"hit {self.seconds:g}s timeout fetching '{self.shown}'", code="KST710", file=self.shown
            )

    def _shut(self) -> None:
        from contextlib import suppress
        from socket import SHUT_RDWR

        for each in self._held:
            with suppress(OSError):
                each.shutdown(SHUT_RDWR)

    def _opener(self, host: str) -> request.OpenerDirector:
        """What opens http(s), redirects included, and nothing else."""
        proxies = proxies_for(host, self.environment)
        # build_opener would add handlers for ftp:, file: and data: as well, and a redirect may lead to the first.
        opener = request.OpenerDirector()
        opener.add_handler(request.ProxyHandler(proxies))
        for handler in (
            _Plain(self, proxied=bool(proxies)), _Secure(self, proxied=bool(proxies)), _Redirects(self),
            request.HTTPErrorProcessor(), request.HTTPDefaultErrorHandler(), request.UnknownHandler(),
        ):  # fmt: skip
            opener.add_handler(handler)
        return opener

    def guarded(self, made: Connection, *, proxied: bool) -> Connection:
        """The connection, which is made as this fetch says."""
        # the connection asks itself for this function, which is not in the stubs
        vars(made)["_create_connection"] = self.connecting(proxied=proxied)
        return made

    def secured(self) -> SSLContext:
        """What https is spoken with; one for all files of a build."""
        if not self._secured:
            from ssl import create_default_context

            context = create_default_context()
            context.set_alpn_protocols(["http/1.1"])
            self._secured.append(context)
        return self._secured[0]

    def connecting(self, *, proxied: bool) -> Callable[..., socket.socket]:
        """How a connection is made: the address is looked at before anything is sent there."""
        import socket

        def connected(address: tuple[str, int], silence: float | None, source: tuple[str, int] | None) -> socket.socket:
            if self.allowed is not None and not proxied:
                refuse_private(address[0], self.shown, self.allowed)
            # Looked up once more by the system: a hostile name server may give a public address above, and a private
            # one here.
            made = socket.create_connection(address, silence, source)
            if self.allowed is not None and not proxied:
                try:  # a name may mean something else by now
                    refuse_address(made.getpeername()[0], address[0], self.shown, self.allowed)
                except BaseException:
                    made.close()
                    raise
            # A duplicate: TLS takes the socket over, and shutting down either of them ends the connection.
            self._held.append(made.dup())
            return made

        return connected

    def check_behind_a_proxy(self, url: str) -> None:
        """Refuse what a proxy would be asked for, if its host is not public as far as this machine knows."""
        host = urlsplit(url).hostname
        # The proxy connects, so there is no peer of ours to look at: the name alone can be asked about.
        if self.allowed is not None and host:
            refuse_private(host, self.shown, self.allowed)


def proxies_for(host: str, environment: Mapping[str, str]) -> dict[str, str]:
    # Of the environment that the build was given: urllib looks at that of the process, and the library reads none.
    direct = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    if request.proxy_bypass_environment(host, {"no": direct}):  # type: ignore[attr-defined]  # public, not in typeshed
        return {}
    found = {
        scheme: environment.get(f"{scheme}_proxy") or environment.get(f"{scheme.upper()}_PROXY") or ""
        for scheme in ("http", "https")
    }
    return {scheme: proxy for scheme, proxy in found.items() if proxy}


class _Plain(request.HTTPHandler):
    def __init__(self, fetch: Fetch, *, proxied: bool) -> None:
        super().__init__()
        self._fetch, self._proxied = fetch, proxied

    def http_open(self, asked: request.Request) -> HTTPResponse:
        if self._proxied:
            self._fetch.check_behind_a_proxy(asked.full_url)

        def connection(host: str, **options: Unpack[Connecting]) -> HTTPConnection:
            return self._fetch.guarded(HTTPConnection(host, **options), proxied=self._proxied)

        return self.do_open(connection, asked)


class _Secure(request.HTTPSHandler):
    def __init__(self, fetch: Fetch, *, proxied: bool) -> None:
        # its parent reads the certificates of the system each time
        request.AbstractHTTPHandler.__init__(self)
        self._fetch, self._proxied = fetch, proxied

    def https_open(self, asked: request.Request) -> HTTPResponse:
        if self._proxied:
            self._fetch.check_behind_a_proxy(asked.full_url)

        def connection(host: str, **options: Unpack[Connecting]) -> HTTPSConnection:
            made = HTTPSConnection(host, context=self._fetch.secured(), **options)
            return self._fetch.guarded(made, proxied=self._proxied)

        return self.do_open(connection, asked)


class _Redirects(request.HTTPRedirectHandler):
    """Follows redirects, and leaves credentials with the host that they are for."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def redirect_request(
        self, asked: request.Request, file: IO[bytes], code: int, message: str, headers: HTTPMessage, url: str
    ) -> request.Request | None:
        # urllib counts the redirects, ten in all, and refuses other schemes than http, https and ftp; no handler opens
        # the last.
        following = super().redirect_request(asked, file, code, message, headers, url)
        if following is not None and not _is_same_host(asked.full_url, following.full_url):
            following.remove_header("Authorization")
        return following


def _is_same_host(before: str, after: str) -> bool:
    """Whether a redirect stays with the host and port; from http to https of one host does."""
    old, new = urlsplit(before), urlsplit(after)
    if old.hostname != new.hostname:
        return False
    ports = {"http": 80, "https": 443}
    # A port that is not written is that of the scheme: `http://a` and `http://a:80` are one place.
    own = (old.scheme, old.port or ports.get(old.scheme))
    other = (new.scheme, new.port or ports.get(new.scheme))
    return own == other or (own, other) == (("http", 80), ("https", 443))
