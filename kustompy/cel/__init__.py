"""The Common Expression Language as the Kubernetes API server speaks it: parsed, type-checked, and run in a budget.

``compiled(text, variables)`` gives a ``Program``; a program runs on plain data. The language follows the CEL
specification, the functions are those of the API server's own libraries (strings, lists, regular expressions, URLs,
IP addresses, CIDRs, quantities, versions, formats, sets, optionals).
"""

from __future__ import annotations

from kustompy.cel.errors import CelError, CompileError
from kustompy.cel.program import Program, compiled

__all__ = ["CelError", "CompileError", "Program", "compiled"]
