"""A proxy on this machine that git and helm fetch through: it looks at every address before anything is sent there.

A redirect, a submodule of a submodule, or the index of charts may name hosts that stand in no file of the tree.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock, Thread
from urllib.parse import unquote_to_bytes, urlsplit

from kustompy.errors import KustompyError
from kustompy.session.hosts import refuse_address, refuse_private
from kustompy.session.http import proxies_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypedDict

    from typing_extensions import Unpack

    from kustompy.session.options import Options
    from kustompy.system.process import Finished

    class RunLimits(TypedDict, total=False):
        """Where a program runs, and how long and large what it does may be: as :func:`run` takes them."""

        seconds: float
        directory: str
        merged: bool
        watched: str
        largest: int


_LONGEST_HEAD = 65_536
_PART = 65_536
_SILENCE = 60.0
# closing a socket wakes nobody who waits for it on some systems
_LOOK_UP = 0.5
_PORTS = {"http": 80, "https": 443}
_VARIABLES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")


class Gate:
    """The proxy, open between ``with`` and its end; ``environment`` is what a program is to be given besides its own.

    ``allowed`` names hosts at addresses that are not public. What was refused first is in ``refused``.
    """

    def __init__(self, allowed: Sequence[str], environment: Mapping[str, str]) -> None:
        self.allowed, self._before = allowed, environment
        self.refused: KustompyError | None = None
        self._server = socket.socket()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._is_over = False

    def __enter__(self) -> Gate:
        # On loopback, at a port that the system chooses: the gate is for one program of this build.
        self._server.bind(("127.0.0.1", 0))
        self._server.listen(16)
        self._server.settimeout(_LOOK_UP)
        Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        with self._lock:
            held = [self._server, *self._open]
        for each in held:
            with suppress(OSError):
                # Closing alone wakes no thread that waits for the socket.
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a program through the gate, whatever the host."""
        host, port = self._server.getsockname()
        # curl, which git fetches with, takes http_proxy in lower case alone; Go, and so helm, takes either. An empty
        # no_proxy names no host that is asked directly.
        return {**dict.fromkeys(_VARIABLES, f"http://{host}:{port}"), "no_proxy": "", "NO_PROXY": ""}

    def _serve(self) -> None:
        while not self._is_over:
            try:
                asking, _ = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return  # the gate is closed
            # A thread for each: a program may hold several connections open at once.
            Thread(target=self._answer, args=(asking,), daemon=True).start()

    def _answer(self, asking: socket.socket) -> None:
        asking.settimeout(_SILENCE)
        with self._held(asking), suppress(OSError, ValueError):
            head, rest = _head_of(asking)
            method, target, version = head[0].split(" ", 2)
            is_tunnel = method == "CONNECT"
            url = f"https://{target}" if is_tunnel else target
            try:
                other = self._connected(url)
            except KustompyError as error:
                # The program goes on, or says something of its own: the first refusal is the reason that is told.
                self.refused = self.refused or error
                asking.sendall(b"HTTP/1.1 403 Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                return
            except OSError:
                asking.sendall(b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                return
            with self._held(other):
                upstream = self._upstream(url)
                if is_tunnel and not upstream:
                    asking.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    other.sendall(rest)
                else:
                    shown = target if upstream else _path_of(target)
                    other.sendall(
                        _forwarded([f"{method} {shown} {version}", *head[1:]], upstream, is_tunnel=is_tunnel) + rest
                    )
                # Both directions at once: in a tunnel either side may speak first.
                back = Thread(target=_relay, args=(other, asking), daemon=True)
                back.start()
                _relay(asking, other)
                back.join()

    def _held(self, each: socket.socket) -> _Held:
        return _Held(each, self._open, self._lock)

    def _upstream(self, url: str) -> str:
        """The proxy that the user's environment has for the URL, empty if none."""
        parts = urlsplit(url)
        return proxies_for(parts.netloc.rpartition("@")[2], self._before).get(parts.scheme, "")

    def _connected(self, url: str) -> socket.socket:
        """A connection to the host of the URL, or to the user's proxy for it; an error if the host is not public."""
        parts, upstream = urlsplit(url), self._upstream(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        shown = f"{parts.scheme}://{host}"
        # The user's own proxy may lie in a private network; what the tree asks it for may not.
        refuse_private(host, shown, self.allowed)
        if upstream:
            proxy = urlsplit(upstream)
            return socket.create_connection((proxy.hostname or "", proxy.port or 80), _SILENCE)
        made = socket.create_connection((host, port), _SILENCE)
        try:  # a name may mean something else by now
            refuse_address(made.getpeername()[0], host, shown, self.allowed)
        except KustompyError:
            made.close()
            raise
        return made


class _Held:
    """A connection that is open for so long, and that the end of the gate closes."""

    def __init__(self, each: socket.socket, held: set[socket.socket], lock: Lock) -> None:
        self._each, self._all, self._lock = each, held, lock

    def __enter__(self) -> None:
        with self._lock:
            self._all.add(self._each)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._all.discard(self._each)
        self._each.close()


def run_behind_a_gate(
    command: str,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    user: Options,
    allowed: Sequence[str],
    shown: str,
    **limits: Unpack[RunLimits],
) -> Finished:
    """Run a program that fetches for a tree; the error that an address is not public comes before its own.

    ``shown`` is what the tree asked for. Proxies of the user's that speak something else than HTTP are left alone.
    """
    from kustompy.system.process import run

    # Through a SOCKS proxy the gate could not go on, and around it the program would reach nothing.
    if user.trust or not can_lead_through(user.environment):
        return run(command, arguments, environment=environment, **limits)
    with Gate(allowed, user.environment) as gate:
        done = run(command, arguments, environment={**environment, **gate.environment}, **limits)
    if gate.refused is not None:
        raise gate.refused.noted(file=shown)
    return done


def can_lead_through(environment: Mapping[str, str]) -> bool:
    """Whether the user's own proxies, if there are any, are of the kind that the gate goes on to."""
    found = [environment.get(name, "") for name in (*_VARIABLES, "all_proxy", "ALL_PROXY")]
    return all(each.startswith("http://") for each in found if each)


def _head_of(asking: socket.socket) -> tuple[list[str], bytes]:
    """The lines of a request before its body, and what was read behind them."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = asking.recv(_PART)
        # A head without an end would be kept whole.
        if not part or len(data) > _LONGEST_HEAD:
            raise ValueError("no request")
        data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    # Every byte is a character there, so that what is handed on is what came.
    return head.decode("latin-1").split("\r\n"), rest


def _path_of(target: str) -> str:
    parts = urlsplit(target)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _forwarded(head: list[str], upstream: str, *, is_tunnel: bool) -> bytes:
    """The request as the server, or the next proxy, is to see it: for one answer, so that the next one is looked at."""
    # These are between the program and its proxy. A connection that stays open could carry a second request, to a host
    # that nobody has looked at.
    wanted = [line for line in head if not line.lower().startswith(("proxy-", "connection:"))]
    if not is_tunnel:
        wanted.append("Connection: close")
    proxy = urlsplit(upstream)
    if proxy.username is not None:
        from binascii import b2a_base64

        credentials = unquote_to_bytes(f"{proxy.username}:{proxy.password or ''}")
        wanted.append(f"Proxy-Authorization: Basic {b2a_base64(credentials, newline=False).decode()}")
    return "\r\n".join([*wanted, "", ""]).encode("latin-1")


def _relay(source: socket.socket, target: socket.socket) -> None:
    """Hand on what comes until there is no more."""
    with suppress(OSError):
        while part := source.recv(_PART):
            target.sendall(part)
    with suppress(OSError):
        # Half of the connection is closed, so that the answer can still come the other way.
        target.shutdown(socket.SHUT_WR)
