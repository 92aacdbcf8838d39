"""Rules of webhooks, custom resource definitions and device requests that need code of their own."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.table.broken import DUPLICATE, Broken, invalid, required

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.table.values import Holds, Says

EXPRESSION = "KST940"
_REVIEWS = ("v1", "v1beta1")
_LEGACY = "kubernetes.io/legacy-unknown"


def match_conditions(webhook: Manifest) -> Iterator[Broken]:
    """Check that the conditions of a webhook compile to a boolean (validateMatchConditions)."""
    from kustompy.validation.expressions.requests import condition_problem

    for index, each in entries(webhook, "matchConditions"):
        written = each.get("expression")
        why = condition_problem(written) if isinstance(written, str) and written.strip() else ""
        if why:
            yield Broken(("matchConditions", index, "expression"), why, "", (), EXPRESSION)


def wildcard_resources(rule: Manifest) -> Iterator[Broken]:
    """Check that nothing is named beside a wildcard that includes it (validateResources of webhooks)."""
    written = rule.get("resources")
    names = [each for each in written if isinstance(each, str)] if isinstance(written, list) else []
    if "*/*" in names and len(names) > 1:
        yield Broken(("resources",), invalid(written, "if '*/*' is present, must not specify other resources"))
    if "*" in names and any("/" not in each and each != "*" for each in names):
        why = "if '*' is present, must not specify other resources without subresources"
        yield Broken(("resources",), invalid(written, why), "keep '*'")
    seen: set[str] = set()
    for index, each in enumerate(names):
        of, slash, part = each.partition("/")
        if slash and each != "*/*":
            for wider in (f"{of}/*", f"*/{part}"):
                if wider in seen:
                    why = f"if '{wider}' is present, must not specify {each}"
                    yield Broken(("resources", index), invalid(each, why), "remove it")
            seen.add(each)


def conversion_versions(conversion: Manifest) -> Iterator[Broken]:
    """Check that a webhook for conversion accepts a version of reviews that the API server sends."""
    versions = conversion.get("conversionReviewVersions")
    if isinstance(versions, list) and versions and not any(each in versions for each in _REVIEWS):
        why = f"must include at least one of {', '.join(_REVIEWS)}"
        yield Broken(("conversionReviewVersions",), invalid(versions, why), "write v1")


def rule_message(rule: Manifest) -> Iterator[Broken]:
    """Check that a rule of more than one line has a message: the default one would quote the rule."""
    if "\n" in text(rule.get("rule")).strip() and not text(rule.get("message")).strip():
        yield required(("message",), "must be specified if rule contains line breaks", "add message")


_SIGNED = "CERTIFICATE REQUEST-----"
_USAGES = frozenset(
    (
        "signing", "digital signature", "content commitment", "key encipherment", "key agreement", "data encipherment",
        "cert sign", "crl sign", "encipher only", "decipher only", "any", "server auth", "client auth", "code signing",
        "email protection", "s/mime", "ipsec end system", "ipsec tunnel", "ipsec user", "timestamping", "ocsp signing",
        "microsoft sgc", "netscape sgc",
    )
)  # fmt: skip


def certificate_request(spec: Manifest) -> Iterator[Broken]:
    """Check the form and the usages of a CertificateSigningRequest."""
    # Whether the block is a signed request (x509.ParseCertificateRequest) is left to the server.
    from base64 import b64decode

    written, usages = spec.get("request"), spec.get("usages")
    if isinstance(written, str) and written:
        try:
            content = b64decode("".join(written.split()), validate=True)
        except ValueError:
            content = _SIGNED.encode()  # the schema reports what is no base64
        if b"-----BEGIN " not in content and _SIGNED.encode() not in content:
            yield Broken(("request",), "Invalid value: PEM block type must be CERTIFICATE REQUEST")
    if spec.get("signerName") == _LEGACY:
        yield Broken(("signerName",), invalid(_LEGACY, "the legacy signer name is not allowed via this API version"))
    for index, each in enumerate(usages if isinstance(usages, list) else ()):
        if isinstance(each, str) and each not in _USAGES:
            yield Broken(("usages", index), invalid(each, "unknown usage"), "write one such as client auth")


def device_selector(selector: Manifest) -> Iterator[Broken]:
    """Check that the expression of a selector of devices compiles to a boolean."""
    from kustompy.validation.expressions.requests import device_problem

    written = selector.get("expression")
    why = device_problem(written) if isinstance(written, str) and written.strip() else ""
    if why:
        yield Broken(("expression",), why, "", (), EXPRESSION)


def device_requests(spec: Manifest) -> Iterator[Broken]:
    """Check that requests for devices have different names, and that constraints name them."""
    # A subrequest is named `request/subrequest` by constraints and configs (KEP-4816).
    devices = mapping(spec, "devices")
    names: set[str] = set()
    for index, each in entries(devices, "requests"):
        name = text(each.get("name"))
        if name in names:
            yield Broken(("devices", "requests", index, "name"), f'Duplicate value: "{name}"', "", (), DUPLICATE)
        names.add(name)
        names.update(f"{name}/{text(part.get('name'))}" for _, part in entries(each, "firstAvailable"))
    for field in ("constraints", "config"):
        for index, each in entries(devices, field):
            asked = each.get("requests")
            for number, name in enumerate(asked if isinstance(asked, list) else ()):
                if isinstance(name, str) and name and name not in names:
                    why = "must be the name of a request in the claim"
                    yield Broken(("devices", field, index, "requests", number), invalid(name, why))


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "match-conditions": (match_conditions, frozenset(("matchConditions",)), None),
    "wildcard-resources": (wildcard_resources, frozenset(("resources",)), None),
    "conversion-versions": (conversion_versions, frozenset(("conversionReviewVersions",)), None),
    "rule-message": (rule_message, frozenset(("rule",)), None),
    "certificate-request": (certificate_request, frozenset(), None),
    "device-selector": (device_selector, frozenset(("expression",)), None),
    "device-requests": (device_requests, frozenset(("devices",)), None),
}
