"""The full language: values from the events of libyaml, for what the fast reader does not take."""

from __future__ import annotations

from kustompy.errors import LimitError
from kustompy.limits import DEFAULT_LIMITS, Limits
from kustompy.model.values import (
    FLOW_NULL,
    Mistyped,
    Retyped,
    UnprintableMapping,
    WrittenNull,
    copied,
    is_string,
    text_of,
)
from kustompy.yamlio.read.events import events, line_of
from kustompy.yamlio.scalars.deep import deeply
from kustompy.yamlio.scalars.problems import MergeProblem, SyntaxProblem, shown_word
from kustompy.yamlio.scalars.scalars import KNOWN_TAGS, is_number, mistyping, resolve, scalar, tagged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.yamlio.read.events import Event

    Entry = tuple[Value, Value, int, bool]
    """Key, value, line, and whether the key merges."""

# Tags in go-yaml's short form; libyaml tells the long one.
_MERGE = "!!merge"
_TAG_PREFIX = "tag:yaml.org,2002:"
_STRING = f"{_TAG_PREFIX}str"
_BARE_TAG = "!"
# A long scalar counts as several nodes, since aliases of it make the output long: 100 KB made 400 MB.
_NODE_SIZE = 4
_TWICE = "yaml: unmarshal errors:"
_ALIASES = "write out what the aliases stand for, or raise the limit: --max-alias-nodes"
_NUMBERS = "quote it if it is a text, or raise the limit: --max-number-length"


class _Frame:
    """A collection that is being read."""

    __slots__ = ("anchor", "entries", "flow", "is_map", "key", "line", "merges", "nodes", "odd", "place", "tag")

    def __init__(self, *, is_map: bool, event: Event, nodes: int) -> None:
        self.is_map, self.flow, self.anchor, self.nodes = is_map, bool(event.flow_style), event.anchor, nodes
        self.place = (event.start_mark.line, event.start_mark.column)
        self.tag = event.tag
        self.entries: list[Value] = []
        self.key: Value = None
        self.line = -1
        self.merges = self.odd = False


