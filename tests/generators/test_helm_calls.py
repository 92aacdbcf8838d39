"""How helm is called, what it is given, and what is said when it fails; a stand-in notes the calls."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import kustompy
from tests.generators.stand_in import Built, StandIn, shown

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n"
CHART = {"charts/c/values.yaml": "# a comment\na: 1\n"}


@pytest.fixture
def helm(stand_in: Callable[[str], StandIn]) -> StandIn:
    made = stand_in("helm")
    made.says({"version": {"stdout": "v4.1.0+gabc\n"}, "template": {"stdout": CONFIG_MAP}})
    return made


CALLS = {
    # entry of helmCharts, flags: the arguments
    "name: c": ([], "template --generate-name <root>/tree/charts/c -f <values>"),
    "name: c, releaseName: r": ([], "template r <root>/tree/charts/c -f <values>"),
    "name: c, namespace: ns": ([], "template --generate-name <root>/tree/charts/c --namespace ns -f <values>"),
    "name: c, version: '1'": ([], "template --generate-name <root>/tree/charts/c -f <values>"),
    "name: c, devel: true, debug: true, skipHooks: true, skipTests: true, includeCRDs: true": (
        [],
        "template --generate-name <root>/tree/charts/c -f <values> "
        "--include-crds --skip-tests --no-hooks --debug --devel",
    ),
    "name: c, apiVersions: [a/v1, b/v1], kubeVersion: '1.29', nameTemplate: t": (
        ["--helm-api-versions", "x", "--helm-kube-version", "1.2", "--helm-debug"],
        "template --generate-name <root>/tree/charts/c --name-template t -f <values> "
        "--api-versions a/v1 --api-versions b/v1 --kube-version 1.29 --debug",
    ),
    "name: c, additionalValuesFiles: [more.yaml, charts/c/values.yaml]": (
        ["--helm-api-versions", "x", "--helm-api-versions", "y", "--helm-kube-version=1.2"],
        "template --generate-name <root>/tree/charts/c -f <values> -f <root>/tree/more.yaml "
        "-f <root>/tree/charts/c/values.yaml --api-versions x --api-versions y --kube-version 1.2",
    ),
}


@pytest.mark.parametrize("entry", CALLS)
def test_the_arguments(entry: str, helm: StandIn, built: Built, tmp_path: Path) -> None:
    flags, wanted = CALLS[entry]
    files = {**CHART, "more.yaml": "b: 2\n", "kustomization.yaml": f"helmCharts: [{{{entry}}}]\n"}
    assert built(files, "--enable-helm", *flags) == (0, CONFIG_MAP, "")
    version, template = helm.calls
    assert version["arguments"] == ["version", "--short"]
    shown_arguments = shown(" ".join(map(str, template["arguments"])), tmp_path)
    assert shown_arguments.replace("<tmp>/c-kustomize-values.yaml", "<values>") == wanted
    environment = template["environment"]
    assert isinstance(environment, dict)
    home = environment["HELM_CONFIG_HOME"]
    assert (environment["HELM_CACHE_HOME"], environment["HELM_DATA_HOME"]) == (f"{home}/.cache", f"{home}/.data")
    assert not Path(home).parent.exists()


VALUES = {
    "name: c": "# a comment\na: 1\n",
    "name: c, valuesInline: {}": "# a comment\na: 1\n",
    "name: c, valuesInline: {a: 2, b: {c: [1]}}": "a: 2\nb:\n  c:\n  - 1\n",
    "name: c, valuesInline: {a: null, b: null}": "{}\n",
    "name: c, valuesMerge: merge, valuesInline: {a: 2, b: 3}": "a: 1\nb: 3\n",
    "name: c, valuesMerge: replace, valuesInline: {b: 100000000, f: 1.0, e: 1e21}": "b: 100000000\ne: 1e+21\nf: 1\n",
    "name: c, valuesFile: v.yaml, valuesInline: {l: [3], m: {y: 2}}": 'l:\n- 3\nm:\n  "true": 2\n  x: 1\no: null\n',
}


@pytest.mark.parametrize("entry", VALUES)
def test_the_values(entry: str, helm: StandIn, built: Built) -> None:
    own = {"v.yaml": "l: [1, 2]\nm: {x: 1}\no: null\n"}
    assert built({**CHART, **own, "kustomization.yaml": f"helmCharts: [{{{entry}}}]\n"}, "--enable-helm")[0] == 0
    assert helm.calls[1]["values"] == [VALUES[entry]]


NAMESPACES = {
    "namespace: k\nhelmCharts: [{name: c}]\n": "k",
    "namespace: k\nhelmCharts: [{name: c, namespace: own}]\n": "own",
}


@pytest.mark.parametrize("kustomization", NAMESPACES)
def test_the_namespace(kustomization: str, helm: StandIn, built: Built) -> None:
    assert built({**CHART, "kustomization.yaml": kustomization}, "--enable-helm") == (0, CONFIG_MAP, "")
    arguments = helm.calls[1]["arguments"]
    assert isinstance(arguments, list)
    assert arguments[arguments.index("--namespace") + 1] == NAMESPACES[kustomization]


CONFIGURING = "trouble configuring builtin HelmChartInflationGenerator with config: `\n"
REFUSED = {
    # entry, flags: the message
    "name: c": ([], f"{CONFIGURING}name: c\n`: must specify --enable-helm"),
    "name: c, releaseName: q": (
        ["--enable-helm", "--helm-command="],
        f"{CONFIGURING}name: c\nreleaseName: q\n`: must specify --helm-command",
    ),
    "releaseName: c": (["--enable-helm"], f"{CONFIGURING}releaseName: c\n`: chart name cannot be empty"),
    "name: c, valuesMerge: x": (
        ["--enable-helm"],
        f"{CONFIGURING}name: c\nvaluesMerge: x\n`: valuesMerge must be one of [merge override replace]",
    ),
    "name: c, additionalValuesFiles: [no.yaml]": (
        ["--enable-helm"],
        f"{CONFIGURING}additionalValuesFiles:\n- no.yaml\nname: c\n`: could not load additionalValuesFile: evalsymlink "
        "failure on '<root>/tree/no.yaml' : lstat <root>/tree/no.yaml: no such file or directory",
    ),
    "name: c, releaseName: --post-renderer=x": (
        ["--enable-helm"],
        f"{CONFIGURING}name: c\nreleaseName: --post-renderer=x\n`: "
        "releaseName of a chart cannot begin with '-': --post-renderer=x",
    ),
    "name: other": (["--enable-helm"], "no repo specified for pull, no chart found at ''"),
    "name: c, valuesFile: ../v.yaml": (
        ["--enable-helm"],
        "evalsymlink failure on '<root>/v.yaml' : lstat <root>/v.yaml: no such file or directory",
    ),
    "name: c, version: q": (
        ["--enable-helm", "--helm-command", "no-such-helm"],
        "unable to run: 'no-such-helm version --short' with env=[HELM_CONFIG_HOME=<tmp>/helm "
        "HELM_CACHE_HOME=<tmp>/helm/.cache HELM_DATA_HOME=<tmp>/helm/.data] (is 'no-such-helm' installed?): "
        'exec: "no-such-helm": executable file not found in $PATH',
    ),
    "name: c, repo: 'https://127.0.0.1:1', version: v": (
        ["--enable-helm", "--offline"],
        "chart 'c' of 'https://127.0.0.1:1' is not here (--offline)",
    ),
}


@pytest.mark.parametrize("entry", REFUSED)
def test_what_is_refused(entry: str, helm: StandIn, built: Built) -> None:
    flags, message = REFUSED[entry]
    files = {**CHART, "kustomization.yaml": f"helmCharts: [{{{entry}}}]\n"}
    assert built(files, *flags) == (1, "", f"Error: {message}\n")


ANSWERS = {
    # what helm says to `version` and `template`: the message
    "this plugin requires helm V3 or V4 but got v2.1.0": ("v2.1.0", {}),
    "cannot find version string in none": ("none", {}),
    "oops\n: unable to run: 'helm template --generate-name <root>/tree/charts/c -f <tmp>/c-kustomize-values.yaml' with "
    "env=[HELM_CONFIG_HOME=<tmp>/helm HELM_CACHE_HOME=<tmp>/helm/.cache HELM_DATA_HOME=<tmp>/helm/.data] "
    "(is 'helm' installed?): exit status 3": ("v3.1", {"stderr": "oops\n", "code": 3}),
    "could not parse rnode slice into resource map: missing Resource metadata": ("v3.1", {"stdout": "some words\n"}),
    "error reading helm output: MalformedYAMLError: yaml: line 1: did not find expected node content": (
        "3.1.0",
        {"stdout": "a: [\n"},
    ),
    "could not parse rnode slice into resource map: may not add resource with an already registered id: "
    "ConfigMap.v1.[noGrp]/made.[noNs]": ("v4.0.0", {"stdout": f"{CONFIG_MAP}---\n{CONFIG_MAP}"}),
}


@pytest.mark.parametrize("message", ANSWERS)
def test_what_helm_gets_wrong(message: str, helm: StandIn, built: Built) -> None:
    version, template = ANSWERS[message]
    helm.says({"version": {"stdout": version}, "template": template})
    made = built({**CHART, "kustomization.yaml": "helmCharts: [{name: c}]\n"}, "--enable-helm")
    assert made == (1, "", f"Error: {message}\n")


PULLS = {
    "repo: 'https://charts.example.com'": "--repo https://charts.example.com c",
    "repo: 'https://charts.example.com', version: 1.2.3, devel: true": (
        "--repo https://charts.example.com c --version 1.2.3 --devel"
    ),
    "repo: 'oci://charts.example.com/x/', version: 1.2.3": "oci://charts.example.com/x/c --version 1.2.3",
}


@pytest.mark.parametrize("entry", PULLS)
def test_a_chart_is_pulled_once_and_not_into_the_tree(entry: str, helm: StandIn, built: Built, tmp_path: Path) -> None:
    pulled = {"files": {"c/values.yaml": "a: 1\n"}}
    answers = {"version": {"stdout": "v4.0.0"}, "pull": pulled, "template": {"stdout": ""}}
    helm.says(answers)
    charts = f"[{{name: c, {entry}, releaseName: a}}, {{name: c, {entry}, releaseName: b}}]"
    assert built({"kustomization.yaml": f"helmCharts: {charts}\n"}, "--enable-helm") == (0, "", "")
    _, pull, first, second = ([str(each) for each in call["arguments"]] for call in helm.calls)
    assert pull[:3] == ["pull", "--untar", "--untardir"]
    assert " ".join(pull[4:]) == PULLS[entry]
    assert (first[:3], second[:3]) == (["template", "a", f"{pull[3]}/c"], ["template", "b", f"{pull[3]}/c"])
    assert [each.name for each in (tmp_path / "tree").iterdir()] == ["kustomization.yaml"]
    assert not Path(pull[3]).exists()


def test_a_chart_may_lie_in_memory(helm: StandIn, tmp_path: Path) -> None:
    (tmp_path / "charts/c").mkdir(parents=True)
    (tmp_path / "charts/c/Chart.yaml").write_text("name: c\n")
    files = {"kustomization.yaml": "helmCharts: [{name: c, releaseName: r}]\n", "charts/c/values.yaml": "a: 2\n"}
    helm.says({"version": {"stdout": "v4.0"}, "template": {"stdout": ""}})
    kustompy.build(".", files=files, base=tmp_path, enable_helm=True, environment=dict(os.environ))
    template = helm.calls[1]
    assert (template["listed"], template["values"]) == (["Chart.yaml", "values.yaml"], ["a: 2\n"])


def test_a_chart_outside_of_the_walls_is_refused(helm: StandIn, built: Built, tmp_path: Path) -> None:
    (tmp_path / "charts/c").mkdir(parents=True)
    (tmp_path / "charts/c/values.yaml").write_text("a: 1\n")
    files = {"kustomization.yaml": "helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: c}]\n"}
    free = ("--enable-helm", "--load-restrictor", "LoadRestrictionsNone")
    assert built(files, *free, "--root", str(tmp_path)) == (0, CONFIG_MAP, "")
    assert built(files, *free, "--trust") == (0, CONFIG_MAP, "")
    message = "security; '<root>/charts/c' is not in or below '<root>/tree'"
    assert built(files, *free) == (1, "", f"Error: {message}, the work tree of the build\n")
    (tmp_path / ".git").mkdir()
    assert built(files, *free) == (0, CONFIG_MAP, "")
    assert built(files, *free, "--root", str(tmp_path / "tree")) == (1, "", f"Error: {message}\n")
