"""All documents of a run against their schemas and the rules, with every finding at its place in the source."""

from __future__ import annotations

from kustompy.errors import LIMIT, MISSING_FIELD, KustompyError, LimitError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.model.secrets import Blotter, is_secret, values_of
from kustompy.model.values import plain, shared_plain
from kustompy.sops.ciphertext import is_ciphertext, is_encrypted
from kustompy.validation import rules
from kustompy.validation.check.check import ERROR, WARNING, ValidationOptions, check, note
from kustompy.validation.check.rivals import settle
from kustompy.validation.check.subject import Subject, manifest_of, taken_apart
from kustompy.validation.schema.facts import text
from kustompy.validation.schema.finding import BAD_SCHEMA
from kustompy.validation.schema.formats import FORMATS, FORMATS_OF
from kustompy.validation.schema.store import DEFAULT_VERSION
from kustompy.validation.sources.custom import is_definition
from kustompy.validation.sources.schemas import DEFAULT, Schemas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from kustompy.limits import Limits
    from kustompy.model.values import Manifest, Value
    from kustompy.validation.check.subject import Blamed, Locate, Place
    from kustompy.validation.policies.checkers import Checker
    from kustompy.validation.rules import Disagreement
    from kustompy.validation.schema.facts import Facts, Path
    from kustompy.validation.schema.finding import Finding


def validate(
    manifests_or_build: Iterable[Manifest | object],
    *,
    kubernetes_version: str = DEFAULT_VERSION,
    strict: bool = True,
    schema_locations: Sequence[str] = (),
    crds: Iterable[Manifest] = (),
    ignore_missing_schemas: bool = False,
    ignore_placeholders: bool = False,
    placeholders: Sequence[str] = (),
    skip: Collection[str] = (),
    reject: Collection[str] = (),
    disable: Collection[str] = (),
    policies: Iterable[Manifest] = (),
    policy_sets: Collection[str] = (),
    checkers: Iterable[Checker] = (),
    written_at: Callable[[int, Path], Place] | None = None,
    cache: str = "",
    limits: Limits = DEFAULT_LIMITS,
    offline: bool = False,
) -> list[Finding]:
    """The findings of manifests, or of the resources of a build, against the schemas of a Kubernetes version.

    ``disable`` names the codes that are not wanted; ``ignore_placeholders`` leaves out findings about texts with a
    ``${NAME}``, ``$(NAME)``, ``{{ name }}`` or ``%NAME%`` that is filled in later, and ``placeholders`` are patterns of
    more. ``policies`` are ValidatingAdmissionPolicies that hold beside those among the manifests, ``policy_sets`` any
    of ``baseline``, ``restricted`` and ``best-practice``, and ``checkers`` look at all manifests together.
    ``written_at(index, path)`` tells where a value was written; a build brings its own.
    """
    subjects = subjects_of(manifests_or_build, written_at)
    schemas = schemas_for(
        kubernetes_version,
        strict=strict,
        locations=(DEFAULT, *schema_locations),
        disable=disable,
        cache=cache,
        limits=limits,
        offline=offline,
    )
    choice = ValidationOptions(
        disable=disable,
        skip=skip,
        reject=reject,
        ignore_missing_schemas=ignore_missing_schemas,
        ignore_placeholders=ignore_placeholders,
        placeholders=placeholders,
        policy_sets=policy_sets,
        checkers=[*_admission(policies), *checkers],
    )
    for definition in crds:
        schemas.define(plain(definition))
    return found_in(subjects, schemas, choice)


def subjects_of(
    manifests_or_build: Iterable[Manifest | object], written_at: Callable[[int, Path], Place] | None = None
) -> list[Subject]:
    """The documents to check; a build tells itself where its values were written, and hides those of Secrets."""
    locate = written_at or getattr(manifests_or_build, "blamed_at", None)
    place = locate and placed(locate, None if written_at else getattr(manifests_or_build, "expect", None))
    hide = getattr(manifests_or_build, "without_secrets", None)
    return [
        each
        for index, item in enumerate(manifests_or_build)
        for each in taken_apart(Subject(manifest_of(item), document=index, locate=place, hide=hide))
    ]


def found_in(subjects: Sequence[Subject], schemas: Schemas, choice: ValidationOptions) -> list[Finding]:
    """The findings of documents; definitions among them are added to the schemas first."""
    define(subjects, schemas)
    return [finding for each in checked(subjects, schemas, choice) for finding in each.findings]


def _admission(policies: Iterable[Manifest]) -> list[Checker]:
    named = [plain(each) for each in policies]
    if not named:
        return []
    from kustompy.validation.policies.checkers import admission

    return [admission(named)]