class Document:
    """The first document of a text, built from its events."""

    version = 3

    def __init__(self, text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        self.text, self.limits = text, limits
        self.value: Value = None
        self.empty = True
        self._frames: list[_Frame] = []
        self._flow_depth = 0
        self._ends = (0, False)
        """The line behind the mapping that ends, or its only one, and whether it is that."""
        self._nodes = 0
        self._alias_nodes = 0
        self._anchors: dict[str, tuple[Value, int] | None] = {}
        # mappings with a key twice, by where they begin
        self._repeating: dict[tuple[int, int], UnprintableMapping] = {}

    def read(self) -> Value:
        """The value, None for no document at all."""
        # A table by the names of the classes: the events of ruamel and of libyaml have different classes of the same
        # names.
        takers = {
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
            "MappingStartEvent": self._start_mapping,
            "SequenceStartEvent": self._start_sequence,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
        }
        for event in events(self.text, self.version, self.limits):
            name = type(event).__name__
            if name in takers:
                takers[name](event)
            # kustomize decodes one document of each chunk: what follows `...` is not even parsed (spec/scalars 6.2).
            elif name == "DocumentEndEvent":
                break
        if self._repeating:
            self._count_lines()
        return self.value

    def _count_lines(self) -> None:
        """Put the lines of kustomize's own text into the messages about repeated keys."""
        from kustompy.yamlio.read.repeated_keys import repeated_keys

        for place, lines in repeated_keys(self.text):
            if place in self._repeating:
                self._repeating[place].problem = f"{_TWICE}\n{lines}"

    def scalar(self, event: Event) -> Value:
        """The value of a scalar event."""
        tag = self.tag_of(event)
        style = "" if event.style == "plain" else event.style or ""
        if tag:
            return tagged(event.value, tag, style)
        if style:
            return scalar(event.value, "", style)
        if not self._flow_depth:
            return resolve(event.value)
        # An empty value in flow style is read as null and written as `""`, which is read as a string (spec/scalars
        # 3.1).
        if not event.value:
            return FLOW_NULL
        # go-yaml v3 quotes a word with a colon when it writes a flow collection: a timestamp becomes a string
        return event.value if ":" in event.value else resolve(event.value)

    def tag_of(self, event: Event) -> str:
        """The tag in its short form, empty where none is written."""
        tag = event.tag
        # go-yaml takes a lone `!` for no tag: `! 1` is an integer (spec/scalars 2.6).
        if not tag or tag == _BARE_TAG:
            return ""
        return "!!" + tag[len(_TAG_PREFIX) :] if tag.startswith(_TAG_PREFIX) else tag

    def merges(self, event: Event) -> bool:
        """Whether the scalar, as a key, merges its value: a plain ``<<``, or whatever is tagged ``!!merge``."""
        tag = self.tag_of(event)
        return tag == _MERGE or (event.value == "<<" and not tag and event.style in ("", None, "plain"))

    def key(self, event: Event, value: Value) -> Value:
        """The scalar as a key, which keeps a tag that says nothing to values."""
        tag = self.tag_of(event)
        if tag == _MERGE:
            return str(event.value)
        return Retyped(event.value, event.value, tag) if tag and tag not in KNOWN_TAGS else value

    def mapping(self, entries: list[Entry], *, odd: bool, is_root: bool) -> Value:
        """The value of a mapping from keys, values, lines, and whether the key merges."""
        result: dict[str, Value] = {}
        merged: list[Value] = []
        problems: list[str] = []
        repeated: list[tuple[str, Value]] = []
        lines: dict[str, int] = {}
        for key, value, line, merges in entries:
            text = str(text_of(key)) if not isinstance(key, (dict, list)) else ""
            if merges:
                if merged:
                    raise MergeProblem("duplicate merge key")
                merged.append(value)
                value = _without_alias(value)
            # The key itself goes, also one in quotes that merges nothing: kustomize drops that (spec/scalars 2.7).
            if text == "<<":
                continue
            # Compared by text, whatever the quotes: `1` and `"1"` are one key. It is an error when the manifest is
            # printed, and none if it is deleted before.
            if text in lines:
                problems.append(_duplicate(text, line, lines[text]))
                repeated.append((text, value))
                continue
            lines[text] = line
            result[str(key) if type(key) is Retyped and key.tag == "!!binary" else text] = value
        for value in merged:
            for each in mergeable(value):
                # Explicit keys win over merged ones, and earlier items of a list of merges over later ones
                # (spec/scalars 2.8).
                for text, inner in each.items():
                    result.setdefault(text, inner)
        if problems:
            return UnprintableMapping(result, "\n".join((_TWICE, *problems)), tuple(repeated))
        return _with_odd_keys(result, entries, is_root=is_root, ends=self._ends) if odd else result

    def _deliver(self, value: Value, event: Event) -> None:
        if not self._frames:
            self.value = value
            return
        frame = self._frames[-1]
        if not frame.is_map:
            frame.entries.append(value)
        # A mapping whose line is negative awaits a key, else the value of its key.
        elif frame.line < 0:
            frame.line = event.start_mark.line
            is_scalar = type(event).__name__ == "ScalarEvent"
            frame.merges = is_scalar and self.merges(event)
            frame.key = self.key(event, value) if is_scalar and event.tag else value
            dropped = is_scalar and event.value == "<<"
            frame.odd = frame.odd or not (dropped or is_string(frame.key) or _is_nothing(frame.key, event))
        else:
            frame.entries.append((frame.key, value, frame.line, frame.merges))
            frame.line = -1

    def _scalar(self, event: Event) -> None:
        size = 1 + len(event.value) // _NODE_SIZE
        self._nodes += size
        # The limit is one of numbers: what is quoted, or in a block, is a text of any length.
        if len(event.value) > self.limits.number_length and (not event.style or event.style == "plain" or event.tag):
            self._refuse_number(event)
        value = self.scalar(event)
        if event.anchor:
            self._anchors[event.anchor] = (value, size)
        self._deliver(value, event)

    def _refuse_number(self, event: Event) -> None:
        """Refuse a number that is longer than the limits allow."""
        if is_number(event.value):
            text = f"yaml: {line_of(event.start_mark.line + 1)}a number of {len(event.value)} characters"
            raise LimitError(text, code="KST706", line=event.start_mark.line + 1, hint=_NUMBERS)

    def _alias(self, event: Event) -> None:
        if event.anchor not in self._anchors:
            raise SyntaxProblem(f"yaml: unknown anchor '{shown_word(str(event.anchor), self.text)}' referenced")
        # None until the collection ends: an alias inside of it would contain itself.
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise LimitError(f"yaml: anchor '{event.anchor}' value contains itself", code="KST705")
        value, nodes = anchored
        self._nodes += nodes
        self._alias_nodes += nodes
        # kustomize expands aliases on nodes, before the guard of go-yaml's decoder: eight levels of nine aliases each
        # hang it.
        if self._alias_nodes > max(self.limits.alias_nodes, self.limits.alias_factor * len(self.text)):
            raise LimitError(
                "yaml: document contains excessive aliasing",
                code="KST704",
                line=event.start_mark.line + 1,
                hint=_ALIASES,
            )
        # Where the alias stands decides how an empty null is written, not where its anchor does.
        if type(value) is WrittenNull and not value.text:
            value = WrittenNull("", in_flow=self._flow_depth > 0)
        self._deliver(Alias(value) if self._awaits_merge() else deeply(copied, value), event)

    def _awaits_merge(self) -> bool:
        """Whether the next value is merged, where an alias may name nothing but a mapping."""
        if not self._frames:
            return False
        frame = self._frames[-1]
        if frame.is_map:
            return frame.line >= 0 and frame.merges
        if len(self._frames) < 2:
            return False
        # `<<: [*a, *b]`: the list is the value of the key that merges.
        outer = self._frames[-2]
        return outer.is_map and outer.line >= 0 and outer.merges

    def _start_mapping(self, event: Event) -> None:
        self._start(event, is_map=True)

    def _start_sequence(self, event: Event) -> None:
        self._start(event, is_map=False)

    def _start(self, event: Event, *, is_map: bool) -> None:
        self._nodes += 1
        self._frames.append(_Frame(is_map=is_map, event=event, nodes=self._nodes))
        self._flow_depth += bool(event.flow_style)
        if event.anchor:
            self._anchors[event.anchor] = None

    def _end(self, event: Event) -> None:
        frame = self._frames.pop()
        in_one_line = self._flow_depth > 0
        self._flow_depth -= frame.flow
        self._ends = (frame.place[0], in_one_line) if in_one_line else (event.start_mark.line, False)
        value = self.mapping(frame.entries, odd=frame.odd, is_root=not self._frames) if frame.is_map else frame.entries
        if type(value) is UnprintableMapping and value.problem.startswith(_TWICE):
            self._repeating[frame.place] = value
        if frame.anchor:
            self._anchors[frame.anchor] = (value, self._nodes - frame.nodes + 1)
        # A collection that is tagged `!!str` is a key for the parser of go-yaml, and none for its decoder.
        if frame.tag == _STRING and self._frames and self._frames[-1].is_map and self._frames[-1].line < 0:
            problem = f"{_TWICE}\n  line {frame.place[0] + 1}: cannot unmarshal !!str `` into string"
            value = UnprintableMapping({}, problem)
        self._deliver(value, event)


class Alias:
    """An alias where a merge is awaited."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


def _without_alias(value: Value) -> Value:
    """What is merged, as the value of a key that stays."""
    if isinstance(value, list):
        return [_without_alias(each) for each in value]
    return copied(value.value) if type(value) is Alias else value


def mergeable(value: Value) -> list[dict[str, Value]]:
    """The mappings that ``<<`` merges, the first being the strongest."""
    several = value if isinstance(value, list) else [value]
    result = []
    for each in several:
        if type(each) is Alias:
            if not isinstance(each.value, dict):
                raise MergeProblem("invalid map merge: received alias for a non-map value")
            result.append(copied(each.value))
        elif isinstance(each, dict):
            result.append(each)
        elif isinstance(each, list):
            raise MergeProblem("invalid map merge: received a nested sequence")
        else:
            raise MergeProblem("map merge requires map or sequence of maps as the value")
    return result


def _duplicate(text: str, line: int, first: int) -> str:
    from kustompy.golang.text import quoted

    return f"  line {line + 1}: mapping key {quoted(text)} already defined at line {first + 1}"


def _false_duplicate(text: str, line: int, ends: tuple[int, bool]) -> str:
    last, in_one_line = ends
    return _duplicate(text, last, last if in_one_line else line)


def _is_nothing(key: Value, event: Event) -> bool:
    """Whether the key is nothing at all, which is written as an empty string."""
    return type(key) is WrittenNull and not key.text and not event.tag


def _with_odd_keys(result: dict[str, Value], entries: list[Entry], *, is_root: bool, ends: tuple[int, bool]) -> Value:
    """Apply go-yaml's rules for keys that are no strings: text at the root, the rest fail.

    go-yaml reports a null key as a duplicate, at the line that follows the mapping.
    """
    from kustompy.yamlio.go.go_values import dump

    for key, _, line, _ in entries:
        if text_of(key) == "<<":
            continue
        # A key is decoded like any value, so a tag that does not fit it fails there.
        if type(key) is Mistyped:
            null = key.tag == "!!null"
            problem = f"{_TWICE}\n{_false_duplicate(str(key), line, ends)}" if null else mistyping(key)
            return UnprintableMapping(result, problem)
        if isinstance(key, (dict, list)):
            problem = key.problem if type(key) is UnprintableMapping else f"yaml: invalid map key: {dump(key)}"
            return UnprintableMapping(result, problem)
        if type(key) is WrittenNull and not key.text:
            if not is_root:
                break
            del result[""]
        elif key is None or type(key) is WrittenNull:
            return UnprintableMapping(result, f"{_TWICE}\n{_false_duplicate(text_of(key), line, ends)}")
    if is_root:
        return result
    from kustompy.yamlio.restyle import KEY_IS_NO_STRING
    from kustompy.yamlio.written_keys import key_text

    mapping = UnprintableMapping(result, KEY_IS_NO_STRING)
    mapping.odd_keys = {text_of(key): key_text(key) for key, *_ in entries if not is_string(key)}
    return mapping


def parse(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Value:
    """The value of the first document of the text; None if there is no document."""
    return Document(text, limits).read()
