"""What is different in the tables of field specs at other levels than the default one."""

from __future__ import annotations

from kustompy.fieldspecs.tables import LISTS, Tables, default_list
from kustompy.model.levels import TEMPLATES_OF_CLAIMS

_CLAIM_TEMPLATES = "spec/volumeClaimTemplates[]/metadata/labels"


def tables_at(tables: Tables, changes: frozenset[str]) -> Tables:
    """The tables where these changes hold: those that configurations add stay as they are."""
    if TEMPLATES_OF_CLAIMS not in changes:
        return tables
    # By identity: a spec of the user's own for the same field stays.
    gone = {id(spec) for spec in default_list("template_labels") if getattr(spec, "path", "") == _CLAIM_TEMPLATES}
    # Lists that are the default ones are left out, so that they are not read for this.
    lists = {name: getattr(tables, name) for name in LISTS if not tables.are_default(name)}
    lists["template_labels"] = tuple(spec for spec in tables.template_labels if id(spec) not in gone)
    return Tables(lists)
