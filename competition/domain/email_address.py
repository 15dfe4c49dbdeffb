"""E-mail addresses: checked for what a mail server certainly refuses."""

import re

from competition.domain.refusal import Refusal

_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_ADDRESS = re.compile(_LOCAL + r"@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


def normal_email(text: str) -> str:
    """An address without blanks around it, its domain in small letters.

    Raises:
        Refusal: ``email.form``.
    """
    address = text.strip()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise Refusal("email.form")
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"
