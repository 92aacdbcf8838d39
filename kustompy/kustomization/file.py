"""The kustomization file: its names, fields and types, and how legacy fields fold into today's (spec section 1)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, KustompyError
from kustompy.kustomization.fields import DEPRECATED, FOLDED, STRUCT
from kustompy.kustomization.structs import LABEL_WITH_CLAIM_TEMPLATES
from kustompy.limits import DEFAULT_LIMITS
from kustompy.yamlio.go.go_struct import Struct, decode
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.limits import Limits
    from kustompy.model.values import Value
    from kustompy.yamlio.go.go_struct import Problem

# konfig.RecognizedKustomizationFileNames, in the order in which kustomize looks for them.
FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
KUSTOMIZATION_VERSION = "kustomize.config.k8s.io/v1beta1"
COMPONENT_VERSION = "kustomize.config.k8s.io/v1alpha1"


def parse_kustomization(
    text: bytes, file: str, limits: Limits = DEFAULT_LIMITS, changes: frozenset[str] = frozenset()
) -> dict[str, Value]:
    """The fields of a kustomization file under their canonical names, or an error that names all that do not fit."""
    try:
        raw = read_config(text, limits)
    except KustompyError as error:
        error.worded(f"invalid Kustomization: {error}").located(file=file)
        raise
    data: dict[str, Value]
    # Strict: a field that kustomize does not know is an error.
    data, problems = decode(raw, _struct_at(changes) if changes else STRUCT)
    if problems:
        refusal = _refused(problems, file)
        # Flux has a kind of the same name, and its objects often lie beside the kustomizations that they name.
        if isinstance(raw, dict) and str(raw.get("apiVersion")).startswith(_FLUX):
            refusal.noted(hint="this is a Kustomization of Flux: what it names in `spec.path` can be built")
        refusal.readable = data
        raise refusal
    return data


def settle_fields(data: dict[str, Value], directory: str, file: str, warn: Callable[[str], None]) -> None:
    """Fold legacy fields into today's, and refuse a kustomization that says nothing, or is of another version."""
    if not DEPRECATED.keys().isdisjoint(data):
        for field in [each for each in DEPRECATED if each in data]:
            warn(f"# Warning: '{field}' is deprecated. Please use {DEPRECATED[field]}")
    fold_legacy_fields(data)
    if _says_nothing(data):
        raise KustomizationError("kustomization.yaml is empty", code="KST204", file=file)
    if data["kind"] != "Kustomization" or data["apiVersion"] != KUSTOMIZATION_VERSION:
        _check_version(data, directory, file)


def _says_nothing(data: dict[str, Value]) -> bool:
    # An empty list or mapping counts as something that is said: kustomize compares structs, in which it is not nil.
    for field, value in data.items():  # noqa: SIM110  # a generator would cost
        if field not in _OF_TYPE and (value or type(value) in (list, dict)):
            return False
    return True


_OF_TYPE = ("apiVersion", "kind")


def _struct_at(changes: frozenset[str]) -> Struct:
    """The file at another level than the default one."""
    from kustompy.model.levels import CLAIM_TEMPLATES

    if CLAIM_TEMPLATES not in changes:
        return STRUCT
    return Struct(STRUCT.name, {**STRUCT.fields, "labels": [LABEL_WITH_CLAIM_TEMPLATES]}, STRUCT.embedded)


_FLUX = "kustomize.toolkit.fluxcd.io/"


_HINTED = 50


def _refused(problems: list[Problem], file: str) -> KustomizationError:
    errors = [each.error(f"invalid Kustomization: {each.message}", file=file) for each in problems]
    first = errors[0]
    for count, (each, problem) in enumerate(zip(errors, problems, strict=True)):
        # comparing names takes longer than everything else; nobody reads so many hints
        if problem.unknown_to is not None and count < _HINTED:
            from kustompy.messages.suggestions import did_you_mean

            each.noted(hint=did_you_mean(str(problem.path[-1]), problem.unknown_to.fields))
        if each is not first:
            first.diagnostics.extend(each.diagnostics)
    return first


def fold_legacy_fields(data: dict[str, Value]) -> None:
    """Rewrite the fields that kustomize itself rewrites while it builds; the others stay and work as they are."""
    if not data.get("kind"):
        data["kind"] = "Kustomization"
    if not data.get("apiVersion"):
        # FixKustomizationPostUnmarshalling fills both in, so that neither is required.
        data["apiVersion"] = COMPONENT_VERSION if data["kind"] == "Component" else KUSTOMIZATION_VERSION
    if _FOLDING.isdisjoint(data):
        return
    if "helmChartInflationGenerator" in data:
        _rename_in_helm(data)
    # The entries of the old field come behind those of today's.
    for old, new in FOLDED.items():
        if old in data:
            data[new] = [*data.get(new, []), *data.pop(old)]
    for generator in (*data.get("configMapGenerator", []), *data.get("secretGenerator", [])):
        # The single file of the older field joins the list, behind it.
        if generator.get("env"):
            generator["envs"] = [*generator.get("envs", []), generator["env"]]
        generator.pop("env", None)


_FOLDING = frozenset(("configMapGenerator", "secretGenerator", *FOLDED))

_HELM_NAMES = {
    "chartName": "name",
    "chartVersion": "version",
    "chartRepoUrl": "repo",
    "values": "valuesFile",
    "valuesLocal": "valuesInline",
    "valuesMerge": "valuesMerge",
    "releaseName": "releaseName",
}


def _rename_in_helm(data: dict[str, Value]) -> None:
    """Give the entries of the old field the names of today's, and tell where the charts lie."""
    legacy = data["helmChartInflationGenerator"]
    data["helmChartInflationGenerator"] = [
        {_HELM_NAMES[key]: value for key, value in each.items() if key in _HELM_NAMES} for each in legacy
    ]
    # Where charts lie is taken from the old entries only if nobody says it in today's field.
    if "helmGlobals" in data:
        return
    found = {}
    for old, new in (("chartHome", "chartHome"), ("helmHome", "configHome")):
        for each in legacy:
            if each.get(old):
                found[new] = each[old]
    if found:
        data["helmGlobals"] = found


def _check_version(data: dict[str, Value], directory: str, file: str) -> None:
    kind, version = data["kind"], data["apiVersion"]
    problems = []
    if kind not in ("Kustomization", "Component"):
        problems.append("kind should be Kustomization or Component")
    # Both problems in one error (EnforceFields).
    wanted = COMPONENT_VERSION if kind == "Component" else KUSTOMIZATION_VERSION
    if version != wanted:
        problems.append(f"apiVersion for {kind} should be {wanted}")
    if problems:
        text = "\n".join(problems)
        raise KustomizationError(
            f"Failed to read kustomization file under {directory}:\n{text}",
            code="KST205",
            file=file,
            path=("apiVersion",) if len(problems) == 1 and version != wanted else ("kind",),
            hint=f"write `apiVersion: {wanted}`" if version != wanted else "",
        )
