"""Roots and files behind URLs that an edit adds: looked at before they are written down."""

from __future__ import annotations

from kustompy.session.options import Options
from kustompy.session.remote import fetch_file, fetched_root
from kustompy.session.session import Session
from kustompy.system.files import Files
from kustompy.system.root import is_remote_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def check_remote(url: str, environment: Mapping[str, str]) -> bool:
    """Whether the text is a URL; one that nothing is found behind is an error."""
    session = Session(Files(), Options(environment=environment))
    try:
        if fetched_root(url, None, session) is not None:
            return True
        if is_remote_file(url):
            fetch_file(url, session)
            return True
        return False
    finally:
        session.close()
