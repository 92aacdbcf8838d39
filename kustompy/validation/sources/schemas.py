"""The choice of a manifest's schema: one in the box, one of a CustomResourceDefinition, or one of the user's."""

from __future__ import annotations

from kustompy.errors import KustompyError, ResourceError, UsageError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.model.steps import Steps
from kustompy.upstream import NEWEST
from kustompy.validation.schema.closures import refuse
from kustompy.validation.schema.compiler import Compiler, UnsupportedError
from kustompy.validation.schema.finding import NO_SCHEMA
from kustompy.validation.schema.formats import FORMATS
from kustompy.validation.schema.store import PREFIX, REF, minor_of, store
from kustompy.validation.sources.apis import deprecation_message
from kustompy.validation.sources.custom import OBJECT_META, has_rules, kinds_of
from kustompy.validation.sources.kind_schema import KindSchema
from kustompy.validation.table.table import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from jsonschema.protocols import Validator

    from kustompy.limits import Limits
    from kustompy.model.values import Manifest
    from kustompy.validation.expressions.expense import Expense
    from kustompy.validation.schema.closures import Check
    from kustompy.validation.schema.marks import Schema
    from kustompy.validation.schema.store import Store
    from kustompy.validation.sources.catalog import Catalog
    from kustompy.validation.sources.custom import CustomKind

DEFAULT = "default"
"""The location that stands for the schemas in the box."""


