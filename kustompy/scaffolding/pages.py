"""The files beside the kustomizations: settings of kustompy, README and .gitignore."""

from __future__ import annotations

from kustompy.scaffolding.overlays import config_file, secrets_file
from kustompy.scaffolding.pipelines import variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.scaffolding.description import Description

_SETTINGS = """\
# Settings of kustompy for everything below this directory.
{policies}"""
# `{environment}` and `{file}` are labels, and the variables are names: nothing in them needs quotes in TOML.
_INPUT = """
[inputs."overlays/{environment}/{file}"]
env = [{variables}]
"""
_IGNORED = """\
# What a build prints, and what only the pipeline has.
/rendered/
*-secrets.env
"""
_README = """\
# {title}

| path | what |
|---|---|
{paths}

    kustompy build overlays/{last}{placeholders}
    kustompy lint .{placeholders}
    kustompy validate .{placeholders}
    kustompy plan{placeholders}
{parts}
## Changes

A change goes into a branch; the pipeline renders and validates every environment, and says what the change does to
each. After the merge it deploys{after}. To go back, revert the commit, or

    kustompy rollback overlays/{last} --to REVISION
"""
_IMAGES = """
    cd overlays/{last} && kustompy edit set image {image}

The pods run as the user of their image, under the restricted profile of Kubernetes: an image that runs as root does not
start, and its files are read-only but for `/tmp`{volumes}.
"""
_SECRETS = """
## Secrets

No secret is in this repository. The pipeline has one variable for each, and kustompy makes the files of them that the
overlays name, in memory: {variables}. `--placeholder-inputs` takes made-up values in their place.
"""


def pages_of(description: Description) -> dict[str, str]:
    """The files by their path."""
    return {"kustompy.toml": _settings(description), ".gitignore": _IGNORED, "README.md": _readme(description)}


def _settings(description: Description) -> str:
    text = _SETTINGS.format(policies='\npolicy-sets = ["restricted"]\n' if description.apps else "")
    for environment in description.environments:
        for app in description.apps:
            if app.secrets:
                variables = ", ".join(f'"{each}"' for each in app.secrets)
                text += _INPUT.format(environment=environment, file=secrets_file(app), variables=variables)
    return text


def _readme(description: Description) -> str:
    rows = [f"| `base/{app.name}` | {_what(app.image)} |" for app in description.apps]
    rows = rows or ["| `base` | the manifests, as they were before this repository |"]
    last = description.environments[-1]
    for each in description.environments:
        files = "".join(f", `{config_file(app)}`" for app in description.apps if app.config)
        rows.append(f"| `overlays/{each}` | {_where(description, each)}{files} |")
    variables = variables_of(description)
    parts = ""
    if description.apps:
        volumes = "".join(f" and `{app.volume.rpartition(':')[0]}`" for app in description.apps if app.volume)
        parts += _IMAGES.format(last=last, image=description.apps[0].image, volumes=volumes)
    if variables:
        parts += _SECRETS.format(variables=", ".join(f"`{each}`" for each in variables))
    return _README.format(
        title=description.name or "Deployments",
        paths="\n".join(rows),
        last=last,
        placeholders=" --placeholder-inputs" if variables else "",
        parts=parts,
        after="" if len(description.environments) == 1 else f" to {', then '.join(description.environments)}",
    )


def _what(image: str) -> str:
    return f"the image `{image}`"


def _where(description: Description, environment: str) -> str:
    namespace = description.namespace(environment)
    return f"namespace `{namespace}`" if namespace else "the base, with what is to differ here"
