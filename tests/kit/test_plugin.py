"""The pytest plugin, in suites of its users."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/gitops"


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with overlays, and no tests yet."""
    for name in ("base", "components", "overlays"):
        shutil.copytree(EXAMPLE / name, pytester.path / name)
    return pytester


def test_overlays_are_tests(repository: pytest.Pytester) -> None:
    result = repository.runpytest("--kustompy-overlays", "overlays/*", "-v")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(
        ["*overlays/dev::builds PASSED*", "*overlays/prod::valid PASSED*", "*overlays/prod::lints PASSED*"]
    )
    repository.runpytest("--kustompy-overlays", "overlays/*", "-k", "prod").assert_outcomes(passed=3, deselected=3)


def test_the_ini_file_may_name_them(repository: pytest.Pytester) -> None:
    repository.makeini("[pytest]\nkustompy_overlays = overlays/*\nkustompy_checks = builds\n")
    repository.runpytest().assert_outcomes(passed=2)
    repository.makepyfile(test_one="def test_one(): pass")
    repository.runpytest().assert_outcomes(passed=3)
    # whoever names a test wants that test; whoever names a directory, what is in it
    repository.runpytest("test_one.py").assert_outcomes(passed=1)
    repository.runpytest("test_one.py::test_one").assert_outcomes(passed=1)
    repository.runpytest("overlays/prod").assert_outcomes(passed=1)
    repository.runpytest(".").assert_outcomes(passed=3)


def test_a_broken_overlay_fails_with_its_own_words(repository: pytest.Pytester) -> None:
    file = repository.path / "overlays/dev/kustomization.yaml"
    file.write_text(file.read_text().replace("resources:", "resource:"))
    result = repository.runpytest("--kustompy-overlays", "overlays/dev")
    result.assert_outcomes(failed=1, skipped=2)
    result.stdout.fnmatch_lines(
        [
            'Error: *unknown field "resource"*',
            "  --> overlays/dev/kustomization.yaml:6:1 *",
            "   = help: *",
            "FAILED overlays/dev::builds - kustomization.yaml:6:1: KST202*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    # the first check that runs fails, whichever it is
    result = repository.runpytest("--kustompy-overlays", "overlays/dev", "-k", "lints")
    result.assert_outcomes(failed=1, deselected=2)


def test_a_glob_that_fits_nothing_is_an_error(repository: pytest.Pytester) -> None:
    result = repository.runpytest("--kustompy-overlays", "overlay/*")
    result.stderr.fnmatch_lines(["*no directory with a kustomization fits*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_snapshots_of_overlays(repository: pytest.Pytester) -> None:
    overlays = ("--kustompy-overlays", "overlays/*", "--kustompy-snapshots", "golden", "-k", "snapshot")
    result = repository.runpytest(*overlays)
    result.assert_outcomes(failed=2, deselected=6)
    result.stdout.fnmatch_lines(["no snapshot in *golden*dev; make it with `pytest --kustompy-update`"])
    repository.runpytest(*overlays, "--kustompy-update").assert_outcomes(passed=2, deselected=6)
    repository.runpytest(*overlays).assert_outcomes(passed=2, deselected=6)
    file = repository.path / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("count: 6", "count: 7"))
    result = repository.runpytest(*overlays)
    result.assert_outcomes(passed=1, failed=1, deselected=6)
    result.stdout.fnmatch_lines(["--- snapshot/apps_v1_deployment_worker.yaml", "-  replicas: 6", "+  replicas: 7"])


def test_what_kustomize_passes_over_in_silence_fails(repository: pytest.Pytester) -> None:
    file = repository.path / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("- name: nginx\n  newTag", "- name: ngink\n  newTag"))
    result = repository.runpytest("--kustompy-overlays", "overlays/prod")
    result.assert_outcomes(passed=2, failed=1)
    summary = "FAILED overlays/prod::lints - kustomization.yaml:*: KST951*"
    result.stdout.fnmatch_lines(["*ngink*", "*overlays/prod/kustomization.yaml:*", summary])


def test_fixtures(repository: pytest.Pytester) -> None:
    repository.makepyfile("""
        def test_build(kustompy_build, monkeypatch, tmp_path):
            monkeypatch.chdir(tmp_path)
            assert kustompy_build("overlays/prod").one("Deployment", "web")["spec"]["replicas"] == 4
            assert kustompy_build({"resources": ["overlays/prod"], "namePrefix": "a-"}).find("Deployment", "a-web")

        def test_snapshot(kustompy_build, kustompy_snapshot):
            kustompy_snapshot(kustompy_build("overlays/dev"), "dev")
    """)
    repository.runpytest("--kustompy-update").assert_outcomes(passed=2)
    assert (repository.path / "snapshots/dev/v1_service_web.yaml").exists()
    repository.runpytest().assert_outcomes(passed=2)


def test_what_the_pipeline_gives_has_made_up_values(
    repository: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    (repository.path / "overlays/dev/secrets.env").unlink()
    settings = '[inputs."overlays/dev/secrets.env"]\nenv = ["TOKEN"]\n'
    (repository.path / "kustompy.toml").write_text(settings)
    repository.makepyfile("""
        def test_build(kustompy_build):
            assert [*kustompy_build("overlays/dev").one("Secret", "app-secrets")["data"]] == ["TOKEN"]
    """)
    repository.runpytest("--kustompy-overlays", "overlays/dev").assert_outcomes(passed=4)


def test_the_settings_of_validate_count(repository: pytest.Pytester) -> None:
    (repository.path / "kustompy.toml").write_text('policy-sets = ["restricted"]\n')
    result = repository.runpytest("--kustompy-overlays", "overlays/dev", "-k", "valid")
    result.assert_outcomes(failed=1, deselected=2)
    codes = {line.split("[KST")[1][:3] for line in result.outlines if "[KST" in line}
    settings = "".join(f'[[exception]]\ncode = "KST{each}"\nreason = "known"\n' for each in sorted(codes))
    (repository.path / "kustompy.toml").write_text(f'policy-sets = ["restricted"]\n{settings}')
    repository.runpytest("--kustompy-overlays", "overlays/dev", "-k", "valid").assert_outcomes(passed=1, deselected=2)


def test_a_suite_for_pytest_kustomize(repository: pytest.Pytester) -> None:
    shutil.copytree(repository.path / "overlays", repository.path / "k8s")
    repository.makepyfile("""
        import json

        from pytest_kustomize import extract_externalsecret_data, resolve_configmaps

        def test_config(kustomize_resources):
            config = resolve_configmaps(kustomize_resources["prod"])
            assert config["web"] == config["web-web"]

        def test_external_secrets(kustomize_resources):
            assert extract_externalsecret_data(kustomize_resources["prod"]) == {}

        def test_names(kustomize_environment_names):
            assert sorted(kustomize_environment_names) == ["dev", "prod"]

        def test_text(kustomize_manifests):
            assert b"kind: Deployment\\n" in kustomize_manifests["prod"]

        def test_resources(kustomize_resources):
            assert {"Deployment", "Service"} <= {each["kind"] for each in kustomize_resources["dev"]}
            json.dumps(kustomize_resources)
    """)
    repository.runpytest().assert_outcomes(passed=5)
