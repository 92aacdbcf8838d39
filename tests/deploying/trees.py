"""The shop that the tests deploy: a namespace, a definition with an object of it, config, a secret, and a workload."""

from __future__ import annotations

import kustompy
from kustompy.results.resource import Resource

CANARY = "canary-canary-canary"
SHOP = f"""\
apiVersion: v1
kind: Namespace
metadata: {{name: shop}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: widgets.example.com}}
spec:
  group: example.com
  scope: Namespaced
  names: {{kind: Widget, plural: widgets}}
  versions: [{{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object}}}}}}]
---
apiVersion: example.com/v1
kind: Widget
metadata: {{name: w, namespace: shop}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings, namespace: shop}}
data: {{colour: red}}
---
apiVersion: v1
kind: Secret
metadata: {{name: keys, namespace: shop}}
stringData: {{password: {CANARY}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        envFrom: [{{configMapRef: {{name: settings}}}}, {{secretRef: {{name: keys}}}}]
"""
NEXT = SHOP.replace("name: settings", "name: settings-2").replace("nginx:1.27", "nginx:1.28").replace("red", "green")
"""The shop after a change: another image, and its settings under another name."""


def resources(text: str = SHOP) -> list[Resource]:
    """The resources of a text."""
    return [Resource(each) for each in kustompy.load(text)]
