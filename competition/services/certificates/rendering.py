"""A certificate's PDF from the values stored when it was issued: the same bytes every time."""

import threading
from collections import OrderedDict
from datetime import date
from typing import Any

from competition.documents.certificate import (
    Certificate as Sheet,
)
from competition.documents.certificate import (
    CertificateTemplate as SheetTemplate,
)
from competition.documents.certificate import (
    CompiledTemplate,
    compile_template,
)
from competition.documents.fonts import load_fonts
from competition.documents.seal import demonstration_seal
from competition.models import Certificate
from competition.services.runtime import runtime
from competition.services.setup.certificate_settings import DEMONSTRATION_SEAL
from competition.services.storage import read_file
from competition.services.vault import unseal

KEPT = 16
_compiled: OrderedDict[tuple[Any, ...], CompiledTemplate] = OrderedDict()
_compiling = threading.Lock()


def certificate_pdf(certificate: Certificate) -> bytes:
    """The PDF of an issued certificate.

    Raises:
        Refusal: ``storage.missing`` when the seal image is gone, ``vault.key``.
    """
    return render(certificate.values, certificate.number, token_of(certificate.token_sealed))


def token_of(sealed: str) -> str:
    """The token that a certificate's QR carries; refuses as `unseal`."""
    return unseal(sealed, "certificate")


def render(values: dict[str, Any], number: str, token: str) -> bytes:
    """Draw a certificate from its stored values.

    Args:
        values: as `issuing.printed_values` makes them.
    Raises:
        Refusal: what `compile_template` and `CompiledTemplate.render` refuse.
    """
    return compiled(values).render(
        Sheet(
            names=tuple(values["names"]),
            title=values["title"],
            tier=values["tier"],
            number=number,
            verify_url=f"{values['verify_base']}{token}",
            unit=values["unit"],
        )
    )


def compiled(values: dict[str, Any]) -> CompiledTemplate:
    """The template that these values share with others, compiled once and kept."""
    key = (
        values["competition"],
        values["wording"],
        tuple(values["issuers"]),
        values["issued_on"],
        values["heading"],
        values["after_names"],
        values["seal"],
        values["rehearsal"],
        str(runtime.fonts),
    )
    with _compiling:
        if key in _compiled:
            _compiled.move_to_end(key)
            return _compiled[key]
        template = compile_template(
            SheetTemplate(
                competition=values["competition"],
                wording=values["wording"],
                issuers=tuple(values["issuers"]),
                issued_on=date.fromisoformat(values["issued_on"]),
                seal_png=_seal(values["seal"]),
                heading=values["heading"],
                after_names=values["after_names"],
                rehearsal=values["rehearsal"],
            ),
            load_fonts(runtime.fonts),
        )
        _compiled[key] = template
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
        return template


def _seal(key: str) -> bytes | None:
    if not key:
        return None
    return demonstration_seal(runtime.fonts) if key == DEMONSTRATION_SEAL else read_file(key)
