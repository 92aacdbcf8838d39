"""ValidatingAdmissionPolicies: the objects that they match, and their denials of objects that are created."""

# After apiserver's pkg/admission/plugin/policy/validating, for the one operation that can be known here: CREATE.

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kustompy.cel import CelError, Program
from kustompy.cel.errors import BudgetError, UnknownError
from kustompy.cel.scope import Budget
from kustompy.cel.types import AUTHORIZER, BOOL, DYN, NULL, STRING, Type, object_of
from kustompy.validation.expressions.requests import AUTHORIZATION, OBJECTS, program_of
from kustompy.validation.policies.requests import Around, Request, mappings, matches
from kustompy.validation.schema.facts import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.values import Value
    from kustompy.model import values
    from kustompy.model.values import Manifest
    from kustompy.validation.expressions.expense import Expense
    from kustompy.validation.schema.facts import Path

GROUP = "admissionregistration.k8s.io"
# The budget of one policy for one object.
_STEPS = 1_000_000
# The price of matching one object with one policy, in steps of schemas: a tree may have thousands of both.
_LOOK = 20


class Denial(NamedTuple):
    """The verdict of a policy about an object: a refusal, or (``warns``) a warning."""

    message: str
    warns: bool


class Unusable(NamedTuple):
    """An expression of a policy that does not compile: its path in the policy, and the reason."""

    path: Path
    message: str


class Validation(NamedTuple):
    """One validation of a policy, ready to run."""

    program: Program
    expression: str
    message: str
    message_of: Program | None


class Policy:
    """One policy: its constraints, its variables, and its validations, compiled."""

    __slots__ = ("conditions", "constraints", "fails", "name", "params", "unusable", "validations", "variables")

    def __init__(self, manifest: Manifest) -> None:
        spec = mapping(manifest, "spec")
        self.name = str(mapping(manifest, "metadata").get("name", ""))
        self.constraints = mapping(spec, "matchConstraints")
        self.params = mapping(spec, "paramKind")
        self.fails = spec.get("failurePolicy") != "Ignore"
        """Whether an expression that fails refuses the object (failurePolicy: Fail, the default)."""
        self.unusable: list[Unusable] = []
        # `params` exists only with a paramKind, and messageExpression has no `authorizer`.
        known = {**OBJECTS, "namespaceObject": DYN, **({"params": DYN} if self.params else {})}
        asking = {**known, AUTHORIZATION: AUTHORIZER}
        self.conditions = [
            program
            for index, each in enumerate(mappings(spec, "matchConditions"))
            if (program := self._compiled(each, ("spec", "matchConditions", index), "expression", asking, BOOL))
        ]
        self.variables: dict[str, Program] = {}
        types: dict[str, tuple[str, Type]] = {}
        for index, each in enumerate(mappings(spec, "variables")):
            # An expression sees only the variables above its own, so that none can ask for itself.
            above = {**asking, "variables": object_of(dict(types))}
            program = self._compiled(each, ("spec", "variables", index), "expression", above, DYN)
            name = str(each.get("name"))
            types[name] = (name, DYN if program is None else program.type)
            if program is not None:
                self.variables[name] = program
        every, plain = ({**each, "variables": object_of(types)} for each in (asking, known))
        self.validations = [
            Validation(program, str(each["expression"]), str(each.get("message") or ""), message)
            for index, each in enumerate(mappings(spec, "validations"))
            for at in [("spec", "validations", index)]
            for message in [self._compiled(each, at, "messageExpression", plain, STRING)]
            if (program := self._compiled(each, at, "expression", every, BOOL))
        ]
        for index, each in enumerate(mappings(spec, "auditAnnotations")):
            self._compiled(each, ("spec", "auditAnnotations", index), "valueExpression", every, STRING, NULL)

    def _compiled(
        self, entry: Manifest, path: Path, key: str, variables: dict[str, Type], *wanted: Type
    ) -> Program | None:
        text = entry.get(key)
        if not isinstance(text, str) or not text.strip():
            return None  # the table reports a missing expression
        found = program_of(text, variables, *wanted)
        if isinstance(found, str):
            self.unusable.append(Unusable((*path, key), found))
            return None
        return found

    def refusals(self, variables: dict[str, Value], budget: Budget) -> Iterator[str]:
        """The reasons for which the policy refuses the object in the variables."""
        given = {**variables, "variables": _Variables(self.variables, variables, budget)}
        try:
            if not all(condition.value(given, budget) is True for condition in self.conditions):
                return
            # All validations run, as in the API server: the first refusal does not hide the others.
            for validation in self.validations:
                yield from self._refusal(validation, given, budget)
        except UnknownError:
            raise
        except CelError as error:
            if self.fails:
                yield f"expression resulted in error: {error}"
        except BudgetError:
            yield "the policy costs more than the API server may spend on one object"

    def _refusal(self, validation: Validation, given: dict[str, Value], budget: Budget) -> Iterator[str]:
        try:
            if validation.program.value(given, budget) is True:
                return
        except UnknownError:
            raise
        except CelError as error:
            if self.fails:
                yield f"expression '{validation.expression}' resulted in error: {error}"
            return
        yield _made(validation, given, budget) or validation.message or f"failed expression: {validation.expression}"


