"""Which kustomize is followed, and where the data that were taken from it lie."""

from __future__ import annotations

from os.path import dirname

LEVELS = {
    "5.8.1": "2026-02-09T00:00:00Z",
    "5.8.2": "2026-09-30T00:00:00Z",
    "5.8.3": "2026-10-08T00:00:00Z",
}
"""The versions that can be followed, and the day each was released: every installation says the same."""
FIRST_LEVEL = "5.8.1"
"""The level that every change of :mod:`kustompy.model.levels` came after."""
DEFAULT_LEVEL = "5.8.1"
"""The level that is followed unless somebody asks for another."""
OPENAPI = "v1.21.2"
"""The only OpenAPI document of Kubernetes that is built in."""
LINKED = {
    "sigs.k8s.io/kustomize/api": "v0.21.1",
    "sigs.k8s.io/kustomize/kyaml": "v0.21.1",
    "sigs.k8s.io/yaml": "v1.6.0",
    "go.yaml.in/yaml/v2": "v2.4.3",
    "go.yaml.in/yaml/v3": "v3.0.4",
    "gopkg.in/evanphx/json-patch.v4": "v4.13.0",
}
"""The modules that the level is linked with, whose versions its output hangs on."""
OLDEST, NEWEST = 25, 37
"""The minor versions of Kubernetes 1 whose schemas are in the box."""


def read_data(name: str) -> str:
    """The text of a table of ours, in the installed package, a checkout, or an archive of the package."""
    package = dirname(__file__)
    for folder in (f"{package}/_schemas", f"{dirname(package)}/schemas"):
        try:
            # the layers of a text file would take longer than reading it
            with open(f"{folder}/{name}", "rb", buffering=0) as file:
                # git may check the tables out with the line ends of Windows.
                return file.read().decode().replace("\r\n", "\n")
        except (FileNotFoundError, NotADirectoryError):
            continue
    # A wheel may be on sys.path as it is, zipped: its importer reads what is in it.
    data: bytes = globals()["__loader__"].get_data(f"{package}/_schemas/{name}")
    return data.decode("utf-8")