class Schemas:
    """The schemas of one validation, each looked up and compiled when the first manifest needs it."""

    def __init__(
        self,
        kubernetes_version: str,
        *,
        strict: bool = True,
        locations: Sequence[str] = (DEFAULT,),
        formats: Collection[str] = FORMATS,
        cache: str = "",
        limits: Limits = DEFAULT_LIMITS,
        disabled: Collection[str] = (),
        offline: bool = False,
        knows_custom_kinds: bool = True,
    ) -> None:
        self.offline, self.knows_custom_kinds = offline, knows_custom_kinds
        self.steps = Steps(limits.schema_steps, "schemas, their patterns and expressions", "--max-schema-steps")
        self._expense: Expense | None = None
        self.strict, self.cache = strict, cache
        self.version = kubernetes_version
        self.formats = frozenset(formats)
        self.locations = [each if each == DEFAULT else _template(each) for each in locations]
        self.minor = minor_of(kubernetes_version) if DEFAULT in self.locations else _minor_or_newest(kubernetes_version)
        self.store: Store = store(self.minor, strict=strict)
        self.table = Table(self.minor, disabled)
        """The rules of the API server for its own kinds beyond their schemas."""
        self._compilers: dict[tuple[bool, bool], Compiler] = {}
        self._custom: dict[tuple[str, str], dict[str, CustomKind]] = {}
        """The kinds that the user's own CustomResourceDefinitions define (``--crd``)."""
        self._brought: dict[tuple[str, str], dict[str, CustomKind]] = {}
        """The kinds that definitions among the checked documents define, used if no other schema is known."""
        self._found: dict[tuple[str, str], KindSchema | KustompyError | None] = {}

    def expense(self) -> Expense:
        """The budget of the expressions in definitions and policies."""
        # Made on first use, since it loads CEL.
        if self._expense is None:
            from kustompy.validation.expressions.expense import Expense

            self._expense = Expense(self.steps)
        return self._expense

    def define(self, definition: Manifest, *, trusted: bool = True) -> list[str]:
        """Add the kinds of a CustomResourceDefinition, which is plain data, and name those that stay as they were.

        A definition that is not ``trusted`` is part of what is checked, and redefines no kind that is known otherwise.
        """
        table = self._custom if trusted else self._brought
        redefined = []
        for each in kinds_of(definition, strict=self.strict):
            if not trusted:
                redefined += self._redefined(each)
            table.setdefault((each.group, each.kind), {})[each.version] = each
            # A watch defines kinds again after they have been looked up.
            self._found.pop((f"{each.group}/{each.version}", each.kind), None)
        return redefined

    def _redefined(self, custom: CustomKind) -> list[str]:
        called = f"{custom.kind} of {custom.group}/{custom.version}" if custom.group else f"{custom.kind} of v1"
        known = self._custom.get((custom.group, custom.kind), {}).get(custom.version)
        if DEFAULT in self.locations and f"{custom.group}/{custom.version}/{custom.kind}" in self.store.kinds:
            return [f"{called} is a kind of Kubernetes"]
        if known is not None and known.schema != custom.schema:
            return [f"{called} is defined otherwise by --crd"]
        return []

    def custom_versions(self, group: str, kind: str) -> list[str]:
        """The versions of a custom kind that definitions of the user or the tree define."""
        return [*self._custom.get((group, kind), ()), *self._brought.get((group, kind), ())]

    def box_versions(self, group: str, kind: str) -> list[str]:
        """The versions of a kind that the schemas in the box have."""
        if DEFAULT not in self.locations:
            return []
        start, end = f"{group}/", f"/{kind}"
        kinds = [*self.store.kinds, *(self.catalog.kinds if self.catalog is not None else ())]
        return [each.split("/")[1] for each in kinds if each.startswith(start) and each.endswith(end)]

    def of(self, api_version: str, kind: str) -> KindSchema | None:
        """The schema of a kind, None if there is none; a KustompyError if it cannot be used."""
        # Asked once for each document: the first comparison has to suffice for nearly all of them.
        key = (api_version, kind)
        found = self._found.get(key)
        if type(found) is KindSchema:
            return found
        if key not in self._found:
            # The error is kept as well: a location that does not answer is asked once, and not for every manifest.
            try:
                found = self._look_for(api_version, kind)
            except KustompyError as error:
                found = error
            self._found[key] = found
        if isinstance(found, KustompyError):
            raise found
        return found

    def _look_for(self, api_version: str, kind: str) -> KindSchema | None:
        group, slash, version = api_version.partition("/")
        if not slash:
            group, version = "", api_version
        name = self.store.kinds.get(f"{group}/{version}/{kind}", "") if DEFAULT in self.locations else ""
        custom = self._custom.get((group, kind), {}).get(version)
        # The order: Kubernetes' own kinds, `--crd`, locations as they are listed, definitions in the tree, and the
        # catalog, which is of a release that need not be the cluster's. A tree that is being checked comes late: it may
        # not weaken the check of what others define.
        if custom is not None and not name:
            return self._of_custom(custom)
        for location in self.locations:
            if location != DEFAULT:
                found = self._of_location(location, api_version, kind)
            else:
                found = self._of_box(name, api_version, kind) if name else None
            if found is not None:
                return found
        brought = self._brought.get((group, kind), {}).get(version)
        if brought is not None:
            return self._of_custom(brought)
        # Once a definition is known, a version that it does not have is none, whatever the catalog knows.
        return None if self.custom_versions(group, kind) else self._of_catalog(group, version, kind)

    def _of_catalog(self, group: str, version: str, kind: str) -> KindSchema | None:
        """The schema of a well-known custom kind that no definition is given for, None if the catalog lacks it."""
        known = self.catalog
        name = known.kinds.get(f"{group}/{version}/{kind}") if known is not None else None
        if known is None or name is None:
            return None
        schema = {"$ref": REF + name}
        valid, alone = (self._compiler(unique=unique, lazy=True).check(schema) for unique in (True, False))
        made = KindSchema(
            schema, valid, alone, self.definition, lambda: self.validator(known.bundle(name)), self.steps, custom=True
        )
        made.ruled, made.release = True, known.release(f"{group}/{version}/{kind}")
        return made

    @property
    def catalog(self) -> Catalog | None:
        """The schemas of well-known custom kinds in the box, None if they are switched off."""
        if not self.knows_custom_kinds or DEFAULT not in self.locations:
            return None
        from kustompy.validation.sources.catalog import catalog

        return catalog(self.minor, strict=self.strict)

    def _of_box(self, name: str, api_version: str, kind: str) -> KindSchema:
        schema = {"$ref": REF + name}
        valid, alone = (self._compiler(unique=unique, lazy=True).check(schema) for unique in (True, False))
        made = KindSchema(
            schema,
            valid,
            alone,
            self.definition,
            lambda: self.validator(self.store.bundle(name)),
            self.steps,
            custom=False,
        )
        made.ruled = True
        made.deprecated = deprecation_message(api_version, kind, self.minor)
        return made

    def _of_custom(self, custom: CustomKind) -> KindSchema | None:
        if not custom.served:
            text = f"version {custom.version} of {custom.kind} is not served"
            raise ResourceError(text, code="KST902", fault=NO_SCHEMA)
        schema: Schema = {"type": "object"} if custom.schema is None else custom.schema
        try:
            valid, alone = (self._compiler(unique=unique).check(schema) for unique in (True, False))
        except UnsupportedError:
            # `uniqueItems: true`, for one, which structural schemas forbid and v1beta1 had.
            valid = alone = refuse
        except (TypeError, ValueError, AttributeError, RecursionError, KustompyError) as error:
            why = f": {error}" if isinstance(error, KustompyError) else ""
            text = f"the CustomResourceDefinition of {custom.kind} has a schema that cannot be used{why}"
            raise ResourceError(text, code="KST903") from None
        # jsonschema finds references in the same document only.
        whole = {**schema, "$defs": self.store.bundle(OBJECT_META)["$defs"]}
        made = KindSchema(schema, valid, alone, self.definition, lambda: self.validator(whole), self.steps, custom=True)
        if custom.written and has_rules(custom.written):
            from kustompy.validation.expressions.custom_rules import CustomRules

            made.rules = CustomRules(custom.written, drops_status=custom.drops_status)
        made.ruled = custom.schema is not None
        return made

    def _of_location(self, location: str, api_version: str, kind: str) -> KindSchema | None:
        from kustompy.validation.sources.located import Lookup, located

        lookup = Lookup(
            self.version, self.strict, self.formats, self.steps, tuple(self.locations), self.cache, self.offline
        )
        return located(location, api_version, kind, lookup)

    def _compiler(self, *, unique: bool, lazy: bool = False) -> Compiler:
        compiler = self._compilers.get((unique, lazy))
        if compiler is None:
            compiler = self._compilers[unique, lazy] = Compiler(
                self.definition,
                self.formats,
                unique=unique,
                lazy=lazy,
                steps=self.steps,
                table=self.table if unique else None,
            )
        return compiler

    def check_of(self, schema: Schema) -> Check:
        """The closure of a schema that is not one of a kind, such as that of a default."""
        return Compiler(self.definition, self.formats, steps=self.steps).check(schema)

    def definition(self, reference: str) -> Schema:
        """The schema in the box behind a reference."""
        if not reference.startswith(REF):
            raise UnsupportedError(reference)
        # The prefix first, since the catalog has to be read before it can be asked.
        name = reference[len(REF) :]
        if name.startswith(PREFIX) and self.catalog is not None:
            return self.catalog.definition(name)
        return self.store.definition(name)

    def validator(self, schema: Schema) -> Validator:
        """jsonschema's validator for a schema."""
        from kustompy.validation.schema.explain import validator

        return validator(schema, self.formats, self.steps)


def _template(location: str) -> str:
    from kustompy.validation.sources.locations import template

    return template(location)


def _minor_or_newest(version: str) -> int:
    """The minor of a version, or the newest one in the box if all schemas come from elsewhere."""
    # Kubernetes 1.20 is fine with a location that has it; the box then serves ObjectMeta of custom kinds alone.
    try:
        return minor_of(version)
    except UsageError:
        return NEWEST
