"""Manifests and configuration from text."""

from __future__ import annotations

from kustompy.errors import LimitError, YamlError
from kustompy.limits import DEFAULT_LIMITS, Limits
from kustompy.yamlio.read.block import FastPathMiss, read_block
from kustompy.yamlio.read.chunks import chunk_lines, chunks, is_plain_text
from kustompy.yamlio.read.lexicon import CONFIGURATION, MANIFESTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value


def _are_common(limits: Limits) -> bool:
    """Whether the fast reader keeps to the limits: it counts little, so that lower ones are for the parser."""
    # Identity first: nearly all builds have the default limits, and this is asked for each document.
    return limits is DEFAULT_LIMITS or (
        limits.depth >= DEFAULT_LIMITS.depth
        and limits.number_length >= DEFAULT_LIMITS.number_length
        and limits.alias_nodes >= DEFAULT_LIMITS.alias_nodes
    )


def read(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> list[Value]:
    """The documents of a file of manifests, None for an empty one."""
    result: list[Value] = []
    problem: YamlError | None = None
    is_plain = isinstance(text, str) and is_plain_text(text)
    for index, chunk in enumerate(chunks(text)):
        try:
            value = _chunk(chunk, limits, is_plain=is_plain)
        except YamlError as error:
            from kustompy.yamlio.scalars.problems import MergeProblem

            # kustomize decodes all documents of the file before it resolves merges: a syntax error further down comes
            # first.
            if not isinstance(error, MergeProblem):
                raise
            problem = problem or error
            continue
        except LimitError as error:
            line = error.diagnostics[0].line
            error.noted(document=index, line=line + _lines_before(text, index) if line else 0)
            raise
        # `{}` and `[]` count as empty documents, as a null does; `0`, `false` and `""` are scalars that kustomize
        # refuses.
        result.append(value if value or type(value) in _WORTH else None)
    if problem:
        raise problem
    return result


def _lines_before(text: str | bytes, chunk: int) -> int:
    return chunk_lines(text)[chunk]


def read_one(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Value:
    """The first document of a text that is not cut into chunks."""
    return _chunk(text, limits, is_plain=isinstance(text, str) and is_plain_text(text))


def read_config(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Value:
    """A kustomization, or other configuration, as plain built-in values: YAML 1.1, of equal keys the last."""
    return _config(text, limits, strict=False)


def read_config_strict(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Value:
    """The same, but a repeated key is an error."""
    return _config(text, limits, strict=True)


def _config(text: str | bytes, limits: Limits, *, strict: bool) -> Value:
    plain = _decoded(text)
    # sigs.k8s.io/yaml reads the first document of a text alone; where that ends in front of a second one is for the
    # parser.
    if plain is not None and _are_common(limits) and is_plain_text(plain) and "\n---" not in plain:
        try:
            return read_block(plain, CONFIGURATION)
        # The parser knows which of several errors comes first.
        except (FastPathMiss, YamlError):
            pass
        finally:
            # `ecret` stands in `secretGenerator`, `kind: Secret` and `SecretGenerator`.
            if _GENERATED in plain or _STRINGS in plain:
                CONFIGURATION.forget(plain)
    from kustompy.yamlio.read.config import parse_config

    return parse_config(text, strict=strict, limits=limits)


def _decoded(text: str | bytes) -> str | None:
    if isinstance(text, str):
        return text
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None


def _chunk(text: str | bytes, limits: Limits, *, is_plain: bool) -> Value:
    if _are_common(limits) and isinstance(text, str) and (is_plain or is_plain_text(text)):
        try:
            value = read_block(text, MANIFESTS)
            if type(value) is not dict or value.get("kind") == _SECRET or _STRINGS in value or "items" in value:
                MANIFESTS.forget(text)  # a JSON patch may be one of a Secret, an item may be one
            return value
        except FastPathMiss:
            if _SECRET in text or _STRINGS in text:
                MANIFESTS.forget(text)
    from kustompy.yamlio.read.parser import parse

    return parse(text, limits)


# No cache that outlives a build keeps a value of a Secret.
_SECRET, _STRINGS, _GENERATED = "Secret", "stringData", "ecret"
_WORTH = frozenset((int, float, bool, str))
