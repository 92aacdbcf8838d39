"""What a build writes is there as a whole or not at all, follows no link of the tree, and loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from tests.security.hostile import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and modes are another matter there")
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"
ONE = "v1_configmap_a.yaml"


def tree(folder: Path, *names: str, kind: str = "ConfigMap") -> str:
    folder.mkdir(exist_ok=True)
    (folder / "kustomization.yaml").write_text("resources: [all.yaml]\n")
    head = HEAD.replace("ConfigMap", kind)
    (folder / "all.yaml").write_text("---\n".join(head % each for each in names))
    return str(folder)


def written(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir() if each.suffix == ".yaml")


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "hook").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ONE).symlink_to("../hook")
    (tmp_path / "file").symlink_to("hook")
    (tmp_path / "none").symlink_to("nowhere")
    for output in ("out", "file", "none"):
        assert main(["build", tree(tmp_path / "k", "a"), "-o", str(tmp_path / output)]) == 0
    assert (tmp_path / "hook").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
    made = [tmp_path / "out" / ONE, tmp_path / "file", tmp_path / "none"]
    assert [(each.is_symlink(), "name: a" in each.read_text()) for each in made] == [(False, True)] * 3


def test_a_directory_that_is_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / "out").symlink_to("hooks")
    assert main(["build", tree(tmp_path / "k", "a"), "-o", str(tmp_path / "out")]) == 1
    assert "is a link" in capsys.readouterr().err
    assert list((tmp_path / "hooks").iterdir()) == []


def test_names_that_are_the_same(tmp_path: Path) -> None:
    build = kustompy.build(tree(tmp_path / "k", "admin", "Admin", "a-b", kind="ClusterRole"))
    paths = build.write(tmp_path / "out")
    assert len(set(paths)) == len(build) == 3
    texts = {path: Path(path).read_text() for path in paths}
    assert sorted(each.split("name: ")[1] for each in texts.values()) == ["Admin\n", "a-b\n", "admin\n"]


def test_files_of_the_build_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.yaml").write_text("")
    (out / "sub").mkdir()
    assert main(["build", tree(tmp_path / "k", "one", "two"), "-o", str(out)]) == 0
    assert written(out) == ["mine.yaml", "v1_configmap_one.yaml", "v1_configmap_two.yaml"]
    assert main(["build", tree(tmp_path / "k", "two"), "-o", str(out)]) == 0
    assert written(out) == ["mine.yaml", "v1_configmap_two.yaml"]


def test_a_list_that_the_tree_brings_removes_nothing_elsewhere(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "sub").mkdir(parents=True)
    for name in ("out/script", "out/sub/a.yaml", "above.yaml"):
        (tmp_path / name).write_text("")
    (out / ".kustompy-files").write_text("script\nsub/a.yaml\n../above.yaml\n/etc/passwd\nsub\n\n..\n")
    assert main(["build", tree(tmp_path / "k", "one"), "-o", str(out)]) == 0
    assert all((tmp_path / name).exists() for name in ("out/script", "out/sub/a.yaml", "above.yaml"))


@pytest.mark.parametrize("name", ["x\0y", "x" * 300])
def test_a_name_that_no_file_can_have(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert main(["build", tree(tmp_path / "k", "a", f'"{name}"'.replace("\0", "\\0")), "-o", str(out)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert list(out.iterdir()) == []


FULL = """
import sys
from kustompy.cli import main
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("output", ["out", "file.yaml"])
def test_a_disk_that_is_full(output: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    kustomization = tree(tmp_path / "k", "a")
    assert main(["build", kustomization, "-o", str(tmp_path / output)]) == 0
    place = tmp_path / "out" / ONE if output == "out" else tmp_path / output
    before = place.read_text()
    (tmp_path / "k/all.yaml").write_text(HEAD % "a" + "data: {a: " + "x" * 30_000 + "}\n")
    done = subprocess.run(
        [sys.executable, "-c", FULL, "build", kustomization, "-o", str(tmp_path / output)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "file too large" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert place.read_text() == before
    assert list(tmp_path.rglob("*.tmp")) == []


def test_a_mode_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("")
    (tmp_path / "a.yaml").chmod(0o600)
    assert main(["build", tree(tmp_path / "k", "a"), "-o", str(tmp_path / "a.yaml")]) == 0
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o600


def test_a_device(tmp_path: Path) -> None:
    assert main(["build", tree(tmp_path / "k", "a"), "-o", os.devnull]) == 0
    assert Path(os.devnull).is_char_device()
