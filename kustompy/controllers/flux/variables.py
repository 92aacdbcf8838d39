"""The variables of ``spec.postBuild``: ``substituteFrom`` in order, then ``substitute``."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

from kustompy.controllers.flux.decryption import with_keys
from kustompy.controllers.flux.envsubst import Substitution
from kustompy.controllers.flux.placeholders import is_encrypted, placeholder
from kustompy.controllers.objects import place_in
from kustompy.model.secrets import is_secret
from kustompy.provenance.places import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import Datum, World
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.record import Record
    from kustompy.session.session import Session


class Variables:
    """The values of variables, the names of those from a Secret, and the place that sets each."""

    __slots__ = ("_data", "_object", "_paths", "are_open", "secret_names", "values")

    def __init__(self, subject: Object) -> None:
        self._object = subject
        self.are_open = False
        """Whether some come from outside of the repository: then unset variables get placeholders."""
        self.values: dict[str, str] = {}
        self.secret_names: set[str] = set()
        self._paths: dict[str, FieldPath] = {}
        self._data: dict[str, Datum | None] = {}

    @property
    def are_there(self) -> bool:
        """Whether there are any; without variables Flux replaces nothing, and ``$${`` stays as well."""
        return bool(self.values) or self.are_open

    def put_into(self, text: str, make: Callable[[int], None] | None = None) -> Substitution:
        """The text with its variables replaced; ``make`` is called with the length of each value."""
        return Substitution(text, self.values, placeholder if self.are_open else None, make)

    def set(self, name: str, value: str, path: FieldPath, datum: Datum | None = None) -> None:
        """Set a variable, over an earlier value; ``path`` leads to the entry of the object that sets it."""
        # Flux removes line breaks, since the value is put into the text of a YAML document.
        self.values[name] = value.replace("\n", "")
        self._paths[name] = path
        self._data[name] = datum
        is_private = datum is not None and is_secret(datum.manifest)
        (self.secret_names.add if is_private else self.secret_names.discard)(name)

    def note(self, record: Record, container: Value, key: str | int, names: Iterable[str]) -> None:
        """Record that a value was made with variables, at the place that sets the first known one of ``names``."""
        name = next((each for each in names if each in self._paths), "")
        path = self._paths.get(name, ("spec", "postBuild"))
        datum = self._data.get(name)
        if datum is None:
            record.derive(container, key, place_in(self._object, *path))
            return
        file, document, above = datum.source
        field = "data" if name in (datum.manifest.get("data") or {}) else "stringData"
        record.derive(container, key, Place(file, document, (*above, field, name)))
        record.through(container, key, place_in(self._object, *path))

    def place(self) -> Place:
        """The place of ``spec.postBuild`` in the object."""
        return place_in(self._object, "spec", "postBuild")


def variables_of(subject: Object, world: World, session: Session) -> Variables:
    """The variables of a Kustomization; errors KST253 for a bad name, KST255 for a missing ConfigMap or Secret."""
    found = Variables(subject)
    for number, each in enumerate(subject.mappings("spec", "postBuild", "substituteFrom")):
        path: FieldPath = ("spec", "postBuild", "substituteFrom", number)
        kind, name = each.get("kind"), each.get("name")
        if kind not in ("ConfigMap", "Secret") or not isinstance(name, str):
            raise subject.error("an entry of `substituteFrom` names neither a ConfigMap nor a Secret", *path)
        datum = world.data_of(kind, subject.namespace, name)
        if datum is None:
            _miss(found, subject, each, path, outside=session.options.outside_values)
            continue
        datum = with_keys(datum, session)
        for key, value in data_in(datum.manifest):
            found.set(key, value, path, datum)
    for key, value in subject.pairs("spec", "postBuild", "substitute").items():
        found.set(key, value, ("spec", "postBuild", "substitute", key))
    # One bad key of a ConfigMap stops the Kustomization, even where no resource uses it.
    for key in found.values:
        if not (key.isascii() and key.replace("_", "a").isalnum() and not key[0].isdigit()):
            raise subject.error(
                f"'{key}' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'",
                *found._paths[key], code="KST253",
            )  # fmt: skip
    return found


def _miss(found: Variables, subject: Object, entry: Mapping[str, object], path: FieldPath, *, outside: bool) -> None:
    if entry.get("optional"):
        return
    kind, name = entry["kind"], entry["name"]
    if not outside:
        raise subject.error(
            f"substitute from '{kind}/{name}' error: the repository has no {kind} {subject.namespace}/{name}",
            *path, code="KST255",
            hint="write `optional: true`, or build with --placeholder-inputs if something else makes it",
        )  # fmt: skip
    found.are_open = True


def data_in(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The keys and decoded values of a config map or secret; ciphertexts become placeholders."""
    # The API server writes `stringData` over `data` when it stores a Secret.
    for field in ("data", "stringData"):
        entries = manifest.get(field)
        for key, value in entries.items() if isinstance(entries, dict) else ():
            text = str(value)
            if is_encrypted(text):
                yield str(key), placeholder(str(key))
            elif field == "data" and is_secret(manifest):
                yield str(key), _decoded(text)
            else:
                yield str(key), text


def _decoded(text: str) -> str:
    # YAML may fold base64 over several lines. What cannot be decoded, a cluster would not have stored.
    try:
        return b64decode("".join(text.split()), validate=True).decode()
    except (Error, ValueError):
        return ""
