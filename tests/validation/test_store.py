"""The schemas in the box: which there are, how large they are, and what was removed from which version."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kustompy.errors import UsageError
from kustompy.upstream import NEWEST, OLDEST
from kustompy.validation.schema.store import Store, minor_of
from kustompy.validation.sources.apis import _table

DATA = Path(__file__).resolve().parents[2] / "schemas" / "kubernetes"


def test_all_versions_are_small_together() -> None:
    assert sum(len(gzip.compress(each.read_bytes())) for each in DATA.rglob("*.t*")) < 200_000


@pytest.mark.parametrize("minor", range(OLDEST, NEWEST + 1))
def test_every_definition_of_a_version_can_be_used(minor: int) -> None:
    from kustompy.validation.sources.schemas import Schemas

    store = Store(minor, strict=True)
    assert "apps/v1/Deployment" in store.kinds
    schemas = Schemas(f"1.{minor}")
    for kind in store.kinds:
        group, version, name = kind.split("/")
        assert schemas.of(f"{group}/{version}" if group else version, name) is not None


def test_every_custom_kind_in_the_box_can_be_used() -> None:
    from kustompy.validation.schema.compiler import Compiler
    from kustompy.validation.schema.store import REF
    from kustompy.validation.sources.catalog import catalog

    assert sum(len(gzip.compress(each.read_bytes())) for each in (DATA.parent / "custom").iterdir()) < 90_000
    known = catalog(NEWEST, strict=True)
    compiler = Compiler(lambda reference: known.definition(reference.removeprefix(REF)))
    for kind, name in known.kinds.items():
        assert not compiler.check({"$ref": REF + name})(7), kind
        assert known.release(kind)
        assert "/" not in name, "a JSON pointer would look into it"
    assert set(known.kinds).isdisjoint(Store(NEWEST, strict=True).kinds)


def test_what_was_removed_is_in_no_later_version() -> None:
    stores = {minor: Store(minor, strict=True).kinds for minor in range(OLDEST, NEWEST + 1)}
    for (api_version, kind), row in _table().items():
        key = f"{api_version}/{kind}" if "/" in api_version else f"/{api_version}/{kind}"
        for minor, kinds in stores.items():
            if row.removed and minor >= row.removed:
                assert key not in kinds, (key, minor)
        if row.removed > OLDEST:
            assert key in stores[row.removed - 1], key


def test_what_a_version_no_longer_has_is_in_the_table() -> None:
    stores = [Store(minor, strict=True).kinds for minor in range(OLDEST, NEWEST + 1)]
    gone = {kind for kinds in stores for kind in kinds} - set(stores[-1])
    known = {(api_version if "/" in api_version else f"/{api_version}", kind) for api_version, kind in _table()}
    assert {each for each in gone if not each.endswith(("List", "Status"))} <= {
        f"{version}/{kind}" for version, kind in known
    }


@pytest.mark.parametrize("version", ["1.25", "v1.31", "1.37.4", "v1.30.0", "master", "latest"])
def test_versions(version: str) -> None:
    assert OLDEST <= minor_of(version) <= NEWEST


@pytest.mark.parametrize("version", ["", "1", "1.24", "1.38", "2.30", "1.x", "1.30.0.0", "1.3٠", "1." + "9" * 5000])
def test_versions_that_are_not_in_the_box(version: str) -> None:
    with pytest.raises(UsageError):
        minor_of(version)
