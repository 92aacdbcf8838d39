"""The objects of a cluster, asked of the user's own kubectl: as they are, and as the server would make them."""

from __future__ import annotations

from kustompy.errors import FunctionError
from kustompy.planning.changes.differ import Side
from kustompy.planning.sides import side_of_text
from kustompy.system.process import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.model.values import Manifest, Value
    from kustompy.results.resource import Resource

# kubectl itself waits without end for a server that does not answer.
_SECONDS = 120
_HINT = "see `kubectl config current-context` and your rights there"
# Words of kubectl and of Go's net package, of which the first that fits decides.
_HINTS = (
    ("connection refused", "no cluster answers there: see `kubectl config current-context` and `kubectl cluster-info`"),
    ("no such host", "no cluster answers there: see `kubectl config current-context` and `kubectl cluster-info`"),
    ("logged in", "log in to the cluster again: `kubectl auth whoami` says who you are there"),
    ("Unauthorized", "log in to the cluster again: `kubectl auth whoami` says who you are there"),
    ("Forbidden", "`kubectl auth can-i get KIND` says what you may do there"),
    ("no matches for kind", "the cluster does not know the kind yet: apply its CustomResourceDefinition first"),
    ("executable file not found", "install kubectl, or name it with --kubectl"),
    ("no such file", "install kubectl, or name it with --kubectl"),
)
# What the API server sets on every object, and so differs from any render.
_OF_SERVER = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def live_and_merged(rendered: str, environment: Mapping[str, str], kubectl: str = "kubectl") -> tuple[Side, Side, str]:
    """The cluster's objects of the manifests' ids, those that applying would make, and a warning, empty if all is well.

    Where the server refuses the dry run, the fields of the manifests are compared with what is there.
    """
    text = rendered.encode("utf-8", "surrogatepass")
    # By stdin, so that no value of a Secret is in the list of processes or in a file.
    live, failure = _asked(kubectl, ["get", "--ignore-not-found", "-o", "json", "-f", "-"], text, environment)
    if failure:
        raise FunctionError(f"kubectl get: {failure}", code="KST600", hint=_hint(failure))
    old = _cleaned(side_of_text(live, "kubectl get").resources)
    # `--force-conflicts`: a dry run changes nothing, and a conflict of managers says nothing of what would be stored.
    dry = ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-o", "json", "-f", "-"]
    merged, failure = _asked(kubectl, dry, text, environment)
    if not failure:
        return Side(old), Side(_cleaned(side_of_text(merged, "kubectl apply").resources)), ""
    # Without a dry run no defaults are known. The fields that the render does not have are left out on the live side,
    # so that they do not look like removals.
    wanted = side_of_text(text, "the build").resources
    by_id = {each.id: each for each in wanted}
    kept = [_narrowed(each, by_id[each.id]) if each.id in by_id else each for each in old]
    return (
        Side(kept),
        Side(wanted),
        f"the server refuses a dry run, so only fields of the build are compared: {failure}",
    )


def _asked(kubectl: str, arguments: Sequence[str], text: bytes, environment: Mapping[str, str]) -> tuple[bytes, str]:
    """What kubectl printed, and how it failed; empty if it did not."""
    done = run(kubectl, arguments, environment=environment, seconds=_SECONDS, stdin=text)
    if not done.failure:
        return done.stdout, ""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    # Lines of kubectl's own log (klog: a letter and the day, as in `E1128`) come before the message for people.
    own = [each for each in said if not (each[:1] in "EIWF" and each[1:5].isdigit())]
    return done.stdout, (own or said or [done.failure])[0].removeprefix("error: ")


def _hint(failure: str) -> str:
    """What to do about the words of kubectl."""
    return next((hint for words, hint in _HINTS if words in failure), _HINT)


def _cleaned(resources: Sequence[Resource]) -> list[Resource]:
    from kustompy.results.resource import Resource

    return [Resource(without_bookkeeping(each.manifest)) for each in resources]


def without_bookkeeping(manifest: Manifest) -> Manifest:
    """An object without what the server keeps for itself."""
    # Controllers write `status`; what a render has there is not applied.
    kept = {key: value for key, value in manifest.items() if key != "status"}
    metadata = dict(kept.get("metadata") or {})
    for field in _OF_SERVER:
        metadata.pop(field, None)
    annotations = metadata.get("annotations")
    if isinstance(annotations, dict) and _LAST_APPLIED in annotations:
        metadata["annotations"] = {key: value for key, value in annotations.items() if key != _LAST_APPLIED}
        # The render has no empty mapping there.
        if not metadata["annotations"]:
            del metadata["annotations"]
    return {**kept, "metadata": metadata}


def _narrowed(live: Resource, wanted: Resource) -> Resource:
    from kustompy.results.resource import Resource

    return Resource(common_fields(live.manifest, wanted.manifest))


def common_fields(live: Value, wanted: Value) -> Value:
    """The fields of what is there that the build has, too."""
    if isinstance(live, dict) and isinstance(wanted, dict):
        return {key: common_fields(value, wanted[key]) for key, value in live.items() if key in wanted}
    # Lists of other lengths are compared as they are: which elements belong together is not known here.
    if isinstance(live, list) and isinstance(wanted, list) and len(live) == len(wanted):
        return [common_fields(*pair) for pair in zip(live, wanted, strict=True)]
    return live
