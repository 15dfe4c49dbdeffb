"""A result bundle as the answer to a request: one JSON file to keep and to verify elsewhere."""

from io import BytesIO

from flask import Response, send_file
from flask_babel import gettext as _

from competition.domain.canonical import canonical_json
from competition.domain.numbering import safe_file_name
from competition.models import ResultVersion, database
from competition.services.results.bundle import result_bundle
from competition.web.identity import no_store


def bundle_answer(result: ResultVersion) -> Response:
    """The bundle of a published version.

    Raises:
        Refusal: ``bundle.unpublished``.
    """
    body = canonical_json(result_bundle(database.session, result))
    name = _("%(name)s成绩核验文件", name=result.competition.name)
    return no_store(
        send_file(
            BytesIO(body),
            mimetype="application/json",
            as_attachment=True,
            download_name=safe_file_name(name, extension=".json"),
        )
    )
