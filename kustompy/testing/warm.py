"""Modules and tables that a first build and a first check load, loaded before the first example that is timed."""

from __future__ import annotations

import functools

_WEB = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "web"}]},
        },
    },
}
_FIELDS = {
    "resources": ["web.yaml"],
    "namePrefix": "a-",
    "namespace": "a",
    "labels": [{"pairs": {"a": "b"}}],
    "images": [{"name": "web", "newTag": "1"}],
    "configMapGenerator": [{"name": "a", "literals": ["a=b"]}],
    "patches": [{"target": {"kind": "Deployment"}, "patch": '[{"op": "add", "path": "/spec/replicas", "value": 1}]'}],
}


@functools.cache
def warm_up() -> None:
    """Build and check once: a first time takes a hundred times as long, which Hypothesis calls a deadline missed."""
    from kustompy.api.build import build
    from kustompy.api.check import validate

    built = build(_FIELDS, files={"web.yaml": _WEB}, disk=False)
    built.to_yaml()
    validate(built)
