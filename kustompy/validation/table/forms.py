"""The forms of texts that the table names: each says what is wrong with a value, or nothing."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.model.values import text_of
from kustompy.validation.schema.formats import is_cidr, is_dns_label, is_ipv4, is_ipv6, is_port_name
from kustompy.validation.table.control_forms import CONTROL_FORMS
from kustompy.validation.table.quantities import quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kustompy.model.values import Value

_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz" + _DIGITS
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ALPHANUMERIC = _LOWER + _LETTERS.upper()
_KEPT = 8192
_MAX_NAME, MAX_SUBDOMAIN = 63, 253


class Form:
    """What is wrong with a text; those that were found good are remembered in ``good``, and looked at once."""

    __slots__ = ("_problem", "good")

    def __init__(self, problem: Callable[[str], str]) -> None:
        self._problem = problem
        self.good = Memo(_KEPT)

    def __call__(self, value: Value) -> str:
        if not isinstance(value, str) or value in self.good:
            return ""
        why = self._problem(value)
        return why or self.good.keep(value, "")


LABEL = "must be at most 63 lower case letters, digits and '-', with a letter or digit at both ends"
SUBDOMAIN = (
    "must be at most 253 lower case letters, digits, '-' and '.', with a letter or digit at both ends of each part"
)
QUALIFIED = (
    "must be at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends, "
    "alone or after a DNS name and '/'"
)
LABEL_VALUE = "must be at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends, or nothing"


def label(text: str) -> str:
    return "" if is_dns_label(text) else LABEL


def label_1035(text: str) -> str:
    return "" if is_dns_label(text) and text[0] not in _DIGITS else f"{LABEL}, the first a letter"


def is_subdomain(text: str) -> bool:
    """Whether this is a DNS name of one or more labels."""
    if len(text) > MAX_SUBDOMAIN or not text or text.strip(_LOWER + "-."):
        return False
    return all(part and part[0] != "-" and part[-1] != "-" for part in text.split("."))


def subdomain(text: str) -> str:
    return "" if is_subdomain(text) else SUBDOMAIN


def is_qualified(text: str) -> bool:
    """Whether this is what may stand behind the ``/`` of a key, or alone."""
    inner = 0 < len(text) <= _MAX_NAME and not text.strip(_ALPHANUMERIC + "-_.")
    return inner and text[0] in _ALPHANUMERIC and text[-1] in _ALPHANUMERIC


def qualified(text: str) -> str:
    """Keys of labels, finalizers, conditions."""
    prefix, slash, own = text.rpartition("/")
    return "" if is_qualified(own) and (not slash or is_subdomain(prefix)) else QUALIFIED


def annotation_key(text: str) -> str:
    return qualified(text.lower())


def label_value(text: str) -> str:
    return "" if not text or is_qualified(text) else LABEL_VALUE


def config_key(text: str) -> str:
    """The keys of config maps and secrets."""
    if len(text) > MAX_SUBDOMAIN or not text or text.strip(_ALPHANUMERIC + "-_."):
        return "a key must be at most 253 letters, digits, '-', '_' and '.'"
    if text == "." or text.startswith(".."):
        return "a key may not be '.', or begin with '..'"
    return ""


def strict_variable(text: str) -> str:
    """Names of environment variables, before they were relaxed."""
    if not text:
        return ""
    if text[0] in _DIGITS or text.strip(_ALPHANUMERIC + "-_."):
        return "a name must be letters, digits, '_', '-' and '.', and may not begin with a digit"
    return "may not be '.', or begin with '..'" if text == "." or text.startswith("..") else ""


def variable(text: str) -> str:
    """Names of environment variables: printable ASCII without ``=``."""
    if all(" " <= each <= "~" and each != "=" for each in text):
        return ""
    return "a name must be printable ASCII without '='"


def is_ip(text: str) -> bool:
    return is_ipv4(text) or is_ipv6(text)


def ip(text: str) -> str:
    return "" if not text or is_ip(text) else "must be a valid IP address, such as 10.9.8.7 or 2001:db8::ffff"


def cidr(text: str) -> str:
    return "" if is_cidr(text) else "must be a valid CIDR, such as 10.9.8.0/24 or 2001:db8::/64"


def public_ip(text: str) -> str:
    """Addresses of endpoints and external ones: none that only means something on its own machine or link."""
    if not is_ip(text):
        return ip(text) or "must be a valid IP address"
    from ipaddress import ip_address

    found = ip_address(text)
    if found.is_unspecified or found.is_loopback or found.is_link_local:
        return "may not be an unspecified, loopback or link-local address"
    return "may not be a multicast address of the link" if text.startswith(("224.0.0.", "ff02:")) else ""


def absolute(text: str) -> str:
    return "" if not text or text.startswith("/") else "must be an absolute path"


def _has_dots(text: str) -> bool:
    return ".." in text.split("/")


def no_dots(text: str) -> str:
    return "must not contain '..'" if _has_dots(text) else ""


def descending(text: str) -> str:
    """Paths below a volume."""
    if text.startswith("/"):
        return "must be a relative path"
    return "must not contain '..'" if _has_dots(text) else ""


def local_path(text: str) -> str:
    """Paths of files in a volume, which must not look like the volume's own."""
    return descending(text) or ("must not begin with '..'" if text.startswith("..") else "")