class _OfBuild:
    """The places of a build's values; it has none for keys."""

    # A build's `written_at` is public and takes no third argument. `expect` is an optional part of a Locate.
    __slots__ = ("_written_at", "expect")

    def __init__(
        self, written_at: Callable[[int, Path], Place | Blamed], expect: Callable[[int, Path], None] | None
    ) -> None:
        self._written_at, self.expect = written_at, expect

    def __call__(self, index: int, path: Path, key: bool) -> Place | Blamed:
        return self._written_at(index, path)


def placed(
    written_at: Callable[[int, Path], Place | Blamed], expect: Callable[[int, Path], None] | None = None
) -> Locate:
    """The places of a build's values; ``expect`` is called with those that will be asked for."""
    return _OfBuild(written_at, expect)


def schemas_for(
    kubernetes_version: str,
    *,
    strict: bool = True,
    locations: Sequence[str] = (DEFAULT,),
    disable: Collection[str] = (),
    cache: str = "",
    limits: Limits = DEFAULT_LIMITS,
    offline: bool = False,
    knows_custom_kinds: bool = True,
) -> Schemas:
    """The schemas to validate with; ``disable`` are codes of rules and formats that are not checked."""
    # Formats are compiled into the closures: one that is switched off afterwards would send every manifest with a port
    # name that it forbids to jsonschema.
    formats = FORMATS.difference(name for code, names in FORMATS_OF.items() if code in disable for name in names)
    return Schemas(
        kubernetes_version,
        strict=strict,
        locations=locations,
        formats=formats,
        cache=cache,
        limits=limits,
        disabled=disable,
        offline=offline,
        knows_custom_kinds=knows_custom_kinds,
    )


def checked(
    subjects: Iterable[Subject],
    schemas: Schemas,
    choice: ValidationOptions,
    stop: Callable[[Subject], bool] | None = None,
    *,
    distinct: bool = False,
) -> list[Subject]:
    """The documents with their findings; ``stop`` ends the work after the document for which it is true.

    ``distinct`` documents are known to have different ids, as those of a build do.
    """
    done: list[Subject] = []
    all_facts: list[tuple[Subject, Facts]] = []
    for subject in subjects:
        done.append(subject)
        # A document that could not be read has its error as a finding already; a null document has none.
        if subject.value is not None or not subject.findings:
            facts = check(subject, schemas, choice)
            if facts is not None:
                all_facts.append((subject, facts))
        if stop and stop(subject):
            break
    _check_together(all_facts, choice, distinct=distinct)
    _check_policies([subject for subject, _ in all_facts], choice, schemas)
    # Facts keep parts of every manifest alive, and places take memory now.
    all_facts.clear()
    # Two rounds: a file's places are looked up in one pass, for all findings at once and for nothing else.
    for subject in done:
        expect = getattr(subject.locate, "expect", None)
        if expect is not None:
            for finding in subject.findings:
                expect(subject.document, (*subject.base, *finding.path))
    for subject in done:
        if subject.findings:
            _drop_undecided(subject, choice)
            _place(subject)
            _count_untold(subject)
    # Places took up to 500 bytes for each byte of a file: they are dropped once every finding has its own.
    for subject in done:
        forget = getattr(subject.locate, "forget", None)
        if forget is not None:
            forget()
    return done


def _count_untold(subject: Subject) -> None:
    """Report how many findings were only counted, at least: the search for them is limited as well."""
    for severity, count in subject.untold.items():
        more = f"at least {count} more finding{'s' * (count > 1)}"
        note(subject, "KST925", (), f"the document has {more} of this severity", severity, fault=LIMIT)
    subject.untold.clear()


def _drop_undecided(subject: Subject, choice: ValidationOptions) -> None:
    """Drop findings about values that are not final yet: encrypted ones, and placeholders if that is wanted."""
    encrypted, is_placeholder = is_encrypted(subject.value), choice.is_placeholder
    if not encrypted and is_placeholder is None:
        return

    def is_open(text: str) -> bool:
        return is_placeholder is not None and is_placeholder(text)

    def is_undecided(finding: Finding) -> bool:
        written = _written(subject.value, finding.path)
        # sops encrypts values, never keys: `ENC[` in a key must not silence anything.
        return any(map(is_open, written)) or (encrypted and any(map(is_ciphertext, written[-1:])))

    subject.findings = [each for each in subject.findings if not is_undecided(each)]


def _written(value: Value, path: Path) -> list[str]:
    """The last key of a path and the text at it, as far as they exist."""
    found = [part for part in path[-1:] if isinstance(part, str)]
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return [*found, value] if isinstance(value, str) else found


def define(subjects: Iterable[Subject], schemas: Schemas) -> None:
    """Add the custom kinds that documents define; problems of a definition become findings of its document."""
    # Before any document is checked: a definition may come after its objects, in another file.
    for subject in subjects:
        if isinstance(subject.value, dict) and is_definition(subject.value):
            try:
                redefined = schemas.define(plain(subject.value), trusted=False)
            except KustompyError as error:
                note(subject, "KST903", (), str(error), fault=BAD_SCHEMA)
                continue
            for each in redefined:
                note(subject, "KST926", (), f"the definition is not used: {each}")


