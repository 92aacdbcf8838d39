"""Descriptions of repositories that tests make, and the flags that say the first of them."""

from __future__ import annotations

from typing import Any

DIGEST = "sha256:" + "0123456789abcdef" * 4
FLAGS = [
    "--app=web", "--image=registry.example.com/shop/web:1.4", "--port=8080", "--replicas=3",
    "--host=shop.example.com", "--volume=/var/lib/shop:5Gi", "--variable=GREETING=hello: world,LOG_LEVEL=info",
    "--secret=DATABASE_URL,SESSION_KEY", "--environments=dev,prod", "--name=shop",
]  # fmt: skip
DESCRIPTIONS: dict[str, dict[str, Any]] = {
    "flags": {
        "name": "shop",
        "environments": ["dev", "prod"],
        "apps": {
            "web": {
                "image": "registry.example.com/shop/web:1.4",
                "port": 8080,
                "replicas": 3,
                "host": "shop.example.com",
                "volume": "/var/lib/shop:5Gi",
                "config": {"GREETING": "hello: world", "LOG_LEVEL": "info"},
                "secrets": ["DATABASE_URL", "SESSION_KEY"],
            }
        },
    },
    "least": {"apps": {"web": {"image": "nginx:1.27"}}},
    "one-environment": {"apps": {"web": {"image": "nginx:1.27", "port": 8080}}, "environments": ["live"]},
    "several": {
        "name": "notes",
        "pipeline": "github",
        "environments": ["dev", "test", "prod"],
        "apps": {
            "web": {
                "image": f"registry.example.com:5000/notes/web:2.18@{DIGEST}",
                "port": 8000,
                "replicas": {"dev": 0, "prod": 4},
                "host": {"dev": "*.notes.dev.example.com", "test": "test.example.com", "prod": "notes.example.com"},
                "config": {"DEBUG": False, "WORKERS": 4, "EMPTY": "", "hash": "#a b"},
                "secrets": ["DATABASE_URL"],
            },
            "worker": {"image": f"registry.example.com:5000/notes/web:2.18@{DIGEST}", "secrets": ["DATABASE_URL"]},
            "queue": {"image": "redis:7.4-alpine", "port": 6379, "volume": "/data:1Gi"},
            "store": {"image": f"registry.example.com/store@{DIGEST}", "volume": "/a_b/c.d:10Ti"},
        },
    },
    "numbers": {"apps": {"on": {"image": "a:1e3", "secrets": ["yes", "NO"], "config": {"n": "true"}}}, "name": "y"},
}
