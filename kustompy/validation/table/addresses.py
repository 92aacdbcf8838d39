"""Forms of addresses: of machines, networks, pages and volumes. Each function returns the problem, empty if none."""

# After apimachinery's pkg/util/validation, pkg/apis/core/validation and apiserver's webhook validation.

from __future__ import annotations

from kustompy.validation.schema.formats import is_cidr, is_ipv4, is_ipv6
from kustompy.validation.table.names import SUBDOMAIN, is_subdomain


def is_ip(text: str) -> bool:
    return is_ipv4(text) or is_ipv6(text)


def ip(text: str) -> str:
    return "" if not text or is_ip(text) else "must be a valid IP address, such as 10.9.8.7 or 2001:db8::ffff"


def cidr(text: str) -> str:
    return "" if is_cidr(text) else "must be a valid CIDR, such as 10.9.8.0/24 or 2001:db8::/64"


def public_ip(text: str) -> str:
    """Addresses of endpoints and external ones: none that has a meaning on its own machine or link only."""
    # ValidateNonSpecialIP: an endpoint at 169.254.169.254 would open the metadata service of the cloud to all pods.
    if not is_ip(text):
        return ip(text) or "must be a valid IP address"
    from ipaddress import ip_address

    # Go takes ::ffff:127.0.0.1 for the address of version 4 that is in it.
    written = ip_address(text)
    found = getattr(written, "ipv4_mapped", None) or written
    if found.is_unspecified or found.is_loopback or found.is_link_local:
        return "may not be an unspecified, loopback or link-local address"
    first = found.packed
    of_link = first[:3] == b"\xe0\x00\x00" if found.version == 4 else first[0] == 0xFF and first[1] & 0x0F == 2
    return "may not be a multicast address of the link" if of_link else ""


def host(text: str) -> str:
    """Hosts of ingresses: a DNS name, perhaps with ``*`` as its first label."""
    if is_ip(text):
        return "must be a DNS name, not an IP address"
    return "" if not text or is_subdomain(text.removeprefix("*.")) else f"{SUBDOMAIN}, or begin with '*.'"


def https_url(text: str) -> str:
    """Addresses of webhooks (ValidateWebhookURL)."""
    # `parts.netloc` is also the host of `https://user@host`, which is refused for its user.
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        odd = parts.username is not None or parts.query or parts.fragment
    except ValueError:
        return "must be a valid URL"
    if parts.scheme != "https":
        return "'https' is the only allowed URL scheme; desired format: https://host[/path]"
    if not parts.netloc:
        return "host must be specified; desired format: https://host[/path]"
    return "user information, query and fragment are not permitted" if odd else ""


def url_path(text: str) -> str:
    """Paths of webhooks behind a service (ValidateWebhookService)."""
    if not text or text == "/":
        return ""
    if not text.startswith("/"):
        return "must start with a '/'"
    parts = text[1:].removesuffix("/").split("/")
    return "" if all(is_subdomain(each) for each in parts) else "each segment must be a DNS name"


def cluster_ip(text: str) -> str:
    return "" if text in ("", "None") else ip(text)


def padded_cidr(text: str) -> str:
    return cidr(text.strip())


def network(text: str) -> str:
    """A range that begins with its first address."""
    if cidr(text):
        return cidr(text)
    from ipaddress import ip_network

    first = str(ip_network(text, strict=False))
    return "" if text == first else f"must be the range from its first address: {first}"


def host_ports(text: str) -> str:
    """``host:port``, several separated by commas (the registry of Quobyte)."""
    # An entry without a colon is its own last part.
    good = all(each.rpartition(":")[2] != each for each in text.split(","))
    return "" if good else "must be a host:port pair or multiple pairs separated by commas"


def iqn(text: str) -> str:
    """Names of iSCSI: ``iqn.2015-02.example.com:test``, or 16 or 32 letters and digits after ``eui.`` or ``naa.``."""
    # The three patterns of core/validation for iSCSI's initiators, written out.
    kind, dot, rest = text[:3], text[3:4], text[4:]
    if kind == "iqn" and dot == ".":
        date, _, name = rest.partition(".")
        domain, colon, own = name.partition(":")
        year, _, month = date.partition("-")
        dated = len(year) == 4 and len(month) == 2 and (year + month).isdigit()
        named_well = not any(each in ",;*&$|" or each.isspace() for each in own)
        good = dated and bool(domain and colon and own) and named_well
    else:
        good = {"eui": 16, "naa": 32}.get(kind) == len(rest) and rest.isalnum()
    return "" if good else "must be valid format starting with iqn, eui, or naa"


def url_pattern(text: str) -> str:
    """Paths of the API server that are no resources: ``*``, or a path, perhaps with ``*`` at its end."""
    if text == "*":
        return ""
    if not text.startswith("/") or " " in text:
        return "must start with '/', and may not contain spaces"
    return "must not contain '//', or '*' before the end" if "//" in text or "*" in text[:-1] else ""
