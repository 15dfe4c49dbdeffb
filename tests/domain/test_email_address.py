"""Addresses that no mail server could take are refused, all others pass."""

import pytest

from competition.domain.email_address import normal_email
from competition.domain.refusal import Refusal

LABEL = "d" * 63


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("  Zhang.San@SJ.Example ", "Zhang.San@sj.example"),
        ("a+b_c%d@mail.example.cn", "a+b_c%d@mail.example.cn"),
        ("!#$&'*/=?^`{|}~-@a.cn", "!#$&'*/=?^`{|}~-@a.cn"),
        ("n" * 64 + "@a.cn", "n" * 64 + "@a.cn"),
        (f"a@{LABEL}.{LABEL}.{LABEL}.{'e' * 60}", f"a@{LABEL}.{LABEL}.{LABEL}.{'e' * 60}"),
    ],
)
def test_only_the_domain_is_written_small(text, address):
    assert normal_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zhang",
        "@sj.example",
        "zhang@",
        "zhang@example",
        "zhang@sj.e",
        "zhang san@sj.example",
        "zhang@@sj.example",
        "zhang@sj..example",
        "张@sj.example",
        "n" * 65 + "@a.cn",
        f"a@{LABEL}d.cn",
        f"a@{LABEL}.{LABEL}.{LABEL}.{'e' * 61}",
    ],
)
def test_what_no_server_takes_is_refused(text):
    with pytest.raises(Refusal) as refusal:
        normal_email(text)

    assert (refusal.value.code, refusal.value.values) == ("email.form", {})
