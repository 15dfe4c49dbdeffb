"""Translation with a type: what the wording modules call `_`."""

import flask_babel


def gettext(message: str, **values: object) -> str:
    """A message in the reader's language; Chinese is the source and the fallback."""
    return str(flask_babel.gettext(message, **values))
