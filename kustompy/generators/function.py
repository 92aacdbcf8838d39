"""KRM functions: programs and containers that generate or transform resources (spec section 3.19)."""

from __future__ import annotations

import os
import posixpath

from kustompy.errors import FunctionError, KustomizationError, wrapping
from kustompy.generators.exchange import generated, given, take_back
from kustompy.model.history import INTERNAL
from kustompy.model.values import copied, is_scalar, text_of
from kustompy.session.walls import keep_inside
from kustompy.yamlio.go.go_struct import Struct, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from kustompy.limits import Limits
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.session.context import Context
    from kustompy.session.options import Options

    Spec = dict[str, Value]

SECONDS = 300.0
"""How long a function may run; kustomize waits for ever."""

_SPEC = Struct(
    "FunctionSpec",
    {
        "deferFailure": "bool",
        "container": Struct(
            "ContainerSpec",
            {
                "image": "string",
                "network": "bool",
                "mounts": [Struct("StorageMount", {"type": "string", "src": "string", "dst": "string", "rw": "bool"})],
                "envs": ["string"],
            },
        ),
        "exec": Struct("ExecSpec", {"path": "string", "args": ["string"], "envs": ["string"]}),
    },
)
# Today's annotation and the older one, in the order in which GetFunctionSpec looks for them.
_KEYS = ("config.kubernetes.io/function", "config.k8s.io/function")
# The oldest form holds an image and nothing else.
_LEGACY_KEY = "config.kubernetes.io/container"
_ENGINES = ("docker", "podman")


def external_generator(config: Manifest, context: Context) -> Callable[[], list[Resource]]:
    """What generates by a config of no builtin kind: a KRM function, or a program in the plugin home."""
    spec = _enabled_spec(config, context)
    if spec is None:
        from kustompy.generators.exec_plugin import exec_generator

        return exec_generator(config, context)

    def generate() -> list[Resource]:
        return generated(_executed(spec, config, [], context), context)

    return generate


def external_transformer(config: Manifest, context: Context) -> Callable[[ResourceSet], None]:
    """What transforms by a config of no builtin kind."""
    spec = _enabled_spec(config, context)
    if spec is None:
        from kustompy.generators.exec_plugin import exec_transformer

        return exec_transformer(config, context)
    name = (config.get("metadata") or {}).get("name") or ""
    plugin = f"api: {text_of(config['apiVersion'])}, kind: {text_of(config['kind'])}, name: {text_of(name)}"

    def transform(resources: ResourceSet) -> None:
        with wrapping(lambda error: f"{error} "):
            manifests = _executed(spec, config, given(resources), context)
        take_back(resources, manifests, plugin, context)

    return transform


def _enabled_spec(config: Manifest, context: Context) -> Spec | None:
    """The function that a config names, or None where it names none; refused unless plugins are enabled."""
    # What a tree names is not run unless the user says so: the first question, before the config is read.
    if not context.session.options.enable_alpha_plugins:
        raise KustomizationError(
            f"external plugins disabled; unable to load external plugin '{text_of(config['kind'])}'",
            code="KST626",
            hint="if you trust what it runs, build with --enable-alpha-plugins",
        )
    spec = function_spec(config, context.limits)
    if spec is not None:
        _check_mounts(spec.get("container", {}).get("mounts", ()), context.resource(config))
    return spec


def function_spec(config: Manifest, limits: Limits) -> Spec | None:
    annotations = (config.get("metadata") or {}).get("annotations")
    if not isinstance(annotations, dict):
        annotations = {}
    for key in _KEYS:
        text = annotations.get(key)
        if text and is_scalar(text):
            return _read_spec(text_of(text), key, limits)
    image = annotations.get(_LEGACY_KEY)
    if image and is_scalar(image):
        return {"container": {"image": text_of(image)}}
    # The form in the metadata itself, which counts only without an annotation.
    inline = (config.get("metadata") or {}).get("configFn")
    if isinstance(inline, dict):
        from kustompy.yamlio.writer import write_document

        return _read_spec(write_document(inline), "configFn", limits)
    return None


