"""The schemas of well-known custom kinds in the box: cert-manager, Flux, Gateway API, Argo CD and others."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.upstream import read_data
from kustompy.validation.schema.store import PREFIX, Store, store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.schema.marks import Schema


class Catalog(Store):
    """The definitions of custom kinds, and of the parts of Kubernetes that they refer to.

    ``kinds`` has the kinds of the catalog alone.
    """

    # `declared` are made of declarations of TypeScript, the others of models of Python; tools has both makers.
    tables = ("custom/declared.tsv", "custom/definitions.tsv")

    def __init__(self, kubernetes: Store) -> None:
        super().__init__(kubernetes.minor, strict=kubernetes.strict)
        self._kubernetes = kubernetes
        rows = "".join(map(read_data, ("custom/sources.txt", "custom/declared_sources.txt"))).splitlines()
        self._releases = {
            of: release if release.startswith("@") else f"{project} {release}"
            for of, project, release in (each.split("\t") for each in rows if not each.startswith("#"))
        }

    def definition(self, name: str) -> Schema:
        """The schema of a definition of the catalog, or of Kubernetes."""
        return super().definition(name) if name.startswith(PREFIX) else self._kubernetes.definition(name)

    def release(self, kind: str) -> str:
        """The project and its release that the schema of a ``group/version/kind`` is of: ``cert-manager 1.21.1``."""
        return self._releases.get(kind.partition("/")[0]) or self._releases[kind]


_CATALOGS = Memo(32)


def catalog(minor: int, *, strict: bool) -> Catalog:
    """The catalog for the definitions of a minor version, read once."""
    found: Catalog | None = _CATALOGS.get((minor, strict))
    return found if found is not None else _CATALOGS.keep((minor, strict), Catalog(store(minor, strict=strict)))
