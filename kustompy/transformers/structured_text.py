"""Replacements inside of a text that is itself YAML or JSON, as in the data of a ConfigMap (spec section 3.9)."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.model.values import copied, is_scalar, tag_of, text_of
from kustompy.transformers.field_matcher import Matcher, Untagged
from kustompy.yamlio.go_json import dumps
from kustompy.yamlio.node_text import node_text
from kustompy.yamlio.parser import parse
from kustompy.yamlio.scalars import scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value


def edited(text: str, parts: list[str], value: Value, made: Value | None) -> str | None:
    """The text with the value in every place that the path leads to; None where it leads nowhere."""
    try:
        root = parse(text)
        places = Matcher(parts, made).places(root)
    except KustompyError:
        return None
    if not places:
        return None
    for container, key in places:
        old = container[key]
        if type(old) is Untagged:
            container[key] = scalar(text_of(value) if is_scalar(value) else "", "", "")
        elif is_scalar(old):
            container[key] = scalar(text_of(value) if is_scalar(value) else "", tag_of(old), style_of(old))
        else:
            container[key] = copied(value)
    first = text.strip()[0]
    if first not in "{[":
        return node_text(root).strip()
    return dumps(root, indent=2 if "\n" in text and "  " in text else 0)