def _read_spec(text: str, key: str, limits: Limits) -> Spec:
    from kustompy.yamlio.read.reader import read_config_strict

    problem = f"loader: failed to get FunctionSpec: {key} unmarshal error"
    with wrapping(f"{problem}: error converting YAML to JSON"):
        raw = read_config_strict(text, limits)
    spec, problems = decode(raw, _SPEC, "runtimeutil")
    if problems:
        raise KustomizationError(
            f"{problem}: error unmarshaling JSON: while decoding JSON: {problems[0].message}", code="KST627"
        )
    return spec or {}


def _check_mounts(mounts: list[Spec], config: Resource) -> None:
    for mount in mounts:
        source = mount.get("src", "")
        problem = f"plugin {config.original_id} with mount path '{source}' is not permitted; mount paths must be"
        # What a container mounts it can read and, with rw, write: kustomize allows what lies in the kustomization.
        if os.path.isabs(source):
            raise FunctionError(f"{problem} relative to the current kustomization directory", code="KST622")
        # Cleaned first, so that `a/../..` is found.
        if posixpath.normpath(source).startswith(".."):
            raise FunctionError(f"{problem} under the current kustomization directory", code="KST622")


def _executed(spec: Spec, config: Manifest, items: list[Manifest], context: Context) -> list[Manifest]:
    """What the function returns of the items; without any it is given its own config, as kustomize has it."""
    shown: Manifest = copied(config)
    annotations = shown["metadata"].get("annotations")
    shown["metadata"]["annotations"] = {
        **(annotations if isinstance(annotations, dict) else {}),
        # A function that returns its own config must not make it a part of the build.
        "config.kubernetes.io/local-config": "true",
    }
    # kustomize gives a function that generates its own config as the one item.
    items = items or [copied(shown)]
    if context.session.trace is not None:
        context.session.trace.given(_options_for(spec, context.session.options))
    with wrapping("couldn't execute function"):
        command = command_of(spec, context)
        if command is None:
            return items
        return context.manifests(_run(*command, _resource_list(items, shown), context))


def _options_for(spec: Spec, options: Options) -> list[str]:
    """The options of the build that have a part in what a function does."""
    container = spec.get("container", {})
    if not container.get("image"):
        return ["enable_exec"]
    used = {
        "function_env": bool(options.function_env),
        "function_mounts": bool(options.function_mounts),
        "function_network": bool(container.get("network")),
        "function_user": options.function_user != type(options).function_user,
    }
    return [name for name, is_used in used.items() if is_used]


def _resource_list(items: list[Manifest], config: Manifest) -> bytes:
    from kustompy.yamlio.writer import write_document

    for index, item in enumerate(items):
        annotations = item["metadata"]["annotations"]
        annotations["config.kubernetes.io/index"] = annotations[f"{INTERNAL}index"] = str(index)
        annotations["config.k8s.io/id"] = str(index + 1)
    whole = {"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": items, "functionConfig": config}
    return write_document(whole).encode()


def command_of(spec: Spec, context: Context) -> tuple[str, list[str], dict[str, str]] | None:
    """The program, its arguments and its environment; None where nothing that is enabled is named."""
    options = context.session.options
    container, program = spec.get("container", {}), spec.get("exec", {})
    if container.get("image"):
        return _engine(options.environment), _container_arguments(container, context), options.environment
    if program.get("path") and options.enable_exec:
        # A name without a slash is looked for in PATH, as by exec.Command of Go; a path must not lead out of the
        # kustomization.
        if "/" in program["path"]:
            keep_inside(context.root.path_of(program["path"]), context.root.directory, context.session)
        own = dict(each.split("=", 1) for each in program.get("envs", ()) if "=" in each)
        return program["path"], program.get("args", []), {**options.environment, **own}
    return None


