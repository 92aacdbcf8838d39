"""Manifests that SOPS encrypted, decrypted with the user's keys, or with placeholders for what is encrypted."""

from __future__ import annotations

from kustompy.controllers.flux.placeholders import is_sealed, unsealed
from kustompy.controllers.paths import near
from kustompy.model.values import plain
from kustompy.system.files import InputError
from kustompy.yamlio.read.reader import read_one
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.controllers.world import Datum
    from kustompy.model.paths import Source
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.session.options import Options
    from kustompy.session.session import Session

_KEYS = ("SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE")


def keys_of(options: Options) -> Mapping[str, str] | None:
    """The environment with the user's keys; None if there are none, or ``outside_values`` asks for placeholders."""
    has_keys = options.sops_command or any(options.environment.get(each) for each in _KEYS)
    return options.environment if has_keys and not options.outside_values else None


def with_keys(datum: Datum, session: Session) -> Datum:
    """A config map or secret, decrypted if there are keys; its file counts as read by the build."""
    session.files.were_read[datum.source[0]] = None
    if keys_of(session.options) is None:
        return datum
    return datum._replace(manifest=decrypted(datum.manifest, datum.source, session, datum.source))


def decrypted(manifest: Manifest, source: Source, session: Session, owner: Resource | Source) -> Manifest:
    """The manifest, decrypted; ``owner`` is the resource or place that the secret values belong to.

    Raises an InputError (KST334, KST335), placed at ``source``, if no key of the user's decrypts it.
    """
    if not is_sealed(manifest):
        return manifest
    environment = keys_of(session.options)
    if environment is None:
        return unsealed(manifest)
    try:
        return _opened(manifest, near(source[0]), environment, session, owner)
    except InputError as error:
        file, document, path = source
        error.noted(file=file, document=document, path=path)
        raise


def _opened(
    manifest: Manifest, shown: str, environment: Mapping[str, str], session: Session, owner: Resource | Source
) -> Manifest:
    from kustompy.sops.sealed import unreadable
    from kustompy.sops.yaml_text import sealed_yaml

    # What a build makes of a manifest is no file: it is printed as the controller prints it for its decryptor.
    content = write_document(manifest).encode()
    sealed = sealed_yaml(content, shown)
    if sealed is None:
        raise unreadable(shown, "it has no metadata")
    command = session.options.sops_command
    if command:
        from kustompy.sops.program import opened_by

        text = opened_by(command, sealed, content, "yaml", shown, environment, checks=False)
    else:
        from kustompy.sops.age import opened

        # kustomize may have changed labels or names, over which the MAC was made: the controller does not check it.
        plains = opened(sealed, shown, environment, checks=False)
        session.secrets.append((owner, [each.value.decode("utf-8", "replace") for each in plains]))
        text = sealed.written(plains)
    made = plain(read_one(text, session.options.limits))
    if not isinstance(made, dict):
        raise unreadable(shown, "its decrypted content is not a manifest")
    made.pop("sops", None)
    # sops prints the whole text and does not tell which values were encrypted: those that differ now.
    if command:
        session.secrets.append((owner, _texts(manifest, made)))
    return made


def _texts(before: object, after: object) -> list[str]:
    """The scalars of ``after``, as texts, that ``before`` has otherwise."""
    found: list[str] = []
    waiting = [(before, after)]
    while waiting:
        old, new = waiting.pop()
        if isinstance(new, dict):
            waiting += [(old.get(key) if isinstance(old, dict) else None, each) for key, each in new.items()]
        elif isinstance(new, list):
            waiting += zip(old if isinstance(old, list) else [None] * len(new), new, strict=False)
        elif new != old:
            found.append(str(new))
    return found
