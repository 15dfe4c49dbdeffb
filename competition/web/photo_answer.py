"""A photo of a sheet as the answer to a request, and its address in each room."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, request, url_for

from competition.domain.refusal import Refusal
from competition.models import SheetPhoto
from competition.services.periods.photo_reading import PhotoView, photo_path
from competition.web.files import send_picture

PhotoUrl = Callable[[PhotoView, str], str]


def photo_answer(photo: SheetPhoto, *, handed_in: bool = True) -> Response:
    """The picture, or a small one where the address asks for it.

    Args:
        handed_in: only if its unit has submitted it.
    """
    if handed_in and photo.version is None:
        abort(404)
    try:
        path = photo_path(photo, request.args.get("size", ""))
    except Refusal:
        abort(404)
    return send_picture(path)


def photo_url_in(endpoint: str) -> PhotoUrl:
    """Where the pages of a room find a photo: the whole, or with ``small`` the one for lists."""

    def address(photo: PhotoView, size: str = "") -> str:
        values: dict[str, Any] = {"size": size} if size else {}
        return url_for(endpoint, sheet_photo_id=photo.ident, **values)

    return address
