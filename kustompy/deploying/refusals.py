"""The messages of kubectl for refusals, with their meaning and remedies."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Row(NamedTuple):
    """Words in messages of kubectl, and their meaning."""

    words: tuple[str, ...]
    code: str
    hint: str
    is_whole: bool = False
    """Whether the same refusal meets every other call."""
    is_transient: bool = False
    """Whether a later try may succeed."""
    fault: str = ""
    """CONFLICT or FORBIDDEN, which callers act on; empty for the others."""


CONFLICT, FORBIDDEN = "conflict", "forbidden"
"""The faults: another manager owns a field; the user lacks a right."""


class Refusal(NamedTuple):
    """A failure of kubectl: code, kubectl's words, remedy, and whether other calls or later tries may succeed."""

    code: str
    words: str
    hint: str
    is_whole: bool = False
    is_transient: bool = False
    unknown_kinds: frozenset[tuple[str, str]] = frozenset()
    """The versions and kinds that the server does not know."""
    fault: str = ""


_RIGHTS = "ask who runs the cluster for the right that the message names; `kubectl auth can-i --list` shows yours"
_MANAGER = (
    "leave the field out of the render if the other manager is to keep it, or take it with --force-conflicts; an"
    " autoscaler keeps `spec.replicas`"
)
_WEBHOOK = "change what the webhook names; `kubectl get validatingwebhookconfigurations` shows who set it up"
_NO_WEBHOOK = "see whether the pods behind the webhook run: its Service is named in the message"
_NO_SERVER = "see `kubectl cluster-info`: the cluster of the context may be down, or the network may not lead there"
# kubectl has no exit codes for these, so its words tell them apart; those of the API server end in a reason in
# parentheses. The order counts: a webhook that cannot be reached is an internal error with a refused connection in it,
# a Namespace that is going away is forbidden, and both are more than that.
ROWS: tuple[Row, ...] = (
    Row(
        ("executable file not found", "fork/exec "), "KST650",
        "install kubectl, or name the program: --kubectl PATH", is_whole=True,
    ),
    Row(
        ("context was not found", 'context "', "no configuration has been provided", "invalid configuration",
         "error loading config file", "current-context is not set", "error: stat "),
        "KST651", "see `kubectl config get-contexts`; --context and --kubeconfig choose", is_whole=True,
    ),
    Row(
        ("(Unauthorized)", "You must be logged in", "getting credentials", "the server has asked for the client to"),
        "KST652", "log in anew as your cluster wants it; `kubectl auth whoami` shows as whom", is_whole=True,
    ),
    Row(("failed calling webhook", "failed to call webhook"), "KST655", _NO_WEBHOOK),
    Row(("admission webhook", "denied the request", "ValidatingAdmissionPolicy"), "KST655", _WEBHOOK),
    Row(("because it is being terminated",), "KST657", "wait until the Namespace is gone, and run it again"),
    Row(("(Forbidden)",), "KST653", _RIGHTS, fault=FORBIDDEN),
    Row(
        ('namespaces "',), "KST657",
        "add the Namespace to the render, or create it first: `kubectl create namespace NAME`",
    ),
    Row(("Apply failed with",), "KST654", _MANAGER, fault=CONFLICT),
    Row(("no matches for kind", "doesn't have a resource type"), "KST656",
        "add the CustomResourceDefinition to the render, or install what brings it; see `kubectl api-resources`"),
    Row(
        (
            "connection refused", "no such host", "i/o timeout", "network is unreachable", "TLS handshake timeout",
            "unexpected EOF", ": EOF", "connection reset", "connection lost", "Client.Timeout", "no route to host",
            "context deadline exceeded", "x509:", "did not end within",
        ),
        "KST651", _NO_SERVER, is_whole=True, is_transient=True,
    ),
    Row(
        ("(InternalError)", "(ServiceUnavailable)", "(TooManyRequests)", "(ServerTimeout)", "(Timeout)", "etcdserver",
         "is currently unable to handle the request"),
        "KST658", "run it again: what was applied stays applied, and nothing is done twice", is_transient=True,
    ),
    Row(
        ("(Conflict)", "the object has been modified"), "KST658",
        "run it again: somebody else wrote the object in the same moment", is_transient=True,
    ),
    Row(
        ("field is immutable", "may not change once set", "updates to statefulset spec for fields"), "KST659",
        "give the object a new name, or delete it first: `kubectl delete --cascade=orphan` keeps its pods",
    ),
    Row(
        (" is invalid:", "(BadRequest)", "error validating", "strict decoding error", "(Invalid)", "unable to decode"),
        "KST659", "mend the field that the message names; `kustompy validate` finds such fields before a cluster does",
    ),
)  # fmt: skip
"""The meanings of kubectl's messages; the first row with words in the message counts."""
_OTHER = Row((), "KST660", "run `kubectl apply --server-side --dry-run=server` by hand, and see what it says")
_TAIL = "Please review the fields above"
_MOST_LINES = 12
_WARNING = "Warning: "
_KIND = 'no matches for kind "'


def refusal_of(said: str, failure: str) -> Refusal:
    """The refusal for a text on stderr; ``failure`` tells how kubectl ended, for an empty text."""
    words = cleaned(said) or failure
    row = next((row for row in ROWS if any(each in words for each in row.words)), _OTHER)
    return Refusal(
        row.code, words, row.hint, row.is_whole, row.is_transient, frozenset(_unknown_kinds(words)), row.fault
    )


def cleaned(said: str) -> str:
    """The text without log lines, repeated lines, and advice about flags that are not ours."""
    # kubectl repeats its discovery errors for each resource, with its own log lines before them. `_TAIL` begins the
    # advice on conflicts: to run kubectl again with --force-conflicts.
    lines = said.partition(_TAIL)[0].strip().splitlines()
    lines = [each for each in dict.fromkeys(map(str.rstrip, lines)) if each and not _is_of_log(each)]
    more = [f"… {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return "\n".join([*lines[:_MOST_LINES], *more])


def warnings_in(said: str) -> list[str]:
    """The warnings of the server in a text on stderr, each once."""
    lines = dict.fromkeys(map(str.strip, said.splitlines()))
    return [each.removeprefix(_WARNING) for each in lines if each.startswith(_WARNING)]


def _is_of_log(line: str) -> bool:
    """Whether a line is one of kubectl's log, in klog's format: ``E1128 12:47:42.986026 …``."""
    return line[:1] in "EWIF" and line[1:5].isdigit() and line[5:6] == " "


def _unknown_kinds(words: str) -> Iterator[tuple[str, str]]:
    for part in words.split(_KIND)[1:]:
        kind, _, rest = part.partition('"')
        version = rest.partition('in version "')[2].partition('"')[0]
        yield version, kind
