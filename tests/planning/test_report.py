"""The page of builds: how many resources of each kind there are."""

from __future__ import annotations

import re

from kustompy.planning.graph.picture import Picture
from kustompy.planning.page.pages import page_of_builds
from kustompy.planning.page.resources import Written


def test_kinds_are_counted_and_the_largest_comes_first() -> None:
    names = ("Service a", "ConfigMap b", "ConfigMap n/c", "Deployment a")
    page = page_of_builds(["one", "two", "three", "four"], Picture((), ()), [Written(each, ()) for each in names], [])
    rows = [("ConfigMap", "2"), ("Deployment", "1"), ("Service", "1")]
    assert re.findall(r"<td>(\w+)</td><td>(\d+)</td>", page) == rows
    assert "one, two, three: 4 resources, 0 findings" in page
