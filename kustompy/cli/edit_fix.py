"""``kustompy edit fix``, and ``edit alpha-list-builtin-plugin``: the words that change no single field."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.output import to_stderr, to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cli.flags import Line
    from kustompy.editing.fix import Fixed

# All texts of this module are kustomize's, blanks at line ends included.
_FIXED = """
Fixed fields:
  patchesJson6902 -> patches
  patchesStrategicMerge -> patches
  commonLabels -> labels
"""
_VARS = "  vars -> replacements\n"
_ABOUT_VARS = (
    "\nTo convert vars -> replacements, run the command `kustomize edit fix --vars`\n\n"
    "WARNING: Converting vars to replacements will potentially overwrite many resource files \n"
    "and the resulting files may not produce the same output when `kustomize build` is run. \n"
    "We recommend doing this in a clean git repository where the change is easy to undo.\n"
)
_NOW = "Warning: 'Fixed' kustomization now produces"
_WHEN = "when running `kustomize build`:"


def run(line: Line) -> int:
    """Fix the kustomization of the working directory."""
    from kustompy.editing.fix import fix
    from kustompy.editing.saving import Lock

    directory = os.getcwd()
    options = build_options(line, os.environ)
    with Lock(directory):
        fixed = fix(directory, options, with_vars=line["vars"], force=line["force"], reprint=line["reprint"])
    for warning in fixed.warnings:
        to_stderr(f"{warning}\n")
    to_stdout(_FIXED + (_VARS if line["vars"] else _ABOUT_VARS) + _differences(fixed))
    if fixed.unproven and fixed.written:
        to_stderr(f"Warning: nothing was compared, for the kustomization could not be built: {fixed.unproven}\n")
    return 0


def _differences(fixed: Fixed) -> str:
    """kustomize's words about a render that is not the same as before."""
    if fixed.error:
        return f"{_NOW} the error {_WHEN} {fixed.error}\n"
    if fixed.output:
        return f"{_NOW} different output {_WHEN}\n...{fixed.output}...\n"
    return ""


def list_builtins(line: Line) -> int:
    """Print the kinds that builtins have as KRM objects."""
    from kustompy.kustomization.builtins import BUILTINS

    kinds = sorted(BUILTINS)
    to_stdout("Builtin plugins:\n\n" + "".join(f" * {kind}\n" for kind in kinds))
    return 0
