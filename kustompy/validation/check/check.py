"""One document against its schema and the rules of one manifest."""

from __future__ import annotations

from kustompy.errors import LIMIT, MISFIT, MISSING_FIELD, KustompyError, LimitError
from kustompy.model.duplicate_keys import odd_mappings
from kustompy.model.ids import split_api_version
from kustompy.model.values import plain, shared_plain
from kustompy.sops.ciphertext import is_encrypted
from kustompy.validation import rules
from kustompy.validation.check.as_kubectl import boolean_hint
from kustompy.validation.check.placeholders import placeholder_test
from kustompy.validation.schema.facts import Facts
from kustompy.validation.schema.finding import BAD_SCHEMA, NO_OBJECT, NO_SCHEMA, REJECTED, TWICE, UNKNOWN, Finding
from kustompy.validation.schema.lists import duplicates, is_only_warned
from kustompy.validation.sources import apis
from kustompy.validation.sources.custom import is_definition
from kustompy.validation.table.table import broken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import TypeAlias

    from kustompy.model.values import Manifest
    from kustompy.validation.check.subject import Subject
    from kustompy.validation.expressions.custom_rules import CustomRules
    from kustompy.validation.policies.checkers import Checker
    from kustompy.validation.rules import Broken, Disagreement, Rule
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.sources.kind_schema import KindSchema
    from kustompy.validation.sources.schemas import Schemas
    from kustompy.validation.table.table import Table

    ChosenRule: TypeAlias = tuple[str, Callable[[Facts], Iterable[Broken]], Disagreement | None]

ERROR, WARNING = "error", "warning"
FINDINGS_TOLD = 200
"""How many findings of one document are reported; the others are counted."""
_KUSTOMIZE = "kustomize.config.k8s.io"


class ValidationOptions:
    """What is checked and what is left out, for all documents of a run."""

    __slots__ = (
        "_more", "_rules", "checkers", "disabled", "ignore_missing_schemas", "is_placeholder", "reject", "set_rules",
        "skip",
    )  # fmt: skip

    def __init__(
        self,
        *,
        disable: Collection[str] = (),
        skip: Collection[str] = (),
        reject: Collection[str] = (),
        ignore_missing_schemas: bool = False,
        ignore_placeholders: bool = False,
        placeholders: Sequence[str] = (),
        policy_sets: Collection[str] = (),
        checkers: Collection[Checker] = (),
    ) -> None:
        self.disabled = frozenset(disable)
        self.skip, self.reject = frozenset(skip), frozenset(reject)
        self.ignore_missing_schemas = ignore_missing_schemas
        self.is_placeholder = placeholder_test(placeholders) if ignore_placeholders or placeholders else None
        self._rules: dict[tuple[str, bool], list[ChosenRule]] = {}
        self.checkers = tuple(checkers)
        """The checkers of policies and of a team's rules, which look at all objects together."""
        self._more: list[Rule] = []
        # Imported on demand: nearly every run is without a set.
        if policy_sets:
            from kustompy.validation.policies.sets import rules_of_sets

            self._more = rules_of_sets(policy_sets)
        self.set_rules = [check for check in rules.SET_RULES if check[0] not in self.disabled]

    def rules_of(self, kind: str, *, in_table: bool) -> list[ChosenRule]:
        """The rules for manifests of a kind; ``in_table`` if the table checks its metadata."""
        # Chosen once for each kind, not once for each manifest.
        found = self._rules.get((kind, in_table))
        if found is None:
            found = self._rules[kind, in_table] = [
                (code, check, rules.DISAGREEMENTS.get(check))
                for code, check, kinds in (*rules.MANIFEST_RULES, *self._more)
                if code not in self.disabled
                and (kinds is None or kind in kinds)
                and not (in_table and code in rules.IN_TABLE)
            ]
        return found


def note(
    subject: Subject,
    code: str,
    path: Path,
    message: str,
    severity: str = ERROR,
    *,
    line: int = 0,
    hint: str = "",
    fault: str = "",
    facts: tuple[str, ...] = (),
    on_key: bool = False,
) -> Finding | None:
    """Add a finding to a document, or only count it once the document has 200; None if it was only counted."""
    # A limit that was hit is always reported: without it the document would look better checked than it is.
    if len(subject.findings) >= FINDINGS_TOLD and fault != LIMIT:
        subject.untold[severity] = subject.untold.get(severity, 0) + 1
        return None
    finding = Finding(
        message,
        code=code,
        severity=severity,
        file=subject.file,
        document=subject.document,
        path=path,
        line=line,
        resource=subject.resource,
        hint=hint,
        fault=fault,
        facts=facts,
        on_key=on_key,
    )
    subject.findings.append(finding)
    return finding


