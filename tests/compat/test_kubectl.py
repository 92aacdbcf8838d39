"""Deploys by a real kubectl (``KUSTOMPY_KUSTOMIZE``) into a cluster behind HTTP; the stand-in must say the same."""

from __future__ import annotations

import copy
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kustompy.deploying import apply_set
from kustompy.deploying.apply_set import ApplySet
from kustompy.deploying.drift import drift_of
from kustompy.deploying.failures import Failures
from kustompy.deploying.kubectl import Kubectl, Written
from kustompy.deploying.outcomes import Deployed
from kustompy.deploying.rows import Silent
from kustompy.deploying.run import Deploying, Wanted
from kustompy.errors import ClusterError
from tests.deploying.api_server import served
from tests.deploying.cluster import Cluster, Cut, Object, Refused
from tests.deploying.fake_kubectl import FakeKubectl
from tests.deploying.trees import CANARY, NEXT, SHOP, resources

BINARY = os.environ.get("KUSTOMPY_KUSTOMIZE", "")
IS_KUBECTL = os.path.basename(BINARY).startswith("kubectl")
pytestmark = pytest.mark.skipif(not IS_KUBECTL, reason="KUSTOMPY_KUSTOMIZE names no kubectl")
SET = ApplySet("shop", "shop")


class Real(NamedTuple):
    """A cluster that is served, and a kubectl that leads there."""

    cluster: Cluster
    config: Path

    def kubectl(self) -> Kubectl:
        """The real one, with a home of its own for what it caches."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.config.parent)}
        return Kubectl(BINARY, ["--kubeconfig", str(self.config)], environment, pause=lambda seconds: None)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Real]:
    cluster = Cluster()
    with served(cluster, tmp_path) as config:
        yield Real(cluster, config)


def deployed(kubectl: Kubectl, text: str = SHOP, wanted: Wanted | None = None) -> tuple[Deployed, ClusterError | None]:
    deploying = Deploying(resources(text), kubectl, wanted or Wanted(apply_set=SET, prunes=True), Silent())
    error = None
    try:
        deploying.deploy()
    except ClusterError as failed:
        error = failed
    return deploying.deployed(), error


def told(found: Deployed) -> list[tuple[str, str, str, str, str]]:
    return [(each.title, each.action, each.status, each.message, each.code) for each in found.outcomes]


def test_the_real_kubectl_and_the_stand_in_do_the_same(real: Real) -> None:
    other = Cluster()
    stand_in = FakeKubectl(other).kubectl()
    for text in (SHOP, SHOP, NEXT):
        found, error = deployed(real.kubectl(), text)
        wanted, wanted_error = deployed(stand_in, text)
        assert (error, wanted_error) == (None, None)
        assert told(found) == told(wanted)
        assert real.cluster.state() == other.state()


def refused(given: Object) -> None:
    if given["metadata"]["name"] == "keys":
        raise Refused(400, "BadRequest", f'admission webhook "a.example.com" denied the request: {CANARY}')


def test_refusals_are_told_alike(real: Real) -> None:
    other = Cluster()
    stand_in = FakeKubectl(other).kubectl()
    for cluster in (real.cluster, other):
        kubectl = real.kubectl() if cluster is real.cluster else stand_in
        assert deployed(kubectl)[1] is None
        cluster.admission.append(refused)
        cluster.edit("ConfigMap", "settings", ("data", "colour"), "pink", namespace="shop")
    text = SHOP.replace("red", "blue").replace("nginx:1.27", "nginx:1.28")
    said = []
    for kubectl in (real.kubectl(), stand_in):
        found, error = deployed(kubectl, text)
        assert error is not None
        said.append([(each.code, each.resource, each.message.replace("error: ", "")) for each in error.diagnostics])
        assert CANARY not in str([error.diagnostics, found])
    assert said[0] == said[1]
    assert [each[0] for each in said[0]] == ["KST654", "KST655"]


def test_drift_and_dry_runs(real: Real) -> None:
    wanted = Wanted(Written(dry_run=True), apply_set=SET, prunes=True)
    before = real.cluster.state()
    found, error = deployed(real.kubectl(), wanted=wanted)
    assert (error, real.cluster.state()) == (None, before)
    assert {each.action for each in found.outcomes} == {"created"}
    deployed(real.kubectl())
    real.cluster.edit("Deployment", "web", ("spec", "replicas"), 9, namespace="shop")
    shop = resources()
    drift = drift_of(shop, real.kubectl(), Written(), Failures(shop))
    [change] = drift.changes
    assert [(each.path, each.old, each.new) for each in change.fields] == [(("spec", "replicas"), 9, 2)]
    assert drift.owners[0]["spec.replicas"].manager == "kubectl-edit"
    rest = [each for each in shop if each.name != "settings"]
    drift = drift_of(rest, real.kubectl(), Written(), Failures(shop), chosen=SET)
    assert [(each.kind, each.id.name) for each in drift.changes] == [("changed", "web"), ("removed", "settings")]


def test_no_server_and_401(real: Real, tmp_path: Path) -> None:
    nowhere = Kubectl(BINARY, ["--server", "http://127.0.0.1:1"], {"HOME": str(tmp_path)}, pause=lambda seconds: None)
    assert codes(nowhere) == ["KST651"]
    no_context = Kubectl(BINARY, ["--kubeconfig", str(real.config), "--context", "x"], {"HOME": str(tmp_path)})
    assert codes(no_context) == ["KST651"]

    def fault(number: int, words: str) -> None:
        raise Refused(401, "Unauthorized", "Unauthorized")

    real.cluster.fault = fault
    assert codes(real.kubectl()) == ["KST652"]


def codes(kubectl: Kubectl) -> list[str]:
    error = deployed(kubectl)[1]
    return [] if error is None else [each.code for each in error.diagnostics]


def test_kubectl_prunes_what_kustompy_deployed(real: Real) -> None:
    """The same ApplySet, in the hands of kubectl once it is told that it keeps it."""
    deployed(real.kubectl())
    parent = real.cluster.found("ConfigMap", "shop", "shop")
    parent["metadata"]["annotations"][apply_set.TOOLING] = "kubectl/v1.36.0"
    rest = "---\n".join(SHOP.split("---\n")[:3])
    environment = {"HOME": str(real.config.parent), "KUBECTL_APPLYSET": "true", "PATH": os.environ["PATH"]}
    words = ["apply", "--kubeconfig", str(real.config), "-n", "shop", "--server-side", "--force-conflicts", "--prune",
             "--applyset=configmaps/shop", "-f", "-"]  # fmt: skip
    done = subprocess.run([BINARY, *words], env=environment, input=rest, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sorted(key[1] for key in real.cluster.objects if key[2] == "shop") == ["ConfigMap", "Widget"]


@pytest.mark.parametrize("when", ["fault", "fault_after"])
def test_a_request_that_is_cut(real: Real, when: str) -> None:
    """Two requests of kubectl itself, of discovery or not; the stand-in has each of its own cut."""
    count, wanted = prepared(real)
    for number in (count // 4, count - 3):
        assert_goes_on(real, when, number, wanted)


def prepared(real: Real) -> tuple[int, object]:
    """How many requests the second deploy makes, and what it leaves; the first is what is there then."""
    deployed(real.kubectl())
    before = copy.deepcopy(real.cluster.objects)
    real.cluster.requests.clear()
    deployed(real.kubectl(), NEXT)
    count, state = len(real.cluster.requests), real.cluster.state()
    assert count > 20
    real.cluster.objects = before
    return count, state


def assert_goes_on(real: Real, when: str, number: int, wanted: object) -> None:
    before = copy.deepcopy(real.cluster.objects)
    real.cluster.requests.clear()

    def fault(asked: int, words: str) -> None:
        if asked == number:
            raise Cut

    setattr(real.cluster, when, fault)
    deployed(real.kubectl(), NEXT)
    real.cluster.fault = real.cluster.fault_after = None
    assert deployed(real.kubectl(), NEXT)[1] is None
    assert real.cluster.state() == wanted, f"cut at request {number}"
    real.cluster.objects = before