def unpadded(text: str) -> str:
    return "" if text == text.strip() else "must not have leading or trailing whitespace"


def int_or_percent(value: Value) -> str:
    """A number from 0, or a percentage."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return "must be greater than or equal to 0" if value < 0 else ""
    text = text_of(value)
    if text.endswith("%") and text[:-1].isascii() and text[:-1].isdigit():
        return ""
    return "must be a number, or a percentage such as 25%"


def int_or_percent_to_100(value: Value) -> str:
    why = int_or_percent(value)
    if why or isinstance(value, int):
        return why
    return "must not be greater than 100%" if len(value) > 4 or int(text_of(value)[:-1]) > 100 else ""


def positive_int_or_percent(value: Value) -> str:
    why = int_or_percent_to_100(value)
    return why or ("must not be 0" if value == 0 or (isinstance(value, str) and not value[:-1].strip("0")) else "")


def not_negative(value: Value) -> str:
    """Quantities from 0."""
    number = quantity(value)
    return "must be greater than or equal to 0" if number is not None and number < 0 else ""


def positive(value: Value) -> str:
    """Quantities above 0."""
    number = quantity(value)
    return "must be greater than 0" if number is not None and number <= 0 else ""


def port_or_name(value: Value) -> str:
    """A port by its number or name; what a service asks for."""
    if isinstance(value, (bool, float)):
        return ""
    if isinstance(value, int):
        return "" if 1 <= value <= 65535 else "must be between 1 and 65535, inclusive"
    if not value or is_port_name(value):
        return ""
    return "must be a port name: at most 15 lower case letters, digits and single '-', and at least one letter"


def port_name(text: str) -> str:
    return port_or_name(text)


def header(text: str) -> str:
    good = text and not text.strip(_ALPHANUMERIC + "-")
    return "" if good else "must be letters, digits and '-', such as X-Header-Name"


def time_zone(text: str) -> str:
    if not text.strip():
        return "must be a time zone, such as Etc/UTC"
    if text.lower() == "local":
        return "must be a time zone of the IANA database, not the one of the machine"
    return "" if _is_zone(text) else "unknown time zone"


def _is_zone(text: str) -> bool:
    """Whether the machine's database has the zone; true of every name where there is no database."""
    if len(text) > 64 or text.strip(_ALPHANUMERIC + "/_-+"):
        return False
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    for name in (text, "Europe/Berlin"):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        return name == text
    return True


def host(text: str) -> str:
    """Hosts of ingresses: a DNS name, perhaps with ``*`` as its first part."""
    if is_ip(text):
        return "must be a DNS name, not an IP address"
    return "" if not text or is_subdomain(text.removeprefix("*.")) else f"{SUBDOMAIN}, or begin with '*.'"


def external_name(text: str) -> str:
    return "" if not text or is_subdomain(text.removesuffix(".")) else SUBDOMAIN


def domain_path(text: str) -> str:
    """``example.com/name``"""
    domain, slash, rest = text.partition("/")
    good = slash and is_subdomain(domain) and rest and not rest.strip(_ALPHANUMERIC + "-._~/:@!$&'()*+,;=%")
    return "" if not text or good else "must be a domain and a path, such as acme.io/foo"


def fully_qualified(text: str) -> str:
    """Names of webhooks."""
    if is_subdomain(text) and text.count(".") >= 2:
        return ""
    return "must be a domain with at least three segments separated by dots, such as check.example.com"


def dotted(text: str) -> str:
    """Groups of custom kinds."""
    return "" if is_subdomain(text) and "." in text else "must be a domain with at least one dot"


def kind_name(text: str) -> str:
    """Kinds, which lower-cased are DNS labels."""
    return "" if not label_1035(text.lower()) else "must be letters, digits and '-', the first a letter"


def https_url(text: str) -> str:
    """Addresses of webhooks."""
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
    """Paths of webhooks behind a service."""
    if not text or text == "/":
        return ""
    if not text.startswith("/"):
        return "must start with a '/'"
    parts = text[1:].removesuffix("/").split("/")
    return "" if all(is_subdomain(each) for each in parts) else "each segment must be a DNS name"


