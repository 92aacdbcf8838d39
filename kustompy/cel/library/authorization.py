"""The authorizer of a cluster: expressions that ask it compile here, and have no value outside of a cluster."""

from __future__ import annotations

from kustompy.cel.errors import UnknownError
from kustompy.cel.overloads import method
from kustompy.cel.types import AUTHORIZER, BOOL, DECISION, GROUP_CHECK, PATH_CHECK, RESOURCE_CHECK, STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.values import Value


@method("path", AUTHORIZER, STRING, result=PATH_CHECK)
@method("group", AUTHORIZER, STRING, result=GROUP_CHECK)
@method("serviceAccount", AUTHORIZER, STRING, STRING, result=AUTHORIZER)
@method("resource", GROUP_CHECK, STRING, result=RESOURCE_CHECK)
@method("subresource", RESOURCE_CHECK, STRING, result=RESOURCE_CHECK)
@method("namespace", RESOURCE_CHECK, STRING, result=RESOURCE_CHECK)
@method("name", RESOURCE_CHECK, STRING, result=RESOURCE_CHECK)
@method("fieldSelector", RESOURCE_CHECK, STRING, result=RESOURCE_CHECK)
@method("labelSelector", RESOURCE_CHECK, STRING, result=RESOURCE_CHECK)
@method("check", PATH_CHECK, STRING, result=DECISION)
@method("check", RESOURCE_CHECK, STRING, result=DECISION)
@method("allowed", DECISION, result=BOOL)
@method("errored", DECISION, result=BOOL)
@method("error", DECISION, result=STRING)
@method("reason", DECISION, result=STRING)
def asked(*_: Value) -> Value:
    """What the authorizer of a cluster answers, which nobody knows here."""
    raise UnknownError("it asks the authorizer of a cluster")
