"""The steps of Flux after a build: decryption, substitution of variables, labels of the object."""

from __future__ import annotations

from kustompy.controllers.flux.decryption import decrypted
from kustompy.controllers.flux.envsubst import BadSubstitution
from kustompy.controllers.flux.labels import add_metadata
from kustompy.controllers.flux.placeholders import is_sealed
from kustompy.controllers.paths import near_line
from kustompy.errors import KustomizationError, KustompyError
from kustompy.model.secrets import is_secret
from kustompy.model.values import is_scalar, plain, text_of
from kustompy.provenance.places import Place
from kustompy.yamlio.read.reader import read_one
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.flux.variables import Variables
    from kustompy.controllers.objects import Object
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.record import Record
    from kustompy.session.session import Session

_GROUP = "kustomize.toolkit.fluxcd.io"
_SWITCH = f"{_GROUP}/substitute"
_SHOWN = 40
_UNSET = "KST256"


def finish(resources: list[Resource], subject: Object, variables: Variables, session: Session) -> None:
    """Decrypt the resources, replace variables in them, and label them, as Flux does before it applies them."""
    # In this order: a decrypted value may hold variables, and neither step sees the labels.
    for each in resources:
        _decrypt(each, subject, session)
        if variables.are_there and not _is_switched_off(each.manifest):
            _substitute(each, subject, variables, session)
    add_metadata(resources, subject, _GROUP, session)


def _is_switched_off(manifest: Manifest) -> bool:
    metadata = manifest.get("metadata")
    found = [metadata.get(each) for each in ("labels", "annotations")] if isinstance(metadata, dict) else []
    return any(isinstance(each, dict) and each.get(_SWITCH) == "disabled" for each in found)


def _substitute(resource: Resource, subject: Object, variables: Variables, session: Session) -> None:
    """Replace the variables in the YAML text of a manifest, and read it again."""
    # Flux prints the resource, replaces in the whole text, keys included, and parses the result: `${COUNT}` without
    # quotes may become a number, and a value with a colon a mapping.
    old = resource.manifest
    if not has_dollar(old):
        return
    text = write_document(old)
    try:
        done = variables.put_into(text, session.make)
    except BadSubstitution as error:
        raise _bad(resource, subject, error, text) from None
    session.make(len(text))
    # The resource now holds values of a Secret, whatever its own kind is: they are hidden where it is shown.
    private = variables.secret_names.intersection(done.used)
    if private:
        session.secrets.append((resource, [variables.values[each] for each in private]))
    for name in done.unset:
        session.warn(
            f"# Warning: {_UNSET} {_shown_place(resource, session)}: nothing sets the variable {name} in {resource.id},"
            f" so {subject} makes it empty: give it a default, ${{{name}:=…}}, or write $${{ for a text that has it"
        )
    try:
        new = plain(read_one(done.result, session.options.limits))
    except KustompyError as error:
        raise _unreadable(resource, subject, error) from None
    if not isinstance(new, dict) or not isinstance(new.get("metadata"), dict):
        raise _unreadable(resource, subject, None)
    record = session.trace
    if record is not None:
        _note(record, old, new, variables)
    resource.manifest = new
    # A variable may stand in the name or namespace.
    resource.ids_changed()


def has_dollar(value: Value) -> bool:
    """Whether a text or key in the value contains a ``$``."""
    # Most resources have none, and printing and parsing them would take longer than their build.
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if any("$" in str(key) for key in each):
                return True
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and "$" in each:
            return True
    return False


def _bad(resource: Resource, subject: Object, error: BadSubstitution, text: str) -> KustomizationError:
    # The line is part of the resource: of a Secret it would show a value.
    line = text[text.rfind("\n", 0, error.at) + 1 :].partition("\n")[0].strip()
    shown = "" if is_secret(resource.manifest) else f" in `{line[:_SHOWN]}`"
    return _refused(
        resource, f"{subject}: variable substitution failed: {error.reason}{shown} of {resource.id}", "KST253",
        f"write $${{ for a text that has it, or annotate the resource with {_SWITCH}: disabled",
    )  # fmt: skip


def _unreadable(resource: Resource, subject: Object, error: KustompyError | None) -> KustomizationError:
    reason = "" if error is None or is_secret(resource.manifest) else f": {error}"
    text = f"{subject}: {resource.id} is not a manifest any more after its variables are replaced{reason}"
    return _refused(resource, text, "KST253", "put the variable in quotes")


def _refused(resource: Resource, text: str, code: str, hint: str) -> KustomizationError:
    """An error at the place where the resource was read."""
    file, document, path = resource.source
    return KustomizationError(
        text, code=code, file=file, document=document, path=path, resource=str(resource.id), hint=hint
    )


def _shown_place(resource: Resource, session: Session) -> str:
    """The file and line of a resource, relative to the current directory."""
    return near_line(Place(*resource.source), session.read)


def _note(record: Record, old: Value, new: Value, variables: Variables) -> None:
    """Record who wrote the values of ``new``: unchanged ones keep their writers, changed ones name the variables."""
    if isinstance(old, dict) and isinstance(new, dict):
        record.derived(new, old)
        for key in new:
            if key in old:
                _note_part(record, (old, key), (new, key), variables)
            else:
                record.over(new, key, variables.place())
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        record.derived(new, old)
        for index in range(len(new)):
            _note_part(record, (old, index), (new, index), variables)
    else:
        record.made(new, variables.place())


def _note_part(record: Record, was: tuple[Value, Value], now: tuple[Value, Value], variables: Variables) -> None:
    (old, old_key), (new, key) = was, now
    before, after = old[old_key], new[key]
    if not is_scalar(before):
        _note(record, before, after, variables)
        return
    record.put(new, key, record.chain(old, old_key))
    text = text_of(before)
    if not is_scalar(after):
        _note(record, before, after, variables)
    elif text_of(after) != text:
        variables.note(record, new, key, variables.put_into(text).used)


def _decrypt(resource: Resource, subject: Object, session: Session) -> None:
    """Decrypt a resource, or put placeholders in the place of ciphertexts: SOPS leaves keys of mappings readable."""
    manifest = resource.manifest
    if not is_sealed(manifest):
        return
    if subject.get("spec", "decryption") is None:
        raise _refused(
            resource,
            f"{subject}: {resource.id} is SOPS encrypted, configuring decryption is required for it to be reconciled",
            "KST254",
            "write `decryption: {provider: sops}` into the spec of the Kustomization",
        )
    made = decrypted(manifest, resource.source, session, resource)
    if session.trace is not None:
        session.trace.derived(made, manifest)
    resource.manifest = made