_ENV_FIELDS = frozenset(
    (
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    )
)  # fmt: skip
_VOLUME_FIELDS = frozenset(
    ("metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations")
)
_SUBSCRIPTED = ("metadata.labels", "metadata.annotations")


def _field_path(text: str, known: Collection[str]) -> str:
    name, bracket, key = text.partition("['")
    if bracket and name in _SUBSCRIPTED and key.endswith("']"):
        key = key[:-2]
        return qualified(key if name == "metadata.labels" else key.lower())
    return "" if text in known else f"must be one of {', '.join(sorted(known))}, or a label or annotation by its key"


def env_field(text: str) -> str:
    return _field_path(text, _ENV_FIELDS)


def volume_field(text: str) -> str:
    return _field_path(text, _VOLUME_FIELDS)


_RESOURCE_FIELDS = frozenset(
    f"{kind}.{name}" for kind in ("limits", "requests") for name in ("cpu", "memory", "ephemeral-storage")
)


def resource_field(text: str) -> str:
    if text in _RESOURCE_FIELDS or text.startswith(("limits.hugepages-", "requests.hugepages-")):
        return ""
    return f"must be one of {', '.join(sorted(_RESOURCE_FIELDS))}"


def medium(text: str) -> str:
    if text in ("", "Memory", "HugePages") or text.startswith("HugePages-"):
        return ""
    return 'must be empty, "Memory", "HugePages" or "HugePages-<size>"'


def path_segment(text: str) -> str:
    bad = text in (".", "..") or "/" in text or "%" in text
    return "may not be '.' or '..', or contain '/' or '%'" if bad else ""


def sysctl(text: str) -> str:
    parts = text.replace("/", ".").split(".")
    good = len(text) <= MAX_SUBDOMAIN and all(
        each and not each.strip(_LOWER + "-_") and each[0] in _LOWER and each[-1] in _LOWER for each in parts
    )
    return "" if good else "must be lower case names separated by '.' or '/'"


def search_domain(text: str) -> str:
    name = text.removesuffix(".") if len(text) > 1 else text
    good = name == "." or is_subdomain(name.replace("_", "a"))
    return "" if good else SUBDOMAIN


def json_path(text: str) -> str:
    return "" if text.startswith(".") else "must begin with a dot: .spec.replicas"


def spec_path(text: str) -> str:
    return "" if not text or text.startswith(".spec.") else "should be a json path under .spec"


def status_path(text: str) -> str:
    return "" if not text or text.startswith(".status.") else "should be a json path under .status"


def status_or_spec_path(text: str) -> str:
    good = not text or text.startswith((".status.", ".spec."))
    return "" if good else "should be a json path under either .status or .spec"


_RESERVED = frozenset(
    (
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    )
)  # fmt: skip


def cel_name(text: str) -> str:
    good = text and text[0] not in _DIGITS and not text.strip(_ALPHANUMERIC + "_") and text not in _RESERVED
    return "" if good else "must be letters, digits and '_', not begin with a digit, and be no word of the language"


def one_line(text: str) -> str:
    return "must not contain line breaks" if "\n" in text.strip() else ""


def not_blank(text: str) -> str:
    return "" if text.strip() else "must not be blank"


def cluster_ip(text: str) -> str:
    return "" if text in ("", "None") else ip(text)


def csi_driver(text: str) -> str:
    good = len(text) <= _MAX_NAME and is_subdomain(text.lower())
    return "" if good else "must be at most 63 letters, digits, '-' and '.', with a letter or digit at both ends"


_STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")


def finalizer(text: str) -> str:
    """Finalizers of built-in kinds: one's own have a domain."""
    if not text or "/" in text or text in _STANDARD_FINALIZERS or not is_qualified(text):
        return ""
    return "name is neither a standard finalizer name nor is it fully qualified"


def limit_type(text: str) -> str:
    if text in ("Pod", "Container", "PersistentVolumeClaim"):
        return ""
    return qualified(text) or ("" if "/" in text else "must be a standard limit type or fully qualified")


def wildcard_host(text: str) -> str:
    """Hosts of certificates."""
    return "" if is_subdomain(text.removeprefix("*.")) else f"{SUBDOMAIN}, or begin with '*.'"


def padded_cidr(text: str) -> str:
    return cidr(text.strip())


def network(text: str) -> str:
    """A range that begins with its first address."""
    if cidr(text):
        return cidr(text)
    from ipaddress import ip_network

    first = str(ip_network(text, strict=False))
    return "" if text == first else f"must be the range from its first address: {first}"


def is_domain_name(text: str) -> bool:
    """Whether this is a DNS name of two labels at least, perhaps with a dot at its end."""
    name = text.removesuffix(".")
    return "." in name and is_subdomain(name)


