"""All functions by name: the standard ones, and those that the API server adds."""

from __future__ import annotations

from kustompy.cel.library import modules_of
from kustompy.cel.overloads import overloads_in
from kustompy.memo import Constants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.overloads import Overload


class Functions(Constants):
    """Function → its overloads, looked for when an expression first calls it; an empty list for an unknown name."""

    def __missing__(self, name: str) -> list[Overload]:
        modules = modules_of(name)
        found = [each for module in modules for each in overloads_in(module) if each.name == name]
        # Only known names are kept: those of the expressions come from the tree, and there is no end of them.
        return self.keep(name, found) if modules else found


FUNCTIONS = Functions()
