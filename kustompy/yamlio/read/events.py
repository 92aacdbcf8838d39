"""Events of a YAML text, from libyaml or else from ruamel's own parser, and errors as go-yaml says them."""

from __future__ import annotations

from kustompy.errors import LimitError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.yamlio.read.chunks import is_taken
from kustompy.yamlio.scalars.problems import SyntaxProblem, source_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    from kustompy.limits import Limits

    class Mark(Protocol):
        """A place in a text, counted from 0."""

        line: int
        column: int

    class Event(Protocol):
        """An event of ruamel.yaml or of libyaml; what it has beside its marks hangs on the name of its class."""

        start_mark: Mark
        end_mark: Mark
        anchor: str | None
        tag: str | None
        value: str
        style: str | None
        flow_style: bool | None

    class Token(Protocol):
        """A token of either library."""

        start_mark: Mark

    class Parser(Protocol):
        """What gives events, and tokens: libyaml's parser is its own scanner, that of ruamel has one."""

        def get_event(self) -> Event | None: ...

        def get_token(self) -> Token | None: ...


_FLOW_COLON = "found unexpected ':'"
# Each rewording costs reading the text again up to its place: without a bound a hostile file takes quadratic time.
_MOST_REWORDINGS = 100
# A colon behind one of these may be what divides a key from its value.
_NEVER_IN_WORDS = ("", *"\"'}] \t\r\n,{[\\:")
# yaml_parser_fetch_more_tokens of go-yaml v3 fetches two tokens more than are asked for, to attach comments.
_LOOKAHEAD = 2
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNCLOSED = ("did not find expected ',' or", "expected ',' or", "found unexpected end of stream")

# What ruamel's own parser says, and libyaml's words for it, which go-yaml took over when it was translated from C.
_WORDINGS = (
    ("expected ',' or ']'", "did not find expected ',' or ']'"),
    ("expected ',' or '}'", "did not find expected ',' or '}'"),
    ("expected the node content", "did not find expected node content"),
    ("expected '<document start>'", "did not find expected <document start>"),
    ("mapping keys are not allowed", "mapping keys are not allowed in this context"),
    ("mapping values are not allowed", "mapping values are not allowed in this context"),
    ("sequence entries are not allowed", "block sequence entries are not allowed in this context"),
    ("expected alphabetic or numeric character", "did not find expected alphabetic or numeric character"),
    ("expected a comment or a line break", "did not find expected comment or line break"),
    ("expected chomping or indentation", "did not find expected comment or line break"),
    ("expected indentation indicator", "found an indentation indicator equal to 0"),
    ("expected escape sequence", "did not find expected hexdecimal number"),
    ("found unknown escape character", "found unknown escape character"),
)


def events(text: str | bytes, version: int = 3, limits: Limits = DEFAULT_LIMITS) -> Iterator[Event]:
    """The events of the text; an error is worded as go-yaml of the version does."""
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    # Lone surrogates of a Python string become bytes that the reader of libyaml refuses, as go-yaml does.
    source = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    # libyaml takes `%YAML 1.2`, go-yaml refuses it.
    if b"%YAML" in source:
        _refuse_other_versions(source)
    slashes = _Slashes(source) if b"\\/" in source else None
    colons = Colons()
    parser = None
    seen = depth = rewordings = 0
    while True:
        try:
            parser = parser or _parser(source, seen)
            event = parser.get_event()
        except ReaderError as error:
            problem = SyntaxProblem(f"yaml: {_reader_problem(error)}")
            problem.place = _place_of_byte(source)
            raise problem from None
        except MarkedYAMLError as error:
            parser = None
            reworded = colons.hidden(source, error) or _with_escaped_quote(source, error)
            rewordings += 1
            if reworded and rewordings <= _MOST_REWORDINGS:
                source = reworded
                slashes = slashes and _Slashes(source)
                continue
            error = _scanned_ahead(source, error) if version == 3 else error
            raise _syntax_problem(error, version) from None
        if event is None:
            return
        # Events are counted to start again behind them once the text was reworded.
        seen += 1
        if slashes is not None and getattr(event, "style", None) == '"':
            slashes.refuse_in(event)
        if colons.sign and type(event).__name__ == "ScalarEvent":
            event.value = event.value.replace(colons.sign, ":")
        depth += _DEEPER.get(type(event).__name__, 0)
        # Counted here, where all composers pass: kustomize refuses at 10,000 levels, Python's stack is full long
        # before.
        if depth > limits.depth:
            raise _too_deep(event, limits)
        yield event