def check(subject: Subject, schemas: Schemas, choice: ValidationOptions) -> Facts | None:
    """Add the findings of one document; the facts, for rules about all documents, are None if it is not checked."""
    value = subject.value
    if not isinstance(value, dict):
        note(subject, "KST904", (), "the document is no Kubernetes object", fault=NO_OBJECT)
        return None
    api_version, kind = value.get("apiVersion"), value.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str) or not api_version or not kind:
        field = "kind" if isinstance(api_version, str) and api_version else "apiVersion"
        problem = "no string in the field" if value.get(field) else "missing field"
        note(subject, "KST904", (), f"{problem} {field!r}", fault=NO_OBJECT)
        return None
    # `Kind` or `group/version/Kind`, as -skip and -reject of kubeconform.
    if choice.skip and (kind in choice.skip or f"{api_version}/{kind}" in choice.skip):
        subject.skipped = True
        return None
    if choice.reject and (kind in choice.reject or f"{api_version}/{kind}" in choice.reject):
        note(subject, "KST907", ("kind",), f"{kind} is a rejected kind", fault=REJECTED)
        return None
    # A scanned folder has kustomizations and configs of transformers, which no API server ever sees.
    group, version = split_api_version(api_version)
    if group == _KUSTOMIZE:
        subject.skipped = True
        return None
    facts = Facts(value, group, version, kind, schemas.minor)
    known = _check_schema(subject, value, api_version, kind, schemas, choice)
    if known is not None:
        for code, rule, disagreement in choice.rules_of(kind, in_table=known):
            for path, message in rule(facts):
                noted = note(subject, code, path, message)
                if noted is not None and disagreement is not None:
                    subject.disagreeing.append((noted, disagreement))
    return facts


def _check_schema(
    subject: Subject, value: Manifest, api_version: str, kind: str, schemas: Schemas, choice: ValidationOptions
) -> bool | None:
    """Whether the table checks the kind's metadata; None if the kind is unknown or could not be checked."""
    # None lets no rule run: aggregated APIs have names like `app:latest`, and files of kubeadm have none at all.
    try:
        schema = schemas.of(api_version, kind)
    except KustompyError as error:
        note(subject, error.code, (), str(error), fault=error.fault or BAD_SCHEMA)
        return None
    if schema is None:
        _note_missing(subject, api_version, kind, schemas, choice)
        _note_odd_mappings(subject, choice)
        return None
    try:
        if schema.valid(value):
            if not schema.ruled:
                # Closures of our own refuse a mapping in which a key stands twice, since its type is none of theirs. A
                # schema of a location need not describe the mapping at all.
                _note_odd_mappings(subject, choice)
        else:
            # sops adds its field to the file, and takes it away when the file is opened.
            if is_encrypted(value):
                value = {key: each for key, each in value.items() if key != "sops"}
            _explain(subject, value, schema, schemas.table, choice)
    except RecursionError:
        note(subject, "KST904", (), "the document is nested too deeply", fault=NO_OBJECT)
        return None
    except KustompyError as error:
        note(subject, error.code, (), str(error), fault=error.fault or BAD_SCHEMA)
        return None
    # The API server evaluates CEL only on objects that fit their schema: programs rely on the types.
    if schema.rules is not None and rules.CUSTOM_RULE not in choice.disabled and not subject.findings:
        _check_expressions(subject, value, schema.rules, schemas)
    if schema.deprecated and rules.DEPRECATED not in choice.disabled:
        note(subject, rules.DEPRECATED, ("apiVersion",), schema.deprecated, WARNING)
    if kind == "CustomResourceDefinition" and rules.DEFINITION not in choice.disabled and is_definition(value):
        _check_definition(subject, value, schemas, choice)
    return schema.ruled


def _check_expressions(subject: Subject, value: Manifest, custom: CustomRules, schemas: Schemas) -> None:
    try:
        found = custom.broken(value, schemas.expense())
    except LimitError as error:
        note(subject, error.code, (), str(error), fault=error.fault)
        return
    for path, message in found:
        note(subject, rules.CUSTOM_RULE, path, message)


def _check_definition(subject: Subject, value: Manifest, schemas: Schemas, choice: ValidationOptions) -> None:
    from kustompy.validation.schema.structural import broken_rules
    from kustompy.validation.sources.defaults import misfits

    # A definition of the wrong shape cannot be looked at more closely.
    if any(each.fault in (MISFIT, MISSING_FIELD) for each in subject.findings):
        return
    definition = plain(value)
    for path, message in [*broken_rules(definition), *misfits(definition, schemas)]:
        note(subject, rules.DEFINITION, path, message)
    if rules.EXPRESSION not in choice.disabled:
        from kustompy.validation.expressions.definitions import unusable_rules

        for path, message in unusable_rules(definition):
            note(subject, rules.EXPRESSION, path, message)


