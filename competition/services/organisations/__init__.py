"""Organisations: the tree, kept right; read, searched, merged, brought in and out as tables."""

from competition.services.organisations.tree import (
    UnitValues,
    add_organisation,
    close_organisation,
    create_organisation,
    edit_organisation,
)

__all__ = [
    "UnitValues",
    "add_organisation",
    "close_organisation",
    "create_organisation",
    "edit_organisation",
]
