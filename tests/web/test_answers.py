"""How answers leave: in one piece where they are there in whole, as Flask sends them otherwise."""

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask, jsonify
from flask import Response as FlaskResponse
from werkzeug.test import EnvironBuilder

from competition.web.application import Answer

Sent = tuple[str, list[tuple[str, str]], Iterable[bytes]]


def sent(response: FlaskResponse, method: str = "GET") -> Sent:
    said: list[Any] = []
    environ = EnvironBuilder("/", method=method).get_environ()
    body = response(environ, lambda status, headers: said.extend((status, headers)))  # type: ignore[arg-type,func-returns-value]
    return said[0], said[1], body


def test_a_whole_answer_is_given_to_the_server_as_a_list() -> None:
    _, _, body = sent(Answer("评分", mimetype="text/plain"))

    assert body == ["评分".encode()]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("status", [200, 204, 302, 304, 404])
@pytest.mark.parametrize("body", ["评分", "", ("评", "分")])
def test_an_answer_says_what_flask_would_say(method: str, status: int, body: Any) -> None:
    values: dict[str, Any] = {"status": status, "headers": {"Location": "/评", "Vary": "Cookie"}}
    ours, theirs = (
        sent(kind(body if isinstance(body, str) else iter(body), **values), method)
        for kind in (Answer, FlaskResponse)
    )

    assert (ours[0], ours[1], b"".join(ours[2])) == (theirs[0], theirs[1], b"".join(theirs[2]))


def test_what_is_to_be_done_at_the_end_is_done_at_the_end() -> None:
    ended = []
    answer = Answer("x")
    answer.call_on_close(lambda: ended.append(True))

    _, _, body = sent(answer)
    body.close()  # type: ignore[attr-defined]

    assert ended == [True]


def test_json_is_compact_and_in_order_of_its_keys(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = jsonify(b=[1, None], a="评")

    assert answer.get_data() == b'{"a":"\\u8bc4","b":[1,null]}\n'
    assert answer.mimetype == "application/json"
