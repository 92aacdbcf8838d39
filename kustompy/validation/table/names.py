"""Forms of names: DNS labels and names, qualified names, variables. Functions return the problem, empty if none."""

# After apimachinery's pkg/util/validation/validation.go. No patterns: `strip` of the allowed characters is faster than
# a match, and `re` is not loaded for a valid tree.

from __future__ import annotations

from kustompy.validation.schema.formats import is_dns_label

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz" + DIGITS
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ALPHANUMERIC = LOWER + _LETTERS.upper()
# RFC 1123: a label has 63 characters at most, a name 253.
_MAX_NAME, MAX_SUBDOMAIN = 63, 253

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
    return "" if is_dns_label(text) and text[0] not in DIGITS else f"{LABEL}, the first a letter"


def is_subdomain(text: str) -> bool:
    """Whether the text is a DNS name of one or more labels (IsDNS1123Subdomain)."""
    # Labels of a subdomain may be longer than 63 there; only the whole is limited.
    if len(text) > MAX_SUBDOMAIN or not text or text.strip(LOWER + "-."):
        return False
    return all(part and part[0] != "-" and part[-1] != "-" for part in text.split("."))


def subdomain(text: str) -> str:
    return "" if is_subdomain(text) else SUBDOMAIN


def is_qualified(text: str) -> bool:
    """Whether the text is the part of a key behind its ``/``, or a key without one."""
    inner = 0 < len(text) <= _MAX_NAME and not text.strip(ALPHANUMERIC + "-_.")
    return inner and text[0] in ALPHANUMERIC and text[-1] in ALPHANUMERIC


def qualified(text: str) -> str:
    """Keys of labels, finalizers, conditions (IsQualifiedName)."""
    prefix, slash, own = text.rpartition("/")
    return "" if is_qualified(own) and (not slash or is_subdomain(prefix)) else QUALIFIED


def annotation_key(text: str) -> str:
    return qualified(text.lower())


def label_value(text: str) -> str:
    return "" if not text or is_qualified(text) else LABEL_VALUE


def config_key(text: str) -> str:
    """The keys of config maps and secrets (IsConfigMapKey)."""
    if len(text) > MAX_SUBDOMAIN or not text or text.strip(ALPHANUMERIC + "-_."):
        return "a key must be at most 253 letters, digits, '-', '_' and '.'"
    # Keys become files of a volume, where the kubelet uses names like `..data` itself.
    if text == "." or text.startswith(".."):
        return "a key may not be '.', or begin with '..'"
    return ""


def strict_variable(text: str) -> str:
    """Names of environment variables until 1.31 (IsEnvVarName)."""
    if not text:
        return ""
    if text[0] in DIGITS or text.strip(ALPHANUMERIC + "-_."):
        return "a name must be letters, digits, '_', '-' and '.', and may not begin with a digit"
    return "may not be '.', or begin with '..'" if text == "." or text.startswith("..") else ""


def variable(text: str) -> str:
    """Names of environment variables from 1.32 on (IsRelaxedEnvVarName): printable ASCII without ``=``."""
    if all(" " <= each <= "~" and each != "=" for each in text):
        return ""
    return "a name must be printable ASCII without '='"


def header(text: str) -> str:
    good = text and not text.strip(ALPHANUMERIC + "-")
    return "" if good else "must be letters, digits and '-', such as X-Header-Name"


def external_name(text: str) -> str:
    return "" if not text or is_subdomain(text.removesuffix(".")) else SUBDOMAIN


def domain_path(text: str) -> str:
    """``example.com/name``"""
    # IsDomainPrefixedPath, with the characters of a path in RFC 3986.
    domain, slash, rest = text.partition("/")
    good = slash and is_subdomain(domain) and rest and not rest.strip(ALPHANUMERIC + "-._~/:@!$&'()*+,;=%")
    return "" if not text or good else "must be a domain and a path, such as acme.io/foo"


def fully_qualified(text: str) -> str:
    """Names of webhooks (IsFullyQualifiedName)."""
    if is_subdomain(text) and text.count(".") >= 2:
        return ""
    return "must be a domain with at least three segments separated by dots, such as check.example.com"


def dotted(text: str) -> str:
    """Groups of custom kinds."""
    return "" if is_subdomain(text) and "." in text else "must be a domain with at least one dot"


def kind_name(text: str) -> str:
    """Kinds, which are DNS labels of RFC 1035 once they are in lower case."""
    return "" if not label_1035(text.lower()) else "must be letters, digits and '-', the first a letter"


def sysctl(text: str) -> str:
    parts = text.replace("/", ".").split(".")
    good = len(text) <= MAX_SUBDOMAIN and all(
        each and not each.strip(LOWER + "-_") and each[0] in LOWER and each[-1] in LOWER for each in parts
    )
    return "" if good else "must be lower case names separated by '.' or '/'"


def search_domain(text: str) -> str:
    # RelaxedDNSSearchValidation allows a single dot, and underscores within labels and at their beginning.
    labels = text.removesuffix(".").split(".")
    good = text == "." or is_subdomain(".".join(each.removeprefix("_") for each in labels).replace("_", "-"))
    return "" if good else SUBDOMAIN


# The reserved words of the language itself (CEL specification), more than those that fields are escaped for.
_RESERVED = frozenset(
    (
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    )
)  # fmt: skip


def cel_name(text: str) -> str:
    good = text and text[0] not in DIGITS and not text.strip(ALPHANUMERIC + "_") and text not in _RESERVED
    return "" if good else "must be letters, digits and '_', not begin with a digit, and be no word of the language"


def csi_driver(text: str) -> str:
    good = len(text) <= _MAX_NAME and is_subdomain(text.lower())
    return "" if good else "must be at most 63 letters, digits, '-' and '.', with a letter or digit at both ends"


_STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")


def finalizer(text: str) -> str:
    """Finalizers of built-in kinds: those of others have a domain (validateKubeFinalizerName)."""
    # A text that is not qualified has another finding.
    if not text or "/" in text or text in _STANDARD_FINALIZERS or not is_qualified(text):
        return ""
    return "name is neither a standard finalizer name nor is it fully qualified"


def limit_type(text: str) -> str:
    if text in ("Pod", "Container", "PersistentVolumeClaim"):
        return ""
    return qualified(text) or ("" if "/" in text else "must be a standard limit type or fully qualified")


def wildcard_host(text: str) -> str:
    """DNS names of certificates, perhaps with ``*`` as their first label."""
    return "" if is_subdomain(text.removeprefix("*.")) else f"{SUBDOMAIN}, or begin with '*.'"


def is_domain_name(text: str) -> bool:
    """Whether the text is a DNS name of at least two labels, perhaps with a dot at its end."""
    name = text.removesuffix(".")
    return "." in name and is_subdomain(name)


def own_domain(text: str) -> str:
    domain = "." + text.partition("/")[0].lower()
    return "kubernetes.io and k8s.io namespaces are reserved" if domain.endswith((".kubernetes.io", ".k8s.io")) else ""


def no_slash(text: str) -> str:
    return "must not contain '/'" if "/" in text else ""
