"""What lint finds in trees with charts, which a stand-in for helm renders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kustompy.linting.run import lint
from kustompy.session.options import Options
from tests.generators.stand_in import StandIn

WITHOUT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n"
WITH = WITHOUT + "  namespace: prod\n"
WIDE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: made\n"
TREE = "helmCharts:\n- name: c\nnamespace: prod\n"


@pytest.mark.parametrize(("chart", "codes"), [(WITHOUT, ["KST020"]), (WITH, []), (WIDE, [])])
def test_a_namespace_that_does_not_reach_the_chart(
    chart: str, codes: list[str], stand_in: Callable[[str], StandIn], tmp_path: Path
) -> None:
    helm = stand_in("helm")
    helm.says({"version": {"stdout": "v4.1.0+gabc\n"}, "template": {"stdout": chart}})
    (tmp_path / "tree/charts/c").mkdir(parents=True)
    (tmp_path / "tree/charts/c/values.yaml").write_text("a: 1\n")
    (tmp_path / "tree/kustomization.yaml").write_text(TREE)
    found = lint([str(tmp_path / "tree")], Options(enable_helm=True, helm_command=str(helm.path), trust=True))
    assert [each.code for each in found] == codes
    assert {(each.line, each.severity) for each in found} <= {(3, "warning")}
