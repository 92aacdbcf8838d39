"""What is said of JSON patches that are no JSON, or no patches: as kustomize v5.8.1 says it, and where."""

from __future__ import annotations

import pytest

from kustompy.errors import PatchError
from kustompy.patches.json_patch import parse_json_patch

NO_PATCH = "json: cannot unmarshal {} into Go value of type jsonpatch.Patch"
NO_OPERATION = "json: cannot unmarshal {} into Go value of type jsonpatch.Operation"
VALUE, KEY = "looking for beginning of value", "looking for beginning of object key string"
REFUSED = {
    # text: message, line and column where it is no JSON
    '[{"op":"replace" "path":"/x"}]': ("invalid character '\"' after object key:value pair", 1, 18),
    '[{"op":"add",\n "value":1},\n]': (f"invalid character ']' {VALUE}", 3, 1),
    '[{"op":"add",}]': (f"invalid character '}}' {KEY}", 1, 14),
    '[{"op":"add"\n': ("unexpected end of JSON input", 1, 12),
    '[{"op" "add"}]': ("invalid character '\"' after object key", 1, 8),
    "[{op: add}]": (f"invalid character 'o' {KEY}", 1, 3),
    "[{'op':'add'}]": (f"invalid character '\\'' {KEY}", 1, 3),
    '[{"op":"a\\qdd"}]': ("invalid character 'q' in string escape code", 1, 10),
    '[{"a":"b\n': ("invalid character '\\n' in string literal", 1, 8),
    "[] x": ("invalid character 'x' after top-level value", 1, 4),
    "[1 2]": ("invalid character '2' after array element", 1, 4),
    '[{"a":[1 {"b":"]"}]}]': ("invalid character '{' after array element", 1, 10),
    "[1]": (NO_OPERATION.format("number"), 0, 0),
    '["a"]': (NO_OPERATION.format("string"), 0, 0),
    "[[]]": (NO_OPERATION.format("array"), 0, 0),
    "- {op: add}\n- x": (NO_OPERATION.format("string"), 0, 0),
    "op: add": (NO_PATCH.format("object"), 0, 0),
    "abc": (NO_PATCH.format("string"), 0, 0),
    "5": (NO_PATCH.format("number"), 0, 0),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=list(REFUSED))
def test_what_is_refused(text: str, said: tuple[str, int, int]) -> None:
    with pytest.raises(PatchError) as caught:
        parse_json_patch(text)
    message, line, column = said
    place = caught.value.diagnostics[0]
    assert str(caught.value) == message
    assert (place.line, column and place.column) == (line, column)
