"""The tables behind help, completion and the man page: groups of flags, examples and exit codes of commands."""

from __future__ import annotations

from kustompy.cli import COMMANDS
from kustompy.cli.flags import HELP, rows_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.cli.flags import Flag

GROUPS = {
    "What is checked": "all-files allow-empty exclude skip reject jobs exit-on-error",
    "Many targets": "cache cache-secrets executor fail-fast split",
    "Cluster": "context field-manager force-conflicts kubeconfig kubectl namespace",
    "Deploying": "dry-run no-wait plan to wait-for-jobs",
    "Pruning": "apply-set prune prune-also yes",
    "Inputs": "input input-file placeholder-inputs sops-command",
    "Settings": "config no-tree-settings kustomize-version merge-keys-from-crds",
    "Against what": "crd kubernetes-version schema-location ignore-missing-schemas ignore-placeholders lenient"
    " placeholder policy policy-set rules allow-rules disable",
    "Reports": "format summary verbose explain validate strict",
    "Output": "annotate output watch reorder enable-managedby-label",
    "Charts, functions and plugins": "enable-helm helm-api-versions helm-command helm-debug helm-kube-version"
    " enable-alpha-plugins enable-exec as-current-user env tree-env mount network network-name",
    "What may be read": "load-restrictor root offline trust allow-host",
    "Limits": "max-alias-nodes max-copied-values max-depth max-fetched-size max-file-size max-findings max-includes"
    " max-number-length max-output-size max-pattern-steps max-resources max-schema-steps timeout",
}
"""The headings below which help lists flags; a flag without a group comes last, below a heading for the others."""
_OTHERS = "Other flags"
_FEW = 8

