"""What to write in the place of a field path that leads nowhere: which part is at fault, and what is there."""

from __future__ import annotations

from kustompy.golang.text import atoi
from kustompy.messages.suggestions import similar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Value

_FEW = 5


def missed(parts: Sequence[str], root: Value, owner: str, otherwise: str = "") -> str:
    """The hint for a path, taken apart, in a manifest; ``otherwise`` ends one for a field that is not there."""
    value = root
    for depth, part in enumerate(parts):
        above = joined(parts[:depth]) or "the top"
        if isinstance(value, list):
            # What holds for one element is looked at in the first: `*` is all of them, `-` the place behind the last.
            if part == "*" or part == "-":
                value = value[0] if value else None
            elif part.startswith("["):
                key, _, wanted = part.strip("[]").partition("=")
                # `[name=web]` looks into mappings; `[=web]` compares the elements themselves.
                held = [each.get(key) if key and isinstance(each, dict) else each for each in value]
                if wanted not in map(str, held):
                    return f"no element of `{above}` of {owner} has {key or 'the value'} `{wanted}`{_there(held)}"
                value = value[[str(each) for each in held].index(wanted)]
            elif part.isdecimal():
                index = atoi(part)  # None if there are more digits than a list has elements
                if index is None or index >= len(value):
                    count = len(value)
                    return f"`{above}` of {owner} has {count} element{'' if count == 1 else 's'}: indexes begin at 0"
                value = value[index]
            else:
                return f"`{above}` of {owner} is a list: write `{joined((*parts[:depth], '*', *parts[depth:]))}`"
        elif isinstance(value, dict):
            if part not in value:
                return _no_key(parts[: depth + 1], list(value), owner, otherwise)
            value = value[part]
        elif value is None:
            return _no_key(parts[: depth + 1], [], owner, otherwise)
        elif part in ("*", "-") or part.startswith("["):
            return f"`{above}` of {owner} is one value, and has to be a list: write each entry behind a dash"
        else:
            return f"`{above}` of {owner} is one value, and has no `{part}` in it"
    return ""


def _no_key(parts: Sequence[str], keys: list[str], owner: str, otherwise: str) -> str:
    close = similar(parts[-1], keys)
    if close:
        return f"{owner} has no `{joined(parts)}`: did you mean `{joined((*parts[:-1], close))}`?"
    return f"{owner} has no `{joined(parts)}`{_there(keys)}" + (f"; {otherwise}" if otherwise else "")


def _there(values: Sequence[object]) -> str:
    """What there is, if it is one line of names."""
    names = [f"`{each}`" for each in values if isinstance(each, str | int) and "\n" not in str(each)]
    if not names:
        return ""
    shown = ", ".join(names[:_FEW])
    return f": there {'is' if len(names) == 1 else 'are'} {shown}{', ...' if len(names) > _FEW else ''}"


def joined(parts: Sequence[str]) -> str:
    """The path as it is written in a kustomization: a key with dots in brackets."""
    return ".".join(f"[{each}]" if "." in each and not each.startswith("[") else each for each in parts)