def _refuse_other_versions(source: bytes) -> None:
    """Refuse a ``%YAML`` directive with another version than 1.1: go-yaml knows no other."""
    lines = source.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
    number = next((number for number, line in enumerate(lines) if line.strip() and line[:1] != b"#"), 0)
    name, _, rest = lines[number].partition(b" ")
    version, _, comment = rest.strip(b" \t\r").partition(b" ")
    major, _, minor = version.partition(b".")
    is_version = name == b"%YAML" and major.isdigit() and minor.isdigit() and comment.lstrip()[:1] in (b"", b"#")
    if is_version and (int(major), int(minor)) != (1, 1):
        raise SyntaxProblem(f"yaml: {line_of(number)}found incompatible YAML document")


_DEPTH = "raise the limit: --max-depth"
_DEEPER = {"MappingStartEvent": 1, "SequenceStartEvent": 1, "MappingEndEvent": -1, "SequenceEndEvent": -1}


def _too_deep(event: Event, limits: Limits) -> LimitError:
    """The error at a collection that is nested too deeply, in go-yaml's words."""
    text = f"yaml: {line_of(event.start_mark.line + 1)}exceeded max depth of {limits.depth}"
    return LimitError(text, code="KST703", line=event.start_mark.line + 1, hint=_DEPTH)


class Colons:
    """Colons inside words, which an old libyaml refuses in flow collections, behind a sign of our own.

    go-yaml reads ``[http://host]``; libyaml 0.1 stops at the colon. The sign is put in its place and taken out of the
    scalars again: lines and columns stay the same.
    """

    __slots__ = ("sign",)

    def __init__(self) -> None:
        self.sign = ""

    def hidden(self, source: bytes, error: MarkedYAMLError) -> bytes | None:
        """The text without the colon that the parser stopped at; the first time without any like it."""
        if error.problem != _FLOW_COLON:
            return None
        text = source.decode("utf-8", "surrogateescape")
        # All colons inside of words at once, so that a list of a thousand URLs costs one reading; the rest, one by one.
        if not self.sign:
            # A character of the private use area that the text does not have: taken out of the scalars again, it leaves
            # no trace.
            self.sign = next(sign for sign in map(chr, range(0xE000, 0xF8FF)) if sign not in text)
            text = "".join(_signed(part, after, self.sign) for part, after in _around_colons(text))
        else:
            lines = text.split("\n")
            line, column = error.problem_mark.line, error.problem_mark.column
            if line >= len(lines) or lines[line][column : column + 1] != ":":
                return None  # libyaml ends lines at more than line feeds
            lines[line] = lines[line][:column] + self.sign + lines[line][column + 1 :]
            text = "\n".join(lines)
        return text.encode("utf-8", "surrogateescape")


def _around_colons(text: str) -> Iterator[tuple[str, str]]:
    """The parts between colons, each with the character behind its colon, a line break at the end."""
    parts = text.split(":")
    last = len(parts) - 1
    for number, part in enumerate(parts[:-1]):
        yield part, parts[number + 1][:1] or (":" if number + 1 < last else "\n")
    yield parts[-1], ""


def _signed(part: str, after: str, sign: str) -> str:
    if not after:
        return part
    inside = part[-1:] not in _NEVER_IN_WORDS and after not in " \t\r\n"
    return part + (sign if inside else ":")


def _syntax_problem(error: MarkedYAMLError, version: int) -> SyntaxProblem:
    problem = SyntaxProblem(f"yaml: {_place(error, version)}{_problem(error)}")
    # The place of a bracket that is never closed says more than the end of the file.
    unclosed = error.problem.startswith(_UNCLOSED) and error.context_mark is not None
    mark = error.context_mark if unclosed else error.problem_mark or error.context_mark
    if mark is not None:
        problem.place = (mark.line + 1, mark.column + 1)
    return problem


def line_of(line: int) -> str:
    """How go-yaml begins a message that has a line."""
    return f"line {line}: " if line else ""


def _parser(source: bytes, seen: int) -> Parser:
    """A parser of the text, behind the events that were seen already."""
    try:
        from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # it has no types
    except ImportError:
        parser = _pure_parser(source)
    else:
        parser = CParser(source)
    for _ in range(seen):
        parser.get_event()
    return parser


