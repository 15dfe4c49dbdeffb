"""Entry for WSGI servers and the `flask` command.

A server that imports this does jobs too. The command starts them itself, where it serves.
"""

import os

from competition import create_app

app = create_app()
if "runner" in app.extensions and os.environ.get("FLASK_RUN_FROM_CLI") != "true":
    app.extensions["runner"].start()
