"""Repositories of Flux and Argo CD: which objects are found in each, how many build, and why the others do not.

    python benches/controllers.py REPOSITORY...

Prints a table in Markdown. Variables that a repository does not set are placeholders; charts that would have to be
pulled are not (KST310).
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from kustompy.controllers.order import in_order  # noqa: E402  # beside this script
from kustompy.errors import KustompyError  # noqa: E402  # beside this script
from kustompy.rendering.objects import objects_below  # noqa: E402  # beside this script
from kustompy.rendering.pipeline import build  # noqa: E402  # beside this script
from kustompy.session.options import Options, Purpose  # noqa: E402  # beside this script

_PURPOSE = Purpose(diagnoses=False)


def measured(top: str) -> tuple[Counter[str], int, Counter[str], float]:
    """The objects by kind, how many build, the codes of those that do not, and the seconds for it all."""
    began = perf_counter()
    options = Options(outside_values=True, enable_helm=True, offline=True, environment={"PATH": os.environ["PATH"]})
    world = objects_below(top, options)
    kinds, codes, good = Counter[str](), Counter[str](), 0
    for each in in_order(world.objects):
        kinds[each.kind] += 1
        try:
            build(world.target_of(each, top), options, purpose=_PURPOSE).to_yaml()
            good += 1
        except KustompyError as error:
            codes[error.code] += 1
    return kinds, good, codes, perf_counter() - began


def main() -> None:
    print("| repository | objects | build | do not | seconds |\n|---|---|---|---|---|")
    whole, built = 0, 0
    for top in sys.argv[1:]:
        kinds, good, codes, seconds = measured(top)
        if not kinds:
            continue
        whole, built = whole + sum(kinds.values()), built + good
        objects = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        reasons = ", ".join(f"{count} {code}" for code, count in codes.most_common())
        print(f"| {os.path.basename(os.path.normpath(top))} | {objects} | {good} | {reasons} | {seconds:.1f} |")
    print(f"\n{built} of {whole} objects build")


if __name__ == "__main__":
    main()
