"""Security headers and the nonce of the content security policy."""

import secrets

from flask import Flask, Response, g, request

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def register(app: Flask) -> None:
    """Give every answer its headers."""

    @app.before_request
    def make_nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy(g.get("csp_nonce", "")))
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static" and g.get("principal") is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers.add("Vary", "Cookie")
        return response


def policy(nonce: str) -> str:
    """What a page may load: our own files, and scripts that carry this answer's nonce.

    Without a nonce (a kept page): our own script files, nothing inline.
    """
    scripts = f"'nonce-{nonce}' 'strict-dynamic'" if nonce else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
