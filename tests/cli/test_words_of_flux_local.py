"""The words of flux-local's command line: which kinds each verb takes, by which names, and what is refused."""

from __future__ import annotations

import pytest

from kustompy.cli.flags import parse
from kustompy.cli.flux_local_words import words_of
from kustompy.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("build ks", ("build", "Kustomization", "")),
        ("build kustomizations apps", ("build", "Kustomization", "apps")),
        ("build hr apps", ("build", "HelmRelease", "apps")),
        ("build all", ("build", "all", "")),
        ("diff kustomization apps", ("diff", "Kustomization", "apps")),
        ("diff helmrelease", ("diff", "HelmRelease", "")),
        ("get clusters", ("get", "cluster", "")),
        ("get cl", ("get", "cluster", "")),
        ("get helmreleases", ("get", "HelmRelease", "")),
        ("test", ("test", "all", "")),
        ("test all", ("test", "all", "")),
        ("test apps", ("test", "all", "apps")),
        ("test all apps", ("test", "all", "apps")),
    ],
)
def test_words(typed: str, found: tuple[str, str, str]) -> None:
    assert words_of(parse(typed.split(), ())) == found


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        ("", 'unknown command "" for "kustompy flux-local"', "write build, diff, get or test"),
        ("apply ks", 'unknown command "apply" for "kustompy flux-local"', "write build, diff, get or test"),
        ("build", 'unknown command "" for "kustompy flux-local build"', "write ks, hr, all"),
        ("build cluster", 'unknown command "cluster" for "kustompy flux-local build"', "write ks, hr, all"),
        ("diff all", 'unknown command "all" for "kustompy flux-local diff"', "write ks, hr"),
        ("get all", 'unknown command "all" for "kustompy flux-local get"', "write ks, hr, cl"),
        ("build KS", 'unknown command "KS" for "kustompy flux-local build"', "write ks, hr, all"),
        ("build ks a b c", 'unknown command "b" for "kustompy flux-local build ks"', "write one name"),
        ("test a b", 'unknown command "b" for "kustompy flux-local test all"', "write one name"),
    ],
)
def test_what_is_refused(typed: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        words_of(parse(typed.split(), ()))
    assert (str(caught.value), caught.value.diagnostics[0].hint) == (message, hint)
