"""Rules of the control plane's own kinds that need code of their own: fairness, leaders, events, trust."""

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
_BITS = 60
"""How many bits of a hash there are to deal a hand of queues from."""


def _name(manifest: Manifest) -> str:
    return text(mapping(manifest, "metadata").get("name"))


def precedence(schema: Manifest) -> Iterator[Broken]:
    """What comes first of all is exempt."""
    if mapping(schema, "spec").get("matchingPrecedence") == 1 and _name(schema) != _EXEMPT:
        why = "only the schema named 'exempt' may have matchingPrecedence 1"
        yield Broken(("spec", "matchingPrecedence"), invalid(1, why), "write 2 or more")


def exempt_level(level: Manifest) -> Iterator[Broken]:
    """One level is exempt, and it is called so."""
    kind = text(mapping(level, "spec").get("type"))
    if kind and (kind == _EXEMPT_TYPE) != (_name(level) == _EXEMPT):
        yield Broken(("spec", "type"), invalid(kind, "must be 'Exempt' if and only if the name is 'exempt'"))


def shuffled(queuing: Manifest) -> Iterator[Broken]:
    """A hand of queues is dealt by the bits of a hash."""
    hand, queues = queuing.get("handSize"), queuing.get("queues")
    if not isinstance(hand, int) or not isinstance(queues, int) or not 0 < hand <= queues:
        return
    deals = 1
    for dealt in range(hand):
        deals *= queues - dealt
        if deals > 2**_BITS:
            why = f"needs more than {_BITS} bits to deal {hand} of {queues} queues"
            yield Broken(("handSize",), invalid(hand, why), "write a smaller handSize")
            return


def candidate_versions(spec: Manifest) -> Iterator[Broken]:
    """No binary acts as a version that comes after its own."""
    binary, emulated = release(text(spec.get("binaryVersion"))), release(text(spec.get("emulationVersion")))
    if binary and emulated and binary < emulated:
        message = invalid(text(spec["binaryVersion"]), "must be greater than or equal to `emulationVersion`")
        yield Broken(("binaryVersion",), message)


def regarded(event: Manifest) -> Iterator[Broken]:
    """Events of objects in a namespace are in the same."""
    own, of = text(mapping(event, "metadata").get("namespace")), text(mapping(event, "regarding").get("namespace"))
    if own and of and own != of:
        yield Broken(("regarding", "namespace"), invalid(of, "does not match event.namespace"))


_BEGIN, _CERTIFICATE = "-----BEGIN ", "-----BEGIN CERTIFICATE-----"


def trust_bundle(bundle: Manifest) -> Iterator[Broken]:
    """The name of a bundle begins with its signer, if it has one; what it holds are certificates."""
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
