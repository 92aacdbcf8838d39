"""A kustomization as kustomize prints it after an edit: fields in their old order, keys sorted, comments in front."""

from __future__ import annotations

from kustompy.kustomization.fields import STRUCT
from kustompy.yamlio.go.go_struct import Struct
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.yamlio.go.go_struct import FieldType

    Fields = dict[str, Value]

# `determineFieldOrder` in kustomize/commands/internal/kustfile, a list of its own beside the struct. apiVersion and
# kind come first among the fields that the file lacked, and so behind all that it had.
ORDER = (
    "apiVersion", "kind", "metadata", "sortOptions", "resources", "bases", "namePrefix", "nameSuffix", "namespace",
    "crds", "commonLabels", "labels", "commonAnnotations", "patchesStrategicMerge", "patchesJson6902", "patches",
    "configMapGenerator", "secretGenerator", "helmCharts", "helmChartInflationGenerator", "helmGlobals",
    "generatorOptions", "vars", "images", "replacements", "replicas", "configurations", "generators", "transformers",
    "validators", "components", "openapi", "buildMetadata",
)  # fmt: skip
"""Where kustomize puts a field that the file did not have."""

# `count` of a replica and the references of a var are printed even if they are zero or empty, unlike all other fields.
_KEPT = {("Replica", "count"), ("Var", "fieldref"), ("Var", "objref")}
"""Fields without ``omitempty``."""


def laid_out(source: bytes, fields: Fields) -> bytes:
    """The file printed anew, with the comments and the order of the old text."""
    text = source.decode("utf-8", "replace")
    written: dict[str, str] = {name: _field_text(name, fields) for name in ORDER}
    parts = []
    seen = set()
    for name, comment in _fields_of(text):
        # A field that is empty now prints nothing, but its comment stays. One that stood twice is printed twice, with
        # the merged value.
        parts += [comment, written.get(name, "")]
        seen.add(name)
    parts += [written[name] for name in ORDER if name not in seen]
    return "".join(parts).encode()


def _fields_of(text: str) -> list[tuple[str, str]]:
    """The fields of the old text as kustomize's line scan finds them, each with the comments put before it."""
    found: list[list[str]] = []
    held: list[str] = []
    names = {name.lower(): name for name in STRUCT.fields}
    # What kustomize loses here is lost here too, since `--reprint` promises its bytes: a last line without a newline,
    # comments behind the last field, `---`, comments at the ends of lines.
    for line in text.split("\n")[:-1]:
        stripped = line.strip(_SPACE)
        if not stripped or stripped.startswith("#"):
            held.append(line + "\n")
            continue
        # `"quoted":`, `key :` and the first field behind a byte order mark are not recognised: their fields count as
        # new.
        key, colon, _ = line.partition(":")
        name = names.get(key.lower()) if colon else None
        if name is not None:
            found.append([name, "".join(held)])
            held = []
        # Comments among the lines of a field, also lines of a block that begin with `#`, move in front of the field.
        elif held and found:
            found[-1][1] += "".join(held)
            held = []
    return [(name, comment) for name, comment in found]


# Go's unicode.IsSpace in the range of Latin-1; Python's strip() takes more characters for space.
_SPACE = " \t\n\v\f\r\x85\xa0"


def _field_text(name: str, fields: Fields) -> str:
    value = printable(fields.get(name), STRUCT.fields[name])
    if value in (None, "", [], {}) and not (isinstance(STRUCT.fields[name], Struct) and value == {}):
        return ""
    return write_document({name: value})


def printable(value: Value, kind: FieldType) -> Value:
    """The value as Go's JSON has it: zero values of optional fields are left out, but not structs behind pointers."""
    if isinstance(kind, list) and isinstance(value, list):
        return [printable(each, kind[0]) for each in value]
    if isinstance(kind, Struct) and isinstance(value, dict):
        shown = {key: printable(each, kind.fields[key]) for key, each in value.items()}
        return {
            key: each
            for key, each in shown.items()
            if (kind.name, key) in _KEPT
            or (isinstance(kind.fields[key], Struct) and each is not None)
            or (each is not False and each not in (None, "", [], {}, 0))
        }
    return value
