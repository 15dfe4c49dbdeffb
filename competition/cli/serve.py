"""`flask serve`: the embedded server, one process with many threads."""

import socket

import click
from flask import current_app
from flask.cli import with_appcontext
from waitress import create_server

from competition.models import database
from competition.models.migrate import is_current


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=32, show_default=True)
@with_appcontext
def serve(host: str, port: int, threads: int) -> None:
    """Serve the application and do its jobs, until interrupted."""
    if not is_current(database.engine):
        raise click.ClickException("数据库不是最新，请先运行 flask db upgrade。")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    database.release()
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            connection_limit=1000,
            backlog=1024,
            channel_timeout=60,
            ident="",
        )
    except (OSError, socket.gaierror) as error:
        raise click.ClickException(
            f"不能在 {host}:{port} 启动（{error.strerror}），请换一个端口。"
        ) from None
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
