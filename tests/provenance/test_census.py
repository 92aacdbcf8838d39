"""Every leaf of every fixture is explained by a place that holds its text, or by a step that made it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kustompy.cli.build_flags import FLAGS, build_options
from kustompy.cli.flags import parse
from kustompy.model.values import is_null
from kustompy.provenance.places import MADE, Link, place_of
from kustompy.provenance.record import OVER, Record
from kustompy.provenance.trace import Trace
from kustompy.rendering.pipeline import rendered
from kustompy.session.options import Purpose
from kustompy.session.session import Session
from kustompy.system.files import Files
from kustompy.yamlio.writer import write
from tests.provenance.places import leaves, same, values_at
from tools.fixtures import FIXTURES, goldens, metadata, tree_of, wanted_cases
from tools.reference import HOW_HELM, lacks_helm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.provenance.places import Chain

CASES = [case for case in wanted_cases([]) if "expected.yaml" in goldens(case)]
assert len(CASES) > 100, "no fixtures found"
EXAMPLES = [FIXTURES.parent / "examples/gitops/overlays" / name for name in ("dev", "prod")]
assert all(each.is_dir() for each in EXAMPLES)


def unexplained(trace: Trace) -> Iterator[str]:
    """The leaves that nobody says to have written, or that stand otherwise where they are said to be written."""
    for resource in trace.resources:
        for path, value in leaves(resource.manifest):
            chain = trace._chain(resource, path)
            problem = _problem(trace, chain, value)
            if problem:
                yield f"{resource.id} {path} {value!r}: {problem}"


def _problem(trace: Trace, chain: Chain, value: object, *, piece: bool = False) -> str:
    """What is wrong with a chain whose last writer should have written the value, or a text that it is a piece of."""
    if isinstance(chain, Link) and chain.carried is not None and chain.mode == OVER:
        return _problem(trace, chain.carried, value, piece=True)
    if chain is None:
        return "nobody"
    place = place_of(chain.place if isinstance(chain, Link) else chain)
    if not place.file:
        return "no place"
    made = chain.mode != OVER if isinstance(chain, Link) else chain[0][2] is MADE
    if made or place.line or not place.path:
        return ""  # a step, or a line of a file that is no YAML
    if isinstance(chain, Link) and chain.step.what in _MAKE_TEXTS:
        return ""
    found = values_at(place, trace.read)
    if isinstance(chain, Link) and any(isinstance(each, (dict, list)) for each in found):
        return ""  # an entry as a whole
    if not found and (is_null(value) or value == ""):
        return ""  # kustomize writes a null of its own, which is an empty text in braces
    if piece and any(str(value) in str(each) for each in found):
        return ""
    return "" if any(same(each, value) for each in found) else f"{place} has {found}"


# They write a text that is made of what their configs say.
_MAKE_TEXTS = frozenset(
    ("configMapGenerator", "secretGenerator", "ConfigMapGenerator", "SecretGenerator", "buildMetadata")
)


def traced(target: Path, arguments: list[str]) -> tuple[Trace, Session]:
    """The traced build of a tree."""
    record = Record()
    session = Session(Files(), build_options(parse(arguments, FLAGS), os.environ), Purpose(trace=record))
    return Trace(rendered(str(target), session), record, session.read), session


@pytest.mark.parametrize("case", CASES, ids=lambda each: str(each.relative_to(FIXTURES)))
def test_every_leaf_of_a_fixture_is_explained(case: Path) -> None:
    meta = metadata(case)
    if lacks_helm(meta.get("args", [])):
        pytest.skip(HOW_HELM)
    trace, session = traced(tree_of(case, meta) / meta.get("root", "."), meta.get("args", []))
    try:
        assert write([each.manifest for each in trace.resources]) == (case / "expected.yaml").read_text()
        assert list(unexplained(trace)) == []
    finally:
        session.close()


@pytest.mark.parametrize("target", EXAMPLES, ids=lambda each: each.name)
def test_every_leaf_of_the_example_is_explained(target: Path) -> None:
    trace, session = traced(target, [])
    session.close()
    assert list(unexplained(trace)) == []
