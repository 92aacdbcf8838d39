"""What can be wrong with a text, told apart where kustomize tells it apart."""

from __future__ import annotations

from kustompy.errors import YamlError


class SyntaxProblem(YamlError):
    """A text is no YAML: kustomize puts ``MalformedYAMLError: `` before the message."""

    syntax = True
    place = (0, 0)
    """Line and column in the text that was parsed, where they are known."""


class MergeProblem(YamlError):
    """A ``<<`` that merges nothing: kustomize finds it when all documents of the file are read."""
