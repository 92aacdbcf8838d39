"""What the commands share that talk to a cluster: flags, options of a build, kubectl, and the apply set of a target."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.flags import SLICE, TEXT, Flag
from kustompy.cli.inputs import OF_BUILDS
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.deploying.apply_set import ApplySet
    from kustompy.deploying.kubectl import Kubectl
    from kustompy.results.resource import Resource
    from kustompy.session.options import Options

CLUSTER = (
    Flag("context", "the context of the kubeconfig", TEXT),
    Flag("field-manager", "name of the owner of fields that are written", TEXT, default="kustompy"),
    Flag("kubeconfig", "kubeconfig file, else the one that kubectl finds", TEXT),
    Flag("kubectl", "the kubectl to run", TEXT, default="kubectl"),
    Flag("namespace", "namespace of resources that name none", TEXT, short="n"),
)
"""The flags that choose a cluster, and how fields are written in it."""
# --timeout has another meaning for a deploy, which waits: DEPLOYING has one of its own.
OF_RENDERS = tuple(flag for flag in OF_BUILDS if flag.name not in ("placeholder-inputs", "timeout"))
"""The flags of a build whose result goes into a cluster, where made-up inputs have no business."""
APPLY_SET = Flag("apply-set", "name of the apply set, else one made from the path of the target", TEXT)
DEPLOYING = (
    *CLUSTER,
    APPLY_SET,
    Flag("dry-run", "ask the server what would happen, and change nothing"),
    Flag("force-conflicts", "take over fields that other managers own"),
    Flag("format", "output format", TEXT, default="text", choices=("text", "json")),
    Flag("no-wait", "do not wait until everything is ready"),
    Flag("prune", "delete what an earlier deploy with --prune applied and is no longer rendered"),
    Flag("prune-also", "kinds to prune although they hold other objects or data, such as Namespace", SLICE),
    Flag("timeout", "time limit for all waiting in seconds, or as 5m or 1h; 0 is no limit", TEXT, default="300"),
    Flag("wait-for-jobs", "wait until Jobs have completed, too"),
    Flag("yes", "prune without asking", short="y"),
)
"""The flags of deploy and rollback."""


def target_of(line: Line) -> str:
    """The one target of the arguments."""
    if len(line.positional) != 1:
        raise UsageError(
            "specify one path to kustomization.yaml", code="KST805", hint="name the overlay: `overlays/prod`"
        )
    target: str = line.positional[0]
    return target


def options_for(line: Line) -> Options:
    """The options of a build that goes into a cluster: never with made-up inputs."""
    # OF_RENDERS has no such flag, and the options of any build ask for its value.
    line.values["placeholder-inputs"] = False
    return build_options(line, os.environ)


def kubectl_of(line: Line) -> Kubectl:
    """The user's kubectl, with the environment that its authentication may need."""
    from kustompy.deploying.kubectl import Kubectl, flags_to

    flags = flags_to(line["context"], line["kubeconfig"], line["namespace"])
    return Kubectl(line["kubectl"], flags, os.environ)


def apply_set_of(line: Line, target: str, resources: Sequence[Resource]) -> ApplySet:
    """The apply set of a target: named by ``--apply-set``, else after the path of the target in its repository."""
    from kustompy.deploying.apply_set import ApplySet, namespace_for, own_set

    namespace = line["namespace"] or namespace_for(each.manifest for each in resources)
    if line["apply-set"]:
        return ApplySet(line["apply-set"], namespace, None)
    return own_set(target, namespace, os.environ)
