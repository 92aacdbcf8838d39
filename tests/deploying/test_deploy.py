"""Deploys against a cluster in memory: what is applied, waited for, pruned, and said when something is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from kustompy.deploying.apply_set import PART_OF, SOURCE, ApplySet, id_of
from kustompy.deploying.drift import drift_of
from kustompy.deploying.failures import Failures
from kustompy.deploying.kubectl import Written
from kustompy.deploying.outcomes import Deployed
from kustompy.deploying.rows import Row, Silent
from kustompy.deploying.run import Deploying, Wanted
from kustompy.errors import ClusterError
from tests.deploying.cluster import Cluster, Cut, Object, Refused
from tests.deploying.fake_kubectl import FakeKubectl, Killed
from tests.deploying.trees import CANARY, NEXT, SHOP, resources

SET = ApplySet("shop", "shop", "example.com/shop//prod")
PRUNING = Wanted(apply_set=SET, prunes=True)


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


class Clock:
    """Time that passes by looking at it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


PLAIN = Wanted()


def deployed(
    cluster: Cluster, text: str = SHOP, wanted: Wanted = PLAIN, hears: Silent | None = None
) -> tuple[Deployed, ClusterError | None]:  # fmt: skip
    """What becomes of a deploy, and the error that it ends with."""
    deploying = Deploying(resources(text), FakeKubectl(cluster).kubectl(), wanted, hears or Silent(), clock=Clock())
    error = None
    try:
        deploying.deploy()
    except ClusterError as failed:
        error = failed
    return deploying.deployed("prod"), error


def actions(found: Deployed) -> dict[str, str]:
    return {each.title: each.action for each in found.outcomes}


def test_everything_is_created_and_then_unchanged(cluster: Cluster) -> None:
    found, error = deployed(cluster)
    assert error is None
    assert found.is_done
    assert [(each.title, each.wave, each.action, each.status) for each in found.outcomes] == [
        ("Namespace shop", 1, "created", "Current"),
        ("CustomResourceDefinition widgets.example.com", 1, "created", "Current"),
        ("ConfigMap shop/settings", 2, "created", "Current"),
        ("Secret shop/keys", 2, "created", "Current"),
        ("Widget shop/w", 2, "created", "Current"),
        ("Deployment shop/web", 3, "created", "Current"),
    ]
    version = cluster.version
    again, error = deployed(cluster)
    assert error is None
    assert {each.action for each in again.outcomes} == {"unchanged"}
    assert cluster.version == version
    changed, _ = deployed(cluster, SHOP.replace("red", "blue"))
    assert actions(changed)["ConfigMap shop/settings"] == "configured"
    assert cluster.found("ConfigMap", "settings", "shop")["data"] == {"colour": "blue"}


def test_a_dry_run_changes_nothing(cluster: Cluster) -> None:
    before = cluster.state()
    found, error = deployed(cluster, wanted=Wanted(Written(dry_run=True), apply_set=SET, prunes=True))
    assert (error, found.is_done, found.is_dry_run) == (None, True, True)
    assert cluster.state() == before
    said = {each.title: each.message for each in found.outcomes}
    assert said["ConfigMap shop/settings"] == "not asked of the server: Namespace shop is not there yet"
    deployed(cluster)
    before = cluster.state()
    found, _ = deployed(cluster, NEXT, Wanted(Written(dry_run=True)))
    assert actions(found)["ConfigMap shop/settings-2"] == "created"
    assert actions(found)["Deployment shop/web"] == "configured"
    assert cluster.state() == before


def test_a_dry_run_asks_about_all_that_needs_nothing_new(cluster: Cluster) -> None:
    _, *others = SHOP.split("---\n")
    definition, text = others[0], "---\n".join(others[2:])
    deployed(
        cluster, SHOP.replace(f"---\n{definition}", "").replace("example.com/v1", "v1").replace("Widget", "Secret")
    )
    found, error = deployed(cluster, f"{definition}---\n{others[1]}---\n{text}", Wanted(Written(dry_run=True)))
    assert error is None
    said = {each.title: (each.action, each.message) for each in found.outcomes}
    missing = "not asked of the server: CustomResourceDefinition widgets.example.com is not there yet"
    assert said["Widget shop/w"] == ("created", missing)
    assert {name for name, (_, message) in said.items() if message} == {"Widget shop/w"}
    assert said["ConfigMap shop/settings"][0] == "unchanged"


