"""A PDF as the answer to a request: shown by the browser, kept by no cache."""

from io import BytesIO

from flask import Response, send_file

from competition.domain.numbering import safe_file_name
from competition.web.identity import no_store


def pdf_answer(body: bytes, *, name: str, download: bool = False) -> Response:
    """A PDF under a name in any script (RFC 6266).

    Args:
        download: saved, not shown.
    """
    return no_store(
        send_file(
            BytesIO(body),
            mimetype="application/pdf",
            as_attachment=download,
            download_name=safe_file_name(name, extension=".pdf"),
        )
    )
