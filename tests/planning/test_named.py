"""What a kustomization names, by its text alone, and which changes are noise by the rules of the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.planning.changes.fields import Field
from kustompy.planning.changes.noise import is_noise, is_quiet, noise_of
from kustompy.planning.named import UNREADABLE, Named, named_at, named_in
from kustompy.system.files import Files

LONG = "a" * 4096


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("resources: [a, b, a]", Named(("a", "b"), ("a", "b", "a"))),
        ("Resources: [a]\nBASES: [b]", Named(("a", "b"), ("a", "b"))),
        ("components: [c]\nkind: Component", Named(("c", "Component"), ("c",), True)),
        ("kind: component", Named(("component",))),
        ("crds: [d]\npatches: [{path: e, target: {kind: f}}]", Named(("d", "e", "f"))),
        # the second half of `key=path`, the whole one first
        ("configMapGenerator: [{files: [k=p, a=b=c], envs: [e]}]", Named(("k=p", "p", "a=b=c", "c", "e"))),
        # what may be secret, or is no path
        ("secretGenerator: [{literals: [k=secret]}]", Named(())),
        (f"crds: ['{LONG}', '{LONG}a']", Named((LONG,))),
        ("crds: ['[a]', '{a', '- a', \"a\\nb\", \"a\\0\", -a, 1]", Named(("-a",))),
        # programs and charts may read anything
        ("generators: [g]", Named(("g",), ("g",), False, ("g",), True)),
        ("transformers: [t]\nvalidators: [v]", Named(("t", "v"), ("t", "v"), False, ("t", "v"), True)),
        ("helmCharts: [{name: h}]", Named(("h",), (), False, (), True)),
        ("helmChartInflationGenerator: [{chartName: h}]", Named(("h",), (), False, (), True)),
        ("helmGlobals: {chartHome: h}", Named(("h",), (), False, (), True)),
        ("generators: []\nhelmCharts: []", Named(())),
        # an inline config is no base
        ('generators: ["a: 1\\nb: 2"]', Named((), (), False, ("a: 1\nb: 2",), True)),
        ("resources: a", Named(("a",))),
        ("a: [", UNREADABLE),
        ("- a", UNREADABLE),
    ],
)
def test_what_a_text_names(text: str, found: Named) -> None:
    assert named_in(text.encode()) == found


def test_what_configs_name_in_turn(tmp_path: Path) -> None:
    files = {
        "app/kustomization.yaml": 'generators: [g.yaml, ../configs, gone.yaml, "k: x.txt\\nl: 1"]\n',
        "app/kustomization.yml": "resources: [wrong]\n",
        # paths in a config start at the kustomization that uses it
        "app/g.yaml": "a: one.txt\n---\nb: {c: two.txt}\n",
        "configs/kustomization.yml": "resources: [in.yaml, ../g2.yaml]\n",
        "configs/in.yaml": "a: three.txt\n",
        "g2.yaml": "a: [four.txt\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = named_at(str(tmp_path / "app"), Files())
    assert found is not None
    assert {*found.texts} >= {
        "g.yaml",
        "../configs",
        "gone.yaml",
        "one.txt",
        "two.txt",
        "three.txt",
        "in.yaml",
        "x.txt",
    }
    assert not {*found.texts} & {"wrong", "four.txt"}
    assert {*found.sources} == {
        str(tmp_path / each)
        for each in (
            "app/g.yaml",
            "app/gone.yaml",
            "configs",
            "configs/kustomization.yml",
            "configs/in.yaml",
            "g2.yaml",
        )
    }
    assert found.is_opaque
    assert named_at(str(tmp_path), Files()) is None
    # a folder by the name of the file is none
    (tmp_path / "kustomization.yaml").mkdir()
    assert named_at(str(tmp_path), Files()) is None


WEB = {
    "kind": "Deployment", "metadata": {"name": "web", "labels": {"chart": "a", "app": "b"}},
    "spec": {"containers": [{"name": "x", "image": "i", "ports": [80]}], "selector": {"matchLabels": {"chart": "a"}}},
}  # fmt: skip
IMAGE = ("spec", "containers", 0, "image")


@pytest.mark.parametrize(
    ("rule", "path", "noise"),
    [
        ({"paths": ["spec.containers"]}, IMAGE, True),
        ({"paths": ["spec.containers[0].image"]}, IMAGE, True),
        ({"paths": ["spec.containers[name=x].image"]}, IMAGE, True),
        ({"paths": ["spec.containers[name=y].image"]}, IMAGE, False),
        ({"paths": ["spec.*.*.image"]}, IMAGE, True),
        ({"paths": ["spec.containers[1].image"]}, IMAGE, False),
        ({"paths": ["spec.containers[0].image.tag"]}, IMAGE, False),
        ({"paths": ["spec.x", "spec.containers"]}, IMAGE, True),
        ({"paths": ["spec"], "kinds": ["deployment"]}, IMAGE, True),
        ({"paths": ["spec"], "kinds": ["Service", "DEPLOYMENT"]}, IMAGE, True),
        ({"paths": ["spec"], "kinds": ["Service"]}, IMAGE, False),
        ({"paths": ["spec"]}, None, False),
        ({"kinds": ["Deployment"]}, None, True),
        ({"kinds": ["Service"]}, None, False),
        ({"kinds": ["Deployment"], "labels": ["chart"]}, None, False),
        ({"labels": ["chart"]}, ("metadata", "labels", "chart"), True),
        ({"labels": ["chart"]}, ("spec", "selector", "matchLabels", "chart"), True),
        ({"labels": ["chart"]}, ("metadata", "labels", "app"), False),
        ({"labels": ["chart"]}, ("metadata", "annotations", "chart"), False),
        ({"labels": ["chart"]}, ("chart",), False),
        ({"labels": ["name"]}, ("metadata", "name"), False),
    ],
)
def test_what_is_noise(rule: dict[str, list[str]], path: tuple[str | int, ...] | None, noise: bool) -> None:
    assert is_noise(WEB, path, noise_of([rule])) is noise
    assert is_noise(WEB, path, noise_of([{"kinds": ["Other"]}, rule])) is noise


@pytest.mark.parametrize(
    ("rules", "quiet"),
    [
        (["metadata.labels"], True), (["metadata.labels.chart", "metadata.labels.app"], True),
        (["metadata.labels.chart"], False), (["metadata"], True), (["spec"], False),
    ],
)  # fmt: skip
def test_a_mapping_on_one_side_is_noise_if_all_of_it_is(rules: list[str], quiet: bool) -> None:
    path, value = ("metadata", "labels"), {"chart": "a", "app": "b"}
    other = {"kind": "Deployment", "metadata": {"name": "web"}}
    noise = noise_of([{"paths": rules}])
    assert is_quiet(Field("added", path, path, None, value), other, WEB, noise) is quiet
    assert is_quiet(Field("removed", path, path, value, None), WEB, other, noise) is quiet
    assert not is_quiet(Field("added", path, path, None, {}), other, WEB, noise_of([{"paths": ["metadata.labels.x"]}]))
