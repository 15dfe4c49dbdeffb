"""Addresses of places that may not be there."""

from typing import Any

from flask import current_app, url_for


def place(endpoint: str, **values: Any) -> str:
    """The address of a place that this installation has; empty where it has none."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
