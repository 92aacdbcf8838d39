"""Rules of the control plane's kinds: priority and fairness, leases, events, trust bundles."""

from __future__ import annotations

from kustompy.validation.schema.facts import mapping, text
from kustompy.validation.table.broken import Broken, invalid, is_set
from kustompy.validation.table.control_forms import release
from kustompy.validation.table.names import subdomain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.table.values import Holds, Says

_EXEMPT, _EXEMPT_TYPE = "exempt", "Exempt"
# A request is dealt a hand of queues by a hash of 64 bits; MaxHashBits of shufflesharding leaves a margin.
_BITS = 60


def _name(manifest: Manifest) -> str:
    return text(mapping(manifest, "metadata").get("name"))


def precedence(schema: Manifest) -> Iterator[Broken]:
    """Check that only the schema ``exempt`` has the precedence 1."""
    if mapping(schema, "spec").get("matchingPrecedence") == 1 and _name(schema) != _EXEMPT:
        why = "only the schema named 'exempt' may have matchingPrecedence 1"
        yield Broken(("spec", "matchingPrecedence"), invalid(1, why), "write 2 or more")


def exempt_level(level: Manifest) -> Iterator[Broken]:
    """Check that only the level ``exempt`` is of the type Exempt: a second one would escape all limits."""
    kind = text(mapping(level, "spec").get("type"))
    if kind and (kind == _EXEMPT_TYPE) != (_name(level) == _EXEMPT):
        yield Broken(("spec", "type"), invalid(kind, "must be 'Exempt' if and only if the name is 'exempt'"))


def shuffled(queuing: Manifest) -> Iterator[Broken]:
    """Check that the bits of a hash suffice for dealing a hand of queues (RequiredEntropyBits)."""
    hand, queues = queuing.get("handSize"), queuing.get("queues")
    if not isinstance(hand, int) or not isinstance(queues, int) or not 0 < hand <= queues:
        return
    # Multiplied step by step and left at the limit: handSize and queues may be of any size here.
    deals = 1
    for dealt in range(hand):
        deals *= queues - dealt
        if deals > 2**_BITS:
            why = f"needs more than {_BITS} bits to deal {hand} of {queues} queues"
            yield Broken(("handSize",), invalid(hand, why), "write a smaller handSize")
            return


def candidate_versions(spec: Manifest) -> Iterator[Broken]:
    """Check that no binary emulates a version after its own."""
    binary, emulated = release(text(spec.get("binaryVersion"))), release(text(spec.get("emulationVersion")))
    if binary and emulated and binary < emulated:
        message = invalid(text(spec["binaryVersion"]), "must be greater than or equal to `emulationVersion`")
        yield Broken(("binaryVersion",), message)


def regarded(event: Manifest) -> Iterator[Broken]:
    """Check that an event is in the namespace of its object."""
    own, of = text(mapping(event, "metadata").get("namespace")), text(mapping(event, "regarding").get("namespace"))
    if own and of and own != of:
        yield Broken(("regarding", "namespace"), invalid(of, "does not match event.namespace"))


_BEGIN, _CERTIFICATE = "-----BEGIN ", "-----BEGIN CERTIFICATE-----"


def trust_bundle(bundle: Manifest) -> Iterator[Broken]:
    """Check that the name of a bundle begins with its signer, if it has one, and that it holds certificates."""
    name, spec = _name(bundle), mapping(bundle, "spec")
    signer = text(spec.get("signerName"))
    prefix = f"{signer.replace('/', ':')}:" if signer else ""
    if name and not name.startswith(prefix):
        why = f"must begin with {prefix} for the signer {signer}"
        yield Broken(("metadata", "name"), invalid(name, why), f"write {prefix}{name}")
    elif name and subdomain(name.removeprefix(prefix)):
        why = subdomain("") if signer else "must be a DNS name, without ':' where there is no signerName"
        yield Broken(("metadata", "name"), invalid(name, why))
    written = text(spec.get("trustBundle"))
    if is_set(written) and (_CERTIFICATE not in written or written.count(_BEGIN) != written.count(_CERTIFICATE)):
        message = "Invalid value: <value omitted>: must be certificates as PEM blocks, and nothing else"
        yield Broken(("spec", "trustBundle"), message)


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "precedence": (precedence, frozenset(("spec",)), None),
    "exempt-level": (exempt_level, frozenset(("spec",)), None),
    "shuffled": (shuffled, frozenset(("handSize", "queues")), None),
    "candidate-versions": (candidate_versions, frozenset(("binaryVersion", "emulationVersion")), None),
    "regarded": (regarded, frozenset(("regarding",)), None),
    "trust-bundle": (trust_bundle, frozenset(("spec",)), None),
}