def test_drift_of_what_is_in_no_set(cluster: Cluster) -> None:
    fake, wanted = FakeKubectl(cluster), resources(SHOP)
    deployed(cluster)
    assert not drift_of(wanted, fake.kubectl(), Written(), Failures(wanted)).changes
    cluster.edit("ConfigMap", "settings", ("data", "colour"), "pink", namespace="shop")
    found = drift_of(wanted, fake.kubectl(), Written(), Failures(wanted))
    assert [str(each.path) for change in found.changes for each in change.fields] == ["('data', 'colour')"]
    assert ([list(each) for each in found.owners], found.warnings) == ([["data.colour"]], ())
    assert not [each for call in fake.calls for each in call if "selector" in each]


def test_drift_of_a_set_has_what_a_deploy_would_prune(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    wanted = resources(NEXT)
    found = drift_of(wanted, FakeKubectl(cluster).kubectl(), Written(), Failures(wanted), chosen=SET)
    gone = [each.before["metadata"]["name"] for each in found.changes if each.before and not each.after]
    assert gone == ["settings"]
    alone = drift_of(wanted, FakeKubectl(cluster).kubectl(), Written(), Failures(wanted))
    assert not [each for each in alone.changes if each.before and not each.after]


def test_a_conflict_names_the_owner_and_the_field_and_the_others_are_applied(cluster: Cluster) -> None:
    deployed(cluster)
    cluster.edit("ConfigMap", "settings", ("data", "colour"), "pink", namespace="shop")
    text = SHOP.replace("red", "blue").replace(CANARY, "another-secret")
    found, error = deployed(cluster, text)
    assert error is not None
    assert [each.code for each in error.diagnostics] == ["KST654"]
    assert str(error) == (
        'ConfigMap shop/settings: error: Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: '
        ".data.colour\nkubectl-edit wrote last at 2026-11-28T10:00:00Z"
    )
    assert "--force-conflicts" in error.diagnostics[0].hint
    assert actions(found)["Secret shop/keys"] == "configured"
    assert actions(found)["Deployment shop/web"] == "not applied"
    assert not found.is_done
    found, error = deployed(cluster, text, Wanted(Written(force_conflicts=True)))
    assert (error, cluster.found("ConfigMap", "settings", "shop")["data"]) == (None, {"colour": "blue"})


def test_another_field_manager(cluster: Cluster) -> None:
    deployed(cluster, wanted=Wanted(Written(manager="pipeline")))
    [entry] = cluster.found("ConfigMap", "settings", "shop")["metadata"]["managedFields"]
    assert entry["manager"] == "pipeline"


def refuse(code: int, reason: str, message: str, name: str = "") -> Callable[[Object], None]:
    def admission(given: Object) -> None:
        if given["metadata"]["name"] == name:
            raise Refused(code, reason, message)

    return admission


def test_a_webhook_that_refuses(cluster: Cluster) -> None:
    said = f'admission webhook "a.example.com" denied the request: password {CANARY} is weak'
    cluster.admission.append(refuse(400, "BadRequest", said, "keys"))
    found, error = deployed(cluster)
    assert error is not None
    assert error.code == "KST655"
    assert str(error) == (
        'Secret shop/keys: Error from server (BadRequest): admission webhook "a.example.com" denied the request: '
        "password *** is weak"
    )
    assert actions(found) == {
        "Namespace shop": "created", "CustomResourceDefinition widgets.example.com": "created",
        "ConfigMap shop/settings": "created", "Secret shop/keys": "failed", "Widget shop/w": "created",
        "Deployment shop/web": "not applied",
    }  # fmt: skip


def test_several_failures_are_told_at_once(cluster: Cluster) -> None:
    cluster.admission += [refuse(403, "Forbidden", f"{each} no", each) for each in ("keys", "settings")]
    _, error = deployed(cluster)
    assert error is not None
    assert [(each.code, each.resource) for each in error.diagnostics] == [
        ("KST653", "ConfigMap shop/settings"), ("KST653", "Secret shop/keys"),
    ]  # fmt: skip


def test_admission_that_changes_fields_is_a_warning(cluster: Cluster) -> None:
    def mutate(given: Object) -> None:
        if given["kind"] == "Deployment":
            given["spec"]["replicas"] = 5
        if given["kind"] == "Secret":
            given["stringData"] = {"password": "x"}

    cluster.admission.append(mutate)
    found, error = deployed(cluster)
    assert (error, found.is_done) == (None, True)
    notes = {each.title: (each.code, each.notes) for each in found.outcomes if each.notes}
    assert notes == {"Deployment shop/web": ("KST665", ("spec.replicas is 5, not 2",))}


@pytest.mark.parametrize(
    ("reason", "code", "status"),
    [("", "KST661", "InProgress"), ("NotAccepted", "KST662", "Failed")],
)
def test_a_definition_that_is_never_established(cluster: Cluster, reason: str, code: str, status: str) -> None:
    cluster.stuck["widgets.example.com"] = reason
    found, error = deployed(cluster, wanted=Wanted(seconds=20))
    assert error is not None
    assert error.code == code
    assert "kubectl get crd" in error.diagnostics[0].hint
    of_crd = next(each for each in found.outcomes if each.kind == "CustomResourceDefinition")
    assert (of_crd.action, of_crd.status, of_crd.code) == ("created", status, code)
    assert actions(found)["Widget shop/w"] == "not applied"


POD = {
    "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-1", "namespace": "shop", "labels": {"app": "web"}},
    "status": {
        "containerStatuses": [
            {"name": "web", "state": {"waiting": {"reason": "ImagePullBackOff", "message": f"no {CANARY}"}}}
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "code", "said"),
    [
        ("", "KST661", "not ready after 20 seconds: generation 1 is not seen yet, the latest is 0"),
        ("ProgressDeadlineExceeded", "KST662", "the progress deadline is exceeded: no progress"),
    ],
)
def test_a_workload_that_does_not_get_ready(cluster: Cluster, reason: str, code: str, said: str) -> None:
    deployed(cluster, SHOP.split("---\n")[0])
    cluster.new(POD)
    cluster.stuck["web"] = reason
    found, error = deployed(cluster, wanted=Wanted(seconds=20, apply_set=SET))
    assert error is not None
    assert (error.code, str(error)) == (
        code, f"Deployment shop/web: {said}; web-1 web: ImagePullBackOff: no ***"
    )  # fmt: skip
    assert not found.is_done


def test_without_waiting_only_what_is_needed_is_waited_for(cluster: Cluster) -> None:
    cluster.stuck["web"] = ""
    found, error = deployed(cluster, wanted=Wanted(waits=False))
    assert (error, found.is_done) == (None, True)
    assert {each.title: each.status for each in found.outcomes}[
        "CustomResourceDefinition widgets.example.com"
    ] == "Current"
    assert {each.title: each.status for each in found.outcomes}["Deployment shop/web"] == ""


JOB = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec: {completions: 1}\n"


def test_jobs_are_waited_for_where_that_is_asked(cluster: Cluster) -> None:
    cluster.stuck["migrate"] = ""
    assert deployed(cluster, JOB)[1] is None
    _, error = deployed(cluster, JOB, Wanted(seconds=10, jobs_end=True))
    assert error is not None
    assert error.code == "KST661"


def broken(words: str) -> Callable[[int, str], None]:
    def fault(number: int, asked: str) -> None:
        raise Refused(401, "Unauthorized", words)

    return fault


def test_401_ends_the_deploy_at_once(cluster: Cluster) -> None:
    cluster.fault = broken("no")
    found, error = deployed(cluster)
    assert error is not None
    assert error.code == "KST652"
    assert set(actions(found).values()) == {"not applied"}
    assert [each for each in cluster.requests if each.startswith("apply")] == []


def test_a_failure_that_passes_is_tried_again(cluster: Cluster) -> None:
    def fault(number: int, asked: str) -> None:
        if number % 7 == 0:
            raise Cut

    cluster.fault = fault
    found, error = deployed(cluster)
    assert (error, found.is_done) == (None, True)


# pruning


class Asked(Silent):
    """Answers the question, and keeps it."""

    def __init__(self, *, answer: bool) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def may_prune(self, rows: Sequence[Row]) -> bool:
        self.asked = [f"{each.outcome.title}: {each.action}" for each in rows]
        return self.answer


def test_what_is_no_longer_rendered_is_pruned_at_the_end(cluster: Cluster) -> None:
    cluster.new({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "of-somebody"}})
    hears = Asked(answer=True)
    assert deployed(cluster, wanted=PRUNING, hears=hears)[1] is None
    assert hears.asked == []
    found, error = deployed(cluster, NEXT, PRUNING, hears)
    assert error is None
    assert hears.asked == ["ConfigMap shop/settings: not pruned"]
    assert actions(found)["ConfigMap shop/settings"] == "pruned"
    assert [key[3] for key in cluster.objects if key[1] == "ConfigMap"] == ["of-somebody", "shop", "settings-2"]
    parent = cluster.found("ConfigMap", "shop", "shop")["metadata"]
    assert parent["annotations"] == {
        "applyset.kubernetes.io/additional-namespaces": "",
        "applyset.kubernetes.io/contains-group-kinds": "ConfigMap,CustomResourceDefinition.apiextensions.k8s.io,"
        "Deployment.apps,Namespace,Secret,Widget.example.com",
        "applyset.kubernetes.io/tooling": parent["annotations"]["applyset.kubernetes.io/tooling"],
        SOURCE: "example.com/shop//prod",
    }


