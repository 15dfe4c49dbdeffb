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
    bare = policy("")

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers, made = response.headers, g.get("csp_nonce", "")
        present = {name for name, _ in headers}
        if "Content-Security-Policy" not in present:
            headers.add("Content-Security-Policy", policy(made) if made else bare)
        for name, value in FIXED.items():
            if name not in present:
                headers.add(name, value)
        if g.get("principal") is not None and request.endpoint != "static":
            if "Cache-Control" not in present:
                headers.add("Cache-Control", "private, no-store")
            headers.add("Vary", "Cookie")
        return response


def nonce() -> str:
    """The nonce of this answer, made for the first template that asks."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    made: str = g.csp_nonce
    return made


def policy(made: str) -> str:
    """What a page may load: our own files, and scripts that carry this answer's nonce.

    Without a nonce (a kept page): our own script files, nothing inline.
    """
    scripts = f"'nonce-{made}' 'strict-dynamic'" if made else "'self'"
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