def _engine(environment: dict[str, str]) -> str:
    from shutil import which

    return next((each for each in _ENGINES if which(each, path=environment.get("PATH"))), _ENGINES[0])


def _container_arguments(container: Spec, context: Context) -> list[str]:
    options = context.session.options
    # Both sides have to agree: the function asks, and the user allows.
    if container.get("network") and not options.function_network:
        raise FunctionError("network required but not enabled with --network", code="KST623")
    # docker would take the image for a flag, such as one that mounts the root of the machine.
    if container["image"].startswith("-"):
        raise FunctionError(f"the image of a function cannot begin with '-': {container['image']}", code="KST624")
    # As kustomize calls docker: nothing of the container stays, and it can get no more rights than it starts with.
    arguments = ["run", "--rm", "-i", "-a", "STDIN", "-a", "STDOUT", "-a", "STDERR"]
    arguments += ["--network", "host" if container.get("network") else "none"]
    arguments += ["--user", options.function_user, "--security-opt=no-new-privileges"]
    for mount in container.get("mounts", ()):
        source = context.root.path_of(mount.get("src", ""))
        keep_inside(source, context.root.directory, context.session)
        context.session.trees[source] = None
    for mount in [*container.get("mounts", ()), *map(_mount_of, options.function_mounts)]:
        arguments += ["--mount", _mount_text(mount, context.root.directory)]
    own = container.get("envs", ())
    if not options.trust:
        _check_passed_on(own, {*options.tree_env, *options.function_env})
    return [*arguments, *_environment_flags([*own, *options.function_env]), container["image"]]


def _check_passed_on(entries: Iterable[str], allowed: Collection[str]) -> None:
    """Refuse variables that a function of the tree asks for by name, unless the user lets it have them."""
    for name in entries:
        if "=" not in name and name not in allowed:
            raise FunctionError(
                f"a function asks for the variable {name} of this environment",
                code="KST628",
                hint=f"if it may have it: --tree-env {name}",
            )


def _mount_of(text: str) -> Spec:
    """A mount as the flag ``--mount`` says it."""
    parts = dict(each.split("=", 1) for each in text.split(",") if "=" in each)
    return {
        "type": parts.get("type", ""),
        "src": parts.get("src") or parts.get("source", ""),
        "dst": parts.get("dst") or parts.get("target", ""),
        "rw": parts.get("rw") == "true",
    }


def _mount_text(mount: Spec, root: str) -> str:
    source = os.path.normpath(os.path.join(root, mount.get("src", "")))
    parts = (f"type={mount.get('type', '')}", f"source={source}", f"target={mount.get('dst', '')}")
    text = ",".join(map(_field, parts))
    return text if mount.get("rw") else f"{text},readonly"


def _field(text: str) -> str:
    """The text as one field of what docker reads as comma-separated values."""
    if not any(each in text for each in ',"\r\n'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _environment_flags(entries: list[str]) -> list[str]:
    """Variables with a value, sorted, then those that are passed on."""
    # kyaml sets both for every container.
    values = {"LOG_TO_STDERR": "true", "STRUCTURED_RESULTS": "true"}
    values |= dict(each.split("=", 1) for each in entries if "=" in each)
    shown = [f"{name}={values[name]}" for name in sorted(values)] + [each for each in entries if "=" not in each]
    return [part for each in shown for part in ("-e", each)]


def _run(program: str, arguments: list[str], environment: dict[str, str], stdin: bytes, context: Context) -> bytes:
    from kustompy.system.process import run

    is_path = "/" in program and not os.path.isabs(program)
    context.session.programs[context.root.path_of(program) if is_path else program] = None
    done = run(
        program, arguments, environment=environment, seconds=SECONDS, directory=context.root.directory, stdin=stdin
    )
    said = done.stderr.decode(errors="replace").rstrip("\n")
    if said:
        context.session.warn(said)
    if done.failure:
        raise FunctionError(done.failure, code="KST625")
    return done.stdout
