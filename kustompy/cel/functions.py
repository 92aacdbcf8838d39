"""All functions by name: the standard ones, and those that the API server adds."""

from __future__ import annotations

from kustompy.cel.library import modules_of
from kustompy.cel.overloads import overloads_in
from kustompy.memo import Constants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.overloads import Overload


class Functions(Constants):
    """The overloads of each function, looked for when an expression calls it; none of one that is unknown."""

    def __missing__(self, name: str) -> list[Overload]:
        modules = modules_of(name)
        found = [each for module in modules for each in overloads_in(module) if each.name == name]
        # names that are none come from the expressions, and there is no end of them
        return self.keep(name, found) if modules else found


FUNCTIONS = Functions()
