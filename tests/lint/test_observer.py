"""What a lint run sees of each step of a build, and which findings of several builds it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.observer import Log, Observer
from kustompy.provenance.places import Place
from kustompy.provenance.record import Record
from kustompy.rendering.pipeline import rendered
from kustompy.session.options import Options, Purpose
from kustompy.session.session import Session
from kustompy.system.files import Files

if TYPE_CHECKING:
    from kustompy.linting.observer import Checks, Step

MAP = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
TRANSFORMER = b"""\
apiVersion: builtin
kind: PrefixTransformer
metadata: {name: x}
prefix: b-
fieldSpecs: [{path: metadata/name}]
"""


def observed(tree: dict[str, bytes], field: str, log: Log) -> list[tuple[str, Place, object, list[str], bool]]:
    """The looks at the steps of a field: when, the place, the config, names of resources, whether it wrote."""
    seen: list[tuple[str, Place, object, list[str], bool]] = []

    def looking(when: str) -> Checks:
        def look(step: Step) -> Iterator[tuple[Place, Diagnostic | None]]:
            seen.append((when, step.place, step.config, [each.name for each in step.resources], step.wrote))
            yield step.at(), Diagnostic("x", code=when)

        return {field: [(when, look)]}

    files = Files({f"/{name}": content for name, content in tree.items()}, disk=False)
    observer = Observer(log, looking("before"), looking("after"), files.read, {})
    rendered("/", Session(files, Options(), Purpose(trace=Record(), observer=observer)))
    return seen


def test_a_step_is_seen_before_and_after() -> None:
    log = Log()
    tree = {"kustomization.yaml": b"resources: [m.yaml]\nnamePrefix: b-\n", "m.yaml": MAP}
    before, after = observed(tree, "namePrefix", log)
    assert before == ("before", Place("/kustomization.yaml", 0, ("namePrefix",)), "b-", ["a"], False)
    assert after == ("after", Place("/kustomization.yaml", 0, ("namePrefix",)), "b-", ["b-a"], True)
    assert [(each.file, each.path, each.code) for each in log.diagnostics()] == [
        ("/kustomization.yaml", ("namePrefix",), "before"),
        ("/kustomization.yaml", ("namePrefix",), "after"),
    ]


def test_other_fields_are_not_asked_about() -> None:
    tree = {"kustomization.yaml": b"resources: [m.yaml]\nnamePrefix: b-\n", "m.yaml": MAP}
    assert observed(tree, "nameSuffix", Log()) == []


def test_a_krm_object_is_asked_as_the_field_that_says_the_same() -> None:
    tree = {
        "kustomization.yaml": b"resources: [m.yaml]\ntransformers: [t.yaml]\n",
        "m.yaml": MAP,
        "t.yaml": TRANSFORMER,
    }
    before, _ = observed(tree, "namePrefix", Log())
    assert before[1:4] == (Place("/t.yaml", 0, ("prefix",)), "b-", ["a"])


def test_each_entry_of_a_list_is_a_step() -> None:
    images = b"resources: [m.yaml]\nimages: [{name: a, newTag: b}, {name: c, newTag: d}]\n"
    seen = observed({"kustomization.yaml": images, "m.yaml": MAP}, "images", Log())
    assert [(when, place.path) for when, place, *_ in seen] == [
        ("before", ("images", 0)), ("after", ("images", 0)), ("before", ("images", 1)), ("after", ("images", 1)),
    ]  # fmt: skip


@pytest.mark.parametrize("fine_first", [False, True])
def test_what_was_fine_once_is_no_finding(*, fine_first: bool) -> None:
    log = Log()
    place = Place("/base/kustomization.yaml", 0, ("images", 0))
    if fine_first:
        log.fine.add((place, "KST901"))
    log.wrong[place, "KST901"] = Diagnostic("x", code="KST901")
    log.wrong[place, "KST902"] = Diagnostic("y", code="KST902")
    if not fine_first:
        log.fine.add((place, "KST901"))
    assert [each.code for each in log.diagnostics()] == ["KST902"]
