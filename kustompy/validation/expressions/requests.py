"""The variables of expressions about a request: the objects, the request, parameters, and the authorizer."""

from __future__ import annotations

from kustompy.cel import CompileError, Program, compiled
from kustompy.cel.program import described
from kustompy.cel.types import AUTHORIZER, BOOL, DYN, STRING, Type, fits, list_of, map_of, object_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

AUTHORIZATION = "authorizer"
# The API server limits the estimated cost instead; here the length bounds what compiling takes.
_LONGEST = 10_000


def _fields(**types: Type) -> Type:
    return object_of({name: (name, type_) for name, type_ in types.items()})


_KIND = _fields(group=STRING, version=STRING, kind=STRING)
_RESOURCE = _fields(group=STRING, version=STRING, resource=STRING)
_USER = _fields(username=STRING, uid=STRING, groups=list_of(STRING), extra=map_of(STRING, list_of(STRING)))
REQUEST = _fields(
    kind=_KIND,
    resource=_RESOURCE,
    subResource=STRING,
    requestKind=_KIND,
    requestResource=_RESOURCE,
    requestSubResource=STRING,
    name=STRING,
    namespace=STRING,
    operation=STRING,
    userInfo=_USER,
    dryRun=BOOL,
    options=DYN,
)
"""The request as expressions see it (API reference, AdmissionRequest)."""
# Objects are dynamic: a policy is for many kinds, and the API server only warns about types that it can work out.
OBJECTS: dict[str, Type] = {"object": DYN, "oldObject": DYN, "request": REQUEST}


def program_of(text: str, variables: Mapping[str, Type], *wanted: Type) -> Program | str:
    """The compiled expression, or the reason why it cannot be used; its value has to be of one of the types."""
    if len(text) > _LONGEST:
        return f"the expression is longer than {_LONGEST} characters"
    try:
        program = compiled(text, variables)
    except CompileError as error:
        return f"compilation failed: {described(text, error)}"
    if program.type != DYN and not any(each == DYN or fits(each, program.type, {}) for each in wanted):
        return f"must evaluate to {' or '.join(map(str, wanted))}, not to {program.type}"
    return program


def condition_problem(text: str) -> str:
    """The reason why a match condition of a webhook cannot be used; empty if it can."""
    found = program_of(text, {**OBJECTS, AUTHORIZATION: AUTHORIZER}, BOOL)
    return found if isinstance(found, str) else ""


def device_problem(text: str) -> str:
    """The reason why an expression about a device cannot be used; empty if it can, or if it is too long to compile."""
    # The fields of a device differ between versions of the API, so that its type is left open.
    found = program_of(text, {"device": DYN}, BOOL) if len(text) <= _LONGEST else ""
    return found if isinstance(found, str) else ""
