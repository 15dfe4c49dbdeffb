"""Entry for WSGI servers: one process on SQLite, many workers on PostgreSQL."""

from competition import create_app

app = create_app()
if "runner" in app.extensions:
    app.extensions["runner"].start()
