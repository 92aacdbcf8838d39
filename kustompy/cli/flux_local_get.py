"""``kustompy flux-local get``: the objects of Flux below a path, in flux-local's columns."""

from __future__ import annotations

from kustompy.cli.flux_local_objects import chosen, not_found, outcomes, world_at, written
from kustompy.cli.flux_local_words import ALL, CLUSTER, Words
from kustompy.controllers.names import KUSTOMIZATION, RELEASE
from kustompy.errors import UsageError
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.model.values import Manifest
    from kustompy.results.result import Build
    from kustompy.session.options import Options

    Row = dict[str, str]

_COUNTED = {"helmrepos": "HelmRepository", "ocirepos": "OCIRepository", "releases": "HelmRelease"}
"""The columns of ``get ks -o wide``, and the kinds that each counts."""
_OUTPUTS = {KUSTOMIZATION: ("", "wide", "name"), RELEASE: ("", "wide", "name"), CLUSTER: ("", "diff", "yaml", "json")}


def listed(line: Line, words: Words, options: Options) -> int:
    """Print the list: 0, or 1 if a build fails that the list needs."""
    kind = words.kind
    if line["output"] not in _OUTPUTS[kind]:
        raise UsageError(
            f"get has no output {line['output']!r} for this", code="KST806",
            hint=f"write one of {', '.join(filter(None, _OUTPUTS[kind]))}",
        )  # fmt: skip
    world = world_at(line["path"], options, releases=True)
    if kind == CLUSTER:
        return _cluster(line, world, options)
    found = chosen(world, line, words)
    if not found:
        written(line, f"{not_found(line, words)}\n")
        return 0
    if line["output"] == "name":
        written(line, "".join(f"{each.name}\n" for each in found))
        return 0
    builds: dict[str, Build | None] = {}
    code = 0
    if kind == KUSTOMIZATION and line["output"] == "wide":
        builds, code = _builds(found, world, line, options)
    row = _row_of_release if kind == RELEASE else _row
    rows = [row(each, builds.get(each.key) if builds else None) for each in found]
    written(line, _table([{"namespace": each.namespace, **row} if line["all-namespaces"] else row
                          for each, row in zip(found, rows, strict=True)]))  # fmt: skip
    return code


def _builds(found: Sequence[Object], world: World, line: Line, options: Options) -> tuple[dict[str, Build | None], int]:
    """The build of each object by its key, None for one that fails; and the exit code."""
    from kustompy.fleet.outcome import Result

    done = outcomes([(world.target_of(each, line["path"]), each) for each in found], line, options)
    builds = {
        each.key: None if outcome.error is not None else Result(outcome, options).build
        for each, outcome in zip(found, done, strict=True)
    }
    return builds, int(None in builds.values())


def _row(subject: Object, build: Build | None) -> Row:
    row = {"name": subject.name, "path": subject.text("spec", "path")}
    if build is not None:
        kinds = [each.kind for each in build]
        row |= {column: str(kinds.count(kind)) for column, kind in _COUNTED.items()}
    return row


def _row_of_release(subject: Object, build: Build | None) -> Row:
    chart = _chart(subject)
    return {
        "name": subject.name, "revision": chart.get("version", ""),
        "chart": f"{subject.namespace}-{chart['name']}" if "name" in chart else "", "source": chart.get("source", ""),
    }  # fmt: skip


def _chart(subject: Object) -> Row:
    """Name, version and source of a chart, as far as the HelmRelease says them."""
    above = ("spec", "chart", "spec")
    found = {
        "name": subject.text(*above, "chart"), "version": subject.text(*above, "version"),
        "source": subject.text(*above, "sourceRef", "name") or subject.text("spec", "chartRef", "name"),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _table(rows: Sequence[Row]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [[each.upper() for each in columns], *([row.get(each, "") for each in columns] for row in rows)]
    # Four blanks behind each column, as flux-local prints them, whose last column ends without any.
    widths = [max(len(row[number]) for row in cells) + 4 for number in range(len(columns))]
    lines = ("".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "".join(f"{each}\n" for each in lines)


def _cluster(line: Line, world: World, options: Options) -> int:
    form = line["output"]
    if line["only-images"] and not line["enable-images"]:
        raise UsageError("--only-images goes with --enable-images", code="KST808", hint="give both")
    if form not in ("yaml", "json"):
        if line["enable-images"]:
            raise UsageError("--enable-images goes with -o yaml or json", code="KST808", hint="write `-o json`")
        count = sum(each.kind == KUSTOMIZATION for each in world.objects)
        written(line, _table([{"path": line["path"], "kustomizations": str(count)}]))
        return 0
    found = chosen(world, line, Words("get", ALL, ""))
    images: dict[str, list[str]] = {}
    code = 0
    if line["enable-images"]:
        # helm is run only if the command line allows it, so without --enable-helm charts have no images.
        built = found if line["enable-helm"] else [each for each in found if each.kind != RELEASE]
        builds, code = _builds(built, world, line, options)
        images = {key: [*map(str, build.images())] for key, build in builds.items() if build is not None}
    if line["only-images"]:
        written(line, _dumped(sorted({each for several in images.values() for each in several}), form))
    else:
        written(line, _dumped({"clusters": [{"path": line["path"], **_members(found, images)}]}, form))
    return code


def _members(found: Sequence[Object], images: dict[str, list[str]]) -> dict[str, object]:
    """The Kustomizations and HelmReleases of a cluster as plain data."""
    releases: list[dict[str, object]] = []
    others: list[dict[str, object]] = []
    for each in found:
        row: dict[str, object] = {"name": each.name, "namespace": each.namespace}
        row |= {"chart": _chart(each)} if each.kind == RELEASE else {"path": each.text("spec", "path")}
        row |= {"images": images[each.key]} if images.get(each.key) else {}
        (releases if each.kind == RELEASE else others).append(row)
    return {"kustomizations": others, "helm_releases": releases}


def _dumped(value: Manifest | list[str], form: str) -> str:
    if form == "json":
        import json

        return json.dumps(value, indent=4, ensure_ascii=False) + "\n"

    if isinstance(value, dict):
        return write_document(value)
    # The writer takes a mapping at the top; below a key, a list is printed at the margin.
    return write_document({"images": value}).partition("images:")[2].lstrip("\n ")
