"""``kustompy kubeconform``: flags, output and exit codes that pipelines written for kubeconform or kubeval rely on."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from pathlib import Path

import pytest

from kustompy.cli.kubeconform import _chosen, main, parsed
from kustompy.validation.schema.store import REF, Store
from kustompy.validation.table.rows import all_rows
from kustompy.validation.table.table import CODES

GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n"
BAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {a: 1}\n"
EXTRA = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\nmore: 1\n"
TWICE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: twice, name: twice}\n"
CUSTOM = "apiVersion: example.com/v1\nkind: Custom\nmetadata: {name: custom}\n"
UPPER = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NOT_CHECKED}\n"
NULLS = "apiVersion: v1\nkind: Service\nmetadata: {name: nulls}\nspec: {ports: [{port: 1}], externalIPs: null}\n"
GENERATED = """\
apiVersion: batch/v1
kind: Job
metadata: {generateName: pi-}
spec: {template: {spec: {containers: [{name: a}]}}}
"""
EMPTY = "---\n---\n# nothing\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    texts = {"good": GOOD, "bad": BAD, "extra": EXTRA, "twice": TWICE, "custom": CUSTOM, "upper": UPPER, "nulls": NULLS}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "no_kind.yaml").write_text("metadata: {name: x}\n", encoding="utf-8")
    (tmp_path / "generated.yaml").write_text(GENERATED, encoding="utf-8")
    (tmp_path / "nothing.json").write_text('{"apiVersion": "v1", "kind": "List", "items": []}', encoding="utf-8")
    (tmp_path / "empty.yaml").write_text(EMPTY, encoding="utf-8")
    items = [json.loads('{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "inner"}, "data": {"a": 1}}')]
    (tmp_path / "list.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "List", "items": items}), encoding="utf-8"
    )
    return tmp_path


SUMMARY = "Summary: {} found in {} - Valid: {}, Invalid: {}, Errors: {}, Skipped: {}\n"

RUNS = [
    ("good.yaml", 0, ""),
    ("good.yaml -summary", 0, SUMMARY.format("1 resource", "1 file", 1, 0, 0, 0)),
    ("--summary=true good.yaml", 0, SUMMARY.format("1 resource", "1 file", 1, 0, 0, 0)),
    ("good.yaml nulls.yaml -summary", 0, SUMMARY.format("2 resources", "2 files", 2, 0, 0, 0)),
    ("-verbose good.yaml", 0, "good.yaml - ConfigMap good is valid\n"),
    ("bad.yaml", 1, "bad.yaml - ConfigMap bad is invalid: data.a: 1 is not of type 'string'\n"),
    ("extra.yaml", 0, ""),
    ("-strict extra.yaml", 1, "extra.yaml - ConfigMap extra is invalid: more: unknown field\n"),
    ("twice.yaml", 0, ""),
    (
        "-strict twice.yaml",
        1,
        "twice.yaml - ConfigMap twice failed validation: error unmarshalling resource: "
        "metadata.name: the key is in line 3 already\n",
    ),
    ("custom.yaml", 1, "custom.yaml - Custom custom failed validation: could not find schema for Custom\n"),
    ("-ignore-missing-schemas -verbose custom.yaml", 0, "custom.yaml - custom Custom skipped\n"),
    ("-skip Custom,Other custom.yaml -verbose", 0, "custom.yaml - custom Custom skipped\n"),
    ("-skip example.com/v1/Custom custom.yaml", 0, ""),
    (
        "-reject ConfigMap good.yaml",
        1,
        "good.yaml - ConfigMap good failed validation: prohibited resource kind ConfigMap\n",
    ),
    ("-reject v1/ConfigMap good.yaml -output json", 1, None),
    ("upper.yaml", 0, ""),
    ("nulls.yaml -strict -kubernetes-version 1.25.0", 0, ""),
    ("list.json", 1, "list.json - ConfigMap inner is invalid: items[0].data.a: 1 is not of type 'string'\n"),
    ("empty.yaml -summary", 0, SUMMARY.format("0 resource", "1 file", 0, 0, 0, 0)),
    ("empty.yaml -output tap", 0, "TAP version 13\nok 1 - empty.yaml (empty)\n1..1\n"),
    (
        "custom.yaml -output tap -skip Custom",
        0,
        "TAP version 13\nok 1 - custom.yaml (example.com/v1/Custom//custom) # skip\n1..1\n",
    ),
    ("nothing.json -summary", 0, SUMMARY.format("0 resource", "1 file", 0, 0, 0, 0)),
    ("generated.yaml -verbose", 0, "generated.yaml - Job pi-{{ generateName }} is valid\n"),
    ("no_kind.yaml", 1, "no_kind.yaml - failed validation: error while parsing: missing 'kind' key\n"),
    ("good.yaml -cache nowhere", 1, ""),
    ("not-here.yaml", 1, "not-here.yaml - failed validation: lstat not-here.yaml: no such file or directory\n"),
    ("good.yaml -output tap", 0, "TAP version 13\nok 1 - good.yaml (v1/ConfigMap//good)\n1..1\n"),
    ("good.yaml -output pretty -verbose", 0, "✔ good.yaml: ConfigMap good is valid\n"),
    ("bad.yaml -o pretty", 1, "✖ bad.yaml: ConfigMap bad is invalid: data.a: 1 is not of type 'string'\n"),
    ("-exit-on-error bad.yaml extra.yaml -summary", 1, None),
    (". -ignore-filename-pattern (bad|custom|list|no_kind) -n 8 -cache . -debug", 0, ""),
    (
        "-schema-location nowhere good.yaml",
        1,
        "good.yaml - ConfigMap good failed validation: could not find schema for ConfigMap\n",
    ),
    ("-schema-location nowhere -schema-location default good.yaml", 0, ""),
    ("--skip-kinds Custom --ignore-missing-schemas --quiet -d .", 1, None),
    ("-kubernetes-version 1.25 good.yaml", 0, ""),
    ("-kubernetes-version 1.20.0 good.yaml", 1, None),
    ("-kubernetes-version 1.12.0 good.yaml", 1, None),
    ("-kubernetes-version new good.yaml", 1, None),
    ("-output yaml good.yaml", 1, None),
    ("-unknown good.yaml", 1, None),
    ("-strict=perhaps good.yaml", 1, None),
    ("good.yaml -output", 1, None),
    ("-ignore-filename-pattern ( .", 1, None),
    ("-h", 0, None),
    ("-v", 0, None),
]


@pytest.mark.parametrize(("arguments", "code", "printed"), RUNS, ids=[run[0] for run in RUNS])
@pytest.mark.usefixtures("folder")
def test_run(arguments: str, code: int, printed: str | None, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(arguments.split()) == code
    if printed is not None:
        assert capfd.readouterr().out == printed


@pytest.mark.usefixtures("folder")
def test_it_stops_at_the_first_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["-exit-on-error", "good.yaml", "bad.yaml", "extra.yaml", "-output", "json", "-summary"]) == 1
    assert json.loads(capfd.readouterr().out)["summary"] == {"valid": 1, "invalid": 1, "errors": 0, "skipped": 0}


@pytest.mark.parametrize("arguments", [["-summary"], ["-summary", "-"]])
def test_stdin(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((GOOD + "---\n" + BAD).encode())))
    assert main(arguments) == 1
    assert capfd.readouterr().out == (
        "stdin - ConfigMap bad is invalid: data.a: 1 is not of type 'string'\n"
        "Summary: 2 resources found parsing stdin - Valid: 1, Invalid: 1, Errors: 0, Skipped: 0\n"
    )


def test_no_files_and_nothing_piped_in(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert main([]) == 1
    assert capfd.readouterr().err == "failing to read data from stdin\n"


@pytest.mark.usefixtures("folder")
def test_a_wrong_command_line_is_told_in_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["-kubernetes-version", "1.20.0", "good.yaml"]) == 1
    assert capfd.readouterr().err.startswith("failed initialising validator: ")


@pytest.mark.usefixtures("folder")
def test_cases_of_junit_have_a_time(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["-output", "junit", "good.yaml"]) == 0
    assert '<testcase name="good" classname="ConfigMap@v1" time="0">' in capfd.readouterr().out


@pytest.mark.usefixtures("folder")
def test_files_in_the_cache_of_kubeconform_are_read(capfd: pytest.CaptureFixture[str]) -> None:
    location = "https://schemas.invalid/{{.ResourceKind}}.json"
    Path("cache").mkdir()
    digest = hashlib.sha256(b"https://schemas.invalid/custom.json").hexdigest()
    Path("cache", digest).write_text('{"required": ["spec"]}', encoding="utf-8")
    assert main(["-cache", "cache", "-schema-location", location, "custom.yaml"]) == 1
    assert capfd.readouterr().out == "custom.yaml - Custom custom is invalid: missing field 'spec'\n"


@pytest.mark.usefixtures("folder")
def test_help_names_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["-h"]) == 0
    assert capfd.readouterr().out.startswith("Usage: kustompy kubeconform [OPTION]... [FILE OR FOLDER]...\n")


def test_many_resources_in_one_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "many.yaml").write_text("---\n".join([GOOD] * 5_000), encoding="utf-8")
    assert main(["-summary", str(tmp_path / "many.yaml")]) == 0
    assert capfd.readouterr().out == SUMMARY.format("5000 resources", "1 file", 5000, 0, 0, 0)


def test_no_rule_of_ours_is_part_of_it() -> None:
    schemas, choice = _chosen(parsed(["-strict"])[0])
    rows = {row.definition for row in all_rows()}
    for name in Store(schemas.minor, strict=True)._forms:
        rules = schemas.table.of(REF + name)
        assert rules is None or not rules.all, name
    assert rows
    assert choice.disabled >= CODES
    assert not choice.set_rules
    assert not choice.rules_of("Deployment", in_table=False)


@pytest.mark.parametrize("case", ["unions", "labels_and_annotations", "selectors", "definition_rules", "volumes"])
def test_what_only_we_refuse_is_valid(case: str) -> None:
    assert main([str(Path(__file__).parent / "cases" / case / "manifest.yaml")]) == 0