def _check_policies(subjects: list[Subject], choice: ValidationOptions, schemas: Schemas) -> None:
    """Add the findings of policies: those of the user, and those among the documents with their bindings."""
    # Without any of them, none of CEL is loaded.
    bindings = [subject for subject in subjects if subject.kind == "ValidatingAdmissionPolicyBinding"]
    if not choice.checkers and not any(subject.kind == "ValidatingAdmissionPolicy" for subject in subjects):
        return
    from kustompy.validation.policies.checkers import bound_policies, expressions_of_policies

    manifests = [shared_plain(subject.value) for subject in subjects]

    def hold(checker: Checker) -> None:
        for found in checker(manifests):
            if found.code not in choice.disabled:
                severity = WARNING if found.warns else ERROR
                note(subjects[found.at], found.code, found.path, found.message, severity)

    for each in choice.checkers:
        hold(each)
    if bindings:
        try:
            hold(bound_policies(schemas.expense()))
        except LimitError as error:
            note(bindings[0], error.code, (), str(error), fault=error.fault)
    hold(expressions_of_policies)


def _check_together(all_facts: list[tuple[Subject, Facts]], choice: ValidationOptions, *, distinct: bool) -> None:
    facts = [each for _, each in all_facts]
    for code, rule in choice.set_rules:
        for index, path, message in rule(facts):
            note(all_facts[index][0], code, path, message)
    if distinct or rules.DUPLICATE_ID in choice.disabled:
        return
    # Two documents with one id in a file: the second apply would overwrite the first. Two files may be alternatives.
    seen: dict[tuple[str, ...], Subject] = {}
    for subject, each in all_facts:
        if each.name:
            namespace = text(each.metadata.get("namespace"))
            key = (subject.file, each.group, each.version, each.kind, text(each.name), namespace)
            first = seen.setdefault(key, subject)
            if first is not subject:
                note(
                    subject,
                    rules.DUPLICATE_ID,
                    ("metadata", "name"),
                    f"document {first.document + 1} has the same id",
                )


def _place(subject: Subject) -> None:
    """Set the place of each finding: the line that wrote its value, or the nearest one above."""
    # By identity: two findings may be equal, and `settle` makes others of them.
    settled = {id(each): settle(subject, each, broken) for each, broken in subject.rivals}
    others = {id(each): disagreement for each, disagreement in subject.disagreeing}
    subject.findings = sorted(
        (_placed(settled.get(id(each), each), subject, others.get(id(each))) for each in subject.findings),
        key=lambda each: (each.file, each.line, each.column),
    )
    # Last, when all messages are final. A rule about another field may quote a value of the Secret.
    if is_secret(subject.value):
        hidden = Blotter(values_of(subject.value)).hidden
        subject.findings = [each.replace(message=hidden(each.message), is_private=True) for each in subject.findings]
    if subject.hide is not None:
        subject.findings = subject.hide(subject.findings)


def _placed(finding: Finding, subject: Subject, disagreement: Disagreement | None) -> Finding:
    whole = path = (*subject.base, *finding.path)
    if finding.fault == MISSING_FIELD:
        # The place of the missing field is that of the patch that removed it, if one did.
        path = (*path, *finding.facts)
    place = None
    while subject.locate is not None and place is None:
        place = subject.locate(subject.document, path, finding.on_key)
        if not path:
            break
        path = path[:-1]
    if place is None:
        return finding.replace(path=whole)
    file, line, column, also, _ = _with_other(_blamed(place), finding, subject, disagreement)
    if finding.line and finding.line != line:
        # A key that is there twice has its own line, which no path leads to.
        line, column = finding.line, finding.column
    return finding.replace(path=whole, file=file or finding.file, line=line, column=column, also=also)


def _with_other(place: Blamed, finding: Finding, subject: Subject, disagreement: Disagreement | None) -> Blamed:
    """The place of a finding; of two values that disagree, that of the one written later, with the other beside it."""
    if disagreement is None or not finding.path or subject.locate is None:
        return place
    above, words, other_words = disagreement
    found = subject.locate(subject.document, (*subject.base, *above, finding.path[-1]), False)  # noqa: FBT003  # any callable may be given
    other = _blamed(found)
    if found is None or other[:2] == place[:2]:
        return place
    # By the number of the step that wrote: the later one broke what fitted before.
    if other[4] > place[4]:
        return (*other[:3], (words, *place[:2]), other[4])
    return (*place[:3], (other_words, *other[:2]), place[4])


def _blamed(place: Place | Blamed | None) -> Blamed:
    """The place in the form that a build gives; one in a file of manifests has nothing beside it."""
    if place is None:
        return "", 0, 0, None, 0
    return place if len(place) == 5 else (*place[:3], None, 0)  # mypy understands the number alone
