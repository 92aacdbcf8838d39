"""The functions of expressions, a module for each subject, which is loaded when an expression calls one of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

# Written down once more, so that no module is loaded to look: addresses, fractions and `re` cost more than most rules.
# A test holds the names against the marks in the modules.
NAMES = {
    "operators": "_+_ _-_ _*_ _/_ _%_ -_ !_ @in _<_ _<=_ _>_ _>=_",
    "conversions": "size int uint double bool string bytes dyn type",
    "strings": (
        "startsWith endsWith contains matches find findAll charAt indexOf lastIndexOf lowerAscii upperAscii replace "
        "split substring trim reverse join strings.quote format"
    ),
    "lists": "indexOf lastIndexOf reverse isSorted sum min max slice sort distinct flatten",
    "times": (
        "getMilliseconds getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes "
        "getSeconds timestamp"
    ),
    "durations": "duration",
    "optionals": "optional.of optional.none optional.ofNonZeroValue hasValue value orValue or",
    "sets": "sets.contains sets.equivalent sets.intersects",
    "numbers": "math.greatest math.least math.abs math.ceil math.floor math.trunc math.isNaN math.isFinite",
    "urls": "isURL url getScheme getHost getHostname getPort getEscapedPath getQuery",
    "addresses": (
        "isIP ip ip.isCanonical family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast "
        "isGlobalUnicast isCIDR cidr containsIP containsCIDR masked prefixLength"
    ),
    "quantities": (
        "isQuantity quantity isInteger asInteger asApproximateFloat sign add sub isLessThan isGreaterThan compareTo"
    ),
    "versions": "isLessThan isGreaterThan compareTo isSemver semver major minor patch",
    "formats": (
        "format.dns1123Label format.dns1123Subdomain format.dns1035Label format.labelValue format.uuid format.date "
        "format.dns1123LabelPrefix format.dns1123SubdomainPrefix format.dns1035LabelPrefix format.qualifiedName "
        "format.uri format.byte format.datetime format.named validate"
    ),
    "authorization": (
        "reason error errored allowed check labelSelector fieldSelector name namespace subresource resource "
        "serviceAccount group path"
    ),
}
"""Module → the names of its functions; some functions have overloads in several modules."""
_HOMES: dict[str, list[str]] = {}
for _module, _names in NAMES.items():
    for _name in _names.split():
        _HOMES.setdefault(_name, []).append(_module)


def modules_of(name: str) -> list[ModuleType]:
    """The modules with overloads of a function; none if there is no such function."""
    return [__import__(f"{__name__}.{module}", fromlist=[module]) for module in _HOMES.get(name, ())]