def _pure_parser(source: bytes) -> Parser:
    from ruamel.yaml import YAML

    made: tuple[object, Parser] = YAML(typ="safe", pure=True).get_constructor_parser(source)
    return made[1]


def _scanned_ahead(source: bytes, error: MarkedYAMLError) -> MarkedYAMLError:
    """The error that go-yaml v3 finds first: its scanner is two tokens ahead of its parser."""
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError
    from ruamel.yaml.scanner import ScannerError

    if isinstance(error, ScannerError) or error.problem_mark is None:
        return error
    # A scanner's error further on, but within two tokens, comes before a parser's error here.
    place = (error.problem_mark.line, error.problem_mark.column)
    parser = _parser(source, 0)
    scanner: Parser = getattr(parser, "scanner", parser)
    ahead = 0
    try:
        while ahead <= _LOOKAHEAD:
            token = scanner.get_token()
            if token is None:
                return error
            ahead += (token.start_mark.line, token.start_mark.column) >= place
    except ReaderError:
        return error
    except MarkedYAMLError as found:
        if found.problem == _FLOW_COLON:
            return error
        # a key without a colon is noticed one token later still
        return error if ahead == _LOOKAHEAD and found.problem == "could not find expected ':'" else found
    return error


def _with_escaped_quote(source: bytes, error: MarkedYAMLError) -> bytes | None:
    r"""The text with the escape ``\'`` that libyaml stopped at in other words: go-yaml takes it."""
    if error.problem != "found unknown escape character" or b"\\'" not in source:
        return None
    lines = source.decode("utf-8", "surrogateescape").split("\n")
    line, column = error.problem_mark.line, error.problem_mark.column
    if line >= len(lines) or lines[line][column : column + 2] != "\\'":
        return None
    lines[line] = lines[line][:column] + "\\x27" + lines[line][column + 2 :]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _problem(error: MarkedYAMLError) -> str:
    """The problem in libyaml's words."""
    problem: str = error.problem
    if problem.startswith("expected <block end>"):
        expected = "key" if "mapping" in error.context else "'-' indicator"
        return f"did not find expected {expected}"
    if problem.endswith("that cannot start any token"):
        return "found character that cannot start any token"
    return next((ours for theirs, ours in _WORDINGS if problem.startswith(theirs)), problem)


def _place_of_byte(source: bytes) -> tuple[int, int]:
    """Where the first character is that no text may have, or that is no UTF-8."""
    text = source.decode("utf-8", "surrogateescape")
    for number, line in enumerate(text.split("\n"), 1):
        for column, char in enumerate(line, 1):
            # Not isprintable: to Python a space that does not break, or a private character, is none that prints.
            if not (is_taken(char) or char in "\r\x85\u2028\u2029\ufeff"):
                return number, column
    return 0, 0


def _reader_problem(error: ReaderError) -> str:
    reason: str = error.reason
    return "control characters are not allowed" if reason.startswith("special characters") else reason


def _place(error: MarkedYAMLError, version: int) -> str:
    """go-yaml looks at two marks, takes line 0 for no line at all, and in its parser forgets to count from 1."""
    from ruamel.yaml.scanner import ScannerError

    # The line of the context counts first in v3, that of the problem in v2; `line 0` is left out, as in Go's code.
    lines = [mark.line if mark is not None else 0 for mark in (error.context_mark, error.problem_mark)]
    more = int(isinstance(error, ScannerError))
    if version == 3:
        return line_of(next((line + more for line in lines if line), 0))
    context, problem = lines
    return line_of(problem + more if problem else context)


class _Slashes:
    r"""The lines of a text in which ``\/`` stands, an escape that libyaml takes and go-yaml does not."""

    __slots__ = ("lines",)

    def __init__(self, source: bytes) -> None:
        self.lines = source_lines(source.removeprefix(_BYTE_ORDER_MARK))

    def refuse_in(self, event: Event) -> None:
        """Refuse a quoted scalar that has the escape."""
        start, end = event.start_mark, event.end_mark
        lines = self.lines[start.line : end.line + 1]
        lines[-1] = lines[-1][: end.column]
        lines[0] = lines[0][start.column :]
        for number, line in enumerate(lines):
            # An escaped backslash before a slash is no such escape.
            if "\\/" in line.replace("\\\\", ""):
                place = start.line or number
                raise SyntaxProblem(f"yaml: {line_of(place + 1 if place else 0)}found unknown escape character")
