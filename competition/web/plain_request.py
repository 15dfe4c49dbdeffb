"""Requests whose texts hold nothing invisible that acts: no controls, no turns of direction.

A direction override makes what follows it on a page read backwards, and PostgreSQL takes no NUL.
Joiners stay, which emoji and some scripts need; files are read by their own rules.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


HIDING = re.compile(rb"[\x00-\x1f\x7f]|\xe2\x80|\xe2\x81|\\u(?:00[017]|20[26])|\\[bf]")
"""What JSON must hold, in whatever encoding, before one of its texts can hold such a character."""


def plain(value: Any) -> Any:
    """A text, or whatever holds texts, without characters that act unseen."""
    if isinstance(value, str):
        return ACTING.sub("", value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    return value


class PlainValues(ImmutableMultiDict[str, Any]):
    """The values of a form or a query."""

    def __init__(self, mapping: Any = None) -> None:
        pairs: Iterable[tuple[str, Any]] = ImmutableMultiDict(mapping).items(multi=True)
        super().__init__([(plain(name), plain(value)) for name, value in pairs])


class PlainRequest(Request):
    """A request as every view gets it."""

    parameter_storage_class = PlainValues

    def get_json(self, *arguments: Any, **options: Any) -> Any:
        """The JSON body, its texts likewise."""
        body = super().get_json(*arguments, **options)
        return plain(body) if HIDING.search(self.get_data()) else body
