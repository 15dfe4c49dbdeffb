"""Flask as it is run here: without what every request would pay for and none needs."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import Headers

from competition.web.plain_request import PlainRequest

ADDRESSES = frozenset({"location", "content-location"})


class Answer(Response):
    """An answer. One that is there in whole goes to the server as a list, to be sent at one go.

    Anything else a server has to ask for piece by piece, with the interpreter's lock given up and
    taken again for each.
    """

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is still to be made, left out or closed."""
        return self.status_code == 200 and isinstance(self.response, list) and not self._on_close

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """The headers as they stand where none is to be worked out."""
        names = {name.lower() for name, _ in self.headers}
        if self.is_whole and "content-length" in names and names.isdisjoint(ADDRESSES):
            return self.headers
        return super().get_wsgi_headers(environ)

    def get_app_iter(self, environ: dict[str, Any]) -> Iterable[bytes]:
        """The body."""
        if self.is_whole and environ["REQUEST_METHOD"] != "HEAD":
            return [*self.iter_encoded()]
        return super().get_app_iter(environ)


class CompactJSON(DefaultJSONProvider):
    """Flask's own JSON, its encoder made once."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.encode = json.JSONEncoder(
            default=self.default, sort_keys=True, separators=(",", ":")
        ).encode

    def response(self, *arguments: Any, **values: Any) -> Response:
        """An answer in JSON."""
        content = self._prepare_response_obj(arguments, values)
        return Answer(f"{self.encode(content)}\n", content_type=self.mimetype)


class Application(Flask):
    """The application; none of its views is a coroutine."""

    request_class = PlainRequest
    response_class = Answer
    json_provider_class = CompactJSON

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself, without looking at its kind at each of its calls."""
        return func
