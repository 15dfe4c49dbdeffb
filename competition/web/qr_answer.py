"""A QR code as the answer to a request."""

from flask import Response

from competition.documents.qr_svg import qr_svg
from competition.web.identity import no_store


def qr_answer(url: str) -> Response:
    """The picture of an address that only this person may have: kept by no cache."""
    return no_store(Response(qr_svg(url), mimetype="image/svg+xml"))
