"""The functions of expressions, one module a subject; each says its own signatures."""

from __future__ import annotations

from types import ModuleType


def modules() -> list[ModuleType]:
    """The modules that hold functions."""
    from kustompy.cel.library import (
        addresses,
        authorization,
        conversions,
        formats,
        lists,
        numbers,
        operators,
        optionals,
        quantities,
        sets,
        strings,
        times,
        urls,
        versions,
    )

    return [
        operators, conversions, strings, lists, times, optionals, sets, numbers, urls, addresses, quantities, versions,
        formats, authorization,
    ]  # fmt: skip