EXAMPLES = {
    "affected": (
        ("kustompy affected --since origin/main", "List the overlays below this directory that a branch can change"),
        ("git diff --name-only HEAD~1 | kustompy affected --stdin overlays", "The same, from a list of paths"),
    ),
    "argocd": (
        ("kustompy argocd build apps/", "Print what every Application of a directory applies"),
        ("kustompy argocd get apps/root.yaml", "List an app of apps with those that it makes"),
    ),
    "cfg cat": (("kustompy cfg cat base", "Print the resources of the files below a directory"),),
    "cfg count": (("kustompy cfg count base", "Count the resources by kind"),),
    "cfg grep": (("kustompy cfg grep kind=Deployment base", "Print the resources that have the value in the field"),),
    "cfg tree": (("kustompy cfg tree base --image", "Show the resources as a tree, with their images"),),
    "completion": (("source <(kustompy completion bash)", "Complete commands, flags and values in this shell"),),
    "create": (
        ("kustompy create --autodetect", "Make a kustomization of the manifests in this directory"),
        ("kustompy create --resources ../../base --namespace shop", "Make an overlay"),
    ),
    "deps": (
        ("kustompy deps overlays/prod", "List every file that the overlay is made of"),
        ("kustompy deps overlays/* --format make -o out > out/deps.mk", "Write rules for make"),
        (
            "kustompy deps --argocd apps --check",
            "Check the annotations from which Argo CD knows what Applications depend on",
        ),
    ),
    "build": (
        ("kustompy build overlays/prod | kubectl apply -f -", "Build an overlay and apply it"),
        ("kustompy build overlays/prod -o out/", "Write a file for each resource"),
        ("kustompy build overlays -o out/", "Build every overlay below a directory, each into a file"),
        ("kustompy build overlays -o out/ --watch", "The same, and again whenever a file changes"),
        ("kustompy build overlays/prod --validate --strict", "Print it only if it is valid and lint finds nothing"),
    ),
    "deploy": (
        ("kustompy deploy overlays/prod --dry-run", "Ask the server what would happen"),
        ("kustompy deploy overlays/prod --context prod --prune", "Deploy, and delete what is no longer rendered"),
        ("kustompy deploy overlays/prod --plan plan.json --format json", "Deploy what was planned, in a pipeline"),
    ),
    "diff": (
        ("kustompy diff overlays/dev overlays/prod", "Compare two overlays"),
        ("kustompy diff --git origin/main", "Compare the work tree with a revision"),
        ("kustompy build overlays/prod | kustompy diff rendered.yaml -", "Compare renders"),
        ("kustompy diff --live overlays/prod", "Compare with the cluster, by kubectl"),
    ),
    "doctor": (
        ("kustompy doctor", "Find overlays below this directory that another version of kustomize builds differently"),
    ),
    "drift": (
        ("kustompy drift overlays/prod", "Show what differs in the cluster, and who wrote it"),
        ("kustompy drift overlays/prod --format json", "The same for a scheduled pipeline"),
    ),
    "drop-in": (("kustompy drop-in install ~/bin", "Run kustompy for `kustomize`, if ~/bin is first in PATH"),),
    "flux": (
        ("kustompy flux build clusters/prod", "Print what every Kustomization of a cluster applies"),
        ("kustompy flux build . -o rendered/", "Write a file for each Kustomization of the repository"),
        ("kustompy flux get clusters/prod", "List them"),
        ("kustompy explain clusters/prod#flux-system/apps Deployment/web", "Show who wrote what one of them applies"),
    ),
    "flux-local": (
        ("kustompy flux-local test --path clusters/prod --enable-helm", "Test whether everything builds"),
        ("kustompy flux-local diff ks --path clusters/prod --branch-orig main", "Show what a branch changes"),
    ),
    "fn run": (
        ("kustompy fn run base --image example.com/fn:v1", "Run a function over the files of a directory"),
        ("kustompy fn run base --enable-exec --exec-path ./fn", "The same with a program"),
    ),
    "init": (
        (
            "kustompy init shop --app web --image registry.example.com/web:1.4 --port 8080",
            "Start an app with overlays for dev and prod",
        ),
        ("kustompy init shop --from shop.yaml --pipeline github", "Start with several apps"),
        ("kustompy init shop --from-manifests k8s/ --environments prod", "Start with existing manifests as the base"),
    ),
    "localize": (("kustompy localize overlays/prod prod", "Copy an overlay with all that it is made of"),),
    "openapi fetch": (("kustompy openapi fetch", "Print the OpenAPI document of the cluster"),),
    "openapi info": (("kustompy openapi info", "Print the version of the built-in schemas"),),
    "schema": (("kustompy schema > kustomization.schema.json", "Write the JSON schema of the kustomization file"),),
    "explain": (
        ("kustompy explain overlays/prod Deployment/web", "Show who wrote each field"),
        ("kustompy explain overlays/prod Deployment/web spec.replicas", "Show who wrote one field"),
    ),
    "plan": (
        ("kustompy plan", "Plan the work tree against the merge base with the default branch"),
        ("kustompy plan --base origin/main --format markdown > comment.md", "Write a comment for a merge request"),
        ("kustompy plan --base v1 --head v2 --out plan.json", "Plan between two revisions, and keep the plan"),
    ),
    "graph": (
        ("kustompy graph overlays/prod", "Show bases, components, resources and their references as trees"),
        ("kustompy graph --format mermaid", "Draw all overlays and what they share"),
        ("kustompy graph overlays/prod --format svg > prod.svg", "Draw a picture"),
    ),
    "report": (
        ("kustompy report overlays/prod > prod.html", "Write a page of one overlay"),
        ("kustompy report --output report.html", "Write a page of every overlay below this directory"),
    ),
    "lint": (
        ("kustompy lint .", "Check every overlay below this directory"),
        ("kustompy lint overlays/prod --format sarif > lint.sarif", "Write a report for code scanning"),
        ("kustompy lint --explain KST950", "Explain a code"),
    ),
    "validate": (
        ("kustompy validate .", "Check every overlay and loose manifest below this directory"),
        ("kustompy build overlays/prod | kustompy validate", "Check what is piped in"),
        (
            "kustompy validate . --kubernetes-version 1.31 --crd crds/",
            "Check against another version, and with custom kinds",
        ),
    ),
    "rollback": (("kustompy rollback overlays/prod --to v1.4", "Deploy the overlay as it is at a tag"),),
    "targets": (("kustompy targets --verbose", "List what is checked here, and what is left out"),),
}
_DONE = ((0, "success"), (1, "failure, which the message explains"))
_OF_DEPLOYS = (
    (0, "everything is applied and ready"),
    (1, "the build failed, or an object was refused, did not get ready, or was not tried"),
    (2, "the command line is wrong"),
)
_OF_CHECKS = (
    (0, "everything that was checked is right"),
    (1, "something is wrong"),
    (2, "there was nothing to check, or the command line is wrong"),
)
EXIT_CODES = {
    "affected": ((0, "the targets are listed, even if there are none"), (2, "the changes cannot be determined")),
    "argocd": ((0, "every object builds"), (1, "one does not, or there are none")),
    "cfg cat": ((0, "the resources are printed"), (1, "a file cannot be read")),
    "cfg count": ((0, "the resources are counted"), (1, "a file cannot be read")),
    "cfg grep": ((0, "the matches are printed, even if there are none"), (1, "a file or the query cannot be read")),
    "cfg tree": ((0, "the tree is printed"), (1, "a file cannot be read")),
    "completion": ((0, "the script is printed"), (1, "there is none for the shell")),
    "create": _DONE,
    "doctor": ((0, "no overlay differs"), (1, "one does"), _OF_CHECKS[2]),
    "drop-in": _DONE,
    "flux": ((0, "every object builds"), (1, "one does not, or there are none")),
    "flux-local": ((0, "success, whatever differs"), (1, "an object does not build, or the command line is wrong")),
    "fn run": _DONE,
    "init": _DONE,
    "localize": _DONE,
    "openapi fetch": ((0, "the document is printed"), (1, "kubectl could not fetch it")),
    "openapi info": ((0, "the version is printed"),),
    "schema": ((0, "the schema is printed"),),
    "deps": (
        (0, "all targets build"),
        (1, "one does not, and what it read until then is listed; or an annotation is not right"),
        _OF_CHECKS[2],
    ),
    "build": ((0, "the build succeeded"), (1, "it failed, is not valid, or could not be written")),
    "diff": (
        (0, "nothing differs"),
        (1, "something differs"),
        (2, "a side does not build, or the command line is wrong"),
    ),
    "deploy": _OF_DEPLOYS,
    "drift": (
        (0, "nothing differs"),
        (1, "something differs"),
        (2, "the comparison failed, or the command line is wrong"),
    ),
    "rollback": _OF_DEPLOYS,
    "explain": ((0, "the field is explained"), (1, "the build failed, or there is no such resource or field")),
    "plan": (
        (0, "every overlay that is affected builds"),
        (1, "one does not, or the plan has what --fail-on names"),
        (2, "no plan could be made, as for a base that git does not know, or the command line is wrong"),
    ),
    "graph": (
        (0, "the graph is drawn"),
        (1, "a build failed"),
        (2, "there are no targets, or the command line is wrong"),
    ),
    "report": (
        (0, "the page is written"),
        (1, "a build failed"),
        (2, "there are no targets, or the command line is wrong"),
    ),
    "lint": _OF_CHECKS,
    "validate": _OF_CHECKS,
    "targets": ((0, "there are targets"), (2, "there are none, or the command line is wrong")),
}


