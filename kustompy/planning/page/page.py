"""The page as a whole: a head that forbids everything but its own style and script, and sections."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import NamedTuple

from kustompy.planning.graph.svg import STYLE as OF_GRAPHS
from kustompy.planning.page.assets import SCRIPT, STYLE
from kustompy.planning.page.parts import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Section(NamedTuple):
    """A heading with its id, and HTML below it."""

    id: str
    heading: str
    body: str


def page(heading: str, summary: str, sections: Sequence[Section], packed: str = "") -> str:
    """One HTML file; ``heading`` and ``summary`` are texts, the bodies of sections are HTML."""
    style = STYLE + OF_GRAPHS
    # Whatever an attacker might get into the page, the browser runs and loads nothing but these two texts:
    # `default-src 'none'` holds for scripts, images, fonts, frames and connections.
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(SCRIPT)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    kept = [each for each in sections if each.body]
    links = "".join(f'<a href="#{each.id}">{safe(each.heading)}</a>' for each in kept)
    bodies = "".join(f'<section id="{each.id}"><h2>{safe(each.heading)}</h2>\n{each.body}</section>\n' for each in kept)
    # A browser runs no script of this type, and base64 cannot hold the end tag.
    data = f'<script type="text/plain" id="packed">{packed}</script>\n' if packed else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{safe(heading)}</title>\n<style>{style}</style>\n'
        f"</head>\n<body>\n<h1>{safe(heading)}</h1>\n<p>{safe(summary)}</p>\n"
        '<input type="checkbox" id="side"> <label for="side">side by side</label>\n'
        f'<nav>{links}<input id="filter" type="search" placeholder="filter: /" aria-label="filter"></nav>\n'
        f"<main>\n{bodies}</main>\n"
        '<p class="soft">keys: / filter, j k next and previous, e c open and close all, s side by side</p>\n'
        f"{data}<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    """The text as a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"
