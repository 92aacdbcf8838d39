"""``kustompy.build`` and what it gives, as a user meets them."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

import kustompy

PROD = Path(__file__).resolve().parents[2] / "examples/gitops/overlays/prod"
TREE: dict[str, Any] = {
    "base/kustomization.yaml": {
        "resources": ["web.yaml"], "secretGenerator": [{"name": "key", "literals": ["k=hush"]}],
    },
    "base/web.yaml": [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "labels": {"tier": "front"}}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": {"spec": {
            "containers": [{"name": "web", "image": "web:1", "envFrom": [{"secretRef": {"name": "key"}}]}],
            "initContainers": [{"name": "init", "image": "busybox"}],
        }}}},
    ],
    "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\nnamespace: shop\n",
}  # fmt: skip


@pytest.fixture
def built() -> kustompy.Build:
    return kustompy.build("prod", files=TREE, disk=False)


def test_a_tree_from_memory_alone(built: kustompy.Build) -> None:
    assert [(each.kind, each.name, each.namespace) for each in built] == [
        ("Secret", "p-key-47cc9ddc72", "shop"),
        ("Service", "p-web", "shop"),
        ("Deployment", "p-web", "shop"),
    ]
    assert built.files == ["/prod/kustomization.yaml", "/base/kustomization.yaml", "/base/web.yaml"]


def test_the_disk_is_not_seen_when_there_is_none() -> None:
    with pytest.raises(kustompy.LoadError):
        kustompy.build(str(PROD), disk=False)


def test_the_text_is_that_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    from kustompy.cli import main

    main(["build", str(PROD)])
    assert kustompy.build(PROD).to_yaml() == capsys.readouterr().out


def test_noting_origins_does_not_change_the_text() -> None:
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    patch = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "annotations": {"owner": "b"}}}
    tree: dict[str, Any] = {
        "base/kustomization.yaml": {"resources": ["web.yaml"], "commonAnnotations": {"owner": "a"}},
        "base/web.yaml": deployment,
        "prod/kustomization.yaml": {"resources": ["../base"], "patches": [{"path": "patch.yaml"}]},
        "prod/patch.yaml": patch,
    }
    (web,) = kustompy.build("prod", files=tree, disk=False)
    # the command, too, takes the annotation of the pods for the one that is patched: they were made as one
    assert web["spec"]["template"]["metadata"]["annotations"] == {"owner": "b"}
    assert web.origin == {"path": "../base/web.yaml"}


def test_looking_at_resources_does_not_change_the_text() -> None:
    built = kustompy.build(PROD)
    before = built.to_yaml()
    assert kustompy.load(before) == built.to_dicts()
    assert built.to_yaml() == before


def test_a_change_in_place_is_printed(built: kustompy.Build) -> None:
    built.one("Deployment")["spec"]["replicas"] = 3
    built.one("Service")["spec"] = {"ports": [{"port": 80}]}
    del built.one("Secret")["type"]
    again = kustompy.load(built.to_yaml())
    assert (again[2]["spec"]["replicas"], again[1]["spec"]["ports"]) == (3, [{"port": 80}])
    assert again == built.to_dicts()


def test_finding(built: kustompy.Build) -> None:
    assert [each.kind for each in built.find(name="p-web")] == ["Service", "Deployment"]
    assert built.find(labels={"tier": "front"}) == built.find(labels="tier in (front,back)") == [built.one("Service")]
    assert built.find("Service", api_version="v2") == built.find("Service", namespace="other") == []
    assert built.by_id[built[0].id] is built[0]
    assert built.images() == ["busybox", "web:1"]


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"kind": "Deployment", "name": "api"}, "no resource has kind='Deployment', name='api'"),
        ({"name": "p-web"}, "2 resources have name='p-web': Service p-web, Deployment p-web"),
    ],
)
def test_one_is_exactly_one(built: kustompy.Build, conditions: dict[str, str], message: str) -> None:
    with pytest.raises(kustompy.ResourceError) as caught:
        built.one(**conditions)
    assert str(caught.value) == message
    assert caught.value.diagnostics[0].hint


def test_a_resource_is_a_mapping_with_an_id(built: kustompy.Build) -> None:
    web = built.one("Deployment")
    assert dict(web) == web.manifest == web.to_dict() == web
    assert (web.gvk, str(web.id)) == (("apps", "v1", "Deployment"), "Deployment.v1.apps/p-web.shop")
    assert (web.original_id.name, web.api_version, web.labels) == ("web", "apps/v1", {})
    assert web.origin == {"path": "../base/web.yaml"}
    assert built.one("Secret").origin == {
        "configuredIn": "../base/kustomization.yaml",
        "configuredBy": {"apiVersion": "builtin", "kind": "SecretGenerator"},
    }


def test_equality_hash_and_pickle(built: kustompy.Build) -> None:
    again = kustompy.build("prod", files=TREE, disk=False)
    assert built == again
    assert set(built) == set(again)
    restored = pickle.loads(pickle.dumps(built))
    assert (restored, restored.files, restored[0].origin) == (built, built.files, built[0].origin)
    assert restored.to_yaml() == built.to_yaml()
    assert copy.deepcopy(built) == built
    again[0]["metadata"]["name"] = "other"
    assert built != again


def test_secrets_do_not_show(built: kustompy.Build) -> None:
    secret = built.one("Secret")
    assert secret["data"] == {"k": "aHVzaA=="}
    assert repr(secret) == f"<Resource v1 Secret shop/{secret.name} {{'k': '***'}}>"
    assert repr(built) == "<Build of 3 resources>"
    base = {"resources": ["web.yaml"], "secretGenerator": [{"name": "key", "literals": ["k=other"]}]}
    other = kustompy.build("prod", files={**TREE, "base/kustomization.yaml": base}, disk=False)
    text = kustompy.diff(built, other).to_text()
    assert "***" in text
    assert "aHVzaA==" not in text


def test_json_is_a_list_that_kubectl_takes(built: kustompy.Build) -> None:
    whole = json.loads(built.to_json())
    assert (whole["kind"], whole["apiVersion"], whole["items"]) == ("List", "v1", built.to_dicts())


def test_writing_a_directory(built: kustompy.Build, tmp_path: Path) -> None:
    paths = built.write(tmp_path / "out")
    assert [Path(each).name for each in paths][1:] == ["v1_service_p-web.yaml", "apps_v1_deployment_p-web.yaml"]
    assert (tmp_path / "out/v1_service_p-web.yaml").read_text() == built[1].to_yaml()


def test_a_kustomization_made_in_code(tmp_path: Path) -> None:
    built = kustompy.build({"resources": ["overlays/prod"], "namePrefix": "x-"}, base=PROD.parents[1])
    assert built.one("Deployment", "x-web")["spec"]["replicas"] == 4
    # the directory's own file is not read, whatever it is called
    (tmp_path / "kustomization.yml").write_text("resources: [missing.yaml]\n")
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
    assert len(kustompy.build({"resources": ["web.yaml"]}, base=tmp_path, files={"web.yaml": service})) == 1


def test_files_over_the_disk(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml, b.yaml]\n")
    (tmp_path / "a.yaml").write_text("{apiVersion: v1, kind: Service, metadata: {name: a}}\n")
    (tmp_path / "b.yaml").write_text("{apiVersion: v1, kind: Service, metadata: {name: b}}\n")
    over = {"b.yaml": b"{apiVersion: v1, kind: Service, metadata: {name: c}}\n"}
    assert [each.name for each in kustompy.build(tmp_path, base=tmp_path, files=over)] == ["a", "c"]
    with pytest.raises(kustompy.KustompyError):
        kustompy.build(tmp_path, base=tmp_path, files={"b.yaml": None})
    assert [each.name for each in kustompy.build(tmp_path)] == ["a", "b"]


def test_a_link_to_the_tree_is_the_tree(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/kustomization.yaml").write_text("resources: [a.yaml, b.yaml]\n")
    (tmp_path / "real/a.yaml").write_text("{apiVersion: v1, kind: Service, metadata: {name: a}}\n")
    (tmp_path / "link").symlink_to("real")
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b"}}
    assert len(kustompy.build("link", base=tmp_path, files={"link/b.yaml": service})) == 2


def test_data_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(kustompy.UsageError, match="JSON has no value of type `set`"):
        kustompy.build(".", base=tmp_path, files={"kustomization.yaml": {"resources": {"a"}}})


def test_deprecated_fields_warn_the_caller() -> None:
    files: dict[str, Any] = {
        "kustomization.yaml": {"commonLabels": {"a": "b"}, "resources": ["web.yaml"]},
        "web.yaml": TREE["base/web.yaml"],
    }
    with pytest.warns(DeprecationWarning, match="'commonLabels' is deprecated") as caught:
        built = kustompy.build(".", files=files, disk=False)
    assert caught[0].filename == __file__
    assert built.warnings[0].startswith("# Warning: 'commonLabels' is deprecated.")


def test_the_log_tells_what_was_built(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="kustompy"):
        kustompy.build("prod", files=TREE, disk=False)
    assert caplog.messages == ["built /prod: 3 resources of 3 files"]


def test_abuild() -> None:
    built = asyncio.run(kustompy.abuild("prod", files=TREE, disk=False))
    assert built == kustompy.build("prod", files=TREE, disk=False)


def test_threads_give_what_each_gives_alone() -> None:
    alone = {place: kustompy.build(place, files=TREE, disk=False).to_yaml() for place in ("prod", "base")}
    found: list[bool] = []

    def many(place: str) -> None:
        found.extend(kustompy.build(place, files=TREE, disk=False).to_yaml() == alone[place] for _ in range(25))

    threads = [threading.Thread(target=many, args=(place,)) for place in ("prod", "base") * 4]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [True] * 200


def test_every_public_name_is_there() -> None:
    assert [name for name in kustompy.__all__ if not hasattr(kustompy, name)] == []
    with pytest.raises(AttributeError):
        kustompy.nothing  # noqa: B018  # the lookup is what is tried
