"""Sending what people uploaded: saved, not shown, by the browser that gets it, but for photos."""

from pathlib import Path

from flask import Response, send_file

from competition.services.storage import file_path

SANDBOX = "default-src 'none'; sandbox"


def send_attachment(storage_key: str, *, name: str, media_type: str) -> Response:
    """A stored file as an attachment under this name, which may be in any script (RFC 5987)."""
    response = send_file(
        file_path(storage_key),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        conditional=True,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_picture(path: Path) -> Response:
    """A picture that was drawn anew here, shown in the browser to those who may see it."""
    response = send_file(path, mimetype="image/jpeg", conditional=True, etag=False)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_size(size: int) -> str:
    """A size in bytes as people read it: 820 KB, 3.4 MB; rounded up, never to nothing."""
    if size < 1024 * 1024:
        return f"{max(1, -(-size // 1024))} KB"
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10} MB"
