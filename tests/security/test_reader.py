"""Every command reads by one reader: regular files within limits and walls, in memory that is bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kustompy
from tests.remote.places import Server
from tests.security.hostile import ROOT, Outcome, command

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and links are another matter there")
FINE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
WRONG = FINE + "data: {a: [1]}\n"


@pytest.fixture(params=["validate", "kubeconform"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def refused(outcome: Outcome) -> str:
    """What is said of a file that is not read."""
    assert "Traceback" not in outcome.stderr
    assert outcome.code == 1
    assert outcome.memory < 100
    return outcome.stdout + outcome.stderr


def test_a_fifo(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    for argument in (tmp_path, tmp_path / "x.yaml"):
        assert "not a regular file" in refused(command(name, str(argument)))


@pytest.mark.parametrize("target", ["/proc/self/fd/0", "/dev/zero", "/dev/stdin", "/etc/passwd"])
def test_a_link_out(target: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").symlink_to(target)
    assert "lies outside of" in refused(command(name, str(tmp_path / "x.yaml")))
    assert "lies outside of" in refused(command(name, str(tmp_path)))


def test_a_device(tmp_path: Path) -> None:
    for flags in ((), ("--trust",)):
        assert "not a regular file" in refused(command("validate", *flags, "/dev/zero"))
    (tmp_path / "x.yaml").symlink_to("/dev/zero")
    assert "not a regular file" in refused(command("validate", "--trust", str(tmp_path)))


def test_links_inside_are_followed(name: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "tree").mkdir()
    (tmp_path / "a.yaml").write_text(FINE)
    (tmp_path / "tree/a.yaml").symlink_to("../a.yaml")
    assert command(name, str(tmp_path / "tree")).code == 0
    (tmp_path / ".git").rmdir()
    assert command(name, str(tmp_path / "tree")).code == 1
    if name == "validate":
        assert command(name, "--root", str(tmp_path), str(tmp_path / "tree")).code == 0
        assert command(name, "--trust", str(tmp_path / "tree")).code == 0


def test_the_outer_wall(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FINE)
    (tmp_path / "tree").mkdir()
    assert "lies outside of" in refused(command("validate", "--root", str(tmp_path / "tree"), str(tmp_path / "a.yaml")))


def test_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FINE + "data: {a: {b: {c: {d: e}}}}\n")
    assert "KST703" in command("validate", str(path), "--max-depth", "3").stdout
    assert "larger than 10 bytes" in command("validate", str(path), "--max-file-size", "10").stdout
    with path.open("wb") as file:
        file.truncate(100 * 1024**3)
    assert "larger than 67108864 bytes" in refused(command("validate", str(path)))


def test_stdin_has_a_limit() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kustompy", "validate", "-", "--max-file-size", "1000"],
        input=b"#" * 5000, cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, b"Error: stdin is larger than 1000 bytes")


def test_definitions_are_read_so_too(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FINE)
    os.mkfifo(tmp_path / "crd.yaml")
    outcome = command("validate", "--crd", str(tmp_path / "crd.yaml"), str(tmp_path / "a.yaml"))
    assert (outcome.code, "not a regular file" in outcome.stderr) == (2, True)


def test_a_pipe_of_the_shell(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(WRONG)
    script = f"{sys.executable} -m kustompy validate <(cat {tmp_path}/a.yaml)"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "KST900" in done.stdout) == (1, True)


NESTED = "[" * 150 + "]" * 150 + ","
SHAPES = {
    "empty lists": FINE + "data:\n  a: [" + "[]," * 130_000 + "]\n",
    "nested lists": FINE + "data:\n  a: [" + NESTED * 1300 + "]\n",
    "numbers": FINE + "data:\n  a: [" + "1," * 200_000 + "]\n",
    "fields": FINE + "data:\n" + "".join(f"  a{at}: 1\n" for at in range(30_000)),
    "items": FINE + "data:\n  a:\n" + "  - b\n" * 60_000,
    "nested mappings": FINE + "data:\n  a: [" + ("{a: " * 100 + "1" + "}" * 100 + ",") * 1000 + "]\n",
    "documents": "".join(FINE.replace("name: a", f"name: a{at}") + "---\n" for at in range(6000)) + WRONG,
    "findings": "---\n".join(WRONG.replace("name: a", f"name: a{at}") for at in range(6000)),
}


BYTES = 60 if sys.version_info >= (3, 11) else 66
"""What a byte that is read may cost; objects of Python 3.10 are larger."""


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_memory_with_a_finding(shape: str, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(WRONG)
    (tmp_path / "large.yaml").write_text(shape)
    small, large = (command("validate", str(tmp_path / f"{each}.yaml")) for each in ("small", "large"))
    assert (small.code, large.code) == (1, 1)
    assert (large.memory - small.memory) * 1024**2 / len(shape) < BYTES


BUILT = {
    "numbers": (FINE + "data:\n  a: [" + "1," * 50_000 + "]\n", 60),
    "items": (FINE + "data:\n  a:\n" + "  - b\n" * 20_000, 60),
    "mappings": (FINE + "data:\n  a:\n" + "  - a: 1\n    b: 2\n" * 8000, 90),
    "small resources": ("".join(FINE.replace("name: a", f"name: a{at}") + "---\n" for at in range(2500)) + WRONG, 120),
    "lists in lists": (FINE + "data:\n  a: [" + NESTED * 350 + "]\n", 230),
}
"""What a byte of a file may cost whose resources are built: the two builds hold them both, the second with a record of
where each mapping and list was read."""


@pytest.mark.parametrize("shape", BUILT, ids=list(BUILT))
def test_memory_with_a_finding_of_a_build(shape: str, tmp_path: Path) -> None:
    text, most = BUILT[shape]
    for name, content in (("small", WRONG), ("large", text)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(content)
        (tmp_path / name / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    small, large = (command("validate", str(tmp_path / each)) for each in ("small", "large"))
    assert (small.code, large.code) == (1, 1)
    assert "a.yaml:" in large.stdout
    assert (large.memory - small.memory) * 1024**2 / len(text) < most


def test_the_places_of_a_large_file_are_those_of_a_small_one(tmp_path: Path) -> None:
    text = FINE.replace("name: a", "name: &n a") + "data: {<<: &m {a: [1]}, b: {c: d}, d: &x [2], e: *x}\n"
    (tmp_path / "kustomization.yaml").write_text("Resources: [a.yaml]\nnamePrefix: p-\n")
    places = []
    for more in ("", "# " + "x" * 100_000 + "\n"):
        (tmp_path / "a.yaml").write_text(text + more)
        build = kustompy.build(tmp_path)
        places.append([(each.path, each.line, each.column) for each in kustompy.validate(build)])
    assert places[0] == places[1] != []


def test_the_places_that_are_asked_for() -> None:
    from kustompy.yamlio.read.positions import positions

    text = b"a: {b: [1, {c: d}]}\ne: *f\n---\na: [1]\n"
    everything = positions(text)
    for document, path in everything.values:
        found = positions(text, [(document, path)])
        around = {(document, path[:count]) for count in range(len(path) + 1)}
        assert found.values == {each: everything.values[each] for each in around}
    assert positions(text, []).values == {}


def test_offline_fetches_no_schema(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("apiVersion: x.io/v1\nkind: A\nmetadata: {name: a}\n")
    location = f"{server.url}/{{{{.ResourceKind}}}}.json"
    outcome = command("validate", "--offline", "--cache", "", "--schema-location", location, str(tmp_path / "a.yaml"))
    assert (outcome.code, "--offline" in outcome.stdout) == (1, True)
    assert server.asked == []


def test_a_schema_leads_to_no_other_host(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("apiVersion: x.io/v1\nkind: A\nmetadata: {name: a}\nspec: 1\n")
    (tmp_path / "schemas").mkdir()
    for reference in (f"{server.url}/other.json", "../other.json", "file:///etc/hostname"):
        (tmp_path / "schemas/a.json").write_text(f'{{"properties": {{"spec": {{"$ref": "{reference}"}}}}}}')
        (tmp_path / "other.json").write_text("{}")
        outcome = command("validate", "--schema-location", str(tmp_path / "schemas/a.json"), str(tmp_path / "a.yaml"))
        assert (outcome.code, "KST903" in outcome.stdout) == (1, True)
    assert server.asked == []


FOLDERS = ["cfg cat", "cfg tree", "cfg count", "cfg grep kind=A", "fn run --dry-run", "init new --from-manifests"]


@pytest.mark.parametrize("words", FOLDERS)
def test_a_folder_is_read_without_links_out(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "outside").write_text(FINE + "data: {password: hunter2hunter2}\n")
    (tmp_path / "k/a.yaml").symlink_to("../outside")
    os.mkfifo(tmp_path / "k/b.yaml")
    outcome = command(*words.replace("new", str(tmp_path / "new")).split(), str(tmp_path / "k"))
    said = outcome.stdout + outcome.stderr
    assert (outcome.code, "lies outside of" in said, "hunter2" in said) == (1, True, False)
    (tmp_path / ".git").mkdir()
    assert command(*words.replace("new", str(tmp_path / "new")).split(), str(tmp_path / "k")).code == 0


def test_a_fifo_is_no_file_of_a_package(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert command("cfg", "cat", str(tmp_path)).stdout == ""
