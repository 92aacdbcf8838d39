"""Argo CD's build environment: ``$ARGOCD_APP_NAME`` and other variables in fields of a source."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.model.values import Value

_SPECIAL = "*#$@!?-0123456789"


class Variables:
    """The variables of a source."""

    def __init__(self, subject: Object, source: dict[str, Value]) -> None:
        # Argo CD lets `$$` stand for a dollar, and calls the namespace of the destination that of the Application.
        self._values = {
            "$": "$",
            "ARGOCD_APP_NAME": subject.name,
            "ARGOCD_APP_NAMESPACE": subject.text("spec", "destination", "namespace"),
            "ARGOCD_APP_PROJECT_NAME": subject.text("spec", "project"),
            "ARGOCD_APP_SOURCE_PATH": str(source.get("path") or ""),
            "ARGOCD_APP_SOURCE_REPO_URL": str(source.get("repoURL") or ""),
            "ARGOCD_APP_SOURCE_TARGET_REVISION": str(source.get("targetRevision") or ""),
        }

    def put_into(self, text: str) -> str:
        """The text with ``$NAME`` and ``${NAME}`` replaced as Go's ``os.Expand`` does; unknown variables are empty."""
        parts, at = [], 0
        while at < len(text):
            start = text.find("$", at)
            if start < 0 or start + 1 == len(text):
                break
            name, end = _name(text, start + 1)
            parts.append(text[at:start])
            if name:
                parts.append(self._values.get(name, ""))
            # A dollar before anything but a name stays; `${}` and a `${` that is never closed vanish.
            elif end == start + 1:
                parts.append("$")
            at = end
        return "".join(parts) + text[at:]


def _name(text: str, start: int) -> tuple[str, int]:
    """The name of a variable after a ``$``, empty if there is none, and the index of the text after it."""
    if text[start] == "{":
        end = text.find("}", start)
        return (text[start + 1 : end], end + 1) if end > 0 else ("", start + 1)
    # The names of a shell's special parameters have one character: `$12` is `$1` and a 2.
    if text[start] in _SPECIAL:
        return text[start], start + 1
    end = start
    while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return text[start:end], end
