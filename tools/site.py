"""What MkDocs calls while it builds the site: links out of docs/ lead to the repository."""

from __future__ import annotations

import posixpath
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REPOSITORY = "https://github.com/kustompy/kustompy/blob/main"
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)")


def on_page_markdown(markdown: str, /, page: Any, **_: Any) -> str:
    """The text of a page, whose links to files that are no pages name the repository."""
    directory = posixpath.dirname(f"docs/{page.file.src_uri}")

    def led_on(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(directory, match[1]))
        return match[0] if path.startswith("docs/") else f"]({REPOSITORY}/{path}{match[2] or ''})"

    return _LINK.sub(led_on, markdown)