def table() -> dict[str, tuple[str, tuple[Flag, ...]]]:
    """Each command with what it does and its flags; without flags if they depend on a word behind it."""
    found = {}
    for name, what in COMMANDS.items():
        module = __import__(f"kustompy.cli.{name.replace('-', '_')}", fromlist=["FLAGS"])
        flags = getattr(module, "FLAGS", ())
        # The flags of kubeconform are a table of another form, which its own help prints.
        own = flags if isinstance(flags, tuple) else ()
        found[name] = (what, tuple(each for each in (*own, HELP) if not each.deprecated))
    return found


def page(command: str, usage: str, flags: Sequence[Flag]) -> str:
    """The help of a command: its usage, flags in groups, examples and exit codes."""
    text = usage.removesuffix("Flags:\n") + grouped_help(flags)
    for heading, rows in (("Examples", _examples(command)), ("Exit codes", _exit_codes(command))):
        if rows:
            text += f"\n{heading}:\n" + "".join(f"  {row}\n" for row in rows)
    return text


def grouped(flags: Iterable[Flag]) -> list[tuple[str, list[Flag]]]:
    """The flags under their headings, without those that are deprecated."""
    left = {each.name: each for each in flags if not each.deprecated}
    # A heading for two flags each helps nobody.
    if len(left) <= _FEW:
        return [("Flags", list(left.values()))]
    found = []
    for heading, names in GROUPS.items():
        own = [left.pop(name) for name in sorted(names.split()) if name in left]
        if own:
            found.append((heading, own))
    return [*found, (_OTHERS, list(left.values()))] if left else found


def grouped_help(flags: Iterable[Flag]) -> str:
    """The tables of flags, one a group, in the same columns."""
    groups = [(heading, rows_of(own)) for heading, own in grouped(flags)]
    width = max(len(left) for _, rows in groups for left, _ in rows)
    return "\n".join(
        f"{heading}:\n" + "".join(f"{left.ljust(width)}   {right}\n" for left, right in rows)
        for heading, rows in groups
    )


def _examples(command: str) -> list[str]:
    return [line for example, what in EXAMPLES.get(command, ()) for line in (f"# {what}", example)]


def _exit_codes(command: str) -> list[str]:
    return [f"{code}  {what}" for code, what in EXIT_CODES.get(command, ())]