def own_domain(text: str) -> str:
    domain = "." + text.partition("/")[0].lower()
    return "kubernetes.io and k8s.io namespaces are reserved" if domain.endswith((".kubernetes.io", ".k8s.io")) else ""


def no_slash(text: str) -> str:
    return "must not contain '/'" if "/" in text else ""


def host_ports(text: str) -> str:
    """``host:port``, several with commas."""
    good = all(each.rpartition(":")[2] != each for each in text.split(","))
    return "" if good else "must be a host:port pair or multiple pairs separated by commas"


def iqn(text: str) -> str:
    """Names of iSCSI: ``iqn.2015-02.example.com:test``, or 16 or 32 letters and digits after ``eui.`` or ``naa.``."""
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


def windows_user(text: str) -> str:
    """A user, perhaps after a domain and a backslash."""
    domain, slash, user = text.rpartition("\\")
    if any(each < " " or each == "\x7f" for each in text):
        return "must not contain control characters"
    if "\\" in domain:
        return "must not contain more than one backslash"
    if slash and (not domain or len(domain) >= 256):
        return "must have a domain of the NetBios or the DNS format before the backslash"
    if not user or len(user) > 104 or not user.strip(". "):
        return "must have a user of at most 104 characters, not only dots and blanks"
    bad = any(each in '"/:;|=,+*?<>@[]' for each in user)
    return 'must not contain the following characters: "/\\:;|=,+*?<>@[]' if bad else ""


_SIGNALS = frozenset(
    f"SIG{name}"
    for name in (
        "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
        "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1",
        "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX", *(f"RTMIN+{each}" for each in range(1, 16)),
        *(f"RTMAX-{each}" for each in range(1, 15)),
    )
)  # fmt: skip


def signal(text: str) -> str:
    return "" if text in _SIGNALS else "must be a signal, such as SIGTERM"


def printable(text: str) -> str:
    return "" if text.isprintable() else "must only contain printable characters"


def url_pattern(text: str) -> str:
    """Paths of the API server that are no resources: ``*``, or a path, perhaps with ``*`` as its last part."""
    if text == "*":
        return ""
    if not text.startswith("/") or " " in text:
        return "must start with '/', and may not contain spaces"
    return "must not contain '//', or '*' before the end" if "//" in text or "*" in text[:-1] else ""


_TEXTS: dict[str, Callable[[str], str]] = {
    "label": label,
    "label-1035": label_1035,
    "subdomain": subdomain,
    "qualified": qualified,
    "label-key": qualified,
    "label-value": label_value,
    "annotation-key": annotation_key,
    "config-key": config_key,
    "variable": variable,
    "strict-variable": strict_variable,
    "ip": ip,
    "public-ip": public_ip,
    "cidr": cidr,
    "absolute": absolute,
    "no-dots": no_dots,
    "descending": descending,
    "local-path": local_path,
    "unpadded": unpadded,
    "port-name": port_name,
    "header": header,
    "time-zone": time_zone,
    "host": host,
    "external-name": external_name,
    "domain-path": domain_path,
    "fully-qualified": fully_qualified,
    "dotted": dotted,
    "kind": kind_name,
    "https-url": https_url,
    "url-path": url_path,
    "env-field": env_field,
    "volume-field": volume_field,
    "resource-field": resource_field,
    "medium": medium,
    "path-segment": path_segment,
    "sysctl": sysctl,
    "search-domain": search_domain,
    "json-path": json_path,
    "spec-path": spec_path,
    "status-path": status_path,
    "status-or-spec-path": status_or_spec_path,
    "cel-name": cel_name,
    "one-line": one_line,
    "not-blank": not_blank,
    "cluster-ip": cluster_ip,
    "csi-driver": csi_driver,
    "finalizer": finalizer,
    "limit-type": limit_type,
    "wildcard-host": wildcard_host,
    "padded-cidr": padded_cidr,
    "network": network,
    "own-domain": own_domain,
    "no-slash": no_slash,
    "host-ports": host_ports,
    "iqn": iqn,
    "windows-user": windows_user,
    "signal": signal,
    "printable": printable,
    "url-pattern": url_pattern,
    **CONTROL_FORMS,
}
FORMS: dict[str, Callable[[Value], str]] = {
    **{name: Form(problem) for name, problem in _TEXTS.items()},
    "int-or-percent": int_or_percent,
    "int-or-percent-to-100": int_or_percent_to_100,
    "positive-int-or-percent": positive_int_or_percent,
    "not-negative": not_negative,
    "positive": positive,
    "port-or-name": port_or_name,
}
"""Name → what is wrong with a value of the right type."""

CODES_OF = {"label-key": "KST911", "label-value": "KST911", "annotation-key": "KST912"}
"""The forms whose findings have a code of their own."""
