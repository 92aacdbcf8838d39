"""The values of a HelmRelease: ``valuesFrom`` in order, then its own ``values``."""

from __future__ import annotations

from kustompy.controllers.charts import values_in
from kustompy.controllers.flux.decryption import with_keys
from kustompy.controllers.flux.placeholders import is_encrypted
from kustompy.controllers.flux.set_values import set_value
from kustompy.controllers.flux.variables import data_in
from kustompy.controllers.merged import merged_values
from kustompy.errors import KustompyError
from kustompy.model.secrets import is_secret
from kustompy.model.secrets import values_of as secrets_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import Datum, World
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.session.session import Session

    Values = dict[str, Value]

_KEY = "values.yaml"


def values_of(subject: Object, world: World, session: Session) -> Values:
    """The values that override those of the chart."""
    found: Values = {}
    for number, each in enumerate(subject.mappings("spec", "valuesFrom")):
        path: FieldPath = ("spec", "valuesFrom", number)
        text = _text(subject, each, path, world, session)
        if text is None:
            continue
        found = _with(found, text, each, subject, path)
    own = subject.get("spec", "values")
    if own is not None and not isinstance(own, dict):
        raise subject.error("`spec.values` is not a mapping", "spec", "values")
    return merged_values(found, own or {})


def _text(subject: Object, entry: Values, path: FieldPath, world: World, session: Session) -> str | None:
    """The text under a key of a config map or secret; None if it is optional and missing, or encrypted as a whole."""
    kind, name, key = entry.get("kind"), entry.get("name"), entry.get("valuesKey") or _KEY
    if kind not in ("ConfigMap", "Secret") or not isinstance(name, str) or not isinstance(key, str):
        raise subject.error("an entry of `valuesFrom` names neither a ConfigMap nor a Secret", *path)
    # There is no namespace in a reference: Flux looks in that of the object alone.
    datum = world.data_of(kind, subject.namespace, name)
    if datum is None:
        if entry.get("optional") or session.options.outside_values:
            return None
        raise subject.error(
            f"could not find {kind} '{subject.namespace}/{name}': the repository has none", *path, code="KST255",
            hint="write `optional: true`, or build with --placeholder-inputs if something else makes it",
        )  # fmt: skip
    datum = with_keys(datum, session)
    data = dict(data_in(datum.manifest))
    if key not in data:
        if entry.get("optional"):
            return None
        raise subject.error(
            f"missing key '{key}' in {kind} '{subject.namespace}/{name}'", *path, code="KST255",
            hint=f"there are {', '.join(f'`{each}`' for each in data)}" if data else "it has no data",
        )  # fmt: skip
    if is_secret(datum.manifest):
        _mark(datum, session)
    # A placeholder may stand for one value, at a `targetPath`; it cannot stand for a mapping of them.
    return None if _is_unknown(datum, key) and not entry.get("targetPath") else data[key]


def _is_unknown(datum: Datum, key: str) -> bool:
    """Whether the text under a key is a ciphertext."""
    fields = [datum.manifest.get(each) for each in ("data", "stringData")]
    return any(isinstance(each, dict) and is_encrypted(each.get(key)) for each in fields)


def _mark(datum: Datum, session: Session) -> None:
    session.secrets.append(
        (datum.source, [*secrets_of(datum.manifest), *(text for _, text in data_in(datum.manifest))])
    )


def _with(found: Values, text: str, entry: Values, subject: Object, path: FieldPath) -> Values:
    target = entry.get("targetPath")
    shown = f"{entry['kind']} '{subject.namespace}/{entry['name']}'"
    if target:
        try:
            return set_value(found, str(target), text, is_literal=bool(entry.get("literal")))
        except ValueError as error:
            raise subject.error(f"unable to merge value of {shown} at {target}: {error}", *path, "targetPath") from None
    try:
        return merged_values(found, values_in(text, shown))
    except KustompyError:
        # The parser's message shows parts of the text, which may be that of a Secret.
        raise subject.error(
            f"unable to read values from key '{entry.get('valuesKey') or _KEY}' in {shown}", *path, code="KST255",
            hint="write a mapping there",
        ) from None  # fmt: skip
