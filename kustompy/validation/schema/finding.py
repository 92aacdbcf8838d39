"""What validation says about one value of one manifest."""

from __future__ import annotations

from kustompy.errors import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Value

_SHOWN = 60


class Finding(Diagnostic):
    """A Diagnostic about a manifest; as a text it is the path of the value, and what is wrong with it."""

    __slots__ = ()

    def __str__(self) -> str:
        place = path_text(self.path)
        return f"{place}: {self.message}" if place else self.message


def path_text(path: Sequence[str | int]) -> str:
    """A path as people write it: ``spec.containers[0].image``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part and all(each.isalnum() or each in "-_$" for each in part):
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text


def shown(value: Value) -> str:
    """The value in a message, cut where it gets long."""
    text = repr(value) if type(value) is not bool else str(value).lower()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
