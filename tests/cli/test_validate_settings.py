"""What may stay: codes, comments and exceptions of ``kustompy.toml``; what makes a run fail; several versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli.validate import main
from kustompy.errors import UsageError

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  restartPolicy: never
  containers:
  - name: web
    image: web
    imagePullPolicy: Sometimes
"""
BOTH = ("KST930 spec.restartPolicy", "KST930 spec.containers[0].imagePullPolicy")


def codes(folder: Path, capfd: pytest.CaptureFixture[str], *flags: str) -> tuple[int, list[str]]:
    code = main(["--format", "json", *flags, str(folder)])
    from json import loads

    return code, [
        f"{each['code']} {each.get('path', '')}".strip() for each in loads(capfd.readouterr().out)["findings"]
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "web.yaml").write_text(MANIFEST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SETTINGS = [
    ("", BOTH),
    ('disable = ["KST930"]', ()),
    ('[validate]\ndisable = ["KST930"]', ()),
    ('[lint]\ndisable = ["KST930"]', BOTH),
    ('[[exception]]\ncode = "KST930"\nreason = "known"', ()),
    (
        '[[exception]]\ncode = "KST930"\nkind = "Pod"\nname = "we*"\npath = "spec.containers"\nreason = "known"',
        BOTH[:1],
    ),
    ('[[exception]]\ncode = "KST930"\npath = "spec.container"\nreason = "known"', BOTH),
    ('[[exception]]\ncode = "KST930"\nname = "*er"\nreason = "known"', BOTH),
    ('[[exception]]\ncode = "KST930"\nkind = "Job"\nreason = "known"', BOTH),
    ('[[exception]]\ncode = "KST931"\nreason = "known"', BOTH),
    ('[[exception]]\ncode = "KST930"\nreason = "known"\nexpires = 2999-01-01', ()),
    ('[[exception]]\ncode = "KST930"\nreason = "known"\nexpires = 2001-01-01', BOTH),
]


@pytest.mark.parametrize(("settings", "wanted"), SETTINGS, ids=[each[0] or "none" for each in SETTINGS])
def test_settings(settings: str, wanted: tuple[str, ...], folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "kustompy.toml").write_text(settings, encoding="utf-8")
    assert codes(folder, capfd) == (1 if wanted else 0, list(wanted))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[[exception]]\ncode = "KST930"', "needs a reason"),
        ('[[exception]]\nreason = "x"', "needs the code"),
        ('[[exception]]\ncode = "KST930"\nreason = "x"\nexpires = "soon"', "no day"),
        ('[[exception]]\ncode = "KST930"\nreason = "x"\nwho = "me"', "no field 'who'"),
        ('exception = "KST930"', "[[exception]]"),
    ],
)
def test_settings_that_cannot_be_read(settings: str, said: str, folder: Path) -> None:
    (folder / "kustompy.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        main([str(folder)])
    assert said in str(caught.value)


def test_an_exception_that_is_over_is_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = '[[exception]]\ncode = "KST930"\nreason = "until the move"\nexpires = 2001-01-01'
    (folder / "kustompy.toml").write_text(text, encoding="utf-8")
    main([str(folder)])
    assert capfd.readouterr().err == "# Warning: the exception of KST930 (until the move) ended on 2001-01-01\n"


@pytest.mark.parametrize(
    ("comment", "wanted"),
    [
        ("# kustompy: ignore[KST930]", BOTH[1:]),
        ("# kustompy: ignore", BOTH[1:]),
        ("# kustompy: ignore[KST931]", BOTH),
        ("# ignore", BOTH),
    ],
)
def test_comments(comment: str, wanted: tuple[str, ...], folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = MANIFEST.replace("restartPolicy: never", f"restartPolicy: never  {comment}")
    (folder / "web.yaml").write_text(text, encoding="utf-8")
    assert codes(folder, capfd) == (1, list(wanted))


def test_warnings_fail_if_they_shall(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    user = "apiVersion: user.openshift.io/v1\nkind: User\nmetadata: {name: a}\n"
    (folder / "web.yaml").write_text(user, encoding="utf-8")
    assert codes(folder, capfd) == (0, ["KST902"])
    assert codes(folder, capfd, "--fail-on", "warning")[0] == 1
    assert codes(folder, capfd, "--fail-on", "error")[0] == 0


SERVICES = """\
apiVersion: v1
kind: Service
metadata: {name: 1web}
spec: {ports: [{port: 80}], type: Internal}
---
apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
kind: FlowSchema
metadata: {name: f}
spec: {priorityLevelConfiguration: {name: a}}
"""


def test_several_versions(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "web.yaml").write_text(SERVICES, encoding="utf-8")
    assert main(["--format", "concise", "--kubernetes-version", "1.28,1.31,1.37", "web.yaml"]) == 1
    lines = capfd.readouterr().out.splitlines()
    told = sorted(
        line.partition(" KST")[2].partition(":")[0][:3] + line[line.rindex("(") :]
        for line in lines
        if line.endswith(")")
    )
    assert told == ["910(up to 1.31)", "918(from 1.37 on)", "919(in 1.31)"]
    assert sum("KST930" in line and not line.endswith(")") for line in lines) == 1


def test_kinds_without_a_schema_are_counted(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    custom = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n"
    (folder / "web.yaml").write_text(f"{custom}---\n{custom.replace('name: a', 'name: b')}", encoding="utf-8")
    assert main(["--schema-report", "--ignore-missing-schemas", str(folder)]) == 0
    assert capfd.readouterr().err == "no schema: 2 x Thing of example.com/v1\n"
    (folder / "web.yaml").write_text(
        MANIFEST.replace("never", "Never").replace("Sometimes", "Always"), encoding="utf-8"
    )
    assert main(["--schema-report", str(folder)]) == 0
    assert capfd.readouterr().err == "no schema: none, every kind has one\n"
