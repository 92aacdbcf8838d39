"""Hosts that are not everybody's: a tree is fetched from them only where the user says so."""

from __future__ import annotations

from kustompy.errors import LoadError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Address, IPv6Address

    Address = IPv4Address | IPv6Address

# IPv6 addresses that stand for IPv4 ones
_TRANSLATED = "64:ff9b::/96"


def refuse_private(host: str, shown: str, allowed: Sequence[str]) -> None:
    """Refuse a host that lies at an address of a private network; one whose address nobody knows is let through."""
    import socket

    if is_allowed(host, allowed):
        return
    try:
        # The system reads the name as a program would: `127.1`, `2130706433` and `0x7f.1` are loopback, too.
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    # A name may have several addresses, and a program may take any of them.
    for each in found:
        refuse_address(str(each[4][0]), host, shown, allowed)


def refuse_address(text: str, host: str, shown: str, allowed: Sequence[str]) -> None:
    """Refuse an address that is not public."""
    from ipaddress import ip_address

    if is_allowed(host, allowed):
        return
    # A scope, as in `fe80::1%eth0`, is no part of the address.
    address = _meant(ip_address(text.partition("%")[0]))
    # Python counts some groups of multicast as global.
    if (address.is_global and not address.is_multicast) or _is_in_a_network(address, allowed):
        return
    raise LoadError(
        f"refused to fetch '{shown}': {host} is at {address}, which is no public address",
        code="KST316",
        file=shown,
        hint=f"if it is meant, name the host: --allow-host {host}",
    )


def is_allowed(host: str, allowed: Sequence[str]) -> bool:
    """Whether the user names the host: as it is, or by ``*.`` and what its name ends with."""
    # `example.com.` with the dot of the root is the same host.
    host = host.lower().strip("[]").rstrip(".")
    return any(
        host == each.lower().strip("[]") or (each.startswith("*.") and host.endswith(each[1:].lower()))
        for each in allowed
    )


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, or the address itself."""
    from ipaddress import IPv4Address, ip_network

    if address.version == 4:
        return address
    # `::ffff:10.0.0.1` and `2002:a00:1::` (6to4) reach 10.0.0.1.
    mapped: IPv4Address | None = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        return mapped
    # A gateway of NAT64 sends such a packet to the IPv4 address in its last 32 bits.
    if address in ip_network(_TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_in_a_network(address: Address, allowed: Sequence[str]) -> bool:
    from ipaddress import ip_network

    for each in allowed:
        try:
            network = ip_network(each)
        except ValueError:
            continue
        if address in network:
            return True
    return False
