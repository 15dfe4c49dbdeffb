"""What is typed loses its invisible characters before any view reads it."""

import json
from io import BytesIO

from flask import Flask, request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition.web.plain_request import ACTING

TURNED = "职工\u202e创新\u2066大赛\x00\n第二行\t好\u200d"
PLAIN = "职工创新大赛\n第二行\t好\u200d"


def test_controls_and_turns_of_direction_do_not_come_in(app: Flask) -> None:
    with app.test_request_context("/?q=a%00%E2%80%AEb", method="POST", data={"name": TURNED}):
        form, query = request.form["name"], request.args["q"]
    with app.test_request_context("/", method="POST", json={"marks": {"a": [TURNED, 5, None]}}):
        body = request.get_json()

    assert form == PLAIN
    assert query == "ab"
    assert body == {"marks": {"a": [PLAIN, 5, None]}}


def test_several_values_of_one_name_stay_in_order(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"check": ["b", "a\x00"]}):
        values = request.form.getlist("check")

    assert values == ["b", "a"]


def test_files_come_in_as_they_are(app: Flask) -> None:
    content = "\x00\u202e".encode()
    data = {"file": (BytesIO(content), "a.pdf"), "field": "x\x00"}
    with app.test_request_context("/", method="POST", data=data):
        file, field = request.files["file"].read(), request.form["field"]

    assert file == content
    assert field == "x"


@settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(
        st.sampled_from('a\\u0028评\u200d\u2027\u202a\u202e\u2066\x00\x07\x08\x0c\x1f\x7f\n"')
    ),
    escaped=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-32-le"]),
)
def test_json_loses_them_however_it_is_written(
    app: Flask, text: str, escaped: bool, encoding: str
) -> None:
    body = json.dumps({"comment": text}, ensure_ascii=escaped).encode(encoding)

    with app.test_request_context("/", method="POST", data=body, content_type="application/json"):
        read = request.get_json()

    assert read == {"comment": "".join(sign for sign in text if not ACTING.match(sign))}
