"""The commands of Flux and Argo CD, which are alike: the objects of a controller below a path, built or listed."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import FLEET_FLAGS, KUSTOMIZE, asked_format, build_options, settings_of
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import OF_BUILDS
from kustompy.cli.output import data_to_stdout, to_stderr, to_stdout
from kustompy.controllers.order import in_order
from kustompy.controllers.paths import near
from kustompy.errors import LoadError, UsageError
from kustompy.rendering.objects import objects_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.controllers.objects import Object
    from kustompy.fleet.outcome import Outcome
    from kustompy.session.options import Options

BUILD_FLAGS = (
    Flag("format", "format of errors, and of the list of `get`", TEXT, choices=("text", "json", KUSTOMIZE)),
    Flag("output", "write a file for each object below this directory", TEXT, short="o"),
    # Objects are named one by one or by the path above them: there is no set of directories to leave some out of.
    *(flag for flag in FLEET_FLAGS if flag.name != "exclude"),
    *OF_BUILDS,
)
_WORDS = ("build", "get")


def run(controller: str, kinds: Sequence[str], usage: str, argv: Sequence[str]) -> int:
    """Build or list the objects of a controller: 0 all could be built, 1 one could not."""
    line = line_unless_help(controller, argv, BUILD_FLAGS, usage)
    if line is None:
        return 0
    word, *paths = line.positional or [""]
    if word not in _WORDS:
        raise UsageError(
            f'unknown command "{word}" for "kustompy {controller}"', code="KST809",
            hint=f"write `kustompy {controller} build PATH`, or `get`",
        )  # fmt: skip
    line.positional = paths or ["."]
    options = build_options(line, os.environ)
    settings = settings_of(line, _directory(line.positional[0]))
    options = options.replaced(own_sources=settings.own_sources, clusters=settings.clusters)
    is_list = word == "get"
    found = [pair for path in line.positional for pair in _found(path, kinds, options, releases=is_list)]
    if not found and not line["allow-empty"]:
        raise UsageError(
            f"there is no {' and no '.join(kinds)} below {', '.join(line.positional)}", code="KST823",
            hint="name a directory above the files that have them, or give --allow-empty if this may be",
        )  # fmt: skip
    if is_list:
        to_stdout(_listed(found, line["format"]))
        return 0
    line.positional = [target for target, _ in found]
    if line["output"]:
        from kustompy.cli.build_many import build_and_write

        return build_and_write(line, line.positional, options)
    return _print(line, options)


def _directory(path: str) -> str:
    start = path.partition("#")[0]
    return start if os.path.isdir(start) else os.path.dirname(start) or os.curdir


def _found(path: str, kinds: Sequence[str], options: Options, *, releases: bool) -> list[tuple[str, Object]]:
    """The objects that a path names, each with its target, in the order in which they are applied.

    With ``releases`` also HelmReleases, for a list, which needs no helm.
    """
    start, mark, name = path.partition("#")
    if not os.path.exists(start):
        raise LoadError(f"lstat {start}: no such file or directory", code="KST301", hint="name a file or directory")
    world = objects_below(start, options, releases=releases)
    objects = [world.named(name)] if mark and name != "*" else in_order(world.objects)
    return [(world.target_of(each, start), each) for each in objects if each.kind in kinds]


def _print(line: Line, options: Options) -> int:
    """Print what each object applies; an object that fails leaves an error on stderr, and the others are printed."""
    from kustompy.cli.fleet_engine import engine

    def note(text: str) -> None:
        to_stderr(f"{text}\n")

    outcomes: dict[str, Outcome] = {}
    for outcome in engine(line.positional, options, line, wants_records=False, note=note):
        outcomes[outcome.target] = outcome
        if outcome.error is not None and line["fail-fast"]:
            break
    texts = []
    # In the order of the targets, whichever worker is ready first.
    for target in line.positional:
        done = outcomes.get(target)
        for text in done.warnings if done is not None else ():
            note(text)
        if done is not None and done.error is None and done.text:
            texts.append(done.text)
    data_to_stdout("---\n".join(texts))
    failed = [each for each in outcomes.values() if each.error is not None]
    for each in failed:
        assert each.error is not None
        to_stderr(_error_text(each, line))
    return 1 if failed else 0


def _error_text(outcome: Outcome, line: Line) -> str:
    from kustompy.cli.reporter import error_text

    form = asked_format(line)
    assert outcome.error is not None
    return error_text(outcome.error, ["--format", form] if form else [])


def _listed(found: Sequence[tuple[str, Object]], form: str) -> str:
    """The objects as a table, or as JSON."""
    rows = [_row(target, each) for target, each in found]
    if form == "json":
        import json

        return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    heads = ("target", "kind", "path", "from")
    cells = [tuple(each.upper() for each in heads), *(tuple(str(row[each]) for each in heads) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "".join(f"{each}\n" for each in lines)


def _row(target: str, subject: Object) -> dict[str, object]:
    spec = subject.manifest.get("spec")
    fields = spec if isinstance(spec, dict) else {}
    source = fields.get("source")
    # A Kustomization has a path, an Application a source with a path or a chart, a HelmRelease a chart below its spec.
    path = fields.get("path") or (source.get("path") or source.get("chart") if isinstance(source, dict) else "") or ""
    return {
        "target": target, "kind": subject.kind, "namespace": subject.namespace, "name": subject.name,
        "path": path or _chart(fields),
        "from": near(subject.source[0]), "parent": subject.parent, "suspended": bool(fields.get("suspend")),
    }  # fmt: skip


def _chart(spec: dict[str, object]) -> str:
    """The chart of a HelmRelease, or what it refers to; empty if it has none."""
    found: object = spec.get("chart")
    for key in ("spec", "chart"):
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, str):
        return found
    referred = spec.get("chartRef")
    return f"{referred.get('kind')}/{referred.get('name')}" if isinstance(referred, dict) else ""
