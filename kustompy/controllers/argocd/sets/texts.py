"""Parameters in texts: Go templates if ``goTemplate`` is set, else plain ``{{name}}``."""

from __future__ import annotations

from kustompy.controllers.templates.evaluating import Budget, Template
from kustompy.controllers.templates.reading import TemplateError
from kustompy.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

    Values = dict[str, Value]

_KNOWN = "docs/argocd.md lists the functions"
_OPEN, _CLOSE = "{{", "}}"


class Texts:
    """The texts of one ApplicationSet, and the budget that all of them share."""

    def __init__(self, subject: Object) -> None:
        self._subject = subject
        self.has_templates = subject.flag("spec", "goTemplate")
        self._options = subject.texts("spec", "goTemplateOptions")
        self._budget = Budget()
        # Each text is a template of its own, as in Argo CD, and is parsed once for all sets of parameters.
        self._known: dict[str, Template] = {}

    def filled(self, value: Value, values: Values, path: FieldPath) -> Value:
        """The value with parameters filled into all of its texts and keys."""
        if isinstance(value, str):
            return self.put_into(value, values, path)
        if isinstance(value, list):
            return [self.filled(each, values, (*path, number)) for number, each in enumerate(value)]
        if isinstance(value, dict):
            return {
                self.put_into(key, values, (*path, key)): self.filled(each, values, (*path, key))
                for key, each in value.items()
            }
        return value

    def put_into(self, text: str, values: Values, path: FieldPath) -> str:
        """The text with parameters filled in; a malformed template is an error of the object (KST260)."""
        if _OPEN not in text:
            return text
        if not self.has_templates:
            return self._replaced(text, values)
        try:
            if text not in self._known:
                self._known[text] = Template(text, self._options)
            return self._known[text].rendered(values, self._budget)
        except LimitError as error:
            file, document, above = self._subject.source
            error.noted(file=file, document=document, path=(*above, *path), resource=str(self._subject))
            raise
        except TemplateError as error:
            raise self._subject.error(
                f"the template cannot be rendered: {error}", *path, code="KST260",
                hint=_KNOWN if "not known" in str(error) else 'write `{{ "{{" }}` for a text that has braces',
            ) from None  # fmt: skip

    def _replaced(self, text: str, values: Values) -> str:
        parts: list[str] = []
        at = 0
        while True:
            start = text.find(_OPEN, at)
            end = text.find(_CLOSE, start)
            if start < 0 or end < 0:
                return "".join(parts) + text[at:]
            name = text[start + len(_OPEN) : end].strip()
            parts.append(text[at:start])
            # An unknown name stays as it is written: Argo CD leaves braces of other tools alone.
            parts.append(str(values[name]) if name in values else text[start : end + len(_CLOSE)])
            self._budget.spend(1, len(parts[-1]))
            at = end + len(_CLOSE)