def _note_missing(subject: Subject, api_version: str, kind: str, schemas: Schemas, choice: ValidationOptions) -> None:
    """Report that there is no schema: the API version is removed, or the kind is unknown."""
    subject.is_unknown = True
    if rules.REMOVED not in choice.disabled:
        message = apis.removal_message(api_version, kind, schemas.minor)
        if message:
            note(subject, rules.REMOVED, ("apiVersion",), message)
            return
    group, _ = split_api_version(api_version)
    what = apis.other(group, api_version, kind)
    if what == apis.FILE or choice.ignore_missing_schemas or rules.NO_SCHEMA in choice.disabled:
        subject.skipped = True
        return
    if what == apis.AGGREGATED:
        subject.skipped = True
        where = "an API server of its own has it; give one with --schema-location"
        note(subject, rules.NO_SCHEMA, (), f"no schema of {kind} of {api_version}: {where}", WARNING, fault=NO_SCHEMA)
        return
    others = schemas.custom_versions(group, kind) or schemas.box_versions(group, kind)
    hint = f", but one of version {' and '.join(others)}" if others else ""
    note(subject, rules.NO_SCHEMA, (), f"no schema of {kind} of {api_version}{hint}", fault=NO_SCHEMA)


def _note_odd_mappings(subject: Subject, choice: ValidationOptions) -> bool:
    found = list(odd_mappings(subject.value, subject.first_line))
    if rules.DUPLICATE_KEY not in choice.disabled:
        for path, message, line in found:
            # Only a key that is there twice has a line of its own.
            hint = "keep one of the two" if line else "put each key that is no text in quotes"
            note(subject, rules.DUPLICATE_KEY, path, message, line=line, hint=hint, fault=TWICE, on_key=True)
    return bool(found)


def _explain(subject: Subject, value: Manifest, schema: KindSchema, table: Table, choice: ValidationOptions) -> None:
    """Add the reasons for which a closure has refused the value; there may be none."""
    # In the order of cost: the table and the duplicates walk the manifest once. jsonschema, a hundred times slower to
    # start with, is asked only if the schema itself refuses the value.
    odd = _note_odd_mappings(subject, choice)
    data = shared_plain(value)
    of_table = []
    for code, each in broken(schema.schema, data, schema.lookup, table) if schema.ruled else ():
        if code not in choice.disabled:
            noted = note(subject, code, each.path, each.message, hint=each.hint)
            if noted is not None:
                of_table.append(noted)
                if each.rivals:
                    subject.rivals.append((noted, each))
    if rules.DUPLICATE_ENTRY not in choice.disabled:
        for path, message in duplicates(schema.schema, data, schema.lookup, schema.steps):
            warned = is_only_warned(path, custom=schema.custom)
            note(subject, rules.DUPLICATE_ENTRY, path, message, WARNING if warned else ERROR)
    if schema.valid_alone(data if odd else value):
        return
    from referencing.exceptions import Unresolvable

    try:
        found = schema.explained(data, secret=value.get("kind") == "Secret")
    except Unresolvable as error:
        note(subject, "KST903", (), f"a reference of the schema leads nowhere: {error.ref}", fault=BAD_SCHEMA)
        return
    for wrong in found:
        if wrong.code not in choice.disabled:
            hint = boolean_hint(value, wrong.path) or _other_release(schema)
            note(
                subject, wrong.code, wrong.path, wrong.message, hint=hint,
                fault=wrong.fault, facts=(wrong.missing,) if wrong.missing else (), on_key=wrong.fault == UNKNOWN,
            )  # fmt: skip
    _drop_repeated(subject, of_table)


def _other_release(schema: KindSchema) -> str:
    """The remedy if the schema in the box is of another release than the cluster has."""
    if not schema.release:
        return ""
    return f"the schema in the box is of {schema.release}: give that of another release with --crd"


def _drop_repeated(subject: Subject, of_table: list[Finding]) -> None:
    """Drop findings of the table about fields that the schema reports as missing or of the wrong type."""
    told = {(*each.path, *each.facts) for each in subject.findings if each.fault in (MISFIT, MISSING_FIELD)}
    twice = {id(each) for each in of_table if each.path in told}
    subject.findings = [each for each in subject.findings if id(each) not in twice]
