"""The calculation sheet of one entry as the answer to a request: a PDF to print, or JSON."""

from io import BytesIO

from flask import Response, send_file
from flask_babel import gettext as _

from competition.domain.canonical import canonical_json
from competition.domain.numbering import safe_file_name
from competition.models import ResultVersion, database
from competition.services.results.sheets import sheet_json, sheet_pdf, sheet_source
from competition.web.identity import no_store
from competition.web.pdf_answer import pdf_answer


def sheet_answer(
    result: ResultVersion, entry_id: int, form: str, *, named: bool, events_told: bool = True
) -> Response:
    """The sheet of an entry in a version.

    Args:
        form: ``pdf`` or ``json``.
        named: whether the reader may know the judges.
        events_told: whether the reader may know what was written about events.
    Raises:
        Refusal: ``result.standing`` when the entry is not in this result.
    """
    source = sheet_source(database.session, result, named=named, events_told=events_told)
    if form == "pdf":
        body = sheet_pdf(source, entry_id)
        return pdf_answer(body, name=_name(source.lines[entry_id].number))
    data = canonical_json(sheet_json(source, entry_id))
    name = safe_file_name(_name(source.lines[entry_id].number), extension=".json")
    return no_store(
        send_file(
            BytesIO(data), mimetype="application/json", as_attachment=True, download_name=name
        )
    )


def _name(number: str) -> str:
    return str(_("计分单 %(number)s", number=number))
