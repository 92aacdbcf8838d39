"""What a build gives, in the corners: resources that were changed, builds that were pickled, odd paths and names."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.errors.diagnostic import Diagnostic
from kustompy.results.lookup import field_path, is_hash, path_parts, without_hash
from kustompy.results.output_files import write_directory, write_file, write_files
from kustompy.results.unprintable import refusals

WEB: dict[str, Any] = {
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"},
    "spec": {"containers": [{"name": "a"}, {"name": "web", "ports": [1, 2]}], "map": {"0": "x", "a.b": {"c": 1}}},
}  # fmt: skip


def built(*manifests: dict[str, Any], **fields: Any) -> kustompy.Build:
    files: dict[str, Any] = {"all.yaml": list(manifests)}
    return kustompy.build({"resources": ["all.yaml"], **fields}, files=files, disk=False)


def test_a_resource_that_is_changed_is_called_what_it_says_now() -> None:
    (web,) = built(WEB)
    before = web.gvk, web.name, web.namespace, repr(web)
    assert before == (("apps", "v1", "Deployment"), "web", "shop", "<Resource apps/v1 Deployment shop/web>")
    web["metadata"].update(name="other", namespace="else")
    web["kind"] = "StatefulSet"
    assert (web.gvk, web.name, web.namespace) == (("apps", "v1", "StatefulSet"), "other", "else")
    assert str(web.original_id) == "Deployment.v1.apps/web.shop"
    del web["metadata"]["namespace"]
    assert repr(web) == "<Resource apps/v1 StatefulSet other>"
    assert (web.effective_namespace, web.is_cluster_scoped) == ("default", False)


def test_a_resource_without_anything() -> None:
    empty = kustompy.Resource({"metadata": "x"})
    assert (empty.kind, empty.name, empty.namespace, empty.api_version) == ("", "", "", "")
    assert (empty.labels, empty.annotations, empty.origin) == ({}, {}, None)
    assert empty != WEB
    wide = kustompy.Resource({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}})
    assert wide.is_cluster_scoped
    assert (repr(wide), len(wide), list(wide)) == ("<Resource v1 Namespace a>", 3, ["apiVersion", "kind", "metadata"])


@pytest.mark.parametrize(
    ("manifest", "shown"),
    [
        ({"kind": "ConfigMap", "data": {"a": "1"}}, " {'a': '1'}"),
        ({"kind": "ConfigMap"}, " {}"),
        ({"kind": "Secret", "data": {"a": "eA=="}, "stringData": {"b": "x"}}, " {'a': '***', 'b': '***'}"),
        ({"kind": "Secret", "data": "x"}, " {}"),
        ({"kind": "Service", "data": {"a": "1"}}, ""),
    ],
)
def test_what_a_resource_shows(manifest: dict[str, Any], shown: str) -> None:
    resource = kustompy.Resource({"apiVersion": "v1", "metadata": {"name": "n"}, **manifest})
    assert repr(resource) == f"<Resource v1 {manifest['kind']} n{shown}>"


def test_a_build_that_was_pickled_knows_no_places() -> None:
    fresh = built(WEB)
    kept = pickle.loads(pickle.dumps(fresh))
    assert fresh.written_at("Deployment/web", "kind") == ("/all.yaml", 2, 7)
    assert fresh.blamed_at(0, ("kind",))[:3] == ("/all.yaml", 2, 7)
    assert kept.written_at(0, ("kind",)) == ("", 0, 0)
    assert kept.blamed_at(0, ("kind",)) == ("", 0, 0, None, 0)
    assert (kept.explain(0, "kind"), kept.explain_fields(0), kept.secret_texts()) == ([], [], [])
    assert [repr(fresh), repr(built())] == ["<Build of 1 resource>", "<Build of 0 resources>"]
    assert kept.without_secrets([Diagnostic("m")]) == [Diagnostic("m")]


def test_a_value_that_cannot_be_printed_in_a_resource_of_nobody() -> None:
    fresh = built(WEB)
    fresh.resources.append(kustompy.Resource({**WEB, "spec": {"a": float("inf")}}))
    with pytest.raises(kustompy.KustompyError) as caught:
        fresh.to_yaml()
    assert [(each.path, each.file) for each in caught.value.diagnostics] == [(("spec", "a"), "")]
    (refused,) = refusals(Diagnostic("first"), [{"a": float("nan")}], None)
    assert (refused.message, refused.path, refused.code) == ("first", ("a",), "KST102")
    assert refusals(Diagnostic("first"), [{"a": 1}], None) == [Diagnostic("first")]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("spec.containers[1].ports[0]", ("spec", "containers", 1, "ports", 0)),
        ("spec.containers.1.name", ("spec", "containers", 1, "name")),
        ("spec.containers[name=web].ports", ("spec", "containers", 1, "ports")),
        ("spec.containers[name=no].ports", ("spec", "containers", "name=no", "ports")),
        ("spec.containers.web", ("spec", "containers", "web")),
        ("spec.containers[2].ports.0", ("spec", "containers", 2, "ports", "0")),
        ("spec.containers[1].ports[7]", ("spec", "containers", 1, "ports", 7)),
        ("spec.map.0", ("spec", "map", "0")),
        ("spec.map[0]", ("spec", "map", "0")),
        ('spec.map["a.b"].c', ("spec", "map", "a.b", "c")),
        ("spec.map['a.b'].c", ("spec", "map", "a.b", "c")),
        (r"spec.map.a\.b.c", ("spec", "map", "a.b", "c")),
        ("spec.map[a", ("spec", "map", "a")),
        ("spec..map", ("spec", "map")),
        ("kind.0", ("kind", "0")),
        ("", ()),
    ],
)
def test_paths_that_texts_spell(text: str, path: tuple[str | int, ...]) -> None:
    assert field_path(text, WEB) == path
    assert path_parts(text) == list(map(str, path)) or "name=web" in text


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("app-24f8bcdgkm", "app"),
        ("app-24f8bcdgk", "app-24f8bcdgk"),
        ("app-24f8bcdgkmm", "app-24f8bcdgkmm"),
        ("app-24f8bcdgk1", "app-24f8bcdgk1"),
        ("24f8bcdgkm", "24f8bcdgkm"),
    ],
)
def test_names_with_a_hash(name: str, stem: str) -> None:
    assert without_hash(name) == stem
    assert is_hash(name[-10:]) == (stem == "app" or name == "24f8bcdgkm" or name.endswith("mm"))


def named(kind: str, name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}


@pytest.mark.parametrize(
    ("wanted", "message", "hint"),
    [
        ("Service/wbe", "no resource is called Service/wbe", "did you mean `Service/web`?"),
        ("web", "no resource is called web", "say the kind, too: `ConfigMap/web`, `Service/web`"),
        ("nothing", "no resource is called nothing", "there are ConfigMap web, ConfigMap web-24f8bcdgkm, Service web"),
        ("service/web", "", ""),
        ("configmap/web", "", ""),
        ("Service.v1.[noGrp]/web.[noNs]", "", ""),
    ],
)
def test_who_is_meant(wanted: str, message: str, hint: str) -> None:
    every = built(named("Service", "web"), named("ConfigMap", "web"), named("ConfigMap", "web-24f8bcdgkm"))
    if not message:
        assert every.written_at(wanted, "kind")[0] == "/all.yaml"
        return
    with pytest.raises(kustompy.ResourceError) as caught:
        every.written_at(wanted, "kind")
    assert (str(caught.value), caught.value.diagnostics[0].hint) == (message, hint)


def test_many_that_are_meant() -> None:
    every = built(*(named("Service", f"s{number}") for number in range(12)))
    with pytest.raises(kustompy.ResourceError) as caught:
        every.one("Service")
    assert str(caught.value).endswith("Service s7 and 2 more")
    with pytest.raises(kustompy.ResourceError) as none:
        built(*(named("Service", f"s{number}") for number in range(10))).one("Pod")
    assert none.value.diagnostics[0].hint.endswith("Service s8, Service s9")
    twice = built({**named("Service", "s"), "metadata": {"name": "s", "namespace": "a"}}, named("Service", "s"))
    with pytest.raises(kustompy.ResourceError, match="2 resources are called Service/s") as both:
        twice.written_at("Service/s", "kind")
    assert both.value.diagnostics[0].hint == "say which one: Service.v1.[noGrp]/s.a, Service.v1.[noGrp]/s.[noNs]"
    assert twice.written_at(twice[1].id, "kind") == twice.written_at(twice[1], "kind") == twice.written_at(1, "kind")


def test_images_of_any_container() -> None:
    pod = {"initContainers": [{"image": "b"}, "odd", {"image": 1}], "containers": [{"name": "c", "image": "a"}]}
    custom = {**named("Widget", "w"), "spec": {"deep": [[{"template": pod}]], "containers": {"image": "none"}}}
    found = built(custom, {**WEB, "spec": {"ephemeralContainers": [{"name": "e", "image": "a"}]}}).images()
    assert found == ["a", "b"]
    assert [(each.container, each.path[-2:], each.written_at[0]) for each in found[0].uses] == [
        ("e", (0, "image"), "/all.yaml"), ("c", (0, "image"), "/all.yaml"),
    ]  # fmt: skip
    assert repr(found[1].uses[0]) == "<ImageUse Widget/w >"
    assert type(pickle.loads(pickle.dumps(found[0]))) is str


def test_file_names_are_told_apart(tmp_path: Path) -> None:
    metadata = [{"name": "a"}, {"name": "A"}, {"name": "a/b"}]
    paths = built(*({**named("Service", ""), "metadata": each} for each in metadata)).write(tmp_path)
    assert [os.path.basename(each) for each in paths] == [
        "v1_service_a.yaml",
        "v1_service_a_2.yaml",
        "v1_service_a_b.yaml",
    ]
    several = built({**WEB}, named("Service", "s"), named("Namespace", "n")).write(tmp_path)
    assert [os.path.basename(each) for each in several] == [
        "default_v1_service_s.yaml", "shop_apps_v1_deployment_web.yaml", "v1_namespace_n.yaml",
    ]  # fmt: skip
    # what the build before has written, and this one does not
    assert sorted(os.listdir(tmp_path)) == sorted([*map(os.path.basename, several), ".kustompy-files"])


def test_only_manifests_of_the_list_are_removed(tmp_path: Path) -> None:
    (tmp_path / "out/sub").mkdir(parents=True)
    for name in ("out/sub/a.yaml", "out/b.txt", "out/old.yaml", "c.yaml"):
        (tmp_path / name).write_text("x")
    (tmp_path / "out/.kustompy-files").write_text("sub/a.yaml\nb.txt\nold.yaml\n../c.yaml\ngone.yaml\n")
    assert write_directory(str(tmp_path / "out"), [("n.yaml", "new")]) == [str(tmp_path / "out/n.yaml")]
    assert [(tmp_path / each).exists() for each in ("out/sub/a.yaml", "out/b.txt", "out/old.yaml", "c.yaml")] == [
        True, True, False, True,
    ]  # fmt: skip


def test_files_keep_their_permissions_and_links_are_not_followed(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o600)
    link.symlink_to(file)
    write_file(str(file), b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o600)
    write_file(str(link), b"other")
    assert (file.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"new", b"other", False)
    write_file(str(tmp_path / "fresh"), b"")
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == 0o666 & ~umask
    (tmp_path / "folder").symlink_to(tmp_path)
    with pytest.raises(NotADirectoryError):
        write_files(str(tmp_path / "folder"), [("a", "b")])
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        write_files(str(tmp_path), [("file", "newer"), ("taken", "x")])
    assert not [each for each in os.listdir(tmp_path) if each.endswith(".tmp")]
    read, write = os.pipe()
    write_file(f"/dev/fd/{write}", b"piped")
    os.close(write)
    assert os.read(read, 9) == b"piped"
    os.close(read)
