"""The overlays: a folder for each environment, with its namespace, versions, counts, hosts and config files."""

from __future__ import annotations

from kustompy.scaffolding.ordered import text_of
from kustompy.scaffolding.workloads import KUSTOMIZATION, config_name, secret_name
from kustompy.transformers.images import split_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.scaffolding.description import App, Description


def overlay_of(description: Description, environment: str) -> dict[str, str]:
    """The files of an environment, by name."""
    namespace, apps = description.namespace(environment), description.apps
    fields: dict[str, Value] = {**KUSTOMIZATION}
    found = {}
    if namespace:
        fields["namespace"] = namespace
        found["namespace.yaml"] = text_of(_namespace(namespace, is_restricted=bool(apps)))
    fields["resources"] = [*found, "../../base"]
    configured = [each for each in apps if each.config]
    if configured:
        fields["configMapGenerator"] = [{"name": config_name(each), "envs": [config_file(each)]} for each in configured]
    secret = [each for each in apps if each.secrets]
    if secret:
        fields["secretGenerator"] = [{"name": secret_name(each), "envs": [secrets_file(each)]} for each in secret]
    if apps:
        # Two apps of one image share an entry, which counts for both.
        fields["images"] = list({split_image(each.image)[0]: _image(each) for each in apps}.values())
        # The transformer finds a workload by its name, whatever its kind.
        fields["replicas"] = [{"name": each.name, "count": each.replicas[environment]} for each in apps]
    exposed = [each for each in apps if each.host]
    if exposed:
        fields["patches"] = [_host(each, environment) for each in exposed]
    configs = {config_file(each): _env_file(each) for each in configured}
    return {"kustomization.yaml": text_of(fields), **found, **configs}


def config_file(app: App) -> str:
    """The name of the file of variables that anybody may read."""
    return f"{app.name}.env"


def secrets_file(app: App) -> str:
    """The name of the file that only the pipeline has."""
    return f"{app.name}-secrets.env"


def _namespace(name: str, *, is_restricted: bool) -> dict[str, Value]:
    metadata: dict[str, Value] = {"name": name}
    if is_restricted:
        # The API server refuses pods below this profile then; manifests of a team may need more, and get no label.
        metadata["labels"] = {"pod-security.kubernetes.io/enforce": "restricted"}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


def _image(app: App) -> dict[str, str]:
    name, tag, digest = split_image(app.image)
    return {"name": name, **({"newTag": tag} if tag else {}), **({"digest": digest} if digest else {})}


def _host(app: App, environment: str) -> dict[str, Value]:
    # By an operation, since a strategic merge replaces the whole list of rules.
    operation = f"- op: replace\n  path: /spec/rules/0/host\n  value: {_quoted(app.host[environment])}\n"
    return {"target": {"kind": "Ingress", "name": app.name}, "patch": operation}


def _quoted(host: str) -> str:
    # A plain scalar that begins with * is an alias.
    return f'"{host}"' if host.startswith("*") else host


def _env_file(app: App) -> str:
    first = f"# What {app.name} reads from its environment; values are taken as they are, without quotes.\n"
    return first + "".join(f"{key}={value}\n" for key, value in app.config.items())
