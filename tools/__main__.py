"""``python -m tools COMMAND``, from the top of the checkout."""

from __future__ import annotations

import sys
from importlib import import_module

COMMANDS = {
    "Goldens (they need the real binary, see tools/reference.py)": {
        "fixtures": "what kustomize prints for the trees of fixtures/: [AREA | AREA/CASE]… [--check]",
        "levels": "what each level of kustomize makes of the trees of tests/levels: [CASE]…",
        "errors": "what kustompy and kustomize say of the trees of tests/errors/cases, and docs/errors.md",
        "documents": "what kustomize makes of the documents of tests/yamlio/documents",
        "patches": "what the patches of tests/patches/*.txt come to",
        "replacements": "what the rows of tests/transformers/replacements change",
    },
    "Pages and types that are made from the code ([--check])": {
        "commands": "the reference in docs/commands.md",
        "compatibility": "the table of docs/compatibility.md",
        "fields": "docs/fields.md",
        "lint": "the table of docs/lint.md",
        "rules": "the table of the rules of validate in docs/validation.md",
        "pictures": "the terminals in docs/pictures",
        "kustomization_types": "kustompy/kustomization/types.py",
    },
    "Tables of a release (they need its sources)": {
        "kustomize_tables": "schemas/kustomize, from a checkout of kustomize and OpenAPI documents",
        "kubernetes_schemas": "schemas/kubernetes/definitions.tsv, from the package kubernetes-validate",
        "custom_schemas": "schemas/custom, from the packages cloudcoil-models-…: FOLDER where they are installed",
        "declared_schemas": "schemas/custom/declared.tsv, from the packages @kubernetes-models/…",
    },
    "Measures": {
        "pyodide": "how many goldens are the same on WebAssembly: [FOLDER of a Node project with pyodide]",
        "mutate": "whether the tests notice small changes: [ROOM]… [--each N] [--seed N] [--notes FILE] [--page]",
        "late": "which imports inside functions never save a load",
        "measure": "the shape of the code: sizes, comments, Any, cycles: [FOLDER] [--list NAME]",
    },
}


def main(arguments: list[str]) -> int:
    """Run one tool; without a name, list them."""
    if not arguments or arguments[0] not in {name for tools in COMMANDS.values() for name in tools}:
        print("python -m tools COMMAND [ARGUMENT]…, from the top of the checkout")
        for title, tools in COMMANDS.items():
            print(f"\n{title}:")
            for name, what in tools.items():
                print(f"  {name.ljust(20)} {what}")
        return int(bool(arguments))
    code: int = import_module(f"tools.{arguments[0]}").main(arguments[1:])
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
