"""Forms of texts in kinds of the control plane: flow schemas, leases, devices."""

from __future__ import annotations

from kustompy.validation.schema.formats import is_dns_label
from kustompy.validation.table.names import label, qualified, subdomain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# DeviceMaxIDLength and DeviceMaxDomainLength of the resource API.
_MAX_ATTRIBUTE, _MAX_DOMAIN = 32, 63
_LARGEST = 2**63


def whole_number(text: str) -> str:
    """The operand of the comparing operators of tolerations: a canonical number of 64 bits."""
    # One number has one spelling: no plus, no leading zeros.
    digits = text.removeprefix("-")
    good = digits.isascii() and digits.isdigit() and len(digits) < 20 and (digits == "0" or digits[0] != "0")
    return "" if good and -_LARGEST <= int(text) < _LARGEST else "must be a whole number, such as 950"


def name_or_all(text: str) -> str:
    """A service account, or ``*``."""
    return "" if text == "*" else subdomain(text)


def label_or_all(text: str) -> str:
    """A namespace, or ``*``."""
    return "" if text == "*" else label(text)


def lease_strategy(text: str) -> str:
    """The strategy by which a leader is chosen: Kubernetes has one, those of others have a domain."""
    if "/" in text:
        return qualified(text)
    return "" if text == "OldestEmulationVersion" else 'must be "OldestEmulationVersion", or have a domain'


def version(text: str) -> str:
    return "" if release(text) is not None else "must be a valid semantic version, such as 1.34.0"


def release(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a semantic version, None if it is none."""
    numbers = text.partition("+")[0].partition("-")[0].split(".")
    good = len(numbers) == 3 and all(each.isascii() and each.isdigit() and len(each) < 10 for each in numbers)
    if not good or any(len(each) > 1 and each[0] == "0" for each in numbers):
        return None
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def attribute(text: str) -> str:
    """An attribute of a device behind the domain of its driver: ``gpu.example.com/model``."""
    domain, slash, name = text.partition("/")
    good_name = 0 < len(name) <= _MAX_ATTRIBUTE and not name.strip(_LETTERS + _DIGITS + "_") and name[0] not in _DIGITS
    good_domain = len(domain) <= _MAX_DOMAIN and all(is_dns_label(each) for each in domain.split("."))
    return "" if slash and good_name and good_domain else "must be a domain, '/' and a name of letters, digits and '_'"


CONTROL_FORMS: dict[str, Callable[[str], str]] = {
    "whole-number": whole_number,
    "name-or-all": name_or_all,
    "label-or-all": label_or_all,
    "lease-strategy": lease_strategy,
    "version": version,
    "attribute": attribute,
}
"""Name → the function from a text to its problem."""