def test_without_a_yes_nothing_is_applied(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    before = cluster.state()
    found, error = deployed(cluster, NEXT, PRUNING, Asked(answer=False))
    assert error is not None
    assert error.code == "KST663"
    assert set(actions(found).values()) == {"not applied", "not pruned"}
    assert cluster.state() == before


def test_namespaces_definitions_and_claims_stay_unless_they_are_named(cluster: Cluster) -> None:
    claim = "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: shop}\nspec: {}\n"
    deployed(cluster, SHOP + claim, PRUNING)
    rest = SHOP.split("---\n")[3]
    found, error = deployed(cluster, rest, PRUNING)
    assert error is None
    kept = {each.title for each in found.with_action("kept")}
    assert kept == {
        "Namespace shop", "CustomResourceDefinition widgets.example.com", "PersistentVolumeClaim shop/data"
    }  # fmt: skip
    assert {each.title for each in found.with_action("pruned")} == {
        "Deployment shop/web", "Secret shop/keys", "Widget shop/w"
    }  # fmt: skip
    also = PRUNING._replace(prune_also=("PersistentVolumeClaim", "customresourcedefinition"))
    found, error = deployed(cluster, rest, also)
    assert error is None
    assert {each.title for each in found.with_action("pruned")} == {
        "CustomResourceDefinition widgets.example.com", "PersistentVolumeClaim shop/data"
    }  # fmt: skip
    assert ("", "Namespace", "", "shop") in cluster.objects


def test_nothing_is_pruned_after_a_failure(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    cluster.admission.append(refuse(403, "Forbidden", "no", "web"))
    found, error = deployed(cluster, NEXT, PRUNING)
    assert error is not None
    assert actions(found)["ConfigMap shop/settings"] == "not pruned"
    assert ("", "ConfigMap", "shop", "settings") in cluster.objects


def test_a_dry_run_says_what_would_be_pruned(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    before = cluster.state()
    found, error = deployed(
        cluster, NEXT, Wanted(Written(dry_run=True), apply_set=SET, prunes=True), Asked(answer=False)
    )
    assert error is None
    assert actions(found)["ConfigMap shop/settings"] == "pruned"
    assert cluster.state() == before


def test_a_deploy_without_pruning_leaves_members_in_their_set(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    deployed(cluster, SHOP.replace("red", "blue"))
    labels = cluster.found("ConfigMap", "settings", "shop")["metadata"]["labels"]
    assert labels == {PART_OF: id_of(SET)}


def test_what_a_deploy_without_pruning_adds_can_be_pruned_later(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    more = SHOP + "---\napiVersion: v1\nkind: Service\nmetadata: {name: more, namespace: shop}\nspec: {}\n"
    assert deployed(cluster, more, Wanted(apply_set=SET))[1] is None
    found, error = deployed(cluster, SHOP, Wanted(apply_set=SET))
    assert (error, found.with_action("pruned", "not pruned")) == (None, [])
    found, error = deployed(cluster, SHOP, PRUNING)
    assert (error, [each.title for each in found.with_action("pruned")]) == (None, ["Service shop/more"])


def test_without_pruning_no_set_is_made(cluster: Cluster) -> None:
    deployed(cluster, wanted=Wanted(apply_set=SET))
    assert ("", "ConfigMap", "shop", "shop") not in cluster.objects
    cluster.new({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop", "namespace": "shop"}})
    assert deployed(cluster, wanted=Wanted(apply_set=SET))[1] is None
    assert "labels" not in cluster.found("ConfigMap", "settings", "shop")["metadata"]


def test_an_object_of_another_set_is_refused(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    _, error = deployed(cluster, wanted=Wanted(apply_set=ApplySet("other", "shop"), prunes=True))
    assert error is not None
    assert error.code == "KST664"
    assert "is part of another ApplySet" in str(error)


def test_a_set_of_another_repository_is_refused(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    _, error = deployed(cluster, NEXT, PRUNING._replace(apply_set=SET._replace(source="example.com/other//prod")))
    assert error is not None
    assert (error.code, "belongs to example.com/shop//prod" in str(error)) == ("KST664", True)


def test_what_a_controller_owns_is_not_pruned(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    child = {"name": "child", "namespace": "shop", "labels": {PART_OF: id_of(SET)}}
    cluster.new({"apiVersion": "v1", "kind": "ConfigMap", "metadata": child})
    owners = [{"kind": "Widget", "name": "w", "controller": True}]
    cluster.found("ConfigMap", "child", "shop")["metadata"]["ownerReferences"] = owners
    found, error = deployed(cluster, wanted=PRUNING)
    assert error is None
    assert found.with_action("pruned") == []


def test_a_kind_that_is_gone_has_no_members(cluster: Cluster) -> None:
    deployed(cluster, wanted=PRUNING)
    del cluster.objects["apiextensions.k8s.io", "CustomResourceDefinition", "", "widgets.example.com"]
    del cluster.objects["example.com", "Widget", "shop", "w"]
    cluster.kinds = [each for each in cluster.kinds if each.kind != "Widget"]
    parts = SHOP.split("---\n")
    found, error = deployed(cluster, "---\n".join([parts[0], *parts[4:]]), PRUNING)
    assert error is None
    assert [each.title for each in found.with_action("pruned")] == ["ConfigMap shop/settings"]


# faults


def settled() -> Any:
    """What two deploys leave that nobody disturbs."""
    cluster = Cluster()
    deployed(cluster, wanted=PRUNING)
    deployed(cluster, NEXT, PRUNING)
    return cluster.state()


SETTLED = settled()


@pytest.mark.parametrize("is_killed", [False, True], ids=["refused", "killed"])
@pytest.mark.parametrize("when", ["fault", "fault_after"])
@pytest.mark.parametrize("is_first", [False, True], ids=["second", "first"])
def test_a_run_that_is_cut_at_any_request_can_be_run_again(is_killed: bool, when: str, is_first: bool) -> None:
    """Nothing is lost and nothing doubled: what is there at the end is what an undisturbed run leaves."""
    number, was_cut = 0, True
    while was_cut:
        number += 1
        cluster = Cluster()
        if not is_first:
            deployed(cluster, wanted=PRUNING)
        cluster.requests.clear()
        setattr(cluster, when, cut_from(number, Killed if is_killed else Cut))
        was_cut = ends_early(cluster, SHOP if is_first else NEXT)
        cluster.fault = cluster.fault_after = None
        if is_first:
            assert deployed(cluster, wanted=PRUNING)[1] is None
        assert deployed(cluster, NEXT, PRUNING)[1] is None
        assert cluster.state() == SETTLED, f"cut at request {number}"
    assert number > 16


def cut_from(number: int, error: type[BaseException]) -> Callable[[int, str], None]:
    def fault(asked: int, words: str) -> None:
        if asked >= number:
            raise error

    return fault


def ends_early(cluster: Cluster, text: str) -> bool:
    try:
        found, error = deployed(cluster, text, PRUNING)
    except Killed:
        return True
    assert found.is_done is (error is None)
    return error is not None
