"""Run one target: ``python -m tests.fuzz reader -max_total_time=1800 CORPUS`` under atheris.

``python -m tests.fuzz structure --seconds 3600 FOLDER`` runs a target that draws trees by chance alone, which needs
nothing else: what was found is written into the folder as inputs of the target ``commands``.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    from tests.fuzz.chance import DRAWN, run

    if sys.argv[1] in DRAWN and "--seconds" in sys.argv:
        sys.exit(run(sys.argv[1], float(sys.argv[sys.argv.index("--seconds") + 1]), sys.argv[-1]))

    import atheris  # type: ignore[import-untyped,unused-ignore]  # of the extra "fuzz"

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
        from tests.fuzz.targets import TARGETS

    target = TARGETS[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()