def _made(validation: Validation, given: dict[str, Value], budget: Budget) -> str:
    if validation.message_of is None:
        return ""
    try:
        made = validation.message_of.value(given, budget)
    except CelError:
        return ""
    return made.strip() if isinstance(made, str) else ""


class _Variables(dict[str | int | bool, "Value"]):
    """The variables of a policy, each evaluated when an expression first asks for it."""

    # Lazy as in the API server: a variable that fails refuses nothing unless a validation uses it.

    def __init__(self, programs: dict[str, Program], given: dict[str, Value], budget: Budget) -> None:
        super().__init__()
        self.programs, self.given, self.budget = programs, given, budget

    def __contains__(self, name: object) -> bool:
        return name in self.programs

    def __missing__(self, name: str) -> Value:
        # Only those above its own, as they were compiled: otherwise two variables could ask for each other for ever.
        above: dict[str, Program] = {}
        for each, program in self.programs.items():
            if each == name:
                break
            above[each] = program
        known = _Variables(above, self.given, self.budget)
        self[name] = made = self.programs[name].value({**self.given, "variables": known}, self.budget)
        return made


class Binding(NamedTuple):
    """A binding: where a policy is in force, and whether it only warns there."""

    policy: str
    warns: bool
    constraints: Manifest
    params: Manifest


class Policies:
    """The policies that objects are held against."""

    def __init__(self, manifests: Iterable[Manifest], *, always: bool, expense: Expense | None = None) -> None:
        """With ``always`` a policy without any binding is in force everywhere, as for one that the user names.

        Policies that a tree brings have an ``expense``, the budget of all of them for all objects.
        """
        self.expense = expense
        everything = list(manifests)
        self.policies = [Policy(each) for each in everything if _is(each, "ValidatingAdmissionPolicy")]
        self.others = Around(everything)
        """The objects in the policies' own files, which may be their parameters."""
        self.bindings: dict[str, list[Binding]] = {}
        for each in everything:
            if _is(each, "ValidatingAdmissionPolicyBinding"):
                binding = _binding(each)
                self.bindings.setdefault(binding.policy, []).append(binding)
        if always:
            for policy in self.policies:
                self.bindings.setdefault(policy.name, [Binding(policy.name, warns=False, constraints={}, params={})])

    def denials(self, manifest: Manifest, around: Around) -> Iterator[Denial]:
        """The verdicts of the policies about an object that is created."""
        request = around.request(manifest)
        if self.expense is not None:
            self.expense.meet(manifest)
            self.expense.steps.spend(_LOOK * len(self.policies))
        for policy in self.policies:
            bindings = self.bindings.get(policy.name, ())
            if not bindings or not matches(policy.constraints, request, around):
                continue
            for binding in bindings:
                if not binding.constraints or matches(binding.constraints, request, around, is_binding=True):
                    yield from self._denials(policy, binding, request, around)

    def _denials(self, policy: Policy, binding: Binding, request: Request, around: Around) -> Iterator[Denial]:
        params = self._params(policy, binding, around)
        # Warned about, never refused: the parameter may be in the cluster already.
        if params is None and policy.params:
            wanted = f"{policy.params.get('kind')} {binding.params.get('name', '')}".strip()
            if binding.params.get("parameterNotFoundAction") != "Allow":
                yield Denial(f"policy {policy.name!r} is not checked: its parameter {wanted} is not here", warns=True)
            return
        variables: dict[str, Value] = {
            "object": request.manifest,
            "oldObject": None,
            "request": request.described(),
            "params": params,
            "namespaceObject": around.namespace(request.namespace),
            AUTHORIZATION: {"requestResource": None},
        }
        budget = Budget(_STEPS) if self.expense is None else self.expense.budget(_STEPS)
        given = budget.left
        found: list[Denial] = []
        try:
            for message in policy.refusals(variables, budget):
                said = f"ValidatingAdmissionPolicy {policy.name!r} denied the request: {message}"
                found.append(Denial(said, binding.warns))
        except UnknownError as error:
            found.append(Denial(f"policy {policy.name!r} is not checked to its end: {error}", warns=True))
        if self.expense is not None:
            self.expense.settle(given, budget)
        yield from found

    def _params(self, policy: Policy, binding: Binding, around: Around) -> values.Value:
        kind, name = str(policy.params.get("kind")), str(binding.params.get("name"))
        namespace = str(binding.params.get("namespace") or "")
        return self.others.named(kind, name, namespace) or around.named(kind, name, namespace)


def _binding(manifest: Manifest) -> Binding:
    spec = mapping(manifest, "spec")
    # [Audit] alone refuses nothing: its denials are shown as warnings.
    actions = spec.get("validationActions") or ["Deny"]
    return Binding(
        str(spec.get("policyName")), "Deny" not in actions, mapping(spec, "matchResources"), mapping(spec, "paramRef")
    )


def _is(manifest: Manifest, kind: str) -> bool:
    return manifest.get("kind") == kind and str(manifest.get("apiVersion", "")).startswith(f"{GROUP}/")
