"""``kustompy plan``: the changes of a branch in the overlays that it reaches, their causes, and their dangers."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import build_options, settings_of
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.harmless import Commands
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import EXCLUDE, OF_BUILDS
from kustompy.cli.output import to_stdout, unwritten
from kustompy.upstream import NEWEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.planning.known import Earlier
    from kustompy.planning.plan.plan import Plan
    from kustompy.session.options import Options

FORMATS = ("text", "markdown", "json", "html", "github", "gitlab")
FAIL_ON = ("none", "danger", "finding", "change")
FLAGS = (
    EXCLUDE,
    Flag("cache", "folder for what earlier runs have read and built, or auto for the user's own", TEXT),
    Flag("base", "revision to compare with, else the merge base with the default branch", TEXT),
    Flag("disable", "codes of findings to leave out, separated by commas", TEXT),
    Flag("fail-on", "what else than a failed build ends with 1", TEXT, default="none",
         choices=FAIL_ON),
    Flag("format", "output format", TEXT, default="text", choices=FORMATS),
    Flag("head", "revision to plan, else the work tree", TEXT),
    Flag("kubernetes-version", "version of Kubernetes to check against", TEXT, default=f"1.{NEWEST}"),
    Flag("no-causes", "leave out the lines that caused the changes"),
    Flag("no-findings", "leave out new findings of lint and validate"),
    Flag("out", "also write the plan as JSON into this file", TEXT),
    *OF_BUILDS,
)  # fmt: skip
USAGE = """\
Show what a branch changes: the overlays that it reaches are built at both revisions and compared. The plan has
identical changes of several overlays once, the line that caused each change, images, new findings of lint and validate,
and dangers: immutable fields, objects that would be pruned, rights that widen. The base is read from git's objects, and
no cluster is asked.

Usage:
  kustompy plan [DIR]... [flags]

Flags:
"""
# The variables in which GitLab and GitHub name the base of a merge request, the surest first.
_HINTS = ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "GITHUB_BASE_REF")


def main(argv: Sequence[str]) -> int:
    """Plan: 0 all affected overlays build, 1 one does not or ``--fail-on`` applies, 2 there is no plan."""
    line = line_unless_help("plan", argv, FLAGS, USAGE)
    if line is None:
        return 0
    plan = _planned(line)
    if line["out"]:
        _write(plan, line["out"])
    to_stdout(_printed(plan, line["format"]))
    return int(plan.is_broken or _fails(plan, line["fail-on"]))


def _planned(line: Line) -> Plan:
    from kustompy.planning.plan.plan import Wanted
    from kustompy.planning.plan.planned import planned
    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository
    from kustompy.session.garbage import UNCOLLECTED

    paths = line.positional or ["."]
    options = build_options(line, os.environ)
    disable = [each.strip() for each in line["disable"].split(",")] if line["disable"] else []
    settings = settings_of(line, paths[0] if os.path.isdir(paths[0]) else os.curdir, disable, command="diff")
    repository = Repository(os.path.abspath(paths[0]), os.environ)
    base = repository.revision(line["base"]) if line["base"] else repository.default_base(_hinted())
    head = repository.revision(line["head"]) if line["head"] else None
    wanted = Wanted(
        not line["no-causes"], not line["no-findings"], line["kubernetes-version"], tuple(line["exclude"]),
        resources=line["format"] == "html", digests=line["format"] == "json" or bool(line["out"]),
    )  # fmt: skip
    # The garbage collector would walk the objects of all builds again and again, and find nothing.
    with Objects(repository) as objects, UNCOLLECTED:
        return planned(paths, repository, base, head, objects, options, settings, wanted, _earlier(line, options))


def _earlier(line: Line, options: Options) -> Earlier | None:
    if not line["cache"]:
        return None
    from kustompy.planning.known import Earlier

    if line["cache"] != "auto":
        return Earlier(line["cache"], options)
    from kustompy.cli.fleet_engine import users_cache

    return Earlier(users_cache(os.environ), options)


def _hinted() -> list[str]:
    names = [os.environ.get(each, "") for each in _HINTS]
    # A checkout of a pipeline has the branches of the remote only; one of a person has its own as well.
    return [known for each in names if each for known in (f"origin/{each}", each)]


def _printed(plan: Plan, form: str) -> str:
    from kustompy.planning.plan import rendered

    if form == "text":
        from kustompy.cli.reporter import has_colours
        from kustompy.planning.forms.text import Paint

        return rendered.text(plan, paint=Paint(has_colours(sys.stdout)))
    if form in ("github", "gitlab"):
        from kustompy.reporting.report import rendered as reported
        from kustompy.reporting.report import report_of_findings

        text = reported(report_of_findings(rendered.diagnostics(plan), plan.top), form)
        return Commands(text) if form == "github" else text
    if form == "html":
        from kustompy.planning.graph.sources import structure
        from kustompy.planning.page.pages import page_of_plan

        there = [os.path.join(plan.top, each.target) for each in plan.differing if each.status != "gone"]
        return page_of_plan(plan, structure(there, plan.top), plan.written)
    if form == "markdown":
        from kustompy.planning.plan.comment import markdown

        return markdown(plan)
    return rendered.json(plan)


def _write(plan: Plan, path: str) -> None:
    from kustompy.planning.plan import rendered
    from kustompy.results.output_files import write_file

    try:
        write_file(path, rendered.json(plan).encode("utf-8", "surrogatepass"))
    except (OSError, ValueError) as error:
        raise unwritten(path, error) from None


def _fails(plan: Plan, on: str) -> bool:
    has_errors = any(each.danger.severity == "error" for each in plan.dangers)
    return {
        "none": False,
        "danger": has_errors,
        "finding": has_errors or any(each.severity == "error" for each in plan.findings),
        "change": bool(plan.differing),
    }[on]
