"""What the package pytest_kustomize has to import, for suites that were written for it: they run as they are."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from kustompy.model.values import Value

    Manifest: TypeAlias = Mapping[str, Value]


def split_dash(text: str) -> str:
    """The name without what follows its last dash, which of a generated one is the hash."""
    stem, dash, _ = text.rpartition("-")
    return stem if dash else text


def by_kind(
    manifest: Iterable[Manifest], kind: str, name_transform: Callable[[str], str] = split_dash
) -> dict[str, Manifest]:
    """The resources of a kind by their shortened names."""
    return {name_transform(each["metadata"]["name"]): each for each in manifest if each["kind"] == kind}


def resolve_configmaps(
    manifest: Iterable[Manifest], name_transform: Callable[[str], str] = split_dash
) -> dict[str, dict[str, str]]:
    """The variables that containers of Deployments have of config maps, by `envFrom:`.

    The keys are ``DEPLOYMENT-CONTAINER`` and ``DEPLOYMENT-init-CONTAINER``, and ``DEPLOYMENT`` and ``DEPLOYMENT-init``
    for the first of each.
    """
    resources = list(manifest)
    # as there, names of resources are always shortened in the one way
    data = {name: each.get("data", {}) for name, each in by_kind(resources, "ConfigMap").items()}
    found: dict[str, dict[str, str]] = {}
    for deployment, each in by_kind(resources, "Deployment").items():
        pod = each["spec"]["template"]["spec"]
        for field, stem in (("containers", deployment), ("initContainers", f"{deployment}-init")):
            for index, container in enumerate(pod.get(field) or ()):
                variables = _variables(container, data, name_transform)
                found[f"{stem}-{name_transform(container['name'])}"] = variables
                if index == 0:
                    found[stem] = variables
    return found


def _variables(
    container: Manifest, data: Mapping[str, Mapping[str, str]], name_transform: Callable[[str], str]
) -> dict[str, str]:
    variables: dict[str, str] = {}
    for each in container.get("envFrom") or ():
        if "configMapRef" in each:
            variables.update(data[name_transform(each["configMapRef"]["name"])])
    return variables


def extract_externalsecret_data(
    manifest: Iterable[Manifest], name_transform: Callable[[str], str] = split_dash
) -> dict[str, Value]:
    """The `remoteRef` of each key of the ExternalSecrets, by the shortened name of the resource and the key."""
    secrets = by_kind(manifest, "ExternalSecret", name_transform)
    return {
        f"{name}{each['secretKey']}": each["remoteRef"] for name, one in secrets.items() for each in one["spec"]["data"]
    }
