"""The forms that rows of the table name: functions from a value to the problem, empty if there is none."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.model.values import text_of
from kustompy.validation.schema.formats import is_port_name
from kustompy.validation.table.addresses import (
    cidr,
    cluster_ip,
    host,
    host_ports,
    https_url,
    ip,
    iqn,
    network,
    padded_cidr,
    public_ip,
    url_path,
    url_pattern,
)
from kustompy.validation.table.control_forms import CONTROL_FORMS
from kustompy.validation.table.names import (
    ALPHANUMERIC,
    annotation_key,
    cel_name,
    config_key,
    csi_driver,
    domain_path,
    dotted,
    external_name,
    finalizer,
    fully_qualified,
    header,
    kind_name,
    label,
    label_1035,
    label_value,
    limit_type,
    no_slash,
    own_domain,
    qualified,
    search_domain,
    strict_variable,
    subdomain,
    sysctl,
    variable,
    wildcard_host,
)
from kustompy.validation.table.quantities import quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kustompy.model.values import Value

_KEPT = 8192


class Form:
    """The problem of a text, empty if there is none; good texts are remembered in ``good``."""

    __slots__ = ("_problem", "good")

    def __init__(self, problem: Callable[[str], str]) -> None:
        self._problem = problem
        self.good = Memo(_KEPT)

    def __call__(self, value: Value) -> str:
        if not isinstance(value, str) or value in self.good:
            return ""
        why = self._problem(value)
        return why or self.good.keep(value, "")


def absolute(text: str) -> str:
    return "" if not text or text.startswith("/") else "must be an absolute path"


def _has_dots(text: str) -> bool:
    return ".." in text.split("/")


def no_dots(text: str) -> str:
    return "must not contain '..'" if _has_dots(text) else ""


def descending(text: str) -> str:
    """Paths below a volume (validateLocalDescendingPath)."""
    if text.startswith("/"):
        return "must be a relative path"
    return "must not contain '..'" if _has_dots(text) else ""


def local_path(text: str) -> str:
    """Paths of files in a volume (validateLocalNonReservedPath)."""
    # The kubelet keeps its own files in such a volume under names like `..data`.
    return descending(text) or ("must not begin with '..'" if text.startswith("..") else "")


def unpadded(text: str) -> str:
    return "" if text == text.strip() else "must not have leading or trailing whitespace"


def int_or_percent(value: Value) -> str:
    """A number from 0, or a percentage (ValidatePositiveIntOrPercent, which takes 0)."""
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
    # By length first: int() refuses more than 4,300 digits.
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
    """A port by its number or name."""
    # The schema reports wrong types; 80.0 is an integer for it.
    if isinstance(value, (bool, float)):
        return ""
    if isinstance(value, int):
        return "" if 1 <= value <= 65535 else "must be between 1 and 65535, inclusive"
    if not value or is_port_name(value):
        return ""
    return "must be a port name: at most 15 lower case letters, digits and single '-', and at least one letter"


def port_name(text: str) -> str:
    return port_or_name(text)


def time_zone(text: str) -> str:
    if not text.strip():
        return "must be a time zone, such as Etc/UTC"
    # validateTimeZone: Go's time.LoadLocation takes "Local", which would be the zone of the controller's machine.
    if text.lower() == "local":
        return "must be a time zone of the IANA database, not the one of the machine"
    return "" if _is_zone(text) else "unknown time zone"


def _is_zone(text: str) -> bool:
    """Whether the machine's database has the zone; true for every name on a machine without a database."""
    # ZoneInfo opens a file of this name: only characters of names of zones get there.
    if len(text) > 64 or text.strip(ALPHANUMERIC + "/_-+"):
        return False
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    # If a zone that surely exists is missing as well, there is no database (Windows, slim images).
    for name in (text, "Europe/Berlin"):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        return name == text
    return True


# validEnvDownwardAPIFieldPathExpressions and validVolumeDownwardAPIFieldPathExpressions of core/validation.
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
    # metadata.labels['key'] (SplitMaybeSubscriptedPath); keys of annotations may have upper case in their domain.
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


def json_path(text: str) -> str:
    return "" if text.startswith(".") else "must begin with a dot: .spec.replicas"


def spec_path(text: str) -> str:
    return "" if not text or text.startswith(".spec.") else "should be a json path under .spec"


def status_path(text: str) -> str:
    return "" if not text or text.startswith(".status.") else "should be a json path under .status"


def status_or_spec_path(text: str) -> str:
    good = not text or text.startswith((".status.", ".spec."))
    return "" if good else "should be a json path under either .status or .spec"


def one_line(text: str) -> str:
    return "must not contain line breaks" if "\n" in text.strip() else ""


def not_blank(text: str) -> str:
    return "" if text.strip() else "must not be blank"


def windows_user(text: str) -> str:
    """A user, perhaps after a domain and a backslash (validateWindowsSecurityContextOptions)."""
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


# The signals of Linux that containers can be stopped by (KEP-4960).
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


# The names that rows use after `format`, `keys`, `values` and `each format`.
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
    # Forms of numbers: their values are rarely the same, and are not remembered.
    "int-or-percent": int_or_percent,
    "int-or-percent-to-100": int_or_percent_to_100,
    "positive-int-or-percent": positive_int_or_percent,
    "not-negative": not_negative,
    "positive": positive,
    "port-or-name": port_or_name,
}
"""Name → the function from a value of the right type to its problem."""

CODES_OF = {"label-key": "KST911", "label-value": "KST911", "annotation-key": "KST912"}
"""Form → the code of its findings, for forms with a code of their own."""
