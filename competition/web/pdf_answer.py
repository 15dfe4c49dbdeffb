"""A PDF as the answer to a request: shown by the browser, kept by no cache."""

from flask import Response

from competition.domain.numbering import safe_file_name
from competition.web.identity import no_store


def pdf_answer(body: bytes, *, name: str, download: bool = False) -> Response:
    """A PDF under a name in any script (RFC 6266).

    Args:
        download: saved, not shown.
    """
    answer = Response(body, mimetype="application/pdf")
    answer.headers.set(
        "Content-Disposition",
        "attachment" if download else "inline",
        filename=safe_file_name(name, extension=".pdf"),
    )
    return no_store(answer)
