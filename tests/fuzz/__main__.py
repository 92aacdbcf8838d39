"""Run one target under atheris: ``python -m fuzz reader -max_total_time=1800 CORPUS``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["kustompy"]):
    import kustompy.api.build
    import kustompy.diagnosis.diagnose
    import kustompy.patches.json_patch
    import kustompy.patches.strategic_merge
    import kustompy.transformers.patch
    import kustompy.transformers.replacements
    import kustompy.yamlio.read.config
    import kustompy.yamlio.read.parser
    import kustompy.yamlio.writer  # noqa: F401  # all of these are imported to be instrumented
    from fuzz.targets import TARGETS

if __name__ == "__main__":
    target = TARGETS[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()
