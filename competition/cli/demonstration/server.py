"""The demonstration's server: waitress, one process that is there within a second."""

import click
from flask import Flask
from waitress import create_server

from competition.cli.serve import hold_instance, require_current, require_free
from competition.config import Config
from competition.models import database

THREADS = 16


def serve_demonstration(app: Flask, host: str, port: int) -> None:
    """Serve and do jobs until interrupted."""
    require_current()
    config: Config = app.config["JIANGPING"]
    with hold_instance(config.instance):
        require_free(host, port)
        server = create_server(
            app, host=host, port=port, threads=THREADS, channel_timeout=60, ident=""
        )
        runner = app.extensions.get("runner")
        if runner is not None:
            runner.start()
        click.echo(f"已启动：http://{host}:{port}/  按 Ctrl+C 停止。")
        try:
            server.run()
        finally:
            if runner is not None:
                runner.stop()
            database.close()
