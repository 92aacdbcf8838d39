"""Legacy exec plugins: programs in the plugin home, named after the group, version and kind of their config."""

from __future__ import annotations

import os

from kustompy.errors import FunctionError, wrapping
from kustompy.generators.exchange import generated, given, take_back

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest
    from kustompy.session.context import Context

# kustomize waits for ever; a program that hangs would hang a pipeline.
SECONDS = 300.0
# Linux starts no program with a longer entry in its environment (MAX_ARG_STRLEN, less the zero behind it).
_LONGEST_VARIABLE = 131071
_UP = (os.curdir, os.pardir)
_ABSENT = "<no value>"


def exec_generator(config: Manifest, context: Context) -> Callable[[], list[Resource]]:
    """A generator that is a program."""
    path, arguments = _program(config, context), _arguments(config, context)

    def generate() -> list[Resource]:
        return generated(context.manifests(_output(path, arguments, config, b"", context)), context)

    return generate


def exec_transformer(config: Manifest, context: Context) -> Callable[[ResourceSet], None]:
    """A transformer that is a program."""
    path, arguments = _program(config, context), _arguments(config, context)

    def transform(resources: ResourceSet) -> None:
        from kustompy.yamlio.writer import write

        with wrapping(lambda error: f"{error} ", kinds=FunctionError):
            output = _output(path, arguments, config, write(given(resources)).encode(), context)
        take_back(resources, context.manifests(output), path, context)

    return transform


def _program(config: Manifest, context: Context) -> str:
    """The path of the program, which must be there and executable."""
    group, version, kind = context.resource(config).gvk
    home = _plugin_home(context.session.options.environment)
    path = os.path.normpath(os.sep.join((home, group, version, kind.lower(), kind)))
    # Noted before it is looked for: a build that failed depends on the program, too.
    context.session.programs[path] = None
    # The three come from a manifest of the tree, and must not lead out of the plugin home.
    if any(part in _UP or os.sep in part or "/" in part for part in (group, version, kind)):
        raise FunctionError(
            f"expected file with Go object code at: {path}.so", code="KST630",
            hint="group, version and kind are names of folders below the plugin home, and no paths",
        )  # fmt: skip
    if not os.path.exists(path):
        problem = f"expected file with Go object code at: {path}.so"
        # Go plugins are shared libraries of the same build of kustomize: nobody else can load them.
        if os.path.exists(f"{path}.so"):
            problem = f"plugin {path}.so fails to load: Go plugins cannot be run from Python"
        raise FunctionError(problem, code="KST630", hint="Go plugins are the one kind of plugin that is not supported")
    if not os.access(path, os.X_OK):
        raise FunctionError(f"unexecutable plugin at: {path}", code="KST631", hint=f"chmod +x {path}")
    return path


def _plugin_home(environment: Mapping[str, str]) -> str:
    """The first of kustomize's places for plugins that is there."""
    home, own, config = (environment.get(name, "") for name in ("HOME", "KUSTOMIZE_PLUGIN_HOME", "XDG_CONFIG_HOME"))
    places = (
        (own, "homed in $KUSTOMIZE_PLUGIN_HOME"),
        (os.path.join(config, "kustomize", "plugin") if config else "", "homed in $XDG_CONFIG_HOME"),
        (os.path.join(home, ".config", "kustomize", "plugin"), "homed in default value of $XDG_CONFIG_HOME"),
        (os.path.join(home, "kustomize", "plugin"), "homed in home directory"),
    )
    for path, _ in places:
        if path and os.path.isdir(path):
            return path
    tried = ", ".join(f"('{path or _ABSENT}'; {note})" for path, note in places)
    raise FunctionError(f"unable to find plugin root - tried: {tried}", code="KST632")


def _arguments(config: Manifest, context: Context) -> list[str]:
    """The arguments that the config names: on one line, as a shell would split it, and in a file of one each line."""
    found = []
    if config.get("argsOneLiner"):
        # kustomize splits with shlex, which takes a `#` for a comment.
        import shlex

        found = shlex.split(str(config["argsOneLiner"]), comments=True)
    if config.get("argsFromFile"):
        lines = context.load(str(config["argsFromFile"])).decode(errors="surrogateescape").split("\n")
        found += [line.lstrip(" ") for line in lines if line.lstrip(" ")]
    return found


def _output(path: str, arguments: list[str], config: Manifest, stdin: bytes, context: Context) -> bytes:
    import tempfile

    from kustompy.system.process import run
    from kustompy.yamlio.writer import write_document

    text, root = write_document(config), context.root.directory
    variables = {"KUSTOMIZE_PLUGIN_CONFIG_STRING": text, "KUSTOMIZE_PLUGIN_CONFIG_ROOT": root}
    environment = {
        **context.session.options.environment,
        **{name: value for name, value in variables.items() if len(f"{name}={value}".encode()) <= _LONGEST_VARIABLE},
    }
    # The first argument of a plugin is the path of a file with its config.
    with tempfile.TemporaryDirectory(prefix="kust-plugin-") as folder:
        config_file = os.path.join(folder, "config")
        with open(config_file, "wb") as file:
            file.write(text.encode())
        done = run(
            path, [config_file, *arguments], environment=environment, seconds=SECONDS, directory=root, stdin=stdin
        )
    if done.failure:
        said = done.stderr.decode(errors="replace")
        problem = f"failure in plugin configured via {config_file}; {done.failure}"
        raise FunctionError(f"{said}: {problem}" if said else problem, code="KST633")
    return done.stdout
