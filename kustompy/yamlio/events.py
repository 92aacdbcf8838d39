"""Events of a YAML text, from libyaml where it is there and from ruamel's own parser elsewhere; errors as go-yaml says them."""

from __future__ import annotations

from .problems import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    Event: TypeAlias = Any
    """An event of ruamel.yaml."""


_FLOW_COLON = "found unexpected ':'"

# what ruamel's own parser says, and libyaml's words for it
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


def events(text: str | bytes, version: int = 3) -> Iterator[Event]:
    """The events of the text; an error is worded as go-yaml of the version does."""
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    source = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    escapes = b"\\/" in source
    parser = None
    seen = 0
    while True:
        try:
            parser = parser or _parser(source)
            event = parser.get_event()
        except ReaderError as error:
            raise SyntaxProblem(f"yaml: {_reader_problem(error)}") from None
        except MarkedYAMLError as error:
            if error.problem == _FLOW_COLON:
                # an old libyaml, which does not take [http://host]: ruamel's own parser does
                parser = _pure_parser(source)
                for _ in range(seen):
                    parser.get_event()
                continue
            raise SyntaxProblem(f"yaml: {_place(error, version)}{_problem(error)}") from None
        if event is None:
            return
        seen += 1
        if escapes and getattr(event, "style", None) == '"':
            _refuse_slash(event, source)
        yield event


def line_of(line: int) -> str:
    """How go-yaml begins a message that has a line."""
    return f"line {line}: " if line else ""


def _parser(source: bytes) -> Any:
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        return _pure_parser(source)
    return CParser(source)


def _pure_parser(source: bytes) -> Any:
    from ruamel.yaml import YAML

    _, parser = YAML(typ="safe", pure=True).get_constructor_parser(source)
    return parser


def _problem(error: Any) -> str:
    """The problem in libyaml's words."""
    problem: str = error.problem
    if problem.startswith("expected <block end>"):
        expected = "key" if "mapping" in error.context else "'-' indicator"
        return f"did not find expected {expected}"
    if problem.endswith("that cannot start any token"):
        return "found character that cannot start any token"
    return next((ours for theirs, ours in _WORDINGS if problem.startswith(theirs)), problem)


def _reader_problem(error: Any) -> str:
    reason: str = error.reason
    return "control characters are not allowed" if reason.startswith("special characters") else reason


def _place(error: Any, version: int) -> str:
    """go-yaml looks at two marks, takes a line to be unknown when it is 0, and forgets to count from 1 in its parser."""
    from ruamel.yaml.scanner import ScannerError

    lines = [mark.line if mark is not None else 0 for mark in (error.context_mark, error.problem_mark)]
    more = int(isinstance(error, ScannerError))
    if version == 3:
        return line_of(next((line + more for line in lines if line), 0))
    context, problem = lines
    return line_of(problem + more if problem else context)


def _refuse_slash(event: Event, source: bytes) -> None:
    r"""Refuse the escape ``\/``, which libyaml takes and go-yaml does not."""
    text = source.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.split("\n")[event.start_mark.line : event.end_mark.line + 1]
    lines[-1] = lines[-1][: event.end_mark.column]
    lines[0] = lines[0][event.start_mark.column :]
    for number, line in enumerate(lines):
        if "\\/" in line.replace("\\\\", ""):
            place = event.start_mark.line or number
            raise SyntaxProblem(f"yaml: {line_of(place + 1 if place else 0)}found unknown escape character")
