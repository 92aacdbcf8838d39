"""The errors of reading and printing YAML, as far as kustomize treats them differently."""

from __future__ import annotations

from kustompy.errors import UNPRINTABLE, YamlError


def shown_word(word: str, text: str | bytes) -> str:
    """A word of an unreadable text as a message may quote it: hidden if the text names Secrets."""
    from kustompy.model.secrets import HIDDEN, names_secrets

    return HIDDEN if names_secrets(text if isinstance(text, str) else text.decode("utf-8", "replace")) else word


class SyntaxProblem(YamlError):
    """A text is no YAML: kustomize puts ``MalformedYAMLError: `` before the message."""

    syntax = True
    place = (0, 0)
    """Line and column in the text that was parsed, where they are known."""


class UnprintableError(YamlError):
    """A value can be read and not be written."""

    default_fault = UNPRINTABLE


class RepeatedKey(UnprintableError):
    """A mapping has a key twice, or one that is no text: kustomize finds it when the mapping is written as JSON."""

    default_code = "KST101"


class MergeProblem(YamlError):
    """A ``<<`` that merges nothing: kustomize finds it when all documents of the file are read."""


def source_lines(text: bytes) -> list[str]:
    """The lines of a text as libyaml counts them: they end at more than line feeds."""
    # YAML 1.1 ends lines at U+0085, U+2028 and U+2029 as well, and str.splitlines at more than these.
    whole = text.decode("utf-8", "replace").replace("\r\n", "\n")
    return whole.translate(dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), "\n")).split("\n")
